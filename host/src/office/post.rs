//! Paper by post: what people without e-mail are told, and decisions that the law wants to reach
//! them by registered letter, printed by an agent who records when it was posted.

use std::collections::BTreeSet;
use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;

use super::exchanges::consented;
use super::papers::recipient;
use super::{Installed, Office, OfficeError, Tracked};
use crate::contract::{Answer, Date, Moment, Value, Verdict};
use crate::dossier::{Actor, DossierNumber, Entry, Exchange, PaperOf, Passed, Posting, Seen};
use crate::limits::post::{LISTED, REGISTERED_CHARS};
use crate::staff::{Agent, What};
use crate::texts::Texts;

/// A document that waits to be printed and posted.
pub struct Waiting {
    /// Of which dossier.
    pub number: DossierNumber,
    /// Which.
    pub of: PaperOf,
    /// What it is called.
    pub title: String,
    /// The procedure.
    pub procedure: String,
    /// To whom, a line each.
    pub recipient: Vec<String>,
    /// Since when, on the town's clock.
    pub since: Moment,
    /// Whether it is a decision that goes by registered letter.
    pub registered: bool,
}

/// A document that was posted, as an agent says.
pub struct Printed {
    /// Of which dossier.
    pub number: DossierNumber,
    /// Which.
    pub of: PaperOf,
    /// Number of the registered letter, where it was one.
    pub registered: Option<String>,
}

/// Printed letters as one file.
pub struct Letters(pub Vec<u8>);

/// A decision that was notified by post (CRPA L221-8; CJA R421-1, R421-5).
pub struct PostedDecision {
    /// How it was posted.
    pub posting: Posting,
    /// The last day to appeal, counted from the posting: from when it reached the addressee on, it
    /// may be later and never is earlier.
    pub appeal_until: Option<Date>,
}

impl Tracked {
    /// How the last decision that went by post was notified.
    pub fn posted_decision(&self) -> Option<PostedDecision> {
        let mut postings =
            self.exchanges.iter().rev().filter_map(|said| match &said.exchange.what {
                Passed::Posted(posting) => Some(posting),
                _ => None,
            });
        let entry = |entry: u32| self.timeline.iter().find(|h| h.entry.index == entry);
        let of_decision = |posting: &&Posting| {
            posting.of.entry().and_then(entry).is_some_and(|happened| happened.entry.decides())
        };
        let posting = postings.find(of_decision)?.clone();
        let within = self.installed.manifest().legal.appeal.iter().map(|a| a.within).next();
        let holidays = self.state.course.as_ref().map(|course| &course.terms.holidays);
        let appeal_until =
            holidays.zip(within).and_then(|(h, w)| h.last_day_to_appeal(posting.on, w));
        Some(PostedDecision { posting, appeal_until })
    }
}

/// Whether the applicant is told by post: no e-mail is known, and where they live is.
fn by_post(installed: &Installed, answers: &[Answer]) -> bool {
    let applicant = &installed.manifest().applicant;
    let answer = |path: &Option<String>| {
        path.as_ref().and_then(|path| answers.iter().find(|answer| answer.path == *path))
    };
    let lives =
        matches!(answer(&applicant.postal_address), Some(Answer { value: Value::Address(_), .. }));
    lives && answer(&applicant.email).is_none()
}

/// Whether where the applicant lives is known.
fn has_address(installed: &Installed, answers: &[Answer]) -> bool {
    let path = installed.manifest().applicant.postal_address.as_ref();
    path.is_some_and(|path| answers.iter().any(|answer| answer.path == *path))
}

/// Whether an entry decides against the applicant, who is notified by registered letter then
/// unless they agreed to be notified electronically (CRPA L112-15).
fn against(entry: &Entry) -> bool {
    let verdict = entry.decision.verdict;
    entry.decides() && matches!(verdict, Some(Verdict::Refused | Verdict::PartlyGranted))
}

/// What the applicant is told by post of an exchange that is about to be stored.
pub(super) fn prints_of_exchange(
    installed: &Installed,
    answers: &[Answer],
    exchange: &Exchange,
) -> Vec<PaperOf> {
    PaperOf::of_exchange(exchange).filter(|_| by_post(installed, answers)).into_iter().collect()
}

impl Office {
    /// What the applicant is told by post of an entry that is about to be stored.
    pub(super) fn prints_of(
        &self,
        installed: &Installed,
        entry: &Entry,
    ) -> Result<Vec<PaperOf>, OfficeError> {
        let answers = &entry.dossier.answers;
        if !has_address(installed, answers) {
            return Ok(vec![]);
        }
        if by_post(installed, answers) {
            return Ok(PaperOf::of_entry(entry));
        }
        let registered =
            against(entry) && !consented(self.store.exchanges(entry.number)?.iter(), i64::MAX);
        Ok(registered.then_some(PaperOf::Decision(entry.index)).into_iter().collect())
    }

