//! `guichet init`: the first day of a town.

use std::io::{IsTerminal as _, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::Path;

use guichet::config::{Answers, Config, FIRST};
use guichet::control::{self, Command as Control};
use guichet::office::Hired;
use guichet::staff::Role;

/// What is asked, in the words of the town hall, where the answer goes, and an example.
type Question = (&'static str, fn(&mut Answers) -> &mut String, &'static str);

const QUESTIONS: [Question; 9] = [
    ("Nom de la commune", |a| &mut a.name, "Saint-Exemple"),
    ("Code INSEE de la commune (cinq caractères)", |a| &mut a.code, "99999"),
    (
        "Nom du serveur, tel que les habitants le tapent (vide : cette machine seulement)",
        |a| &mut a.host,
        "demarches.saint-exemple.example",
    ),
    (
        "Obtenir son certificat HTTPS de Let’s Encrypt, dont la commune accepte les conditions (vide : un serveur mandataire s’en charge)",
        |a| &mut a.certificate,
        "oui",
    ),
    ("Adresse électronique de la mairie", |a| &mut a.email, "mairie@saint-exemple.example"),
    (
        "Adresse postale de la mairie",
        |a| &mut a.address,
        "1 place de la Mairie, 99999 Saint-Exemple",
    ),
    ("Téléphone de la mairie", |a| &mut a.phone, "+33 1 99 00 00 00"),
    (
        "Serveur qui envoie les courriels (vide : aucun pour l’instant)",
        |a| &mut a.mail,
        "smtp://saint-exemple@mail.example:587",
    ),
    (
        "Identifiant du premier administrateur (vide : aucun pour l’instant)",
        |a| &mut a.administrator,
        "camille.exemple",
    ),
];

/// Writes a first configuration: from a file of answers, from what is answered at a terminal, or
/// else the sample.
pub(crate) fn run(config: &Path, answers: Option<&Path>) -> Result<(), String> {
    if config.exists() {
        return Err(format!("{}: it is there already", config.display()));
    }
    let asks = answers.is_none() && std::io::stdin().is_terminal();
    let answers = match answers {
        Some(file) => {
            let named = |e: String| format!("{}: {e}", file.display());
            let text = std::fs::read_to_string(file).map_err(|e| named(e.to_string()))?;
            let answers = Answers::parse(&text).map_err(named)?;
            answers.check().map_err(named)?;
            Some(answers)
        }
        None if asks => Some(asked()?),
        None => None,
    };
    let password = match &answers {
        Some(answers) if asks && answers.mail.contains('@') => secret()?,
        _ => String::new(),
    };
    let text = answers.as_ref().map_or(Ok(FIRST.to_owned()), Answers::config)?;
    let write = || -> std::io::Result<()> {
        let mut file = std::fs::OpenOptions::new().write(true).create_new(true).open(config)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()
    };
    write().map_err(|e| format!("{}: {e}", config.display()))?;
    let Some(answers) = answers else {
        println!(
            "{} is there; put the town's name and service in it, then run `guichet serve`",
            config.display()
        );
        return Ok(());
    };
    println!("{} : le fichier est écrit ; tout s’y change ensuite.", config.display());
    if answers.mail.contains('@') {
        let file = config.with_file_name("mail-password");
        keep_secret(&file, &password).map_err(|e| format!("{}: {e}", file.display()))?;
        if password.is_empty() {
            println!("{} : écrivez-y le mot de passe du serveur de courriel.", file.display());
        }
    }
    let administrator = answers.administrator.trim();
    if !administrator.is_empty() {
        let secrets = first_administrator(config, administrator)?;
        println!("Le premier administrateur ; notez ce qui suit, qui n’est montré qu’ici :");
        println!("{secrets}");
    }
    println!("Ensuite : `guichet serve`, puis `guichet doctor`, qui dit ce qui reste à faire.");
    Ok(())
}

fn first_administrator(config: &Path, name: &str) -> Result<String, String> {
    let later = |e: String| format!("{e}; once that is put right, run `guichet agent add {name}`");
    let read = Config::read(config).map_err(|e| later(e.to_string()))?;
    let roles = Some([Role::Administrator].into());
    let hired = Hired { name: name.to_owned(), roles, ..Hired::default() };
    Ok(control::run(&read, Control::AgentAdd(Box::new(hired))).map_err(later)?.text)
}

/// Asks until every answer is one.
fn asked() -> Result<Answers, String> {
    let mut answers = Answers::sample();
    println!("Quelques questions ; rien n’est écrit avant la dernière réponse.");
    for (question, place, example) in QUESTIONS {
        loop {
            prompt(&format!("{question}, par exemple {example} : "))?;
            let mut line = String::new();
            if std::io::stdin().read_line(&mut line).map_err(|e| e.to_string())? == 0 {
                return Err("nothing was written: the questions were not answered".into());
            }
            let mut tried = answers.clone();
            *place(&mut tried) = line.trim().to_owned();
            match tried.check() {
                Ok(()) => {
                    answers = tried;
                    break;
                }
                Err(problem) => println!("  Cette réponse ne va pas : {problem}"),
            }
        }
    }
    Ok(answers)
}

/// Asks for the password of the mail server, which the terminal does not show.
fn secret() -> Result<String, String> {
    prompt("Mot de passe du serveur de courriel (rien ne s’affiche ; vide : plus tard) : ")?;
    console::Term::stdout().read_secure_line().map_err(|e| e.to_string())
}

fn prompt(question: &str) -> Result<(), String> {
    print!("{question}");
    std::io::stdout().flush().map_err(|e| e.to_string())
}

/// Writes a secret into a file that its owner alone may read; where there is none yet, the file is
/// there for it, and keeps what it has.
fn keep_secret(file: &Path, secret: &str) -> std::io::Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(!secret.is_empty()).mode(0o600);
    let mut file = options.open(file)?;
    file.set_permissions(std::fs::Permissions::from_mode(0o600))?;
    file.write_all(secret.as_bytes())?;
    file.sync_all()
}
