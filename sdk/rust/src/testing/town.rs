//! The town itself.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::rc::Rc;

use super::world::{World, install};
use super::{check_answers, check_decision, check_view};
use crate::answers::{Answers, is_below};
use crate::civil::{Date, DateTime, plus_days};
use crate::contract;
use crate::contract::dossiers::{
    Account, Decision, Document, Effect, Entry, Event, Hold, Message, Payment, Phase, Silence,
    Taken, Verdict,
};
use crate::contract::forms::{Block, View};
use crate::contract::types::{Answer, Assurance, Channel, Context, Identity, Party, Problem, Span};
use crate::dossier::Dossier;
use crate::form::Form;
use crate::procedure::{Procedure, Ranking, run_decide, run_form};
use crate::sources::{Failure, Source};
use crate::value::FieldValue;

/// A dossier of a [`Town`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Case(usize);

/// What stands for answers in a test: a finished form, or single answers.
pub trait IntoAnswers {
    /// The answers.
    fn into_answers(self) -> Answers;
}

impl<F: Form> IntoAnswers for &F {
    fn into_answers(self) -> Answers {
        self.to_answers().into()
    }
}

impl IntoAnswers for Answers {
    fn into_answers(self) -> Answers {
        self
    }
}

impl IntoAnswers for Vec<Answer> {
    fn into_answers(self) -> Answers {
        self.into()
    }
}

#[derive(Debug)]
struct File {
    dossier: contract::Dossier,
    /// Every decision so far, the latest last.
    decisions: Vec<Decision>,
    /// Open actions of the latest decision.
    actions: Vec<contract::dossiers::Action>,
}

/// A town with one procedure. See the crate's first page for a whole test.
#[derive(Debug)]
pub struct Town<P> {
    world: Rc<RefCell<World>>,
    context: Context,
    files: Vec<File>,
    /// What sources answer, by the path of the field.
    sourced: BTreeMap<String, Answers>,
    procedure: PhantomData<P>,
}

impl<P: Procedure> Town<P> {
    /// A town at noon of that day, which speaks French, with no settings or tables.
    pub fn on(day: Date) -> Self {
        let world = World { now: day.at(12, 0, 0, 0), ..World::default() };
        Town {
            world: Rc::new(RefCell::new(world)),
            context: Context {
                today: day.into(),
                lang: "fr".to_owned(),
                channel: Channel::Online,
                assurance: Assurance::None,
                identity: None,
                town_name: "Petite-Ville".to_owned(),
                town_code: "99001".to_owned(),
                settings: Vec::new(),
            },
            files: Vec::new(),
            sourced: BTreeMap::new(),
            procedure: PhantomData,
        }
    }

    /// The person's language.
    pub fn lang(mut self, lang: &str) -> Self {
        self.context.lang = lang.to_owned();
        self
    }

    /// A setting as the town would set it.
    pub fn setting<T: FieldValue>(mut self, key: &str, value: T) -> Self {
        let settings = Answers::from(std::mem::take(&mut self.context.settings));
        self.context.settings = settings.with(key, value).into();
        self
    }

    /// A row of a table. Cells of a town's CSV are texts.
    pub fn row(self, table: &str, key: &str, cells: &[(&str, &str)]) -> Self {
        let cells = cells
            .iter()
            .fold(Answers::new(), |cells, (column, text)| cells.with(*column, (*text).to_owned()));
        let mut world = self.world.borrow_mut();
        world.tables.entry(table.to_owned()).or_default().insert(key.to_owned(), cells);
        drop(world);
        self
    }

    /// All rows of a table, as its CSV file has them; the first `key_columns` columns make the key.
    ///
    /// # Panics
    ///
    /// Where the text is not CSV.
    pub fn table(mut self, table: &str, csv: &str, key_columns: usize) -> Self {
        let mut reader = csv::Reader::from_reader(csv.as_bytes());
        let columns = reader.headers().expect("a CSV file has a first line").clone();
        // A table without rows is one too.
        self.world.borrow_mut().tables.entry(table.to_owned()).or_default();
        for record in reader.records() {
            let record = record.expect("each line of a CSV file has as many cells as the first");
            let key: Vec<&str> = record.iter().take(key_columns).collect();
            let cells: Vec<(&str, &str)> = columns.iter().zip(&record).collect();
            self = self.row(table, &key.join("/"), &cells);
        }
        self
    }

    /// The person agrees that the source of the field at `path` be asked, and it answers this.
    pub fn answered<S: Source>(mut self, path: &str, answer: &S) -> Self {
        let answers = answer.write().with("asked-on", self.world.borrow().now.date());
        self.sourced.insert(path.to_owned(), answers);
        self
    }