    /// What waits to be printed and is this agent's to post, the oldest first. It says who applied
    /// and where they live, which whoever posts a letter has to read: so what of it is sensitive is
    /// noted as read before it is shown.
    pub async fn print_queue(&self, agent: &Agent, t: &Texts) -> Result<Vec<Waiting>, OfficeError> {
        let mut prints = self.store.prints()?;
        prints.retain(|(number, ..)| self.let_at(agent, What::Act, *number).is_ok());
        prints.sort_by_key(|(number, of, since)| (*since, *number, *of));
        prints.truncate(LISTED);
        let numbers: BTreeSet<DossierNumber> = prints.iter().map(|(number, ..)| *number).collect();
        let noted = numbers.iter().map(|number| self.note_reading(agent, *number, Seen::Listed));
        futures_util::future::try_join_all(noted).await?;
        let waiting = |(number, of, since): (DossierNumber, PaperOf, i64)| {
            let tracked = self.dossier(number)?;
            let title = self.papers(&tracked, None, t).into_iter().find(|paper| paper.of == of);
            let manifest = tracked.installed.manifest();
            let procedure = manifest.title.get(t.lang()).or_else(|| manifest.title.get("fr"));
            let entry = of.entry().and_then(|entry| {
                tracked.timeline.iter().find(|happened| happened.entry.index == entry)
            });
            Ok(Waiting {
                number,
                of,
                title: title.map_or_else(|| of.to_string(), |paper| paper.title),
                procedure: procedure.cloned().unwrap_or_default(),
                recipient: recipient(&tracked),
                since: self.clock.moment(since),
                registered: matches!(of, PaperOf::Decision(_))
                    && entry.is_some_and(|happened| against(&happened.entry)),
            })
        };
        prints.into_iter().map(waiting).collect()
    }

    /// Documents of several dossiers in one ZIP archive, to be printed together: the bytes whose
    /// digests are recorded.
    pub async fn print(&self, agent: &Agent, chosen: &[Printed]) -> Result<Letters, OfficeError> {
        let unwritten = |error: zip::result::ZipError| OfficeError::Sandbox(error.to_string());
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default();
        for printed in chosen.iter().take(LISTED) {
            self.let_at(agent, What::Act, printed.number)?;
            let seen = Seen::Other(format!("papers/{}", printed.of));
            self.note_reading(agent, printed.number, seen).await?;
            let tracked = self.dossier(printed.number)?;
            let (paper, bytes) = self.paper(&tracked, printed.of).await?;
            archive.start_file(paper.file.name, options).map_err(unwritten)?;
            archive.write_all(&bytes).map_err(|e| OfficeError::Sandbox(e.to_string()))?;
        }
        Ok(Letters(archive.finish().map_err(unwritten)?.into_inner()))
    }

    /// An agent records that a document was posted on a day. When it returns, that is durable.
    pub async fn posted_on(
        &self,
        agent: &Agent,
        printed: &Printed,
        on: Date,
        t: &Texts,
    ) -> Result<(), OfficeError> {
        let Printed { number, of, registered } = printed;
        self.let_at(agent, What::Act, *number)?;
        let tracked = self.dossier(*number)?;
        // What is posted is what is on record.
        let (paper, _) = self.paper(&tracked, *of).await?;
        let registered = registered.as_deref().map(str::trim).filter(|text| !text.is_empty());
        if registered.is_some_and(|text| text.chars().count() > REGISTERED_CHARS) {
            let values = [("count", REGISTERED_CHARS.into())];
            return Err(OfficeError::Invalid(t.with("message-long", &values)));
        }
        if on > self.now().today() || on < paper.dated {
            let values = [("day", t.date(paper.dated).into())];
            return Err(OfficeError::Invalid(t.with("post-day-wrong", &values)));
        }
        let (of, digest, registered) = (*of, paper.digest, registered.map(str::to_owned));
        self.pass(*number, Actor::Agent(agent.name.clone()), |tracked, _| {
            let said = tracked.exchanges.iter().map(|said| &said.exchange.what);
            let mut postings = said.filter_map(|what| match what {
                Passed::Posted(posting) => Some(posting.of),
                _ => None,
            });
            if postings.any(|posted| posted == of) {
                return Err(OfficeError::Changed);
            }
            Ok(Passed::Posted(Posting { of, digest, on, registered: registered.clone() }))
        })
        .await
    }
}
