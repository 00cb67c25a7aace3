//! `pools`: how much is taken. A pool that was not granted traps.

use wasmtime::StoreContextMut;
use wasmtime::component::Linker;

use super::super::Source;
use super::super::call::{Denied, State};
use super::super::transcript::{Question, Reply};
use crate::contract::{Occupancy, Span};
use crate::pools::{PoolName, looked_at};

pub(in super::super) fn add_to_linker(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    linker.instance("guichet:procedure/pools@0.1.0")?.func_wrap("usage", usage)
}

fn usage(
    mut store: StoreContextMut<'_, State>,
    (pool, within): (String, Span),
) -> wasmtime::Result<(Occupancy,)> {
    let state = store.data_mut();
    state.allow_pool(&pool)?;
    // What is kept must read back.
    if within.start.civil().is_none() || within.end.civil().is_none() {
        return Err(Denied("it asks for a span that is not in the calendar".into()).into());
    }
    match state.ask(Question::Usage { pool, within }, answer)? {
        Reply::Occupancy(occupancy) => Ok((occupancy,)),
        _ => Err(Denied("the recorded reply is not an occupancy".into()).into()),
    }
}

fn answer(source: &Source, question: &Question) -> wasmtime::Result<Reply> {
    let (Source::Town { records, .. }, Question::Usage { pool, within }) = (source, question)
    else {
        return Ok(Reply::Occupancy(Occupancy::default()));
    };
    let pool: PoolName = pool.parse().map_err(|_| Denied("it asks for no pool".into()))?;
    let Some(within) = looked_at(*within) else {
        // Only the limit.
        let limit = records.usage(&pool, Span { start: within.start, end: within.start });
        return Ok(Reply::Occupancy(limit.map_err(wasmtime::Error::from)?));
    };
    Ok(Reply::Occupancy(records.usage(&pool, within).map_err(wasmtime::Error::from)?))
}
