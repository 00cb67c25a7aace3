//! What passes between applicant and town beside the procedure: messages, what the law lets
//! people ask for, consent, consultation. The procedure is not asked and does not learn of it.

use serde::{Deserialize, Serialize};

use super::entry::Actor;
use super::letter::Letter;
use super::number::DossierNumber;
use super::paper::PaperOf;
use super::receipt::{Receipt, Silence, end_of};
use crate::contract::{Attachment, Date, Phase};
use crate::digest::Digest;
use crate::plugin::{LawfulBasis, Period, Privacy, Unit};

/// One thing that passed. Written once, never changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Exchange {
    /// Whose dossier.
    pub number: DossierNumber,
    /// Which of its exchanges, from 1.
    pub index: u32,
    /// When the host took it, in milliseconds since 1970.
    pub at: i64,
    /// From whom.
    pub by: Actor,
    /// What.
    pub what: Passed,
    /// What the applicant is told of it by mail.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub letters: Vec<Letter>,
    /// What the applicant is told of it by post.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prints: Vec<PaperOf>,
}

/// What passed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Passed {
    /// A message, with pieces that belong to it.
    Message {
        /// What it says.
        text: String,
        /// Its pieces.
        files: Vec<Attachment>,
    },
    /// The applicant asks for what they have a right to.
    Asked(Right),
    /// The town answers what was asked for.
    Answered {
        /// The exchange that asked.
        asked: u32,
        /// What it says.
        text: String,
    },
    /// The applicant agrees to be notified electronically in place of registered letters, or no
    /// longer does (CRPA L112-15).
    Consented(bool),
    /// The applicant opened the decision of this entry for the first time (CRPA R112-20).
    Opened(u32),
    /// An agent posted a document to the applicant, who is notified of it by that (CRPA L221-8).
    Posted(Posting),
    /// How the applicant found it, from 1 to 5.
    Rated {
        /// The mark.
        mark: u8,
        /// What they say of it.
        comment: String,
    },
}

/// A document that went by post.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Posting {
    /// Which.
    pub of: PaperOf,
    /// Digest of the bytes that were printed.
    pub digest: Digest,
    /// The day on which it was posted.
    pub on: Date,
    /// Number of the registered letter, where it was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registered: Option<String>,
}

impl Passed {
    /// Whether it is something sent to the town, which has its receipt (CRPA L112-11).
    pub fn received(&self) -> bool {
        matches!(self, Self::Message { .. } | Self::Asked(_) | Self::Consented(_))
    }
}

/// What people may ask for about their dossier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Right {
    /// The attestation that silence accepted it (CRPA L232-3).
    Attestation,
    /// The reasons of a refusal by silence (CRPA L232-4).
    Reasons,
    /// How a decision was computed (CRPA L311-3-1, R311-3-1-2).
    Explanation,
    /// That it be erased (GDPR, article 17).
    Erasure,
}

impl Right {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Attestation, Self::Reasons, Self::Explanation, Self::Erasure];

    /// Its name in texts and addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Attestation => "attestation",
            Self::Reasons => "reasons",
            Self::Explanation => "explanation",
            Self::Erasure => "erasure",
        }
    }

    /// How long the town has to answer.
    pub fn period(self) -> Period {
        match self {
            // No text sets one: what any request has (CRPA L231-1, L231-4).
            Self::Attestation => Period { count: 2, unit: Unit::Months },
            // CRPA L232-4; R311-12 and R311-13; GDPR, article 12 (3).
            Self::Reasons | Self::Explanation | Self::Erasure => {
                Period { count: 1, unit: Unit::Months }
            }
        }
    }

    /// The day by which the town has to answer what was asked on a day.
    pub fn due(self, asked: Date) -> Option<Date> {
        end_of(asked, self.period())
    }
}

/// What of a dossier decides which rights there are.
pub struct Standing<'a> {
    /// Where it stands.
    pub phase: Phase,
    /// Its receipt.
    pub receipt: &'a Receipt,
    /// Within what time of a refusal by silence one may appeal.
    pub appeal: Period,
    /// Whether its decisions are computed.
    pub computed: bool,
    /// What is said of its data.
    pub privacy: &'a Privacy,
}

