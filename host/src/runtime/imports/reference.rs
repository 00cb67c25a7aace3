//! `reference`: tables that the town keeps. A table that was not granted traps; one that the
//! town left empty has no rows.

use wasmtime::StoreContextMut;
use wasmtime::component::{ComponentType, Lift, Linker, Lower};

use super::super::Source;
use super::super::call::{Denied, State};
use super::super::transcript::{Question, Reply, Row as RecordedRow};
use crate::contract::Answer;
use crate::limits::call::ROWS;

#[derive(ComponentType, Lift, Lower, Clone)]
#[component(record)]
struct Row {
    key: String,
    cells: Vec<Answer>,
}

pub(in super::super) fn add_to_linker(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    let mut reference = linker.instance("guichet:procedure/reference@0.1.0")?;
    reference.func_wrap("lookup", lookup)?;
    reference.func_wrap("rows", rows)
}

fn lookup(
    mut store: StoreContextMut<'_, State>,
    (table, key): (String, String),
) -> wasmtime::Result<(Option<Row>,)> {
    let found = ask(store.data_mut(), Question::Lookup { table, key })?;
    Ok((found.into_iter().next(),))
}

fn rows(
    mut store: StoreContextMut<'_, State>,
    (table, prefix): (String, String),
) -> wasmtime::Result<(Vec<Row>,)> {
    Ok((ask(store.data_mut(), Question::Rows { table, prefix })?,))
}

fn ask(state: &mut State, question: Question) -> wasmtime::Result<Vec<Row>> {
    let (Question::Lookup { table, .. } | Question::Rows { table, .. }) = &question else {
        return Ok(Vec::new());
    };
    state.allow_table(table)?;
    match state.ask(question, answer)? {
        Reply::Rows(rows) => {
            Ok(rows.into_iter().map(|r| Row { key: r.key, cells: r.cells }).collect())
        }
        _ => Err(Denied("the recorded reply is not rows".into()).into()),
    }
}

fn answer(source: &Source, question: &Question) -> wasmtime::Result<Reply> {
    let Source::Town { tables, .. } = source else { return Ok(Reply::Rows(Vec::new())) };
    let recorded =
        |key: &String, cells: &Vec<Answer>| RecordedRow { key: key.clone(), cells: cells.clone() };
    Ok(Reply::Rows(match question {
        Question::Lookup { table, key } => tables
            .get(table)
            .and_then(|t| t.row(key))
            .map(|cells| recorded(key, cells))
            .into_iter()
            .collect(),
        Question::Rows { table, prefix } => tables
            .get(table)
            .map(|t| t.rows(prefix).take(ROWS).map(|(key, cells)| recorded(key, cells)).collect())
            .unwrap_or_default(),
        _ => Vec::new(),
    }))
}
