//! What the host asks elsewhere for the person, with their consent: a family quotient,
//! a company, a row of another town's table.
//!
//! `plugin.toml` names each source, its kind and why it is asked (`[[sourced]]`). A field
//! of the form asks it; the person says yes or no; what came of it is an answer like
//! any other, and nobody but the host gives it. Where there is no answer, open a field
//! to fill in by hand; ask for no document where there is one (CRPA L113-12).

use std::fmt::Debug;

use crate::answers::Answers;
use crate::civil::Date;
use crate::contract::forms::{Field, Kind};
use crate::contract::types::{Address, Value};
use crate::money::Cents;
use crate::sheet::Sheet;
use crate::text::Text;
use crate::value::FieldValue;

/// What came of asking a source.
#[derive(Clone, Debug, PartialEq)]
pub enum Sourced<S> {
    /// The person did not say yet whether it may be asked.
    NotAsked,
    /// It answered.
    Answered {
        /// What.
        answer: S,
        /// The day on which it was asked.
        on: Option<Date>,
    },
    /// It did not, and this is why.
    Failed(Failure),
}

impl<S> Sourced<S> {
    /// The answer, if there is one.
    pub fn answer(&self) -> Option<&S> {
        match self {
            Sourced::Answered { answer, .. } => Some(answer),
            _ => None,
        }
    }

    /// Whether the person has to give it in another way: it was asked, or refused, and
    /// there is no answer.
    pub fn has_failed(&self) -> bool {
        matches!(self, Sourced::Failed(_))
    }
}

/// Why a source gave no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The person does not want it asked.
    Refused,
    /// The service knows nothing of it.
    NotFound,
    /// The service did not answer, or not as it should.
    Unavailable,
    /// As much was asked as may be asked at once.
    Budget,
    /// The town does not have or grant it.
    NotConfigured,
    /// What it was asked with differs from what it, or the person's identity, says.
    Mismatch,
    /// Parameters are missing or none that it takes.
    Incomplete,
    /// It is asked only of people whose identity is confirmed, about themselves.
    NotSignedIn,
    /// Another reason, or an answer without what should be in it.
    Other,
}

impl Failure {
    /// As `….failure` says it.
    pub fn key(self) -> &'static str {
        match self {
            Failure::Refused => "refused",
            Failure::NotFound => "not-found",
            Failure::Unavailable => "unavailable",
            Failure::Budget => "budget",
            Failure::NotConfigured => "not-configured",
            Failure::Mismatch => "mismatch",
            Failure::Incomplete => "incomplete",
            Failure::NotSignedIn => "not-signed-in",
            Failure::Other => "other",
        }
    }

    fn of_key(key: &str) -> Failure {
        const ALL: [Failure; 8] = [
            Failure::Refused,
            Failure::NotFound,
            Failure::Unavailable,
            Failure::Budget,
            Failure::NotConfigured,
            Failure::Mismatch,
            Failure::Incomplete,
            Failure::NotSignedIn,
        ];
        ALL.into_iter().find(|each| each.key() == key).unwrap_or(Failure::Other)
    }
}

/// What a kind of source answers.
pub trait Source: Sized + Clone + PartialEq + Debug {
    /// The kind, as `plugin.toml` writes it.
    const KIND: &'static str;
    /// The answer, from the answers below the field's path; nothing where what must be
    /// there is not.
    fn read(answers: &Answers) -> Option<Self>;
    /// The answers below the field's path, as the host gives them; for tests.
    fn write(&self) -> Answers;
}

/// Who a question to API Particulier is about.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// At birth.
    pub family_name: String,
    /// Separated by blanks.
    pub given_names: String,
    /// `F` or `M`, as in the civil status.
    pub sex: String,
    /// The day of birth.
    pub birth_date: Date,
    /// INSEE code of the commune or country; not asked of a pupil.
    pub birth_place: Option<String>,
}

impl From<Person> for Answers {
    fn from(person: Person) -> Answers {
        let params = Answers::new()
            .with("family-name", person.family_name)
            .with("given-names", person.given_names)
            .with("sex", person.sex)
            .with("birth-date", person.birth_date);
        match person.birth_place {
            Some(place) => params.with("birth-place", place),
            None => params,
        }
    }
}

/// Quotient familial of CAF or MSA. Asked with a [`Person`]; with `year` and `month`
/// besides for another month than the present one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FamilyQuotient {
    /// In euros.
    pub value: i64,
    /// `CNAF` or `MSA`.
    pub provider: String,
    /// The year for which it holds.
    pub year: i64,
    /// The month for which it holds, 1 to 12.
    pub month: i64,
}

