//! What a town without staff for it has to know of its server: what is well, what is not, and what
//! to do. Looks, and changes nothing but for the message that it sends to the town itself. What it
//! says is French: it is for the town hall.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::time::SystemTime;

use jiff::Timestamp;
use serde::Serialize;

use crate::catalogue::{self, Known, Severity, in_french};
use crate::config::{CertificateFrom, Config};
use crate::contract::Date;
use crate::limits::backup::DAYS;
use crate::limits::doctor::{AHEAD, AHEAD_PART, CLOCK, ROOM, ROOM_PERCENT, TIME};
use crate::office::last_backup;
use crate::outbox::{Mail, Outbox, Outcome, Part, Worded};
use crate::outward::{self, Said};
use crate::plugin::Installation;
use crate::texts::Texts;
use crate::tls::{self, Life};

/// What was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Check {
    Server,
    Clock,
    Disk,
    Folder,
    Backup,
    Https,
    Mail,
    Procedures,
    Versions,
}

impl Check {
    /// Its name in French.
    pub fn name(self) -> &'static str {
        match self {
            Self::Server => "Serveur",
            Self::Clock => "Horloge",
            Self::Disk => "Disque",
            Self::Folder => "Dossier des données",
            Self::Backup => "Sauvegarde",
            Self::Https => "Adresse et HTTPS",
            Self::Mail => "Courriel",
            Self::Procedures => "Démarches",
            Self::Versions => "Versions",
        }
    }
}

/// How something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// As it should be.
    Well,
    /// To be known; nothing has to be done today.
    Note,
    /// Something has to be done.
    Wrong,
}

impl State {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Well => "well",
            Self::Note => "note",
            Self::Wrong => "wrong",
        }
    }
}

/// One thing that was found.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Finding {
    /// What was looked at.
    pub check: Check,
    /// How it is.
    pub state: State,
    /// What was seen, in French.
    pub says: String,
    /// What to do, in French.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub todo: Option<String>,
}

impl Finding {
    fn well(check: Check, says: impl Into<String>) -> Self {
        Self { check, state: State::Well, says: says.into(), todo: None }
    }

    fn note(check: Check, says: impl Into<String>, todo: impl Into<String>) -> Self {
        Self { check, state: State::Note, says: says.into(), todo: Some(todo.into()) }
    }

    fn wrong(check: Check, says: impl Into<String>, todo: impl Into<String>) -> Self {
        Self { check, state: State::Wrong, says: says.into(), todo: Some(todo.into()) }
    }
}

/// What the office says of itself.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// Procedures that guichet.toml or an administrator wants and that cannot be served, and why.
    pub refused: Vec<String>,
    /// What serves and served.
    pub installations: Vec<Installation>,
}

/// Looks at everything. A message is sent to this address, if there is one, to see that mail goes.
pub async fn examine(
    config: &Config,
    told: &Result<Told, String>,
    mail_to: Option<&str>,
    today: Date,
) -> Vec<Finding> {
    let mut found = vec![clock(config), disk(&config.data)];
    found.extend(folder(&config.data));
    found.push(backup(&config.data));
    found.extend(https(config).await);
    found.push(mail(config, mail_to).await);
    match told {
        Err(problem) => found.insert(
            0,
            Finding::wrong(
                Check::Server,
                format!("le dossier des données ne s’ouvre pas : {problem}"),
                "lisez le message : il nomme le fichier. S’il est abîmé, arrêtez le serveur et restaurez la dernière sauvegarde avec `guichet restore`",
            ),
        ),
        Ok(told) => {
            found.push(procedures(told));
            found.extend(versions(config, told, today).await);
        }
    }
    found
}

