//! The receipt: the accusé de réception électronique of CRPA R112-11-1, from data alone.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::legal_clock::Course;
use super::number::DossierNumber;
use crate::contract::{self, Date, Moment};
use crate::plugin::Legal;

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
    /// When it was entered, where that was later: what came by letter is received on a day.
    pub recorded: Option<Moment>,
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
    /// The receipt of a dossier received at this moment, whose clock then ran like this.
    pub fn new(
        number: DossierNumber,
        received: Moment,
        recorded: Option<Moment>,
        service: Service,
        legal: &Legal,
        course: &Course,
    ) -> Self {
        let silence = match course.deadline() {
            Some((day, contract::Silence::Accepted)) => Silence::AcceptedOn(day),
            Some((day, contract::Silence::Refused)) => Silence::RefusedOn(day),
            None => Silence::DecidesNothing,
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
        Self { number, received, recorded, service, request: legal.request, silence, appeal }
    }
}
