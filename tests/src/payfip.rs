//! A stand-in of PayFiP's web service: a real HTTP server of this process that speaks its SOAP, holds
//! what is ordered to its rules, and says of each operation what a test has happened at the bank. It
//! is not PayFiP: what that really answers, nobody here can reach.

use std::collections::BTreeMap;
use std::io::Write;
use std::net::TcpStream;
use std::sync::{Arc, Mutex};

use crate::server::client;
use crate::services::{hear, locked, serving};

/// The number of six digits that the town has.
pub const CLIENT: &str = "123456";

/// The parameters of an order, in the order of the service's description.
const PARAMETERS: [&str; 9] =
    ["exer", "mel", "montant", "numcli", "objet", "refdet", "saisie", "urlnotif", "urlredirect"];

/// What was ordered, by the names of the parameters.
pub type Order = BTreeMap<String, String>;

/// What is known of an operation.
#[derive(Clone)]
enum Known {
    /// The fault P5: not finished.
    Pending,
    /// The letter of a result, and the amount.
    Result(&'static str, String),
    /// The fault P1: nobody went as far as the bank, and a night passed.
    Forgotten,
}

#[derive(Default)]
struct State {
    operations: Vec<(Order, Known)>,
    asked: usize,
    away: bool,
}

/// The service, on a free port of the loopback.
pub struct PayFip {
    state: Arc<Mutex<State>>,
    address: String,
}

impl PayFip {
    /// Starts it. Its threads wait for connections until the test's process ends.
    pub fn start() -> Self {
        let state = Arc::new(Mutex::new(State::default()));
        let address = serving(&state, serve);
        Self { state, address }
    }

    /// What a town's configuration says of it.
    pub fn config(&self) -> String {
        format!(
            "[payment]\nclient = \"{CLIENT}\"\nentry = \"test\"\nservice = \"{0}/tpa/services/securite\"\n\
             page = \"{0}/tpa/paiementws.web\"\n",
            self.address
        )
    }

    /// What was ordered so far.
    pub fn orders(&self) -> Vec<Order> {
        locked(&self.state).operations.iter().map(|(order, _)| order.clone()).collect()
    }

    /// How often it was asked what became of an operation.
    pub fn asked(&self) -> usize {
        locked(&self.state).asked
    }

    /// Whether it answers nobody from now on.
    pub fn is_away(&self, away: bool) {
        locked(&self.state).away = away;
    }

    /// The operation that an address of its page names.
    pub fn operation(&self, page: &str) -> usize {
        let prefix = format!("{}/tpa/paiementws.web?idop=", self.address);
        let operation = page.strip_prefix(&prefix).and_then(number);
        operation.unwrap_or_else(|| panic!("{page} is a page of an operation"))
    }

    /// The amount ordered is paid.
    pub fn pays(&self, operation: usize) {
        self.ends(operation, "P", None);
    }

    /// So many cents are paid, whatever was ordered.
    pub fn pays_only(&self, operation: usize, cents: u32) {
        self.ends(operation, "P", Some(cents.to_string()));
    }

    /// The bank refuses.
    pub fn refuses(&self, operation: usize) {
        self.ends(operation, "Z", None);
    }

    /// The person goes back.
    pub fn cancels(&self, operation: usize) {
        self.ends(operation, "A", None);
    }

    /// The night passes over an operation that nobody took to the bank.
    pub fn forgets(&self, operation: usize) {
        locked(&self.state).operations[operation].1 = Known::Forgotten;
    }

    fn ends(&self, operation: usize, letter: &'static str, cents: Option<String>) {
        let (order, known) = &mut locked(&self.state).operations[operation];
        let cents = cents.unwrap_or_else(|| order["montant"].clone());
        *known = Known::Result(letter, cents);
    }

