//! Sources at the office: whether one may be asked for somebody, what is recorded of it, and what
//! a form finds of the answers. Without the person's word nobody is asked.

use serde::{Deserialize, Serialize};

use super::{Installed, Office, OfficeError};
use crate::config::Source;
use crate::contract::{Answer, Assurance, Field, Path, SourceQuery, Text, Value, View};
use crate::digest::Digest;
use crate::dossier::{Consulted, DossierNumber, Outcome, Person, Unanswered};
use crate::form::{Form, query_of};
use crate::limits::sources::{ASKS, TICKET, TICKET_BYTES};
use crate::plugin::{Manifest, SourceAsked, text};
use crate::sources::Params;
use crate::store::Record;
use crate::texts::Texts;

/// Name of the button that has the source of the field that is its value asked.
pub const ASK: &str = "_ask";
/// Name of the button that says no to it, or takes a consent back.
pub const DECLINE: &str = "_decline";

/// What somebody says to having a source asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// That it be asked, or not.
    Consent(bool),
    /// The answer that was given out before, as it was given.
    Ticket(String),
}

/// What somebody says, by the path of the field.
pub type Wishes = std::collections::BTreeMap<Path, Wish>;

/// On whose behalf something is asked.
#[derive(Clone, Copy)]
pub(super) struct Asking<'a> {
    pub(super) installed: &'a Installed,
    /// What tells their questions from other people's.
    pub(super) who: &'a [u8],
    pub(super) person: Option<&'a Person>,
    pub(super) lang: &'a str,
}

/// An answer as the API gives it out: with a proof that this town gave it.
#[derive(Serialize, Deserialize)]
struct Ticket {
    procedure: String,
    consulted: Consulted,
    proof: Digest,
}

/// A question as a page shows it.
pub struct Question {
    /// The service, as people know it.
    pub provider: String,
    /// What it is asked for.
    pub purpose: Text,
    /// What it is told, by the names of it.
    pub told: Vec<String>,
    /// When it was asked, in seconds since 1970, and what came of it.
    pub asked: Option<(i64, Outcome)>,
    /// What it answered.
    pub answers: Vec<Answer>,
}

impl Office {
    /// The source of a question, and what the manifest says of it. An error where nobody can be
    /// asked, whatever the person says.
    fn source(
        &self,
        installed: &Installed,
        query: &SourceQuery,
    ) -> (Option<&Source>, Option<SourceAsked>) {
        let asked = installed.manifest().sources.iter().find(|s| s.name == query.source).cloned();
        let granted = installed.procedure.grants().allows_source(&query.source);
        let source = asked.as_ref().filter(|_| granted);
        let source = source.and_then(|asked| self.sources.of(&query.source, asked.kind));
        (source, asked)
    }

    /// What a service is known by to people.
    fn service_name(source: Option<&Source>, asked: Option<&SourceAsked>, t: &Texts) -> String {
        let title = source.and_then(|source| source.title.clone());
        let kind =
            || asked.map(|asked| t.text(&format!("source-kind-{}", asked.kind)).into_owned());
        title.or_else(kind).unwrap_or_default()
    }

    /// A question as a token that only this town can make.
    fn token(&self, who: &[u8], query: &SourceQuery) -> Digest {
        let asked = serde_json::to_vec(&query.params).unwrap_or_default();
        self.secret.question(who, &query.source, &asked)
    }

    /// The same for everybody: by which an answer is known to stand for a question.
    fn meaning(&self, query: &SourceQuery) -> Digest {
        self.token(b"", query)
    }

