//! The queue: what agents ask of it, and what each entry says for it.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{Installed, Office, OfficeError};
use crate::addresses::folded_words as words;
use crate::contract::{Answer, Date, Phase, Value};
use crate::dossier::{
    DossierNumber, Entry, Marks, Order, Row, Seen, State, Wanted, Whose, days_after,
};
use crate::limits::queue::{QUERY_CHARS, WORDS};
use crate::staff::{Agent, What, stand_in};

/// What an agent asks of the queue, as it stands in a form or an address. What is empty asks for
/// nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// The id of a procedure.
    pub procedure: String,
    /// A phase, as the contract writes it.
    pub phase: String,
    /// `late`, or within how many days.
    pub due: String,
    /// `mine`, `nobody`, or the name that somebody signs in with.
    pub whose: String,
    /// Whether only what waits for a signature is wanted.
    pub sign: String,
    /// A tag.
    pub tag: String,
    /// The least score.
    pub score: String,
    /// Words, or a number.
    pub text: String,
    /// `received` or `score`; else by the day on which it is due.
    pub order: String,
    /// Whether closed ones are wanted too.
    pub all: String,
}

impl Filter {
    fn parts(&self) -> [(&'static str, &str); 10] {
        [
            ("procedure", &self.procedure),
            ("phase", &self.phase),
            ("due", &self.due),
            ("whose", &self.whose),
            ("sign", &self.sign),
            ("tag", &self.tag),
            ("score", &self.score),
            ("text", &self.text),
            ("order", &self.order),
            ("all", &self.all),
        ]
    }

    /// As it stands in an address, after `?` or `&`.
    pub fn query(&self) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in self.parts().into_iter().filter(|(_, value)| !value.trim().is_empty())
        {
            query.append_pair(name, value.trim());
        }
        query.finish()
    }
}

/// A page of the queue.
pub struct QueuePage {
    /// The dossiers, with their lines.
    pub dossiers: Vec<(Arc<Row>, State)>,
    /// Whether more follow.
    pub more: bool,
}

impl Office {
    /// What a filter means for an agent.
    pub fn wanted(&self, agent: &Agent, filter: &Filter) -> Result<Wanted, OfficeError> {
        let wrong = |name: &str, value: &str| {
            OfficeError::Invalid(format!("{name} = \"{value}\" is nothing to look for"))
        };
        if let Some((name, _)) =
            filter.parts().into_iter().find(|(_, value)| value.chars().count() > QUERY_CHARS)
        {
            return Err(OfficeError::Invalid(format!(
                "{name} has more than {QUERY_CHARS} characters"
            )));
        }
        let today = self.now().today();
        let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let may = |i: &&Arc<Installed>| self.may(agent, What::Read, Some(&i.manifest().id));
        let chosen = given(&filter.procedure);
        let catalogue = self.catalogue();
        let ids = catalogue.all().filter(may).map(|i| i.manifest().id.clone());
        let procedures = ids.filter(|id| chosen.as_ref().is_none_or(|chosen| **id == **chosen));
        let phase = given(&filter.phase).map(|text| {
            serde_json::from_value(text.clone().into()).map_err(|_| wrong("phase", &text))
        });
        let due = match filter.due.trim() {
            "" => None,
            "late" => Some(days_after(today, -1)),
            days => {
                Some(days_after(today, days.parse::<u16>().map_err(|_| wrong("due", days))?.into()))
            }
        };
        let whose = match filter.whose.trim() {
            "" => None,
            "nobody" => Some(Whose::Nobodys),
            "mine" => Some(Whose::Theirs(self.work_of(agent, today)?)),
            name => Some(Whose::Theirs([name.to_owned()].into())),
        };
        let score = given(&filter.score);
        let score =
            score.map(|text| text.parse().map_err(|_| wrong("score", &text))).transpose()?;
        let text = given(&filter.text).map(|text| {
            let tokens = words(&text).iter().map(|word| self.secret.word(word)).collect();
            (tokens, text.parse().ok())
        });
        Ok(Wanted {
            procedures: procedures.collect(),
            phase: phase.transpose()?,
            closed: !filter.all.trim().is_empty(),
            due,
            whose,
            to_sign: !filter.sign.trim().is_empty(),
            tag: given(&filter.tag),
            score,
            text,
            after: None,
            order: match filter.order.trim() {
                "received" => Order::Received,
                "score" => Order::Score,
                _ => Order::Due,
            },
        })
    }

    /// Whose work an agent does: their own, and that of those who are away and have them stand in.
    fn work_of(&self, agent: &Agent, today: Date) -> Result<BTreeSet<String>, OfficeError> {
        let all = self.store.agents()?;
        let theirs = all.iter().filter(|other| stand_in(&all, &other.name, today) == agent.name);
        Ok(theirs.map(|other| other.name.clone()).chain([agent.name.clone()]).collect())
    }

    /// A page of the queue. What is found of sensitive dossiers by their words is noted as read
    /// before it is shown.
    pub async fn queue(
        &self,
        agent: &Agent,
        wanted: &Wanted,
        skip: usize,
        take: usize,
    ) -> Result<QueuePage, OfficeError> {
        let mut rows = self.store.rows(wanted, skip, take + 1);
        let more = rows.len() > take;
        rows.truncate(take);
        let mut dossiers = Vec::with_capacity(rows.len());
        for row in rows {
            let state = self.store.dossier(row.number)?.ok_or(OfficeError::NoDossier)?;
            dossiers.push((row, state));
        }
        if wanted.text.is_some() {
            let noted =
                dossiers.iter().map(|(row, _)| self.note_reading(agent, row.number, Seen::Listed));
            futures_util::future::try_join_all(noted).await?;
        }
        Ok(QueuePage { dossiers, more })
    }

