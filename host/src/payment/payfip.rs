//! PayFiP's web service (DGFiP, « PaiementSecuriseService », SOAP 1.1): an operation is created
//! with `creerPaiementSecurise`, its outcome read with `recupererDetailPaiementSecurise`.
//!
//! Held to the messages as their published clients have them (the service itself cannot be
//! reached from where this was written). Amounts are cents; `resultrans` is P (card) or V
//! (direct debit) for paid, R and Z for refused, A for cancelled; a fault P5 means not finished,
//! P1 not known: an operation that nobody took as far as the bank is forgotten the night after.

use quick_xml::de::from_str;
use quick_xml::escape::escape;
use serde::Deserialize;

use super::{Asked, Order, PaymentError, Provider};
use crate::config;
use crate::dossier::PaymentOutcome as Outcome;
use crate::limits::payment::{ADDRESS, ANSWER, CODE_CHARS, EMAIL, OPERATION, SUBJECT_CHARS, TIME};
use crate::outward::{self, Unreachable};

/// The namespace of the operations.
const SERVICE: &str = "http://securite.service.tpa.cp.finances.gouv.fr/services/mas_securite/contrat_paiement_securise/PaiementSecuriseService";

/// PayFiP, for one town.
pub struct PayFip {
    config: config::PayFip,
    client: reqwest::Client,
}

impl PayFip {
    /// For a town; nothing is asked yet.
    pub fn new(config: &config::PayFip) -> Result<Self, String> {
        Ok(Self { config: config.clone(), client: outward::client(TIME)? })
    }

    async fn ask(&self, operation: &str, arguments: &[(&str, &str)]) -> Result<Said, PaymentError> {
        let wrong = |e: Unreachable| PaymentError::Unreachable(e.to_string());
        let request = self
            .client
            .post(self.config.service.clone())
            .header("Content-Type", "text/xml; charset=utf-8")
            .header("SOAPAction", "\"\"")
            .body(envelope(operation, arguments));
        let mut response = request.send().await.map_err(|e| wrong(Unreachable::of(e)))?;
        let body = outward::body(&mut response, ANSWER).await.map_err(wrong)?;
        // A fault comes with status 500 (SOAP 1.1, section 6.2).
        read(&body)
    }
}

impl Provider for PayFip {
    fn name(&self) -> &'static str {
        "PayFiP"
    }

    fn begin<'a>(&'a self, order: &'a Order) -> Asked<'a, String> {
        Box::pin(async move {
            let refused = |why: String| Err(PaymentError::Refused(why));
            if !(EMAIL.0..=EMAIL.1).contains(&order.email.len()) {
                return refused(format!("mel has {} to {} characters", EMAIL.0, EMAIL.1));
            }
            if order.notify.len().max(order.back.len()) > ADDRESS {
                return refused(format!("urlnotif and urlredirect have {ADDRESS} characters"));
            }
            let (cents, year) = (order.cents.to_string(), order.year.to_string());
            let said = self
                .ask(
                    "creerPaiementSecurise",
                    &[
                        ("exer", &year),
                        ("mel", &order.email),
                        ("montant", &cents),
                        ("numcli", &self.config.client),
                        ("objet", &plain(&order.subject)),
                        ("refdet", &order.reference),
                        ("saisie", self.config.entry.letter()),
                        ("urlnotif", &order.notify),
                        ("urlredirect", &order.back),
                    ],
                )
                .await?;
            match said {
                Said::Answer(Return { operation: Some(operation), .. }) if usable(&operation) => {
                    Ok(operation)
                }
                Said::Answer(_) => Err(PaymentError::Unreachable("it gives no operation".into())),
                Said::Fault(fault) => Err(PaymentError::Refused(fault.in_words())),
            }
        })
    }

    fn page(&self, operation: &str) -> String {
        let mut page = self.config.page.clone();
        page.query_pairs_mut().append_pair("idop", operation);
        page.into()
    }

    fn outcome<'a>(&'a self, operation: &'a str) -> Asked<'a, Outcome> {
        Box::pin(async move {
            match self.ask("recupererDetailPaiementSecurise", &[("idOp", operation)]).await? {
                Said::Answer(details) => details.outcome(),
                Said::Fault(fault) => match fault.code() {
                    "P5" => Ok(Outcome::Pending),
                    "P1" => Ok(Outcome::Unknown),
                    _ => Err(PaymentError::Refused(fault.in_words())),
                },
            }
        })
    }
}

