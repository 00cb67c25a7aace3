//! What passes between applicant and town beside the procedure: messages, what the law lets
//! people ask for, consent, consultation. The procedure is not asked and does not learn of it.

use serde::{Deserialize, Serialize};

use super::entry::{Actor, Author};
use super::letter::Letter;
use super::number::DossierNumber;
use super::paper::PaperOf;
use super::working_days::date_to_date as end_of;
use crate::contract::{Answer, Attachment, Date, Path, Phase, Silence as Means, Verdict};
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
    /// Who wrote it for the town, as people are told (CRPA L111-2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<Author>,
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
    /// An agent notes something for the town's own people. It is shown to no applicant, and is not
    /// in the copy that they take themselves; they may ask to read it, since it is about them
    /// (CRPA L311-1, L311-6; GDPR, article 15), once it no longer prepares a decision (L311-2).
    Noted(String),
    /// Whose work it is now, by the name that they sign in with.
    Assigned(Option<String>),
    /// An agent sticks a tag on it, or takes it off.
    Tagged {
        /// The tag.
        tag: String,
        /// Whether it is on it now.
        on: bool,
    },
    /// An agent prepared a decision that somebody else signs.
    Proposed {
        /// The action that makes it.
        action: String,
        /// What was filled in with it.
        inputs: Vec<Answer>,
        /// What it decides.
        verdict: Verdict,
        /// How many entries the dossier had: with others it is prepared again.
        entries: u32,
    },
    /// An adviser outside is asked for an opinion.
    Sought {
        /// Who: a name or a service.
        adviser: String,
        /// The address that the link was sent to, if it was.
        email: Option<String>,
        /// What is asked.
        question: String,
        /// The answers that they see, and no others.
        paths: Vec<Path>,
        /// The last day on which the link opens.
        until: Date,
    },
    /// They give it.
    Opined {
        /// The exchange that asked.
        sought: u32,
        /// For or against.
        stance: Stance,
        /// In their words.
        text: String,
    },
    /// A prepared decision is not to be signed: its author takes it back, or who signs sends it
    /// back.
    Recalled {
        /// The exchange that proposed it.
        proposed: u32,
        /// Why.
        reason: String,
    },
    /// The applicant is told that its retention ends, and that it is destroyed from this day on.
    Expiring(Date),
    /// The time to answer was over, and silence decided (CRPA L231-1, L231-4). It does so by law,
    /// whatever the procedure makes of it.
    Silent {
        /// At the end of this day.
        on: Date,
        /// What.
        means: Means,
    },
    /// The town is not competent: the administration that is has it from here on (CRPA L114-2).
    HandedOver {
        /// On this day.
        on: Date,
        /// To whom.
        to: Administration,
    },
    /// The applicant is invited to put right how the request was made (CRPA L114-6).
    Irregular {
        /// The time given.
        until: Date,
        /// What has to be done.
        formalities: String,
        /// The texts that demand it.
        basis: String,
    },
    /// Why a decision that created rights may be taken back (CRPA L242-1, L242-2, L242-4).
    TakingBack {
        /// By which right.
        ground: Ground,
        /// In the words of who decides it.
        reason: String,
    },
}

/// What an adviser thinks of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stance {
    /// For it.
    Favourable,
    /// For it, under conditions.
    Reserved,
    /// Against it.
    Unfavourable,
}

impl Stance {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Favourable, Self::Reserved, Self::Unfavourable];

    /// Its name in texts and forms.
    pub fn name(self) -> &'static str {
        match self {
            Self::Favourable => "favourable",
            Self::Reserved => "reserved",
            Self::Unfavourable => "unfavourable",
        }
    }
}

/// Another administration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Administration {
    /// Its name.
    pub name: String,
    /// How to reach it.
    pub address: String,
}

/// What allows a town to take back a decision that created rights.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ground {
    /// The decision is illegal; within four months of it (CRPA L242-1).
    Illegal,
    /// A condition of it is no longer met (CRPA L242-2), or a text makes it revocable.
    Condition,
    /// Who has the rights asks for it (CRPA L242-4).
    Asked,
}

