//! Asking other services for a person: API Particulier, the register of companies, the address
//! base, a table that another town publishes. Each kind is a [`Connector`], pure: it words the
//! question and reads the answer. Here is what they share: credentials, budgets, the answers
//! of a short while ago, and one way to fail.
//!
//! Knows nothing of consent, drafts or dossiers. No address, parameter or answer is logged.
//! Start with [`Sources::ask`].

mod address;
mod budget;
mod cache;
mod company;
mod params;
mod particulier;
mod table;

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use url::Url;

use crate::config::Source;
use crate::contract::{Answer, Value};
use crate::digest::Digest;
use crate::dossier::Unanswered;
use crate::limits::sources::{ANSWER, TIME_MOST, VALUE_CHARS, VALUES, WAITS};
use crate::outward;
use crate::plugin::SourceKind;

use budget::{Budget, Leave};
use cache::Cache;
pub use params::Params;

/// What a source answers: keys below the field's path, and values.
pub type Values = Vec<(String, Value)>;

/// A kind of source: how its question is put and what its answer means.
trait Connector: Sync {
    /// Where to ask. An error where a parameter is missing or none that the service takes.
    fn question(&self, source: &Source, params: &Params<'_>) -> Result<Url, Unanswered>;

    /// What an answer with status 200 says. An error where it is not of the published form, or
    /// answers another question.
    fn read(&self, source: &Source, params: &Params<'_>, body: &[u8])
    -> Result<Values, Unanswered>;

    /// Bytes of an answer.
    fn limit(&self) -> usize {
        ANSWER
    }
}

fn connector(kind: SourceKind) -> &'static dyn Connector {
    match kind {
        SourceKind::ApiParticulierQuotientFamilial => &particulier::QuotientFamilial,
        SourceKind::ApiParticulierEaje => &particulier::Eaje,
        SourceKind::ApiParticulierSchooling => &particulier::Schooling,
        SourceKind::Company => &company::Company,
        SourceKind::Address => &address::Place,
        SourceKind::TownTable => &table::Row,
    }
}

/// An answer, and whether the service gave it a short while ago.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// What it says.
    pub values: Values,
    /// Whether nobody was asked anew.
    pub again: bool,
}

/// The sources of a town.
pub struct Sources {
    client: reqwest::Client,
    sources: BTreeMap<String, Source>,
    budgets: Mutex<BTreeMap<String, Budget>>,
    cache: Mutex<Cache>,
    begun: Instant,
}

impl Sources {
    /// Sources that can be asked; nothing is asked yet.
    pub fn new(sources: &[Source]) -> Result<Self, String> {
        Ok(Self {
            client: outward::client(TIME_MOST)?,
            sources: sources.iter().map(|s| (s.name.clone(), s.clone())).collect(),
            budgets: Mutex::default(),
            cache: Mutex::default(),
            begun: Instant::now(),
        })
    }

    /// The source of this name, if it is of this kind.
    pub fn of(&self, name: &str, kind: SourceKind) -> Option<&Source> {
        self.sources.get(name).filter(|source| source.kind == kind)
    }

    /// Asks a source. `question` names the person and what is asked as a keyed token: to the same
    /// one the same answer is given for a while.
    pub async fn ask(
        &self,
        source: &Source,
        params: &[Answer],
        question: Digest,
    ) -> Result<Answered, Unanswered> {
        let asked = self.ask_once(source, params, question).await;
        let outcome = match &asked {
            Ok(Answered { again: true, .. }) => "answered-again",
            Ok(_) => "answered",
            Err(why) => why.key(),
        };
        let labels = [("source", source.name.clone()), ("outcome", outcome.to_owned())];
        metrics::counter!("guichet_source_questions_total", &labels).increment(1);
        asked
    }

