//! What is filled in after a submission: with an action, or to complete what was asked for.

use super::addresses::{CHOOSE, LOOK_UP};
use super::sources::{ASK, Asking, DECLINE};
use super::{Office, OfficeError, Posted, Tracked, Uploader};
use crate::contract::*;
use crate::dossier::{Actor, Consulted, DossierNumber, Person, Rejected, State};
use crate::form::{Answers, Form, Settle, html};
use crate::limits::sources::ASKS;
use crate::plugin::Served;
use crate::store::Record;
use crate::texts::Texts;

/// A form of an action or a completion, with what was filled in so far.
pub struct ActionForm {
    /// The form.
    pub form: Form,
    /// What was filled in and taken.
    pub answers: Answers,
    /// What was not taken.
    pub rejected: Vec<Rejected>,
    /// What has to be put right.
    pub problems: Vec<Problem>,
    /// The address field whose suggestions were asked for.
    pub looked_up: Option<Path>,
    /// What was asked of sources for the dossier.
    pub consulted: Vec<Consulted>,
    /// Whether the person may have more asked: agents may not, since it is not about them.
    pub may_ask: bool,
    /// At how many entries it was begun, where the dossier has others now.
    pub stale: Option<u32>,
}

impl Office {
    /// The form of an open action, empty.
    pub async fn open_action(
        &self,
        number: DossierNumber,
        action: &str,
        party: Party,
        lang: &str,
    ) -> Result<ActionForm, OfficeError> {
        let (state, task) = self.turn(number, action, party)?;
        self.shown(&state, &task, Answers::new(), lang).await
    }

    /// Takes an action with what its form was posted with. The form again, as it was filled in,
    /// where something has to be put right, or where somebody did something since the dossier
    /// had `seen` entries; an error where there is no such form any more.
    pub async fn post_action(
        &self,
        number: DossierNumber,
        by: Actor,
        action: &str,
        mut posted: Posted,
        lang: &str,
        seen: Option<u32>,
    ) -> Result<Option<ActionForm>, OfficeError> {
        let party = if matches!(by, Actor::Agent(_)) { Party::Agent } else { Party::Applicant };
        let now = self.store.dossier(number)?.ok_or(OfficeError::NoDossier)?.entries;
        let stale = seen.filter(|seen| *seen != now);
        let (state, task) = match (self.turn(number, action, party), stale) {
            (Err(OfficeError::NoAction(_)), Some(seen)) => {
                return Err(OfficeError::Meanwhile(seen));
            }
            (turn, _) => turn?,
        };
        if !state.action(action, party, self.now().today()).is_some_and(|a| a.form) {
            return self.act(number, by, action, Answers::new(), lang, seen).await.map(|_| None);
        }
        let shown = self.fill(&state, &task, Answers::new(), &mut posted, lang).await?;
        if stays(&posted) || !shown.problems.is_empty() || stale.is_some() {
            return Ok(Some(ActionForm { stale, ..shown }));
        }
        let acted = self.act(number, by, action, shown.answers.clone(), lang, seen).await;
        refused(acted, shown)
    }

    /// Whether an open action of agents is filled in before it is taken.
    pub fn needs_form(&self, number: DossierNumber, action: &str) -> Result<bool, OfficeError> {
        let (state, _) = self.turn(number, action, Party::Agent)?;
        Ok(state.actions.iter().any(|a| a.key == action && a.form))
    }

    /// The form to hand in what was asked for, or to put answers right, with those of the dossier.
    pub async fn open_completion(
        &self,
        number: DossierNumber,
        lang: &str,
    ) -> Result<ActionForm, OfficeError> {
        let (state, task, kept) = self.completion(number)?;
        self.shown(&state, &task, kept, lang).await
    }

    /// Hands in what was asked for, or puts answers right. The form again where something has to
    /// be put right in it, or where somebody did something since the dossier had `seen` entries.
    pub async fn post_completion(
        &self,
        number: DossierNumber,
        by: Actor,
        mut posted: Posted,
        lang: &str,
        seen: Option<u32>,
    ) -> Result<Option<ActionForm>, OfficeError> {
        let (state, task, kept) = self.completion(number)?;
        let stale = seen.filter(|seen| *seen != state.entries);
        let shown = self.fill(&state, &task, kept, &mut posted, lang).await?;
        if stays(&posted) || !shown.problems.is_empty() || stale.is_some() {
            return Ok(Some(ActionForm { stale, ..shown }));
        }
        let answers = shown.answers.clone().into();
        refused(self.complete(number, by, answers, lang, seen).await, shown)
    }

