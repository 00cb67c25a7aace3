//! What a record does to the state. Used by the writer and by recovery alike, so that a state
//! built again is the state that was lost.

use super::StoreError;
use super::keys::Key;
use super::record::{Filed, Owner, Record};
use super::view::Attempt;
use crate::contract::{Attachment, Timer, Value};
use crate::digest::Digest;
use crate::dossier::{
    Carried, DossierNumber, Draft, DraftId, Entry, Letter, Origin, Paper, PaperOf, Passed, Posted,
    State, Talk,
};
use crate::plugin::Installation;

/// What a record needs to be written down.
pub(super) struct Placed {
    /// Digest of the record before it of the same dossier.
    pub(super) previous: Digest,
    /// The dossier after it.
    pub(super) state: Option<State>,
}

/// Checks that a record follows on the state, and changes it. What depends on where and how it
/// is written comes later, in [`written`].
pub(super) fn apply(record: &Record, state: &mut Attempt<'_>) -> Result<Placed, StoreError> {
    let placed = Placed { previous: Digest::ZERO, state: None };
    match record {
        Record::Draft(draft) => {
            let origin = Origin::Draft(draft.id).digest();
            if let Some((number, body)) = state.get(&Key::origin(&origin))? {
                return Err(StoreError::Repeated { number, body });
            }
            // Who holds a draft never changes.
            if let Some(person) = &draft.person {
                state.put(Key::held(&person.id, &draft.id), &())?;
            }
            state.put(Key::draft(&draft.id), draft)?;
        }
        Record::DraftDropped(id) => forget_draft(id, state)?,
        Record::Filed(filed) => state.put(Key::filed(&filed.attachment.id), filed)?,
        Record::FileDropped(id) => {
            // A dossier may have taken it while it was looked at.
            match state.get::<Filed>(&Key::filed(id))?.map(|filed| filed.owner) {
                Some(Owner::Dossier(_)) => return Err(StoreError::Stale),
                _ => state.delete(Key::filed(id)),
            }
        }
        Record::Agent(agent) => state.put(Key::agent(&agent.name), agent)?,
        Record::Letter(letter) => write(letter, state)?,
        Record::LetterTaken(id) => {
            let posted: Option<Posted> = state.get(&Key::letter(id))?;
            let posted = posted.ok_or(StoreError::Stale)?;
            state.delete(Key::post(posted.due(), id));
            state.delete(Key::letter(id));
        }
        Record::Carried(id, at, carried) => {
            let posted: Option<Posted> = state.get(&Key::letter(id))?;
            let posted = posted.ok_or(StoreError::Stale)?;
            state.delete(Key::post(posted.due(), id));
            let posted = posted.after(*at, carried.clone());
            if *carried != Carried::Sent {
                state.put(Key::post(posted.due(), id), &())?;
            }
            state.put(Key::letter(id), &posted)?;
        }
        Record::Exchange(exchange) => {
            let number = exchange.number;
            let talk: Talk = state.get(&Key::talk(number))?.unwrap_or_default();
            let previous = talk.head;
            let talk = talk.after(exchange).ok_or(StoreError::Stale)?;
            if let Passed::Message { files, .. } = &exchange.what {
                own_files(number, files.iter(), state)?;
            }
            for letter in &exchange.letters {
                write(letter, state)?;
            }
            print(number, exchange.at, &exchange.prints, state)?;
            if let Passed::Posted(posting) = &exchange.what {
                state.delete(Key::print(number, posting.of));
            }
            state.put(Key::exchange(number, exchange.index), exchange)?;
            state.put(Key::talk(number), &talk)?;
            return Ok(Placed { previous, state: None });
        }
        Record::Package(change) => {
            let key = Key::installation(&change.procedure);
            let before = state.get(&key)?;
            let before = before.unwrap_or_else(|| Installation::new(change.procedure.clone()));
            state.put(key, &before.after(change).ok_or(StoreError::Stale)?)?;
        }
        Record::Entry(entry) => return apply_entry(entry, state),
        Record::Paper(paper) => {
            // Made once: who was slower takes what the other made.
            if state.get::<Paper>(&Key::paper(&paper.code))?.is_some() {
                return Err(StoreError::Stale);
            }
            let owner = Owner::Dossier(paper.number);
            let filed = Filed { attachment: paper.file.clone(), owner, at: paper.made };
            state.put(Key::filed(&paper.file.id), &filed)?;
            state.put(Key::paper(&paper.code), paper)?;
        }
    }
    Ok(placed)
}