    /// The last thing that came of this question.
    fn last<'c>(
        &self,
        consulted: &'c [Consulted],
        path: &str,
        query: &SourceQuery,
    ) -> Option<&'c Consulted> {
        let meaning = self.meaning(query);
        let of_field = |c: &&Consulted| c.path == path && c.source == query.source;
        let stands = |c: &&Consulted| c.stands_for(path, &query.source, &meaning);
        let mut latest_first = consulted.iter().rev().filter(of_field);
        let latest = latest_first.next()?;
        if stands(&latest) {
            return Some(latest);
        }
        // What is asked now may have been answered before what was asked last; a refusal in
        // between ends that.
        let refused = Outcome::Not(Unanswered::Refused);
        latest_first.take_while(|c| c.outcome != refused).find(stands)
    }

    /// What a form finds of what was asked. Where nobody can be asked, that is said at once:
    /// there is nothing to consent to.
    pub(super) fn found<'a>(
        &'a self,
        installed: &'a Installed,
        consulted: &'a [Consulted],
    ) -> impl Fn(&str, &SourceQuery) -> Option<Vec<Answer>> + Sync + 'a {
        move |path, query| {
            if self.source(installed, query).0.is_none() {
                return Some(vec![Unanswered::NotConfigured.answer(path)]);
            }
            let last = self.last(consulted, path, query)?;
            Some(last.given(self.moment(last.at).date))
        }
    }

    /// A form asks only sources that its manifest names.
    pub(super) fn check_sources(manifest: &Manifest, view: &View) -> Result<(), String> {
        let fields = view.pages.iter().flat_map(crate::form::fields_of).filter_map(query_of);
        for query in fields {
            if !manifest.sources.iter().any(|s| s.name == query.source) {
                return Err(format!(
                    "it asks the source \"{}\", which plugin.toml does not name: add [[sourced]]",
                    query.source
                ));
            }
        }
        Ok(())
    }

    /// Has a source asked for somebody who agreed to it, or notes that they did not.
    pub(super) async fn consult(
        &self,
        asking: Asking<'_>,
        field: &Field,
        agreed: bool,
        before: &[Consulted],
    ) -> Option<Consulted> {
        let query = query_of(field)?;
        let (source, asked) = self.source(asking.installed, query);
        let t = Texts::for_lang(asking.lang);
        let mut consulted = Consulted {
            path: field.path.clone(),
            source: query.source.clone(),
            provider: Self::service_name(source, asked.as_ref(), t),
            purpose: asked.as_ref().map(|asked| text(&asked.why)).unwrap_or_default(),
            at: self.now().seconds(),
            query: self.meaning(query),
            sent: vec![],
            outcome: Outcome::Not(Unanswered::Refused),
            answers: vec![],
            again: false,
        };
        if !agreed {
            return Some(consulted);
        }
        let not = |why| Outcome::Not(why);
        let Some(source) = source else {
            consulted.outcome = not(Unanswered::NotConfigured);
            return Some(consulted);
        };
        if let Some(why) = refused(source, asking.person, query) {
            consulted.outcome = not(why);
            return Some(consulted);
        }
        if before.len() >= ASKS {
            consulted.outcome = not(Unanswered::Budget);
            return Some(consulted);
        }
        // Registers of companies and places say the same to everybody.
        let who = if source.kind.knows_people() { asking.who } else { b"" };
        match self.sources.ask(source, &query.params, self.token(who, query)).await {
            Ok(answered) => {
                consulted.outcome = Outcome::Answered;
                consulted.again = answered.again;
                let answer =
                    |(name, value)| Answer { path: format!("{}.{name}", field.path), value };
                consulted.answers = answered.values.into_iter().map(answer).collect();
            }
            Err(why) => consulted.outcome = not(why),
        }
        let told =
            !matches!(consulted.outcome, Outcome::Not(Unanswered::Incomplete | Unanswered::Budget));
        if told {
            consulted.sent = query.params.iter().map(|param| param.path.clone()).collect();
        }
        Some(consulted)
    }

    /// Does what somebody says about the sources of a form, as far as it was not done: the answers
    /// that they bring back are taken, and sources are asked. Gives whether anything is new.
    pub(super) async fn follow_wishes(
        &self,
        asking: Asking<'_>,
        form: &Form,
        wishes: &Wishes,
        consulted: &mut Vec<Consulted>,
        may_ask: bool,
    ) -> Result<bool, OfficeError> {
        let mut fresh = false;
        for (field, query) in form.sourced() {
            let known = self.last(consulted, &field.path, query).is_some();
            let told = consulted.iter().any(|c| c.path == field.path);
            let new = match wishes.get(&field.path) {
                Some(Wish::Ticket(ticket)) if !told => {
                    Some(self.redeemed(asking, &field.path, ticket)?)
                }
                Some(Wish::Consent(false)) if !known => {
                    self.consult(asking, field, false, consulted).await
                }
                Some(Wish::Consent(true)) if !known && may_ask => {
                    self.consult(asking, field, true, consulted).await
                }
                _ => None,
            };
            if let Some(new) = new {
                consulted.push(new);
                fresh = true;
            }
        }
        Ok(fresh)
    }

    /// An answer to be sent back with a form.
    pub(super) fn ticket(&self, asking: Asking<'_>, consulted: &Consulted) -> String {
        let ticket = Ticket {
            procedure: asking.installed.manifest().id.to_string(),
            consulted: consulted.clone(),
            proof: self.proof(asking, consulted),
        };
        hex::encode(serde_json::to_vec(&ticket).unwrap_or_default())
    }

    fn proof(&self, asking: Asking<'_>, consulted: &Consulted) -> Digest {
        let id = asking.installed.manifest().id.to_string();
        let holder = asking.person.map(|person| person.id);
        let answer = serde_json::to_vec(&(id, holder, consulted)).unwrap_or_default();
        self.secret.ticket(&answer)
    }

    fn redeemed(
        &self,
        asking: Asking<'_>,
        path: &str,
        text: &str,
    ) -> Result<Consulted, OfficeError> {
        let wrong = |key: &str| {
            let message = Texts::for_lang(asking.lang).text(key).into_owned();
            let path = Some(path.to_owned());
            OfficeError::Problems(vec![crate::contract::Problem { path, message }])
        };
        let bytes = Some(text).filter(|text| text.len() <= TICKET_BYTES * 2);
        let bytes = bytes.and_then(|text| hex::decode(text).ok());
        let ticket = bytes.and_then(|bytes| serde_json::from_slice::<Ticket>(&bytes).ok());
        let ticket = ticket.ok_or_else(|| wrong("json-ticket"))?;
        let consulted = ticket.consulted;
        if ticket.proof != self.proof(asking, &consulted) || consulted.path != path {
            return Err(wrong("json-ticket"));
        }
        if self.now().seconds() - consulted.at > TICKET.as_secs() as i64 {
            return Err(wrong("json-ticket-old"));
        }
        Ok(consulted)
    }

    /// The question of a field, as a page shows it. Nothing where it asks no source.
    pub fn question(
        &self,
        installed: &Installed,
        consulted: &[Consulted],
        field: &Field,
        t: &Texts,
    ) -> Option<Question> {
        let query = query_of(field)?;
        let (source, asked) = self.source(installed, query);
        let last = self.last(consulted, &field.path, query);
        let nobody = Outcome::Not(Unanswered::NotConfigured);
        Some(Question {
            provider: Self::service_name(source, asked.as_ref(), t),
            purpose: asked.map(|asked| text(&asked.why)).unwrap_or_default(),
            told: query.params.iter().map(|param| param.path.clone()).collect(),
            asked: match source {
                None => Some((0, nobody)),
                Some(_) => last.map(|last| (last.at, last.outcome)),
            },
            answers: last.map(|last| last.answers.clone()).unwrap_or_default(),
        })
    }

    /// What was asked for a dossier, the last first.
    pub fn consulted(&self, number: DossierNumber) -> Result<Vec<Consulted>, OfficeError> {
        let mut consulted = self.store.consulted(number)?;
        consulted.reverse();
        Ok(consulted)
    }

    /// Lets go of what was asked more than 36 months ago (CRPA R114-9-7).
    pub async fn tend_consulted(&self) -> Result<(), OfficeError> {
        let before = self.clock.months_ago(crate::limits::sources::KEPT_MONTHS);
        for number in self.store.consulted_before(before)? {
            self.store.commit(Record::ConsultedDropped(number, before)).await?;
        }
        Ok(())
    }
}

