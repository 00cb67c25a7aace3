//! What a request is held to. Whether the room is free is said here for the person’s sake; who has
//! it is settled by the host, when the request holds it.

use guichet_sdk::prelude::*;

use crate::fees::{self, Category};
use crate::form::{Booking, BookingDraft, UserKind};
use crate::sessions::{self, Session};

/// Where the rules come from.
pub(crate) mod source {
    pub(crate) const USE: &str = "CGCT L2144-3";
    pub(crate) const CAPACITY: &str = "arrêté du 25 juin 1980 (règlement de sécurité des ERP)";
}

/// A room of the town.
pub(crate) struct Place {
    /// Its name, in every language of the table.
    pub(crate) name: Text,
    /// People at most.
    pub(crate) capacity: i64,
    /// Minutes before and after each session.
    pub(crate) buffer: i64,
}

impl Place {
    pub(crate) fn of(room: &str) -> Option<Self> {
        let row = reference::lookup("rooms", room)?;
        Some(Place {
            name: row.name()?,
            capacity: row.get("capacity")?,
            buffer: row.get::<i64>("buffer-minutes").unwrap_or(0).clamp(0, 24 * 60),
        })
    }
}

pub(crate) fn pool(room: &str) -> String {
    format!("town/rooms/{room}")
}

pub(crate) fn days(ctx: &Context, setting: &str, otherwise: i64) -> i64 {
    ctx.setting::<i64>(setting).unwrap_or(otherwise).max(0)
}

/// What the person can put right, as of today; `decide` asks the same.
pub(crate) fn problems(ctx: &Context, draft: &BookingDraft) -> Vec<Problem> {
    let mut problems = Vec::new();
    let office = matches!(draft.user.kind, Some(UserKind::School | UserKind::TownService));
    if office && ctx.channel == Channel::Online {
        problems.push(ctx.problem("user.kind", text! {
            fr: "Les écoles et les services réservent au guichet.", en: "Schools and services book at the counter."
        }));
    }
    let place = draft.room.key.as_deref().and_then(Place::of);
    if let (Some(place), Some(people)) = (&place, draft.room.people)
        && people > place.capacity
    {
        let most = place.capacity;
        problems.push(ctx.problem("room.people", text! {
            fr: "Cette salle accueille {most} personnes au plus.", en: "This room takes {most} people at most."
        }));
    }
    for index in 0..draft.slots.len() {
        problems.extend(slot(ctx, draft, index));
    }
    let last =
        draft.slots.iter().filter_map(sessions::of_draft).flatten().map(|it| it.end.date()).max();
    if let (Some(last), Some(insured)) = (last, draft.insurance.until)
        && insured < last
    {
        problems.push(ctx.problem("insurance.until", text! {
            fr: "L’assurance doit être valable jusqu’au {last}.", en: "The insurance must be valid until {last}."; last
        }));
    }
    problems.extend(seat(ctx, draft));
    if let Some(Err(problem)) = fees::of_draft(ctx, draft) {
        problems.push(problem);
    }
    problems
}

/// The same as of the day of the request: what is put right later is held to no later day.
pub(crate) fn problems_then(ctx: &Context, dossier: &Dossier<Booking>) -> Vec<Problem> {
    let then = Context { today: dossier.submitted_on.into(), ..ctx.clone() };
    problems(&then, &Booking::draft(&dossier.given, &then))
}

fn slot(ctx: &Context, draft: &BookingDraft, index: usize) -> Option<Problem> {
    let path = |name: &str| format!("slots[{index}].{name}");
    let slot = &draft.slots[index];
    let sessions = sessions::of_draft(slot)?;
    let Some(first) = sessions.first() else {
        return Some(ctx.problem(
            path("until"),
            text! {
                fr: "Ce créneau n’a pas de durée.", en: "This slot has no length."
            },
        ));
    };
    when(ctx, first.start.date()).map(|message| ctx.problem(path("day"), message))
}

/// Why a first day is too near or too far.
pub(crate) fn when(ctx: &Context, first: Date) -> Option<Text> {
    let today = ctx.today();
    let lead = days(ctx, "lead-days", 14);
    let months = days(ctx, "ahead-months", 6);
    if first < civil::plus_days(today, lead) {
        return Some(text! {
            fr: "Une salle se demande au moins {lead} jours avant.", en: "A room is asked for {lead} days ahead at least."
        });
    }
    let latest = civil::plus_months(today, i32::try_from(months).unwrap_or(i32::MAX));
    (first > latest).then(|| text! {
        fr: "Une salle se demande au plus {months} mois avant.", en: "A room is asked for {months} months ahead at most."
    })
}

