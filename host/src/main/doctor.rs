//! `guichet doctor`: prints what is well and what is not. Ends with 1 where something is wrong.

use std::process::ExitCode;

use guichet::config::Config;
use guichet::control::{Command as Control, Session};
use guichet::doctor::{Finding, State, Told, examine};
use guichet::office;

pub(crate) fn run(
    config: &Config,
    mail_to: Option<String>,
    json: bool,
) -> Result<ExitCode, String> {
    let told = told(config);
    // Where the town says nothing else, the message goes to the town itself.
    let mail_to = mail_to.unwrap_or_else(|| config.town.service.email.clone());
    let mail_to = Some(mail_to).filter(|to| to != "none");
    let runtime = tokio::runtime::Runtime::new().map_err(|e| e.to_string())?;
    let found = runtime.block_on(examine(config, &told, mail_to.as_deref(), office::today()));
    if json {
        println!("{:#}", serde_json::json!(found));
    } else {
        found.iter().for_each(print);
    }
    let wrong = found.iter().any(|finding| finding.state == State::Wrong);
    Ok(if wrong { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// What the office says, by its server or from the folder itself.
fn told(config: &Config) -> Result<Told, String> {
    let session = Session::open(config)?;
    let listed = session.ask(Control::PluginList)?;
    let refused = listed.text.lines().filter_map(|line| line.strip_prefix("not served: "));
    let refused = refused.map(str::to_owned).collect();
    let history = session.ask(Control::PluginHistory)?.json;
    let installations = serde_json::from_value(history).map_err(|e| e.to_string())?;
    Ok(Told { refused, installations })
}

fn print(finding: &Finding) {
    let mark = match finding.state {
        State::Well => "[bien]    ",
        State::Note => "[à noter] ",
        State::Wrong => "[à faire] ",
    };
    println!("{mark}{} : {}", finding.check.name(), finding.says);
    if let Some(todo) = &finding.todo {
        println!("          → {todo}");
    }
}
