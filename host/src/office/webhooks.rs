//! What is told beyond the applicant: documents to the offices that procedures name, and what
//! happens to the town's other programs.

use serde_json::json;

use super::{Office, OfficeError, Tracked};
use crate::contract::Effect;
use crate::dossier::{About, Carried, Entry, Happening, Letter, Paper, PaperOf, Posted};
use crate::limits::mail::BATCH;
use crate::outbox::Outcome;

impl Office {
    /// What an entry has offices sent and programs told.
    pub(super) fn letters_outward(&self, entry: &Entry) -> Vec<Letter> {
        let Entry { number, index, .. } = *entry;
        let effects = (0..).zip(&entry.decision.effects);
        let sent = effects.filter_map(|(effect, what)| match what {
            Effect::Transmit(sent) if self.sends_mail() => {
                let about = About::Transmission { number, entry: index, effect };
                Some(self.letter(&sent.recipient, "fr", about))
            }
            _ => None,
        });
        let told = self.webhooks.all().iter().flat_map(|hook| {
            let wanted = Happening::of(entry).filter(|what| hook.events.contains(what));
            wanted.map(|what| {
                self.letter(&hook.name, "fr", About::Event { number, entry: index, what })
            })
        });
        sent.chain(told).collect()
    }

    /// Where an office is reached.
    pub(super) fn address_of_office(&self, name: &str) -> Result<String, OfficeError> {
        self.offices.get(name).cloned().ok_or_else(|| {
            OfficeError::Invalid(format!(
                "guichet.toml names no address of {name}: write it in [offices]"
            ))
        })
    }

    /// The document that an effect sends on: the last one with its key that was issued by then.
    pub(super) async fn transmitted(
        &self,
        tracked: &Tracked,
        entry: u32,
        effect: u32,
    ) -> Result<(Paper, Vec<u8>), OfficeError> {
        let until = tracked.timeline.iter().filter(|happened| happened.entry.index <= entry);
        let effects = until.flat_map(|happened| {
            let effects = (0..).zip(&happened.entry.decision.effects);
            effects.map(|(at, effect)| (happened.entry.index, at, effect))
        });
        let effects: Vec<_> = effects.collect();
        let sent = effects.iter().find_map(|(of, at, what)| match what {
            Effect::Transmit(sent) if (*of, *at) == (entry, effect) => Some(sent),
            _ => None,
        });
        let sent = sent.ok_or(OfficeError::NoPage)?;
        let issued = effects.iter().rev().find(|(.., effect)| {
            matches!(effect, Effect::Issue(document) if document.key == sent.document)
        });
        let (of, at, _) = issued.ok_or_else(|| {
            OfficeError::Invalid(format!("no document \"{}\" was issued", sent.document))
        })?;
        self.paper(tracked, PaperOf::Told(*of, *at)).await
    }

    /// Tells the town's other programs what is due. One that does not answer holds up no other.
    pub async fn carry_events(&self) -> Result<(), OfficeError> {
        let now = self.now().seconds();
        let due = |posted: &Posted| posted.due().is_some_and(|due| due <= now);
        let mut due: Vec<Posted> = self
            .store
            .unsent()
            .take_while(|posted| posted.as_ref().map_or(true, due))
            .filter(|posted| posted.as_ref().map_or(true, |p| p.letter.about.is_event()))
            .take(BATCH)
            .collect::<Result<_, _>>()?;
        let order = |posted: &Posted| match posted.letter.about {
            About::Event { number, entry, what } => Some((posted.letter.at, number, entry, what)),
            _ => None,
        };
        due.sort_by_key(order);
        let mut receivers: Vec<&str> = due.iter().map(|posted| posted.letter.to.as_str()).collect();
        receivers.sort_unstable();
        receivers.dedup();
        let told = receivers.into_iter().map(|receiver| {
            self.tell(due.iter().filter(move |posted| posted.letter.to == receiver))
        });
        futures_util::future::join_all(told).await.into_iter().collect()
    }

    /// Tells one program, in the order in which things happened, until it does not answer.
    async fn tell<'a>(&self, letters: impl Iterator<Item = &'a Posted>) -> Result<(), OfficeError> {
        for posted in letters {
            let (id, now) = (posted.letter.id, self.now().seconds());
            let body = self.event(&posted.letter);
            let hook = self.webhooks.named(&posted.letter.to);
            let (hook, body) = match (hook, body) {
                (Some(hook), Ok(body)) => (hook, body),
                (None, _) => {
                    let why = format!("guichet.toml has no [[webhook]] \"{}\"", posted.letter.to);
                    self.carried(id, Carried::Failed { why }).await?;
                    continue;
                }
                (_, Err(error)) => {
                    self.carried(id, Carried::Failed { why: error.to_string() }).await?;
                    continue;
                }
            };
            self.carried(id, Carried::Begun).await?;
            let outcome = self.webhooks.send(hook, id, now, body).await;
            let answered = outcome == Outcome::Accepted;
            self.came_of(posted, now, outcome).await?;
            if !answered {
                break;
            }
        }
        Ok(())
    }

    /// What a program is told: number, procedure and how it stands; nothing of whom it concerns.
    fn event(&self, letter: &Letter) -> Result<String, OfficeError> {
        let About::Event { number, entry, what } = &letter.about else {
            return Err(OfficeError::NoPage);
        };
        let entries = self.store.entries(*number)?;
        let entry = entries.iter().map(|chained| &chained.entry).find(|e| e.index == *entry);
        let entry = entry.ok_or(OfficeError::NoDossier)?;
        let at = jiff::Timestamp::from_millisecond(entry.at).map_err(|_| OfficeError::NoPage)?;
        let body = json!({
            "type": what.name(),
            "timestamp": at.to_string(),
            "data": {
                "number": number,
                "procedure": entry.procedure,
                "version": entry.version,
                "entry": entry.index,
                "phase": entry.decision.phase,
                "verdict": entry.decision.verdict,
            },
        });
        Ok(body.to_string())
    }
}