/// An association of the town has had its seat there for some time, longer for regular use.
fn seat(ctx: &Context, draft: &BookingDraft) -> Option<Problem> {
    let since = draft.user.seat_since?;
    let regular = draft.slots.iter().any(|slot| slot.weekly_until.is_some());
    let months = if regular {
        days(ctx, "seat-months-regular", 6)
    } else {
        days(ctx, "seat-months-once", 1)
    };
    let enough = civil::plus_months(since, i32::try_from(months).unwrap_or(i32::MAX));
    (ctx.today() < enough).then(|| {
        ctx.problem(
            "user.seat-since",
            text! {
                fr: "L’association doit avoir son siège dans la commune depuis {months} mois.",
                en: "The association must have had its seat in the town for {months} months."
            },
        )
    })
}

/// Days on which the room is closed or somebody else’s, so that the person can choose others.
pub(crate) fn taken(ctx: &Context, draft: &BookingDraft) -> Vec<Problem> {
    let Some((room, place)) =
        draft.room.key.as_deref().and_then(|room| Some((room, Place::of(room)?)))
    else {
        return Vec::new();
    };
    let conflict = |(index, slot)| {
        let sessions = sessions::of_draft(slot)?;
        let (first, last) = (sessions.first()?, sessions.last()?);
        let whole =
            Span { start: first.span(place.buffer).start, end: last.span(place.buffer).end };
        let usage = pools::usage(&pool(room), &whole);
        let limit = usage.limit.unwrap_or(0);
        let full = |span: &Span| {
            let taken = usage
                .loads
                .iter()
                .any(|load| load.units >= limit && civil::overlap(&load.span, span));
            limit == 0 || taken || usage.closed.iter().any(|closed| civil::overlap(closed, span))
        };
        let day = sessions.iter().find(|it| full(&it.span(place.buffer)))?.start.date();
        Some(ctx.problem(format!("slots[{index}].day"), text! {
            fr: "La salle n’est pas libre le {day} à ces heures, préparation et rangement compris.",
            en: "The room is not free on {day} at these times, set-up and clean-up included.";
            day
        }))
    };
    draft.slots.iter().enumerate().filter_map(conflict).collect()
}

/// The room over all the sessions of each slot, and for an association the minutes of its week.
pub(crate) fn holds(ctx: &Context, booking: &Booking, slots: &[Vec<Session>]) -> Vec<Hold> {
    let room = &booking.room.key;
    let buffer = Place::of(room).map_or(0, |place| place.buffer);
    let mut holds = Vec::new();
    for (index, sessions) in slots.iter().enumerate() {
        let path = format!("slots[{index}].day");
        let spans = sessions.iter().map(|session| session.span(buffer));
        holds.push(Hold::over(&room_key(index), pool(room), spans).at(&path));
        holds.extend(
            quota(ctx, booking, sessions)
                .map(|hold| Hold { key: quota_key(index), ..hold }.at(&path)),
        );
    }
    holds
}

pub(crate) fn room_key(slot: usize) -> String {
    format!("room-{slot}")
}

pub(crate) fn quota_key(slot: usize) -> String {
    format!("quota-{slot}")
}

/// Minutes a week of an association, all its requests together; nothing where the town set no
/// quota.
fn quota(ctx: &Context, booking: &Booking, sessions: &[Session]) -> Option<Hold> {
    let hours = u32::try_from(days(ctx, "club-hours", 0)).ok().filter(|hours| *hours > 0)?;
    let association = booking.user.association.as_ref()?;
    let minutes = u32::try_from(sessions.first()?.minutes()).ok()?;
    let weeks = sessions.iter().map(|session| sessions::week_of(session.start.date()));
    let pool = format!("own/club-hours/{}", association.rna);
    Some(Hold::over("quota", pool, weeks).units(minutes).limit(hours.saturating_mul(60)))
}

/// What is known of a request, step by step.
pub(crate) fn reasons(ctx: &Context, booking: &Booking, slots: &[Vec<Session>]) -> Vec<Reason> {
    let category = fees::category(booking);
    let mut reasons = Vec::new();
    if let Some(place) = Place::of(&booking.room.key) {
        let (name, most, people) = (place.name, place.capacity, booking.room.people);
        let sentence = text! {
            fr: "{name} : {people} personnes attendues, {most} au plus.",
            en: "{name}: {people} people expected, {most} at most.";
            name
        };
        reasons
            .push(Reason::new("capacity", sentence).source(source::CAPACITY).input("room.people"));
    }
    let count = slots.iter().map(Vec::len).sum::<usize>().to_string();
    let sentence = text! {
        fr: "Salle retenue, préparation et rangement compris. Séances : {count}. Demande de : {category}.",
        en: "Room held, set-up and clean-up included. Sessions: {count}. Asked for by: {category}.";
        category
    };
    reasons
        .push(Reason::new("held", sentence).source(source::USE).input("slots").input("user.kind"));
    if let Ok(price) = fees::of(ctx, &booking.room.key, category, &slots.concat()) {
        reasons.push(price.reason(ctx));
    }
    reasons
}

/// What the queue sorts by.
pub(crate) fn score(booking: &Booking) -> i64 {
    Category::priority(fees::category(booking))
}
