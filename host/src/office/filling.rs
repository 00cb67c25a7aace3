//! Filling in: forms for the answers given so far, and drafts that keep them.

use std::sync::Arc;

use super::carried::{self, READ, VERSION};
use super::error::{Fault, OfficeError};
use super::sources::{ASK, Asking, DECLINE, Wishes};
use super::submission::Submission;
use super::turns::{after_rejected, to_keep};
use super::{FileFault, Installed, Office, Submitted, Uploader, random};
use crate::contract::*;
use crate::digest::Digest;
use crate::dossier::{
    Actor, Consulted, DossierNumber, Draft, DraftId, DraftKey, Origin, Person, Rejected, State,
};
use crate::form::json::RawAnswers;
use crate::form::{Answers, Form, Next, Settle, Typed, after_removal, html};
use crate::limits::sources::ASKS;
use crate::limits::store::DRAFT_DAYS;
use crate::plugin::ProcedureId;
use crate::store::Record;
use crate::texts::Texts;

/// A draft with the form that belongs to its answers.
pub struct Filled {
    /// The procedure.
    pub installed: Arc<Installed>,
    /// What the person gave so far.
    pub draft: Draft,
    /// The form for it.
    pub form: Form,
    /// The answers that apply and fit.
    pub typed: Typed,
    /// The texts in the draft's language.
    pub texts: &'static Texts,
}

/// Who opens a draft: by its key, and as whom they signed in, if they did.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// The draft's key.
    pub key: DraftKey,
    /// Who they are.
    pub person: Option<Person>,
    /// The agent who opens it at the counter.
    pub agent: Option<String>,
}

/// What a person wants after a page was posted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Then {
    /// To go on.
    Next,
    /// To see the page again, at this repeat if it is one.
    Stay(Option<String>),
    /// To see the page again with the addresses that this field may mean.
    LookUp(String),
    /// Nothing: the page saved itself, and wants to know what follows from it.
    Saved,
    /// To see the form of today, which has no such page any more.
    Anew,
}

/// A draft that somebody may go on with.
#[derive(Clone, Debug)]
pub struct Begun {
    /// What opens it.
    pub key: DraftKey,
    /// The procedure that it is for.
    pub procedure: ProcedureId,
    /// When it was last saved, on the town's clock.
    pub saved: Moment,
    /// The day on which it is thrown away.
    pub until: Date,
}

/// What a client of the API gives.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// Answers by path.
    pub answers: serde_json::Value,
    /// What the person says to having sources asked.
    pub wishes: Wishes,
}

impl Given {
    /// By which a repeated request is known from a new one.
    fn text(&self) -> String {
        let answers = self.answers.to_string();
        if self.wishes.is_empty() { answers } else { format!("{answers}\n{:?}", self.wishes) }
    }
}

/// What tells the questions of one client of the API from those of another.
fn who_asks(person: Option<&Person>) -> Vec<u8> {
    person.map_or_else(|| b"api".to_vec(), |person| person.id.bytes().to_vec())
}

/// What a page was posted with.
pub struct Posted {
    /// Inputs by name.
    pub inputs: Vec<(String, String)>,
    /// Files by the name of their input.
    pub uploads: Vec<(String, Attachment)>,
    /// Files that were not taken: the name of their input, their own, and why.
    pub refused: Vec<(String, String, FileFault)>,
}

impl Posted {
    pub(super) fn input(&self, wanted: &str) -> Option<&str> {
        let mut inputs = self.inputs.iter();
        inputs.find(|(name, _)| name == wanted).map(|(_, value)| value.as_str())
    }

    /// What is said of the files that were not taken, beside their fields.
    pub(super) fn refused(&self, texts: &Texts) -> Vec<html::Rejected> {
        let say = |(path, file, fault): &(String, String, FileFault)| html::Rejected {
            path: path.clone(),
            inputs: vec![(path.clone(), file.clone())],
            message: fault.message(file, texts),
        };
        self.refused.iter().map(say).collect()
    }

