//! An address as the Base Adresse Nationale knows it: the geocoding of the Géoplateforme
//! (data.geopf.fr/geocodage/search), which answers GeoJSON.
//!
//! Parameter: `query`, a text or an address. A place that it only guesses at is not found.

use serde::Deserialize;
use url::Url;

use super::{Connector, Params, Values};
use crate::config::Source;
use crate::contract::{Address, Position, Value};
use crate::dossier::Unanswered;
use crate::limits::sources::{ADDRESS_SCORE, VALUE_CHARS};

pub(super) struct Place;

#[derive(Deserialize)]
struct Found {
    features: Vec<Feature>,
}

#[derive(Deserialize)]
struct Feature {
    properties: Properties,
    geometry: Geometry,
}

#[derive(Deserialize)]
struct Properties {
    label: String,
    score: f64,
    name: String,
    postcode: String,
    city: String,
    citycode: Option<String>,
    id: Option<String>,
}

#[derive(Deserialize)]
struct Geometry {
    coordinates: (f64, f64),
}

impl Connector for Place {
    fn question(&self, source: &Source, params: &Params<'_>) -> Result<Url, Unanswered> {
        let query = match params.value("query") {
            Some(Value::Text(text)) => text.trim().to_owned(),
            Some(Value::Address(address)) => {
                let parts = [&address.postcode, &address.city];
                let parts = address.lines.iter().chain(parts).map(|part| part.trim());
                parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
            }
            _ => return Err(Unanswered::Incomplete),
        };
        // Of less than three characters the service makes nothing.
        if !(3..=VALUE_CHARS).contains(&query.chars().count()) {
            return Err(Unanswered::Incomplete);
        }
        let mut url = source.url.clone();
        let pairs = [("q", query.as_str()), ("index", "address"), ("limit", "1")];
        url.query_pairs_mut().extend_pairs(pairs);
        Ok(url)
    }

    fn read(&self, _: &Source, _: &Params<'_>, body: &[u8]) -> Result<Values, Unanswered> {
        let found: Found = serde_json::from_slice(body).map_err(|_| Unanswered::Unavailable)?;
        let feature = found.features.into_iter().next().ok_or(Unanswered::NotFound)?;
        let Properties { label, score, name, postcode, city, citycode, id } = feature.properties;
        // What is no number is no good score either.
        if score.is_nan() || score < ADDRESS_SCORE {
            return Err(Unanswered::NotFound);
        }
        let (lon, lat) = feature.geometry.coordinates;
        let position = Position { lat: units(lat, 90.0)?, lon: units(lon, 180.0)? };
        let address = Address {
            lines: vec![name],
            postcode,
            city,
            commune: citycode,
            country: "FR".into(),
            ban_id: id,
            position: Some(position),
        };
        Ok(vec![("address".into(), Value::Address(address)), ("label".into(), Value::Text(label))])
    }
}

/// Degrees as the contract counts them.
fn units(degrees: f64, most: f64) -> Result<i32, Unanswered> {
    if !degrees.is_finite() || degrees.abs() > most {
        return Err(Unanswered::Unavailable);
    }
    Ok((degrees * 1e7).round() as i32)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{params, read, source};
    use super::*;
    use crate::plugin::SourceKind;

    fn body(score: &str, coordinates: &str) -> String {
        format!(
            r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","geometry":{{"type":"Point","coordinates":{coordinates}}},
            "properties":{{"label":"12 Rue de l’Église 99999 Saint-Exemple","score":{score},"housenumber":"12","id":"99999_0001_00012",
            "name":"12 Rue de l’Église","postcode":"99999","citycode":"99999","x":1.0,"y":2.0,"city":"Saint-Exemple",
            "context":"99, Exemple","type":"housenumber","importance":0.5,"street":"Rue de l’Église","_type":"address"}}}}],"query":"x"}}"#
        )
    }

    #[test]
    fn a_place_is_read_with_its_identifier() {
        let values = read(SourceKind::Address, &[], &body("0.97", "[-1.5,48.25]")).unwrap();
        let Value::Address(address) = &values[0].1 else { panic!("{values:?}") };
        assert_eq!(address.ban_id.as_deref(), Some("99999_0001_00012"));
        assert_eq!(address.position, Some(Position { lat: 482_500_000, lon: -15_000_000 }));
        assert_eq!(values[1].0, "label");
    }

    #[test]
    fn a_guess_is_not_found() {
        let read = |body: &str| read(SourceKind::Address, &[], body);
        assert_eq!(read(&body("0.41", "[-1.5,48.25]")), Err(Unanswered::NotFound));
        assert_eq!(
            read(r#"{"type":"FeatureCollection","features":[]}"#),
            Err(Unanswered::NotFound)
        );
        for coordinates in ["[-1.5]", "[1,91]", "[1e99,1]", "[null,1]", "\"x\""] {
            let read = read(&body("0.97", coordinates));
            assert_eq!(read, Err(Unanswered::Unavailable), "{coordinates}");
        }
    }

    #[test]
    fn an_address_is_asked_for_in_one_line() {
        let address = Address {
            lines: vec!["12 rue & place".into(), " ".into()],
            postcode: "99999".into(),
            city: "Saint-Exemple".into(),
            commune: None,
            country: "FR".into(),
            ban_id: None,
            position: None,
        };
        let given = params(&[("query", Value::Address(address))]);
        let url = Place.question(&source(SourceKind::Address), &Params(&given)).unwrap();
        assert_eq!(
            url.query(),
            Some("q=12+rue+%26+place+99999+Saint-Exemple&index=address&limit=1")
        );
        for text in ["", "a ", &"x".repeat(VALUE_CHARS + 1)] {
            let given = params(&[("query", Value::Text(text.into()))]);
            let asked = Place.question(&source(SourceKind::Address), &Params(&given));
            assert_eq!(asked, Err(Unanswered::Incomplete));
        }
    }
}
