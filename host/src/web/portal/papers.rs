//! Letters, receipts and decisions of a dossier as files, for its applicant.

use axum::extract::{Path, State};
use axum::response::Response;

use super::super::Shared;
use super::super::papers::{file, paper};
use super::following::{Followed, Following};

pub(super) async fn show(
    State(shared): State<Shared>,
    Path((_, name)): Path<(String, String)>,
    following: Following,
) -> Response {
    let work = async |followed: Followed| {
        let tracked = &followed.tracked;
        let sealed = tracked.sealed(shared.office.now().today());
        Ok(file(paper(&shared, tracked, sealed, &name).await?))
    };
    following.then(&shared, work).await
}
