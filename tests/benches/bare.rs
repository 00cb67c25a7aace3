//! The same without us: wasmtime alone, and axum alone in front of a file.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use guichet::contract::{Answer, Context, Decision, Dossier, Event, Problem, Task, View};
use rustix::fs::{FallocateFlags, fallocate};
use tokio::sync::{mpsc, oneshot};
use wasmtime::component::{ComponentExportIndex, InstancePre, Linker};
use wasmtime::{
    Config, Engine, Error, InstanceAllocationStrategy, PoolingAllocationConfig, Result, Store,
};

use crate::calls::Arguments;

type FormParams = (Arc<Context>, Arc<Task>, Arc<[Answer]>);
type DecideParams = (Arc<Context>, Arc<Dossier>, Arc<Event>);
type Decided = std::result::Result<Decision, Vec<Problem>>;

/// A component in an engine of its own, that makes the same code as ours.
pub(crate) struct Component {
    instance: InstancePre<()>,
    form: ComponentExportIndex,
    decide: ComponentExportIndex,
}

impl Component {
    /// Compiles it.
    pub(crate) fn load(bytes: &[u8]) -> Result<Self> {
        let mut config = Config::new();
        config
            .epoch_interruption(true)
            .max_wasm_stack(256 << 10)
            .cranelift_nan_canonicalization(true)
            .wasm_relaxed_simd(false)
            .concurrency_support(false)
            .native_unwind_info(false)
            .allocation_strategy(InstanceAllocationStrategy::Pooling(
                PoolingAllocationConfig::default(),
            ));
        let engine = Engine::new(&config)?;
        let component = wasmtime::component::Component::new(&engine, bytes)?;
        let exported = |name: &str| {
            let handler = component.get_export_index(None, "guichet:procedure/handler@0.1.0");
            component
                .get_export_index(handler.as_ref(), name)
                .ok_or_else(|| Error::msg("a function is not exported"))
        };
        let (form, decide) = (exported("form")?, exported("decide")?);
        let instance = Linker::new(&engine).instantiate_pre(&component)?;
        Ok(Self { instance, form, decide })
    }

    fn store(&self) -> Store<()> {
        let mut store = Store::new(self.instance.engine(), ());
        store.set_epoch_deadline(u64::MAX / 2);
        store
    }

    /// What the form looks like.
    pub(crate) fn form(&self, with: &Arguments) -> Result<View> {
        let Arguments { context, task, answers, .. } = with.clone();
        let mut store = self.store();
        let instance = self.instance.instantiate(&mut store)?;
        let form = instance.get_typed_func::<FormParams, (View,)>(&mut store, &self.form)?;
        Ok(form.call(&mut store, (context, task, answers))?.0)
    }

    /// What an event does.
    pub(crate) fn decide(&self, with: &Arguments) -> Result<Decision> {
        let Arguments { context, dossier, event, .. } = with.clone();
        let mut store = self.store();
        let instance = self.instance.instantiate(&mut store)?;
        let decide =
            instance.get_typed_func::<DecideParams, (Decided,)>(&mut store, &self.decide)?;
        let (decided,) = decide.call(&mut store, (context, dossier, event))?;
        decided.map_err(|_| Error::msg("the guest refused"))
    }
}

type Append = (Bytes, oneshot::Sender<()>);

/// Bytes that the file grows by at once, as the journal's does.
const GROWTH: u64 = 64 << 20;
/// Requests of one sync, as the store's.
const BATCH: usize = 256;

/// A router that appends `record` bytes for each request, durably, and answers 201.
pub(crate) fn appending(file: &Path, record: usize) -> std::io::Result<axum::Router> {
    let file = File::options().write(true).create_new(true).open(file)?;
    let (queue, requests) = mpsc::channel(4_096);
    std::thread::spawn(move || {
        if let Err(error) = append(&file, requests, record) {
            eprintln!("the bare append ended: {error}");
        }
    });
    Ok(axum::Router::new().route("/", axum::routing::post(accept)).with_state(queue))
}

async fn accept(State(queue): State<mpsc::Sender<Append>>, body: Bytes) -> StatusCode {
    let (reply, durable) = oneshot::channel();
    if queue.send((body, reply)).await.is_err() || durable.await.is_err() {
        return StatusCode::INTERNAL_SERVER_ERROR;
    }
    StatusCode::CREATED
}

fn append(file: &File, mut requests: mpsc::Receiver<Append>, record: usize) -> std::io::Result<()> {
    let (mut end, mut room) = (0, 0);
    let (mut waiting, mut buffer) = (Vec::new(), Vec::new());
    while requests.blocking_recv_many(&mut waiting, BATCH) > 0 {
        buffer.clear();
        for (body, _) in &waiting {
            let full = buffer.len() + record;
            buffer.extend_from_slice(&body[..body.len().min(record)]);
            buffer.resize(full, b'.');
        }
        if end + buffer.len() as u64 > room {
            fallocate(file, FallocateFlags::empty(), room, GROWTH)?;
            file.sync_all()?;
            room += GROWTH;
        }
        file.write_all_at(&buffer, end)?;
        file.sync_data()?;
        end += buffer.len() as u64;
        for (_, reply) in waiting.drain(..) {
            let _ = reply.send(());
        }
    }
    Ok(())
}
