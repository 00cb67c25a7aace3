//! What becomes of a request: submitted, verified, printed, posted; or refused with reasons,
//! or passed on to the town that holds the record.
//!
//! No verdict falls without an agent. Where the time that the law gives the town runs out, the
//! refusal that the law reads into it (CRPA L231-4) is told to the applicant with the ways to
//! appeal, and the dossier stays open: a right does not lapse because an office was slow.

use guichet_sdk::desk::{Refusal, not_now};
use guichet_sdk::prelude::*;

use crate::desk::{Article, Missing, PieceRequest, Redirection, requested};
use crate::entitlement::{Identity, Question, is_vouched};
use crate::form::{CopyRequest, necessary, problems};
use crate::texts;

/// How far a request has come, as the facts of its dossier tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Submitted,
    Verified,
    Printed,
}

impl Stage {
    fn of(dossier: &Dossier<CopyRequest>) -> Self {
        if dossier.facts.value("printed-on").is_some() {
            Stage::Printed
        } else if dossier.facts.value("verified-on").is_some() {
            Stage::Verified
        } else {
            Stage::Submitted
        }
    }

    /// What agents may do next.
    fn actions(self) -> Vec<Action> {
        let refuse = Action::agent("refuse", text! { fr: "Refuser", en: "Refuse" })
            .leads_to(Verdict::Refused)
            .with_form();
        let redirect = Action::agent(
            "redirect",
            text! { fr: "Transmettre à une autre mairie", en: "Pass on to another town" },
        )
        .leads_to(Verdict::NoFurtherAction)
        .with_form();
        let request = Action::agent(
            "request-piece",
            text! { fr: "Demander une pièce ou une précision", en: "Ask for what is missing" },
        )
        .with_form();
        match self {
            Stage::Submitted => {
                let verify = text! {
                    fr: "Identité, droit et acte vérifiés",
                    en: "Identity, right and record checked",
                };
                vec![Action::agent("verify", verify), request, redirect, refuse]
            }
            Stage::Verified => {
                let print = text! {
                    fr: "Imprimé, signé et scellé",
                    en: "Printed, signed and sealed",
                };
                vec![Action::agent("print", print), refuse]
            }
            Stage::Printed => {
                let post = text! { fr: "Remis à la poste", en: "Handed to the post" };
                vec![Action::agent("post", post).leads_to(Verdict::Granted), refuse]
            }
        }
    }
}

/// What an event does to a request.
pub fn decide(
    ctx: &Context,
    dossier: &Dossier<CopyRequest>,
    event: &Event,
) -> Result<Decision, Vec<Problem>> {
    let open = matches!(dossier.phase, Phase::InReview | Phase::WaitingForApplicant);
    match event {
        Event::Submitted if dossier.phase == Phase::Received => submitted(ctx, dossier),
        Event::Completed if open => completed(ctx, dossier),
        Event::Lapsed if dossier.phase == Phase::WaitingForApplicant => Ok(lapsed(ctx, dossier)),
        Event::Acted(taken) if open && taken.party == Party::Agent => acted(ctx, dossier, taken),
        Event::Silence(Silence::Refused) if open => Ok(silent(ctx, dossier)),
        Event::Withdrawn if open => Ok(Decision::withdrawn(text! {
            fr: "Vous avez retiré votre demande. Rien ne vous sera envoyé.",
            en: "You have withdrawn your request. Nothing will be sent to you.",
        })),
        _ => Err(not_now(ctx)),
    }
}

fn acted(
    ctx: &Context,
    dossier: &Dossier<CopyRequest>,
    taken: &Taken,
) -> Result<Decision, Vec<Problem>> {
    match (taken.key.as_str(), Stage::of(dossier)) {
        ("verify", Stage::Submitted) => Ok(verified(ctx, dossier)),
        ("print", Stage::Verified) => Ok(printed(ctx, dossier)),
        ("post", Stage::Printed) => Ok(posted(ctx, dossier)),
        ("request-piece", Stage::Submitted) => requests(ctx, &taken.inputs(ctx)?),
        ("redirect", Stage::Submitted) => Ok(redirected(ctx, &taken.inputs(ctx)?)),
        ("refuse", _) => Ok(refused(ctx, &taken.inputs(ctx)?)),
        _ => Err(not_now(ctx)),
    }
}