    /// Who uploads with a completion.
    pub fn uploader_of(&self, number: DossierNumber) -> Uploader {
        Uploader::Dossier(number)
    }

    /// The form that the applicant filled in, for the labels of the answers: that of the version
    /// that they used, with the settings of that day, while the component is there.
    pub async fn applied_form(&self, tracked: &Tracked, lang: &str) -> Result<Form, OfficeError> {
        let answers = Answers::try_from(tracked.state.dossier.answers.clone()).unwrap_or_default();
        let told = |happened: &&super::Happened| {
            matches!(*happened.entry.event, Event::Submitted | Event::Completed)
        };
        let installed = &tracked.installed;
        let used = tracked.timeline.iter().rev().find(told).map(|happened| &happened.entry);
        let old = used.filter(|entry| entry.component != installed.procedure.package.digest);
        let Some(entry) = old else {
            let context = self.context(installed, lang, Channel::Online, None);
            return self.form(installed, context, Task::Apply, &answers).await;
        };
        let served = Served { digest: entry.component, ..installed.served.clone() };
        let then = self.shelf().recorded(&served, installed.service.clone());
        let then = then.map_err(OfficeError::Sandbox)?;
        let context = Context { lang: lang.to_owned(), identity: None, ..(*entry.context).clone() };
        self.form(&then, context.into(), Task::Apply, &answers).await
    }

    pub(super) fn turn(
        &self,
        number: DossierNumber,
        action: &str,
        party: Party,
    ) -> Result<(State, Task), OfficeError> {
        let state = self.store.dossier(number)?.ok_or(OfficeError::NoDossier)?;
        state
            .action(action, party, self.now().today())
            .ok_or_else(|| OfficeError::NoAction(action.to_owned()))?;
        let task =
            Task::Act(Turn { dossier: state.dossier.clone(), action: action.to_owned(), party });
        Ok((state, task))
    }

    fn completion(&self, number: DossierNumber) -> Result<(State, Task, Answers), OfficeError> {
        let state = self.store.dossier(number)?.ok_or(OfficeError::NoDossier)?;
        if !state.may_complete() {
            return Err(OfficeError::NoAction("complete".into()));
        }
        let kept = Answers::try_from(state.dossier.answers.clone()).unwrap_or_default();
        let task = Task::Complete(state.dossier.clone());
        Ok((state, task, kept))
    }

    async fn shown(
        &self,
        state: &State,
        task: &Task,
        kept: Answers,
        lang: &str,
    ) -> Result<ActionForm, OfficeError> {
        let installed = self.version_of(state)?;
        let context = self.context(&installed, lang, Channel::Online, whose(state, task));
        let consulted = self.store.consulted(number_of(state)?)?;
        let (form, typed) = {
            let found = self.found(&installed, &consulted);
            let settle = Settle::kept(&kept, Texts::for_lang(lang)).with_sourced(&found);
            self.settle(&installed, &context, task.clone(), settle).await?
        };
        Ok(ActionForm {
            form,
            answers: typed.answers,
            rejected: vec![],
            problems: vec![],
            looked_up: None,
            consulted,
            may_ask: of_applicant(task),
            stale: None,
        })
    }

