//! Who works here, for administrators: names, roles, teams, secrets, and who is shut out.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};

use super::super::Shared;
use super::super::page::{self, Frame, ProblemView, html};
use super::super::portal::Lang;
use super::admitted::{Admitted, Staff};
use super::{Bar, Inputs};
use crate::office::{Hired, NewAgent, OfficeError};
use crate::staff::{Agent, Role};
use crate::texts::Texts;

#[derive(Template)]
#[template(path = "desk/people.html")]
struct People {
    frame: Frame,
    bar: Bar,
    problems: Vec<ProblemView>,
    people: Vec<PersonRow>,
    /// The name that was typed and not taken.
    typed: String,
}

struct PersonRow {
    name: String,
    called: String,
    roles: String,
    teams: String,
    state: String,
}

/// Something that may be chosen.
pub(super) struct Choice {
    pub(super) key: String,
    pub(super) label: String,
    pub(super) chosen: bool,
}

/// The names of roles, one after the other.
pub(super) fn roles_of(agent: &Agent, t: &Texts) -> String {
    let names = agent.roles.iter().map(|role| t.text(&format!("role-{role}")).into_owned());
    names.collect::<Vec<_>>().join(", ")
}

/// The names of teams, one after the other.
pub(super) fn teams_of(shared: &Shared, agent: &Agent) -> String {
    let teams = shared.office.teams().0.iter().filter(|team| agent.teams.contains(&team.key));
    teams.map(|team| team.name.as_str()).collect::<Vec<_>>().join(", ")
}

pub(super) async fn list(
    Admitted { agent, .. }: Admitted<Staff>,
    State(shared): State<Shared>,
    Query(lang): Query<Lang>,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(lang.lang.as_deref(), &headers);
    listed(&shared, &agent, t, None)
}

fn listed(
    shared: &Shared,
    agent: &Agent,
    t: &'static Texts,
    wrong: Option<(String, String)>,
) -> Response {
    let people = match shared.office.agents() {
        Ok(people) => people,
        Err(error) => return page::error(&shared.office, t, &error, Some("/desk".into())),
    };
    let today = shared.office.now().today();
    let row = |person: &Agent| PersonRow {
        name: person.name.clone(),
        called: person.called(),
        roles: roles_of(person, t),
        teams: teams_of(shared, person),
        state: match (person.disabled, &person.absence) {
            (true, _) => t.text("people-out").into_owned(),
            (false, Some(away)) if today <= away.until => t.with(
                "people-away",
                &[("day", t.date(away.until).into()), ("deputy", away.deputy.clone().into())],
            ),
            _ => String::new(),
        },
    };
    let status = if wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let (typed, problem) = wrong.unzip();
    let problems =
        problem.into_iter().map(|message| ProblemView { anchor: Some("name".into()), message });
    html(
        status,
        &People {
            frame: Frame::new(&shared.office, t),
            bar: Bar::of(shared, agent),
            problems: problems.collect(),
            people: people.iter().map(row).collect(),
            typed: typed.unwrap_or_default(),
        },
    )
}

pub(super) async fn add(
    Admitted { agent, .. }: Admitted<Staff>,
    State(shared): State<Shared>,
    headers: HeaderMap,
    axum::Form(inputs): axum::Form<Vec<(String, String)>>,
) -> Response {
    let t = page::texts(None, &headers);
    let name = Inputs(inputs).one("name").unwrap_or_default().to_owned();
    let work = async {
        // Who is there keeps their secrets, unless these are asked for.
        if shared.office.agent(&name)?.is_some() {
            return Err(OfficeError::Invalid(
                t.with("people-there", &[("name", name.as_str().into())]),
            ));
        }
        let hired = Hired { name: name.clone(), ..Hired::default() };
        shared.office.hire(&hired, Some(&agent.name)).await
    };
    match work.await {
        Ok(secrets) => shown(&shared, &agent, t, &name, Some(secrets), None),
        Err(OfficeError::Invalid(problem)) => listed(&shared, &agent, t, Some((name, problem))),
        Err(error) => page::error(&shared.office, t, &error, Some("/desk/people".into())),
    }
}

#[derive(Template)]
#[template(path = "desk/person.html")]
struct PersonPage {
    frame: Frame,
    bar: Bar,
    problems: Vec<ProblemView>,
    name: String,
    given_names: String,
    family_name: String,
    quality: String,
    delegation: String,
    email: String,
    roles: Vec<Choice>,
    teams: Vec<Choice>,
    disabled: bool,
    /// Password and token, shown once.
    secrets: Option<(String, String)>,
}

pub(super) async fn page(
    Admitted { agent, .. }: Admitted<Staff>,
    State(shared): State<Shared>,
    Path(name): Path<String>,
    Query(lang): Query<Lang>,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(lang.lang.as_deref(), &headers);
    shown(&shared, &agent, t, &name, None, None)
}