    /// The source of the field at `path` gives no answer, or the person does not want it asked.
    pub fn unanswered(mut self, path: &str, why: Failure) -> Self {
        let answers = Answers::new().with("failure", why.key().to_owned());
        self.sourced.insert(path.to_owned(), answers);
        self
    }

    /// A pool of the town, `town/…`, with its limit.
    pub fn pool(self, pool: &str, limit: u32) -> Self {
        self.world.borrow_mut().pools.insert(pool.to_owned(), limit);
        self
    }

    /// A span in which that pool is closed.
    pub fn closed(self, pool: &str, span: Span) -> Self {
        self.world.borrow_mut().closed.entry(pool.to_owned()).or_default().push(span);
        self
    }

    /// A hold of somebody else.
    pub fn held(self, owner: &str, hold: Hold) -> Self {
        self.world.borrow_mut().holds.entry(owner.to_owned()).or_default().push(hold);
        self
    }

    /// An entry that somebody else published.
    pub fn published(self, owner: &str, entry: Entry) -> Self {
        self.world.borrow_mut().entries.entry(owner.to_owned()).or_default().push(entry);
        self
    }

    /// The person signed in, and how surely.
    pub fn identity(mut self, identity: Identity, assurance: Assurance) -> Self {
        self.context.identity = Some(identity);
        self.context.assurance = assurance;
        self
    }

    /// Who fills the form in, and where.
    pub fn channel(mut self, channel: Channel) -> Self {
        self.context.channel = channel;
        self
    }

    /// The context of the next call, to change what has no method.
    pub fn context(&mut self) -> &mut Context {
        &mut self.context
    }

    /// Goes on to that moment.
    pub fn advance(&mut self, to: DateTime) {
        self.context.today = to.date().into();
        self.world.borrow_mut().now = to;
    }

    /// Goes on by so many days.
    pub fn advance_days(&mut self, days: i64) {
        let now = self.world.borrow().now;
        self.advance(plus_days(now.date(), days).to_datetime(now.time()));
    }

    /// Runs `code` with this town's tables, pools and clock behind the imports.
    pub fn run<T>(&self, code: impl FnOnce(&Context) -> T) -> T {
        let _installed = install(&self.world);
        code(&self.context)
    }

    /// Lines that the procedure logged.
    pub fn log(&self) -> Vec<String> {
        self.world.borrow().log.clone()
    }

    /// The form for these answers, with the problems that a host would add last.
    ///
    /// # Panics
    ///
    /// Where the view breaks a rule of [`check_view`].
    pub fn form(&self, answers: impl IntoAnswers) -> View {
        self.view(contract::Task::Apply, &answers.into_answers())
    }

    /// The form with which the applicant supplies what was requested.
    pub fn completion_form(&self, case: Case, answers: impl IntoAnswers) -> View {
        let dossier = self.files[case.0].dossier.clone();
        self.view(contract::Task::Complete(dossier), &answers.into_answers())
    }

    /// The form of an action.
    pub fn action_form(
        &self,
        case: Case,
        party: Party,
        action: &str,
        inputs: impl IntoAnswers,
    ) -> View {
        let dossier = self.files[case.0].dossier.clone();
        let turn = contract::Turn { dossier, action: action.to_owned(), party };
        self.view(contract::Task::Act(turn), &inputs.into_answers())
    }

    fn view(&self, task: contract::Task, answers: &Answers) -> View {
        let given = Vec::from(self.with_sourced(answers));
        let view = self.run(|ctx| run_form::<P>(ctx, task, &given));
        let wrong = check_view(&view);
        assert!(wrong.is_empty(), "a host refuses this view: {}", wrong.join("; "));
        view
    }

    /// Submits a form: checks it, drops what does not apply, and decides.
    pub fn submit(&mut self, answers: impl IntoAnswers) -> Result<Case, Vec<Problem>> {
        let answers = self.checked(contract::Task::Apply, answers.into_answers())?;
        let case = Case(self.files.len());
        let dossier = contract::Dossier {
            number: format!("{}-{:04}", self.context.today.year, case.0 + 1),
            phase: Phase::Received,
            verdict: None,
            submitted_on: self.context.today,
            answers: answers.into(),
            facts: Vec::new(),
            holds: Vec::new(),
            charges: Vec::new(),
            timers: Vec::new(),
            actions: Vec::new(),
            tags: Vec::new(),
            score: None,
        };
        self.files.push(File { dossier, decisions: Vec::new(), actions: Vec::new() });
        if let Err(problems) = self.happen(case, Event::Submitted) {
            self.files.pop();
            return Err(problems);
        }
        Ok(case)
    }

