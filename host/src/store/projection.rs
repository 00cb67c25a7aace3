//! What a record does to the state. Used by the writer and by recovery alike, so that a state
//! built again is the state that was lost.

use super::StoreError;
use super::keys::Key;
use super::record::{Blocked, Disposal, Erased, Filed, Minutes, Owner, Record};
use super::subject::Subject;
use super::view::Attempt;
use super::{published, taken};
use crate::contract::{Attachment, Date, Timer, Value};
use crate::digest::Digest;
use crate::dossier::{
    self, Carried, Consulted, DossierNumber, Draft, DraftId, Due, Entry, Letter, Marks, Origin,
    Paper, PaperOf, Passed, Posted, Reference, Row, Stage, State, Talk, due, is_silent,
};
use crate::plugin::Installation;
use crate::staff::Agent;
use crate::vault::KeyId;

/// What a record needs to be written down.
pub(super) struct Placed {
    /// Digest of the record before it of the same dossier.
    pub(super) previous: Digest,
    /// The dossier before it.
    pub(super) before: Option<State>,
    /// The dossier after it.
    pub(super) state: Option<State>,
}

/// Checks that a record follows on the state, and changes it. What it says of a person is sealed
/// under `seal`. What depends on where and how it is written comes later, in [`written`].
pub(super) fn apply(
    record: &Record,
    seal: Option<KeyId>,
    state: &mut Attempt<'_>,
) -> Result<Placed, StoreError> {
    let placed = Placed { previous: Digest::ZERO, before: None, state: None };
    match record {
        Record::Draft(draft) => {
            let origin = Origin::Draft(draft.id).digest();
            if let Some((number, body)) = state.get(&Key::origin(&origin))? {
                return Err(StoreError::Repeated { number, body });
            }
            // Who holds a draft never changes.
            if let Some(person) = &draft.person {
                state.mark(Key::held(&person.id, &draft.id), &())?;
            }
            state.put(Key::draft(&draft.id), draft, seal)?;
        }
        Record::DraftDropped(id) => forget_draft(id, state)?,
        Record::Filed(filed) => {
            let key = Key::filed(&filed.attachment.id);
            if let Owner::Dossier(number) = filed.owner {
                state.mark(Key::owned(&Subject::Dossier(number), &key), &())?;
            }
            state.put(key, filed, seal)?;
        }
        Record::FileDropped(id) => {
            // A dossier may have taken it while it was looked at.
            match state.get::<Filed>(&Key::filed(id))?.map(|filed| filed.owner) {
                Some(Owner::Dossier(_)) => return Err(StoreError::Stale),
                Some(_) => forget(Key::filed(id), state)?,
                None => {}
            }
        }
        Record::Blocked(blocked) => state.put(Key::block(&blocked.source), blocked, seal)?,
        Record::Unblocked(unblocked) => {
            let key = Key::block(&unblocked.source);
            state.get::<Blocked>(&key)?.ok_or(StoreError::Stale)?;
            state.delete(key);
        }
        Record::Agent(agent) => {
            let before: Option<Agent> = state.get(&Key::agent(&agent.name))?;
            let revision = before.map_or(0, |before| before.revision);
            if agent.revision != 0 && agent.revision != revision + 1 {
                return Err(StoreError::Stale);
            }
            state.put(Key::agent(&agent.name), agent, seal)?;
        }
        Record::Read(reading) => {
            let bytes =
                serde_json::to_vec(reading).map_err(|e| StoreError::State(e.to_string()))?;
            state.put(Key::reading(reading.at, &Digest::of(&bytes)), reading, seal)?;
        }
        Record::Letter(letter) => write(letter, seal, state)?,
        Record::LetterTaken(id) => {
            let posted: Option<Posted> = state.get(&Key::letter(id))?;
            let posted = posted.ok_or(StoreError::Stale)?;
            forget_letter(&posted, state)?;
        }
        Record::Carried(id, at, carried) => {
            let posted: Option<Posted> = state.get(&Key::letter(id))?;
            let posted = posted.ok_or(StoreError::Stale)?;
            state.delete(Key::post(posted.due(), id));
            let posted = posted.after(*at, carried.clone());
            if *carried != Carried::Sent {
                state.mark(Key::post(posted.due(), id), &())?;
            }
            state.put(Key::letter(id), &posted, seal)?;
        }
        Record::Payment(attempt) => pay(attempt, seal, state)?,
        Record::Consulted(number, consulted) => {
            consult(*number, [&**consulted], seal, state)?;
        }
        Record::ConsultedDropped(number, before) => {
            forget_consulted(*number, *before, seal, state)?;
        }
        Record::Exchange(exchange) => {
            let number = exchange.number;
            let before: Talk = state.get(&Key::talk(number))?.unwrap_or_default();
            let previous = before.head;
            let dossier: Option<State> = state.get(&Key::dossier(number))?;
            // Silence decides on the day that the clock says, and on no other.
            if matches!(exchange.what, Passed::Silent { .. }) {
                let silent =
                    dossier.as_ref().is_some_and(|d| is_silent(d, &before, &exchange.what));
                silent.then_some(()).ok_or(StoreError::Stale)?;
            }
            let was_due = dossier.as_ref().map_or(vec![], |dossier| due(dossier, &before));
            let talk = before.after(exchange).ok_or(StoreError::Stale)?;
            let is_due = dossier.as_ref().map_or(vec![], |dossier| due(dossier, &talk));
            move_due(number, &was_due, &is_due, state)?;
            if let Passed::Message { files, .. } = &exchange.what {
                own_files(number, files.iter(), state)?;
            }
            for letter in &exchange.letters {
                write(letter, seal, state)?;
            }
            print(number, exchange.at, &exchange.prints, state)?;
            if let Passed::Posted(posting) = &exchange.what {
                state.delete(Key::print(number, posting.of));
            }
            state.put(Key::exchange(number, exchange.index), exchange, seal)?;
            state.mark(Key::talk(number), &talk)?;
            if let Some(dossier) = &dossier {
                line(number, dossier, &talk, None, seal, state)?;
            }
            return Ok(Placed { previous, before: None, state: None });
        }
        Record::Package(change) => {
            let key = Key::installation(&change.procedure);
            let before = state.get(&key)?;
            let before = before.unwrap_or_else(|| Installation::new(change.procedure.clone()));
            state.mark(key, &before.after(change).ok_or(StoreError::Stale)?)?;
        }
        Record::Entry(entry) => return apply_entry(entry, seal, state),
        Record::Paper(paper, key) => {
            // Made once: who was slower takes what the other made.
            let known: Option<Paper> = state.get(&Key::paper(&paper.code))?;
            if known.is_some() || state.get::<State>(&Key::dossier(paper.number))?.is_none() {
                return Err(StoreError::Stale);
            }
            let owner = Owner::Dossier(paper.number);
            let (attachment, key) = (paper.file.clone(), Some(*key));
            let filed = Filed { attachment, owner, at: paper.made, key };
            for owned in [Key::filed(&paper.file.id), Key::paper(&paper.code)] {
                state.mark(Key::owned(&Subject::Dossier(paper.number), &owned), &())?;
            }
            state.put(Key::filed(&paper.file.id), &filed, key)?;
            state.put(Key::paper(&paper.code), paper, seal)?;
        }
        Record::Erased(erased) => erase(erased, state)?,
        Record::Minutes(session) => {
            let before = session.id.checked_sub(1).ok_or(StoreError::Stale)?;
            let known: Option<Minutes> = state.get(&Key::session(session.id))?;
            let earlier: Option<Minutes> = state.get(&Key::session(before))?;
            if known.is_some() || (before > 0 && earlier.is_none()) {
                return Err(StoreError::Stale);
            }
            state.mark(Key::session(session.id), session)?;
        }
        Record::Disposal(disposal) => {
            let key = Key::disposal(disposal.id);
            let known: Option<Disposal> = state.get(&key)?;
            let follows = match known {
                // Once there, a list gets its visa and is carried out, and nothing else.
                Some(known) => {
                    let visa = known.visa.is_none() || known.visa == disposal.visa;
                    let same = (known.at, &known.dossiers, known.digest)
                        == (disposal.at, &disposal.dossiers, disposal.digest);
                    same && visa && known.purged.is_none()
                }
                None => {
                    let before = disposal.id.checked_sub(1).map(Key::disposal);
                    let first = disposal.id == 1;
                    first
                        || before.is_some_and(|key| matches!(state.sealed_under(&key), Ok(Some(_))))
                }
            };
            if !follows {
                return Err(StoreError::Stale);
            }
            state.put(key, disposal, seal)?;
        }
    }
    Ok(placed)
}

