//! What a town says on its first day, and the `guichet.toml` that this makes: the sample with the
//! town's own words in it, and all its comments.

use std::path::Path;

use serde::Deserialize;

use super::{Config, FIRST};
use crate::staff::check_name;

/// What a town says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Answers {
    /// Its name.
    pub name: String,
    /// INSEE code of the commune.
    pub code: String,
    /// The name by which people reach its server, such as `demarches.saint-exemple.example`.
    /// Without one the server is for this machine only.
    #[serde(default)]
    pub host: String,
    /// Whether it orders its certificate of Let's Encrypt, whose terms the town agrees to: "oui" or
    /// nothing. Without it a proxy on this machine serves HTTPS.
    #[serde(default)]
    pub certificate: String,
    /// The mailbox of the service in charge.
    pub email: String,
    /// Its address.
    pub address: String,
    /// Its telephone number.
    pub phone: String,
    /// The server that takes mail, `smtp://user@mail.example:587`, if there is one.
    #[serde(default)]
    pub mail: String,
    /// The name with which the first administrator signs in, if there is to be one.
    #[serde(default)]
    pub administrator: String,
}

/// What stands in the sample where a town says something.
const LISTEN: &str = "127.0.0.1:8080";
const NAME: &str = "Saint-Exemple";
const CODE: &str = "99999";
const EMAIL: &str = "mairie@saint-exemple.example";
const ADDRESS: &str = "1 place de la Mairie, 99999 Saint-Exemple";
const PHONE: &str = "+33 1 99 00 00 00";
const NOTICES: &str = "conformity = \"none\"\n";
const HTTPS: &str = "# People reach the town by HTTPS.";

/// Communes beyond the sea have other hours. By the first three digits of the INSEE code.
const ZONES: [(&str, &str); 11] = [
    ("971", "America/Guadeloupe"),
    ("972", "America/Martinique"),
    ("973", "America/Cayenne"),
    ("974", "Indian/Reunion"),
    ("975", "America/Miquelon"),
    ("976", "Indian/Mayotte"),
    ("977", "America/St_Barthelemy"),
    ("978", "America/Marigot"),
    ("986", "Pacific/Wallis"),
    ("987", "Pacific/Tahiti"),
    ("988", "Pacific/Noumea"),
];

impl Answers {
    /// Answers of a file.
    pub fn parse(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|e| super::in_one_line(text, &e))
    }

    /// The answers of the sample, to be replaced one by one.
    pub fn sample() -> Self {
        let text = str::to_owned;
        Self {
            name: text(NAME),
            code: text(CODE),
            email: text(EMAIL),
            address: text(ADDRESS),
            phone: text(PHONE),
            ..Self::default()
        }
    }

    /// The configuration that they make, if it is one.
    pub fn config(&self) -> Result<String, String> {
        let parts = [
            ("name", &self.name),
            ("email", &self.email),
            ("address", &self.address),
            ("phone", &self.phone),
        ];
        if let Some((key, _)) = parts.iter().find(|(_, text)| text.trim().is_empty()) {
            return Err(format!("{key} is missing"));
        }
        if !email_address::EmailAddress::is_valid(&self.email) {
            return Err(format!("email = \"{}\" is not an address", self.email));
        }
        let quoted = |text: &str| toml::Value::from(text.trim()).to_string();
        let prefix = self.code.get(..3).unwrap_or_default();
        let zone = ZONES.iter().find(|(start, _)| *start == prefix).map(|(_, zone)| *zone);
        let mut replaced = vec![
            (line("name", NAME), format!("name = {}\n", quoted(&self.name))),
            (line("code", CODE), format!("code = {}\n", quoted(&self.code))),
            (line("email", EMAIL), format!("email = {}\n", quoted(&self.email))),
            (line("address", ADDRESS), format!("address = {}\n", quoted(&self.address))),
            (line("phone", PHONE), format!("phone = {}\n", quoted(&self.phone))),
            (notices(), self.notices()),
        ];
        if let Some(zone) = zone {
            let zone = format!("time-zone = \"{zone}\"\n");
            replaced.push((line("time-zone", "Europe/Paris"), zone));
        }
        let ordered = match self.certificate.trim() {
            "" => false,
            "oui" if self.host.trim().is_empty() => {
                return Err("certificate = \"oui\" needs a host that it is for".into());
            }
            "oui" => true,
            other => return Err(format!("certificate = \"{other}\" is neither \"oui\" nor empty")),
        };
        if !self.host.trim().is_empty() {
            let url = quoted(&format!("https://{}", self.host.trim()));
            let data = line("data", "data");
            let how = if ordered { "" } else { ", behind its TLS proxy" };
            let text = format!("# How people reach this server{how}:\nurl = {url}\n{data}");
            replaced.push((data, text));
        }
        if ordered {
            replaced.push((line("listen", LISTEN), line("listen", "[::]:443")));
            let email = quoted(&self.email);
            let tls = format!(
                "[tls]\nredirect = \"[::]:80\"\n\n[tls.acme]\nterms-agreed = true\nemail = {email}\n\n{HTTPS}"
            );
            replaced.push((HTTPS.to_owned(), tls));
        }
        if !self.mail.trim().is_empty() {
            let from = format!(
                "{} <{}>",
                self.name.trim().replace(['<', '>', '"'], " "),
                self.email.trim()
            );
            // The password is a secret, and stands in a file of its own.
            let password =
                if self.mail.contains('@') { "password-file = \"mail-password\"\n" } else { "" };
            let mail = format!(
                "[mail]\nserver = {}\n{password}from = {}\n\n# People confirm who they are",
                quoted(&self.mail),
                quoted(&from)
            );
            replaced.push(("# People confirm who they are".to_owned(), mail));
        }
        let mut text = FIRST.to_owned();
        for (from, to) in replaced {
            if !text.contains(&from) {
                return Err(format!("the sample has no line {from:?}"));
            }
            text = text.replacen(&from, &to, 1);
        }
        Ok(text)
    }

    /// Whether these answers make a configuration. The password of the mail server may come later.
    pub fn check(&self) -> Result<(), String> {
        let administrator = self.administrator.trim();
        if !administrator.is_empty() {
            check_name(administrator)?;
        }
        let text = self.config()?.replace("\"mail-password\"", "\"/dev/null\"");
        Config::parse(&text, Path::new("")).map(drop)
    }

    fn notices(&self) -> String {
        let name = self.name.trim();
        let fr = toml::Value::from(format!("Commune de {name}.")).to_string();
        let en = toml::Value::from(format!("Town of {name}.")).to_string();
        format!(
            "{NOTICES}# Who publishes this, and who hosts it, has to stand here (LCEN, article 1-1):\nlegal-notice.fr = {fr}\nlegal-notice.en = {en}\n"
        )
    }
}