    /// The field whose source is to be asked, or is not to be.
    pub(super) fn wish(&self) -> Option<(String, bool)> {
        let agreed = self.input(ASK).map(|path| (path.to_owned(), true));
        agreed.or_else(|| self.input(DECLINE).map(|path| (path.to_owned(), false)))
    }

    fn then(&self) -> Then {
        match (self.input("_save"), self.input("_update").or(self.input(READ))) {
            (Some(_), _) => Then::Saved,
            (None, Some(_)) => Then::Stay(None),
            (None, None) => Then::Next,
        }
    }
}

impl Filled {
    /// Answers that do not fit their fields any more, and what was typed and not taken: told
    /// when a page is opened, before anything was sent from it.
    pub fn misfits(&self) -> Vec<Problem> {
        after_rejected(&self.form, self.rejected(), self.typed.problems.clone())
    }

    /// Everything that stops a submission.
    pub fn problems(&self) -> Vec<Problem> {
        let others = self.typed.all_problems(&self.form, self.texts);
        after_rejected(&self.form, self.rejected(), others)
    }

    /// What was typed and not taken, of the fields that apply.
    pub fn rejected(&self) -> impl Iterator<Item = &Rejected> {
        self.draft
            .rejected
            .iter()
            .filter(|r| self.form.field(&r.path).is_some() || self.form.repeat(&r.path).is_some())
    }

    /// What is said of files that were not taken.
    pub fn refused_files(&self) -> Vec<Problem> {
        let of_file = |r: &&Rejected| {
            let kind = self.form.field(&r.path).map(|field| &field.kind);
            matches!(kind, Some(Kind::Files(_)))
        };
        after_rejected(&self.form, self.rejected().filter(of_file), vec![])
    }

    /// What stops a page from being left.
    pub fn problems_of(&self, page: &str) -> Vec<Problem> {
        let here = |p: &Problem| {
            p.path
                .as_deref()
                .is_some_and(|path| self.form.page_of(path).is_some_and(|of| of.key == page))
        };
        self.problems().into_iter().filter(here).collect()
    }
}

impl Office {
    /// A procedure that the town offers.
    pub fn installed(&self, id: &str) -> Result<Arc<Installed>, OfficeError> {
        self.catalogue()
            .get(id)
            .cloned()
            .ok_or_else(|| OfficeError::NoProcedure(id.chars().take(100).collect()))
    }

    /// What every call of a procedure is told.
    pub(super) fn context(
        &self,
        installed: &Installed,
        lang: &str,
        channel: Channel,
        person: Option<&Person>,
    ) -> Arc<Context> {
        Arc::new(Context {
            today: self.now().today(),
            lang: lang.to_owned(),
            channel,
            assurance: person.map_or(Assurance::None, |person| person.assurance),
            identity: person.and_then(|person| person.identity.clone()),
            town_name: self.town.name.clone(),
            town_code: self.town.code.clone(),
            settings: installed.settings.clone(),
        })
    }

    /// Asks a procedure for its form.
    pub(super) async fn form(
        &self,
        installed: &Installed,
        context: Arc<Context>,
        task: Task,
        answers: &Answers,
    ) -> Result<Form, OfficeError> {
        let procedure = &installed.procedure;
        let id = &procedure.package.manifest.id;
        let answers: Arc<[Answer]> = answers.as_slice().into();
        let (identity, texts) = (context.identity.clone(), Texts::for_lang(&context.lang));
        let called =
            procedure.form(installed.source(self.now()), context, Arc::new(task), answers).await;
        let called = called.map_err(|failure| {
            tracing::warn!(procedure = %procedure.package.name(), digest = %procedure.package.digest, %failure, "a form failed");
            OfficeError::call(id, failure)
        })?;
        let mut form = Form::new(called.value).map_err(|fault| {
            tracing::warn!(procedure = %procedure.package.name(), digest = %procedure.package.digest, %fault, "a form is unusable");
            OfficeError::Fault { procedure: id.clone(), fault: Fault::Form(fault.to_string()) }
        })?;
        if let Err(why) = Self::check_sources(installed.manifest(), form.view()) {
            tracing::warn!(procedure = %procedure.package.name(), digest = %procedure.package.digest, why, "a form is unusable");
            return Err(OfficeError::Fault { procedure: id.clone(), fault: Fault::Form(why) });
        }
        if let Some(identity) = identity {
            self.vouch(installed, &identity, &mut form, texts);
        }
        Ok(form)
    }