fn clock(config: &Config) -> Finding {
    let check = Check::Clock;
    let todo = "mettez la machine à l’heure, par exemple avec `timedatectl set-ntp true` : les délais légaux sont comptés d’après elle";
    let latest = fs::read_dir(config.data.join("journal")).into_iter().flatten().flatten();
    let latest = latest.filter_map(|file| file.metadata().ok()?.modified().ok()).max();
    let now = SystemTime::now();
    if latest.is_some_and(|latest| latest > now + CLOCK) {
        return Finding::wrong(
            check,
            "elle retarde : le dernier dossier enregistré est dans le futur",
            todo,
        );
    }
    if catalogue::seen_last(config).is_some_and(|issued| SystemTime::from(issued) > now + CLOCK) {
        return Finding::wrong(
            check,
            "elle retarde : le catalogue a été publié dans le futur",
            todo,
        );
    }
    let timesync = Path::new("/run/systemd/timesync");
    if timesync.is_dir() && !timesync.join("synchronized").exists() {
        return Finding::note(check, "elle n’est pas encore réglée sur un serveur de temps", todo);
    }
    Finding::well(check, "rien ne montre qu’elle soit fausse")
}

fn disk(data: &Path) -> Finding {
    let check = Check::Disk;
    match rustix::fs::statvfs(data) {
        Ok(disk) => {
            let free = disk.f_bavail.saturating_mul(disk.f_frsize);
            let percent = disk.f_bavail.saturating_mul(100) / disk.f_blocks.max(1);
            let says = format!("{} Go libres ({percent} %)", free >> 30);
            if free < ROOM || percent < ROOM_PERCENT {
                Finding::wrong(
                    check,
                    says,
                    "libérez de la place ou agrandissez le disque : quand il est plein, plus aucune demande ne peut être reçue",
                )
            } else {
                Finding::well(check, says)
            }
        }
        Err(error) => Finding::wrong(
            check,
            format!("{} : {error}", data.display()),
            "démarrez le serveur une première fois avec `guichet serve`, ou corrigez `data` dans guichet.toml",
        ),
    }
}

/// Who may read and write what is there.
fn folder(data: &Path) -> Vec<Finding> {
    let check = Check::Folder;
    let mode = |path: &Path| fs::metadata(path).ok().map(|m| m.permissions().mode() & 0o777);
    let mut found = Vec::new();
    if let Some(mode) = mode(data).filter(|mode| mode & 0o022 != 0) {
        found.push(Finding::wrong(
            check,
            format!("d’autres utilisateurs de la machine peuvent y écrire (mode {mode:03o})"),
            format!("chmod 700 {}", data.display()),
        ));
    }
    for secret in ["key", "keys/a", "keys/b", tls::KEPT] {
        let path = data.join(secret);
        if let Some(mode) = mode(&path).filter(|mode| mode & 0o077 != 0) {
            found.push(Finding::wrong(
                check,
                format!("d’autres peuvent lire le secret {secret} (mode {mode:03o})"),
                format!("chmod 600 {}", path.display()),
            ));
        }
    }
    if found.is_empty() {
        found.push(Finding::well(check, "les secrets ne sont lisibles que par le serveur"));
    }
    found
}

fn backup(data: &Path) -> Finding {
    let check = Check::Backup;
    let todo = "faites-en une chaque nuit avec `guichet backup FICHIER`, sur un autre disque ; gardez FICHIER.keys à part et quelques semaines seulement";
    let Some(at) = last_backup(data) else {
        return Finding::wrong(check, "il n’y en a jamais eu", todo);
    };
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let days = (now.as_millis() as i64).saturating_sub(at) / (24 * 3_600 * 1_000);
    match days {
        0 => Finding::well(check, "la dernière a moins d’un jour"),
        1..=DAYS => Finding::well(check, format!("la dernière a {days} jour(s)")),
        _ => Finding::wrong(check, format!("la dernière a {days} jours"), todo),
    }
}

