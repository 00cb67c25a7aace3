//! What dossiers published in registers, each of which is one procedure's: entries in the order
//! of their keys, and where they lie, from south to north.

use super::StoreError;
use super::keys::{Key, placed_at};
use super::view::{Attempt, Ranges, View};
use crate::contract::{Position, Publication};
use crate::digest::Digest;
use crate::dossier::{DossierNumber, State};
use crate::limits::pools::FOUND;
use crate::plugin::ProcedureId;

/// What a register is noted under: no other procedure's register of the same name is the same.
pub(super) fn token(procedure: &ProcedureId, register: &str) -> Digest {
    Digest::of_parts(&[b"register\n", procedure.as_bytes(), b"\n", register.as_bytes()])
}

/// Notes what a dossier publishes now, in place of what it published.
pub(super) fn note(
    number: DossierNumber,
    before: Option<&State>,
    after: &State,
    state: &mut Attempt<'_>,
) -> Result<(), StoreError> {
    let old = before.map_or(&[][..], |before| &before.published);
    let new = &after.published;
    let keys = |entry: &Publication| {
        let register = token(&after.procedure, &entry.register);
        let placed = entry.position.map(|at| Key::placed(&register, at, &entry.key, number));
        (Key::published(&register, &entry.key, number), placed)
    };
    for entry in old.iter().filter(|entry| !new.contains(entry)) {
        let (published, placed) = keys(entry);
        state.delete(published);
        placed.into_iter().for_each(|key| state.delete(key));
    }
    for entry in new.iter().filter(|entry| !old.contains(entry)) {
        let (published, placed) = keys(entry);
        state.mark(published, entry)?;
        if let Some(key) = placed {
            state.mark(key, &())?;
        }
    }
    Ok(())
}

/// Entries whose key starts with `prefix`, in the order of keys.
pub(super) fn find(
    view: &View,
    procedure: &ProcedureId,
    register: &str,
    prefix: &str,
) -> Result<Vec<Publication>, StoreError> {
    let from = Key::published_from(&token(procedure, register), prefix);
    view.first(&from, FOUND)?.into_iter().map(|(key, value)| entry(&key, &value)).collect()
}

/// Entries within some metres, nearest first; of those equally far by key and dossier.
pub(super) fn near(
    view: &View,
    procedure: &ProcedureId,
    register: &str,
    at: Position,
    metres: u32,
) -> Result<Vec<Publication>, StoreError> {
    let register = token(procedure, register);
    let reach = Position::latitude_of(metres.saturating_add(1));
    let from = Key::placed_from(&register, at.lat.saturating_sub(reach));
    let below = match at.lat.saturating_add(reach).checked_add(1) {
        Some(north) => Key::placed_from(&register, north),
        None => Key::placed_end(&register),
    };
    let mut found = Vec::new();
    for (key, _) in view.range(&from, &below)? {
        let (position, entry, number) = placed_at(key.bytes()).ok_or_else(|| damaged(&key))?;
        let far = at.millimetres_to(position);
        if far <= u64::from(metres) * 1_000 {
            found.push((far, entry.to_owned(), number));
        }
    }
    found.sort();
    let nearest = found.into_iter().take(FOUND).map(|(_, key, number)| {
        let key = Key::published(&register, &key, number);
        view.get(&key)?.ok_or_else(|| damaged(&key))
    });
    nearest.collect()
}

fn entry(key: &Key, value: &[u8]) -> Result<Publication, StoreError> {
    serde_json::from_slice(value).map_err(|_| damaged(key))
}

fn damaged(key: &Key) -> StoreError {
    StoreError::State(format!("{key:?}: an entry of a register is damaged"))
}