/// Removes a value, and destroys the key that sealed it.
fn forget(key: Key, state: &mut Attempt<'_>) -> Result<(), StoreError> {
    if let Some(Some(seal)) = state.sealed_under(&key)? {
        state.doom(seal)?;
    }
    state.delete(key);
    Ok(())
}

fn forget_draft(id: &DraftId, state: &mut Attempt<'_>) -> Result<(), StoreError> {
    let person = state.get::<Draft>(&Key::draft(id))?.and_then(|draft| draft.person);
    if let Some(person) = person {
        state.delete(Key::held(&person.id, id));
    }
    forget_owned(&Subject::Draft(*id), state)?;
    forget(Key::draft(id), state)
}

fn forget_letter(posted: &Posted, state: &mut Attempt<'_>) -> Result<(), StoreError> {
    let (letter, about) = (&posted.letter, Subject::from(&posted.letter));
    state.delete(Key::post(posted.due(), &letter.id));
    let key = Key::letter(&letter.id);
    state.delete(Key::owned(&about, &key));
    let own = matches!(about, Subject::Letter(_))
        || about.key(state)? != state.sealed_under(&key)?.flatten();
    if own {
        return forget(key, state);
    }
    state.delete(key);
    Ok(())
}

/// Removes what goes with a dossier or a draft.
fn forget_owned(owner: &Subject, state: &mut Attempt<'_>) -> Result<(), StoreError> {
    for owned in state.within(&Key::owned_by(owner))? {
        if let Some(key) = owned.in_owned() {
            match (key.as_letter(), key.as_filed()) {
                (Some(id), _) => {
                    if let Some(posted) = state.get::<Posted>(&Key::letter(&id))? {
                        forget_letter(&posted, state)?;
                    }
                }
                (_, Some(_)) => forget(key, state)?,
                _ => state.delete(key),
            }
        }
        state.delete(owned);
    }
    Ok(())
}