async fn https(config: &Config) -> Vec<Finding> {
    let check = Check::Https;
    let Some(url) = &config.url else {
        let says = "aucune adresse publique n’est indiquée";
        let todo = "écrivez `url = \"https://…\"` dans guichet.toml : les liens des courriels commencent ainsi";
        let local = config.listen.ip().is_loopback();
        let of = if local { Finding::note } else { Finding::wrong };
        return vec![of(check, says, todo)];
    };
    let Ok(address) = url::Url::parse(url).and_then(|url| url.join("/healthz")) else {
        return vec![];
    };
    let here =
        address.host_str().is_some_and(|host| matches!(host, "localhost" | "127.0.0.1" | "[::1]"));
    if address.scheme() != "https" && !here {
        return vec![Finding::wrong(
            check,
            format!("{url} n’est pas chiffrée"),
            "remplissez [tls] dans guichet.toml, ou placez un serveur mandataire TLS devant Guichet, et écrivez https:// dans `url`",
        )];
    }
    let roots = config.tls.as_ref().map_or(&[][..], |tls| &tls.roots);
    let ask = async || {
        let client = outward::client_trusting(TIME, roots)?;
        let said = outward::get(&client, address.clone(), None, TIME, 64 << 10).await;
        said.map_err(|e| e.to_string())
    };
    let mut found: Vec<Finding> = not_renewed(config).into_iter().collect();
    found.push(match ask().await {
        Ok(Said { status: 200, certificate, .. }) => match certificate.as_deref().map(tls::life) {
            None => Finding::well(check, format!("{url} répond, sur cette machine seulement")),
            Some(Ok(life)) => certificate_ends(url, life, config),
            Some(Err(problem)) => Finding::wrong(
                check,
                format!("le certificat de {url} ne peut pas être lu : {problem}"),
                "demandez-en un autre à qui l’a donné",
            ),
        },
        Ok(Said { status, .. }) => Finding::wrong(
            check,
            format!("{url} répond avec le statut {status}"),
            "regardez si le serveur mandataire envoie bien les demandes à l’adresse `listen` de guichet.toml",
        ),
        Err(problem) => Finding::wrong(
            check,
            format!("{url} ne répond pas : {problem}"),
            "regardez si le serveur tourne, si le nom mène à cette machine et si le certificat est valable",
        ),
    });
    found
}

/// Until when the certificate that people are shown is good.
fn certificate_ends(url: &str, life: Life, config: &Config) -> Finding {
    let check = Check::Https;
    let left = Timestamp::now().duration_until(life.until);
    // One that is given for a week is not renewed weeks before.
    let least = (life.from.duration_until(life.until) / AHEAD_PART).min(AHEAD);
    let says = format!(
        "{url} répond ; son certificat est valable jusqu’au {}, encore {} jour(s)",
        day(life.until, config),
        left.as_hours() / 24
    );
    if left >= least {
        return Finding::well(check, says);
    }
    Finding::wrong(check, says, "renouvelez-le, et regardez pourquoi il ne l’a pas été tout seul")
}

/// That there is no new certificate although there should be one.
fn not_renewed(config: &Config) -> Option<Finding> {
    let tls = config.tls.as_ref()?;
    if let CertificateFrom::Files { .. } = tls.certificate {
        return tls::trouble(tls).map(|problem| {
            let says = format!("le certificat qui est indiqué n’est pas servi : {problem}");
            Finding::wrong(Check::Https, says, "corrigez le fichier que le message nomme")
        });
    }
    let failure = tls::failure(&config.data)?;
    let says = format!(
        "aucun nouveau certificat n’a pu être obtenu, {} fois de suite, la dernière le {} : {}",
        failure.times,
        day(failure.at, config),
        failure.why
    );
    let todo = format!(
        "vérifiez que {} mène à cette machine, et son port 443 droit à Guichet ; c’est tenté de nouveau tout seul, et un quart d’heure après un redémarrage du serveur",
        tls.host
    );
    // Once may be an accident.
    let of = if failure.times > 1 { Finding::wrong } else { Finding::note };
    Some(of(Check::Https, says, todo))
}

/// A day as the town hall reads it.
fn day(at: Timestamp, config: &Config) -> String {
    let day = at.to_zoned(config.town.time_zone.clone()).date();
    Texts::for_lang("fr").date(Date::from(day))
}

