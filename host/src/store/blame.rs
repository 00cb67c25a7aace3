//! Whose record is damaged. The journal knows records and no dossiers; who is told of damage
//! wants to know which dossier cannot be relied on.

use std::fs::File;
use std::os::unix::fs::FileExt;

use super::view::View;
use super::{StoreError, envelope};
use crate::dossier::DossierNumber;
use crate::journal::{self, Damage, Position};

/// Where the payload begins in a record of the journal, as `journal.rs` lays it out.
const PAYLOAD: u64 = 64;
/// Bytes of the payload that name the entry, and some more.
const START: usize = 200;

/// The error, with the dossier and the entry that it is about, where that can be told.
pub(super) fn blame(view: &View, error: journal::Error) -> StoreError {
    let named = match &error {
        journal::Error::Damage(damage) => noted(view, damage).or_else(|| written(damage)),
        _ => None,
    };
    match named {
        Some((number, index)) => {
            StoreError::Damaged(format!("dossier {number}, entry {index}: {error}"))
        }
        None => error.into(),
    }
}

/// The entry that the state notes in this place.
fn noted(view: &View, damage: &Damage) -> Option<(DossierNumber, u32)> {
    view.entry_at(Position { segment: damage.segment, offset: damage.offset })
}

/// The entry that the damaged bytes themselves say they are: no proof, but a place to look.
fn written(damage: &Damage) -> Option<(DossierNumber, u32)> {
    let mut start = [0; START];
    let read =
        File::open(&damage.path).and_then(|file| file.read_at(&mut start, damage.offset + PAYLOAD));
    said(&start[..read.ok()?])
}

/// The entry that the payload of a record says it is, from how every version writes them.
pub(super) fn said(payload: &[u8]) -> Option<(DossierNumber, u32)> {
    if let Some(place) = envelope::entry(payload) {
        return Some(place);
    }
    // Before records were sealed, this stood in their JSON alone.
    let record = payload.get(envelope::OLD_HEADER..)?;
    let text = String::from_utf8_lossy(&record[..record.len().min(START)]);
    let (number, rest) =
        text.strip_prefix(r#"{"entry":{"number":""#)?.split_once(r#"","index":"#)?;
    let index = rest.split(|c: char| !c.is_ascii_digit()).next()?;
    Some((number.parse().ok()?, index.parse().ok()?))
}
