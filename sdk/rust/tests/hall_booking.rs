//! A sketch of a harder procedure: booking a hall, once or every week, with time
//! to set up and clean, a deposit, and a scale of what a cancellation costs.

use guichet_sdk::prelude::*;
use guichet_sdk::testing::Town;

#[derive(Clone, Copy, Debug, PartialEq, Choice)]
enum Who {
    #[choice(fr = "Association de la commune", en = "Local association")]
    LocalClub,
    #[choice(fr = "Autre", en = "Other")]
    Other,
}

#[derive(Clone, Debug, PartialEq, Form)]
struct Booking {
    #[page("who", fr = "Demandeur", en = "Who asks")]
    #[field(label(fr = "Qualité", en = "Category"), live)]
    who: Who,
    #[field(label(fr = "Numéro RNA", en = "RNA number"), kind = rna, show_if = draft.who == Some(Who::LocalClub), required)]
    rna: Option<String>,
    #[page("when", fr = "Salle et dates", en = "Hall and dates")]
    #[field(label(fr = "Salle", en = "Hall"), options = halls(ctx), live)]
    hall: String,
    #[field(label(fr = "Participants", en = "People"), min = 1, live)]
    people: i64,
    #[field(label(fr = "Créneaux", en = "Slots"), repeat(min = 1, max = 5))]
    slots: Vec<Slot>,
    #[page("papers", fr = "Pièces", en = "Papers")]
    #[field(
        label(fr = "Attestation d’assurance", en = "Insurance"),
        required,
        media_types("application/pdf")
    )]
    insurance: Vec<Attachment>,
}

#[derive(Clone, Debug, PartialEq, Form)]
struct Slot {
    #[field(label(fr = "Jour", en = "Day"), earliest = civil::plus_days(ctx.today(), ctx.setting("lead-days").unwrap_or(14)), live)]
    day: Date,
    #[field(label(fr = "De", en = "From"), live)]
    from: Time,
    #[field(label(fr = "À", en = "Until"), live)]
    until: Time,
    #[field(label(fr = "Chaque semaine jusqu’au", en = "Every week until"), live)]
    weekly_until: Option<Date>,
}

struct HallBooking;

fn halls(ctx: &Context) -> Vec<OptionItem> {
    let item = |row: reference::Row| Some(OptionItem::new(&row.key, row.get::<String>(&ctx.lang)?));
    reference::rows("halls", "").into_iter().filter_map(item).collect()
}

/// Days and hours of a slot, at most a school year of weeks.
fn sessions(slot: &Slot) -> Vec<(Date, Time, Time)> {
    let last = slot.weekly_until.unwrap_or(slot.day);
    let days = (0..44).map(|week| civil::plus_days(slot.day, 7 * week));
    days.take_while(|day| *day <= last).map(|day| (day, slot.from, slot.until)).collect()
}

fn minutes(from: Time, until: Time) -> i64 {
    let minutes = |time: Time| i64::from(time.hour()) * 60 + i64::from(time.minute());
    minutes(until) - minutes(from)
}

fn fee(
    ctx: &Context,
    hall: &str,
    who: Who,
    sessions: &[(Date, Time, Time)],
) -> Result<Cents, Problem> {
    let unknown =
        || ctx.problem("hall", text! { fr: "Salle sans tarif", en: "No price for this hall" });
    let row = reference::lookup("halls", hall).ok_or_else(unknown)?;
    let hourly: Cents = row.get(who.key()).ok_or_else(unknown)?;
    let minutes: i64 = sessions.iter().map(|(_, from, until)| minutes(*from, *until)).sum();
    hourly.ratio(minutes, 60, Rounding::MidpointAwayFromZero).ok_or_else(unknown)
}

/// One hold for each slot, over all its sessions, set-up and clean-up included.
fn holds(ctx: &Context, booking: &Booking) -> Vec<Hold> {
    let buffer = ctx.setting("buffer-minutes").unwrap_or(30);
    let pool = format!("town/{}", booking.hall);
    let session = |(day, from, until): (Date, Time, Time)| {
        let start = civil::plus_minutes(day.to_datetime(from), -buffer);
        civil::span(start, civil::plus_minutes(day.to_datetime(until), buffer))
    };
    let hold = |(index, slot): (usize, &Slot)| {
        Hold::over(&format!("slot-{index}"), &*pool, sessions(slot).into_iter().map(session))
            .at(&format!("slots[{index}].day"))
    };
    booking.slots.iter().enumerate().map(hold).collect()
}

