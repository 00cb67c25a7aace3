//! `guichet init`: the first day of a town.

use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
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
    let answers = match answers {
        Some(file) => {
            let named = |e: String| format!("{}: {e}", file.display());
            let text = std::fs::read_to_string(file).map_err(|e| named(e.to_string()))?;
            let answers = Answers::parse(&text).map_err(named)?;
            answers.check().map_err(named)?;
            Some(answers)
        }
        None if std::io::stdin().is_terminal() => Some(asked()?),
        None => None,
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
        let made = std::fs::OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(&file);
        made.map_err(|e| format!("{}: {e}", file.display()))?;
        println!("{} : écrivez-y le mot de passe du serveur de courriel.", file.display());
    }
    let administrator = answers.administrator.trim();
    if !administrator.is_empty() {
        println!("{}", first_administrator(config, administrator)?);
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
    let mut lines = std::io::stdin().lock().lines();
    for (question, place, example) in QUESTIONS {
        loop {
            print!("{question}, par exemple {example} : ");
            std::io::stdout().flush().map_err(|e| e.to_string())?;
            let line =
                lines.next().ok_or("nothing was written: the questions were not answered")?;
            let mut tried = answers.clone();
            *place(&mut tried) = line.map_err(|e| e.to_string())?.trim().to_owned();
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
