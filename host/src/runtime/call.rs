//! One call: a store, its limits, its imports' answers, its end.

use std::sync::Arc;
use std::time::Instant;

use tokio::sync::{AcquireError, SemaphorePermit};
use wasmtime::component::{ComponentExportIndex, ComponentNamedList, Lift, Lower};
use wasmtime::{ResourceLimiter, Store, Trap, UpdateDeadline};

use super::failure::{Failure, Limit};
use super::transcript::{Question, Reply, Transcript};
use super::{Procedure, Source, Unanswered};
use crate::limits::{call, component};
use crate::plugin::{Grants, Manifest};

/// What a call gave, and what it asked.
#[derive(Debug)]
pub struct Called<T> {
    /// The result.
    pub value: T,
    /// Everything that its imports answered.
    pub transcript: Transcript,
    /// Lines that it logged, the dropped ones included.
    pub logged: u32,
}

impl<T> Called<T> {
    pub(super) fn map<U>(self, f: impl FnOnce(T) -> U) -> Called<U> {
        Called { value: f(self.value), transcript: self.transcript, logged: self.logged }
    }
}

/// What lives as long as one call.
pub(super) struct State {
    source: Source,
    grants: Arc<Grants>,
    manifest: Arc<Manifest>,
    asked: Transcript,
    asked_bytes: usize,
    import_calls: u32,
    pub(super) logged: u32,
    /// For the vendor's log lines: which procedure they are of.
    pub(super) procedure: Arc<str>,
    memory: usize,
    elements: usize,
    ticks: u32,
    started: Instant,
}

impl State {
    fn new(procedure: &Procedure, source: Source) -> Self {
        Self {
            source,
            grants: procedure.grants.clone(),
            manifest: procedure.package.manifest.clone(),
            asked: Transcript::default(),
            asked_bytes: 0,
            import_calls: 0,
            logged: 0,
            procedure: procedure.name.clone(),
            memory: 0,
            elements: 0,
            ticks: 0,
            started: Instant::now(),
        }
    }

    /// Counts a call of an import that answers something.
    pub(super) fn count_import(&mut self) -> wasmtime::Result<()> {
        self.import_calls += 1;
        if self.import_calls > call::IMPORT_CALLS {
            return Err(Limit::Imports.into());
        }
        Ok(())
    }

    /// Answers a question from the recorded call, or from the town by `answer`, and records it.
    pub(super) fn ask(
        &mut self,
        question: Question,
        answer: impl FnOnce(&Source, &Question) -> wasmtime::Result<Reply>,
    ) -> wasmtime::Result<Reply> {
        self.count_import()?;
        if let Some(reply) = self.asked.reply(&question) {
            return Ok(reply.clone());
        }
        let reply = match &self.source {
            Source::Recorded(transcript) => transcript
                .reply(&question)
                .ok_or_else(|| wasmtime::Error::from(Denied(UNRECORDED.into())))?
                .clone(),
            town @ Source::Town { .. } => answer(town, &question)?,
        };
        self.asked_bytes += serde_json::to_vec(&(&question, &reply)).map_or(0, |bytes| bytes.len());
        if self.asked_bytes > call::TRANSCRIPT {
            return Err(Limit::Transcript.into());
        }
        self.asked.record(question, reply.clone());
        Ok(reply)
    }

    /// Whether the town granted this table. The refusal quotes a name only if the manifest
    /// knows it: any other is the guest's own text, and may be what a resident wrote.
    pub(super) fn allow_table(&self, table: &str) -> Result<(), Denied> {
        if self.grants.allows_table(table) {
            Ok(())
        } else if self.manifest.tables.iter().any(|known| known.key == table) {
            Err(Denied(format!("it reads the table \"{table}\", which was not granted")))
        } else {
            Err(Denied("it reads a table that its plugin.toml does not name".to_owned()))
        }
    }

    /// Whether the town granted this pool. Its name is not said: it may be made of what a
    /// resident wrote.
    pub(super) fn allow_pool(&self, pool: &str) -> Result<(), Denied> {
        if self.grants.allows_pool(pool) {
            Ok(())
        } else {
            Err(Denied("it asks for a pool that was not granted".to_owned()))
        }
    }

    /// Whether the town granted this register.
    pub(super) fn allow_register(&self, register: &str) -> Result<(), Denied> {
        if self.grants.allows_register(register) {
            Ok(())
        } else if self.manifest.registers.iter().any(|known| known.key == register) {
            Err(Denied(format!("it searches the register \"{register}\", which was not granted")))
        } else {
            Err(Denied("it searches a register that its plugin.toml does not name".to_owned()))
        }
    }

    /// Called at each tick while the guest runs.
    fn tick(&mut self) -> wasmtime::Result<UpdateDeadline> {
        self.ticks += 1;
        if self.ticks > call::TICKS || self.started.elapsed() > call::WALL {
            return Err(Limit::Time.into());
        }
        Ok(UpdateDeadline::YieldCustom(1, Box::pin(tokio::task::yield_now())))
    }
}

/// What a call is refused with that asks more than the recorded one did.
pub const UNRECORDED: &str = "it asks what the recorded call did not ask";

/// The host refused what the guest asked of an import. The text is the host's own.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct Denied(pub(super) String);

/// The machine had no room for what the guest may have.
#[derive(Debug, thiserror::Error)]
#[error("the machine has no room for it")]
struct NoRoom;

