//! API Particulier, version 3, asked by civil identity (`…/identite`).
//!
//! Published at particulier.api.gouv.fr; parameters and answers as in the payloads that the
//! service publishes for its test environment (`etalab/siade_staging_data`, folders
//! `api_particulier_v3_cnav_quotient_familial_with_civility`,
//! `…_cnav_participation_familiale_eaje_with_civility`, `…_men_scolarites_with_civility`). Of what it
//! answers only what fees and places are worked out from is read: no names, no address, no
//! children (GDPR, article 5, 1, c).
//!
//! Parameters: `family-name` (at birth), `given-names` (separated by blanks or commas), `sex`
//! (`F` or `M`), `birth-date`; `birth-place`, an INSEE code of a commune, or of a country where
//! it begins with 99; for a quotient `year` and `month` where another than the present one is
//! wanted; for a pupil `school` (UAI) and `school-year` (the year in which it begins).

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::Deserialize;
use serde_json::Number;
use url::Url;

use super::{Connector, Params, Values};
use crate::config::Source;
use crate::contract::Value;
use crate::dossier::Unanswered;

/// Quotient familial of CAF or MSA.
pub(super) struct QuotientFamilial;
/// What the hourly fee of a nursery is computed from.
pub(super) struct Eaje;
/// Whether a pupil goes to school and has a grant.
pub(super) struct Schooling;

const FRANCE: &str = "99100";

/// The names of the persons' parameters, as they are sent.
const ELSEWHERE: &str = "99";

#[derive(Deserialize)]
struct Envelope<T> {
    data: T,
}

fn parsed<T: for<'de> Deserialize<'de>>(body: &[u8]) -> Result<T, Unanswered> {
    let envelope: Envelope<T> =
        serde_json::from_slice(body).map_err(|_| Unanswered::Unavailable)?;
    Ok(envelope.data)
}

/// `…/identite?recipient=…` with who it is about.
fn asked_by_identity(source: &Source, params: &Params<'_>, born: bool) -> Result<Url, Unanswered> {
    let birth = params.needed_date("birth-date")?;
    let (family, given) = (params.needed("family-name")?, params.needed("given-names")?);
    let sex = params.needed("sex")?;
    if !matches!(sex, "F" | "M") {
        return Err(Unanswered::Incomplete);
    }
    let mut url = source.url.clone();
    url.path_segments_mut()
        .map_err(|()| Unanswered::NotConfigured)?
        .pop_if_empty()
        .push("identite");
    let mut query = url.query_pairs_mut();
    query.append_pair("recipient", source.recipient.as_deref().unwrap_or_default());
    query.append_pair("nomNaissance", family);
    let names = given.split([' ', ',']).map(str::trim).filter(|name| !name.is_empty());
    for name in names.take(20) {
        query.append_pair("prenoms[]", name);
    }
    query.append_pair("sexeEtatCivil", sex);
    query.append_pair("anneeDateNaissance", &birth.year.to_string());
    query.append_pair("moisDateNaissance", &birth.month.to_string());
    query.append_pair("jourDateNaissance", &birth.day.to_string());
    if born {
        let place = params.needed("birth-place")?;
        if place.len() != 5 || !place.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Err(Unanswered::Incomplete);
        }
        if place.starts_with(ELSEWHERE) && place != FRANCE {
            query.append_pair("codeCogInseePaysNaissance", place);
        } else {
            query.append_pair("codeCogInseePaysNaissance", FRANCE);
            query.append_pair("codeCogInseeCommuneNaissance", place);
        }
    }
    drop(query);
    Ok(url)
}

fn whole(number: &Number) -> Result<i64, Unanswered> {
    number.as_i64().ok_or(Unanswered::Unavailable)
}

#[derive(Deserialize)]
struct QuotientData {
    quotient_familial: Quotient,
}

#[derive(Deserialize)]
struct Quotient {
    fournisseur: String,
    valeur: Number,
    annee: u16,
    mois: u8,
}

