//! What the town lets a procedure know and do. Pure: each question has a function that says
//! yes, or names what was asked for and who did not allow it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::asks::Ask;
use super::manifest::{Automatic, EffectKind, ImportName, Manifest};
use crate::contract::{Effect, Event, Party, Publication, Silence, Verdict};
use crate::pools::PoolPattern;

/// What one version of a procedure may know and do in one town: what its manifest asks for
/// and the town granted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Grants {
    imports: BTreeSet<ImportName>,
    tables: BTreeSet<String>,
    pools: BTreeSet<PoolPattern>,
    /// Columns by register.
    registers: BTreeMap<String, BTreeSet<String>>,
    sources: BTreeSet<String>,
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
    /// A pool that was not granted. Its name may be made of what somebody wrote, and is not said.
    #[error("it takes of a pool that is not granted")]
    Pool,
    /// A register that was not granted.
    #[error("it publishes in a register that is not granted")]
    Register,
    /// A cell that the manifest does not declare free of personal data.
    #[error("it publishes a cell that plugin.toml does not declare for the register \"{0}\"")]
    Cell(String),
    /// A verdict that needs a person.
    #[error("the verdict \"{0:?}\" may not fall without a person")]
    Automatic(Verdict),
}

impl Grants {
    /// Everything that the manifest asks for.
    pub fn as_requested(manifest: &Manifest) -> Self {
        let of = |names: &[String]| names.iter().cloned().collect();
        let asked = manifest.capabilities.iter().flat_map(|c| &c.registers);
        let shapes =
            asked.filter_map(|key| manifest.registers.iter().find(|shape| shape.key == *key));
        Self {
            imports: manifest.capabilities.iter().map(|c| c.import).collect(),
            tables: manifest.capabilities.iter().flat_map(|c| c.tables.clone()).collect(),
            pools: manifest.capabilities.iter().flat_map(|c| c.pools.clone()).collect(),
            registers: shapes.map(|shape| (shape.key.clone(), of(&shape.columns))).collect(),
            sources: manifest.sources.iter().map(|source| source.name.clone()).collect(),
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

    /// Without the verdicts that the town does not let fall without a person.
    pub fn only_automatic(mut self, granted: &[Automatic]) -> Self {
        self.automatic.retain(|verdict| granted.contains(verdict));
        self
    }

    /// Without this one thing. Of money any ceiling takes all away: there is one.
    pub fn without(mut self, ask: &Ask) -> Self {
        match ask {
            Ask::Import(import) => drop(self.imports.remove(import)),
            Ask::Table(table) => drop(self.tables.remove(table)),
            Ask::Pool(pool) => drop(self.pools.remove(pool)),
            Ask::Register(register) => drop(self.registers.remove(register)),
            Ask::Source(source) => drop(self.sources.remove(source)),
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
        // A register with one column more says more.
        let registers = self.registers.iter().filter(|(key, columns)| {
            other.registers.get(*key).is_none_or(|known| !columns.is_subset(known))
        });
        let money = (self.max_cents > other.max_cents).then_some(Ask::Money(self.max_cents));
        of(&self.imports, &other.imports, Ask::Import)
            .into_iter()
            .chain(of(&self.tables, &other.tables, Ask::Table))
            .chain(of(&self.pools, &other.pools, Ask::Pool))
            .chain(registers.map(|(key, _)| Ask::Register(key.clone())))
            .chain(of(&self.sources, &other.sources, Ask::Source))
            .chain(of(&self.effects, &other.effects, Ask::Effect))
            .chain(money)
            .chain(of(&self.documents, &other.documents, Ask::Document))
            .chain(of(&self.recipients, &other.recipients, Ask::Recipient))
            .chain(automatic.copied().map(Ask::Automatic))
            .collect()
    }

    /// Without the sources that the town did not grant.
    pub fn only_sources(mut self, granted: &[String]) -> Self {
        self.sources.retain(|source| granted.contains(source));
        self
    }

    /// Whether its forms may have this source asked.
    pub fn allows_source(&self, source: &str) -> bool {
        self.sources.contains(source)
    }

    /// Whether the interface may be imported.
    pub fn allows_import(&self, import: ImportName) -> bool {
        self.imports.contains(&import)
    }

    /// Whether the table may be read.
    pub fn allows_table(&self, table: &str) -> bool {
        self.tables.contains(table)
    }

    /// Whether the pool may be asked about and taken of.
    pub fn allows_pool(&self, pool: &str) -> bool {
        self.pools.iter().any(|pattern| pattern.covers(pool))
    }

    /// Whether the register may be searched and published in.
    pub fn allows_register(&self, register: &str) -> bool {
        self.registers.contains_key(register)
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
            Effect::Hold(hold) if !self.allows_pool(&hold.pool) => Err(Refusal::Pool),
            Effect::Publish(entry) => self.allows_entry(entry),
            _ => Ok(()),
        }
    }

    fn allows_entry(&self, entry: &Publication) -> Result<(), Refusal> {
        let columns = self.registers.get(&entry.register).ok_or(Refusal::Register)?;
        if entry.cells.iter().all(|cell| columns.contains(&cell.path)) {
            Ok(())
        } else {
            Err(Refusal::Cell(entry.register.clone()))
        }
    }

    fn allows_document(&self, key: &str) -> Result<(), Refusal> {
        if self.documents.contains(key) { Ok(()) } else { Err(Refusal::Document(key.to_owned())) }
    }

    /// Whether this event may lead to this verdict: what no agent did needs the town's consent
    /// that it falls without a person.
    pub fn allows_verdict(&self, event: &Event, verdict: Verdict) -> Result<(), Refusal> {
        let by_agent = matches!(event, Event::Acted(taken) if taken.party == Party::Agent);
        // It is the law that decides, and the procedure that says so.
        let by_law = matches!(
            (event, verdict),
            (Event::Silence(Silence::Accepted), Verdict::Granted)
                | (Event::Silence(Silence::Refused), Verdict::Refused)
        );
        if by_agent || by_law || self.automatic.contains(&verdict.into()) {
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
    use crate::contract::{Answer, Charge, Document, Hold, Taken, Transmission, Value};

    fn grants() -> Grants {
        Grants {
            imports: [ImportName::Clock].into(),
            tables: ["fees".to_owned()].into(),
            pools: ["town/hall", "own/licences/*"]
                .map(|pattern| pattern.to_owned().try_into().unwrap())
                .into(),
            registers: [("reports".to_owned(), ["kind".to_owned()].into())].into(),
            effects: [
                EffectKind::Charge,
                EffectKind::Issue,
                EffectKind::Transmit,
                EffectKind::Hold,
                EffectKind::Publish,
            ]
            .into(),
            sources: ["family-quotient".to_owned(), "company".to_owned()].into(),
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

    fn hold(pool: &str) -> Effect {
        Effect::Hold(Hold {
            key: "one".into(),
            pool: pool.into(),
            spans: vec![],
            units: 1,
            limit: None,
            path: None,
        })
    }

    fn publish(register: &str, column: &str) -> Effect {
        Effect::Publish(Publication {
            register: register.into(),
            key: "one".into(),
            position: None,
            cells: vec![Answer { path: column.into(), value: Value::Flag(true) }],
        })
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
            (hold("town/hall"), Ok(())),
            (hold("own/licences/W1"), Ok(())),
            (hold("town/hall2"), Err(Refusal::Pool)),
            (hold("own/licences"), Err(Refusal::Pool)),
            (hold(""), Err(Refusal::Pool)),
            (publish("reports", "kind"), Ok(())),
            (publish("reports", "name"), Err(Refusal::Cell("reports".into()))),
            (publish("people", "kind"), Err(Refusal::Register)),
            (Effect::Release("one".into()), Err(Refusal::Effect(EffectKind::Release))),
            (Effect::Unpublish("reports".into()), Err(Refusal::Effect(EffectKind::Unpublish))),
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
    fn sources_are_denied_unless_granted() {
        let names = |granted: &[&str]| granted.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
        let table = [
            (names(&["family-quotient", "company"]), [true, true, false]),
            (names(&["company"]), [false, true, false]),
            // What the manifest does not ask for is not given, whatever the town writes.
            (names(&["company", "schooling"]), [false, true, false]),
            (names(&[]), [false, false, false]),
        ];
        for (granted, expected) in table {
            let grants = grants().only_sources(&granted);
            let allowed =
                ["family-quotient", "company", "schooling"].map(|s| grants.allows_source(s));
            assert_eq!(allowed, expected, "{granted:?}");
        }
    }

    #[test]
    fn imports_and_tables_are_denied_unless_granted() {
        assert!(grants().allows_import(ImportName::Clock));
        assert!(!grants().allows_import(ImportName::Reference));
        assert!(!grants().only_imports(&[]).allows_import(ImportName::Clock));
        assert!(grants().allows_table("fees") && !grants().allows_table("streets"));
        assert!(grants().allows_pool("town/hall") && !grants().allows_pool("town/class"));
        assert!(grants().allows_register("reports") && !grants().allows_register("people"));
    }
}
