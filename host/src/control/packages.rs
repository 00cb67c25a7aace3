//! What is said of installing, for people.

use super::Reply;
use crate::office::{Done, InstallError, Office, Plan};

/// What installing would do, line by line.
pub(super) fn plan(plan: &Plan) -> String {
    let mut lines = vec![
        format!("{} {}: {}", plan.id, plan.version, plan.title),
        format!("sha256    {}", plan.digest),
        format!("vouched   {}", plan.voucher),
    ];
    lines.extend(plan.from.as_ref().map(|from| format!("from      {from}")));
    lines.push(match &plan.serving {
        Some(version) => format!("replaces  {version}"),
        None => "replaces  nothing".to_owned(),
    });
    let difference = &plan.difference;
    if difference.more.is_empty() {
        lines.push(match plan.serving {
            Some(_) => "It asks for nothing that the version before did not ask for.".to_owned(),
            None => "It asks for nothing.".to_owned(),
        });
    } else {
        lines.push(match plan.serving {
            Some(_) => "It asks for more than the version before. It wants to:".to_owned(),
            None => "It wants to:".to_owned(),
        });
        let asked = |asked: &crate::plugin::Asked| format!("  {:24} {}", asked.ask, asked.words);
        lines.extend(difference.more.iter().map(asked));
    }
    if !difference.less.is_empty() {
        let less: Vec<String> = difference.less.iter().map(ToString::to_string).collect();
        lines.push(format!("It asks no more for: {}", less.join(" ")));
    }
    let grants: Vec<String> = plan.grants.iter().map(ToString::to_string).collect();
    lines.push(format!("A yes grants in all: {}", grants.join(" ")));
    lines.join("\n")
}

/// What was done.
pub(super) fn done(done: Result<Done, InstallError>, more: &str) -> Result<Reply, String> {
    let done = done.map_err(|e| e.to_string())?;
    let text = match (&done.version, done.cases) {
        (Some(version), 0) => format!("{} {version} serves; {more}", done.id),
        (Some(version), cases) => {
            format!("{} {version} serves; {cases} scenario cases passed; {more}", done.id)
        }
        (None, _) => format!("{} is offered no more; {more}", done.id),
    };
    Ok(Reply { text, json: serde_json::json!(done) })
}

/// Everything that serves or served.
pub(super) fn history(office: &Office) -> Reply {
    let mut lines = Vec::new();
    let installations = office.history();
    for installation in &installations {
        for noted in &installation.noted {
            let at = office.moment(noted.at / 1_000);
            let version = noted.version.as_ref().map_or("nothing".into(), ToString::to_string);
            lines.push(format!("{at}  {}  {version}  by {}", installation.procedure, noted.by));
        }
    }
    Reply { text: lines.join("\n"), json: serde_json::json!(installations) }
}