    /// The applicant supplies what was requested.
    pub fn complete(&mut self, case: Case, answers: impl IntoAnswers) -> Result<(), Vec<Problem>> {
        let before = self.files[case.0].dossier.clone();
        let given = Answers::from(before.answers.clone()).overlaid(answers.into_answers());
        let given = self.checked(contract::Task::Complete(before.clone()), given)?;
        self.files[case.0].dossier.answers = given.into();
        let done = self.happen(case, Event::Completed);
        if done.is_err() {
            self.files[case.0].dossier = before;
        }
        done
    }

    /// A party takes an action.
    ///
    /// # Panics
    ///
    /// Where the action is not open to that party.
    pub fn act(
        &mut self,
        case: Case,
        party: Party,
        action: &str,
        inputs: impl IntoAnswers,
    ) -> Result<(), Vec<Problem>> {
        let file = &self.files[case.0];
        let open = file.actions.iter().find(|each| each.key == action);
        let Some(open) = open.filter(|each| each.parties.contains(&party)) else {
            let keys: Vec<&str> = file.actions.iter().map(|each| each.key.as_str()).collect();
            panic!("`{action}` is not open to the {party:?}; open are {keys:?}");
        };
        let mut inputs = inputs.into_answers();
        if open.form {
            let (dossier, action) = (file.dossier.clone(), action.to_owned());
            let turn = contract::Turn { dossier, action, party };
            inputs = self.checked(contract::Task::Act(turn), inputs)?;
        }
        let taken = Taken { key: action.to_owned(), party, inputs: inputs.into() };
        self.happen(case, Event::Acted(taken))
    }

    /// As [`Town::act`], for an agent and an action that asks nothing.
    pub fn agent(&mut self, case: Case, action: &str) -> Result<(), Vec<Problem>> {
        self.act(case, Party::Agent, action, Answers::new())
    }

    /// A timer comes due.
    ///
    /// # Panics
    ///
    /// Where none of that key is set.
    pub fn timer(&mut self, case: Case, key: &str) -> Result<(), Vec<Problem>> {
        let timers = &mut self.files[case.0].dossier.timers;
        let index = timers.iter().position(|timer| timer.key == key);
        let timer = timers.remove(index.unwrap_or_else(|| panic!("no timer `{key}` is set")));
        if let Some(at) = timer.civil() {
            let now = self.world.borrow().now;
            self.advance(now.max(at));
        }
        self.happen(case, Event::Timer(key.to_owned()))
    }

    /// The applicant pays a charge in full.
    ///
    /// # Panics
    ///
    /// Where there is no such charge.
    pub fn pay(&mut self, case: Case, charge: &str) -> Result<(), Vec<Problem>> {
        let charges = &mut self.files[case.0].dossier.charges;
        let account = charges.iter_mut().find(|account| account.key == charge);
        let account = account.unwrap_or_else(|| panic!("there is no charge `{charge}`"));
        let cents = account.cents - account.paid;
        account.paid = account.cents;
        self.happen(case, Event::Paid(Payment { charge: charge.to_owned(), cents }))
    }

    /// The legal clock runs out.
    pub fn silence(&mut self, case: Case, silence: Silence) -> Result<(), Vec<Problem>> {
        self.happen(case, Event::Silence(silence))
    }

    /// The time of a request passes.
    pub fn lapse(&mut self, case: Case) -> Result<(), Vec<Problem>> {
        self.happen(case, Event::Lapsed)
    }

    /// The applicant withdraws.
    pub fn withdraw(&mut self, case: Case) -> Result<(), Vec<Problem>> {
        self.happen(case, Event::Withdrawn)
    }

    /// Checks answers against the form of `task`, and drops those that no field asks.
    fn checked(&self, task: contract::Task, answers: Answers) -> Result<Answers, Vec<Problem>> {
        let view = self.view(task, &answers);
        let answers = self.with_sourced(&answers);
        let mut problems = check_answers(&view, &answers);
        let said = |problems: &[Problem], path: &Option<String>| {
            path.is_some() && problems.iter().any(|each| each.path == *path)
        };
        for problem in view.problems.iter().cloned() {
            if !said(&problems, &problem.path) {
                problems.push(problem);
            }
        }
        if problems.is_empty() { Ok(applicable(&view, answers)) } else { Err(problems) }
    }

    /// These answers with what sources answered, which nobody else can say.
    fn with_sourced(&self, answers: &Answers) -> Answers {
        let mut given = answers.clone();
        for (path, answers) in &self.sourced {
            given.retain(|each| !is_below(each, path));
            for (name, value) in answers.iter() {
                given.set_value(format!("{path}.{name}"), value.clone());
            }
        }
        given
    }

