//! Letters: written with the decision that they tell of, sent after it is durable, retried, and
//! never sent twice.

use super::exchanges::tells;
use super::wording::{event_rows, later_rows, passed, receipt_rows, service_lines};
use super::{Installed, Office, OfficeError, Visitor, random};
use crate::contract::{Effect, Event, Value, text_in};
use crate::dossier::{
    About, Actor, Carried, DossierNumber, Entry, Letter, LetterId, Passed, Posted, Service, State,
};
use crate::limits::identity::LINK;
use crate::limits::mail::{BATCH, LISTED, LOST, NOTICE_DAYS, RETRIES};
use crate::limits::store::DRAFT_DAYS;
use crate::outbox::{Mail, Outcome, Part, Worded};
use crate::staff::{Agent, What};
use crate::store::{Record, StoreError};
use crate::texts::{FluentValue, Texts};

/// The applicant's address among the answers, whether or not this town sends mail.
pub(super) fn written_address(
    installed: &Installed,
    answers: &[crate::contract::Answer],
) -> Option<String> {
    let path = installed.manifest().applicant.email.as_ref()?;
    let answer = answers.iter().find(|answer| answer.path == *path)?;
    match &answer.value {
        Value::Text(address) => Some(address.clone()),
        _ => None,
    }
}

impl Office {
    /// Whether this town sends mail.
    pub fn sends_mail(&self) -> bool {
        self.outbox.is_some()
    }

    /// The addresses that mail comes from (CRPA R112-11-3).
    pub fn senders(&self) -> Vec<String> {
        self.outbox.iter().map(|outbox| outbox.sender()).collect()
    }

    /// What is told of an entry that is about to be stored: to the applicant by mail, to offices,
    /// and to the town's other programs. `lang` is the dossier's language, which whoever caused the
    /// entry need not speak.
    pub(super) fn letters_of(
        &self,
        installed: &Installed,
        entry: &Entry,
        lang: &str,
    ) -> Vec<Letter> {
        let mut letters = self.letters_to_applicant(installed, entry, lang);
        letters.extend(self.letters_outward(entry));
        letters
    }

    fn letters_to_applicant(
        &self,
        installed: &Installed,
        entry: &Entry,
        lang: &str,
    ) -> Vec<Letter> {
        let Some(to) = self.address_of(installed, &entry.dossier.answers) else { return vec![] };
        let Entry { number, index, .. } = *entry;
        let receipt = entry.received().then_some(About::Receipt { number, entry: index });
        let told = |(at, effect): (usize, &Effect)| {
            let about = About::Effect { number, entry: index, effect: at as u32 };
            matches!(effect, Effect::Notify(_) | Effect::Request(_) | Effect::Issue(_))
                .then_some(about)
        };
        let told: Vec<About> = entry.decision.effects.iter().enumerate().filter_map(told).collect();
        // A decision has effect once it is notified (CRPA L221-8): where the procedure tells nothing
        // of it, the host does.
        // Silence has a letter of its own.
        let untold =
            !entry.decision.effects.iter().any(tells) && !matches!(*entry.event, Event::Silence(_));
        let decision =
            (entry.decides() && untold).then_some(About::Decision { number, entry: index });
        receipt
            .into_iter()
            .chain(told)
            .chain(decision)
            .map(|about| self.letter(&to, lang, about))
            .collect()
    }

    pub(super) fn letter(&self, to: &str, lang: &str, about: About) -> Letter {
        let id = LetterId::from(random::<16>());
        Letter { id, to: to.to_owned(), lang: lang.to_owned(), at: self.now().seconds(), about }
    }

    /// The applicant's address among the answers, if this town sends mail.
    pub(super) fn address_of(
        &self,
        installed: &Installed,
        answers: &[crate::contract::Answer],
    ) -> Option<String> {
        written_address(installed, answers).filter(|_| self.sends_mail())
    }

    /// The applicant's mailbox, by which lost numbers are found again.
    pub(super) fn mailbox_of(
        &self,
        installed: &Installed,
        answers: &[crate::contract::Answer],
    ) -> Option<crate::digest::Digest> {
        self.address_of(installed, answers).map(|address| self.secret.mailbox(&address))
    }