impl Connector for QuotientFamilial {
    fn question(&self, source: &Source, params: &Params<'_>) -> Result<Url, Unanswered> {
        let mut url = asked_by_identity(source, params, true)?;
        match (params.value("year"), params.value("month")) {
            (None, None) => {}
            (Some(Value::Integer(year)), Some(Value::Integer(month)))
                if (2000..=9999).contains(year) && (1..=12).contains(month) =>
            {
                let mut query = url.query_pairs_mut();
                query.append_pair("annee", &year.to_string());
                query.append_pair("mois", &month.to_string());
            }
            _ => return Err(Unanswered::Incomplete),
        }
        Ok(url)
    }

    fn read(&self, _: &Source, _: &Params<'_>, body: &[u8]) -> Result<Values, Unanswered> {
        let quotient = parsed::<QuotientData>(body)?.quotient_familial;
        let value = whole(&quotient.valeur)?;
        if !(1..=12).contains(&quotient.mois) || value < 0 {
            return Err(Unanswered::Unavailable);
        }
        Ok(vec![
            ("value".into(), Value::Integer(value)),
            ("provider".into(), Value::Text(quotient.fournisseur)),
            ("year".into(), Value::Integer(quotient.annee.into())),
            ("month".into(), Value::Integer(quotient.mois.into())),
        ])
    }
}

#[derive(Deserialize)]
struct EajeData {
    parametres_calcul_participation_familiale: Participation,
}

#[derive(Deserialize)]
struct Participation {
    nombre_enfants_a_charge: u16,
    nombre_enfants_beneficiaire_aeeh: u16,
    base_ressources_annuelles: Resources,
}

#[derive(Deserialize)]
struct Resources {
    valeur: Number,
    annee_calcul: u16,
}

/// Euros as cents; nothing beyond two digits after the point is rounded away unseen.
fn cents(euros: &Number) -> Result<i64, Unanswered> {
    let euros: Decimal = euros.to_string().parse().map_err(|_| Unanswered::Unavailable)?;
    let cents = euros.checked_mul(Decimal::ONE_HUNDRED).filter(|cents| cents.fract().is_zero());
    let cents = cents.and_then(|cents| cents.to_i64()).filter(|cents| *cents >= 0);
    cents.ok_or(Unanswered::Unavailable)
}

impl Connector for Eaje {
    fn question(&self, source: &Source, params: &Params<'_>) -> Result<Url, Unanswered> {
        asked_by_identity(source, params, true)
    }

    fn read(&self, _: &Source, _: &Params<'_>, body: &[u8]) -> Result<Values, Unanswered> {
        let data = parsed::<EajeData>(body)?.parametres_calcul_participation_familiale;
        let resources = data.base_ressources_annuelles;
        Ok(vec![
            ("children".into(), Value::Integer(data.nombre_enfants_a_charge.into())),
            (
                "disabled-children".into(),
                Value::Integer(data.nombre_enfants_beneficiaire_aeeh.into()),
            ),
            ("annual-resources".into(), Value::Integer(cents(&resources.valeur)?)),
            ("resources-year".into(), Value::Integer(resources.annee_calcul.into())),
        ])
    }
}

#[derive(Deserialize)]
struct Pupil {
    est_scolarise: bool,
    /// Left out where the town's token does not reach so far.
    est_boursier: Option<bool>,
    echelon_bourse: Option<Level>,
    annee_scolaire: Option<String>,
}

/// The published payloads write it as a number; the ministry itself as a text.
#[derive(Deserialize)]
#[serde(untagged)]
enum Level {
    Number(i64),
    Text(String),
}

impl Connector for Schooling {
    fn question(&self, source: &Source, params: &Params<'_>) -> Result<Url, Unanswered> {
        let mut url = asked_by_identity(source, params, false)?;
        let school = params.needed("school")?;
        let year = match params.value("school-year") {
            Some(Value::Integer(year)) => year.to_string(),
            Some(Value::Text(year)) => year.trim().chars().take(4).collect(),
            _ => return Err(Unanswered::Incomplete),
        };
        let digits = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
        if !digits || school.len() != 8 || !school.bytes().all(|b| b.is_ascii_alphanumeric()) {
            return Err(Unanswered::Incomplete);
        }
        let mut query = url.query_pairs_mut();
        query.append_pair("codeEtablissement", &school.to_ascii_uppercase());
        query.append_pair("anneeScolaire", &year);
        drop(query);
        Ok(url)
    }