    fn happen(&mut self, case: Case, event: Event) -> Result<(), Vec<Problem>> {
        let before = self.files[case.0].dossier.clone();
        let decision = self.run(|ctx| run_decide::<P>(ctx, before.clone(), &event))?;
        let wrong = check_decision(&before, &decision);
        assert!(wrong.is_empty(), "a host refuses this decision: {}", wrong.join("; "));
        self.arbitrate(&before.number, &decision)?;
        self.carry_out(case, decision);
        Ok(())
    }

    /// Whether the pools are open and have room for all that the decision holds in the end.
    fn arbitrate(&self, number: &str, decision: &Decision) -> Result<(), Vec<Problem>> {
        let mut world = self.world.borrow().clone();
        for effect in &decision.effects {
            match effect {
                Effect::Release(key) => release(&mut world, number, key),
                Effect::Hold(hold) => take(&mut world, number, hold),
                _ => {}
            }
        }
        if gives_back(decision) {
            return Ok(());
        }
        let held = world.holds.get(number).cloned().unwrap_or_default();
        let taken = decision.effects.iter().filter_map(|effect| match effect {
            Effect::Hold(hold) if held.contains(hold) => Some(hold),
            _ => None,
        });
        for hold in taken {
            let limit = hold.limit.or_else(|| world.pools.get(&hold.pool).copied());
            let limit = limit.unwrap_or_else(|| panic!("no pool `{}`", hold.pool));
            for span in &hold.spans {
                let peak = world.peak(&hold.pool, span);
                let message = if !world.closed(&hold.pool, span).is_empty() {
                    format!("{} is closed", hold.pool)
                } else if peak > u64::from(limit) {
                    format!("no room in {} ({peak} of {limit})", hold.pool)
                } else {
                    continue;
                };
                return Err(vec![Problem { path: hold.path.clone(), message }]);
            }
        }
        Ok(())
    }

    fn carry_out(&mut self, case: Case, decision: Decision) {
        let file = &mut self.files[case.0];
        let mut world = self.world.borrow_mut();
        for effect in &decision.effects {
            apply(&mut file.dossier, &mut world, effect);
        }
        if gives_back(&decision) {
            world.holds.remove(&file.dossier.number);
            file.dossier.holds.clear();
        }
        if decision.phase == Phase::Withdrawn {
            world.entries.remove(&file.dossier.number);
        }
        let dossier = &mut file.dossier;
        dossier.phase = decision.phase;
        dossier.verdict = decision.verdict;
        dossier.score = decision.score.or(dossier.score);
        dossier.actions = decision.actions.iter().map(|action| action.key.clone()).collect();
        file.actions = decision.actions.clone();
        file.decisions.push(decision);
    }

    /// The dossier as it stands, typed.
    ///
    /// # Panics
    ///
    /// Where its answers do not make a finished form any more.
    pub fn dossier(&self, case: Case) -> Dossier<P::Answers> {
        let dossier = self.files[case.0].dossier.clone();
        // Whether an answer applies may depend on a table.
        self.run(|ctx| Dossier::from_contract(dossier, ctx))
            .unwrap_or_else(|problems| panic!("the answers are not complete: {problems:?}"))
    }

    /// The latest decision.
    ///
    /// # Panics
    ///
    /// Never: a case exists because of one.
    pub fn decision(&self, case: Case) -> &Decision {
        self.files[case.0].decisions.last().expect("a submitted dossier has a decision")
    }

    /// What the applicant reads as the state of the dossier, in the town's language.
    pub fn status(&self, case: Case) -> String {
        crate::Text::from(self.decision(case).status.as_slice()).pick(&self.context.lang).to_owned()
    }

    /// Rules of the latest decision's reasons, in order.
    pub fn rules(&self, case: Case) -> Vec<&str> {
        self.decision(case).reasons.iter().map(|reason| reason.rule.as_str()).collect()
    }

    /// Every message sent about a case.
    pub fn messages(&self, case: Case) -> Vec<&Message> {
        self.effects(case)
            .filter_map(|effect| match effect {
                Effect::Notify(message) => Some(message),
                _ => None,
            })
            .collect()
    }

    /// Every document issued for a case.
    pub fn documents(&self, case: Case) -> Vec<&Document> {
        self.effects(case)
            .filter_map(|effect| match effect {
                Effect::Issue(document) => Some(document),
                _ => None,
            })
            .collect()
    }

    fn effects(&self, case: Case) -> impl Iterator<Item = &Effect> {
        self.files[case.0].decisions.iter().flat_map(|decision| &decision.effects)
    }
}

