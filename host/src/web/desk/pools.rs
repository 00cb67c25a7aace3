//! The pools of the town, and the calendar of each, week by week.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use serde::Deserialize;

use super::super::Shared;
use super::super::page::{self, Frame, html, say, words};
use super::super::portal::Lang;
use super::admitted::{Act, Admitted};
use crate::contract::{Date, Moment, Span, Text, Time};
use crate::office::{Booked, Day, OfficeError, Week, monday_of, week_of};
use crate::pools::PoolName;
use crate::texts::Texts;

#[derive(Template)]
#[template(path = "desk/pools.html")]
struct PoolsPage {
    frame: Frame,
    pools: Vec<PoolRow>,
}

struct PoolRow {
    /// What follows `/desk/pools/`.
    path: String,
    title: String,
    limit: u32,
    taken: u64,
}

/// All pools, and what is taken of each today.
pub(super) async fn list(
    _: Admitted<Act>,
    State(shared): State<Shared>,
    Query(lang): Query<Lang>,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(lang.lang.as_deref(), &headers);
    let office = &shared.office;
    let today = office.now().today();
    let rows = office.pools().iter().map(|(name, pool)| {
        Ok(PoolRow {
            path: path_of(name),
            title: say(&pool.title, t),
            limit: pool.limit,
            taken: office.taken_on(name, today)?,
        })
    });
    match rows.collect::<Result<_, OfficeError>>() {
        Ok(pools) => html(StatusCode::OK, &PoolsPage { frame: Frame::new(office, t), pools }),
        Err(error) => page::error(office, t, &error, Some("/desk".into())),
    }
}

/// The name of a pool as it stands in addresses, without `town/`.
fn path_of(name: &PoolName) -> String {
    let key = name.as_str().strip_prefix("town/").unwrap_or_default();
    let encoded = |segment| {
        percent_encoding::utf8_percent_encode(segment, percent_encoding::NON_ALPHANUMERIC)
            .to_string()
    };
    key.split('/').map(encoded).collect::<Vec<_>>().join("/")
}

#[derive(Deserialize)]
pub(super) struct Shown {
    week: Option<String>,
    lang: Option<String>,
}

#[derive(Template)]
#[template(path = "desk/pool.html")]
struct PoolPage {
    frame: Frame,
    title: String,
    path: String,
    /// The first and the last day of the week.
    when: String,
    week: String,
    before: String,
    after: String,
    limit: u32,
    whole: Vec<BookedView>,
    days: Vec<DayView>,
    more: bool,
}

struct DayView {
    date: String,
    peak: u64,
    closed: Vec<String>,
    booked: Vec<BookedView>,
}

struct BookedView {
    when: String,
    number: String,
    procedure: String,
    units: u32,
}

/// A week of a pool.
pub(super) async fn show(
    _: Admitted<Act>,
    State(shared): State<Shared>,
    Path(key): Path<String>,
    Query(shown): Query<Shown>,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(shown.lang.as_deref(), &headers);
    let found = || {
        let name: PoolName = format!("town/{key}").parse().map_err(|_| OfficeError::NoPage)?;
        let monday = match shown.week.as_deref() {
            Some(week) => monday_of(week).ok_or(OfficeError::NoPage)?,
            None => this_monday(&shared)?,
        };
        let week = shared.office.pool_week(&name, monday)?;
        Ok(html(StatusCode::OK, &pool_page(&shared, &name, &week, t)))
    };
    found().unwrap_or_else(|error: OfficeError| {
        page::error(&shared.office, t, &error, Some("/desk/pools".into()))
    })
}

fn this_monday(shared: &Shared) -> Result<jiff::civil::Date, OfficeError> {
    let today = shared.office.now().today().civil();
    today.and_then(|today| monday_of(&week_of(today))).ok_or(OfficeError::NoPage)
}

fn pool_page(shared: &Shared, name: &PoolName, week: &Week<'_>, t: &'static Texts) -> PoolPage {
    let path = path_of(name);
    let week_at = |weeks: i32| week_of(week.monday.saturating_add(jiff::Span::new().weeks(weeks)));
    let midnight = |days: i32| {
        let day = week.monday.saturating_add(jiff::Span::new().days(days));
        Moment { date: Date::from(day), time: Time { hour: 0, minute: 0 } }
    };
    let mut frame = Frame::new(&shared.office, t);
    frame.lang_extra = format!("&week={}", week_at(0));
    PoolPage {
        frame,
        title: say(&week.pool.title, t),
        path,
        when: t.span(Span { start: midnight(0), end: midnight(7) }),
        week: week_at(0),
        before: week_at(-1),
        after: week_at(1),
        limit: week.pool.limit,
        whole: week.whole.iter().map(|b| booked_view(b, t)).collect(),
        days: week.days.iter().map(|day| day_view(day, t)).collect(),
        more: week.more,
    }
}

fn day_view(day: &Day<'_>, t: &Texts) -> DayView {
    let why = |why: &&Text| Some(say(why, t)).filter(|words| !words.is_empty());
    let mut closed: Vec<String> = day.closed.iter().map(|span| hours(*span, t)).collect();
    closed.extend(day.why.iter().filter_map(why));
    DayView {
        date: t.date(day.date),
        peak: day.peak,
        closed,
        booked: day.booked.iter().map(|b| booked_view(b, t)).collect(),
    }
}

/// The hours of a span that is within a day.
fn hours(span: Span, t: &Texts) -> String {
    let whole = span.start.date != span.end.date && span.start.time == Time { hour: 0, minute: 0 };
    if whole {
        return t.text("pool-all-day").into_owned();
    }
    let values =
        [("from", t.time(span.start.time).into()), ("until", t.time(span.end.time).into())];
    t.with("pool-hours", &values)
}

fn booked_view(booked: &Booked, t: &Texts) -> BookedView {
    let procedure = booked.installed.as_ref();
    BookedView {
        when: hours(booked.span, t),
        number: booked.number.to_string(),
        procedure: procedure.map_or_else(String::new, |i| words(&i.manifest().title, t).to_owned()),
        units: booked.units,
    }
}
