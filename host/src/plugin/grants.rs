//! What the town lets a procedure know and do. Pure: each question has a function that says
//! yes, or names what was asked for and who did not allow it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::asks::Ask;
use super::manifest::{Automatic, EffectKind, ImportName, Manifest};
use crate::contract::{Effect, Event, Party, Verdict};

/// What one version of a procedure may know and do in one town: what its manifest asks for
/// and the town granted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Grants {
    imports: BTreeSet<ImportName>,
    tables: BTreeSet<String>,
    effects: BTreeSet<EffectKind>,
    max_cents: i64,
    documents: BTreeSet<String>,
    recipients: BTreeSet<String>,
    automatic: Vec<Automatic>,
}

/// A procedure went beyond its grant; the decision is refused.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A kind of effect that was not granted.
    #[error("the effect \"{0:?}\" is not granted")]
    Effect(EffectKind),
    /// More money than granted.
    #[error("{cents} cents are beyond the ceiling of {ceiling} for one charge")]
    Money {
        /// What it wanted.
        cents: i64,
        /// What it may.
        ceiling: i64,
    },
    /// A document that was not granted.
    #[error("the document \"{0}\" is not granted")]
    Document(String),
    /// A recipient that the manifest does not name.
    #[error("the recipient \"{0}\" is not granted")]
    Recipient(String),
    /// A verdict that needs a person.
    #[error("the verdict \"{0:?}\" may not fall without a person")]
    Automatic(Verdict),
}

impl Grants {
    /// Everything that the manifest asks for.
    pub fn as_requested(manifest: &Manifest) -> Self {
        let of = |names: &[String]| names.iter().cloned().collect();
        Self {
            imports: manifest.capabilities.iter().map(|c| c.import).collect(),
            tables: manifest.capabilities.iter().flat_map(|c| c.tables.clone()).collect(),
            effects: manifest.effects.kinds.iter().copied().collect(),
            max_cents: manifest.effects.max_cents,
            documents: of(&manifest.effects.documents),
            recipients: of(&manifest.privacy.recipients),
            automatic: manifest.effects.automatic.clone(),
        }
    }

    /// Without the imports that the town did not grant.
    pub fn only_imports(mut self, granted: &[ImportName]) -> Self {
        self.imports.retain(|import| granted.contains(import));
        self
    }

    /// Without the kinds of effect that the town did not grant.
    pub fn only_effects(mut self, granted: &[EffectKind]) -> Self {
        self.effects.retain(|effect| granted.contains(effect));
        self
    }

    /// Without this one thing. Of money any ceiling takes all away: there is one.
    pub fn without(mut self, ask: &Ask) -> Self {
        match ask {
            Ask::Import(import) => drop(self.imports.remove(import)),
            Ask::Table(table) => drop(self.tables.remove(table)),
            Ask::Effect(kind) => drop(self.effects.remove(kind)),
            Ask::Money(_) => self.max_cents = 0,
            Ask::Document(key) => drop(self.documents.remove(key)),
            Ask::Recipient(recipient) => drop(self.recipients.remove(recipient)),
            Ask::Automatic(verdict) => self.automatic.retain(|known| known != verdict),
        }
        self
    }

    /// With a ceiling that is not above this one, in cents.
    pub fn at_most(mut self, cents: i64) -> Self {
        self.max_cents = self.max_cents.min(cents);
        self
    }

    /// The most cents of one charge or refund.
    pub fn ceiling(&self) -> i64 {
        self.max_cents
    }

    /// What is granted here and not there.
    pub fn beyond(&self, other: &Self) -> BTreeSet<Ask> {
        fn of<T: Ord + Clone>(
            ours: &BTreeSet<T>,
            theirs: &BTreeSet<T>,
            ask: fn(T) -> Ask,
        ) -> Vec<Ask> {
            ours.difference(theirs).cloned().map(ask).collect()
        }
        let automatic = self.automatic.iter().filter(|v| !other.automatic.contains(v));
        let money = (self.max_cents > other.max_cents).then_some(Ask::Money(self.max_cents));
        of(&self.imports, &other.imports, Ask::Import)
            .into_iter()
            .chain(of(&self.tables, &other.tables, Ask::Table))
            .chain(of(&self.effects, &other.effects, Ask::Effect))
            .chain(money)
            .chain(of(&self.documents, &other.documents, Ask::Document))
            .chain(of(&self.recipients, &other.recipients, Ask::Recipient))
            .chain(automatic.copied().map(Ask::Automatic))
            .collect()
    }

    /// Whether the interface may be imported.
    pub fn allows_import(&self, import: ImportName) -> bool {
        self.imports.contains(&import)
    }

    /// Whether the table may be read.
    pub fn allows_table(&self, table: &str) -> bool {
        self.tables.contains(table)
    }

    /// Kinds of effect that are granted.
    pub fn effects(&self) -> impl Iterator<Item = EffectKind> {
        self.effects.iter().copied()
    }

