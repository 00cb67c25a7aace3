//! The receipt: the accusé de réception électronique of CRPA R112-11-1, from data alone.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::number::DossierNumber;
use crate::contract::{Date, Moment};
use crate::plugin::{Legal, Period, SilenceRule, Unit};

/// The service in charge and how to reach it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Service {
    /// Its name.
    pub name: String,
    /// Its e-mail address.
    pub email: String,
    /// Its postal address, in one line.
    pub address: String,
    /// Its telephone number.
    pub phone: String,
}

/// What silence of the town will mean, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Silence {
    /// Accepted on this day, provided that the request is complete (CRPA L231-1).
    AcceptedOn(Date),
    /// Refused on this day, provided that the request is complete (CRPA L231-4).
    RefusedOn(Date),
    /// Silence decides nothing.
    DecidesNothing,
}

/// A way to appeal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct AppealNotice {
    /// To whom.
    pub route: String,
    /// Within what time of the notification or of the implicit refusal.
    pub within: String,
}

/// What the applicant gets at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Receipt {
    /// The dossier.
    #[schema(value_type = String, example = "482-709-357-164")]
    pub number: DossierNumber,
    /// The town's date and time of receipt (CRPA L112-13).
    pub received: Moment,
    /// The service in charge (CRPA R112-11-1).
    pub service: Service,
    /// Whether it is a request, whose receipt says more than a declaration's.
    pub request: bool,
    /// What silence will mean, and when.
    pub silence: Silence,
    /// Ways to appeal, where silence refuses.
    pub appeal: Vec<AppealNotice>,
}

impl Receipt {
    /// The receipt of a dossier received at this moment.
    pub fn new(number: DossierNumber, received: Moment, service: Service, legal: &Legal) -> Self {
        let end = legal.period.and_then(|period| end_of(received.date, period));
        let silence = match (legal.silence, end) {
            (SilenceRule::Accept, Some(day)) => Silence::AcceptedOn(day),
            (SilenceRule::Reject, Some(day)) => Silence::RefusedOn(day),
            _ => Silence::DecidesNothing,
        };
        let notice = |a: &crate::plugin::Appeal| AppealNotice {
            route: a.route.clone(),
            within: a.within.to_string(),
        };
        let appeal = if matches!(silence, Silence::RefusedOn(_)) {
            legal.appeal.iter().map(notice).collect()
        } else {
            vec![]
        };
        Self { number, received, service, request: legal.request, silence, appeal }
    }
}

/// The day on which a period from `start` ends: months and years from date to date, the last
/// day of a shorter month where it has no such date. Working days need the town's holidays and
/// give nothing here.
pub fn end_of(start: Date, period: Period) -> Option<Date> {
    let count = i64::from(period.count);
    let span = match period.unit {
        Unit::Days => jiff::Span::new().days(count),
        Unit::Weeks => jiff::Span::new().weeks(count),
        Unit::Months => jiff::Span::new().months(count),
        Unit::Years => jiff::Span::new().years(count),
        Unit::WorkingDays => return None,
    };
    Some(start.civil()?.checked_add(span).ok()?.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_end_date_to_date() {
        let end = |start: &str, period: &str| {
            end_of(start.parse().unwrap(), period.parse().unwrap()).map(|d| d.to_string())
        };
        assert_eq!(end("2026-11-22", "2 months").as_deref(), Some("2027-01-22"));
        assert_eq!(end("2026-12-31", "2 months").as_deref(), Some("2027-02-28"));
        assert_eq!(end("2028-02-29", "1 year").as_deref(), Some("2029-02-28"));
        assert_eq!(end("2026-11-22", "10 working days"), None);
    }
}