    async fn ask_once(
        &self,
        source: &Source,
        params: &[Answer],
        question: Digest,
    ) -> Result<Answered, Unanswered> {
        let (connector, params) = (connector(source.kind), Params(params));
        // What is wrong with the question costs nothing.
        let url = connector.question(source, &params)?;
        if let Some(known) = locked(&self.cache).get(&question, self.begun.elapsed()) {
            return known.map(|values| Answered { values, again: true });
        }
        self.wait(source).await?;
        let bearer = source.token.as_deref();
        let limit = connector.limit();
        let said = outward::get(&self.client, url, bearer, source.timeout, limit).await;
        let said = said.map_err(|error| {
            tracing::warn!(source = source.name, %error, "a source did not answer");
            Unanswered::Unavailable
        })?;
        let read = match said.status {
            200 => connector.read(source, &params, &said.body).and_then(sound),
            status => Err(failure(status)),
        };
        if said.status == 429 {
            let now = self.begun.elapsed();
            let mut budgets = locked(&self.budgets);
            budgets.entry(source.name.clone()).or_default().close(now, said.retry_after);
        }
        if let Err(
            why @ (Unanswered::Unavailable | Unanswered::NotConfigured | Unanswered::Budget),
        ) = &read
        {
            tracing::warn!(
                source = source.name,
                status = said.status,
                why = why.key(),
                "a source gave no answer"
            );
        }
        // What may be otherwise in a moment is asked again.
        if matches!(read, Ok(_) | Err(Unanswered::NotFound)) && !source.cache.is_zero() {
            let now = self.begun.elapsed();
            locked(&self.cache).put(question, read.clone(), now, now + source.cache);
        }
        read.map(|values| Answered { values, again: false })
    }

    /// Waits for leave to ask, a few seconds at most.
    async fn wait(&self, source: &Source) -> Result<(), Unanswered> {
        for _ in 0..WAITS {
            let leave = locked(&self.budgets).entry(source.name.clone()).or_default().take(
                self.begun.elapsed(),
                source.per_second,
                source.per_day,
            );
            match leave {
                Leave::Given => return Ok(()),
                Leave::In(time) => tokio::time::sleep(time).await,
                Leave::Refused => break,
            }
        }
        Err(Unanswered::Budget)
    }
}

/// A panic elsewhere leaves a count or an answer more or less, and nothing worse.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What a status other than 200 means. The error bodies say the same in more words.
fn failure(status: u16) -> Unanswered {
    match status {
        404 => Unanswered::NotFound,
        // 422 of API Particulier: nobody is identified by what it was told.
        400 | 422 => Unanswered::Mismatch,
        401 | 403 => Unanswered::NotConfigured,
        429 => Unanswered::Budget,
        _ => Unanswered::Unavailable,
    }
}

/// Only what can be kept as answers: good keys, each once, bounded texts.
fn sound(mut values: Values) -> Result<Values, Unanswered> {
    values.sort_by(|a, b| a.0.cmp(&b.0));
    let key = |key: &str| {
        let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        !key.is_empty() && key.len() <= 60 && key.bytes().all(fits)
    };
    let short = |text: &str| text.chars().count() <= VALUE_CHARS;
    let fits = |value: &Value| match value {
        Value::Text(text) => short(text) && !text.contains(char::is_control),
        Value::Address(address) => {
            let parts = [&address.postcode, &address.city, &address.country];
            address.lines.iter().chain(parts).all(|text| short(text))
        }
        Value::Integer(_) | Value::Flag(_) | Value::Date(_) => true,
        _ => false,
    };
    let own = |name: &str| name == "failure" || name == "asked-on";
    let twice = values.windows(2).any(|pair| pair[0].0 == pair[1].0);
    if values.is_empty() || values.len() > VALUES || twice {
        return Err(Unanswered::Unavailable);
    }
    match values.iter().all(|(name, value)| key(name) && !own(name) && fits(value)) {
        true => Ok(values),
        false => Err(Unanswered::Unavailable),
    }
}

