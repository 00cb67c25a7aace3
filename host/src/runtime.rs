//! Runs procedures in the sandbox: compile once, a fresh store and instance for each call.
//!
//! This is the only part that knows wasmtime. It knows nothing of dossiers, HTTP or storage:
//! a call gets its arguments and the answers of its imports, and gives a result with the
//! transcript of what it asked. Start with [`Runtime::load`] and [`Procedure::decide`].

mod apart;
mod cache;
mod call;
mod engine;
mod failure;
mod health;
mod imports;
mod records;
mod transcript;

use std::sync::Arc;

use tokio::sync::Semaphore;
use wasmtime::component::{Component, ComponentExportIndex, InstancePre, Linker};

use crate::contract::{
    Answer, Candidate, Context, Decision, Dossier, Event, Problem, Proposal, Task, View,
};
use crate::limits::call as call_limits;
use crate::plugin::{Grants, Import, Package, Tables};

pub use apart::{answer as compile_here, answers as compiles_apart};
pub use cache::Cache;
pub use call::{Called, UNRECORDED};
pub use failure::{Failure, Limit, LoadError};
pub use health::Healthy;
pub use records::{NoRecords, Records, Unanswered};
pub use transcript::{Exchange, Question, Reply, Row, Transcript};

/// The names under which the contract's interfaces are exported.
use crate::plugin::{HANDLER, SESSION};

type FormParams = (Arc<Context>, Arc<Task>, Arc<[Answer]>);
type DecideParams = (Arc<Context>, Arc<Dossier>, Arc<Event>);
type DeliberateParams = (Arc<Context>, String, Vec<Candidate>);
type DecideResult = Result<Decision, Vec<Problem>>;

/// The sandbox: one engine for all procedures of a host.
pub struct Runtime {
    engine: wasmtime::Engine,
    pooling: bool,
    cache: Option<Cache>,
    in_flight: usize,
    all_turns: Arc<Semaphore>,
    _ticker: engine::Ticker,
}

/// A procedure that is ready to be called.
pub struct Procedure {
    /// The file that it came from.
    pub package: Package,
    /// The package's name, as log lines have it.
    name: Arc<str>,
    grants: Arc<Grants>,
    instance: InstancePre<call::State>,
    form: ComponentExportIndex,
    decide: ComponentExportIndex,
    deliberate: Option<ComponentExportIndex>,
    turns: Semaphore,
    all_turns: Arc<Semaphore>,
    waiting: Semaphore,
    health: health::Health,
}

/// Where the answers of imports come from.
#[derive(Clone)]
pub enum Source {
    /// The town's tables, what its dossiers hold and published, and its wall clock as it stood
    /// when the call was made.
    Town {
        /// The tables of this procedure.
        tables: Arc<Tables>,
        /// What dossiers hold and published, as this procedure may know it.
        records: Arc<dyn Records>,
        /// The town's wall clock.
        now: crate::contract::Moment,
    },
    /// An earlier call: only what it asked is answered, as it was answered then.
    Recorded(Arc<Transcript>),
}

impl Runtime {
    /// A sandbox for a machine with this many worker threads. With a cache, compiled code is
    /// kept on disk. Falls back to allocation on demand where the address space is too small
    /// for the pool, and says so in the log.
    pub fn new(workers: usize, cache: Option<Cache>) -> Result<Self, LoadError> {
        let in_flight = call_limits::in_flight(workers);
        let (engine, pooling) = engine::new(workers).map_err(LoadError::Host)?;
        let ticker =
            engine::Ticker::start(engine.clone()).map_err(|e| LoadError::Host(e.into()))?;
        let all_turns = Arc::new(Semaphore::new(engine::calls_at_once(workers) as usize));
        Ok(Self { engine, pooling, cache, in_flight, all_turns, _ticker: ticker })
    }

    /// Whether instances come from the pool.
    pub fn pooling(&self) -> bool {
        self.pooling
    }

    /// Compiles a package, or takes what was compiled before, and checks that it fits the
    /// contract and the grants. Blocks for as long as compiling takes: about 0.1 s for a
    /// component of 100 KB, 13 s for one of 12 MB.
    pub fn load(&self, package: Package, grants: Grants) -> Result<Procedure, LoadError> {
        let linker = self.linker(&package, &grants)?;
        let component = self.compile(&package)?;
        let instance = linker.instantiate_pre(&component).map_err(LoadError::Mismatch)?;
        let form = exported::<FormParams, (View,)>(&instance, HANDLER, "form")?;
        let decide = exported::<DecideParams, (DecideResult,)>(&instance, HANDLER, "decide")?;
        let ranks = instance.component().get_export_index(None, SESSION).is_some();
        let deliberate =
            || exported::<DeliberateParams, (Vec<Proposal>,)>(&instance, SESSION, "deliberate");
        let deliberate = ranks.then(deliberate).transpose()?;
        Ok(Procedure {
            name: package.name().into(),
            package,
            grants: Arc::new(grants),
            instance,
            form,
            decide,
            deliberate,
            turns: Semaphore::new(self.in_flight),
            all_turns: self.all_turns.clone(),
            waiting: Semaphore::new(call_limits::WAITING),
            health: health::Health::default(),
        })
    }

