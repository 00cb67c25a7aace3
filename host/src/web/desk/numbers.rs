//! Numbers: how many, how long, with what outcome, as pictures with a table behind each; and
//! dossiers as a file.

use std::io::{self, Write};

use askama::Template;
use axum::body::{Body, Bytes};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde::Deserialize;
use tokio::sync::mpsc;

use super::super::Shared;
use super::super::page::{self, Frame, html, words};
use super::super::portal::Lang;
use super::Bar;
use super::admitted::{Act, Admitted, Present};
use crate::contract::Verdict;
use crate::dossier::{FEW, Tally};
use crate::limits::queue::{MONTHS, PIECES};
use crate::office::{Filter, Format, OfficeError};
use crate::texts::Texts;

#[derive(Template)]
#[template(path = "desk/numbers.html")]
struct NumbersPage {
    frame: Frame,
    bar: Bar,
    procedures: Vec<Numbers>,
    formats: Vec<&'static str>,
}

/// The numbers of one procedure.
struct Numbers {
    id: String,
    title: String,
    charts: Vec<Chart>,
    /// The table behind the pictures: its headings, and a row for each month.
    headings: Vec<String>,
    rows: Vec<(String, Vec<String>)>,
}

/// A picture of bars.
struct Chart {
    title: String,
    /// What it says in one line, for who does not see it.
    summary: String,
    bars: Vec<Bars>,
    width: usize,
}

struct Bars {
    x: usize,
    /// In hundredths of the height.
    height: u64,
    top: u64,
    label: String,
}

/// Width of a bar with the space beside it, in units of the picture.
const STEP: usize = 12;
/// Height of the picture, in the same.
const HEIGHT: u64 = 60;

impl Chart {
    fn new(title: String, values: &[(String, u64)], t: &Texts) -> Self {
        let most = values.iter().map(|(_, value)| *value).max().unwrap_or(0).max(1);
        let sum: u64 = values.iter().map(|(_, value)| value).sum();
        let bar = |(at, (label, value)): (usize, &(String, u64))| {
            let height = value * HEIGHT / most;
            let label = format!("{label}: {value}");
            Bars { x: at * STEP, height, top: HEIGHT - height, label }
        };
        let summary = t.with(
            "numbers-summary",
            &[("months", values.len().into()), ("sum", sum.into()), ("most", most.into())],
        );
        let bars = values.iter().enumerate().map(bar).collect();
        Self { title, summary, bars, width: (values.len() * STEP).max(STEP) }
    }
}

pub(super) async fn show(
    Present(agent): Present,
    State(shared): State<Shared>,
    Query(lang): Query<Lang>,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(lang.lang.as_deref(), &headers);
    let office = shared.office.clone();
    let who = agent.clone();
    // It looks at every line of the queue, which other requests need not wait for.
    let counted = tokio::task::spawn_blocking(move || office.numbers(&who)).await;
    let counted = match counted {
        Ok(counted) => counted,
        Err(error) => {
            let error = OfficeError::Sandbox(error.to_string());
            return page::error(&shared.office, t, &error, Some("/desk".into()));
        }
    };
    let procedures = counted.iter().map(|(id, months)| {
        let title = shared.office.installed(id).map_or_else(
            |_| id.to_string(),
            |installed| words(&installed.manifest().title, t).to_owned(),
        );
        let few = shared.office.hides_few(id);
        let months: Vec<(String, &Tally)> = months
            .iter()
            .rev()
            .take(MONTHS)
            .rev()
            .map(|((year, month), tally)| (format!("{year}-{month:02}"), tally))
            .collect();
        numbers(id, title, &months, few, t)
    });
    let page = NumbersPage {
        frame: Frame::new(&shared.office, t),
        bar: Bar::of(&shared, &agent),
        procedures: procedures.collect(),
        formats: Format::ALL.map(Format::extension).into(),
    };
    html(StatusCode::OK, &page)
}

const VERDICTS: [Verdict; 4] =
    [Verdict::Granted, Verdict::PartlyGranted, Verdict::Refused, Verdict::NoFurtherAction];