/// The page of somebody, with what was typed where it was not taken.
fn shown(
    shared: &Shared,
    agent: &Agent,
    t: &'static Texts,
    name: &str,
    secrets: Option<NewAgent>,
    wrong: Option<(Hired, String)>,
) -> Response {
    let person = shared.office.agent(name).and_then(|person| person.ok_or(OfficeError::NoPage));
    let mut person = match person {
        Ok(person) => person,
        Err(error) => return page::error(&shared.office, t, &error, Some("/desk/people".into())),
    };
    let (typed, problem) = wrong.unzip();
    if let Some(typed) = typed {
        person.given_names = typed.given_names.unwrap_or_default();
        person.family_name = typed.family_name.unwrap_or_default();
        person.quality = typed.quality.unwrap_or_default();
        person.delegation = typed.delegation.unwrap_or_default();
        person.email = typed.email;
        person.roles = typed.roles.unwrap_or_default();
        person.teams = typed.teams.unwrap_or_default();
    }
    let role = |role: Role| Choice {
        key: role.to_string(),
        label: t.text(&format!("role-{role}")).into_owned(),
        chosen: person.is(role),
    };
    let team = |team: &crate::staff::Team| Choice {
        key: team.key.clone(),
        label: team.name.clone(),
        chosen: person.teams.contains(&team.key),
    };
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let problem = problem.map(|message| ProblemView { anchor: None, message });
    html(
        status,
        &PersonPage {
            frame: Frame::new(&shared.office, t),
            bar: Bar::of(shared, agent),
            problems: problem.into_iter().collect(),
            roles: Role::ALL.map(role).into(),
            teams: shared.office.teams().0.iter().map(team).collect(),
            name: person.name,
            given_names: person.given_names,
            family_name: person.family_name,
            quality: person.quality,
            delegation: person.delegation,
            email: person.email.unwrap_or_default(),
            disabled: person.disabled,
            secrets: secrets.map(|new| (new.password, new.token)),
        },
    )
}

pub(super) async fn describe(
    Admitted { agent, .. }: Admitted<Staff>,
    State(shared): State<Shared>,
    Path(name): Path<String>,
    headers: HeaderMap,
    axum::Form(inputs): axum::Form<Vec<(String, String)>>,
) -> Response {
    let t = page::texts(None, &headers);
    let inputs = Inputs(inputs);
    let text = |key: &str| Some(inputs.one(key).unwrap_or_default().to_owned());
    let roles: Result<BTreeSet<Role>, _> = inputs.all("role").map(str::parse).collect();
    let Ok(roles) = roles else {
        return page::error(&shared.office, t, &OfficeError::NoPage, Some("/desk/people".into()));
    };
    let hired = Hired {
        name: name.clone(),
        roles: Some(roles),
        given_names: text("given-names"),
        family_name: text("family-name"),
        quality: text("quality"),
        delegation: text("delegation"),
        email: text("email"),
        teams: Some(inputs.all("team").map(str::to_owned).collect()),
    };
    match shared.office.describe_agent(&hired, Some(&agent.name)).await {
        Ok(_) => Redirect::to("/desk/people").into_response(),
        Err(OfficeError::Invalid(problem)) => {
            shown(&shared, &agent, t, &name, None, Some((hired, problem)))
        }
        Err(error) => page::error(&shared.office, t, &error, Some("/desk/people".into())),
    }
}

pub(super) async fn secrets(
    Admitted { agent, .. }: Admitted<Staff>,
    State(shared): State<Shared>,
    Path(name): Path<String>,
    headers: HeaderMap,
) -> Response {
    let t = page::texts(None, &headers);
    let work = async {
        shared.office.agent(&name)?.ok_or(OfficeError::NoPage)?;
        let hired = Hired { name: name.clone(), ..Hired::default() };
        shared.office.hire(&hired, Some(&agent.name)).await
    };
    match work.await {
        Ok(new) => shown(&shared, &agent, t, &name, Some(new), None),
        Err(error) => page::error(&shared.office, t, &error, Some("/desk/people".into())),
    }
}

pub(super) async fn out(
    Admitted { agent, .. }: Admitted<Staff>,
    State(shared): State<Shared>,
    Path(name): Path<String>,
    headers: HeaderMap,
    axum::Form(inputs): axum::Form<Vec<(String, String)>>,
) -> Response {
    let t = page::texts(None, &headers);
    let out = Inputs(inputs).one("out") == Some("yes");
    match shared.office.shut_out(&name, out, Some(&agent.name)).await {
        Ok(_) => Redirect::to("/desk/people").into_response(),
        Err(error) => page::error(&shared.office, t, &error, Some("/desk/people".into())),
    }
}