/// Why this person may not have this asked, if they may not: some sources speak only of who
/// signed in.
fn refused(source: &Source, person: Option<&Person>, query: &SourceQuery) -> Option<Unanswered> {
    if !source.signed_in {
        return None;
    }
    let vouched = person.filter(|person| person.assurance >= Assurance::Low);
    let Some(identity) = vouched.and_then(|person| person.identity.as_ref()) else {
        return Some(Unanswered::NotSignedIn);
    };
    let params = Params(&query.params);
    let same = |name: &str, vouched: &str| {
        params.text(name).is_some_and(|told| folded(told) == folded(vouched))
    };
    let born = match (params.value("birth-date"), identity.birth_date) {
        (Some(Value::Date(told)), Some(vouched)) => *told == vouched,
        _ => false,
    };
    let named =
        same("family-name", &identity.family_name) && same("given-names", &identity.given_names);
    (!named || !born).then_some(Unanswered::Mismatch)
}

/// A name without what people write differently.
fn folded(name: &str) -> String {
    let words = name.split(|c: char| c.is_whitespace() || c == ',' || c == '-');
    let words: Vec<String> = words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::contract::Identity;
    use crate::plugin::SourceKind;

    fn source(signed_in: bool) -> Source {
        Source {
            name: "q".into(),
            kind: SourceKind::ApiParticulierQuotientFamilial,
            url: "https://service.example".parse().unwrap(),
            title: None,
            token: None,
            recipient: None,
            signed_in,
            key: None,
            per_second: 1,
            per_day: 1,
            cache: Duration::ZERO,
            timeout: Duration::from_secs(1),
        }
    }

    fn person(assurance: Assurance) -> Person {
        let identity = Identity {
            family_name: "Exemple-Modèle".into(),
            given_names: "Zoé Marie".into(),
            birth_date: "1982-12-27".parse().ok(),
            birth_place: None,
            email: None,
        };
        Person { id: Digest::ZERO, assurance, acr: None, identity: Some(identity), email: None }
    }

    fn query(family: &str, born: &str) -> SourceQuery {
        let text =
            |path: &str, text: &str| Answer { path: path.into(), value: Value::Text(text.into()) };
        let born = Answer { path: "birth-date".into(), value: Value::Date(born.parse().unwrap()) };
        let params = vec![born, text("family-name", family), text("given-names", "ZOÉ, MARIE")];
        SourceQuery { source: "q".into(), params }
    }

    #[test]
    fn of_other_people_nothing_is_asked() {
        let own = query("EXEMPLE MODÈLE", "1982-12-27");
        let low = person(Assurance::Low);
        assert_eq!(refused(&source(true), Some(&low), &own), None);
        assert_eq!(refused(&source(true), None, &own), Some(Unanswered::NotSignedIn));
        let mailbox = Person { identity: None, ..person(Assurance::None) };
        assert_eq!(refused(&source(true), Some(&mailbox), &own), Some(Unanswered::NotSignedIn));
        for other in [query("Voisin", "1982-12-27"), query("EXEMPLE MODÈLE", "1982-12-28")] {
            assert_eq!(refused(&source(true), Some(&low), &other), Some(Unanswered::Mismatch));
            assert_eq!(refused(&source(false), None, &other), None);
        }
    }
}
