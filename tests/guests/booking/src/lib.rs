//! A procedure that takes of pools, asks about them, publishes and searches, all as its answers
//! say: whatever is wrong with those it passes on, as a careless vendor would.

use guichet_sdk::prelude::*;
use guichet_sdk::contract;

#[derive(Clone, Debug, PartialEq, Form)]
struct Booking {
    #[page("what", fr = "Quoi", en = "What")]
    #[field(label(fr = "Réserve", en = "Pool"), live)]
    pool: String,
    /// `2026-12-01T18:00`, or whatever somebody writes.
    #[field(label(fr = "De", en = "From"), live)]
    from: String,
    #[field(label(fr = "À", en = "Until"), live)]
    until: String,
    #[field(label(fr = "Semaines", en = "Weeks"))]
    weeks: Option<i64>,
    #[field(label(fr = "Places", en = "Places"))]
    units: Option<i64>,
    #[field(label(fr = "Sur", en = "Of"))]
    limit: Option<i64>,
    #[field(label(fr = "Décider selon les places libres", en = "Decide by what is free"), live)]
    asks: bool,
    #[page("where", fr = "Où", en = "Where")]
    #[field(label(fr = "Sorte", en = "Kind"))]
    kind: Option<String>,
    #[field(label(fr = "Lieu", en = "Place"))]
    place: Option<Position>,
    #[field(label(fr = "Publier aussi le nom", en = "Publish the name too"))]
    name: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Form)]
struct Other {
    #[page("other", fr = "Autre moment", en = "Another time")]
    #[field(label(fr = "De", en = "From"))]
    from: String,
    #[field(label(fr = "À", en = "Until"))]
    until: String,
}

struct TheBooking;

/// The numbers of `2026-12-01T18:00`, in the calendar or not.
fn moment(text: &str) -> Moment {
    let numbers: Vec<u16> =
        text.split(['-', 'T', ':']).map(|part| part.parse().unwrap_or(0)).collect();
    let number = |at: usize| numbers.get(at).copied().unwrap_or(0);
    let small = |at: usize| number(at).min(255) as u8;
    Moment {
        date: contract::Date { year: number(0), month: small(1), day: small(2) },
        time: contract::Time { hour: small(3), minute: small(4) },
    }
}

fn span(from: &str, until: &str) -> Span {
    Span { start: moment(from), end: moment(until) }
}

fn spans(booking: &Booking) -> Vec<Span> {
    let first = span(&booking.from, &booking.until);
    let Some((start, end)) = first.start.civil().zip(first.end.civil()) else {
        return vec![first];
    };
    let week = |at: i64| {
        civil::span(civil::plus_minutes(start, at * 10_080), civil::plus_minutes(end, at * 10_080))
    };
    (0..booking.weeks.unwrap_or(1)).map(week).collect()
}

fn hold(booking: &Booking, spans: Vec<Span>, path: &str) -> Hold {
    let hold = Hold::over("booking", &*booking.pool, spans).at(path);
    let hold = hold.units(booking.units.map_or(1, |units| units as u32));
    match booking.limit {
        Some(limit) => hold.limit(limit as u32),
        None => hold,
    }
}

/// What is taken, and who is near, as the status says it.
fn asked(booking: &Booking) -> String {
    let usage = pools::usage(&booking.pool, &span(&booking.from, &booking.until));
    let keys = |found: Vec<Entry>| {
        found.into_iter().map(|entry| entry.key).collect::<Vec<_>>().join(",")
    };
    let near = booking.place.map_or_else(Vec::new, |at| registers::near("places", at, 1_000));
    format!(
        "taken {} of {} near [{}] all [{}]",
        usage.peak(),
        usage.limit.map_or("?".to_owned(), |limit| limit.to_string()),
        keys(near),
        keys(registers::find("places", "")),
    )
}

fn actions() -> [Action; 6] {
    [
        Action::agent("move", "Déplacer").with_form(),
        Action::agent("release", "Rendre"),
        Action::agent("refuse", "Refuser"),
        Action::agent("close", "Clore"),
        Action::agent("hide", "Retirer du registre"),
        Action::agent("ask", "Demander"),
    ]
}

impl Procedure for TheBooking {
    type Answers = Booking;

    fn form(sheet: &mut Sheet<'_>, draft: &BookingDraft) {
        let when = draft.from.as_deref().zip(draft.until.as_deref());
        if let (Some(true), Some(pool), Some((from, until))) = (draft.asks, &draft.pool, when) {
            let usage = pools::usage(pool, &span(from, until));
            sheet.note(format!("free {:?} closed {}", usage.free(), usage.closed.len()).as_str());
        }
    }

    fn action_form(sheet: &mut Sheet<'_>, _turn: &Turn<Booking>) {
        sheet.ask::<Other>();
    }

    fn decide(
        ctx: &Context,
        dossier: &Dossier<Booking>,
        event: &Event,
    ) -> Result<Decision, Vec<Problem>> {
        let booking = &dossier.answers;
        let status = if booking.asks { asked(booking) } else { "à l’étude".to_owned() };
        let decision = Decision::in_review(status.as_str())
            .actions(actions())
            .score(booking.units.unwrap_or(1));
        match (event, event.action()) {
            (Event::Submitted, _) => {
                let decision = decision.hold(hold(booking, spans(booking), "from"));
                let Some(kind) = &booking.kind else { return Ok(decision) };
                let mut entry = Entry::new("places", &*dossier.number).cell("kind", kind.clone());
                if let Some(name) = &booking.name {
                    entry = entry.cell("name", name.clone());
                }
                if let Some(place) = booking.place {
                    entry = entry.position(place);
                }
                Ok(decision.publish(entry))
            }
            (Event::Acted(taken), Some("move")) => {
                let other = taken.inputs::<Other>(ctx)?;
                let spans = vec![span(&other.from, &other.until)];
                Ok(decision.hold(hold(booking, spans, "until")))
            }
            (_, Some("release")) => Ok(decision.release("booking")),
            (_, Some("hide")) => Ok(decision.unpublish("places")),
            (_, Some("ask")) => Ok(decision),
            (_, Some("close")) => Ok(Decision::new(Phase::Closed, "clos")),
            (_, Some("refuse")) => Ok(Decision::refused("refusé")
                .reason(Reason::new("rule", "La salle n’est pas prêtée.").source("CGCT L2144-3"))),
            (Event::Withdrawn, _) => Ok(Decision::withdrawn("retiré")),
            _ => Err(ctx.refusal("Pas à cette étape").into()),
        }
    }
}

impl Ranking for TheBooking {
    /// The most places first, then the first that came; those who fit into the session's number,
    /// `places-20`, are closed.
    fn deliberate(_: &Context, key: &str, candidates: &[Candidate]) -> Vec<Proposal> {
        let mut room = key.rsplit('-').next().and_then(|room| room.parse::<i64>().ok()).unwrap_or(0);
        let mut order: Vec<&Candidate> = candidates.iter().collect();
        order.sort_by_key(|c| (std::cmp::Reverse(c.score), c.submitted_on, c.number.clone()));
        let propose = |(at, candidate): (usize, &Candidate)| {
            room -= candidate.score.unwrap_or(0);
            let act = (room >= 0).then(|| Taken::by_agent("close"));
            let reason = Reason::new("places", "Le plus de places d’abord").source("règlement");
            Proposal::new(candidate, at as u32 + 1, act).reason(reason)
        };
        order.into_iter().enumerate().map(propose).collect()
    }
}

guichet_sdk::export_ranking!(TheBooking);
