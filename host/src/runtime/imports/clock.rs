//! `clock`: the town's wall clock, to the minute. It stands still during a call.

use wasmtime::StoreContextMut;
use wasmtime::component::Linker;

use super::super::Source;
use super::super::call::{Denied, State};
use super::super::transcript::{Question, Reply};
use crate::contract::Moment;

pub(in super::super) fn add_to_linker(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    linker.instance("guichet:procedure/clock@0.1.0")?.func_wrap("now", now)
}

fn now(mut store: StoreContextMut<'_, State>, (): ()) -> wasmtime::Result<(Moment,)> {
    let answer = |source: &Source, _: &Question| match source {
        Source::Town { now, .. } => Ok(Reply::Moment(*now)),
        Source::Recorded(_) => Ok(Reply::Rows(Vec::new())),
    };
    match store.data_mut().ask(Question::Now, answer)? {
        Reply::Moment(moment) => Ok((moment,)),
        _ => Err(Denied("the recorded reply is not a moment".into()).into()),
    }
}
