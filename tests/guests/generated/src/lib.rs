//! A procedure of which nothing is known beforehand: its form stands in the setting `form`,
//! and its decision is a sum over all answers, so that one lost or changed on any way through
//! a host gives another decision. `description` says how a form is written down.

mod description;
mod sum;

use guichet_sdk::prelude::*;

use description::{Element, Scope};

struct Generated;

impl Procedure for Generated {
    /// None that a derive could know; see `dossier.given`.
    type Answers = ();

    fn form(sheet: &mut Sheet<'_>, _draft: &()) {
        let described = sheet.ctx().setting::<String>("form").expect("the town describes a form");
        let elements = description::parse(&described);
        let answers = sheet.answers().clone();
        lay_out(sheet, &elements, &Scope { root: "", answers: &answers });
    }

    fn decide(
        ctx: &Context,
        dossier: &Dossier<()>,
        event: &Event,
    ) -> Result<Decision, Vec<Problem>> {
        match event {
            Event::Submitted => Ok(submitted(&dossier.given)),
            Event::Acted(taken) if taken.key == "accept" => {
                let kept = dossier.fact::<String>("sum");
                if kept.as_deref() != Some(&format!("{:016x}", sum::of(&dossier.given))) {
                    return Err(ctx.refusal("Les réponses ne sont plus celles du dépôt").into());
                }
                Ok(Decision::granted("Accepté").score(dossier.score.unwrap_or_default()))
            }
            Event::Withdrawn => Ok(Decision::withdrawn("Retiré")),
            _ => Err(ctx.refusal("Pas à cette étape").into()),
        }
    }
}

fn submitted(given: &Answers) -> Decision {
    let sum = sum::of(given);
    let mut reason = Reason::new("all-answers", format!("Somme {sum:016x}").as_str());
    for (path, _) in given.iter() {
        reason = reason.input(path);
    }
    let accept = Action::agent("accept", "Accepter").leads_to(Verdict::Granted);
    Decision::in_review("À examiner")
        .score(sum as i64)
        .set("sum", format!("{sum:016x}"))
        .tag(&format!("{}-answers", given.iter().count()))
        .reason(reason)
        .action(accept)
}

fn lay_out(sheet: &mut Sheet<'_>, elements: &[Element<'_>], scope: &Scope<'_>) {
    for element in elements {
        match element {
            Element::Page { key, only_if, elements } => {
                if scope.holds(*only_if) {
                    sheet.page(key, format!("Page {key}").as_str());
                    lay_out(sheet, elements, scope);
                }
            }
            Element::Note => {
                sheet.heading("Un titre").note("Une phrase.").figure("Un nombre", 12i64);
            }
            Element::Field { only_if, field } => {
                if scope.holds(*only_if) {
                    sheet.field(field.at(&scope.path(field.name), sheet.ctx()));
                }
            }
            Element::Repeat { name, min, max, only_if, elements } => {
                if scope.holds(*only_if) {
                    let path = scope.path(name);
                    let opened = scope.answers.get::<u32>(&path).unwrap_or(*min);
                    let count = opened.clamp(*min, *max);
                    let label = format!("Groupe {path}");
                    sheet.repeat(guichet_sdk::Repeat {
                        path: path.clone(),
                        label,
                        min: *min,
                        max: *max,
                        count,
                    });
                    for index in 0..count {
                        let root = format!("{path}[{index}]");
                        lay_out(sheet, elements, &Scope { root: &root, ..*scope });
                    }
                }
            }
        }
    }
}

guichet_sdk::export!(Generated);