    fn read(&self, _: &Source, _: &Params<'_>, body: &[u8]) -> Result<Values, Unanswered> {
        let pupil = parsed::<Pupil>(body)?;
        let mut values = vec![("enrolled".to_owned(), Value::Flag(pupil.est_scolarise))];
        if let Some(grant) = pupil.est_boursier {
            values.push(("scholarship".into(), Value::Flag(grant)));
        }
        let level = pupil.echelon_bourse.and_then(|level| match level {
            Level::Number(level) => Some(level),
            Level::Text(text) => text.trim().parse().ok(),
        });
        if let Some(level) = level {
            values.push(("scholarship-level".into(), Value::Integer(level)));
        }
        if let Some(year) = pupil.annee_scolaire {
            values.push(("school-year".into(), Value::Text(year)));
        }
        Ok(values)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{params, read, source};
    use super::*;
    use crate::plugin::SourceKind;

    fn person() -> Vec<(&'static str, Value)> {
        vec![
            ("birth-date", Value::Date("1982-12-27".parse().unwrap())),
            ("birth-place", Value::Text("08480".into())),
            ("family-name", Value::Text("L'Exemple & Cie".into())),
            ("given-names", Value::Text("Zoé, Jean-Philippe".into())),
            ("sex", Value::Text("F".into())),
        ]
    }

    fn asked(connector: &dyn Connector, given: &[(&str, Value)]) -> Result<String, Unanswered> {
        let given = params(given);
        let source = source(SourceKind::ApiParticulierQuotientFamilial);
        connector.question(&source, &Params(&given)).map(String::from)
    }

    #[test]
    fn people_are_asked_for_as_it_is_published() {
        let url = asked(&QuotientFamilial, &person()).unwrap();
        assert_eq!(
            url,
            "https://service.example/path/identite?recipient=21990001500019\
             &nomNaissance=L%27Exemple+%26+Cie&prenoms%5B%5D=Zo%C3%A9&prenoms%5B%5D=Jean-Philippe\
             &sexeEtatCivil=F&anneeDateNaissance=1982&moisDateNaissance=12&jourDateNaissance=27\
             &codeCogInseePaysNaissance=99100&codeCogInseeCommuneNaissance=08480"
        );
        let mut abroad = person();
        abroad[1].1 = Value::Text("99350".into());
        abroad.extend([("month", Value::Integer(9)), ("year", Value::Integer(2026))]);
        let url = asked(&QuotientFamilial, &abroad).unwrap();
        assert!(url.ends_with("&codeCogInseePaysNaissance=99350&annee=2026&mois=9"), "{url}");
        let mut pupil = person();
        pupil.remove(1);
        pupil.extend([
            ("school", Value::Text("0210015c".into())),
            ("school-year", Value::Integer(2026)),
        ]);
        let url = asked(&Schooling, &pupil).unwrap();
        assert!(url.ends_with("&codeEtablissement=0210015C&anneeScolaire=2026"), "{url}");
    }

    #[test]
    fn nobody_is_asked_with_half_a_question() {
        for at in 0..5 {
            let mut given = person();
            given.remove(at);
            assert_eq!(asked(&Eaje, &given), Err(Unanswered::Incomplete), "{at}");
        }
        for (name, value) in [
            ("sex", Value::Text("X".into())),
            ("birth-place", Value::Text("Bruxelles".into())),
            ("year", Value::Integer(2026)),
            ("family-name", Value::Text("   ".into())),
            ("birth-date", Value::Text("1982-12-27".into())),
        ] {
            let mut given = person();
            given.retain(|(other, _)| *other != name);
            given.push((name, value));
            assert_eq!(asked(&QuotientFamilial, &given), Err(Unanswered::Incomplete), "{name}");
        }
    }

    /// The forms of the published payloads; the people are invented.
    #[test]
    fn published_payloads_are_read() {
        let quotient = r#"{"data":{"quotient_familial":{"fournisseur":"MSA","valeur":150,"annee":2023,"mois":5,"annee_calcul":2024,"mois_calcul":12},
            "allocataires":[{"nom_naissance":"EXEMPLE","nom_usage":null,"prenoms":"ZOE","date_naissance":"1982-12-27","sexe":"F"}],
            "enfants":[],"adresse":{"destinataire":"Madame EXEMPLE ZOE","complement_information":null,"complement_information_geographique":null,
            "numero_libelle_voie":"1 RUE EXEMPLE","lieu_dit":null,"code_postal_ville":"99999 SAINT-EXEMPLE","pays":"FRANCE"}},"links":{},"meta":{}}"#;
        let kind = SourceKind::ApiParticulierQuotientFamilial;
        assert_eq!(
            read(kind, &[], quotient).unwrap(),
            [
                ("month".into(), Value::Integer(5)),
                ("provider".into(), Value::Text("MSA".into())),
                ("value".into(), Value::Integer(150)),
                ("year".into(), Value::Integer(2023)),
            ],
            "and nothing of names, children and address"
        );
        let eaje = r#"{"data":{"allocataires":[],"enfants":[],"parametres_calcul_participation_familiale":{"nombre_enfants_a_charge":2,
            "nombre_enfants_beneficiaire_aeeh":1,"base_ressources_annuelles":{"valeur":40923,"annee_calcul":2023}}},"links":{},"meta":{}}"#;
        let values = read(SourceKind::ApiParticulierEaje, &[], eaje).unwrap();
        assert_eq!(values[0], ("annual-resources".into(), Value::Integer(4_092_300)));
        let values = read(SourceKind::ApiParticulierEaje, &[], &eaje.replace("40923", "40923.07"));
        assert_eq!(values.unwrap()[0].1, Value::Integer(4_092_307));
        let pupil = r#"{"data":{"identite":{"nom":"Exemple","prenom":"Zoé","sexe":"F","date_naissance":"2012-01-20"},"annee_scolaire":"2025-2026",
            "est_scolarise":true,"statut_eleve":{"code":"ST","libelle":"Scolaire"},"est_boursier":true,"echelon_bourse":1},"links":{},"meta":{}}"#;
        let values = read(SourceKind::ApiParticulierSchooling, &[], pupil).unwrap();
        assert_eq!(
            values,
            [
                ("enrolled".into(), Value::Flag(true)),
                ("scholarship".into(), Value::Flag(true)),
                ("scholarship-level".into(), Value::Integer(1)),
                ("school-year".into(), Value::Text("2025-2026".into())),
            ]
        );
    }

    #[test]
    fn other_forms_are_no_answer() {
        let kind = SourceKind::ApiParticulierQuotientFamilial;
        for body in [
            "",
            "<html>",
            "{}",
            r#"{"data":{}}"#,
            r#"{"data":null}"#,
            r#"{"data":{"quotient_familial":{"fournisseur":"CNAF","valeur":"850","annee":2026,"mois":5}}}"#,
            r#"{"data":{"quotient_familial":{"fournisseur":"CNAF","valeur":-1,"annee":2026,"mois":5}}}"#,
            r#"{"data":{"quotient_familial":{"fournisseur":"CNAF","valeur":850,"annee":2026,"mois":13}}}"#,
            r#"{"data":{"quotient_familial":{"fournisseur":"CNAF","valeur":1e40,"annee":2026,"mois":5}}}"#,
        ] {
            assert_eq!(read(kind, &[], body), Err(Unanswered::Unavailable), "{body}");
        }
        for euros in ["40923.075", "-1", "1e30", "null", "\"1\""] {
            let body = format!(
                r#"{{"data":{{"parametres_calcul_participation_familiale":{{"nombre_enfants_a_charge":2,"nombre_enfants_beneficiaire_aeeh":1,"base_ressources_annuelles":{{"valeur":{euros},"annee_calcul":2023}}}}}}}}"#
            );
            let read = read(SourceKind::ApiParticulierEaje, &[], &body);
            assert_eq!(read, Err(Unanswered::Unavailable), "{euros}");
        }
    }
}