    /// Asks for the form until it and the answers agree.
    pub(super) async fn settle(
        &self,
        installed: &Installed,
        context: &Arc<Context>,
        task: Task,
        mut settle: Settle<'_>,
    ) -> Result<(Form, Typed), OfficeError> {
        let mut form = self.form(installed, context.clone(), task.clone(), settle.first()).await?;
        loop {
            match settle.step(&form) {
                Next::Ask(answers) => {
                    form = self.form(installed, context.clone(), task.clone(), &answers).await?
                }
                Next::Settled(typed) => return Ok((form, typed)),
                Next::Unsettled => {
                    let fault = Fault::Form("it changes with every answer to it".into());
                    return Err(OfficeError::Fault {
                        procedure: installed.manifest().id.clone(),
                        fault,
                    });
                }
            }
        }
    }

    async fn settle_json(
        &self,
        installed: &Installed,
        context: &Arc<Context>,
        task: Task,
        given: serde_json::Value,
        consulted: &[Consulted],
    ) -> Result<(Form, Typed), OfficeError> {
        let texts = Texts::for_lang(&context.lang);
        let raw = RawAnswers::parse(given, texts).map_err(OfficeError::Problems)?;
        let find = |id: &str| self.usable(Uploader::Client, id);
        let found = self.found(installed, consulted);
        let settle = Settle::raw(&raw, &find, texts).with_sourced(&found);
        self.settle(installed, context, task, settle).await
    }

    /// The same for an application, with what was said of its sources done: they are asked only
    /// where `may_ask`.
    async fn settle_wished(
        &self,
        asking: Asking<'_>,
        context: &Arc<Context>,
        given: Given,
        may_ask: bool,
    ) -> Result<(Form, Typed, Vec<Consulted>), OfficeError> {
        let Given { answers, wishes } = given;
        let mut consulted = Vec::new();
        loop {
            let (form, typed) = self
                .settle_json(asking.installed, context, Task::Apply, answers.clone(), &consulted)
                .await?;
            let fresh = self.follow_wishes(asking, &form, &wishes, &mut consulted, may_ask).await?;
            // Each round answers one field more, and a form has so many of them at most.
            if !fresh || consulted.len() > 2 * ASKS {
                let unknown = wishes
                    .keys()
                    .find(|path| !form.sourced().any(|(field, _)| field.path == **path));
                if let Some(path) = unknown {
                    let message = Texts::for_lang(asking.lang).text("json-unknown").into_owned();
                    let path = Some(path.chars().take(crate::limits::view::PATH).collect());
                    return Err(OfficeError::Problems(vec![Problem { path, message }]));
                }
                return Ok((form, typed, consulted));
            }
        }
    }

    /// Has a source asked for a client of the API, who says that the person agrees. Gives what
    /// came of it, and the answer to be sent back with the form.
    pub async fn consult_for(
        &self,
        id: &str,
        path: &str,
        lang: &str,
        given: Given,
        person: Option<&Person>,
    ) -> Result<(Consulted, Vec<Answer>, String), OfficeError> {
        let installed = self.installed(id)?;
        self.check_identity(&installed, person)?;
        let context = self.context(&installed, lang, Channel::Online, person);
        let who = who_asks(person);
        let asking = Asking { installed: &installed, who: &who, person, lang };
        let (form, _, before) = self.settle_wished(asking, &context, given, false).await?;
        let field = form.field(path).ok_or(OfficeError::NoPage)?;
        let consulted = self.consult(asking, field, true, &before).await;
        let consulted = consulted.ok_or(OfficeError::NoPage)?;
        let answers = consulted.given(self.moment(consulted.at).date);
        let ticket = self.ticket(asking, &consulted);
        Ok((consulted, answers, ticket))
    }

