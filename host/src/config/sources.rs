//! `[[source]]`: services that the host asks for people, with the town's credentials. A procedure
//! gets an answer only of one that its manifest names, the town granted, and stands here.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Deserialize;
use url::Url;

use super::identity::safe;
use crate::limits::sources::{
    CACHE_TIME, CACHE_TIME_MOST, PER_DAY, PER_SECOND, PER_SECOND_MOST, TIME, TIME_MOST,
};
use crate::plugin::SourceKind;

/// A service that can be asked.
#[derive(Clone)]
pub struct Source {
    /// What procedures call it.
    pub name: String,
    /// What it is.
    pub kind: SourceKind,
    /// Where it is asked.
    pub url: Url,
    /// What people know it by, in the words of the town.
    pub title: Option<String>,
    /// What proves that it is the town that asks.
    pub token: Option<String>,
    /// The town's SIRET, which API Particulier wants to know.
    pub recipient: Option<String>,
    /// Whether it is asked only of who signed in, about themselves.
    pub signed_in: bool,
    /// The column of a table that is looked up in.
    pub key: Option<String>,
    /// Requests in one second.
    pub per_second: u32,
    /// Requests in one day.
    pub per_day: u32,
    /// How long an answer is given again to the same person.
    pub cache: Duration,
    /// How long it may take to answer.
    pub timeout: Duration,
}

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Source({} of kind {})", self.name, self.kind)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Wire {
    name: String,
    kind: SourceKind,
    url: Option<String>,
    title: Option<String>,
    token_file: Option<PathBuf>,
    recipient: Option<String>,
    signed_in: Option<bool>,
    key: Option<String>,
    per_second: Option<u32>,
    per_day: Option<u32>,
    cache_minutes: Option<u64>,
    timeout_seconds: Option<u64>,
}

/// Where a kind is asked unless the town says otherwise: the versions whose answers the host
/// reads. Nothing for a table, which anybody may publish.
fn home(kind: SourceKind) -> Option<&'static str> {
    match kind {
        SourceKind::ApiParticulierQuotientFamilial => {
            Some("https://particulier.api.gouv.fr/v3/dss/quotient_familial")
        }
        SourceKind::ApiParticulierEaje => {
            Some("https://particulier.api.gouv.fr/v3/dss/participation_familiale_eaje")
        }
        SourceKind::ApiParticulierSchooling => {
            Some("https://particulier.api.gouv.fr/v3/men/scolarites")
        }
        SourceKind::Company => Some("https://recherche-entreprises.api.gouv.fr/search"),
        SourceKind::Address => Some("https://data.geopf.fr/geocodage/search"),
        SourceKind::TownTable => None,
    }
}

pub(super) fn build(wires: Vec<Wire>, folder: &Path) -> Result<Vec<Source>, String> {
    let mut sources: Vec<Source> = Vec::new();
    for wire in wires {
        let name = wire.name.clone();
        if sources.iter().any(|source| source.name == name) {
            return Err(format!("[[source]] name = \"{name}\" stands there twice"));
        }
        let source = wire.build(folder);
        sources.push(source.map_err(|why| format!("[[source]] \"{name}\": {why}"))?);
    }
    Ok(sources)
}

impl Wire {
    fn build(self, folder: &Path) -> Result<Source, String> {
        let kind = self.kind;
        let url = self.url.or_else(|| home(kind).map(str::to_owned)).ok_or_else(|| {
            "url is missing: write where the table is published, such as \
             \"https://town.example/table.csv\""
                .to_owned()
        })?;
        let wrong = || {
            format!(
                "url = \"{url}\" is not an address such as \"https://service.example/path\" \
                 without ? and #; https is needed beyond this machine"
            )
        };
        let parsed = Url::parse(&url).ok().filter(safe).ok_or_else(wrong)?;
        let credentials = !parsed.username().is_empty() || parsed.password().is_some();
        if parsed.query().is_some() || parsed.fragment().is_some() || credentials {
            return Err(wrong());
        }
        let token = self.token_file.map(|file| secret("token-file", &folder.join(file)));
        let token = token.transpose()?;
        if kind.knows_people() && (token.is_none() || self.recipient.is_none()) {
            return Err(format!(
                "a source of kind {kind} needs token-file, the file with the town's token, and \
                 recipient, the town's SIRET"
            ));
        }
        let digits = |text: &String| text.len() == 14 && text.bytes().all(|b| b.is_ascii_digit());
        if let Some(recipient) = self.recipient.as_ref().filter(|text| !digits(text)) {
            return Err(format!("recipient = \"{recipient}\" is not a SIRET of 14 digits"));
        }
        if (kind == SourceKind::TownTable) != self.key.is_some() {
            return Err("key names the column of a table that is looked up in, and stands with \
                        kind = \"town-table\" and no other"
                .to_owned());
        }
        let second = self.per_second.unwrap_or(PER_SECOND);
        let day = self.per_day.unwrap_or(PER_DAY);
        if !(1..=PER_SECOND_MOST).contains(&second) || day == 0 {
            return Err(format!(
                "per-second is 1 to {PER_SECOND_MOST} requests, and per-day is 1 or more"
            ));
        }
        let cache =
            self.cache_minutes.map_or(CACHE_TIME, |m| Duration::from_secs(m.min(1 << 20) * 60));
        let timeout = self.timeout_seconds.map_or(TIME, Duration::from_secs);
        if cache > CACHE_TIME_MOST || timeout > TIME_MOST || timeout.is_zero() {
            return Err(format!(
                "cache-minutes is 0 to {}, timeout-seconds is 1 to {}",
                CACHE_TIME_MOST.as_secs() / 60,
                TIME_MOST.as_secs()
            ));
        }
        Ok(Source {
            name: self.name,
            kind,
            url: parsed,
            title: self.title,
            token,
            recipient: self.recipient,
            // About a pupil it is a parent who asks: there nobody can vouch for whom it is about.
            signed_in: self
                .signed_in
                .unwrap_or(kind.knows_people() && kind != SourceKind::ApiParticulierSchooling),
            key: self.key,
            per_second: second,
            per_day: day,
            cache,
            timeout,
        })
    }
}