/// Letters, digits and spaces: what PayFiP takes in `objet`.
fn plain(subject: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let ascii = subject.nfd().filter(char::is_ascii);
    let spaced = ascii.map(|c| if c.is_ascii_alphanumeric() { c } else { ' ' }).collect::<String>();
    let words = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    words.chars().take(SUBJECT_CHARS).collect()
}

/// An operation goes into an address and into the journal.
fn usable(operation: &str) -> bool {
    (1..=OPERATION).contains(&operation.len())
        && operation.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

fn envelope(operation: &str, arguments: &[(&str, &str)]) -> String {
    let arguments: String = arguments
        .iter()
        .map(|(name, value)| format!("<{name}>{}</{name}>", escape(*value)))
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
         <soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" \
         xmlns:pai=\"{SERVICE}\"><soapenv:Header/><soapenv:Body><pai:{operation}><arg0>{arguments}\
         </arg0></pai:{operation}></soapenv:Body></soapenv:Envelope>"
    )
}

/// An answer or a fault.
enum Said {
    Answer(Return),
    Fault(Fault),
}

// Prefixes are the service's choice: only local names are looked at.
#[derive(Deserialize)]
struct Envelope {
    #[serde(rename = "Body")]
    body: Body,
}

#[derive(Deserialize)]
struct Body {
    #[serde(rename = "creerPaiementSecuriseResponse")]
    created: Option<Response>,
    #[serde(rename = "recupererDetailPaiementSecuriseResponse")]
    details: Option<Response>,
    #[serde(rename = "Fault")]
    fault: Option<Fault>,
}

#[derive(Deserialize)]
struct Response {
    #[serde(rename = "return")]
    answer: Return,
}

#[derive(Deserialize)]
struct Return {
    #[serde(rename = "idOp")]
    operation: Option<String>,
    montant: Option<String>,
    refdet: Option<String>,
    resultrans: Option<String>,
}

impl Return {
    fn outcome(self) -> Result<Outcome, PaymentError> {
        let wrong = |what: &str| PaymentError::Unreachable(format!("its details lack {what}"));
        let result = self.resultrans.as_deref().map(str::trim).unwrap_or_default();
        match result {
            "P" | "V" => Ok(Outcome::Paid {
                reference: self.refdet.ok_or_else(|| wrong("refdet"))?.trim().to_owned(),
                cents: self
                    .montant
                    .and_then(|cents| cents.trim().parse().ok())
                    .ok_or_else(|| wrong("montant"))?,
            }),
            "R" | "Z" => Ok(Outcome::Refused),
            "A" => Ok(Outcome::Cancelled),
            _ => Err(wrong("a resultrans that is known")),
        }
    }
}

#[derive(Deserialize)]
struct Fault {
    faultstring: Option<String>,
    detail: Option<Detail>,
}

#[derive(Deserialize)]
struct Detail {
    #[serde(rename = "FonctionnelleErreur")]
    functional: Option<Functional>,
    #[serde(rename = "TechDysfonctionnementErreur", alias = "TechIndisponibiliteErreur")]
    technical: Option<Functional>,
}

#[derive(Deserialize)]
struct Functional {
    code: Option<String>,
    libelle: Option<String>,
}

impl Fault {
    fn error(&self) -> Option<&Functional> {
        let detail = self.detail.as_ref()?;
        detail.functional.as_ref().or(detail.technical.as_ref())
    }

    fn code(&self) -> &str {
        self.error().and_then(|error| error.code.as_deref()).unwrap_or_default().trim()
    }

    /// The service's own words, of which a bounded part is shown and logged.
    fn in_words(&self) -> String {
        let label = self.error().and_then(|error| error.libelle.as_deref());
        let label = label.or(self.faultstring.as_deref()).unwrap_or("it does not say why");
        let words = format!("{} {label}", self.code());
        words.trim().chars().filter(|c| !c.is_control()).take(CODE_CHARS).collect()
    }
}

