//! `registers`: what dossiers of the same procedure published. A register that was not granted
//! traps.

use wasmtime::StoreContextMut;
use wasmtime::component::Linker;

use super::super::Source;
use super::super::call::{Denied, State};
use super::super::transcript::{Question, Reply};
use crate::contract::{Position, Publication};

pub(in super::super) fn add_to_linker(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    let mut registers = linker.instance("guichet:procedure/registers@0.1.0")?;
    registers.func_wrap("find", find)?;
    registers.func_wrap("near", near)
}

fn find(
    mut store: StoreContextMut<'_, State>,
    (register, prefix): (String, String),
) -> wasmtime::Result<(Vec<Publication>,)> {
    ask(store.data_mut(), Question::Find { register, prefix })
}

fn near(
    mut store: StoreContextMut<'_, State>,
    (register, at, metres): (String, Position, u32),
) -> wasmtime::Result<(Vec<Publication>,)> {
    ask(store.data_mut(), Question::Near { register, at, metres })
}

fn ask(state: &mut State, question: Question) -> wasmtime::Result<(Vec<Publication>,)> {
    if let Question::Find { register, .. } | Question::Near { register, .. } = &question {
        state.allow_register(register)?;
    }
    match state.ask(question, answer)? {
        Reply::Entries(entries) => Ok((entries,)),
        _ => Err(Denied("the recorded reply is not entries".into()).into()),
    }
}

fn answer(source: &Source, question: &Question) -> wasmtime::Result<Reply> {
    let Source::Town { records, .. } = source else { return Ok(Reply::Entries(vec![])) };
    let entries = match question {
        Question::Find { register, prefix } => records.find(register, prefix),
        Question::Near { register, at, metres } => records.near(register, *at, *metres),
        _ => Ok(vec![]),
    };
    Ok(Reply::Entries(entries.map_err(wasmtime::Error::from)?))
}