fn submitted(ctx: &Context, dossier: &Dossier<CopyRequest>) -> Result<Decision, Vec<Problem>> {
    check(ctx, dossier)?;
    let identity = Identity::after(ctx, dossier);
    let reasons = reasons(ctx, dossier, identity);
    let days: i64 = ctx.setting("delivery-days").unwrap_or(3);
    let status = text! {
        fr: "Demande reçue. Un agent vérifie votre demande ; le document part par la poste, en \
             principe sous {days} jours ouvrés.",
        en: "Request received. An agent checks it; the document leaves by post, as a rule within \
             {days} working days.",
    };
    Ok(in_review(Stage::Submitted, status, reasons).set("identity", identity))
}

fn in_review(stage: Stage, status: Text, reasons: Vec<Reason>) -> Decision {
    Decision::in_review(status).reasons(reasons).actions(stage.actions())
}

/// Everything that the form asked, asked again: a form may be sent without having been seen.
fn check(ctx: &Context, dossier: &Dossier<CopyRequest>) -> Result<(), Vec<Problem>> {
    let draft = CopyRequest::draft(&dossier.given, ctx);
    let mut found: Vec<Problem> = necessary(ctx, &draft, Identity::of(dossier))
        .into_iter()
        .filter(|path| !is_answered(dossier, path))
        .map(|path| ctx.unanswered(path))
        .collect();
    found.extend(problems(ctx, &draft));
    if found.is_empty() { Ok(()) } else { Err(found) }
}

fn is_answered(dossier: &Dossier<CopyRequest>, path: &str) -> bool {
    match dossier.given.value(path) {
        None => false,
        Some(Value::Text(text)) => !text.trim().is_empty(),
        Some(Value::Attachments(files)) => !files.is_empty(),
        Some(_) => true,
    }
}

/// Rule by rule, why the request is taken.
fn reasons(ctx: &Context, dossier: &Dossier<CopyRequest>, identity: Identity) -> Vec<Reason> {
    let draft = CopyRequest::draft(&dossier.given, ctx);
    let town = &ctx.town_name;
    let held = text! {
        fr: "Vous indiquez que l’acte se trouve dans les registres de {town}.",
        en: "You state that the record is in the registers of {town}.",
    };
    let mut reasons =
        vec![Reason::new("held-here", held).source(texts::ARTICLE_25).input("act.place")];
    if let Some(question) = Question::of(&draft, ctx)
        && let Some(Ok(ground)) = question.answer()
    {
        reasons.push(texts::granted(&question, ground));
        reasons.push(stated(&necessary(ctx, &draft, identity)));
        if ground.is_personal() {
            reasons.extend(identified(identity));
        }
    }
    let free = text! { fr: "La délivrance est gratuite.", en: "It is free of charge." };
    reasons.push(Reason::new("free", free).source(texts::ARTICLE_29));
    reasons
}

/// Article 29: what the request has to state is there.
fn stated(necessary: &[String]) -> Reason {
    let sentence = text! {
        fr: "La demande indique ce que le décret exige pour ce document ; un agent le compare \
             avec l’acte.",
        en: "The request states what the decree requires for this document; an agent compares it \
             with the record.",
    };
    let reason = Reason::new("stated", sentence).source(texts::ARTICLE_29);
    let always = ["act.date", "person.family-name", "person.given-names"].into_iter();
    let named = |path: &&str| path.starts_with("parents") || path.starts_with("birth.");
    let more = necessary.iter().map(String::as_str).filter(named);
    always.chain(more).fold(reason, |reason, path| reason.input(path))
}

fn identified(identity: Identity) -> Option<Reason> {
    Some(match identity {
        Identity::Vouched => Reason::new(
            "identity",
            text! {
                fr: "Votre identité est garantie par le service auquel vous vous êtes connecté.",
                en: "Your identity is vouched for by the service that you signed in with.",
            },
        )
        .source("règlement (UE) 910/2014, article 8"),
        Identity::Document => Reason::new(
            "identity",
            text! {
                fr: "Vous avez joint une pièce d’identité ; une photocopie suffit.",
                en: "You enclosed an identity document; a photocopy will do.",
            },
        )
        .source("CRPA, article R113-5")
        .input("identity-document"),
        Identity::Counter => Reason::new(
            "identity",
            text! {
                fr: "Vous présentez votre pièce d’identité au guichet.",
                en: "You show your identity document at the counter.",
            },
        )
        .source("CRPA, article R113-5"),
        Identity::Unknown => return None,
    })
}