impl Source for FamilyQuotient {
    const KIND: &'static str = "api-particulier-quotient-familial";
    fn read(answers: &Answers) -> Option<Self> {
        Some(FamilyQuotient {
            value: answers.get("value")?,
            provider: answers.get("provider")?,
            year: answers.get("year")?,
            month: answers.get("month")?,
        })
    }
    fn write(&self) -> Answers {
        Answers::new()
            .with("value", self.value)
            .with("provider", self.provider.clone())
            .with("year", self.year)
            .with("month", self.month)
    }
}

/// What the hourly fee of a nursery is computed from. Asked with a [`Person`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NurseryBasis {
    /// Children that the household keeps.
    pub children: i64,
    /// Those with the AEEH allowance.
    pub disabled_children: i64,
    /// Of the household.
    pub annual_resources: Cents,
    /// The year of these resources.
    pub resources_year: i64,
}

impl Source for NurseryBasis {
    const KIND: &'static str = "api-particulier-eaje";
    fn read(answers: &Answers) -> Option<Self> {
        Some(NurseryBasis {
            children: answers.get("children")?,
            disabled_children: answers.get("disabled-children")?,
            annual_resources: answers.get("annual-resources")?,
            resources_year: answers.get("resources-year")?,
        })
    }
    fn write(&self) -> Answers {
        Answers::new()
            .with("children", self.children)
            .with("disabled-children", self.disabled_children)
            .with("annual-resources", self.annual_resources)
            .with("resources-year", self.resources_year)
    }
}

/// Whether a pupil goes to school, and has a grant. Asked with a [`Person`], `school`
/// (UAI) and `school-year` (the year in which it begins).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schooling {
    /// Whether they go to that school.
    pub enrolled: bool,
    /// Whether they have a grant, where the town may know.
    pub scholarship: Option<bool>,
    /// Its level.
    pub scholarship_level: Option<i64>,
    /// Such as `2025-2026`.
    pub school_year: Option<String>,
}

impl Source for Schooling {
    const KIND: &'static str = "api-particulier-schooling";
    fn read(answers: &Answers) -> Option<Self> {
        Some(Schooling {
            enrolled: answers.get("enrolled")?,
            scholarship: answers.get("scholarship"),
            scholarship_level: answers.get("scholarship-level"),
            school_year: answers.get("school-year"),
        })
    }
    fn write(&self) -> Answers {
        let answers = Answers::new().with("enrolled", self.enrolled);
        let answers = with(answers, "scholarship", self.scholarship);
        let answers = with(answers, "scholarship-level", self.scholarship_level);
        with(answers, "school-year", self.school_year.clone())
    }
}

/// An establishment. Asked with `siret`.
#[derive(Clone, Debug, PartialEq)]
pub struct Company {
    /// The number that was asked for.
    pub siret: String,
    /// The company's name.
    pub name: String,
    /// Where the establishment is.
    pub address: Option<Address>,
    /// Whether it is open.
    pub active: bool,
    /// Code of its activity, `56.30Z`.
    pub activity: Option<String>,
}

impl Source for Company {
    const KIND: &'static str = "company";
    fn read(answers: &Answers) -> Option<Self> {
        Some(Company {
            siret: answers.get("siret")?,
            name: answers.get("name")?,
            address: answers.get("address"),
            active: answers.get("active")?,
            activity: answers.get("activity"),
        })
    }
    fn write(&self) -> Answers {
        let answers = Answers::new()
            .with("siret", self.siret.clone())
            .with("name", self.name.clone())
            .with("active", self.active);
        let answers = with(answers, "address", self.address.clone());
        with(answers, "activity", self.activity.clone())
    }
}

/// An address as the national base knows it. Asked with `query`, a text or an address.
#[derive(Clone, Debug, PartialEq)]
pub struct KnownAddress {
    /// With commune, identifier and position.
    pub address: Address,
    /// In one line.
    pub label: String,
}

impl Source for KnownAddress {
    const KIND: &'static str = "address";
    fn read(answers: &Answers) -> Option<Self> {
        Some(KnownAddress { address: answers.get("address")?, label: answers.get("label")? })
    }
    fn write(&self) -> Answers {
        Answers::new().with("address", self.address.clone()).with("label", self.label.clone())
    }
}

/// A row of a table that somebody publishes. Asked with `key`.
#[derive(Clone, Debug, PartialEq)]
pub struct TableRow {
    /// Its cells by column, as texts.
    pub cells: Answers,
}

