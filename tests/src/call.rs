//! Sample arguments of a call, and short ways to make one.

use std::sync::Arc;

use guichet::contract::{
    Answer, Assurance, Channel, Context, Decision, Dossier, Event, Phase, Problem, Task, View,
};
use guichet::plugin::{Grants, Package, Tables};
use guichet::runtime::{Called, Failure, LoadError, NoRecords, Procedure, Runtime, Source};

/// What `decide` gave: a decision, or the guest's own refusal.
pub type Decided = Called<Result<Decision, Vec<Problem>>>;

/// A person at home on the 22nd of November 2026, without an identity.
pub fn context() -> Arc<Context> {
    Arc::new(Context {
        today: "2026-11-22".parse().expect("a date"),
        lang: "fr".into(),
        channel: Channel::Online,
        assurance: Assurance::None,
        identity: None,
        town_name: "Saint-Exemple".into(),
        town_code: "99999".into(),
        settings: Vec::new(),
    })
}

/// A dossier that was just submitted, without answers.
pub fn dossier() -> Arc<Dossier> {
    Arc::new(Dossier {
        number: "2026-000001".into(),
        phase: Phase::Received,
        verdict: None,
        submitted_on: "2026-11-22".parse().expect("a date"),
        answers: Vec::new(),
        facts: Vec::new(),
        holds: Vec::new(),
        charges: Vec::new(),
        timers: Vec::new(),
        actions: Vec::new(),
        tags: Vec::new(),
        score: None,
    })
}

/// A town at this time of the 22nd of November 2026.
pub fn town(time: &str, tables: Tables) -> Source {
    let now = format!("2026-11-22T{time}").parse().expect("a time such as 14:30");
    Source::Town { tables: Arc::new(tables), records: Arc::new(NoRecords), now }
}

/// A town without tables, at 14:30.
pub fn empty_town() -> Source {
    town("14:30", Tables::new())
}

/// Loads a package with all that its manifest asks for.
pub fn load(runtime: &Runtime, package: Package) -> Result<Procedure, LoadError> {
    let grants = Grants::as_requested(&package.manifest);
    runtime.load(package, grants)
}

/// A dossier is submitted.
pub async fn decide(procedure: &Procedure, source: Source) -> Result<Decided, Failure> {
    procedure.decide(source, context(), dossier(), Arc::new(Event::Submitted)).await
}

/// A person opens the form.
pub async fn form(procedure: &Procedure, source: Source) -> Result<Called<View>, Failure> {
    let answers: Arc<[Answer]> = Arc::new([]);
    procedure.form(source, context(), Arc::new(Task::Apply), answers).await
}

/// The score of the decision on a dossier: the one number that sample guests give back.
///
/// # Panics
///
/// Where the call fails, or the guest refuses, or gives no score.
pub async fn score(procedure: &Procedure) -> i64 {
    score_of(&decide(procedure, empty_town()).await.expect("the call ends"))
}

/// The score in this decision.
///
/// # Panics
///
/// Where the guest refused, or gave none.
pub fn score_of(decided: &Decided) -> i64 {
    let decision = decided.value.as_ref().expect("the guest does not refuse");
    decision.score.expect("the decision has a score")
}