fn numbers(id: &str, title: String, months: &[(String, &Tally)], few: bool, t: &Texts) -> Numbers {
    // What few people did would say who they are.
    let told = |count: u32| if few && count < FEW { 0 } else { count };
    let count = |count: u32| {
        if few && count > 0 && count < FEW { format!("< {FEW}") } else { count.to_string() }
    };
    let values = |value: &dyn Fn(&Tally) -> u32| -> Vec<(String, u64)> {
        months.iter().map(|(month, tally)| (month.clone(), u64::from(told(value(tally))))).collect()
    };
    let outcome = |tally: &Tally, verdict| tally.outcomes.get(&verdict).copied().unwrap_or(0);
    let favourable =
        |tally: &Tally| outcome(tally, Verdict::Granted) + outcome(tally, Verdict::PartlyGranted);
    let median = |tally: &Tally| {
        let enough = !few || tally.days.len() >= FEW as usize;
        tally.median().filter(|_| enough)
    };
    let text = |key: &str| t.text(key).into_owned();
    let days = |tally: &Tally| median(tally).and_then(|d| u32::try_from(d).ok()).unwrap_or(0);
    let days: Vec<(String, u64)> =
        months.iter().map(|(month, tally)| (month.clone(), u64::from(days(tally)))).collect();
    let charts = vec![
        Chart::new(text("numbers-received"), &values(&|tally| tally.received), t),
        Chart::new(text("numbers-median"), &days, t),
        Chart::new(text("numbers-late"), &values(&|tally| tally.late), t),
        Chart::new(text("numbers-favourable"), &values(&favourable), t),
    ];
    let mut headings = vec![
        text("numbers-month"),
        text("numbers-received"),
        text("numbers-open"),
        text("numbers-median"),
        text("numbers-late"),
        text("numbers-silent"),
        text("phase-withdrawn"),
    ];
    headings.extend(VERDICTS.map(|verdict| text(&format!("verdict-{}", verdict.name()))));
    let row = |(month, tally): &(String, &Tally)| {
        let mut cells = vec![
            count(tally.received),
            count(tally.open),
            median(tally).map_or_else(|| "–".to_owned(), |days| days.to_string()),
            count(tally.late),
            count(tally.silent),
            count(tally.withdrawn),
        ];
        cells.extend(VERDICTS.map(|verdict| count(outcome(tally, verdict))));
        (month.clone(), cells)
    };
    Numbers {
        id: id.to_owned(),
        title,
        charts,
        headings,
        rows: months.iter().rev().map(row).collect(),
    }
}

#[derive(Deserialize)]
pub(super) struct Table {
    lang: Option<String>,
}

/// Dossiers as a file, with what the filter of the queue asks for.
pub(super) async fn table(
    Admitted { agent, .. }: Admitted<Act>,
    State(shared): State<Shared>,
    Path(file): Path<String>,
    Query(filter): Query<Filter>,
    Query(Table { lang }): Query<Table>,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(lang.as_deref(), &headers);
    let format = Format::ALL.into_iter().find(|f| file == format!("dossiers.{}", f.extension()));
    let asked = format
        .ok_or(OfficeError::NoPage)
        .and_then(|format| shared.office.wanted(&agent, &filter).map(|wanted| (format, wanted)));
    let (format, wanted) = match asked {
        Ok(asked) => asked,
        Err(error) => return page::error(&shared.office, t, &error, Some("/desk/numbers".into())),
    };
    let (pieces, sent) = mpsc::channel(PIECES);
    let office = shared.office.clone();
    tokio::task::spawn_blocking(move || {
        let to = io::BufWriter::with_capacity(64 << 10, Pieces(pieces.clone()));
        if let Err(error) = office.write_table(&wanted, format, t, to) {
            // Cut off, so that nobody takes half a table for a whole one.
            let _ = pieces.blocking_send(Err(io::Error::other(error.to_string())));
        }
    });
    let body = stream::unfold(sent, async |mut sent| Some((sent.recv().await?, sent)));
    let headers = [
        (header::CONTENT_TYPE, format.media_type().to_owned()),
        (
            header::CONTENT_DISPOSITION,
            format!("attachment; filename=\"dossiers.{}\"", format.extension()),
        ),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, Body::from_stream(body)).into_response()
}

/// Hands what is written on to the response, a piece at a time.
struct Pieces(mpsc::Sender<io::Result<Bytes>>);

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let piece = Bytes::copy_from_slice(bytes);
        let sent = self.0.blocking_send(Ok(piece));
        sent.map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
