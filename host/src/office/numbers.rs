//! Numbers for those who run the town, and dossiers as a table, written row by row so that it
//! takes as much memory for a hundred thousand as for ten.

mod table;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use serde::Serialize;

use super::{Office, OfficeError};
use crate::contract::{Date, Phase, Verdict};
use crate::dossier::{DossierNumber, Month, Order, Row, Seen, Tally, Wanted, tallies};
use crate::limits::queue::EXPORTED;
use crate::plugin::ProcedureId;
use crate::staff::{Agent, What};
use crate::texts::Texts;

pub use table::Format;

/// One row of the table of dossiers.
#[derive(Serialize)]
pub(super) struct Line {
    number: DossierNumber,
    procedure: ProcedureId,
    phase: Phase,
    received: Option<Date>,
    deadline: Option<Date>,
    decided: Option<Date>,
    verdict: Option<Verdict>,
    silent: bool,
    score: Option<i64>,
    assignee: Option<String>,
    tags: Vec<String>,
    /// What the procedure's columns say, unless its data are sensitive.
    columns: BTreeMap<String, String>,
}

impl Office {
    /// The numbers of the procedures that an agent may look into, month by month of receipt.
    pub fn numbers(&self, agent: &Agent) -> BTreeMap<ProcedureId, BTreeMap<Month, Tally>> {
        let rows = self.store.rows(&self.everything(agent), 0, usize::MAX);
        tallies(rows.iter().map(|row| &**row), self.now().today())
    }

    /// Whether few of a procedure's dossiers would say who is who.
    pub fn hides_few(&self, procedure: &str) -> bool {
        let installed = self.installed(procedure);
        installed.map_or(true, |installed| installed.manifest().privacy.sensitive)
    }

    fn everything(&self, agent: &Agent) -> Wanted {
        let may = |id: &ProcedureId| self.may(agent, What::Read, Some(id));
        let catalogue = self.catalogue();
        let ids = catalogue.all().map(|installed| installed.manifest().id.clone());
        let procedures: BTreeSet<ProcedureId> = ids.filter(may).collect();
        Wanted { procedures, closed: true, order: Order::Received, ..Wanted::default() }
    }

    /// Writes the dossiers that are wanted as a table.
    pub fn write_table(
        &self,
        wanted: &Wanted,
        format: Format,
        t: &Texts,
        to: impl Write,
    ) -> Result<(), OfficeError> {
        let rows = self.store.rows(wanted, 0, EXPORTED);
        let lines = rows.iter().map(|row| self.table_line(row, t));
        table::write(format, lines, to)
    }

    fn table_line(&self, row: &Row, t: &Texts) -> Result<Line, OfficeError> {
        let state = self.store.dossier(row.number)?.ok_or(OfficeError::NoDossier)?;
        let installed = self.version_of(&state).ok();
        // What is sensitive is read on the page of the dossier, where it is written down.
        let open = installed.iter().filter(|i| !i.manifest().privacy.sensitive);
        let columns = open.flat_map(|i| &i.manifest().columns).filter_map(|column| {
            let answer = state.dossier.answers.iter().find(|a| a.path == column.path)?;
            let label = column.label.get(t.lang()).or_else(|| column.label.get("fr"))?;
            Some((label.clone(), t.value(&answer.value, None)))
        });
        Ok(Line {
            number: row.number,
            procedure: row.procedure.clone(),
            phase: row.phase,
            received: row.received,
            deadline: row.deadline,
            decided: row.decided,
            verdict: row.verdict,
            silent: row.silent,
            score: row.score,
            assignee: row.assignee.clone(),
            tags: row.tags.clone(),
            columns: columns.collect(),
        })
    }

    /// All dossiers of a person, by address or by names and birth date, for a request made on
    /// paper (GDPR, article 15). What of it is sensitive is noted as read before it is shown;
    /// those that the agent may not see are counted.
    pub async fn search_person(
        &self,
        agent: &Agent,
        email: &str,
        names: Option<(&str, &str, Date)>,
    ) -> Result<(Vec<std::sync::Arc<Row>>, usize), OfficeError> {
        let mut numbers = BTreeSet::new();
        if !email.trim().is_empty() {
            numbers.extend(self.store.mailbox(&self.secret.mailbox(email))?);
        }
        if let Some((family, given, born)) = names {
            let token = self.person_token(family, given, &born.to_string());
            if let Some(token) = token {
                numbers.extend(self.store.mailbox(&token)?);
            }
        }
        let rows: Vec<_> = numbers.into_iter().filter_map(|n| self.store.row(n)).collect();
        let all = rows.len();
        let may = |row: &std::sync::Arc<Row>| self.may(agent, What::Read, Some(&row.procedure));
        let mut rows: Vec<_> = rows.into_iter().filter(may).collect();
        rows.sort_by_key(|row| std::cmp::Reverse(row.received_at));
        let noted = rows.iter().map(|row| self.note_reading(agent, row.number, Seen::Listed));
        futures_util::future::try_join_all(noted).await?;
        let hidden = all - rows.len();
        Ok((rows, hidden))
    }
}