impl<P: Ranking> Town<P> {
    /// Ranks the dossiers in review or waiting, in the order of their numbers.
    pub fn deliberate(&self, key: &str) -> Vec<contract::session::Proposal> {
        let candidates: Vec<contract::session::Candidate> = self
            .files
            .iter()
            .filter(|file| file.dossier.phase == Phase::InReview)
            .map(|file| contract::session::Candidate {
                number: file.dossier.number.clone(),
                submitted_on: file.dossier.submitted_on,
                score: file.dossier.score,
                facts: file.dossier.facts.clone(),
            })
            .collect();
        self.run(|ctx| P::deliberate(ctx, key, &candidates))
    }
}

/// The answers that fields of the view ask, what sources answered below theirs, the
/// counts of repeats, and what fields hold before they are answered.
fn applicable(view: &View, mut answers: Answers) -> Answers {
    let mut asked: Vec<&str> = Vec::new();
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    for block in view.pages.iter().flat_map(|page| &page.blocks) {
        match block {
            Block::Field(field) => {
                asked.push(&field.path);
                if let Some(prefill) = &field.prefill
                    && (field.locked || answers.value(&field.path).is_none())
                {
                    answers.set_value(field.path.clone(), prefill.clone());
                }
            }
            Block::Repeat(repeat) => {
                counts.insert(&repeat.path, repeat.count);
            }
            Block::Heading(_) | Block::Note(_) | Block::Figure(_) => {}
        }
    }
    answers.retain(|path| asked.iter().any(|field| is_below(path, field)));
    for (path, count) in counts {
        answers.set(path, count);
    }
    answers
}

/// Whether the host releases all that the dossier holds: it is withdrawn, or refused.
fn gives_back(decision: &Decision) -> bool {
    let refused = matches!(decision.verdict, Some(Verdict::Refused | Verdict::NoFurtherAction));
    decision.phase == Phase::Withdrawn || refused
}

fn release(world: &mut World, number: &str, key: &str) {
    if let Some(holds) = world.holds.get_mut(number) {
        holds.retain(|hold| hold.key != key);
    }
}

fn take(world: &mut World, number: &str, hold: &Hold) {
    release(world, number, &hold.key);
    world.holds.entry(number.to_owned()).or_default().push(hold.clone());
}

fn apply(dossier: &mut contract::Dossier, world: &mut World, effect: &Effect) {
    let number = dossier.number.clone();
    match effect {
        Effect::Schedule(timer) => {
            dossier.timers.retain(|each| each.key != timer.key);
            dossier.timers.push(timer.clone());
        }
        Effect::CancelTimer(key) => dossier.timers.retain(|each| each.key != *key),
        Effect::Hold(hold) => {
            take(world, &number, hold);
            dossier.holds = world.holds.get(&number).cloned().unwrap_or_default();
        }
        Effect::Release(key) => {
            release(world, &number, key);
            dossier.holds = world.holds.get(&number).cloned().unwrap_or_default();
        }
        Effect::Charge(charge) => {
            let known = dossier.charges.iter_mut().find(|account| account.key == charge.key);
            match known {
                Some(account) => account.cents = charge.cents,
                None => dossier.charges.push(Account {
                    key: charge.key.clone(),
                    cents: charge.cents,
                    paid: 0,
                    refunded: 0,
                }),
            }
        }
        Effect::Refund(refund) => {
            for account in dossier.charges.iter_mut().filter(|each| each.key == refund.charge) {
                account.refunded += refund.cents;
            }
        }
        Effect::Set(answer) => {
            let mut facts = Answers::from(std::mem::take(&mut dossier.facts));
            facts.set_value(answer.path.clone(), answer.value.clone());
            dossier.facts = facts.into();
        }
        Effect::Unset(path) => dossier.facts.retain(|each| each.path != *path),
        Effect::Publish(entry) => {
            let entries = world.entries.entry(number).or_default();
            entries.retain(|each| (&each.register, &each.key) != (&entry.register, &entry.key));
            entries.push(entry.clone());
        }
        Effect::Unpublish(register) => {
            if let Some(entries) = world.entries.get_mut(&number) {
                entries.retain(|entry| entry.register != *register);
            }
        }
        Effect::Tag(tag) => {
            dossier.tags.retain(|each| each != tag);
            dossier.tags.push(tag.clone());
            dossier.tags.sort();
        }
        Effect::Untag(tag) => dossier.tags.retain(|each| each != tag),
        Effect::Notify(_) | Effect::Request(_) | Effect::Issue(_) | Effect::Transmit(_) => {}
    }
}