fn verified(ctx: &Context, dossier: &Dossier<CopyRequest>) -> Decision {
    let status = text! {
        fr: "Demande vérifiée. Le document va être imprimé, signé et scellé.",
        en: "Request checked. The document is about to be printed, signed and sealed.",
    };
    in_review(Stage::Verified, status, reasons(ctx, dossier, Identity::of(dossier)))
        .set("verified-on", ctx.today())
        .unset("requested")
        .untag(OVERDUE_PIECE)
}

fn printed(ctx: &Context, dossier: &Dossier<CopyRequest>) -> Decision {
    let status = text! {
        fr: "Document signé et scellé. Il va partir par la poste.",
        en: "Document signed and sealed. It is about to leave by post.",
    };
    in_review(Stage::Printed, status, reasons(ctx, dossier, Identity::of(dossier)))
        .set("printed-on", ctx.today())
}

fn posted(ctx: &Context, dossier: &Dossier<CopyRequest>) -> Decision {
    let (day, copies) = (ctx.today(), dossier.answers.delivery.copies);
    let arrives = civil::plus_days(day, ctx.setting::<i64>("post-days").unwrap_or(5).max(0));
    let status = text! {
        fr: "Envoyé par la poste le {day}. Nombre d’exemplaires : {copies}.",
        en: "Sent by post on {day}. Number of copies: {copies}.";
        day, copies
    };
    let body = text! {
        fr: "Le document que vous avez demandé est parti par la poste le {day}, à l’adresse que \
             vous avez donnée (nombre d’exemplaires : {copies}). S’il n’est pas arrivé le \
             {arrives}, dites-le-nous : nous vous l’enverrons de nouveau, sans frais.",
        en: "The document that you asked for left by post on {day}, to the address that you gave \
             (number of copies: {copies}). Should it not have arrived on {arrives}, please tell \
             us: we shall send it again, free of charge.";
        day, copies, arrives
    };
    let subject = text! {
        fr: "Votre document est parti par la poste",
        en: "Your document has been posted",
    };
    Decision::granted(status)
        .reasons(reasons(ctx, dossier, Identity::of(dossier)))
        .set("posted-on", day)
        .notify(subject, body)
}

fn requests(ctx: &Context, request: &PieceRequest) -> Result<Decision, Vec<Problem>> {
    let days: i64 = ctx.setting("piece-days").unwrap_or(15);
    let until = civil::plus_days(ctx.today(), days.max(1));
    let piece = |demand: Demand, piece: &Missing| {
        let label = text! { fr: "{name}", en: "{name}"; name = *piece };
        demand.piece(piece.path(), label, piece.why()).source(piece.source())
    };
    let demand = request.pieces.iter().fold(Demand::until(until), piece);
    let status = text! {
        fr: "Nous attendons de vous une pièce ou une précision, jusqu’au {until}.",
        en: "We need a piece or an answer from you, until {until}.";
        until
    };
    Ok(Decision::waiting(status)
        .request(demand.suspending())
        .set("requested", request.pieces.clone())
        .actions(Stage::Submitted.actions()))
}

fn completed(ctx: &Context, dossier: &Dossier<CopyRequest>) -> Result<Decision, Vec<Problem>> {
    // Who has signed in meanwhile need not show a document as well.
    let vouched = |piece: &Missing| *piece == Missing::Identity && is_vouched(ctx);
    let missing: Vec<Problem> = requested(dossier)
        .into_iter()
        .filter(|piece| piece.applies(ctx, dossier) && !vouched(piece))
        .filter(|piece| !is_answered(dossier, piece.path()))
        .map(|piece| ctx.unanswered(piece.path()))
        .collect();
    if !missing.is_empty() {
        return Err(missing);
    }
    check(ctx, dossier)?;
    let status = text! {
        fr: "Votre réponse est arrivée. Un agent reprend votre demande.",
        en: "Your answer has arrived. An agent takes your request up again.",
    };
    let identity = Identity::after(ctx, dossier);
    Ok(in_review(Stage::Submitted, status, reasons(ctx, dossier, identity))
        .set("identity", identity)
        // What was checked and printed was something else.
        .unset("verified-on")
        .unset("printed-on")
        .unset("requested"))
}

/// Marks a dossier in the queue whose applicant did not answer in time.
const OVERDUE_PIECE: &str = "piece-overdue";
/// Marks a dossier in the queue that the town left without an answer for too long.
const OVERDUE: &str = "overdue";