/// How long this process runs, which never goes back.
type Elapsed = Duration;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A source of a kind, at an address that nobody asks.
    pub(super) fn source(kind: SourceKind) -> Source {
        Source {
            name: "a".into(),
            kind,
            url: Url::parse("https://service.example/path").unwrap(),
            title: None,
            token: None,
            recipient: Some("21990001500019".into()),
            signed_in: false,
            key: (kind == SourceKind::TownTable).then(|| "code".to_owned()),
            per_second: 5,
            per_day: 100,
            cache: Duration::from_secs(60),
            timeout: Duration::from_secs(1),
        }
    }

    /// Parameters by name.
    pub(super) fn params(params: &[(&str, Value)]) -> Vec<Answer> {
        let answer = |(path, value): &(&str, Value)| Answer {
            path: (*path).to_owned(),
            value: value.clone(),
        };
        params.iter().map(answer).collect()
    }

    /// What a kind reads of a body.
    pub(super) fn read(
        kind: SourceKind,
        given: &[(&str, Value)],
        body: &str,
    ) -> Result<Values, Unanswered> {
        let given = params(given);
        connector(kind).read(&source(kind), &Params(&given), body.as_bytes()).and_then(sound)
    }

    const KINDS: [SourceKind; 6] = [
        SourceKind::ApiParticulierQuotientFamilial,
        SourceKind::ApiParticulierEaje,
        SourceKind::ApiParticulierSchooling,
        SourceKind::Company,
        SourceKind::Address,
        SourceKind::TownTable,
    ];

    /// JSON of any shape, its keys mostly those of the services.
    fn json() -> impl Strategy<Value = serde_json::Value> {
        let keys = prop::sample::select(vec![
            "data",
            "errors",
            "quotient_familial",
            "valeur",
            "annee",
            "mois",
            "fournisseur",
            "parametres_calcul_participation_familiale",
            "nombre_enfants_a_charge",
            "base_ressources_annuelles",
            "est_scolarise",
            "est_boursier",
            "echelon_bourse",
            "annee_scolaire",
            "results",
            "siege",
            "matching_etablissements",
            "siret",
            "adresse",
            "code_postal",
            "etat_administratif",
            "nom_complet",
            "features",
            "properties",
            "geometry",
            "coordinates",
            "score",
            "label",
            "postcode",
            "city",
            "citycode",
            "code",
        ]);
        let leaf = prop_oneof![
            Just(serde_json::Value::Null),
            any::<bool>().prop_map(Into::into),
            any::<i64>().prop_map(Into::into),
            any::<f64>().prop_map(Into::into),
            "\\PC{0,20}".prop_map(Into::into),
            Just(serde_json::json!("12345678900015")),
        ];
        leaf.prop_recursive(5, 64, 6, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Into::into),
                prop::collection::hash_map(keys.clone().prop_map(str::to_owned), inner, 0..8)
                    .prop_map(|map| map.into_iter().collect::<serde_json::Map<_, _>>().into()),
            ]
        })
    }

    fn given() -> Vec<(&'static str, Value)> {
        vec![
            ("siret", Value::Text("12345678900015".into())),
            ("key", Value::Text("12345678900015".into())),
        ]
    }

    proptest! {
        /// Whatever comes back is an answer that can be kept, or a failure with a name.
        #[test]
        fn no_answer_makes_a_parser_panic(json in json(), noise in prop::collection::vec(any::<u8>(), 0..200)) {
            for kind in KINDS {
                let given = params(&given());
                for body in [json.to_string().into_bytes(), noise.clone()] {
                    let read = connector(kind).read(&source(kind), &Params(&given), &body);
                    if let Ok(values) = read.and_then(sound) {
                        prop_assert!(!values.is_empty() && values.len() <= VALUES);
                    }
                }
            }
        }

        #[test]
        fn no_parameter_makes_a_question_panic(text in "\\PC{0,300}", number: i64) {
            for kind in KINDS {
                for value in [Value::Text(text.clone()), Value::Integer(number)] {
                    let names = ["family-name", "given-names", "sex", "birth-date", "birth-place",
                        "siret", "query", "key", "school", "school-year"];
                    let given = params(&names.map(|name| (name, value.clone())));
                    let url = connector(kind).question(&source(kind), &Params(&given));
                    // Whatever somebody typed, the town's own service is asked.
                    if let Ok(url) = url {
                        prop_assert_eq!(url.host_str(), Some("service.example"));
                        prop_assert!(url.path().starts_with("/path"));
                    }
                }
            }
        }
    }

    #[test]
    fn a_status_says_why() {
        let table = [
            (404, Unanswered::NotFound),
            (422, Unanswered::Mismatch),
            (401, Unanswered::NotConfigured),
            (403, Unanswered::NotConfigured),
            (429, Unanswered::Budget),
            (302, Unanswered::Unavailable),
            (500, Unanswered::Unavailable),
            (502, Unanswered::Unavailable),
            (504, Unanswered::Unavailable),
        ];
        for (status, expected) in table {
            assert_eq!(failure(status), expected, "{status}");
        }
    }

    #[test]
    fn what_cannot_be_kept_is_no_answer() {
        let text = |text: &str| Value::Text(text.into());
        assert!(sound(vec![("name".into(), text("x"))]).is_ok());
        for values in [
            vec![],
            vec![("Name".to_owned(), text("x"))],
            vec![("failure".to_owned(), text("refused"))],
            vec![("a".to_owned(), text("x")), ("a".to_owned(), text("y"))],
            vec![("a".to_owned(), text(&"x".repeat(VALUE_CHARS + 1)))],
            vec![("a".to_owned(), text("x\u{1b}[31m"))],
            (0..=VALUES).map(|n| (format!("a{n}"), text("x"))).collect(),
        ] {
            assert_eq!(sound(values.clone()), Err(Unanswered::Unavailable), "{values:?}");
        }
    }
}
