//! `[[pool]]`: what the town has so many of: halls, classes, places. Procedures take of them what
//! the town grants, and the host sees to it that nobody gets what somebody else has.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::contract::{Date, Time};
use crate::limits::pools::{CLOSURES, COUNT, UNITS};
use crate::plugin::{Words, text};
use crate::pools::{Closure, Hours, Pool, PoolName, Pools};

const WEEKDAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Wire {
    key: String,
    title: Words,
    limit: u32,
    /// Hours such as `08:00-12:00` by weekday; always open without.
    open: Option<BTreeMap<String, Vec<String>>>,
    #[serde(default)]
    closures: Vec<ClosureWire>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct ClosureWire {
    from: String,
    until: Option<String>,
    #[serde(default)]
    why: Words,
}

/// The pools of the town, by name.
pub(super) fn build(wires: Vec<Wire>) -> Result<Pools, String> {
    if wires.len() > COUNT {
        return Err(format!("there are {} [[pool]]; {COUNT} are allowed", wires.len()));
    }
    let mut pools = Pools::new();
    for wire in wires {
        let key = wire.key.clone();
        let wrong = |why: String| format!("[[pool]] key = \"{key}\": {why}");
        let name: PoolName = format!("town/{key}").parse().map_err(|_| {
            wrong("a key is a path such as \"halls/great\", of at most 95 bytes".into())
        })?;
        let pool = wire.build().map_err(wrong)?;
        if pools.insert(name, pool).is_some() {
            return Err(wrong("it stands there twice".into()));
        }
    }
    Ok(pools)
}

impl Wire {
    fn build(self) -> Result<Pool, String> {
        if !self.title.contains_key("fr") {
            return Err("it has no French title: add title.fr = \"…\"".into());
        }
        if self.limit > UNITS {
            return Err(format!("limit = {}; {UNITS} are allowed", self.limit));
        }
        if self.closures.len() > CLOSURES {
            return Err(format!("it has {} closures; {CLOSURES} are allowed", self.closures.len()));
        }
        let week = self.open.as_ref().map(week).transpose()?;
        let closures = self.closures.into_iter().map(ClosureWire::build);
        let closures = closures.collect::<Result<_, _>>()?;
        let hours = Hours::new(week, closures).map_err(|weekday| {
            format!(
                "open.{}: hours follow one another and do not touch, such as [\"08:00-12:00\", \"14:00-22:00\"]",
                WEEKDAYS[weekday]
            )
        })?;
        Ok(Pool { title: text(&self.title), limit: self.limit, hours })
    }
}

fn week(open: &BTreeMap<String, Vec<String>>) -> Result<[Vec<(u16, u16)>; 7], String> {
    let mut week: [Vec<(u16, u16)>; 7] = Default::default();
    for (weekday, hours) in open {
        let at = WEEKDAYS.iter().position(|known| known == weekday).ok_or_else(|| {
            format!("open.{weekday}: a weekday is one of {}", WEEKDAYS.join(", "))
        })?;
        let read = |text: &String| {
            let hours = text
                .split_once('-')
                .and_then(|(from, until)| Some((minutes(from.trim())?, minutes(until.trim())?)));
            hours.ok_or_else(|| {
                format!("open.{weekday}: \"{text}\" is not hours such as \"08:00-12:00\"")
            })
        };
        week[at] = hours.iter().map(read).collect::<Result<_, _>>()?;
    }
    Ok(week)
}

/// Minutes of the day, `24:00` being its end.
fn minutes(text: &str) -> Option<u16> {
    if text == "24:00" {
        return Some(24 * 60);
    }
    let time: Time = text.parse().ok()?;
    Some(u16::from(time.hour) * 60 + u16::from(time.minute))
}

impl ClosureWire {
    fn build(self) -> Result<Closure, String> {
        let day = |text: &str| -> Result<Date, String> {
            text.parse()
                .map_err(|_| format!("closures: \"{text}\" is not a day such as \"2026-12-24\""))
        };
        let from = day(&self.from)?;
        let until = self.until.as_deref().map_or(Ok(from), day)?;
        if until < from {
            return Err(format!("closures: {until} is before {from}"));
        }
        Ok(Closure { from, until, why: text(&self.why) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Deserialize)]
    struct File {
        pool: Vec<Wire>,
    }

    fn read(text: &str) -> Result<Pools, String> {
        let file: File = toml::from_str(text).map_err(|e| e.message().to_owned())?;
        build(file.pool)
    }

    const HALL: &str = r#"
[[pool]]
key = "halls/great"
title = { fr = "Grande salle", en = "Great hall" }
limit = 1
open = { monday = ["08:00-12:00", "14:00-22:00"], saturday = ["00:00-24:00"] }
closures = [{ from = "2026-12-24", until = "2027-01-02", why.fr = "Fêtes" }, { from = "2027-05-01" }]
"#;

    #[test]
    fn a_pool_has_a_title_a_limit_hours_and_closures() {
        let pools = read(HALL).unwrap();
        let pool = &pools[&"town/halls/great".parse().unwrap()];
        assert_eq!(pool.limit, 1);
        let open = |start: &str, end: &str| {
            let (start, end) = (start.parse().unwrap(), end.parse().unwrap());
            pool.hours.closed(crate::contract::Span { start, end }).is_empty()
        };
        assert!(open("2026-11-23T08:00", "2026-11-23T12:00"));
        assert!(!open("2026-11-23T12:00", "2026-11-23T14:00"));
        assert!(!open("2026-11-24T08:00", "2026-11-24T12:00"), "a weekday that is not named");
        assert!(open("2026-11-28T00:00", "2026-11-29T00:00"));
        assert!(!open("2026-12-26T08:00", "2026-12-26T12:00"));
    }

    #[test]
    fn errors_name_the_pool_and_what_is_wrong() {
        let error = |from: &str, to: &str| {
            assert!(HALL.contains(from));
            read(&HALL.replace(from, to)).unwrap_err()
        };
        assert!(error("halls/great", "halls//great").contains("a path such as"));
        assert!(error("fr = \"Grande salle\",", "").contains("title.fr"));
        assert!(error("limit = 1", "limit = 1000001").contains("1000000"));
        assert!(error("limit = 1", "limit = -1").contains("u32"));
        assert!(error("monday", "lundi").contains("open.lundi: a weekday is one of monday"));
        assert!(error("08:00-12:00", "8h-12h").contains("open.monday: \"8h-12h\""));
        assert!(error("14:00-22:00", "11:00-22:00").contains("open.monday: hours follow"));
        assert!(error("2027-05-01", "1er mai").contains("\"1er mai\" is not a day"));
        assert!(error("2027-01-02", "2026-01-02").contains("2026-01-02 is before 2026-12-24"));
        assert!(error("limit", "limits").contains("unknown field `limits`"));
        assert!(read(&HALL.repeat(2)).unwrap_err().contains("twice"));
        assert!(
            error("limit = 1", "limit = 2000000").starts_with("[[pool]] key = \"halls/great\":")
        );
    }

    proptest! {
        #[test]
        fn no_hours_or_days_make_it_panic(
            weekday in "(monday|sunday|[a-z]{0,6})", hours in "[0-9:\\-]{0,12}", day in "[0-9\\-]{0,11}",
        ) {
            let text = format!(
                "[[pool]]\nkey = \"a\"\ntitle.fr = \"A\"\nlimit = 1\n\
                 open.\"{weekday}\" = [\"{hours}\"]\nclosures = [{{ from = \"{day}\" }}]\n"
            );
            let _ = read(&text);
        }
    }
}