    /// The form for answers of the API, with the problems of those given. Stores nothing.
    pub async fn view(
        &self,
        id: &str,
        lang: &str,
        given: Given,
        person: Option<&Person>,
    ) -> Result<View, OfficeError> {
        let installed = self.installed(id)?;
        let context = self.context(&installed, lang, Channel::Online, person);
        let who = who_asks(person);
        let asking = Asking { installed: &installed, who: &who, person, lang };
        let (form, typed, _) = self.settle_wished(asking, &context, given, false).await?;
        let mut view = form.view().clone();
        let mut problems = typed.problems;
        problems.append(&mut view.problems);
        Ok(View { problems, ..view })
    }

    /// Submits answers of the API. The key makes a repeated request the same request.
    pub async fn submit_answers(
        &self,
        id: &str,
        lang: &str,
        given: Given,
        key: &str,
        person: Option<Person>,
    ) -> Result<Submitted, OfficeError> {
        let installed = self.installed(id)?;
        self.check_identity(&installed, person.as_ref())?;
        // The same request of somebody else is another request.
        let who = person.as_ref().map(|person| person.id);
        let body = Digest::of_parts(&[
            lang.as_bytes(),
            b"\n",
            given.text().as_bytes(),
            who.as_ref().map_or(&[], |who| &who.bytes()[..]),
        ]);
        let origin =
            Origin::Key(Digest::of_parts(&[b"key\n", id.as_bytes(), b"\n", key.as_bytes()]));
        if let Some(submitted) = self.repeated(&origin, body)? {
            return Ok(submitted);
        }
        let context = self.context(&installed, lang, Channel::Online, person.as_ref());
        let (form, typed, consulted) = {
            let who = who_asks(person.as_ref());
            let asking = Asking { installed: &installed, who: &who, person: person.as_ref(), lang };
            self.settle_wished(asking, &context, given, true).await?
        };
        let problems = typed.all_problems(&form, Texts::for_lang(lang));
        if !problems.is_empty() {
            return Err(OfficeError::Problems(problems));
        }
        let answers = typed.answers.into();
        let (arrived, counter) = (None, None);
        let submission = Submission { answers, origin, body, person, consulted, arrived, counter };
        self.submit(&installed, context, submission).await
    }

    /// Takes an agent's action with inputs of the API.
    pub async fn act_with(
        &self,
        number: DossierNumber,
        agent: &str,
        action: &str,
        given: serde_json::Value,
        lang: &str,
    ) -> Result<State, OfficeError> {
        let (form, typed) = self.action_inputs(number, action, given, lang).await?;
        let problems = form.map_or(vec![], |form| typed.all_problems(&form, Texts::for_lang(lang)));
        if !problems.is_empty() {
            return Err(OfficeError::Problems(problems));
        }
        self.act(number, Actor::Agent(agent.to_owned()), action, typed.answers, lang, None).await
    }

    async fn action_inputs(
        &self,
        number: DossierNumber,
        action: &str,
        given: serde_json::Value,
        lang: &str,
    ) -> Result<(Option<Form>, Typed), OfficeError> {
        let (state, task) = self.turn(number, action, Party::Agent)?;
        if !state.actions.iter().any(|a| a.key == action && a.form) {
            let texts = Texts::for_lang(lang);
            RawAnswers::parse(given, texts).map_err(OfficeError::Problems)?;
            return Ok((None, Typed::default()));
        }
        let installed = self.version_of(&state)?;
        let context = self.context(&installed, lang, Channel::Online, None);
        let (form, typed) = self.settle_json(&installed, &context, task, given, &[]).await?;
        Ok((Some(form), typed))
    }

    /// Begins a draft. Its key is the only way back to it.
    pub async fn begin(
        &self,
        id: &str,
        lang: &str,
        person: Option<Person>,
    ) -> Result<Visitor, OfficeError> {
        let installed = self.installed(id)?;
        self.check_identity(&installed, person.as_ref())?;
        let key: DraftKey = self.secret.key(DraftId::from(random::<16>()));
        let now = self.now().seconds();
        let draft = Draft { person: person.clone(), ..empty(&installed, key.id(), lang, now) };
        self.store.commit(Record::Draft(Box::new(draft))).await?;
        Ok(Visitor { key, person, agent: None })
    }