    /// Writes a letter that comes from no entry. When it returns, the letter is durable.
    pub(super) async fn post(&self, to: &str, lang: &str, about: About) -> Result<(), OfficeError> {
        let letter = self.letter(to, lang, about);
        self.store.commit(Record::Letter(letter)).await?;
        self.posted.notify_one();
        Ok(())
    }

    /// Sends the way back to a draft to an address, which also gets notice before the draft is
    /// thrown away.
    pub async fn send_link(&self, visitor: &Visitor, to: &str) -> Result<(), OfficeError> {
        let to = to.trim();
        let mut draft = self.draft(visitor)?;
        let texts = Texts::for_lang(&draft.lang);
        if !email_address::EmailAddress::is_valid(to) {
            return Err(OfficeError::Invalid(texts.text("check-email").into_owned()));
        }
        self.post(to, &draft.lang, About::Resume(draft.id)).await?;
        draft.email = Some(to.to_owned());
        self.store.commit(Record::Draft(Box::new(draft))).await?;
        Ok(())
    }

    /// Sends the numbers and links of an address's dossiers to it. Whether there are any is told
    /// to nobody else.
    pub async fn send_lost(&self, to: &str, lang: &str) -> Result<(), OfficeError> {
        let numbers = self.store.mailbox(&self.secret.mailbox(to))?;
        let mut dossiers: Vec<(i64, DossierNumber, String)> = Vec::new();
        for number in numbers {
            let Some(state) = self.store.dossier(number)? else { continue };
            let installed = self.version_of(&state);
            let recorded = installed.ok().and_then(|i| self.address_of(&i, &state.dossier.answers));
            // The address as it stands in the dossier now, and as it was written there.
            if let Some(address) = recorded.filter(|a| a.eq_ignore_ascii_case(to.trim())) {
                dossiers.push((state.received_at, number, address));
            }
        }
        dossiers.sort_by_key(|(at, ..)| std::cmp::Reverse(*at));
        dossiers.truncate(LOST);
        let Some((_, _, address)) = dossiers.first().cloned() else { return Ok(()) };
        let numbers = dossiers.into_iter().map(|(_, number, _)| number).collect();
        self.post(&address, lang, About::Lost(numbers)).await
    }

    /// Letters that wait for an agent: refused for good, or perhaps sent.
    pub fn stuck_letters(&self, agent: &Agent) -> Result<Vec<Posted>, OfficeError> {
        let stuck = |p: &Posted| p.due().is_none() && self.handles(agent, p);
        let stuck = self.store.unsent().filter(|p| p.as_ref().map_or(true, stuck));
        Ok(stuck.take(LISTED).collect::<Result<_, _>>()?)
    }

    /// An agent has a letter sent again.
    pub async fn resend(&self, id: LetterId, agent: &Agent) -> Result<(), OfficeError> {
        let posted = self.store.letter(&id)?.filter(|posted| self.handles(agent, posted));
        let posted = posted.ok_or(OfficeError::NoPage)?;
        if !matches!(posted.carried, Carried::Failed { .. } | Carried::Unknown) {
            return Err(OfficeError::Changed);
        }
        let due = self.now().seconds();
        self.carried(id, Carried::Later { due, why: String::new() }).await?;
        self.posted.notify_one();
        Ok(())
    }

    /// Whether a letter is an agent's to look after: what is about a dossier, where the dossier
    /// is, and what is about none.
    fn handles(&self, agent: &Agent, posted: &Posted) -> bool {
        let number = posted.letter.about.number();
        number.is_none_or(|number| self.let_at(agent, What::Act, number).is_ok())
    }