impl Standing<'_> {
    /// The rights that the applicant may use on a day.
    pub fn rights(&self, today: Date) -> Vec<Right> {
        Right::ALL.into_iter().filter(|right| self.allows(*right, today)).collect()
    }

    /// Whether the applicant may ask for this on a day.
    pub fn allows(&self, right: Right, today: Date) -> bool {
        // While something is asked for, time stands still or has not begun (CRPA L114-5).
        let undecided = matches!(self.phase, Phase::Received | Phase::InReview);
        match (right, self.receipt.silence) {
            (Right::Attestation, Silence::AcceptedOn(day)) => undecided && today > day,
            (Right::Reasons, Silence::RefusedOn(day)) => {
                let until = end_of(day, self.appeal);
                undecided && today > day && until.is_none_or(|until| today <= until)
            }
            (Right::Explanation, _) => {
                self.computed && matches!(self.phase, Phase::Decided | Phase::Closed)
            }
            (Right::Erasure, _) => self.obligation().is_none(),
            _ => false,
        }
    }

    /// What keeps the dossier from being erased, if anything does (GDPR, article 17 (3)): data that
    /// are not kept by consent alone stay until the end of their retention.
    pub fn obligation(&self) -> Option<LawfulBasis> {
        match self.privacy.basis {
            LawfulBasis::Consent => None,
            basis => Some(basis),
        }
    }
}

/// Days after which a notice that was not opened counts as received (CRPA R112-20).
const DEEMED: Period = Period { count: 15, unit: Unit::Days };

/// The day on which a decision that could be opened on a day counts as received: that of its
/// first consultation, or the fifteenth.
pub fn received(available: Date, opened: Option<Date>, today: Date) -> Option<Date> {
    let deemed = end_of(available, DEEMED)?;
    match opened {
        Some(day) => Some(day.min(deemed)),
        None => (today >= deemed).then_some(deemed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dossier::Service;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn rights(
        phase: Phase,
        silence: Silence,
        computed: bool,
        basis: &str,
        today: &str,
    ) -> Vec<Right> {
        let service = Service {
            name: String::new(),
            email: String::new(),
            address: String::new(),
            phone: String::new(),
        };
        let receipt = Receipt {
            number: DossierNumber::from_random(1),
            received: "2026-01-10T09:00".parse().unwrap(),
            service,
            request: true,
            silence,
            appeal: vec![],
        };
        let privacy =
            serde_json::json!({"purpose": {"fr": "x"}, "basis": basis, "retention": "1 year"});
        let privacy: Privacy = serde_json::from_value(privacy).unwrap();
        let appeal = Period { count: 2, unit: Unit::Months };
        Standing { phase, receipt: &receipt, appeal, computed, privacy: &privacy }
            .rights(day(today))
    }

    #[test]
    fn sil_2_sil_3_silence_gives_rights_the_day_after() {
        let accepted = Silence::AcceptedOn(day("2026-03-10"));
        let of = |phase, silence, today| rights(phase, silence, false, "public-task", today);
        assert_eq!(of(Phase::InReview, accepted, "2026-03-10"), []);
        assert_eq!(of(Phase::InReview, accepted, "2026-03-11"), [Right::Attestation]);
        assert_eq!(of(Phase::WaitingForApplicant, accepted, "2026-03-11"), []);
        assert_eq!(of(Phase::Decided, accepted, "2026-03-11"), []);
        let refused = Silence::RefusedOn(day("2026-03-10"));
        assert_eq!(of(Phase::InReview, refused, "2026-03-10"), []);
        assert_eq!(of(Phase::Received, refused, "2026-03-11"), [Right::Reasons]);
        assert_eq!(of(Phase::Received, refused, "2026-05-10"), [Right::Reasons]);
        assert_eq!(of(Phase::Received, refused, "2026-05-11"), [], "no appeal any more");
    }

    #[test]
    fn alg_2_rgpd_4_computed_decisions_are_explained_and_consent_alone_lets_go() {
        let of = |phase, computed, basis| {
            rights(phase, Silence::DecidesNothing, computed, basis, "2026-03-11")
        };
        assert_eq!(of(Phase::Decided, true, "public-task"), [Right::Explanation]);
        assert_eq!(of(Phase::InReview, true, "public-task"), []);
        assert_eq!(of(Phase::Decided, false, "legal-obligation"), []);
        assert_eq!(of(Phase::InReview, false, "consent"), [Right::Erasure]);
    }

    #[test]
    fn dec_7_a_notice_counts_as_received_when_opened_or_on_the_fifteenth_day() {
        let on = |opened: Option<&str>, today| {
            received(day("2026-02-20"), opened.map(day), day(today)).map(|day| day.to_string())
        };
        assert_eq!(on(None, "2026-03-06"), None);
        assert_eq!(on(None, "2026-03-07").as_deref(), Some("2026-03-07"));
        assert_eq!(on(Some("2026-02-21"), "2026-02-21").as_deref(), Some("2026-02-21"));
        assert_eq!(on(Some("2026-04-01"), "2026-04-01").as_deref(), Some("2026-03-07"));
    }

    #[test]
    fn what_was_asked_for_is_due() {
        let due = |right: Right| right.due(day("2026-01-31")).map(|day| day.to_string());
        assert_eq!(due(Right::Reasons).as_deref(), Some("2026-02-28"));
        assert_eq!(due(Right::Attestation).as_deref(), Some("2026-03-31"));
    }
}