    /// Tells the town that something happened, and gives the status that it answers; nothing where
    /// it does not.
    pub async fn notifies(&self, operation: usize) -> Option<u16> {
        let to = self.orders()[operation]["urlnotif"].clone();
        let request = client().post(to).form(&[("idop", id(operation))]);
        Some(request.send().await.ok()?.status().as_u16())
    }
}

/// Operations are named as the service does it.
fn id(operation: usize) -> String {
    format!("{operation:08}-1cd4-11ea-8cca-0213ad91a103")
}

fn number(id: &str) -> Option<usize> {
    id.strip_suffix("-1cd4-11ea-8cca-0213ad91a103")?.parse().ok()
}

fn serve(stream: TcpStream, state: &Mutex<State>) -> std::io::Result<()> {
    let heard = hear(&stream)?;
    let mut out = stream;
    let (status, body) = {
        let state = &mut *locked(state);
        if state.away {
            return Ok(());
        }
        answer(state, &heard.target, &heard.body)
    };
    let text = format!(
        "<?xml version='1.0' encoding='UTF-8'?><S:Envelope \
         xmlns:S=\"http://schemas.xmlsoap.org/soap/envelope/\"><S:Body>{body}</S:Body></S:Envelope>"
    );
    write!(
        out,
        "HTTP/1.1 {status} Answer\r\nContent-Type: text/xml; charset=utf-8\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{text}",
        text.len()
    )
}

fn answer(state: &mut State, target: &str, body: &str) -> (u16, String) {
    if target != "/tpa/services/securite" {
        return fault("T1", "Adresse inconnue");
    }
    if body.contains(":creerPaiementSecurise>") {
        let order =
            PARAMETERS.iter().filter_map(|name| Some((*name).to_owned()).zip(tag(body, name)));
        let order: Order = order.collect();
        if let Some(wrong) = wrong(&order) {
            return fault("T2", wrong);
        }
        let operation = id(state.operations.len());
        state.operations.push((order, Known::Pending));
        return said("creerPaiementSecuriseResponse", &format!("<idOp>{operation}</idOp>"));
    }
    state.asked += 1;
    let operation = tag(body, "idOp").and_then(|id| number(&id));
    let known = operation.and_then(|operation| state.operations.get(operation));
    match known {
        Some((order, Known::Result(letter, cents))) => {
            let details = format!(
                "<dattrans>27112026</dattrans><exer>{}</exer><heurtrans>0912</heurtrans>\
                 <mel>{}</mel><montant>{cents}</montant><numauto>112233445566-tip</numauto>\
                 <numcli>{CLIENT}</numcli><refdet>{}</refdet><resultrans>{letter}</resultrans>\
                 <saisie>T</saisie>",
                order["exer"], order["mel"], order["refdet"]
            );
            said("recupererDetailPaiementSecuriseResponse", &details)
        }
        Some((_, Known::Pending)) => fault("P5", "Résultat de la transaction non connu."),
        _ => fault("P1", "IdOp incorrect."),
    }
}

/// The text of an element, which has none within it.
fn tag(body: &str, name: &str) -> Option<String> {
    let (_, rest) = body.split_once(&format!("<{name}>"))?;
    let (text, _) = rest.split_once(&format!("</{name}>"))?;
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    Some(text.replace("&apos;", "'").replace("&amp;", "&"))
}

/// What of an order is against the service's rules.
fn wrong(order: &Order) -> Option<&'static str> {
    let text = |name: &str| order.get(name).map_or("", String::as_str);
    let digits =
        |name: &str| !text(name).is_empty() && text(name).bytes().all(|b| b.is_ascii_digit());
    let cents: u64 = text("montant").parse().unwrap_or(0);
    let address = |name: &str| text(name).starts_with("http") && text(name).len() <= 250;
    let rules = [
        (text("numcli") == CLIENT, "Numéro de client inconnu"),
        (text("exer").len() == 4 && digits("exer"), "Exercice incorrect"),
        ((6..=30).contains(&text("refdet").len()), "Référence incorrecte"),
        (text("refdet").bytes().all(|b| b.is_ascii_alphanumeric()), "Référence incorrecte"),
        (digits("montant") && (100..10_000_000).contains(&cents), "Montant incorrect"),
        ((6..=80).contains(&text("mel").len()) && text("mel").contains('@'), "Mel incorrect"),
        (text("objet").chars().all(|c| c.is_ascii_alphanumeric() || c == ' '), "Objet incorrect"),
        ((1..=100).contains(&text("objet").len()), "Objet incorrect"),
        (text("saisie") == "T", "Mode de saisie incorrect"),
        (address("urlnotif") && address("urlredirect"), "Adresse incorrecte"),
    ];
    rules.into_iter().find(|(good, _)| !good).map(|(_, wrong)| wrong)
}

fn said(name: &str, details: &str) -> (u16, String) {
    let namespace = "http://securite.service.tpa.cp.finances.gouv.fr/services/mas_securite/contrat_paiement_securise/PaiementSecuriseService";
    (200, format!("<ns2:{name} xmlns:ns2=\"{namespace}\"><return>{details}</return></ns2:{name}>"))
}

fn fault(code: &str, label: &str) -> (u16, String) {
    let error = format!(
        "<S:Fault xmlns:ns4=\"http://www.w3.org/2003/05/soap-envelope\"><faultcode>S:Server</faultcode>\
         <faultstring>fr.gouv.finances.cp.tpa.webservice.exceptions.FonctionnelleErreur</faultstring>\
         <detail><ns2:FonctionnelleErreur xmlns:ns2=\"http://securite.service.tpa.cp.finances.gouv.fr/\">\
         <code>{code}</code><descriptif/><libelle>{label}</libelle><message>{label}</message>\
         <severite>2</severite></ns2:FonctionnelleErreur></detail></S:Fault>"
    );
    (500, error)
}