impl Source for TableRow {
    const KIND: &'static str = "town-table";
    fn read(answers: &Answers) -> Option<Self> {
        let mut cells = answers.clone();
        cells.unset(ASKED_ON);
        (!cells.is_empty()).then_some(TableRow { cells })
    }
    fn write(&self) -> Answers {
        self.cells.clone()
    }
}

const ASKED_ON: &str = "asked-on";
const FAILURE: &str = "failure";

fn with<T: FieldValue>(answers: Answers, name: &str, value: Option<T>) -> Answers {
    match value {
        Some(value) => answers.with(name, value),
        None => answers,
    }
}

impl Answers {
    /// What came of the source of the field at `path`.
    ///
    /// ```
    /// use guichet_sdk::prelude::*;
    /// use guichet_sdk::sources::{Failure, FamilyQuotient, Sourced};
    /// let answers = Answers::new().with("quotient.failure", "refused".to_owned());
    /// let sourced = answers.sourced::<FamilyQuotient>("quotient");
    /// assert_eq!(sourced, Sourced::Failed(Failure::Refused));
    /// assert_eq!(answers.sourced::<FamilyQuotient>("other"), Sourced::NotAsked);
    /// ```
    pub fn sourced<S: Source>(&self, path: &str) -> Sourced<S> {
        let below: Answers = self
            .below(path)
            .filter_map(|(each, value)| {
                let name = each.strip_prefix(path)?.strip_prefix('.')?;
                Some((name.to_owned(), value.clone()))
            })
            .collect();
        if let Some(Value::Text(why)) = below.value(FAILURE) {
            return Sourced::Failed(Failure::of_key(why));
        }
        if below.is_empty() {
            return Sourced::NotAsked;
        }
        match S::read(&below) {
            Some(answer) => Sourced::Answered { answer, on: below.get(ASKED_ON) },
            None => Sourced::Failed(Failure::Other),
        }
    }
}

impl Sheet<'_> {
    /// Adds a required field at `path` that asks the source `name` of `plugin.toml`, and
    /// gives what came of it. Add it once its parameters are answered.
    ///
    /// ```
    /// use guichet_sdk::prelude::*;
    /// use guichet_sdk::sources::Company;
    /// fn company(sheet: &mut Sheet<'_>, siret: &str) {
    ///     let label = text! { fr: "Votre entreprise", en: "Your company" };
    ///     let params = Answers::new().with("siret", siret.to_owned());
    ///     if sheet.ask_source::<Company>("company", "company", label, params).has_failed() {
    ///         sheet.note(text! { fr: "Joignez un extrait Kbis.", en: "Attach an extract." });
    ///     }
    /// }
    /// ```
    pub fn ask_source<S: Source>(
        &mut self,
        path: &str,
        name: &str,
        label: impl Into<Text>,
        params: impl Into<Answers>,
    ) -> Sourced<S> {
        let label = self.ctx().say(label);
        let kind = Kind::sourced(name, params.into());
        self.field(Field::new(path, label, kind).required(true).live());
        self.answers().sourced(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::civil::date;

    #[test]
    fn what_is_written_is_read() {
        fn same<S: Source>(answer: S) {
            assert_eq!(S::read(&answer.write()), Some(answer));
        }
        same(FamilyQuotient { value: 850, provider: "CNAF".into(), year: 2026, month: 11 });
        same(NurseryBasis {
            children: 2,
            disabled_children: 0,
            annual_resources: Cents::euros(40_923),
            resources_year: 2024,
        });
        same(Schooling {
            enrolled: true,
            scholarship: Some(false),
            scholarship_level: None,
            school_year: Some("2025-2026".into()),
        });
        same(Company {
            siret: "12345678900015".into(),
            name: "Exemple".into(),
            address: None,
            active: false,
            activity: None,
        });
        same(TableRow { cells: Answers::new().with("accord", "oui".to_owned()) });
    }

    #[test]
    fn an_answer_without_its_parts_is_none() {
        let half = Answers::new().with("q.value", 850i64);
        assert_eq!(half.sourced::<FamilyQuotient>("q"), Sourced::Failed(Failure::Other));
        let unknown = Answers::new().with("q.failure", "moon".to_owned());
        assert_eq!(unknown.sourced::<FamilyQuotient>("q"), Sourced::Failed(Failure::Other));
        let row = Answers::new()
            .with("t.accord", "oui".to_owned())
            .with("t.asked-on", date(2026, 11, 26));
        let on = Some(date(2026, 11, 26));
        let cells = Answers::new().with("accord", "oui".to_owned());
        assert_eq!(row.sourced("t"), Sourced::Answered { answer: TableRow { cells }, on });
    }
}