async fn mail(config: &Config, to: Option<&str>) -> Finding {
    let check = Check::Mail;
    let Some(settings) = &config.mail else {
        return Finding::note(
            check,
            "aucun serveur n’est indiqué : les habitants ne reçoivent rien par courriel",
            "remplissez [mail] dans guichet.toml",
        );
    };
    let outbox = match Outbox::new(settings) {
        Ok(outbox) => outbox,
        Err(problem) => return Finding::wrong(check, problem, "corrigez [mail] dans guichet.toml"),
    };
    let todo = "vérifiez `server`, le nom et le mot de passe sous [mail] dans guichet.toml";
    let Some(to) = to else {
        return match outbox.reach().await {
            Ok(()) => {
                Finding::well(check, "le serveur répond ; aucun message d’essai n’a été envoyé")
            }
            Err(problem) => Finding::wrong(check, problem, todo),
        };
    };
    let message = Mail {
        id: crate::office::random::<16>().into(),
        to: to.to_owned(),
        said: Worded {
            texts: Texts::for_lang("fr"),
            subject: "Message d’essai de Guichet".into(),
            parts: vec![Part::Text(
                "Ce message montre que le serveur de la commune sait envoyer des courriels. Il n’y a rien à faire.".into(),
            )],
        },
        french: None,
        from: vec![config.town.service.name.clone()],
        files: vec![],
    };
    match outbox.send(&message).await {
        Outcome::Accepted => Finding::well(
            check,
            format!("un message d’essai est parti à {to} : regardez s’il arrive"),
        ),
        Outcome::Later(said) | Outcome::Never(said) => Finding::wrong(
            check,
            format!("le message d’essai à {to} n’est pas parti : {said}"),
            todo,
        ),
        Outcome::Unknown => Finding::wrong(
            check,
            format!(
                "on ne sait pas si le message d’essai à {to} est parti : la connexion a été coupée"
            ),
            todo,
        ),
    }
}

fn procedures(told: &Told) -> Finding {
    let check = Check::Procedures;
    let serving = told.installations.iter().filter(|i| i.serving.is_some()).count();
    if told.refused.is_empty() {
        return Finding::well(check, format!("{serving} en service"));
    }
    Finding::wrong(
        check,
        format!(
            "{} ne peuvent pas être proposées : {}",
            told.refused.len(),
            told.refused.join(" ; ")
        ),
        "corrigez le bloc [[procedure]] que le message nomme, ou demandez une autre version à son éditeur",
    )
}

async fn versions(config: &Config, told: &Told, today: Date) -> Vec<Finding> {
    let check = Check::Versions;
    if config.catalogue.is_none() {
        return vec![Finding::note(
            check,
            "aucun catalogue n’est indiqué : rien ne dit s’il y a des versions plus récentes ou des alertes",
            "remplissez [catalogue] dans guichet.toml",
        )];
    }
    let index = match catalogue::read(config, today).await {
        Ok(index) => index,
        Err(problem) => {
            return vec![Finding::wrong(
                check,
                problem.to_string(),
                "vérifiez l’adresse et la clé sous [catalogue] dans guichet.toml ; si elles sont justes, demandez à qui tient le catalogue",
            )];
        }
    };
    let mut found: Vec<Finding> =
        Known::of(&index, &told.installations).iter().flat_map(of_version).collect();
    if found.is_empty() {
        found.push(Finding::well(check, "aucune version plus récente, aucune alerte"));
    }
    found
}

/// What there is to know of one version that serves.
fn of_version(known: &Known) -> Vec<Finding> {
    let check = Check::Versions;
    let name = format!("{} {}", known.id, known.serving);
    let newest = known.newest.as_ref();
    let todo = newest.map_or_else(
        || "demandez une version corrigée à son éditeur".to_owned(),
        |newest| match &newest.at {
            Some(at) => {
                format!("installez la version {} : `guichet plugin upgrade {at}`", newest.version)
            }
            None => {
                format!("installez la version {} avec `guichet plugin upgrade`", newest.version)
            }
        },
    );
    let mut found = Vec::new();
    if let Some(why) = &known.yanked {
        let says = format!("{name} a été retirée du catalogue : {}", in_french(why));
        found.push(Finding::wrong(check, says, todo.clone()));
    }
    for advisory in &known.advisories {
        let says = format!("alerte {} sur {name} : {}", advisory.id, in_french(&advisory.title));
        let of = if advisory.severity >= Severity::High { Finding::wrong } else { Finding::note };
        found.push(of(check, says, todo.clone()));
    }
    if let Some(newest) = newest.filter(|_| found.is_empty()) {
        let says = format!("{name} : la version {} existe", newest.version);
        found.push(Finding::note(check, says, todo));
    }
    found
}
