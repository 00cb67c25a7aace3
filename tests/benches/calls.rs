//! Calls of a procedure, ours and wasmtime's own, in turns.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use guichet::contract::{Answer, Context, Decision, Dossier, Event, Task, View};
use guichet::runtime::{Procedure, Runtime, Source};
use guichet_tests::{call, process};

use crate::{bare, guest, median};

const ROUNDS: usize = 15;
const CALLS: usize = 2_000;

/// What one side took.
#[derive(Default)]
pub(crate) struct Times {
    /// Seconds of a call, in each round.
    seconds: Vec<f64>,
    /// CPU time of all calls together.
    pub(crate) cpu: Duration,
    /// How many they were.
    pub(crate) calls: usize,
}

impl Times {
    /// Seconds of a call in the median of the rounds.
    pub(crate) fn median(&self) -> f64 {
        median(&self.seconds)
    }

    fn round(&mut self, mut call: impl FnMut() -> Result<()>) -> Result<()> {
        let (begun, cpu) = (Instant::now(), process::cpu());
        for _ in 0..CALLS {
            call()?;
        }
        self.seconds.push(begun.elapsed().as_secs_f64() / CALLS as f64);
        self.cpu += process::cpu().saturating_sub(cpu);
        self.calls += CALLS;
        Ok(())
    }
}

/// One side.
#[derive(Default)]
pub(crate) struct Side {
    pub(crate) form: Times,
    pub(crate) decide: Times,
}

/// Both.
#[derive(Default)]
pub(crate) struct Measured {
    pub(crate) ours: Side,
    pub(crate) bare: Side,
}

/// The arguments of both functions.
#[derive(Clone)]
pub(crate) struct Arguments {
    pub(crate) context: Arc<Context>,
    pub(crate) task: Arc<Task>,
    pub(crate) answers: Arc<[Answer]>,
    pub(crate) dossier: Arc<Dossier>,
    pub(crate) event: Arc<Event>,
}

/// Measures both sides in turns.
pub(crate) fn measure() -> Result<Measured> {
    let answers = guest::answers();
    let arguments = Arguments {
        context: call::context(),
        task: Arc::new(Task::Apply),
        answers: answers.clone().into(),
        dossier: Arc::new(Dossier { answers, ..(*call::dossier()).clone() }),
        event: Arc::new(Event::Submitted),
    };
    let sandbox = Runtime::new(2, None)?;
    let ours = call::load(&sandbox, guest::guest().package()?)?;
    let bare = Bare(bare::Component::load(&guest::guest().component()?).map_err(plain)?);
    let thread = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let ours = Ours { procedure: ours, source: call::empty_town(), thread };
    ensure!(ours.form(&arguments)? == bare.form(&arguments)?, "the forms differ");
    ensure!(ours.decide(&arguments)? == bare.decide(&arguments)?, "the decisions differ");
    let mut measured = Measured::default();
    // The first round warms up and does not count.
    for round in 0..=ROUNDS {
        if round == 1 {
            measured = Measured::default();
        }
        measured.ours.form.round(|| ours.form(&arguments).map(drop))?;
        measured.bare.form.round(|| bare.form(&arguments).map(drop))?;
        measured.ours.decide.round(|| ours.decide(&arguments).map(drop))?;
        measured.bare.decide.round(|| bare.decide(&arguments).map(drop))?;
    }
    Ok(measured)
}

struct Bare(bare::Component);

impl Bare {
    fn form(&self, with: &Arguments) -> Result<View> {
        self.0.form(with).map_err(plain)
    }

    fn decide(&self, with: &Arguments) -> Result<Decision> {
        self.0.decide(with).map_err(plain)
    }
}

/// wasmtime's errors are of a type of its own.
fn plain(error: wasmtime::Error) -> anyhow::Error {
    anyhow::anyhow!("{error:#}")
}

struct Ours {
    procedure: Procedure,
    source: Source,
    thread: tokio::runtime::Runtime,
}

impl Ours {
    fn form(&self, with: &Arguments) -> Result<View> {
        let Arguments { context, task, answers, .. } = with.clone();
        let call = self.procedure.form(self.source.clone(), context, task, answers);
        Ok(self.thread.block_on(call)?.value)
    }

    fn decide(&self, with: &Arguments) -> Result<Decision> {
        let Arguments { context, dossier, event, .. } = with.clone();
        let call = self.procedure.decide(self.source.clone(), context, dossier, event);
        self.thread.block_on(call)?.value.ok().context("the guest does not refuse")
    }
}