    /// A draft, for who may open it.
    pub(super) fn draft(&self, visitor: &Visitor) -> Result<Draft, OfficeError> {
        self.admit(self.kept_draft(&visitor.key)?, visitor)
    }

    /// A draft, whoever has its key.
    pub(super) fn kept_draft(&self, key: &DraftKey) -> Result<Draft, OfficeError> {
        self.check_key(key)?;
        let fresh = |draft: &Draft| self.now().seconds() - draft.saved < DRAFT_DAYS * 86_400;
        if let Some(draft) = self.store.draft(&key.id())?.filter(fresh) {
            return Ok(draft);
        }
        match self.store.submitted_as(&Origin::Draft(key.id()).digest())? {
            Some((number, _)) => Err(OfficeError::AlreadySubmitted(number)),
            None => Err(OfficeError::NoDraft),
        }
    }

    fn check_key(&self, key: &DraftKey) -> Result<(), OfficeError> {
        if self.secret.opens(key) { Ok(()) } else { Err(OfficeError::NoDraft) }
    }

    /// Who uploads with this draft.
    pub fn uploader_of_draft(&self, key: &DraftKey) -> Result<Uploader, OfficeError> {
        self.kept_draft(key).map(|draft| Uploader::Draft(draft.id))
    }

    /// A draft with the form for its answers.
    pub async fn open_draft(&self, visitor: &Visitor) -> Result<Filled, OfficeError> {
        self.filled(self.draft(visitor)?).await
    }

    async fn filled(&self, mut draft: Draft) -> Result<Filled, OfficeError> {
        let installed = self.installed(&draft.procedure)?;
        let texts = Texts::for_lang(&draft.lang);
        let context = self.context_of(&installed, &draft);
        let kept = answers_of(&draft);
        let (form, typed) = {
            let found = self.found(&installed, &draft.consulted);
            let settle = Settle::kept(&kept, texts).with_sourced(&found);
            self.settle(&installed, &context, Task::Apply, settle).await?
        };
        if carried::is_carried(&draft, &installed) {
            carried::carry_over(&mut draft, &form, &typed, texts);
        }
        Ok(Filled { installed, draft, form, typed, texts })
    }

    /// The draft that a key opens, to be offered for going on with. Nothing where it was
    /// submitted, thrown away or has expired.
    pub fn begun(&self, key: &DraftKey) -> Option<Begun> {
        let draft = self.kept_draft(key).ok()?;
        let (saved, until) = self.kept(&draft);
        Some(Begun { key: *key, procedure: draft.procedure, saved, until })
    }

    /// When a draft was last saved, on the town's clock, and the day on which it is thrown away
    /// unless it is saved again.
    pub fn kept(&self, draft: &Draft) -> (Moment, Date) {
        (self.moment(draft.saved), self.moment(draft.saved + DRAFT_DAYS * 86_400).date)
    }

    /// The key of a draft that this device is known to have begun.
    pub fn draft_key(&self, id: DraftId) -> DraftKey {
        self.secret.key(id)
    }

    /// Throws a draft away.
    pub async fn drop_draft(&self, visitor: &Visitor) -> Result<(), OfficeError> {
        let draft = self.draft(visitor)?;
        self.store.commit(Record::DraftDropped(draft.id)).await?;
        Ok(())
    }

    /// Speaks another language from here on; everything given is kept.
    pub async fn speak(&self, visitor: &Visitor, lang: &str) -> Result<(), OfficeError> {
        let mut draft = self.draft(visitor)?;
        draft.lang = Texts::for_lang(lang).lang().to_owned();
        self.save(draft).await.map(drop)
    }

