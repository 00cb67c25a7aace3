//! Letters of the law: what silence decided, that a dossier was handed over, what has to be put
//! right, and what every decision says beside itself.

use super::law_wording::{author_line, decision_rows, law_rows, suspension_sentence};
use super::{Office, OfficeError, Said, Tracked};
use crate::contract::{Date, Effect};
use crate::dossier::{Entry, Exchange};
use crate::outbox::Part;
use crate::texts::Texts;

impl Office {
    /// The letter of what passed in terms of the law, if this is that.
    pub(super) fn law_letter(
        &self,
        tracked: &Tracked,
        said: &Said,
        t: &Texts,
    ) -> Option<(String, Vec<Part>)> {
        let (heading, rows) = law_rows(&said.exchange.what, tracked, t)?;
        let number = ("number", tracked.number.to_string().into());
        let subject = t.with("mail-law-subject", &[("what", heading.into()), number]);
        let mut parts = vec![Part::Rows(rows)];
        parts.extend(self.signed(&said.exchange, t));
        Some((subject, parts))
    }

    /// Who wrote for the town (CRPA L111-2).
    pub(super) fn signed(&self, exchange: &Exchange, t: &Texts) -> Option<Part> {
        exchange.author.as_ref().map(|author| Part::Text(author_line(author, t)))
    }

    /// What the letter of an entry's effect says beside it: of a decision, once, in the last letter
    /// that tells of it; of a request for pieces, what it does to the clock.
    pub(super) fn legal_parts(
        &self,
        tracked: &Tracked,
        entry: &Entry,
        effect: usize,
        t: &Texts,
    ) -> Result<Vec<Part>, OfficeError> {
        if let Some(Effect::Request(demand)) = entry.decision.effects.get(effect) {
            let law = self.law(tracked.number, &tracked.state)?;
            let said = suspension_sentence(tracked, &law, demand.until, t);
            let said = (!said.is_empty()).then_some(Part::Text(said));
            return Ok(said.into_iter().collect());
        }
        let tells = |effect: &Effect| matches!(effect, Effect::Notify(_) | Effect::Issue(_));
        let last = entry.decision.effects.iter().rposition(tells);
        if !entry.decides() || last != Some(effect) {
            return Ok(vec![]);
        }
        Ok(self.decision_parts(tracked, entry, t))
    }

    /// What a decision says beside itself.
    pub(super) fn decision_parts(&self, tracked: &Tracked, entry: &Entry, t: &Texts) -> Vec<Part> {
        let notified = self.notified(tracked, entry);
        let rows = decision_rows(&tracked.installed, entry, notified, &self.town.holidays, t);
        if rows.is_empty() { vec![] } else { vec![Part::Rows(rows)] }
    }

    /// The day on which a decision counts as notified, where that is known.
    pub fn notified(&self, tracked: &Tracked, entry: &Entry) -> Option<Date> {
        let notice = tracked.notice(self.now().today())?;
        notice.received.filter(|_| notice.entry == entry.index)
    }
}