impl Ground {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Illegal, Self::Condition, Self::Asked];

    /// Its name in texts and forms.
    pub fn name(self) -> &'static str {
        match self {
            Self::Illegal => "illegal",
            Self::Condition => "condition",
            Self::Asked => "asked",
        }
    }

    /// Whether it still holds on a day against a decision of another (CRPA L242-1).
    pub fn holds(self, decided: Date, today: Date) -> bool {
        let four_months = Period { count: 4, unit: Unit::Months };
        self != Self::Illegal || end_of(decided, four_months).is_some_and(|last| today <= last)
    }
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
    /// Whether it is between the town's own people.
    pub fn inside(&self) -> bool {
        matches!(
            self,
            Self::Noted(_)
                | Self::Assigned(_)
                | Self::Tagged { .. }
                | Self::Proposed { .. }
                | Self::Recalled { .. }
                | Self::Sought { .. }
                | Self::Opined { .. }
        )
    }

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
    /// What the town decided, if it did.
    pub verdict: Option<Verdict>,
    /// Whether silence decided, on which day, and what.
    pub silent: Option<(Date, Means)>,
    /// The last day to appeal against a refusal by silence, where there is one: who asks for its
    /// reasons has longer (CRPA L232-4).
    pub appeal: Option<Date>,
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
        let withdrawn = self.phase == Phase::Withdrawn;
        match (right, self.silent) {
            (Right::Attestation, Some((day, Means::Accepted))) => !withdrawn && today > day,
            (Right::Reasons, Some((day, Means::Refused))) => {
                // A decision that was made after all has its own reasons.
                let decided = self.verdict.is_some() || withdrawn;
                !decided && today > day && self.appeal.is_none_or(|until| today <= until)
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

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn rights(
        phase: Phase,
        silent: Option<(Date, Means)>,
        computed: bool,
        basis: &str,
        today: &str,
    ) -> Vec<Right> {
        let privacy =
            serde_json::json!({"purpose": {"fr": "x"}, "basis": basis, "retention": "1 year"});
        let privacy: Privacy = serde_json::from_value(privacy).unwrap();
        let appeal = Some(day("2026-05-11"));
        Standing { phase, verdict: None, silent, appeal, computed, privacy: &privacy }
            .rights(day(today))
    }

    #[test]
    fn sil_2_sil_3_silence_gives_rights_the_day_after() {
        let accepted = Some((day("2026-03-10"), Means::Accepted));
        let of = |phase, silent, today| rights(phase, silent, false, "public-task", today);
        assert_eq!(of(Phase::InReview, None, "2026-03-11"), []);
        assert_eq!(of(Phase::InReview, accepted, "2026-03-10"), []);
        assert_eq!(of(Phase::InReview, accepted, "2026-03-11"), [Right::Attestation]);
        assert_eq!(of(Phase::Decided, accepted, "2026-03-11"), [Right::Attestation]);
        assert_eq!(of(Phase::Withdrawn, accepted, "2026-03-11"), []);
        let refused = Some((day("2026-03-10"), Means::Refused));
        assert_eq!(of(Phase::InReview, refused, "2026-03-10"), []);
        assert_eq!(of(Phase::Received, refused, "2026-03-11"), [Right::Reasons]);
        assert_eq!(of(Phase::Received, refused, "2026-05-11"), [Right::Reasons]);
        assert_eq!(of(Phase::Received, refused, "2026-05-12"), [], "no appeal any more");
    }

    #[test]
    fn dec_8_an_illegal_decision_is_taken_back_within_four_months() {
        let holds = |ground: Ground, today| ground.holds(day("2026-10-31"), day(today));
        assert!(holds(Ground::Illegal, "2027-02-28") && !holds(Ground::Illegal, "2027-03-01"));
        assert!(holds(Ground::Condition, "2028-03-01") && holds(Ground::Asked, "2028-03-01"));
    }

    #[test]
    fn alg_2_rgpd_4_computed_decisions_are_explained_and_consent_alone_lets_go() {
        let of = |phase, computed, basis| rights(phase, None, computed, basis, "2026-03-11");
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