fn lapsed(ctx: &Context, dossier: &Dossier<CopyRequest>) -> Decision {
    let status = text! {
        fr: "Le délai pour répondre est passé. Un agent décide avec ce que nous avons ; vous \
             pouvez encore nous joindre.",
        en: "The time to answer has passed. An agent decides on what we have; you may still \
             contact us.",
    };
    in_review(Stage::Submitted, status, reasons(ctx, dossier, Identity::of(dossier)))
        .tag(OVERDUE_PIECE)
}

fn refused(ctx: &Context, refusal: &Refusal<Article>) -> Decision {
    let body = text! {
        fr: "Nous ne pouvons pas vous envoyer ce document. Les raisons, en droit et en fait, sont \
             dans la décision. Vous pouvez nous demander de la revoir. Vous pouvez aussi saisir, \
             par requête, le président du tribunal judiciaire (code de procédure civile, article \
             1436) et, si l’acte est accessible à tous, la Commission d’accès aux documents \
             administratifs (CRPA, article L342-1). Toute personne peut obtenir un extrait sans \
             filiation d’un acte de naissance ou de mariage.",
        en: "We cannot send you this document. The reasons, in law and in fact, are in the \
             decision. You may ask us to review it. You may also petition the president of the \
             tribunal judiciaire (code de procédure civile, article 1436) and, where the record \
             is open to everybody, the Commission d’accès aux documents administratifs (CRPA, \
             article L342-1). Anyone may have an extract without filiation of a birth or marriage \
             record.",
    };
    let subject = text! { fr: "Votre demande est refusée", en: "Your request is refused" };
    Decision::refused(text! { fr: "Demande refusée", en: "Request refused" })
        .reasons(refusal.reasons(ctx))
        .notify(subject, body)
}

fn redirected(ctx: &Context, to: &Redirection) -> Decision {
    let (town, day) = (to.town.trim(), ctx.today());
    let contact = to.contact.as_deref().map(str::trim).unwrap_or_default();
    let status = text! {
        fr: "Demande transmise le {day} : {town}.",
        en: "Request passed on on {day}: {town}.";
        day, town
    };
    let sentence = text! {
        fr: "L’acte n’est pas dans nos registres : il est détenu par {town}, à qui nous devons \
             transmettre votre demande.",
        en: "The record is not in our registers: it is held by {town}, to whom we must pass your \
             request on.",
    };
    let body = text! {
        fr: "L’acte que vous demandez est détenu par {town}. Nous y avons transmis votre demande \
             le {day} : vous n’avez rien à refaire, la réponse viendra de là-bas. {contact}",
        en: "The record that you ask for is held by {town}. We passed your request on on {day}: \
             you need not do anything, the answer will come from there. {contact}";
        town, day, contact
    };
    let subject = text! {
        fr: "Votre demande est transmise : {town}",
        en: "Your request has been passed on: {town}",
    };
    Decision::decided(Verdict::NoFurtherAction, status)
        .reason(Reason::new("redirected", sentence).source(texts::TRANSMISSION).input("act.place"))
        .notify(subject, body)
}

fn silent(ctx: &Context, dossier: &Dossier<CopyRequest>) -> Decision {
    let body = text! {
        fr: "Nous n’avons pas répondu à temps : la loi considère votre demande comme refusée. \
             Nous continuons cependant à la traiter. Vous pouvez nous demander les motifs, que \
             nous devons vous donner dans le mois (CRPA, article L232-4), et saisir par requête \
             le président du tribunal judiciaire (code de procédure civile, article 1436).",
        en: "We did not answer in time: the law takes your request to be refused. We go on \
             dealing with it all the same. You may ask us for the reasons, which we must give \
             within a month (CRPA, article L232-4), and petition the president of the tribunal \
             judiciaire (code de procédure civile, article 1436).",
    };
    let status = text! {
        fr: "Le délai de réponse est dépassé. Votre demande est toujours en cours.",
        en: "The time to answer has passed. Your request is still being dealt with.",
    };
    let subject = text! {
        fr: "Nous n’avons pas répondu à temps",
        en: "We did not answer in time",
    };
    Decision::new(dossier.phase, status)
        .reasons(reasons(ctx, dossier, Identity::of(dossier)))
        .actions(Stage::of(dossier).actions())
        .tag(OVERDUE)
        .notify(subject, body)
}