    /// Whether a decision may have this effect.
    pub fn allows_effect(&self, effect: &Effect) -> Result<(), Refusal> {
        let kind = kind_of(effect);
        if !self.effects.contains(&kind) {
            return Err(Refusal::Effect(kind));
        }
        let within = |cents: i64| match cents {
            cents if (0..=self.max_cents).contains(&cents) => Ok(()),
            cents => Err(Refusal::Money { cents, ceiling: self.max_cents }),
        };
        match effect {
            Effect::Charge(charge) => within(charge.cents),
            Effect::Refund(payment) => within(payment.cents),
            Effect::Issue(document) => self.allows_document(&document.key),
            Effect::Transmit(sent) if !self.recipients.contains(&sent.recipient) => {
                Err(Refusal::Recipient(sent.recipient.clone()))
            }
            Effect::Transmit(sent) => self.allows_document(&sent.document),
            _ => Ok(()),
        }
    }

    fn allows_document(&self, key: &str) -> Result<(), Refusal> {
        if self.documents.contains(key) { Ok(()) } else { Err(Refusal::Document(key.to_owned())) }
    }

    /// Whether this event may lead to this verdict: what no agent did needs the town's consent
    /// that it falls without a person.
    pub fn allows_verdict(&self, event: &Event, verdict: Verdict) -> Result<(), Refusal> {
        let by_agent = matches!(event, Event::Acted(taken) if taken.party == Party::Agent);
        if by_agent || self.automatic.contains(&verdict.into()) {
            Ok(())
        } else {
            Err(Refusal::Automatic(verdict))
        }
    }
}

/// The kind of an effect.
fn kind_of(effect: &Effect) -> EffectKind {
    match effect {
        Effect::Notify(_) => EffectKind::Notify,
        Effect::Request(_) => EffectKind::Request,
        Effect::Issue(_) => EffectKind::Issue,
        Effect::Transmit(_) => EffectKind::Transmit,
        Effect::Schedule(_) => EffectKind::Schedule,
        Effect::CancelTimer(_) => EffectKind::CancelTimer,
        Effect::Hold(_) => EffectKind::Hold,
        Effect::Release(_) => EffectKind::Release,
        Effect::Charge(_) => EffectKind::Charge,
        Effect::Refund(_) => EffectKind::Refund,
        Effect::Set(_) => EffectKind::Set,
        Effect::Unset(_) => EffectKind::Unset,
        Effect::Publish(_) => EffectKind::Publish,
        Effect::Unpublish(_) => EffectKind::Unpublish,
        Effect::Tag(_) => EffectKind::Tag,
        Effect::Untag(_) => EffectKind::Untag,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::{Charge, Document, Taken, Transmission};

    fn grants() -> Grants {
        Grants {
            imports: [ImportName::Clock].into(),
            tables: ["fees".to_owned()].into(),
            effects: [EffectKind::Charge, EffectKind::Issue, EffectKind::Transmit].into(),
            max_cents: 1_000,
            documents: ["card".to_owned()].into(),
            recipients: ["police".to_owned()].into(),
            automatic: vec![Automatic::Refused],
        }
    }

    fn charge(cents: i64) -> Effect {
        Effect::Charge(Charge { key: "fee".into(), label: vec![], cents })
    }

    fn issue(key: &str) -> Effect {
        Effect::Issue(Document {
            key: key.into(),
            title: vec![],
            paragraphs: vec![],
            lines: vec![],
        })
    }

    fn transmit(document: &str, recipient: &str) -> Effect {
        Effect::Transmit(Transmission { document: document.into(), recipient: recipient.into() })
    }

    #[test]
    fn effects_stay_within_the_grant() {
        let table = [
            (charge(0), Ok(())),
            (charge(1_000), Ok(())),
            (charge(1_001), Err(Refusal::Money { cents: 1_001, ceiling: 1_000 })),
            (charge(-1), Err(Refusal::Money { cents: -1, ceiling: 1_000 })),
            (issue("card"), Ok(())),
            (issue("passport"), Err(Refusal::Document("passport".into()))),
            (transmit("card", "police"), Ok(())),
            (transmit("card", "press"), Err(Refusal::Recipient("press".into()))),
            (transmit("passport", "police"), Err(Refusal::Document("passport".into()))),
            (Effect::Tag("a".into()), Err(Refusal::Effect(EffectKind::Tag))),
        ];
        for (effect, expected) in table {
            assert_eq!(grants().allows_effect(&effect), expected, "{effect:?}");
        }
    }

    #[test]
    fn a_verdict_needs_a_person_unless_the_town_says_otherwise() {
        let acted = |party| Event::Acted(Taken { key: "accept".into(), party, inputs: vec![] });
        let granted = Verdict::Granted;
        assert_eq!(grants().allows_verdict(&acted(Party::Agent), granted), Ok(()));
        assert_eq!(grants().allows_verdict(&Event::Submitted, Verdict::Refused), Ok(()));
        for event in [Event::Submitted, acted(Party::Applicant), Event::Timer("t".into())] {
            assert_eq!(grants().allows_verdict(&event, granted), Err(Refusal::Automatic(granted)));
        }
    }

    #[test]
    fn imports_and_tables_are_denied_unless_granted() {
        assert!(grants().allows_import(ImportName::Clock));
        assert!(!grants().allows_import(ImportName::Reference));
        assert!(!grants().only_imports(&[]).allows_import(ImportName::Clock));
        assert!(grants().allows_table("fees") && !grants().allows_table("streets"));
    }
}