    /// Saves what a page was posted with, whatever is wrong with it. Gives the draft with the
    /// form that follows, and what the person wants next. When it returns, everything typed is
    /// durable. A procedure that fails after that costs nothing.
    pub async fn post_page(
        &self,
        visitor: &Visitor,
        page: &str,
        mut posted: Posted,
    ) -> Result<(Filled, Then), OfficeError> {
        let opened = self.open_draft(visitor).await;
        let Filled { installed, form, mut draft, typed, texts } = match opened {
            Err(
                error @ (OfficeError::AtCounter
                | OfficeError::Fault { .. }
                | OfficeError::NoProcedure(_)
                | OfficeError::Identity(_)
                | OfficeError::Busy),
            ) => {
                self.keep_raw(&visitor.key, posted).await?;
                return Err(error);
            }
            other => other?,
        };
        let stale = posted.input(VERSION).is_some_and(|v| v != carried::version(&installed));
        if stale {
            carried::strays(&mut draft, &form, page, &posted);
        } else if form.page(page).is_none() {
            return Err(OfficeError::NoPage);
        }
        if posted.input(READ).is_some() {
            draft.set_aside.clear();
        }
        let wish = posted.wish();
        let chosen = posted.choose(&form, &self.addresses).map(|path| Then::Stay(Some(path)));
        let looked_up = posted.looked_up(&form).map(Then::LookUp);
        let wished = wish.as_ref().map(|(path, _)| Then::Stay(Some(path.clone())));
        let then = wished.or(chosen).or(looked_up).unwrap_or_else(|| posted.then());
        let kept = answers_of(&draft);
        let refused = posted.refused(texts);
        let uploads = std::mem::take(&mut posted.uploads);
        let mut read = html::parse_page(&form, page, &posted.inputs, uploads, &kept, texts);
        if let Some(read) = &mut read {
            self.place(read, &posted, &kept);
            read.rejected.extend(refused);
        }
        let then = match &read {
            None => Then::Anew,
            Some(read) => {
                let group = read.remove_from.as_ref().map(|(path, _)| path);
                match read.add_to.as_ref().or(group) {
                    Some(path) => Then::Stay(Some(path.clone())),
                    None if stale && then != Then::Saved => Then::Stay(None),
                    None => then,
                }
            }
        };
        if let Some(read) = read {
            take(&mut draft, &form, page, read);
        }
        draft.component = Some(installed.procedure.package.digest);
        draft.closed = typed.unknown;
        let mut filled = self.filled(self.save(draft).await?).await?;
        if filled.typed.unknown != filled.draft.closed {
            filled.draft.closed = filled.typed.unknown.clone();
            filled.draft = self.save(filled.draft).await?;
        }
        if let Some((path, agreed)) = wish {
            filled = self.asked(filled, &path, agreed).await?;
        }
        Ok((filled, then))
    }

    /// Has the source of a field asked, or notes that it may not be. What the page was posted with
    /// is saved already.
    async fn asked(&self, filled: Filled, path: &str, agreed: bool) -> Result<Filled, OfficeError> {
        let Some(field) = filled.form.field(path) else { return Ok(filled) };
        let person = filled.draft.person.as_ref();
        let who = person
            .map_or_else(|| filled.draft.id.bytes().to_vec(), |person| person.id.bytes().to_vec());
        let asking =
            Asking { installed: &filled.installed, who: &who, person, lang: &filled.draft.lang };
        let before = &filled.draft.consulted;
        let Some(consulted) = self.consult(asking, field, agreed, before).await else {
            return Ok(filled);
        };
        // It may have been saved again while the service was thinking.
        let mut draft = self.store.draft(&filled.draft.id)?.ok_or(OfficeError::NoDraft)?;
        // Beyond the limit nobody is asked, so the last one is no question.
        if draft.consulted.len() >= 2 * ASKS {
            draft.consulted.pop();
        }
        draft.consulted.push(consulted);
        self.filled(self.save(draft).await?).await
    }

