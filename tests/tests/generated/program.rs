//! A program that uses the API: the form, a submission, the desk.

use std::collections::BTreeSet;

use anyhow::{Context as _, Result, ensure};
use reqwest::{Client, RequestBuilder, StatusCode, Url};
use serde_json::{Map, Value as Json, json};

use super::model::Case;
use super::town::{PROCEDURE, Town};

/// A dossier that somebody submitted.
pub(super) struct Submitted {
    pub(super) number: String,
    pub(super) access_key: String,
}

/// Submits a case by the API, after everything that a careful client asks first.
pub(super) async fn submit(client: &Client, town: &Town, case: &Case) -> Result<Submitted> {
    let answers = answers(client, town, case).await?;
    let procedure = format!("{}/api/v1/procedures/{PROCEDURE}", town.url);
    let form = client.post(format!("{procedure}/form"));
    partial_form(form.try_clone().context("a request")?, case, &answers).await?;
    full_form(form, case, &answers).await?;
    let post = |answers: &Map<String, Json>, key: &str| {
        let body = json!({"lang": "en", "answers": answers});
        client.post(format!("{procedure}/dossiers")).header("Idempotency-Key", key).json(&body)
    };
    for path in &case.required {
        let mut less = answers.clone();
        less.remove(path);
        // What depends on it goes with it; that it is missing is what must be said.
        let body = expect(post(&less, "less"), StatusCode::UNPROCESSABLE_ENTITY).await?;
        ensure!(body.to_string().contains(&format!("\"{path}\"")), "{path} is missing in {body}");
    }
    let first = expect(post(&answers, "key"), StatusCode::CREATED).await?;
    let again = expect(post(&answers, "key"), StatusCode::CREATED).await?;
    ensure!(first == again, "a repeated submission is another: {first} and {again}");
    let text =
        |key: &str| Ok::<_, anyhow::Error>(first[key].as_str().context("a text")?.to_owned());
    Ok(Submitted { number: text("number")?, access_key: text("access_key")? })
}

async fn expect(request: RequestBuilder, status: StatusCode) -> Result<Json> {
    let response = request.send().await?;
    let (found, url, body) = (response.status(), response.url().clone(), response.text().await?);
    ensure!(found == status, "{url}: {found} in place of {status}: {body}");
    Ok(serde_json::from_str(&body)?)
}

/// The answers as one object, its files sent.
async fn answers(client: &Client, town: &Town, case: &Case) -> Result<Map<String, Json>> {
    let mut answers = Map::new();
    for (path, (_, count)) in &case.groups {
        answers.insert(path.clone(), json!(count));
    }
    for (path, answer) in &case.fields {
        let Some(answer) = answer else { continue };
        if case.locked.contains(path) {
            continue;
        }
        let mut value = answer.json.clone();
        for file in &answer.files {
            let mut url = Url::parse(&format!("{}/api/v1/attachments", town.url))?;
            url.query_pairs_mut().append_pair("name", &file.name);
            let upload = client.post(url).header("Content-Type", file.media_type);
            let kept = expect(upload.body(file.bytes.clone()), StatusCode::CREATED).await?;
            value.as_array_mut().context("an array of files")?.push(kept["id"].clone());
        }
        answers.insert(path.clone(), value);
    }
    Ok(answers)
}

/// A form for some of the answers is a form: what depends on those left out is told, no more.
async fn partial_form(
    request: RequestBuilder,
    case: &Case,
    answers: &Map<String, Json>,
) -> Result<()> {
    let some = |(at, (path, _)): &(usize, (&String, &Json))| {
        at % 2 == 0 || case.groups.contains_key(*path)
    };
    let some: Map<String, Json> = answers
        .iter()
        .enumerate()
        .filter(some)
        .map(|(_, (path, value))| (path.clone(), value.clone()))
        .collect();
    let view = expect(request.json(&json!({"answers": some})), StatusCode::OK).await?;
    ensure!(view["pages"].as_array().is_some_and(|pages| !pages.is_empty()), "no pages: {view}");
    Ok(())
}

/// The form for all answers has the fields that apply, and nothing to say against them.
async fn full_form(
    request: RequestBuilder,
    case: &Case,
    answers: &Map<String, Json>,
) -> Result<()> {
    let view = expect(request.json(&json!({"answers": answers})), StatusCode::OK).await?;
    ensure!(view["problems"] == json!([]), "valid answers have problems: {}", view["problems"]);
    let blocks = view["pages"]
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(|page| page["blocks"].as_array().into_iter().flatten());
    let paths = |kind: &str| -> BTreeSet<String> {
        blocks.clone().filter_map(|b| b[kind]["path"].as_str().map(str::to_owned)).collect()
    };
    ensure!(paths("field") == case.fields.keys().cloned().collect(), "other fields: {view}");
    ensure!(paths("repeat") == case.groups.keys().cloned().collect(), "other repeats: {view}");
    Ok(())
}

/// What the decision on a submission must be, whichever way it came in.
pub(super) async fn check(client: &Client, town: &Town, case: &Case, of: &Submitted) -> Result<()> {
    let dossier = client.get(format!("{}/api/v1/dossiers/{}", town.url, of.number));
    let dossier = expect(dossier.bearer_auth(&of.access_key), StatusCode::OK).await?;
    ensure!(dossier["phase"] == "in_review", "{dossier}");
    let reason = &dossier["reasons"][0];
    let inputs: Vec<&str> = case.expected.keys().map(String::as_str).collect();
    ensure!(
        reason["inputs"] == json!(inputs),
        "the decision looked at {} in place of {inputs:?}",
        reason["inputs"]
    );
    let sum = format!("Somme {:016x}", case.sum());
    ensure!(
        reason["sentence"].to_string().contains(&sum),
        "an answer changed on its way: {} in place of {sum}, from {:#?}",
        reason["sentence"],
        case.expected
    );
    let queued = queued(client, town, &of.number).await?;
    ensure!(queued["score"] == json!(case.sum() as i64), "the desk shows another score: {queued}");
    ensure!(queued["tags"] == json!([format!("{}-answers", inputs.len())]), "{queued}");
    ensure!(queued["actions"] == json!(["accept"]), "{queued}");
    Ok(())
}

async fn queued(client: &Client, town: &Town, number: &str) -> Result<Json> {
    let queue = client.get(format!("{}/api/v1/desk/dossiers?all=true", town.url));
    let queue = expect(queue.bearer_auth(&town.token), StatusCode::OK).await?;
    let dossiers = queue["dossiers"].as_array().context("the queue")?;
    let found = dossiers.iter().find(|dossier| dossier["number"] == number);
    found.cloned().with_context(|| format!("{number} is not in {queue}"))
}

/// The agent accepts, and every decision replays.
pub(super) async fn accept(client: &Client, town: &Town, of: &Submitted) -> Result<()> {
    let act = format!("{}/api/v1/desk/dossiers/{}/actions/accept", town.url, of.number);
    let act = client.post(act).bearer_auth(&town.token).json(&json!({}));
    let decided = expect(act, StatusCode::OK).await?;
    ensure!(decided["phase"] == "decided" && decided["verdict"] == "granted", "{decided}");
    let replayed = town.run(&["dossier", "replay", &of.number, "--json"])?;
    let replayed: Json = serde_json::from_str(&replayed)?;
    ensure!(replayed["entries"] == 2, "{replayed}");
    Ok(())
}