fn line(key: &str, value: &str) -> String {
    format!("{key} = \"{value}\"\n")
}

/// The lines of the sample on who publishes it.
fn notices() -> String {
    let start = FIRST.find(NOTICES).unwrap_or_default();
    let end = FIRST[start..].find("accessibility.fr").unwrap_or_default();
    FIRST[start..start + end].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers() -> Answers {
        Answers {
            name: "Sainte-\"Exemple\"".into(),
            code: "97499".into(),
            host: "demarches.sainte-exemple.example".into(),
            mail: "smtp://town@mail.example:587".into(),
            administrator: "camille".into(),
            ..Answers::sample()
        }
    }

    #[test]
    fn answers_make_a_commented_configuration() {
        let text = answers().config().unwrap();
        for expected in [
            "name = 'Sainte-\"Exemple\"'",
            "time-zone = \"Indian/Reunion\"",
            "url = \"https://demarches.sainte-exemple.example\"",
            "server = \"smtp://town@mail.example:587\"\npassword-file = \"mail-password\"",
            "# [[procedure]]",
        ] {
            assert!(text.contains(expected), "{expected} in {text}");
        }
        assert!(!text.contains("Camille Exemple"), "nothing of the sample's people: {text}");
        answers().check().unwrap();
        let plain = Answers { mail: String::new(), host: String::new(), ..answers() };
        let config = Config::parse(&plain.config().unwrap(), Path::new("")).unwrap();
        assert_eq!((config.town.name.as_str(), config.url), ("Sainte-\"Exemple\"", None));
        assert_eq!(Answers::sample().check(), Ok(()));
    }

    #[test]
    fn a_town_may_order_its_certificate() {
        let ordered = Answers { certificate: "oui".into(), ..answers() };
        let config = ordered.config().unwrap().replace("\"mail-password\"", "\"/dev/null\"");
        let config = Config::parse(&config, Path::new("")).unwrap();
        assert_eq!((config.listen.port(), config.may_listen()), (443, Ok(())));
        assert_eq!(config.tls.unwrap().host, "demarches.sainte-exemple.example");
        let behind = answers().config().unwrap();
        assert!(behind.contains("proxy") && behind.contains(LISTEN), "{behind}");
    }

    #[test]
    fn answers_that_are_wrong_are_named() {
        let error = |answers: Answers| answers.check().unwrap_err();
        assert!(error(Answers { code: "7".into(), ..answers() }).contains("INSEE"));
        assert!(error(Answers { email: "mairie".into(), ..answers() }).contains("\"mairie\""));
        let named = Answers { administrator: "Camille Exemple".into(), ..answers() };
        assert!(error(named).contains("sign in with"));
        assert!(error(Answers { phone: " ".into(), ..answers() }).contains("phone is missing"));
        assert!(error(Answers { host: "a b/c".into(), ..answers() }).contains("url"));
        assert!(error(Answers { mail: "mail.example".into(), ..answers() }).contains("smtp://"));
        let ordered = Answers { certificate: "oui".into(), ..answers() };
        assert!(error(Answers { host: String::new(), ..ordered }).contains("needs a host"));
        assert!(error(Answers { certificate: "si".into(), ..answers() }).contains("\"si\""));
        assert!(Answers::parse("name = \"A\"\ncolour = 1").unwrap_err().contains("colour"));
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_answered_makes_a_configuration_or_an_error(name in "\\PC{0,30}", phone in ".{0,20}", host in "[a-z.\\-\"]{0,20}", text in "\\PC{0,100}") {
            let _ = Answers::parse(&text);
            let answers = Answers { name: name.clone(), phone, host, ..Answers::sample() };
            if answers.check().is_ok() {
                let config = Config::parse(&answers.config().unwrap(), Path::new("")).unwrap();
                proptest::prop_assert_eq!(config.town.name, name.trim());
            }
        }
    }
}
