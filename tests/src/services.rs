//! Stand-ins of the services that a town asks for its residents: real HTTP servers of this
//! process that answer with payloads of the published forms (API Particulier v3, API Recherche
//! d'entreprises), for invented people and companies, and that misbehave when told to. They
//! are not the services: what those really answer, nobody here can reach.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use reqwest::Url;
use serde_json::{Value, json};

/// How a service answers.
#[derive(Clone, Debug)]
pub enum Behaviour {
    /// With this status and body.
    Answers(u16, String),
    /// With status 429 and this `Retry-After`, in seconds.
    TooMany(u64),
    /// Not at all, for this time; then the connection ends.
    Slow(Duration),
    /// With a body that does not end.
    Endless,
    /// With bytes that are not HTTP.
    Noise,
    /// By sending elsewhere.
    Elsewhere(String),
}

/// What a service was asked.
#[derive(Clone, Debug)]
pub struct Request {
    /// Path and query.
    pub target: String,
    /// The `Authorization` header.
    pub authorization: Option<String>,
}

impl Request {
    /// A parameter of the query.
    pub fn param(&self, name: &str) -> Option<String> {
        let url = Url::parse("http://service").and_then(|base| base.join(&self.target));
        let url = url.expect("a target");
        url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }
}

struct State {
    behaviour: Mutex<Behaviour>,
    requests: Mutex<Vec<Request>>,
}

/// A service of this process, on a free port of the loopback.
pub struct Service {
    state: Arc<State>,
    address: String,
}

pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Serves on a free port, each connection on a thread of its own, until the process ends. Gives the
/// address.
pub(crate) fn serving<S: Send + Sync + 'static>(
    state: &Arc<S>,
    serve: fn(TcpStream, &S) -> std::io::Result<()>,
) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    let state = state.clone();
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let state = state.clone();
            std::thread::spawn(move || {
                let _ = serve(stream, &state);
            });
        }
    });
    address
}

impl Service {
    /// Starts it. Its threads wait for connections until the test's process ends.
    pub fn start(behaviour: Behaviour) -> Self {
        let requests = Mutex::default();
        let state = Arc::new(State { behaviour: Mutex::new(behaviour), requests });
        let address = serving(&state, serve);
        Self { state, address }
    }

    /// Where it is, with this path.
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    /// Answers otherwise from now on.
    pub fn becomes(&self, behaviour: Behaviour) {
        *locked(&self.state.behaviour) = behaviour;
    }

    /// What it was asked so far.
    pub fn requests(&self) -> Vec<Request> {
        locked(&self.state.requests).clone()
    }
}

/// A request as it came.
pub(crate) struct Heard {
    pub(crate) target: String,
    pub(crate) authorization: Option<String>,
    pub(crate) body: String,
}

/// Reads a request.
pub(crate) fn hear(stream: &TcpStream) -> std::io::Result<Heard> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let target = line.split(' ').nth(1).unwrap_or_default().to_owned();
    let (mut authorization, mut length) = (None, 0);
    loop {
        let mut header = String::new();
        reader.read_line(&mut header)?;
        let Some((name, value)) = header.trim_end().split_once(": ") else { break };
        match name.to_ascii_lowercase().as_str() {
            "authorization" => authorization = Some(value.to_owned()),
            "content-length" => length = value.parse().unwrap_or(0),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok(Heard { target, authorization, body: String::from_utf8_lossy(&body).into_owned() })
}

fn serve(stream: TcpStream, state: &State) -> std::io::Result<()> {
    let Heard { target, authorization, .. } = hear(&stream)?;
    locked(&state.requests).push(Request { target, authorization });
    let behaviour = locked(&state.behaviour).clone();
    let mut out = stream;
    let whole = |status: u16, more: &str, body: &str| {
        format!(
            "HTTP/1.1 {status} Answer\r\nContent-Type: application/json\r\nContent-Length: {}\r\n{more}Connection: close\r\n\r\n{body}",
            body.len()
        )
    };
    match behaviour {
        Behaviour::Answers(status, body) => out.write_all(whole(status, "", &body).as_bytes()),
        Behaviour::TooMany(seconds) => {
            let more = format!("Retry-After: {seconds}\r\n");
            out.write_all(whole(429, &more, &too_many()).as_bytes())
        }
        Behaviour::Slow(time) => {
            std::thread::sleep(time);
            Ok(())
        }
        Behaviour::Endless => {
            out.write_all(b"HTTP/1.1 200 Answer\r\nContent-Type: application/json\r\n\r\n")?;
            // It ends when the other side has had enough.
            loop {
                out.write_all(&[b' '; 8 << 10])?;
            }
        }
        Behaviour::Noise => out.write_all(&[0, 159, 146, 150, 13, 10, 13, 10]),
        Behaviour::Elsewhere(to) => {
            out.write_all(whole(302, &format!("Location: {to}\r\n"), "").as_bytes())
        }
    }
}

/// A quotient familial, as API Particulier answers it.
pub fn quotient(value: i64) -> Behaviour {
    let person = json!({"nom_naissance": "EXEMPLE", "nom_usage": null, "prenoms": "ZOE", "date_naissance": "1982-12-27", "sexe": "F"});
    let child = json!({"nom_naissance": "EXEMPLE", "nom_usage": null, "prenoms": "LOU SECRET", "date_naissance": "2016-02-28", "sexe": "M"});
    let body = json!({
        "data": {
            "quotient_familial": {"fournisseur": "CNAF", "valeur": value, "annee": 2026, "mois": 11, "annee_calcul": 2026, "mois_calcul": 11},
            "allocataires": [person],
            "enfants": [child],
            "adresse": {"destinataire": "Madame EXEMPLE ZOE", "complement_information": null, "complement_information_geographique": null,
                "numero_libelle_voie": "1 RUE SECRETE", "lieu_dit": null, "code_postal_ville": "99999 SAINT-EXEMPLE", "pays": "FRANCE"},
        },
        "links": {},
        "meta": {},
    });
    Behaviour::Answers(200, body.to_string())
}

/// The body of an error of API Particulier.
pub fn error(status: u16, code: &str, title: &str, detail: &str) -> Behaviour {
    let error = json!({"code": code, "title": title, "detail": detail, "source": null, "meta": {"provider": "CNAF"}});
    Behaviour::Answers(status, json!({ "errors": [error] }).to_string())
}

/// Nobody of this name is known there.
pub fn not_found() -> Behaviour {
    error(
        404,
        "35003",
        "Dossier allocataire absent CNAF",
        "Le dossier allocataire n'a pas été trouvé auprès de la CNAF.",
    )
}

fn too_many() -> String {
    json!({"errors": [{"code": "00429", "title": "Trop de requêtes", "detail": "Vous avez effectué trop de requêtes", "source": null, "meta": {}}]})
        .to_string()
}

/// A company, as API Recherche d'entreprises answers it.
pub fn company(siret: &str, name: &str) -> Behaviour {
    let place: Value = json!({"siret": siret, "etat_administratif": "A", "activite_principale": "56.30Z", "est_siege": true,
        "adresse": "1 RUE EXEMPLE 99999 SAINT-EXEMPLE", "code_postal": "99999", "commune": "99999", "libelle_commune": "SAINT-EXEMPLE"});
    let body = json!({
        "results": [{"siren": siret.get(..9), "nom_complet": name, "nom_raison_sociale": name, "etat_administratif": "A",
            "siege": place, "matching_etablissements": [place], "complements": {}, "finances": null}],
        "total_results": 1, "page": 1, "per_page": 1, "total_pages": 1,
    });
    Behaviour::Answers(200, body.to_string())
}
