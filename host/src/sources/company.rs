//! An establishment by its SIRET, of the public register of companies: API Recherche
//! d'entreprises (recherche-entreprises.api.gouv.fr), which needs no token.
//!
//! Parameter: `siret`. Who asked not to be made public has no name and address there; of
//! them nothing is found.

use serde::Deserialize;
use url::Url;

use super::{Connector, Params, Values};
use crate::config::Source;
use crate::contract::{Address, Value};
use crate::dossier::Unanswered;

pub(super) struct Company;

/// What stands in place of what is not made public.
const HIDDEN: &str = "[NON-DIFFUSIBLE]";

#[derive(Deserialize)]
struct Found {
    results: Vec<Unit>,
}

#[derive(Deserialize)]
struct Unit {
    nom_complet: Option<String>,
    nom_raison_sociale: Option<String>,
    siege: Option<Establishment>,
    #[serde(default)]
    matching_etablissements: Vec<Establishment>,
}

#[derive(Deserialize)]
struct Establishment {
    siret: Option<String>,
    adresse: Option<String>,
    code_postal: Option<String>,
    commune: Option<String>,
    libelle_commune: Option<String>,
    etat_administratif: Option<String>,
    activite_principale: Option<String>,
}

fn siret<'a>(params: &Params<'a>) -> Result<&'a str, Unanswered> {
    let siret = params.needed("siret")?;
    let digits = siret.len() == 14 && siret.bytes().all(|b| b.is_ascii_digit());
    if digits { Ok(siret) } else { Err(Unanswered::Incomplete) }
}

impl Connector for Company {
    fn question(&self, source: &Source, params: &Params<'_>) -> Result<Url, Unanswered> {
        let mut url = source.url.clone();
        let pairs = [("q", siret(params)?), ("page", "1"), ("per_page", "1")];
        url.query_pairs_mut().extend_pairs(pairs);
        Ok(url)
    }

    fn read(&self, _: &Source, params: &Params<'_>, body: &[u8]) -> Result<Values, Unanswered> {
        let siret = siret(params)?;
        let found: Found = serde_json::from_slice(body).map_err(|_| Unanswered::Unavailable)?;
        let Some(unit) = found.results.into_iter().next() else {
            return Err(Unanswered::NotFound);
        };
        let of_siret = |one: &Establishment| one.siret.as_deref() == Some(siret);
        let place = unit.matching_etablissements.into_iter().chain(unit.siege).find(of_siret);
        let place = place.ok_or(Unanswered::Mismatch)?;
        let name = unit.nom_raison_sociale.or(unit.nom_complet).unwrap_or_default();
        if name.trim().is_empty() || name.contains(HIDDEN) {
            return Err(Unanswered::NotFound);
        }
        let active = match place.etat_administratif.as_deref() {
            Some("A") => true,
            Some("F" | "C") => false,
            _ => return Err(Unanswered::Unavailable),
        };
        let mut values = vec![
            ("siret".to_owned(), Value::Text(siret.to_owned())),
            ("name".to_owned(), Value::Text(name.trim().to_owned())),
            ("active".to_owned(), Value::Flag(active)),
        ];
        if let Some(activity) = place.activite_principale.clone().filter(|a| !a.is_empty()) {
            values.push(("activity".to_owned(), Value::Text(activity)));
        }
        if let Some(address) = address(place) {
            values.push(("address".to_owned(), Value::Address(address)));
        }
        Ok(values)
    }
}

/// The register writes an address in one line, `1 RUE EXEMPLE 99999 SAINT-EXEMPLE`.
fn address(place: Establishment) -> Option<Address> {
    let (line, postcode, city) = (place.adresse?, place.code_postal?, place.libelle_commune?);
    if [&line, &postcode, &city].iter().any(|part| part.contains(HIDDEN) || part.trim().is_empty())
    {
        return None;
    }
    let street = line.trim().strip_suffix(&format!("{postcode} {city}")).unwrap_or(line.trim());
    let street = street.trim().to_owned();
    let lines = if street.is_empty() { vec![] } else { vec![street] };
    let (commune, country) = (place.commune, "FR".to_owned());
    Some(Address { lines, postcode, city, commune, country, ban_id: None, position: None })
}

#[cfg(test)]
mod tests {
    use super::super::tests::read;
    use super::*;
    use crate::plugin::SourceKind;

    const SIRET: &str = "12345678900015";

    fn company(body: &str) -> Result<Values, Unanswered> {
        read(SourceKind::Company, &[("siret", Value::Text(SIRET.into()))], body)
    }

    fn body(change: impl Fn(&mut serde_json::Value)) -> String {
        let mut found = serde_json::json!({
            "results": [{
                "siren": "123456789", "nom_complet": "LE CAFE EXEMPLE (CAFE EXEMPLE)",
                "nom_raison_sociale": "LE CAFE EXEMPLE", "etat_administratif": "A",
                "siege": {"siret": "12345678900023", "etat_administratif": "A", "adresse": "9 RUE AUTRE 99998 AILLEURS",
                    "code_postal": "99998", "libelle_commune": "AILLEURS", "commune": "99998"},
                "matching_etablissements": [{"siret": SIRET, "etat_administratif": "A", "activite_principale": "56.30Z",
                    "adresse": "1 RUE EXEMPLE 99999 SAINT-EXEMPLE", "code_postal": "99999", "commune": "99999",
                    "libelle_commune": "SAINT-EXEMPLE", "est_siege": false}],
                "complements": {}, "finances": null,
            }],
            "total_results": 1, "page": 1, "per_page": 1, "total_pages": 1,
        });
        change(&mut found);
        found.to_string()
    }

    #[test]
    fn the_establishment_of_the_siret_is_meant() {
        let values = company(&body(|_| {})).unwrap();
        let address = Address {
            lines: vec!["1 RUE EXEMPLE".into()],
            postcode: "99999".into(),
            city: "SAINT-EXEMPLE".into(),
            commune: Some("99999".into()),
            country: "FR".into(),
            ban_id: None,
            position: None,
        };
        assert_eq!(
            values,
            [
                ("active".into(), Value::Flag(true)),
                ("activity".into(), Value::Text("56.30Z".into())),
                ("address".into(), Value::Address(address)),
                ("name".into(), Value::Text("LE CAFE EXEMPLE".into())),
                ("siret".into(), Value::Text(SIRET.into())),
            ]
        );
        let closed = body(|b| {
            b["results"][0]["matching_etablissements"][0]["etat_administratif"] = "F".into()
        });
        assert_eq!(company(&closed).unwrap()[0].1, Value::Flag(false));
    }

    #[test]
    fn another_company_is_no_answer() {
        assert_eq!(
            company(&body(|b| b["results"] = serde_json::json!([]))),
            Err(Unanswered::NotFound)
        );
        let other = body(|b| b["results"][0]["matching_etablissements"] = serde_json::json!([]));
        assert_eq!(company(&other), Err(Unanswered::Mismatch));
        let hidden = body(|b| b["results"][0]["nom_raison_sociale"] = HIDDEN.into());
        assert_eq!(company(&hidden), Err(Unanswered::NotFound));
        let unknown = body(|b| {
            b["results"][0]["matching_etablissements"][0]["etat_administratif"] = "?".into()
        });
        assert_eq!(company(&unknown), Err(Unanswered::Unavailable));
        assert_eq!(company("{\"erreur\":\"…\"}"), Err(Unanswered::Unavailable));
    }
}