    pub(super) async fn carried(&self, id: LetterId, what: Carried) -> Result<(), OfficeError> {
        match self.store.commit(Record::Carried(id, self.now().seconds(), what)).await {
            // It went meanwhile with what it was about.
            Ok(_) | Err(StoreError::Stale) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Waits until a letter was written, or until it is time to look again.
    pub async fn letters_wait(&self) {
        let _ = tokio::time::timeout(crate::limits::mail::TICK, self.posted.notified()).await;
    }

    /// After a start nobody knows what became of a letter that was on its way when the last
    /// process ended: it is not sent a second time.
    pub async fn settle_letters(&self) -> Result<(), OfficeError> {
        let begun: Vec<Posted> = self.store.unsent().collect::<Result<_, _>>()?;
        for posted in begun.iter().filter(|posted| posted.carried == Carried::Begun) {
            self.carried(posted.letter.id, Carried::Unknown).await?;
        }
        Ok(())
    }

    /// Sends the letters that are due.
    pub async fn carry_letters(&self) -> Result<(), OfficeError> {
        let Some(outbox) = &self.outbox else { return Ok(()) };
        let now = self.now().seconds();
        let due = |posted: &Posted| posted.due().is_some_and(|due| due <= now);
        let due: Vec<Posted> = self
            .store
            .unsent()
            .take_while(|posted| posted.as_ref().map_or(true, due))
            .filter(|posted| posted.as_ref().map_or(true, |p| !p.letter.about.is_event()))
            .take(BATCH)
            .collect::<Result<_, _>>()?;
        if due.is_empty() {
            return Ok(());
        }
        if let Err(why) = outbox.reach().await {
            tracing::warn!(why, letters = due.len(), "the mail server cannot be reached");
            for posted in due {
                self.carried(posted.letter.id, retry(&posted, now, why.clone())).await?;
            }
            return Ok(());
        }
        for posted in due {
            let id = posted.letter.id;
            let mail = match self.mail(&posted.letter).await {
                Ok(mail) => mail,
                Err(error) => {
                    self.carried(id, Carried::Failed { why: error.to_string() }).await?;
                    continue;
                }
            };
            self.carried(id, Carried::Begun).await?;
            let outcome = outbox.send(&mail).await;
            self.came_of(&posted, now, outcome).await?;
        }
        Ok(())
    }

    /// Records what came of sending a letter.
    pub(super) async fn came_of(
        &self,
        posted: &Posted,
        now: i64,
        outcome: Outcome,
    ) -> Result<(), OfficeError> {
        metrics::counter!("guichet_letters_total", "outcome" => name(&outcome)).increment(1);
        let carried = match outcome {
            Outcome::Accepted => Carried::Sent,
            Outcome::Later(why) => retry(posted, now, why),
            Outcome::Never(why) => Carried::Failed { why },
            Outcome::Unknown => Carried::Unknown,
        };
        let id = posted.letter.id;
        if carried != Carried::Sent {
            tracing::warn!(letter = %id, ?carried, "a letter was not sent");
        }
        let sent = carried == Carried::Sent;
        self.carried(id, carried).await?;
        // Nothing else needs them, and they say who somebody is.
        if sent && matches!(posted.letter.about, About::Lost(_) | About::Erased(_)) {
            self.store.commit(Record::LetterTaken(id)).await?;
        }
        Ok(())
    }

    /// Throws drafts away that nobody saved for too long, after notice to those of whom an address
    /// is known.
    pub async fn tend_drafts(&self) -> Result<(), OfficeError> {
        let now = self.now().seconds();
        for draft in self.store.drafts() {
            let mut draft = draft?;
            let age = now - draft.saved;
            if age >= DRAFT_DAYS * 86_400 {
                self.store.commit(Record::DraftDropped(draft.id)).await?;
            } else if age >= (DRAFT_DAYS - NOTICE_DAYS) * 86_400 && !draft.warned {
                let Some(to) = draft.mailbox().filter(|_| self.sends_mail()) else { continue };
                let to = to.to_owned();
                self.post(&to, &draft.lang, About::Expiring(draft.id)).await?;
                draft.warned = true;
                self.store.commit(Record::Draft(Box::new(draft))).await?;
            }
        }
        Ok(())
    }

    /// A letter in words. French goes with it in whatever language it is (CRPA L111-1).
    async fn mail(&self, letter: &Letter) -> Result<Mail, OfficeError> {
        let (t, french) = (Texts::for_lang(&letter.lang), Texts::for_lang("fr"));
        let (mut to, mut files, mut check) = (letter.to.clone(), vec![], None);
        if let About::Transmission { number, entry, effect } = &letter.about {
            let tracked = self.dossier(*number)?;
            to = self.address_of_office(&letter.to)?;
            let (paper, bytes) = self.transmitted(&tracked, *entry, *effect).await?;
            files.push((paper.file.name, bytes));
            check = Some(format!("{}/verify/{}", self.url(), paper.code));
        }
        let worded = |t| self.worded(letter, check.as_deref(), t);
        let (said, service) = worded(t)?;
        let french = (t.lang() != french.lang()).then(|| worded(french)).transpose()?;
        let mut from = vec![self.town.name.clone()];
        from.extend(service_lines(&service));
        let french = french.map(|(said, _)| said);
        Ok(Mail { id: letter.id, to, said, french, from, files })
    }

    /// What a letter says in a language, with its links, and which service writes it. Where it
    /// brings a document, `check` is where that can be checked.
    fn worded(
        &self,
        letter: &Letter,
        check: Option<&str>,
        t: &'static Texts,
    ) -> Result<(Worded, Service), OfficeError> {
        let town = ("town", self.town.name.clone().into());
        let text = |key: &str| Part::Text(t.text(key).into_owned());
        let link = |key: &str, url: String| Part::Link(t.text(key).into_owned(), url);
        let mut service = self.town.service.clone();
        let (subject, mut parts) = match &letter.about {
            About::Receipt { number, entry } => {
                let (state, installed, happened) = self.told(*number, *entry)?;
                service = installed.service.clone();
                let procedure = title(&installed, t);
                let mut parts = vec![Part::Text(
                    t.with("mail-receipt", &[("procedure", procedure.clone().into())]),
                )];
                let mut rows = if *entry == 1 {
                    let mut rows = vec![(t.text("number").into_owned(), number.to_string())];
                    rows.extend(receipt_rows(&self.receipt(&installed, *number, &state), t));
                    rows
                } else {
                    let tracked = self.dossier(*number)?;
                    let received = tracked.timeline.iter().find(|h| h.entry.index == *entry);
                    event_rows(&tracked, received.ok_or(OfficeError::NoDossier)?, t)
                };
                rows.insert(1, (t.text("status").into_owned(), said(&happened.decision.status, t)));
                parts.push(Part::Rows(rows));
                parts.push(link("mail-follow", self.link(*number, &state)));
                parts.push(text("mail-keep"));
                let key = if *entry == 1 { "mail-receipt-subject" } else { "mail-later-subject" };
                (
                    t.with(
                        key,
                        &[("procedure", procedure.into()), ("number", number.to_string().into())],
                    ),
                    parts,
                )
            }
            About::Effect { number, entry, effect: place } => {
                let (state, installed, happened) = self.told(*number, *entry)?;
                service = installed.service.clone();
                let effect = happened.decision.effects.get(*place as usize);
                let about = [
                    ("number", number.to_string().into()),
                    ("procedure", title(&installed, t).into()),
                ];
                let tracked = self.dossier(*number)?;
                let sealed = self.sealed(&tracked, happened.index);
                let (subject, mut parts) = match effect {
                    Some(effect) if sealed && tells(effect) => {
                        self.notice_letter(&happened, &service, &about, t)
                    }
                    Some(Effect::Notify(message)) => {
                        (said(&message.subject, t), vec![Part::Text(said(&message.body, t))])
                    }
                    Some(Effect::Request(demand)) => {
                        let piece =
                            |p: &crate::contract::Piece| (said(&p.label, t), said(&p.why, t));
                        let until = [("until", t.date(demand.until).into())];
                        (
                            t.with("mail-request-subject", &about),
                            vec![
                                Part::Text(t.with("mail-request", &until)),
                                Part::Rows(demand.pieces.iter().map(piece).collect()),
                            ],
                        )
                    }
                    Some(Effect::Issue(document)) => (
                        t.with("mail-document-subject", &about),
                        vec![Part::Text(
                            t.with("mail-document", &[("title", said(&document.title, t).into())]),
                        )],
                    ),
                    _ => return Err(OfficeError::NoPage),
                };
                if !(sealed && effect.is_some_and(tells)) {
                    parts.extend(self.legal_parts(&tracked, &happened, *place as usize, t)?);
                }
                parts.push(link("mail-follow", self.link(*number, &state)));
                (subject, parts)
            }
            About::Decision { number, entry } => {
                let (state, installed, happened) = self.told(*number, *entry)?;
                let tracked = self.dossier(*number)?;
                service = installed.service.clone();
                let about = [
                    ("number", number.to_string().into()),
                    ("procedure", title(&installed, t).into()),
                ];
                let (subject, mut parts) = if self.sealed(&tracked, happened.index) {
                    self.notice_letter(&happened, &service, &about, t)
                } else {
                    let status = said(&happened.decision.status, t);
                    let mut parts = vec![Part::Text(status)];
                    parts.extend(self.decision_parts(&tracked, &happened, t));
                    (t.with("mail-decision-subject", &about), parts)
                };
                parts.push(link("mail-follow", self.link(*number, &state)));
                (subject, parts)
            }
            About::Exchange { number, exchange } => {
                let tracked = self.dossier(*number)?;
                service = tracked.installed.service.clone();
                let said = tracked.exchanges.iter().find(|s| s.exchange.index == *exchange);
                let said = said.ok_or(OfficeError::NoPage)?;
                let about = [("number", number.to_string().into())];
                if let Passed::Sought { adviser, question, until, .. } = &said.exchange.what {
                    let values = [
                        about[0].clone(),
                        ("procedure", title(&tracked.installed, t).into()),
                        ("adviser", adviser.clone().into()),
                        ("day", t.date(*until).into()),
                    ];
                    let mut parts = vec![
                        Part::Text(t.with("opinion-asked", &values)),
                        Part::Text(question.clone()),
                        link("opinion-link", self.opinion_link(&tracked, *exchange)),
                        text("mail-secret"),
                    ];
                    parts.extend(self.signed(&said.exchange, t));
                    let subject = t.with("opinion-subject", &values);
                    return Ok((Worded { texts: t, subject, parts }, service));
                }
                let by_town = said.exchange.by != Actor::Applicant;
                let procedure = title(&tracked.installed, t);
                let (subject, mut parts) = match &said.exchange.what {
                    Passed::Message { text, .. } | Passed::Answered { text, .. } if by_town => {
                        let mut parts = vec![Part::Text(text.clone())];
                        parts.extend(self.signed(&said.exchange, t));
                        (t.with("mail-message-subject", &about), parts)
                    }
                    Passed::Expiring(from) => {
                        let day = ("day", t.date(*from).into());
                        let values = [about[0].clone(), ("procedure", procedure.into()), day];
                        let parts = vec![Part::Text(t.with("mail-destroyed", &values))];
                        (t.with("mail-destroyed-subject", &values), parts)
                    }
                    what => self.law_letter(&tracked, said, t).unwrap_or_else(|| {
                        let due = said.due();
                        let rows = later_rows(*number, said.at, passed(what, t), due, &service, t);
                        let about = [about[0].clone(), ("procedure", procedure.into())];
                        (t.with("mail-later-subject", &about), vec![Part::Rows(rows)])
                    }),
                };
                parts.push(link("mail-follow", self.link(*number, &tracked.state)));
                (subject, parts)
            }
            About::Resume(id) | About::Expiring(id) => {
                let key = self.draft_key(*id);
                let draft = self.kept_draft(&key)?;
                let installed = self.installed(&draft.procedure)?;
                service = installed.service.clone();
                let until = t.date(self.kept(&draft).1);
                let values = [("procedure", title(&installed, t).into()), ("until", until.into())];
                let expiring = matches!(letter.about, About::Expiring(_));
                let (subject, words) = if expiring {
                    ("mail-expiring-subject", "mail-expiring")
                } else {
                    ("mail-resume-subject", "mail-resume")
                };
                let url = format!("{}/drafts/{key}", self.url());
                let parts = vec![
                    Part::Text(t.with(words, &values)),
                    link("mail-resume-link", url),
                    text("mail-secret"),
                ];
                (t.with(subject, &values), parts)
            }
            About::SignIn(_) => {
                let url = format!("{}/sign-in/mail/{}", self.url(), self.letter_key(letter.id));
                let minutes = ("minutes", (LINK.as_secs() / 60).into());
                let parts = vec![
                    Part::Text(t.with("mail-sign-in", &[town.clone(), minutes])),
                    link("mail-sign-in-link", url),
                    text("mail-sign-in-not-you"),
                ];
                (t.with("mail-sign-in-subject", std::slice::from_ref(&town)), parts)
            }
            About::Lost(numbers) => {
                let mut parts = vec![text("mail-lost")];
                for number in numbers {
                    let state = self.store.dossier(*number)?.ok_or(OfficeError::NoDossier)?;
                    let procedure = self.version_of(&state).map(|i| title(&i, t));
                    let words = format!("{number} – {}", procedure.unwrap_or_default());
                    parts.push(Part::Link(words, self.link(*number, &state)));
                }
                parts.push(text("mail-lost-other"));
                (t.with("mail-lost-subject", &[town]), parts)
            }
            About::Erased(number) => {
                let values = [("number", number.to_string().into())];
                let parts = vec![Part::Text(t.with("mail-erased", &values))];
                (t.with("mail-erased-subject", &values), parts)
            }
            About::Transmission { number, .. } => {
                let tracked = self.dossier(*number)?;
                service = tracked.installed.service.clone();
                let about = [
                    ("number", number.to_string().into()),
                    ("procedure", title(&tracked.installed, t).into()),
                    ("office", letter.to.clone().into()),
                ];
                let parts = vec![
                    Part::Text(t.with("mail-transmission", &about)),
                    Part::Link(
                        t.text("mail-transmission-check").into_owned(),
                        check.unwrap_or_default().to_owned(),
                    ),
                ];
                (t.with("mail-transmission-subject", &about), parts)
            }
            About::Event { .. } => return Err(OfficeError::NoPage),
        };
        parts.splice(0..0, self.salutation(letter, t)?);
        Ok((Worded { texts: t, subject, parts }, service))
    }

    /// The applicant by family name, as an administration addresses people who do not ask for
    /// anything else (CRPA L111-3), where the procedure says which answer it is.
    fn salutation(&self, letter: &Letter, t: &Texts) -> Result<Option<Part>, OfficeError> {
        let (About::Receipt { number, .. }
        | About::Effect { number, .. }
        | About::Decision { number, .. }
        | About::Exchange { number, .. }) = letter.about
        else {
            return Ok(None);
        };
        let state = self.store.dossier(number)?.ok_or(OfficeError::NoDossier)?;
        let installed = self.version_of(&state)?;
        let path = installed.manifest().applicant.family_name.as_ref();
        let answer = state.dossier.answers.iter().find(|answer| Some(&answer.path) == path);
        let name = answer.map(|answer| t.value(&answer.value, None));
        Ok(name.map(|name| Part::Text(t.with("mail-dear", &[("name", name.into())]))))
    }

    /// That a decision waits: what it says is read on the page, where its first consultation is
    /// recorded (CRPA R112-17).
    fn notice_letter(
        &self,
        happened: &Entry,
        service: &Service,
        about: &[(&str, FluentValue<'_>)],
        t: &Texts,
    ) -> (String, Vec<Part>) {
        let day = t.date(self.clock.moment(happened.at).date);
        let values = [("day", day.into()), ("service", service.name.clone().into())];
        let words = t.with("mail-notice", &values);
        (t.with("mail-notice-subject", about), vec![Part::Text(words)])
    }

    fn told(
        &self,
        number: DossierNumber,
        entry: u32,
    ) -> Result<(State, std::sync::Arc<Installed>, Entry), OfficeError> {
        let state = self.store.dossier(number)?.ok_or(OfficeError::NoDossier)?;
        let installed = self.version_of(&state)?;
        let mut entries = self.store.entries(number)?.into_iter().map(|chained| chained.entry);
        let entry = entries.find(|e| e.index == entry).ok_or(OfficeError::NoDossier)?;
        Ok((state, installed, entry))
    }

    /// What opens a dossier to its applicant.
    fn link(&self, number: DossierNumber, state: &State) -> String {
        let key = self.secret.access_key(number, &state.salt);
        format!("{}/dossiers/{number}?key={key}", self.url())
    }
}

fn title(installed: &Installed, t: &Texts) -> String {
    let title = &installed.manifest().title;
    title.get(t.lang()).or_else(|| title.get("fr")).cloned().unwrap_or_default()
}

fn said(text: &[crate::contract::Translation], t: &Texts) -> String {
    text_in(text, t.lang()).to_owned()
}

fn retry(posted: &Posted, now: i64, why: String) -> Carried {
    match RETRIES.get(posted.attempts as usize) {
        Some(wait) => Carried::Later { due: now + wait, why },
        None => Carried::Failed { why },
    }
}

fn name(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Accepted => "sent",
        Outcome::Later(_) => "later",
        Outcome::Never(_) => "refused",
        Outcome::Unknown => "unknown",
    }
}
