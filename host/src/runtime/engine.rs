//! How the sandbox is configured, and why.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use wasmtime::{
    Config, Engine, InstanceAllocationStrategy, PoolingAllocationConfig, Result, WasmFeatures,
};

use crate::limits::{call, component};

/// An engine that compiles as the others do and runs nothing: it has no pool.
pub(super) fn compiler() -> Result<Engine> {
    Engine::new(&config())
}

/// An engine, and whether it allocates from the pool.
pub(super) fn new(workers: usize) -> Result<(Engine, bool)> {
    let mut config = config();
    config.allocation_strategy(InstanceAllocationStrategy::Pooling(pool(workers)));
    match Engine::new(&config) {
        Ok(engine) => Ok((engine, true)),
        Err(error) => {
            tracing::warn!(%error, "no address space for the instance pool; instances are allocated on demand");
            config.allocation_strategy(InstanceAllocationStrategy::OnDemand);
            Ok((Engine::new(&config)?, false))
        }
    }
}

fn config() -> Config {
    let mut config = Config::new();
    config
        // A guest cannot avoid an epoch check, and it costs a half of what fuel costs.
        .epoch_interruption(true)
        .max_wasm_stack(component::WASM_STACK)
        .async_stack_size(component::ASYNC_STACK)
        // Replay must give the same bytes on every machine.
        .cranelift_nan_canonicalization(true)
        .wasm_relaxed_simd(false)
        // What no procedure needs is less code to trust.
        .concurrency_support(false)
        .wasm_memory64(false)
        .wasm_multi_memory(false)
        .wasm_tail_call(false)
        .wasm_custom_page_sizes(false)
        .wasm_wide_arithmetic(false)
        .wasm_features(
            WasmFeatures::THREADS
                | WasmFeatures::EXCEPTIONS
                | WasmFeatures::LEGACY_EXCEPTIONS
                | WasmFeatures::FUNCTION_REFERENCES
                | WasmFeatures::GC
                | WasmFeatures::STACK_SWITCHING
                | WasmFeatures::CM_ASYNC,
            false,
        )
        // A guest names its functions; their names never reach a log.
        .wasm_backtrace_max_frames(None)
        .native_unwind_info(false);
    config
}

/// Room for every call that may run at once, whichever procedures they are of. A slot costs
/// address space, not memory.
fn pool(workers: usize) -> PoolingAllocationConfig {
    let calls = calls_at_once(workers);
    let mut pool = PoolingAllocationConfig::default();
    pool.total_component_instances(calls)
        .total_core_instances(calls * component::CORE_INSTANCES)
        .total_memories(calls * component::MEMORIES)
        .total_tables(calls * component::TABLES)
        .total_stacks(calls)
        .max_core_instances_per_component(component::CORE_INSTANCES)
        .max_memories_per_component(component::MEMORIES)
        .max_tables_per_component(component::TABLES)
        // One module may have them all; without this it may have one.
        .max_tables_per_module(component::TABLES)
        .max_memory_size(component::MEMORY)
        .table_elements(component::TABLE_ELEMENTS);
    pool
}

/// Calls of all procedures that may run at once, with the pool and without. Running ones give
/// way at each tick, so there may be more of them than workers.
pub(super) fn calls_at_once(workers: usize) -> u32 {
    u32::try_from(call::in_flight(workers)).unwrap_or(u32::MAX).saturating_mul(32).clamp(32, 256)
}

/// Advances the epoch at each tick until it is dropped.
pub(super) struct Ticker {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Ticker {
    pub(super) fn start(engine: Engine) -> std::io::Result<Self> {
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = stop.clone();
        let tick = move || {
            while !stopped.load(Ordering::Relaxed) {
                std::thread::sleep(call::TICK);
                engine.increment_epoch();
            }
        };
        let thread = std::thread::Builder::new().name("epoch".into()).spawn(tick)?;
        Ok(Self { stop, thread: Some(thread) })
    }
}

impl Drop for Ticker {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