fn actions() -> [Action; 2] {
    [
        Action::agent("confirm", text! { fr: "Confirmer", en: "Confirm" })
            .leads_to(Verdict::Granted),
        Action::applicant("cancel", text! { fr: "Annuler", en: "Cancel" }),
    ]
}

/// What is kept of the price, in percent, so many days before the first session.
fn kept(ctx: &Context, dossier: &Dossier<Booking>) -> i64 {
    let first = dossier.answers.slots.iter().map(|slot| slot.day).min();
    match first.map_or(0, |first| civil::days_between(ctx.today(), first)) {
        days if days > 90 => 0,
        days if days > 30 => ctx.setting("kept-percent").unwrap_or(30),
        _ => 100,
    }
}

fn release_all(mut decision: Decision, dossier: &Dossier<Booking>) -> Decision {
    for hold in &dossier.holds {
        decision = decision.release(&hold.key);
    }
    decision
}

impl Procedure for HallBooking {
    type Answers = Booking;

    fn form(sheet: &mut Sheet<'_>, draft: &BookingDraft) {
        for (index, slot) in draft.slots.iter().enumerate() {
            if slot.from.zip(slot.until).is_some_and(|(from, until)| from >= until) {
                sheet.problem(
                    &format!("slots[{index}].until"),
                    text! { fr: "Après le début", en: "After the start" },
                );
            }
        }
        let Some(hall) = draft.hall.as_deref() else { return };
        let capacity = reference::lookup("halls", hall).and_then(|row| row.get::<i64>("capacity"));
        if let (Some(most), Some(people)) = (capacity, draft.people)
            && people > most
        {
            sheet.problem(
                "people",
                text! { fr: "{most} personnes au plus", en: "{most} people at most" },
            );
        }
        let day = draft.slots.first().and_then(|slot| slot.day);
        if let Some(day) = day
            && pools::usage(&format!("town/{hall}"), &civil::span_of_days(day, day)).peak() > 0
        {
            sheet.note(
                text! { fr: "Déjà réservée une partie du jour.", en: "Taken for part of the day." },
            );
        }
    }

    fn decide(
        ctx: &Context,
        dossier: &Dossier<Booking>,
        event: &Event,
    ) -> Result<Decision, Vec<Problem>> {
        let booking = &dossier.answers;
        match (event, event.action()) {
            (Event::Submitted, _) => {
                let sessions: Vec<_> = booking.slots.iter().flat_map(sessions).collect();
                let fee = fee(ctx, &booking.hall, booking.who, &sessions)?;
                let count = sessions.len() as i64;
                let expires = civil::plus_days(ctx.today(), ctx.setting("hold-days").unwrap_or(3));
                let mut decision =
                    Decision::waiting(text! { fr: "À payer : {fee}", en: "To pay: {fee}"; fee })
                        .charge("rent", text! { fr: "Location", en: "Rent" }, fee)
                        .charge(
                            "deposit",
                            text! { fr: "Caution", en: "Deposit" },
                            ctx.setting("deposit").unwrap_or(Cents::euros(350)),
                        )
                        .schedule("expiry", expires)
                        .reason(
                            Reason::new(
                                "fee",
                                text! { fr: "{count} séances", en: "{count} sessions" },
                            )
                            .source("CGCT L2144-3"),
                        )
                        .actions(actions());
                for hold in holds(ctx, booking) {
                    decision = decision.hold(hold);
                }
                Ok(decision)
            }
            (Event::Paid(_), _) if dossier.is_paid("rent") && dossier.is_paid("deposit") => {
                Ok(Decision::in_review(text! { fr: "Payée", en: "Paid" })
                    .cancel_timer("expiry")
                    .actions(actions()))
            }
            (Event::Paid(_), _) => {
                Ok(Decision::waiting(text! { fr: "Payée en partie", en: "Partly paid" })
                    .actions(actions()))
            }
            (_, Some("confirm")) => {
                Ok(Decision::granted(text! { fr: "Confirmée", en: "Confirmed" })
                    .actions(actions().into_iter().skip(1)))
            }
            (Event::Timer(_), _) => Ok(release_all(
                Decision::new(Phase::Closed, text! { fr: "Expirée", en: "Expired" }),
                dossier,
            )),
            (_, Some("cancel")) | (Event::Withdrawn, _) => {
                let mut decision = release_all(
                    Decision::withdrawn(text! { fr: "Annulée", en: "Cancelled" }),
                    dossier,
                );
                for account in &dossier.charges {
                    let kept = if account.key == "rent" { kept(ctx, dossier) } else { 0 };
                    let back = Cents(account.paid - account.refunded).ratio(
                        100 - kept,
                        100,
                        Rounding::ToZero,
                    );
                    if let Some(back) = back.filter(|back| *back > Cents::ZERO) {
                        decision = decision.refund(&account.key, back);
                    }
                }
                Ok(decision)
            }
            _ => Err(ctx
                .refusal(text! { fr: "Impossible à cette étape", en: "Not possible now" })
                .into()),
        }
    }
}