/// A secret in a file that nobody else reads, which this key names.
pub(super) fn secret(key: &str, file: &Path) -> Result<String, String> {
    let wrong = |why: String| format!("{key} {}: {why}", file.display());
    let mode = std::fs::metadata(file).map_err(|e| wrong(e.to_string()))?.permissions().mode();
    if mode & 0o077 != 0 {
        return Err(wrong(format!(
            "others may read it (mode {:03o}): chmod 600 {}",
            mode & 0o777,
            file.display()
        )));
    }
    let text = std::fs::read_to_string(file).map_err(|e| wrong(e.to_string()))?;
    let token = text.trim();
    if token.is_empty() || !token.bytes().all(|b| b.is_ascii_graphic()) {
        return Err(wrong("it holds no token or password in one line".into()));
    }
    Ok(token.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn built(lines: &str) -> Result<Vec<Source>, String> {
        built_with_mode(lines, 0o600)
    }

    fn built_with_mode(lines: &str, mode: u32) -> Result<Vec<Source>, String> {
        #[derive(Deserialize)]
        struct File {
            source: Vec<Wire>,
        }
        let folder = tempfile::tempdir().unwrap();
        let token = folder.path().join("token");
        std::fs::write(&token, "geheim\n").unwrap();
        std::fs::set_permissions(&token, std::fs::Permissions::from_mode(mode)).unwrap();
        let file: File = toml::from_str(lines).map_err(|e| e.to_string())?;
        build(file.source, folder.path())
    }

    const QUOTIENT: &str = "[[source]]\nname = \"q\"\nkind = \"api-particulier-quotient-familial\"\n\
                            token-file = \"token\"\nrecipient = \"21990001500019\"\n";

    #[test]
    fn a_source_needs_little() {
        let [source] = built(QUOTIENT).unwrap().try_into().unwrap();
        assert_eq!(source.url.as_str(), "https://particulier.api.gouv.fr/v3/dss/quotient_familial");
        assert!(source.signed_in, "of other people it says nothing, unless the town wants it to");
        assert_eq!((source.per_second, source.per_day), (PER_SECOND, PER_DAY));
        assert!(!format!("{source:?}").contains("geheim"));
        let [company] =
            built("[[source]]\nname = \"c\"\nkind = \"company\"\n").unwrap().try_into().unwrap();
        assert!(!company.signed_in && company.token.is_none());
    }

    #[test]
    fn errors_name_what_is_wrong() {
        let table = "[[source]]\nname = \"t\"\nkind = \"town-table\"\n";
        for (lines, expected) in [
            (format!("{QUOTIENT}{QUOTIENT}"), "twice"),
            (format!("{QUOTIENT}url = \"http://service.example\""), "https is needed"),
            (format!("{QUOTIENT}url = \"https://service.example/?a=b\""), "without ?"),
            (QUOTIENT.replace("token-file = \"token\"\n", ""), "token-file"),
            (QUOTIENT.replace("\"token\"", "\"nowhere\""), "nowhere"),
            (QUOTIENT.replace("21990001500019", "12"), "SIRET"),
            (format!("{QUOTIENT}per-second = 0"), "per-second"),
            (format!("{QUOTIENT}timeout-seconds = 600"), "timeout-seconds"),
            (format!("{QUOTIENT}cache-minutes = 18446744073709551615"), "cache-minutes"),
            (format!("{QUOTIENT}colour = 1"), "colour"),
            (table.to_owned(), "url is missing"),
            (format!("{table}url = \"https://town.example/t.csv\""), "key names"),
        ] {
            let error = built(&lines).unwrap_err();
            assert!(error.contains(expected), "{error:?} should say {expected:?}");
        }
        let error = built_with_mode(QUOTIENT, 0o640).unwrap_err();
        assert!(error.contains("chmod 600"), "{error}");
    }
}