/// A payment is begun, or goes on. Nobody begins one while another for the same charge may still
/// turn out to be paid.
fn pay(
    attempt: &dossier::Attempt,
    seal: Option<KeyId>,
    state: &mut Attempt<'_>,
) -> Result<(), StoreError> {
    let before: Option<dossier::Attempt> = state.get(&Key::payment(&attempt.reference))?;
    let follows = match &before {
        Some(before) => attempt.follows(before),
        None => attempt.stage == Stage::Begun && is_alone(attempt, state)?,
    };
    let known = state.sealed_under(&Key::dossier(attempt.number))?.is_some();
    if !follows || !known {
        return Err(StoreError::Stale);
    }
    match attempt.over {
        true => state.delete(Key::unpaid(&attempt.reference)),
        false => state.mark(Key::unpaid(&attempt.reference), &())?,
    }
    state.put(Key::payment(&attempt.reference), attempt, seal)
}

/// Whether no other payment of its charge is open.
fn is_alone(attempt: &dossier::Attempt, state: &Attempt<'_>) -> Result<bool, StoreError> {
    for key in state.within(&Key::unpaid_of(attempt.number))? {
        let Some(reference) = key.as_reference() else { continue };
        let other: Option<dossier::Attempt> = state.get(&Key::payment(&reference))?;
        let open = |other: &dossier::Attempt| {
            other.charge == attempt.charge && matches!(other.stage, Stage::Begun | Stage::Taken)
        };
        if other.as_ref().is_some_and(open) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// An entry credits a payment whose money was taken, and no other does.
fn settle(
    reference: &Reference,
    seal: Option<KeyId>,
    state: &mut Attempt<'_>,
) -> Result<(), StoreError> {
    let taken: Option<dossier::Attempt> = state.get(&Key::payment(reference))?;
    let taken = taken.filter(|attempt| attempt.stage == Stage::Taken).ok_or(StoreError::Stale)?;
    pay(&taken.paid(), seal, state)
}

/// Adds what was asked for a dossier.
fn consult<'a>(
    number: DossierNumber,
    asked: impl IntoIterator<Item = &'a Consulted>,
    seal: Option<KeyId>,
    state: &mut Attempt<'_>,
) -> Result<(), StoreError> {
    let mut all: Vec<Consulted> = state.get(&Key::consulted(number))?.unwrap_or_default();
    for consulted in asked {
        state.mark(Key::trace(consulted.at, number), &())?;
        all.push(consulted.clone());
    }
    state.put(Key::consulted(number), &all, seal)
}

/// Lets go of what was asked before a time. The answers that decisions stood on are the dossier's.
fn forget_consulted(
    number: DossierNumber,
    before: i64,
    seal: Option<KeyId>,
    state: &mut Attempt<'_>,
) -> Result<(), StoreError> {
    let all: Vec<Consulted> = state.get(&Key::consulted(number))?.unwrap_or_default();
    let (gone, kept): (Vec<_>, Vec<_>) = all.into_iter().partition(|c| c.at < before);
    for consulted in gone {
        state.delete(Key::trace(consulted.at, number));
    }
    match kept.is_empty() {
        true => state.delete(Key::consulted(number)),
        false => state.put(Key::consulted(number), &kept, seal)?,
    }
    Ok(())
}

/// Everything that there is of a dossier goes, but that there was one of this number.
fn erase(erased: &Erased, state: &mut Attempt<'_>) -> Result<(), StoreError> {
    let number = erased.number;
    if state.get::<Erased>(&Key::erased(number))?.is_some() {
        return Err(StoreError::Stale);
    }
    state.mark(Key::erased(number), erased)?;
    state.mark(Key::origin(&erased.origin), &(number, Digest::ZERO))?;
    // Built again from the journal, it may never have been there: its records do not open.
    let Some(before) = state.get::<State>(&Key::dossier(number))? else { return Ok(()) };
    if state.sealed_under(&Key::dossier(number))?.flatten().is_none() {
        return Err(StoreError::Unsealed(number));
    }
    forget_owned(&Subject::Dossier(number), state)?;
    state.delete(Key::queue(before.received_at, number));
    move_timers(number, &before.dossier.timers, &[], state)?;
    let talk: Talk = state.get(&Key::talk(number))?.unwrap_or_default();
    move_due(number, &due(&before, &talk), &[], state)?;
    forget_consulted(number, i64::MAX, None, state)?;
    // What it held is free again, and what it published is found no more.
    let mut gone = before.clone();
    gone.dossier.holds.clear();
    gone.published.clear();
    taken::note(number, Some(&before), &gone, state)?;
    published::note(number, Some(&before), &gone, state)?;
    for key in [
        Key::entries(number),
        Key::exchanges(number),
        Key::prints(number),
        Key::payments(number),
        Key::unpaid_of(number),
    ] {
        state.within(&key)?.into_iter().for_each(|key| state.delete(key));
    }
    state.delete(Key::talk(number));
    state.delete(Key::head(number));
    forget(Key::dossier(number), state)
}

fn write(letter: &Letter, seal: Option<KeyId>, state: &mut Attempt<'_>) -> Result<(), StoreError> {
    let posted = Posted::new(letter.clone());
    state.mark(Key::post(posted.due(), &letter.id), &())?;
    let (key, about) = (Key::letter(&letter.id), Subject::from(letter));
    if about != Subject::Letter(letter.id) {
        state.mark(Key::owned(&about, &key), &())?;
    }
    state.put(key, &posted, seal)
}

/// Puts documents in the queue of those that are printed and posted.
fn print(
    number: DossierNumber,
    at: i64,
    prints: &[PaperOf],
    state: &mut Attempt<'_>,
) -> Result<(), StoreError> {
    prints.iter().try_for_each(|of| state.mark(Key::print(number, *of), &at))
}

fn apply_entry(
    entry: &Entry,
    seal: Option<KeyId>,
    state: &mut Attempt<'_>,
) -> Result<Placed, StoreError> {
    let number = entry.number;
    let before: Option<State> = state.get(&Key::dossier(number))?;
    if let Some(opening) = &entry.opening {
        let origin = opening.origin.digest();
        if let Some((number, body)) = state.get(&Key::origin(&origin))? {
            return Err(StoreError::Repeated { number, body });
        }
        if before.is_some() || state.get::<Erased>(&Key::erased(number))?.is_some() {
            return Err(StoreError::NumberTaken);
        }
        state.put(Key::origin(&origin), &(number, opening.body), seal)?;
        let person = opening.person.as_ref().map(|person| &person.id);
        for token in opening.mailbox.iter().chain(person) {
            index(Key::mailbox(token, number), number, state)?;
        }
        if !opening.consulted.is_empty() {
            consult(number, &opening.consulted, seal, state)?;
        }
        if let Origin::Draft(draft) = &opening.origin {
            forget_draft(draft, state)?;
        }
    }
    for letter in &entry.letters {
        write(letter, seal, state)?;
    }
    print(number, entry.at, &entry.prints, state)?;
    if let Some(reference) = &entry.settles {
        settle(reference, seal, state)?;
    }
    let files = entry.dossier.answers.iter().filter_map(|answer| match &answer.value {
        Value::Attachments(files) => Some(files),
        _ => None,
    });
    own_files(number, files.flatten(), state)?;
    let counter = entry.opening.as_ref().and_then(|opening| opening.counter.as_ref());
    own_files(number, counter.iter().flat_map(|counter| &counter.scans), state)?;
    let talk: Talk = state.get(&Key::talk(number))?.unwrap_or_default();
    let was_due = before.as_ref().map_or(vec![], |before| due(before, &talk));
    let after = State::after(before.clone(), entry).ok_or(StoreError::Stale)?;
    let old_timers = before.as_ref().map_or(&[][..], |s| &s.dossier.timers);
    move_timers(number, old_timers, &after.dossier.timers, state)?;
    move_due(number, &was_due, &due(&after, &talk), state)?;
    taken::note(number, before.as_ref(), &after, state)?;
    published::note(number, before.as_ref(), &after, state)?;
    state.put(Key::dossier(number), &after, seal)?;
    for token in entry.marks.iter().flat_map(|marks| &marks.alike) {
        index(Key::mailbox(token, number), number, state)?;
    }
    line(number, &after, &talk, entry.marks.as_ref(), seal, state)?;
    let previous = state.get(&Key::head(number))?.unwrap_or(Digest::ZERO);
    Ok(Placed { previous, before, state: Some(after) })
}

/// Notes a key by which a dossier is found, and that it goes with it.
fn index(key: Key, number: DossierNumber, state: &mut Attempt<'_>) -> Result<(), StoreError> {
    state.mark(Key::owned(&Subject::Dossier(number), &key), &())?;
    state.mark(key, &())
}

/// The line of a dossier in the queue.
fn line(
    number: DossierNumber,
    dossier: &State,
    talk: &Talk,
    marks: Option<&Marks>,
    seal: Option<KeyId>,
    state: &mut Attempt<'_>,
) -> Result<(), StoreError> {
    let key = Key::queue(dossier.received_at, number);
    let before = state.get::<Option<Row>>(&key)?.flatten();
    state.put(key, &Some(Row::new(number, dossier, talk, marks, before)), seal)
}

/// After it is known what the record's stored bytes are: the next entry is chained on them.
pub(super) fn written(
    record: &Record,
    digest: Digest,
    state: &mut Attempt<'_>,
) -> Result<(), StoreError> {
    match record {
        Record::Entry(entry) => state.mark(Key::head(entry.number), &digest),
        Record::Exchange(exchange) => {
            let talk: Option<Talk> = state.get(&Key::talk(exchange.number))?;
            let talk = talk.ok_or(StoreError::Stale)?;
            state.mark(Key::talk(exchange.number), &Talk { head: digest, ..talk })
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
        let key = Key::filed(&file.id);
        let mut filed: Filed = state.get(&key)?.ok_or_else(missing)?;
        match filed.owner {
            Owner::Dossier(owner) if owner == number => continue,
            Owner::Dossier(_) => return Err(missing()),
            Owner::Draft(_) | Owner::Client => filed.owner = Owner::Dossier(number),
        }
        state.mark(Key::owned(&Subject::Dossier(number), &key), &())?;
        let seal = filed.key;
        state.put(key, &filed, seal)?;
    }
    Ok(())
}

fn move_due(
    number: DossierNumber,
    old: &[(Date, Due)],
    new: &[(Date, Due)],
    state: &mut Attempt<'_>,
) -> Result<(), StoreError> {
    for (day, due) in old.iter().filter(|due| !new.contains(due)) {
        state.delete(Key::legal(*day, number, *due));
    }
    for (day, due) in new.iter().filter(|due| !old.contains(due)) {
        state.mark(Key::legal(*day, number, *due), &())?;
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
        state.mark(Key::timer(timer.at, number, &timer.key), &())?;
    }
    Ok(())
}
