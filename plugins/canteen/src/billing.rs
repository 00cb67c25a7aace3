//! What a month comes to: booked, less absences that are excused, and more for what was not
//! booked. Every line is a count times a price that is rounded already, so nothing is rounded here.

use guichet_sdk::prelude::*;

use crate::calendar::{Attendance, first_of_next_month};
use crate::desk::Corrections;
use crate::fees::{self, Item};
use crate::form::{self, Registration, Service};

/// Names of facts.
pub(crate) mod name {
    /// First day of the last month that was billed.
    pub(crate) const BILLED: &str = "billed";
    /// Below it, quotients by the month from which they count.
    pub(crate) const QUOTIENT: &str = "quotient";
}

/// One child’s meals, or sessions, of a month.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Line {
    pub(crate) child: String,
    pub(crate) item: Item,
    /// Booked and not excused.
    pub(crate) served: i64,
    pub(crate) price: fees::Price,
    pub(crate) unbooked: i64,
    pub(crate) unbooked_price: Cents,
}

impl Line {
    pub(crate) fn total(&self) -> Cents {
        self.price.due * self.served + self.unbooked_price * self.unbooked
    }
}

/// A month’s bill.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Bill {
    pub(crate) month: Date,
    pub(crate) lines: Vec<Line>,
    /// What the State pays the town beside it.
    pub(crate) aid: Cents,
}

impl Bill {
    pub(crate) fn total(&self) -> Cents {
        self.lines.iter().map(Line::total).sum()
    }
}

/// The month that is to be billed next.
pub(crate) fn next_month(ctx: &Context, dossier: &Dossier<Registration>) -> Date {
    match dossier.fact::<Date>(name::BILLED) {
        Some(billed) => first_of_next_month(billed),
        None => Attendance::of(ctx, dossier).first().first_of_month(),
    }
}

/// `2026-03`, as facts and charges are named.
pub(crate) fn key_of(month: Date) -> String {
    format!("{:04}-{:02}", month.year(), month.month())
}

/// The quotient that counts in a month: the last that was confirmed for it or an earlier one, else
/// the one of the application.
pub(crate) fn quotient_in(dossier: &Dossier<Registration>, month: Date) -> Option<i64> {
    let limit = format!("{}.{}", name::QUOTIENT, key_of(month));
    let confirmed = dossier.facts.below(name::QUOTIENT).filter(|(path, _)| *path <= limit.as_str());
    match confirmed.last() {
        Some((path, _)) => dossier.fact(path),
        None => form::quotient(&dossier.given, Some(dossier.answers.means.how)),
    }
}

/// The bill of a month.
pub(crate) fn bill(
    ctx: &Context,
    dossier: &Dossier<Registration>,
    month: Date,
    corrections: &Corrections,
) -> Result<Bill, Vec<Problem>> {
    let attendance = Attendance::of(ctx, dossier);
    let quotient = quotient_in(dossier, month);
    let mut bill = Bill { month, lines: Vec::new(), aid: Cents::ZERO };
    for (index, pupil) in dossier.answers.children.iter().enumerate() {
        for service in Service::VARIANTS.iter().map(|variant| variant.value) {
            let item = Item::of(service, pupil.own_meal);
            let booked = attendance.count(index, service, month);
            let excused = corrections.excused(index, service);
            let unbooked = corrections.unbooked(index, service);
            if excused > booked {
                return Err(ctx
                    .problem(
                        "excused",
                        text! {
                            fr: "{excused} absences pour {booked} réservations.",
                            en: "{excused} absences of {booked} bookings."
                        },
                    )
                    .into());
            }
            let served = booked - excused;
            if served == 0 && unbooked == 0 {
                continue;
            }
            let unvoted = || {
                ctx.refusal(text! {
                    fr: "Aucun tarif n’est en vigueur pour ce mois.", en: "No price is in force for that month."
                })
            };
            let price = fees::price(ctx, item, quotient, month).ok_or_else(unvoted)?;
            let unbooked_price = fees::unbooked(ctx, item, price.due).ok_or_else(unvoted)?;
            if item == Item::Lunch {
                bill.aid += fees::state_aid(ctx, price.due, served, month)
                    + fees::state_aid(ctx, unbooked_price, unbooked, month);
            }
            let child = pupil.child.given_names.clone();
            bill.lines.push(Line { child, item, served, price, unbooked, unbooked_price });
        }
    }
    Ok(bill)
}