/// Growing beyond a limit of the host traps instead of failing, so that no answer depends on a
/// limit. Growing beyond what the module itself declared fails as the specification says, on
/// every machine alike, and takes nothing.
impl ResourceLimiter for State {
    fn memory_growing(
        &mut self,
        current: usize,
        desired: usize,
        maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        if maximum.is_some_and(|maximum| desired > maximum) {
            return Ok(false);
        }
        self.memory = self.memory.saturating_add(desired.saturating_sub(current));
        if self.memory > component::MEMORY { Err(Limit::Memory.into()) } else { Ok(true) }
    }

    fn memory_grow_failed(&mut self, error: wasmtime::Error) -> wasmtime::Result<()> {
        Err(error.context(NoRoom))
    }

    fn table_growing(
        &mut self,
        current: usize,
        desired: usize,
        maximum: Option<usize>,
    ) -> wasmtime::Result<bool> {
        // The pool makes the limit the maximum of every table: that one is not the module's.
        let declared = maximum.filter(|maximum| *maximum < component::TABLE_ELEMENTS);
        if declared.is_some_and(|declared| desired > declared) {
            return Ok(false);
        }
        self.elements = self.elements.saturating_add(desired.saturating_sub(current));
        if self.elements > component::TABLE_ELEMENTS { Err(Limit::Tables.into()) } else { Ok(true) }
    }

    fn table_grow_failed(&mut self, error: wasmtime::Error) -> wasmtime::Result<()> {
        Err(error.context(NoRoom))
    }

    fn instances(&self) -> usize {
        component::CORE_INSTANCES as usize
    }

    fn tables(&self) -> usize {
        component::TABLES as usize
    }

    fn memories(&self) -> usize {
        component::MEMORIES as usize
    }
}

impl Procedure {
    /// Waits for a turn, then calls an exported function in a store and instance of its own.
    pub(super) async fn call<Params, Return>(
        &self,
        function: &ComponentExportIndex,
        source: Source,
        params: Params,
    ) -> Result<Called<Return>, Failure>
    where
        Params: ComponentNamedList + Lower + Send + Sync + 'static,
        Return: ComponentNamedList + Lift + Send + Sync + 'static,
    {
        let _turn = self.turn().await?;
        let mut store = self.store(source);
        let result = async {
            let instance = self.instance.instantiate_async(&mut store).await?;
            let function = instance.get_typed_func::<Params, Return>(&mut store, function)?;
            function.call_async(&mut store, params).await
        };
        let result = result.await;
        let State { started, memory, .. } = *store.data();
        self.health.count(started.elapsed(), memory, result.is_err());
        match result {
            Ok(value) => {
                let state = store.into_data();
                Ok(Called { value, transcript: state.asked, logged: state.logged })
            }
            Err(error) => Err(classify(&error)),
        }
    }

    /// Waits for a turn of this procedure and then for one of all procedures together, so that
    /// who waits takes nothing from the others. Only so many may wait, and only so long.
    async fn turn(&self) -> Result<[SemaphorePermit<'_>; 2], Failure> {
        let _waiting = self.waiting.try_acquire().map_err(|_| Failure::Busy)?;
        let turn = async { Ok([self.turns.acquire().await?, self.all_turns.acquire().await?]) };
        let turn = tokio::time::timeout(call::WAIT, turn).await.map_err(|_| Failure::Busy)?;
        turn.map_err(|_: AcquireError| Failure::Host("the procedure was closed".into()))
    }

    fn store(&self, source: Source) -> Store<State> {
        let mut store = Store::new(self.instance.engine(), State::new(self, source));
        store.limiter(|state| state);
        store.set_hostcall_fuel(component::HOSTCALL_FUEL);
        store.set_max_component_handles(component::HANDLES);
        // Before instantiation, since a start function is the guest's code too.
        store.set_epoch_deadline(1);
        store.epoch_deadline_callback(|mut context| context.data_mut().tick());
        store
    }
}

/// Which of the kinds of failure it is.
fn classify(error: &wasmtime::Error) -> Failure {
    if let Some(limit) = error.downcast_ref::<Limit>() {
        return Failure::Limit(*limit);
    }
    if let Some(denied) = error.downcast_ref::<Denied>() {
        return Failure::Trapped(denied.0.clone());
    }
    match error.downcast_ref::<Unanswered>() {
        Some(Unanswered::TooMany(many)) => return Failure::Trapped(many.to_string()),
        Some(Unanswered::Host(problem)) => return Failure::Host(problem.clone()),
        None => {}
    }
    if error.is::<wasmtime::PoolConcurrencyLimitError>() {
        return Failure::Busy;
    }
    if is_of_the_machine(error) {
        return Failure::Host(error.root_cause().to_string());
    }
    match error.downcast_ref::<Trap>() {
        Some(Trap::StackOverflow) => Failure::Limit(Limit::Stack),
        Some(Trap::Interrupt) => Failure::Limit(Limit::Time),
        Some(trap) => Failure::Trapped(trap.to_string()),
        None => from_message(&error.root_cause().to_string()),
    }
}

/// Whether the machine failed, not the guest: it had no memory or address space to give.
fn is_of_the_machine(error: &wasmtime::Error) -> bool {
    error.is::<NoRoom>()
        || error.is::<rustix::io::Errno>()
        || error.is::<std::io::Error>()
        || error.is::<wasmtime::OutOfMemory>()
}

/// wasmtime has no public types for some of what goes wrong, so its words must do; tests hold
/// them to what they are today.
fn from_message(message: &str) -> Failure {
    if message.contains("fuel allocated for hostcalls") {
        Failure::Limit(Limit::Values)
    } else if message.starts_with("resource limit exceeded: table") {
        Failure::Limit(Limit::Tables)
    } else if message.starts_with("resource limit exceeded") {
        Failure::Limit(Limit::Memory)
    } else {
        Failure::Trapped(message.to_owned())
    }
}
