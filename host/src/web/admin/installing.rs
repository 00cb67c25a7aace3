//! Installing and upgrading: the file is looked at, what it asks for is shown, and the
//! administrator's yes is recorded.

use askama::Template;
use axum::extract::{Multipart, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::super::Shared;
use super::super::desk::admitted::{Administer, Admitted};
use super::super::desk::{Bar, Inputs};
use super::super::page::{self, Frame, html};
use super::{answered, asks, listed, sent};
use crate::office::{InstallError, Order, Plan};
use crate::plugin::Ask;

#[derive(Template)]
#[template(path = "admin/plan.html")]
struct PlanPage {
    frame: Frame,
    bar: Bar,
    plan: Plan,
    /// What it asks for that was not granted yet: as it is called, and in words.
    more: Vec<(String, String)>,
    less: Vec<String>,
}

/// Looks at a file that is to be installed.
pub(super) async fn look(
    Admitted { agent, .. }: Admitted<Administer>,
    State(shared): State<Shared>,
    headers: HeaderMap,
    form: Multipart,
) -> Response {
    let t = page::texts(None, &headers);
    let bytes = match sent(form).await {
        Ok((_, bytes)) => bytes,
        Err(error) => return page::error(&shared.office, t, &error, Some("/desk/admin".into())),
    };
    let office = shared.office.clone();
    let name = agent.name.clone();
    let looked = tokio::task::spawn_blocking(move || {
        let file = office.keep_package(&bytes)?;
        office.plan_for(file, &name).map(|(plan, _)| plan)
    });
    match looked.await {
        Ok(Ok(plan)) => {
            let more = plan.difference.more.iter();
            let more = more.map(|asked| {
                (asked.ask.to_string(), asks::words(&asked.ask, asked.why.as_ref(), t))
            });
            let more = more.collect();
            let less = plan.difference.less.iter().map(|ask| asks::words(ask, None, t)).collect();
            let (frame, bar) = (Frame::new(&shared.office, t), Bar::of(&shared, &agent));
            html(StatusCode::OK, &PlanPage { frame, bar, plan, more, less })
        }
        Ok(Err(InstallError::Office(error))) => {
            page::error(&shared.office, t, &error, Some("/desk/admin".into()))
        }
        Ok(Err(error)) => listed(&shared, &agent, t, Some(error.to_string())),
        Err(error) => listed(&shared, &agent, t, Some(error.to_string())),
    }
}

/// Installs what was looked at.
pub(super) async fn install(
    Admitted { agent, .. }: Admitted<Administer>,
    State(shared): State<Shared>,
    Path(digest): Path<String>,
    headers: HeaderMap,
    axum::Form(inputs): axum::Form<Vec<(String, String)>>,
) -> Response {
    let t = page::texts(None, &headers);
    let inputs = Inputs(inputs);
    let kept: Vec<&str> = inputs.all("grant").collect();
    let work = async {
        let file = shared.office.kept_package(&digest)?;
        let (plan, order) = shared.office.plan_for(file, &agent.name)?;
        let asked = plan.difference.more.iter().map(|asked| &asked.ask);
        let deny: Vec<Ask> =
            asked.filter(|ask| !kept.contains(&ask.to_string().as_str())).cloned().collect();
        let order =
            Order { deny, digest: Some(plan.digest), open: inputs.one("open").is_some(), ..order };
        shared.office.install(&order).await
    };
    match work.await {
        Ok(done) => {
            shared.office.forget_package(done.digest);
            answered(&shared, &agent, &done.id, t, Ok(()))
        }
        Err(InstallError::Office(error)) => {
            page::error(&shared.office, t, &error, Some("/desk/admin".into()))
        }
        Err(error) => listed(&shared, &agent, t, Some(error.to_string())),
    }
}
