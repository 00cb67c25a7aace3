//! Letters on their way out: a letter's words as a message, and the message to the mail server, or
//! the program, that takes it. What is sent when, and what became of it, is the office's to know.

mod webhooks;

use askama::Template;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, MultiPart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use crate::config::{self, Security};
use crate::dossier::LetterId;
use crate::limits::mail::{SAID, SEND};
use crate::texts::Texts;

pub use webhooks::Webhooks;

/// A letter in words.
pub struct Mail {
    /// The letter.
    pub id: LetterId,
    /// To whom.
    pub to: String,
    /// What it says, in the person's language.
    pub said: Worded,
    /// The same in French, where that is another language.
    pub french: Option<Worded>,
    /// Who writes, and how a person is reached there.
    pub from: Vec<String>,
    /// PDFs that go with it, by name.
    pub files: Vec<(String, Vec<u8>)>,
}

/// What a letter says in one language.
pub struct Worded {
    /// The language.
    pub texts: &'static Texts,
    /// What it is about.
    pub subject: String,
    /// What it says.
    pub parts: Vec<Part>,
}

/// Something that a letter says.
pub enum Part {
    /// A paragraph; its lines stay lines.
    Text(String),
    /// A link with its words.
    Link(String, String),
    /// Labels and values.
    Rows(Vec<(String, String)>),
}

/// What became of a message.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The server accepted it.
    Accepted,
    /// The server did not take it, and may later.
    Later(String),
    /// The server will not take it.
    Never(String),
    /// The connection broke on the way: the server may have it.
    Unknown,
}

/// The way to the town's mail server.
pub struct Outbox {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

#[derive(Template)]
#[template(path = "mail.html")]
struct Html<'a> {
    mail: &'a Mail,
}

#[derive(Template)]
#[template(path = "mail.txt")]
struct Plain<'a> {
    mail: &'a Mail,
}

impl Outbox {
    /// The way to this server. Nothing is said to it yet.
    pub fn new(mail: &config::Mail) -> Result<Self, String> {
        let server = &mail.server;
        let tls = || TlsParameters::new(server.host.clone()).map_err(|e| format!("[mail] {e}"));
        let tls = match server.security {
            Security::Tls => Tls::Wrapper(tls()?),
            Security::StartTls => Tls::Required(tls()?),
            Security::Local => Tls::None,
        };
        let mut transport =
            AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(server.host.clone())
                .port(server.port)
                .tls(tls)
                .timeout(Some(SEND));
        if let Some((user, password)) = &server.account {
            transport = transport.credentials(Credentials::new(user.clone(), password.clone()));
        }
        let from =
            mail.from.parse().map_err(|e| format!("[mail] from = \"{}\": {e}", mail.from))?;
        Ok(Self { transport: transport.build(), from })
    }

    /// The address that mail comes from.
    pub fn sender(&self) -> String {
        self.from.email.to_string()
    }

    /// Whether the server answers and lets us in. Nothing is sent.
    pub async fn reach(&self) -> Result<(), String> {
        match self.transport.test_connection().await {
            Ok(true) => Ok(()),
            Ok(false) => Err("the server does not answer".to_owned()),
            Err(error) => Err(said(&error)),
        }
    }

    /// Hands a letter to the server.
    pub async fn send(&self, mail: &Mail) -> Outcome {
        let message = match self.message(mail) {
            Ok(message) => message,
            Err(problem) => return Outcome::Never(problem),
        };
        match self.transport.send(message).await {
            Ok(response) if response.is_positive() => Outcome::Accepted,
            Ok(_) => Outcome::Unknown,
            Err(error) if error.is_permanent() => Outcome::Never(said(&error)),
            Err(error) if error.is_transient() => Outcome::Later(said(&error)),
            Err(_) => Outcome::Unknown,
        }
    }

    fn message(&self, mail: &Mail) -> Result<Message, String> {
        let to: Mailbox = mail.to.parse().map_err(|e| format!("the address is none: {e}"))?;
        let render = |text: askama::Result<String>| text.map_err(|e| e.to_string());
        let (plain, html) = (render(Plain { mail }.render())?, render(Html { mail }.render())?);
        // RFC 3834: no machine should answer it.
        let automatic = HeaderName::new_from_ascii_str("Auto-Submitted");
        Message::builder()
            .from(self.from.clone())
            .to(to)
            .subject(mail.said.subject.split_whitespace().collect::<Vec<_>>().join(" "))
            .message_id(Some(format!("<{}@{}>", mail.id, self.from.email.domain())))
            .raw_header(HeaderValue::new(automatic, "auto-generated".to_owned()))
            .multipart(with_files(MultiPart::alternative_plain_html(plain, html), &mail.files))
            .map_err(|e| e.to_string())
    }
}

fn with_files(text: MultiPart, files: &[(String, Vec<u8>)]) -> MultiPart {
    if files.is_empty() {
        return text;
    }
    let whole = MultiPart::mixed().multipart(text);
    let pdf = || ContentType::parse("application/pdf").expect("it is a media type");
    files.iter().fold(whole, |whole, (name, bytes)| {
        whole.singlepart(Attachment::new(name.clone()).body(bytes.clone(), pdf()))
    })
}

/// What a server said, short and in one line. It is shown to agents, and says nothing of the
/// person but what the server says.
fn said(error: &lettre::transport::smtp::Error) -> String {
    let mut words = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(deeper) = source {
        words = format!("{words}: {deeper}");
        source = deeper.source();
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(SAID).collect()
}