    /// Keeps what was typed and sent while the procedure could not say what its fields are, or
    /// after who typed it was signed out: nothing is shown of it until they sign in again.
    async fn keep_raw(&self, key: &DraftKey, posted: Posted) -> Result<(), OfficeError> {
        let mut draft = self.kept_draft(key)?;
        for (name, value) in posted.inputs.into_iter().filter(|(name, _)| !name.starts_with('_')) {
            let path = name.split(':').next().unwrap_or_default().to_owned();
            let message = Texts::for_lang(&draft.lang).text("check-again").into_owned();
            match draft.rejected.iter_mut().find(|r| r.path == path) {
                Some(rejected) => {
                    rejected.inputs.retain(|(n, _)| *n != name);
                    rejected.inputs.push((name, value));
                }
                None => {
                    draft.rejected.push(Rejected { path, inputs: vec![(name, value)], message })
                }
            }
        }
        for (path, file) in posted.uploads {
            match draft.answers.binary_search_by(|answer| answer.path.cmp(&path)) {
                Ok(at) => {
                    if let Value::Attachments(files) = &mut draft.answers[at].value {
                        files.push(file);
                    }
                }
                Err(at) => {
                    let value = Value::Attachments(vec![file]);
                    draft.answers.insert(at, Answer { path, value });
                }
            }
        }
        self.save(draft).await.map(drop)
    }

    pub(super) async fn save(&self, mut draft: Draft) -> Result<Draft, OfficeError> {
        draft.saved = self.now().seconds();
        draft.warned = false;
        self.store.commit(Record::Draft(Box::new(draft.clone()))).await?;
        Ok(draft)
    }

    /// Submits a draft. A repeated submission gets what the first one got.
    pub async fn submit_draft(&self, visitor: &Visitor) -> Result<Submitted, OfficeError> {
        let key = &visitor.key;
        self.check_key(key)?;
        let origin = Origin::Draft(key.id());
        // The draft is its own body: once submitted, it cannot change.
        let body = Digest::of(key.id().bytes());
        if let Some(submitted) = self.repeated(&origin, body)? {
            return Ok(submitted);
        }
        let filled = self.open_draft(visitor).await?;
        let problems = filled.problems();
        if !problems.is_empty() {
            return Err(OfficeError::Problems(problems));
        }
        let context = self.context_of(&filled.installed, &filled.draft);
        let Draft { person, consulted, arrived, counter, .. } = filled.draft;
        let answers = filled.typed.answers.into();
        let submission = Submission { answers, origin, body, person, consulted, arrived, counter };
        self.submit(&filled.installed, context, submission).await
    }
}

/// A draft of a form in which nothing is filled in yet.
pub(super) fn empty(installed: &Installed, id: DraftId, lang: &str, now: i64) -> Draft {
    Draft {
        id,
        procedure: installed.manifest().id.clone(),
        lang: Texts::for_lang(lang).lang().to_owned(),
        channel: Channel::Online,
        person: None,
        arrived: None,
        counter: None,
        consulted: vec![],
        answers: vec![],
        rejected: vec![],
        component: Some(installed.procedure.package.digest),
        closed: vec![],
        set_aside: vec![],
        email: None,
        warned: false,
        begun: now,
        saved: now,
    }
}

/// The draft's answers; those of a draft always keep order, since only `take` changes them.
fn answers_of(draft: &Draft) -> Answers {
    Answers::try_from(draft.answers.clone()).unwrap_or_default()
}

/// Puts what was read of a page into the draft.
fn take(draft: &mut Draft, form: &Form, page: &str, read: html::Posted) {
    let answers = super::turns::grouped(form, read.apply(form, &answers_of(draft)), &read);
    let of_page = |path: &str| form.page_of(path).is_some_and(|of| of.key == page);
    draft.rejected.retain(|r| !of_page(&r.path));
    draft.rejected.extend(read.rejected.into_iter().map(to_keep));
    if let Some((repeat, index)) = &read.remove_from {
        let rejected = std::mem::take(&mut draft.rejected);
        draft.rejected = rejected.into_iter().filter_map(|r| moved(r, repeat, *index)).collect();
    }
    draft.answers = answers.into_iter().collect();
}

/// What was typed in a group moves with it when an earlier group goes.
fn moved(rejected: Rejected, repeat: &str, removed: u32) -> Option<Rejected> {
    let name = |name: &str| after_removal(name, repeat, removed).map(|n| n.into_owned());
    let inputs = rejected.inputs.into_iter().filter_map(|(n, value)| Some((name(&n)?, value)));
    let inputs = inputs.collect();
    Some(Rejected { path: name(&rejected.path)?, inputs, message: rejected.message })
}