    /// Reads what was posted, page by page, on top of what was kept.
    async fn fill(
        &self,
        state: &State,
        task: &Task,
        kept: Answers,
        posted: &mut Posted,
        lang: &str,
    ) -> Result<ActionForm, OfficeError> {
        let texts = Texts::for_lang(lang);
        let before = self.shown(state, task, kept, lang).await?;
        posted.choose(&before.form, &self.addresses);
        let looked_up = posted.looked_up(&before.form);
        let mut answers = before.answers.clone();
        let mut rejected: Vec<Rejected> = posted.refused(texts).into_iter().map(to_keep).collect();
        for page in before.form.pages() {
            let uploads = posted.uploads.clone();
            let Some(mut read) =
                html::parse_page(&before.form, &page.key, &posted.inputs, uploads, &answers, texts)
            else {
                continue;
            };
            self.place(&mut read, posted, &answers);
            answers = read.apply(&before.form, &answers);
            answers = grouped(&before.form, answers, &read);
            rejected.extend(read.rejected.into_iter().map(to_keep));
        }
        let installed = self.version_of(state)?;
        let context = self.context(&installed, lang, Channel::Online, whose(state, task));
        let mut consulted = before.consulted;
        let mut wish = posted.wish().filter(|_| before.may_ask);
        let (form, typed) = loop {
            let (form, typed) = {
                let found = self.found(&installed, &consulted);
                let settle = Settle::kept(&answers, texts).with_sourced(&found);
                self.settle(&installed, &context, task.clone(), settle).await?
            };
            let Some((path, agreed)) = wish.take() else { break (form, typed) };
            // Beyond the limit nobody is asked, and nothing more is written down.
            if consulted.len() >= 2 * ASKS {
                break (form, typed);
            }
            let Some(field) = form.field(&path) else { break (form, typed) };
            let person = whose(state, task);
            let number = number_of(state)?;
            let who = person.map_or_else(|| number.key().to_vec(), |p| p.id.bytes().to_vec());
            let asking = Asking { installed: &installed, who: &who, person, lang };
            match self.consult(asking, field, agreed, &consulted).await {
                None => break (form, typed),
                Some(asked) => {
                    let record = Record::Consulted(number, Box::new(asked.clone()));
                    self.store.commit(record).await?;
                    consulted.push(asked);
                }
            }
        };
        let others = if stays(posted) { vec![] } else { typed.all_problems(&form, texts) };
        let mut problems = after_rejected(&form, rejected.iter(), others);
        // Who looks an address up has not finished it.
        problems.retain(|p| looked_up.is_none() || p.path != looked_up);
        let (answers, may_ask) = (typed.answers, before.may_ask);
        Ok(ActionForm {
            form,
            answers,
            rejected,
            problems,
            looked_up,
            consulted,
            may_ask,
            stale: None,
        })
    }
}

/// The form again, with all that was filled in, where the decision itself says what has to be
/// put right.
fn refused(
    happened: Result<State, OfficeError>,
    shown: ActionForm,
) -> Result<Option<ActionForm>, OfficeError> {
    match happened {
        Ok(_) => Ok(None),
        Err(OfficeError::Problems(problems)) => {
            let problems = shown.form.in_order(problems);
            Ok(Some(ActionForm { problems, ..shown }))
        }
        Err(error) => Err(error),
    }
}

/// What an applicant does with number and key counts as done by who submitted the dossier.
fn whose<'a>(state: &'a State, task: &Task) -> Option<&'a Person> {
    match task {
        Task::Act(turn) if turn.party == Party::Agent => None,
        _ => state.person.as_ref(),
    }
}

/// Whether it is the applicant who fills in, and whose word counts.
fn of_applicant(task: &Task) -> bool {
    !matches!(task, Task::Act(turn) if turn.party == Party::Agent)
}

fn number_of(state: &State) -> Result<DossierNumber, OfficeError> {
    state.dossier.number.parse().map_err(|_| OfficeError::NoDossier)
}

/// Whether the person wants to see the form again before it is taken.
fn stays(posted: &Posted) -> bool {
    posted.inputs.iter().any(|(name, _)| {
        let name = name.as_str();
        matches!(name, "_update" | html::ADD | html::REMOVE | LOOK_UP | CHOOSE | ASK | DECLINE)
    })
}

/// What was not taken and the other problems; of a field that was not taken nothing else is said.
pub(super) fn after_rejected<'a>(
    form: &Form,
    rejected: impl Iterator<Item = &'a Rejected>,
    others: Vec<Problem>,
) -> Vec<Problem> {
    let problem = |r: &Rejected| Problem { path: Some(r.path.clone()), message: r.message.clone() };
    let mut problems: Vec<Problem> = rejected.map(problem).collect();
    let known = problems.len();
    for other in others {
        let said = |p: &Problem| other.path.is_some() && p.path == other.path;
        if !problems[..known].iter().any(said) {
            problems.push(other);
        }
    }
    form.in_order(problems)
}

/// Rejected input of a page, as a draft keeps it.
pub(super) fn to_keep(rejected: html::Rejected) -> Rejected {
    Rejected { path: rejected.path, inputs: rejected.inputs, message: rejected.message }
}

/// The answers after a group was added or removed.
pub(super) fn grouped(form: &Form, answers: Answers, read: &html::Posted) -> Answers {
    let mut answers = answers;
    if let Some(repeat) = read.add_to.as_deref().and_then(|path| form.repeat(path)) {
        answers = crate::form::add_group(&answers, repeat);
    }
    if let Some((path, index)) = &read.remove_from
        && let Some(repeat) = form.repeat(path)
    {
        answers = crate::form::remove_group(&answers, repeat, *index);
    }
    answers
}