    /// How many wanted dossiers came in after a time, in milliseconds since 1970; at most `most`.
    pub fn news(&self, wanted: &Wanted, after: i64, most: usize) -> usize {
        let wanted = Wanted { after: Some(after), order: Order::Received, ..wanted.clone() };
        self.store.rows(&wanted, 0, most).len()
    }

    /// What stands before and after a dossier among those wanted.
    pub fn around(
        &self,
        wanted: &Wanted,
        number: DossierNumber,
    ) -> (Option<DossierNumber>, Option<DossierNumber>) {
        self.store.around(wanted, number)
    }

    /// The line of a dossier.
    pub fn line(&self, number: DossierNumber) -> Option<Arc<Row>> {
        self.store.row(number)
    }

    /// Dossiers that have something of their person in common with this one and that the agent may
    /// see, the last received first, with whether they seem to be the same thing twice: of the
    /// same procedure, and both not closed.
    pub fn neighbours(
        &self,
        agent: &Agent,
        number: DossierNumber,
    ) -> Result<Vec<(Arc<Row>, bool)>, OfficeError> {
        let state = self.store.dossier(number)?.ok_or(OfficeError::NoDossier)?;
        let installed = self.version_of(&state)?;
        let answers = &state.dossier.answers;
        let mut tokens = self.alike(&installed, answers);
        tokens.extend(self.mailbox_of(&installed, answers));
        tokens.extend(state.person.as_ref().map(|person| person.id));
        let mut numbers = BTreeSet::new();
        for token in &tokens {
            numbers.extend(self.store.mailbox(token)?);
        }
        numbers.remove(&number);
        let row = |number| self.store.row(number);
        let mut rows: Vec<Arc<Row>> = numbers.into_iter().filter_map(row).collect();
        rows.retain(|row| self.may(agent, What::Read, Some(&row.procedure)));
        rows.sort_by_key(|row| std::cmp::Reverse(row.received_at));
        rows.truncate(crate::limits::queue::NEIGHBOURS);
        let open = !matches!(state.dossier.phase, Phase::Closed | Phase::Withdrawn);
        let twice = |row: &Row| open && !row.closed() && row.procedure == state.procedure;
        Ok(rows.into_iter().map(|row| (row.clone(), twice(&row))).collect())
    }

    /// What an entry says for the lists of the desk.
    pub(super) fn marks(&self, installed: &Installed, entry: &Entry) -> Marks {
        let manifest = installed.manifest();
        let answers = &entry.dossier.answers;
        let told = manifest.columns.iter().filter_map(|column| find(answers, &column.path));
        let words = told.flat_map(said).flat_map(|text| words(&text));
        let words = words.map(|word| self.secret.word(&word)).take(WORDS).collect();
        Marks { words, alike: self.alike(installed, answers) }
    }

    /// Tokens that other dossiers of the same person have too: of the first given name, the family
    /// name and the birth date, or of the number of a company.
    fn alike(&self, installed: &Installed, answers: &[Answer]) -> Vec<crate::digest::Digest> {
        let applicant = &installed.manifest().applicant;
        let text = |path: &Option<String>| match find(answers, path.as_ref()?)? {
            Value::Text(text) => Some(words(text)),
            Value::Date(date) => Some(vec![date.to_string()]),
            _ => None,
        };
        let person = || {
            let family = text(&applicant.family_name)?.join(" ");
            let given = text(&applicant.given_names)?.join(" ");
            let born = text(&applicant.birth_date)?.first()?.clone();
            self.person_token(&family, &given, &born)
        };
        let company = || Some(self.secret.alike("company", &text(&applicant.siret)?.concat()));
        person().into_iter().chain(company()).collect()
    }
    /// What dossiers of somebody with this family name, first given name and birth date have in
    /// common.
    pub(super) fn person_token(
        &self,
        family: &str,
        given: &str,
        born: &str,
    ) -> Option<crate::digest::Digest> {
        let (family, given) = (words(family).join(" "), words(given).into_iter().next()?);
        Some(self.secret.alike(&format!("{family}|{given}"), born))
    }
}

fn find<'a>(answers: &'a [Answer], path: &str) -> Option<&'a Value> {
    answers.iter().find(|answer| answer.path == path).map(|answer| &answer.value)
}

/// What of a value people look for.
fn said(value: &Value) -> Vec<String> {
    match value {
        Value::Text(text) | Value::Decimal(text) => vec![text.clone()],
        Value::Integer(number) => vec![number.to_string()],
        Value::Date(date) => vec![date.to_string()],
        Value::Choices(keys) => keys.clone(),
        Value::Address(address) => {
            let mut lines = address.lines.clone();
            lines.extend([address.postcode.clone(), address.city.clone()]);
            lines
        }
        _ => vec![],
    }
}

#[cfg(test)]
mod tests {
    use super::Filter;

    #[test]
    fn a_filter_stands_in_an_address() {
        let filter = Filter { tag: "à voir".into(), whose: "mine".into(), ..Filter::default() };
        assert_eq!(filter.query(), "whose=mine&tag=%C3%A0+voir");
        let back: std::collections::BTreeMap<String, String> =
            url::form_urlencoded::parse(filter.query().as_bytes()).into_owned().collect();
        assert_eq!(back["tag"], "à voir");
        assert_eq!(Filter::default().query(), "");
    }
}