guichet_sdk::export!(HallBooking);

#[test]
fn a_weekly_booking_holds_each_week_and_cancelling_early_gives_most_back() {
    let mut town = Town::<HallBooking>::on(date(2026, 3, 1)).pool("town/grande", 1).row(
        "halls",
        "grande",
        &[("fr", "Grande salle"), ("capacity", "80"), ("local-club", "1000"), ("other", "2500")],
    );
    let slot = Slot {
        day: date(2026, 5, 5),
        from: time(18, 0, 0, 0),
        until: time(19, 30, 0, 0),
        weekly_until: Some(date(2026, 5, 26)),
    };
    let pdf = Attachment {
        id: "1".into(),
        name: "a.pdf".into(),
        media_type: "application/pdf".into(),
        size: 1,
        sha256: String::new(),
    };
    let booking = Booking {
        who: Who::LocalClub,
        rna: Some("W123456789".into()),
        hall: "grande".into(),
        people: 40,
        slots: vec![slot],
        insurance: vec![pdf],
    };
    let case = town.submit(&booking).unwrap();
    assert_eq!(town.status(case), "À payer : 60,00\u{a0}€");
    assert_eq!(town.dossier(case).holds[0].spans.len(), 4);

    let next =
        Slot { from: time(20, 0, 0, 0), until: time(21, 0, 0, 0), ..booking.slots[0].clone() };
    let clash = town.submit(&Booking { slots: vec![next], ..booking.clone() }).unwrap_err();
    assert_eq!(clash[0].path.as_deref(), Some("slots[0].day"), "the hours between overlap");

    let closed = civil::span_of_days(date(2026, 6, 2), date(2026, 6, 2));
    town = town.closed("town/grande", closed);
    let june = Slot {
        day: date(2026, 5, 19),
        from: time(21, 0, 0, 0),
        until: time(22, 0, 0, 0),
        weekly_until: Some(date(2026, 6, 2)),
    };
    let closed = town.submit(&Booking { slots: vec![june], ..booking.clone() }).unwrap_err();
    assert_eq!(closed[0].message, "town/grande is closed");

    town.pay(case, "rent").unwrap();
    town.pay(case, "deposit").unwrap();
    town.agent(case, "confirm").unwrap();
    town.act(case, Party::Applicant, "cancel", Answers::new()).unwrap();
    let dossier = town.dossier(case);
    assert!(dossier.holds.is_empty() && dossier.timers.is_empty());
    assert_eq!(dossier.charge("rent").unwrap().refunded, 4200, "30 % kept, 65 days before");
    assert_eq!(dossier.charge("deposit").unwrap().refunded, 35000);

    let full = town.submit(&Booking { people: 81, ..booking }).unwrap_err();
    assert_eq!(full[0].message, "80 personnes au plus");
}