    /// Where compiled code is kept people are served meanwhile, so that another process compiles.
    fn compile(&self, package: &Package) -> Result<Component, LoadError> {
        let Some(cache) = &self.cache else {
            return Component::new(&self.engine, &package.bytes).map_err(LoadError::Invalid);
        };
        if let Some(component) = cache.get(&self.engine, package.digest) {
            return Ok(component);
        }
        let code = if apart::is_possible() {
            let code = tokio::task::block_in_place(|| apart::compile(&package.bytes));
            code.map_err(LoadError::Compiler)?
        } else {
            self.engine.precompile_component(&package.bytes).map_err(LoadError::Invalid)?
        };
        cache.put(&self.engine, package.digest, &code)
    }

    /// Links what is both imported and granted, and nothing else.
    fn linker(&self, package: &Package, grants: &Grants) -> Result<Linker<call::State>, LoadError> {
        let mut linker = Linker::new(&self.engine);
        for import in &package.imports {
            match import {
                Import::Types => Ok(()),
                Import::Log => imports::log::add_to_linker(&mut linker),
                Import::Capability(name) if !grants.allows_import(*name) => {
                    return Err(LoadError::NotGranted(*name));
                }
                Import::Capability(name) => imports::add_to_linker(*name, &mut linker),
            }
            .map_err(LoadError::Host)?;
        }
        Ok(linker)
    }
}

/// Finds a function of an interface and checks its type against ours.
fn exported<Params, Return>(
    instance: &InstancePre<call::State>,
    interface: &str,
    name: &'static str,
) -> Result<ComponentExportIndex, LoadError>
where
    Params: wasmtime::component::ComponentNamedList + wasmtime::component::Lower,
    Return: wasmtime::component::ComponentNamedList + wasmtime::component::Lift,
{
    let component = instance.component();
    let interface =
        component.get_export_index(None, interface).ok_or(LoadError::NoFunction(name))?;
    let (item, index) =
        component.get_export(Some(&interface), name).ok_or(LoadError::NoFunction(name))?;
    let wasmtime::component::types::ComponentItem::ComponentFunc(function) = item else {
        return Err(LoadError::NoFunction(name));
    };
    function
        .typecheck::<Params, Return>(&instance.instance_type())
        .map_err(|e| LoadError::WrongType(name, e))?;
    Ok(index)
}

impl Procedure {
    /// What the form looks like for these answers.
    pub async fn form(
        &self,
        source: Source,
        context: Arc<Context>,
        task: Arc<Task>,
        answers: Arc<[Answer]>,
    ) -> Result<Called<View>, Failure> {
        let called = self.call::<FormParams, (View,)>(&self.form, source, (context, task, answers));
        Ok(called.await?.map(|(view,)| view))
    }

    /// What an event does to a dossier. The inner error is the guest's own refusal.
    pub async fn decide(
        &self,
        source: Source,
        context: Arc<Context>,
        dossier: Arc<Dossier>,
        event: Arc<Event>,
    ) -> Result<Called<DecideResult>, Failure> {
        let called = self.call::<DecideParams, (DecideResult,)>(
            &self.decide,
            source,
            (context, dossier, event),
        );
        Ok(called.await?.map(|(result,)| result))
    }

    /// Whether its dossiers compete for places, which a commission ranks.
    pub fn ranks(&self) -> bool {
        self.deliberate.is_some()
    }

    /// The rank, and what would be done, that it proposes for each candidate of a session.
    pub async fn deliberate(
        &self,
        source: Source,
        context: Arc<Context>,
        session: String,
        candidates: Vec<Candidate>,
    ) -> Result<Called<Vec<Proposal>>, Failure> {
        let function = self.deliberate.as_ref();
        let function = function.ok_or_else(|| Failure::Host("it ranks nothing".into()))?;
        let params = (context, session, candidates);
        let called = self.call::<DeliberateParams, (Vec<Proposal>,)>(function, source, params);
        Ok(called.await?.map(|(proposals,)| proposals))
    }

    /// How its calls went since it was loaded.
    pub fn health(&self) -> Healthy {
        self.health.now()
    }

    /// What the town granted it.
    pub fn grants(&self) -> &Grants {
        &self.grants
    }
}