fn forget_draft(id: &DraftId, state: &mut Attempt<'_>) -> Result<(), StoreError> {
    let person = state.get::<Draft>(&Key::draft(id))?.and_then(|draft| draft.person);
    if let Some(person) = person {
        state.delete(Key::held(&person.id, id));
    }
    state.delete(Key::draft(id));
    Ok(())
}

fn write(letter: &Letter, state: &mut Attempt<'_>) -> Result<(), StoreError> {
    let posted = Posted::new(letter.clone());
    state.put(Key::post(posted.due(), &letter.id), &())?;
    state.put(Key::letter(&letter.id), &posted)
}

/// Puts documents in the queue of those that are printed and posted.
fn print(
    number: DossierNumber,
    at: i64,
    prints: &[PaperOf],
    state: &mut Attempt<'_>,
) -> Result<(), StoreError> {
    prints.iter().try_for_each(|of| state.put(Key::print(number, *of), &at))
}

fn apply_entry(entry: &Entry, state: &mut Attempt<'_>) -> Result<Placed, StoreError> {
    let number = entry.number;
    let before: Option<State> = state.get(&Key::dossier(number))?;
    if let Some(opening) = &entry.opening {
        let origin = opening.origin.digest();
        if let Some((number, body)) = state.get(&Key::origin(&origin))? {
            return Err(StoreError::Repeated { number, body });
        }
        if before.is_some() {
            return Err(StoreError::NumberTaken);
        }
        state.put(Key::origin(&origin), &(number, opening.body))?;
        state.put(Key::queue(entry.at, number), &())?;
        if let Some(mailbox) = &opening.mailbox {
            state.put(Key::mailbox(mailbox, number), &())?;
        }
        if let Some(person) = &opening.person {
            state.put(Key::mailbox(&person.id, number), &())?;
        }
        if let Origin::Draft(draft) = &opening.origin {
            forget_draft(draft, state)?;
        }
    }
    for letter in &entry.letters {
        write(letter, state)?;
    }
    print(number, entry.at, &entry.prints, state)?;
    let files = entry.dossier.answers.iter().filter_map(|answer| match &answer.value {
        Value::Attachments(files) => Some(files),
        _ => None,
    });
    own_files(number, files.flatten(), state)?;
    let counter = entry.opening.as_ref().and_then(|opening| opening.counter.as_ref());
    own_files(number, counter.iter().flat_map(|counter| &counter.scans), state)?;
    let old_timers = before.as_ref().map_or(vec![], |s| s.dossier.timers.clone());
    let after = State::after(before, entry).ok_or(StoreError::Stale)?;
    move_timers(number, &old_timers, &after.dossier.timers, state)?;
    state.put(Key::dossier(number), &after)?;
    let previous = state.get(&Key::head(number))?.unwrap_or(Digest::ZERO);
    Ok(Placed { previous, state: Some(after) })
}

/// After it is known what the record's stored bytes are: the next entry is chained on them.
pub(super) fn written(
    record: &Record,
    digest: Digest,
    state: &mut Attempt<'_>,
) -> Result<(), StoreError> {
    match record {
        Record::Entry(entry) => state.put(Key::head(entry.number), &digest),
        Record::Exchange(exchange) => {
            let talk: Option<Talk> = state.get(&Key::talk(exchange.number))?;
            let talk = talk.ok_or(StoreError::Stale)?;
            state.put(Key::talk(exchange.number), &Talk { head: digest, ..talk })
        }
        _ => Ok(()),
    }
}

/// The dossier takes its files; none may be another dossier's.
fn own_files<'a>(
    number: DossierNumber,
    files: impl Iterator<Item = &'a Attachment>,
    state: &mut Attempt<'_>,
) -> Result<(), StoreError> {
    for file in files {
        let missing = || StoreError::File(file.id.clone());
        let mut filed: Filed = state.get(&Key::filed(&file.id))?.ok_or_else(missing)?;
        match filed.owner {
            Owner::Dossier(owner) if owner == number => continue,
            Owner::Dossier(_) => return Err(missing()),
            Owner::Draft(_) | Owner::Client => filed.owner = Owner::Dossier(number),
        }
        state.put(Key::filed(&file.id), &filed)?;
    }
    Ok(())
}

fn move_timers(
    number: DossierNumber,
    old: &[Timer],
    new: &[Timer],
    state: &mut Attempt<'_>,
) -> Result<(), StoreError> {
    for timer in old.iter().filter(|t| !new.contains(t)) {
        state.delete(Key::timer(timer.at, number, &timer.key));
    }
    for timer in new.iter().filter(|t| !old.contains(t)) {
        state.put(Key::timer(timer.at, number, &timer.key), &())?;
    }
    Ok(())
}