fn read(body: &[u8]) -> Result<Said, PaymentError> {
    let unusable = |why: String| PaymentError::Unreachable(format!("its answer is no SOAP: {why}"));
    let text = std::str::from_utf8(body).map_err(|e| unusable(e.to_string()))?;
    let envelope: Envelope = from_str(text).map_err(|e| unusable(e.to_string()))?;
    let Body { created, details, fault } = envelope.body;
    match (fault, created.or(details)) {
        (Some(fault), _) => Ok(Said::Fault(fault)),
        (None, Some(response)) => Ok(Said::Answer(response.answer)),
        (None, None) => Err(unusable("it has neither an answer nor a fault".into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(inner: &str) -> String {
        format!(
            "<?xml version=\"1.0\"?><S:Envelope xmlns:S=\"http://schemas.xmlsoap.org/soap/envelope/\">\
             <S:Body>{inner}</S:Body></S:Envelope>"
        )
    }

    fn details(inner: &str) -> Result<Outcome, PaymentError> {
        let name = "recupererDetailPaiementSecuriseResponse";
        let text = answer(&format!(
            "<ns2:{name} xmlns:ns2=\"{SERVICE}\"><return>{inner}</return></ns2:{name}>"
        ));
        match read(text.as_bytes())? {
            Said::Answer(details) => details.outcome(),
            Said::Fault(fault) => Err(PaymentError::Refused(fault.in_words())),
        }
    }

    #[test]
    fn pay_1_every_result_is_known() {
        let paid = |result: &str| {
            details(&format!(
                "<montant>1250</montant><refdet>12ab</refdet><resultrans>{result}</resultrans>"
            ))
        };
        let taken = Outcome::Paid { reference: "12ab".into(), cents: 1_250 };
        assert_eq!((paid("P").unwrap(), paid("V").unwrap()), (taken.clone(), taken));
        assert_eq!((paid("R").unwrap(), paid("Z").unwrap()), (Outcome::Refused, Outcome::Refused));
        assert_eq!(paid("A").unwrap(), Outcome::Cancelled);
        assert!(paid("Q").is_err() && details("<resultrans>P</resultrans>").is_err());
    }

    #[test]
    fn a_fault_says_its_code_and_no_control_characters() {
        let fault = answer(
            "<S:Fault><faultcode>S:Server</faultcode><faultstring>x</faultstring><detail>\
             <ns1:FonctionnelleErreur xmlns:ns1=\"x\"><code>P5</code><libelle>Pas\u{1b} termin\u{e9}</libelle>\
             </ns1:FonctionnelleErreur></detail></S:Fault>",
        );
        let Ok(Said::Fault(fault)) = read(fault.as_bytes()) else { panic!("a fault is no answer") };
        assert_eq!((fault.code(), fault.in_words().as_str()), ("P5", "P5 Pas terminé"));
    }

    #[test]
    fn what_people_wrote_cannot_leave_its_place() {
        let sent = envelope("x", &[("mel", "a</mel><montant>1</montant>&b@example.org")]);
        assert_eq!(sent.matches("<montant>").count(), 0);
        assert_eq!(plain("Café : l’été <&> n°12"), "Cafe lete n12");
        assert!(usable("ab-12") && !usable("a/b") && !usable("") && !usable(&"a".repeat(65)));
    }

    proptest::proptest! {
        #[test]
        fn no_answer_makes_the_reader_panic(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300)) {
            let _ = read(&bytes);
            let _ = read(answer(&String::from_utf8_lossy(&bytes)).as_bytes());
        }

        #[test]
        fn any_subject_becomes_one_that_is_taken(subject in ".{0,300}") {
            let subject = plain(&subject);
            proptest::prop_assert!(subject.len() <= SUBJECT_CHARS);
            proptest::prop_assert!(subject.bytes().all(|b| b.is_ascii_alphanumeric() || b == b' '));
        }
    }
}
