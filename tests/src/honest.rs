//! One honest procedure, made without a toolchain: a form of two pages in French and English,
//! and decisions that depend on the answers and on the town's clock.
//!
//! The first page asks for a name and, if one likes, an e-mail and a postal address; the second
//! for a size (one of two) and, if one likes, a number and a plan. A submission is in review
//! until an agent grants it, with or without a note. The score of every decision is worked out from what was
//! written and from the time of day, so that replaying it with another answer or another
//! transcript gives another decision.

use serde_json::{Value, json};
use wit_parser::{Type, TypeId};

use crate::guest::{Guest, contract};
use crate::layout::Memory;

/// Its id.
pub const ID: &str = "org.example.shed";

pub(crate) const MANIFEST: &str = include_str!("honest/plugin.toml");

/// Answers that it accepts.
pub fn answers() -> Value {
    json!({"who.name": "Zoé Martin", "what.size": "small"})
}

/// The same with another name.
pub fn answers_of(name: &str) -> Value {
    json!({"who.name": name, "what.size": "small"})
}

/// The procedure.
pub fn guest() -> Guest {
    Guest { module: behaving(application), manifest: Some(MANIFEST.into()), ..Guest::default() }
}

/// The same procedure, with a page that asks two sources: `quotient`, of Camille Andrée Exemple, and
/// `shop`, of a company. Where the first gave no answer, the number is `declared` by hand. An
/// agent may send it back to be completed.
pub fn asking() -> Guest {
    let sources = r#"
[[sourced]]
name = "quotient"
kind = "api-particulier-quotient-familial"
why = { fr = "Calculer l’aide selon vos revenus", en = "To work out the help from your income" }

[[sourced]]
name = "company"
kind = "company"
why = { fr = "Vérifier que l’employeur existe", en = "To see that the employer exists" }
"#;
    let manifest = MANIFEST.replace(r#"kinds = ["notify"]"#, r#"kinds = ["notify", "request"]"#);
    let module = module(|say| with_sources(say, false), |say| with_sources(say, true), sent_back());
    Guest { module, manifest: Some(manifest + sources), ..Guest::default() }
}

/// The company that `shop` asks for.
pub const SIRET: &str = "73282932000074";

fn with_sources(say: Say, failed: bool) -> Value {
    let text = |path: &str, text: &str| json!({"path": path, "value": {"text": text}});
    let born =
        json!({"path": "birth-date", "value": {"date": {"year": 1984, "month": 2, "day": 29}}});
    let who = [
        born,
        text("birth-place", "99999"),
        text("family-name", "Exemple"),
        text("given-names", "Camille Andrée"),
        text("sex", "F"),
    ];
    let quotient = json!({"sourced": {"source": "quotient", "params": who}});
    let company = json!({"sourced": {"source": "company", "params": [text("siret", SIRET)]}});
    let mut blocks = vec![
        field("quotient", say("Quotient familial", "Family quotient"), true, quotient),
        field("shop", say("Employeur", "Employer"), false, company),
    ];
    if failed {
        let kind = json!({"integer": {"min": 0, "max": 99_999}});
        blocks.push(field("declared", say("Votre quotient", "Your quotient"), true, kind));
    }
    let mut form = application(say);
    let page =
        json!({"key": "income", "title": say("Vos revenus", "Your income"), "blocks": blocks});
    form["pages"].as_array_mut().expect("pages").push(page);
    form
}

fn sent_back() -> Value {
    let piece = json!({"path": "quotient", "label": said("Quotient", "Quotient"), "why": said("Il a changé", "It changed")});
    let until = json!({"year": 2999, "month": 1, "day": 1});
    let request = json!({"request": {"pieces": [piece], "until": until, "suspends": false}});
    let status = said("À compléter", "To be completed");
    decision("waiting-for-applicant", status, json!({"effects": [request]}))
}

fn behaving(application: impl Fn(Say) -> Value) -> String {
    module(&application, &application, granted())
}

/// The next version of it, which asks for a telephone number where it asked for an e-mail
/// address, and knows large sheds only.
pub fn next_version() -> Guest {
    let module = behaving(|say| {
        let mut form = application(say);
        let email = &mut form["pages"][0]["blocks"][1]["field"];
        (email["path"], email["kind"]) = (json!("who.phone"), json!("phone"));
        let sizes = form["pages"][1]["blocks"][0]["field"]["kind"]["choice"].as_array_mut();
        sizes.expect("two sizes").remove(0);
        form
    });
    let manifest = MANIFEST.replace("version = \"1.0.0\"", "version = \"1.1.0\"");
    Guest { module, manifest: Some(manifest), ..Guest::default() }
}

/// The same procedure, for people whose identity is confirmed at this level: the name is theirs.
pub fn identified(minimum: &str) -> Guest {
    let manifest = MANIFEST.replace(
        "applicant = { kind = \"person\"",
        &format!(
            "identity = {{ minimum = \"{minimum}\" }}\napplicant = {{ kind = \"person\", family-name = \"who.name\""
        ),
    );
    Guest { manifest: Some(manifest), ..guest() }
}

/// The same procedure with another manifest: what `from` says, it says as `to`.
pub fn saying(from: &str, to: &str) -> Guest {
    assert!(MANIFEST.contains(from), "{from} stands in the manifest");
    Guest { manifest: Some(MANIFEST.replace(from, to)), ..guest() }
}

/// The same procedure, which issues a permit when it grants and sends it on to the police, asks
/// where to send letters, and computes.
pub fn issuing() -> Guest {
    let manifest = MANIFEST
        .replace("email = \"who.email\"", "email = \"who.email\", postal-address = \"who.address\"")
        .replace(
            "kinds = [\"notify\"]",
            "kinds = [\"notify\", \"issue\", \"transmit\"]\ndocuments = [\"permit\"]",
        )
        .replace("retention = \"1 year\"", "retention = \"1 year\", recipients = [\"police\"]")
        .replace("[effects]", "[algorithm]\npurpose = { fr = \"Peser l’abri\" }\n\n[effects]");
    let mut granted = granted();
    let permit = json!({"issue": {
        "key": "permit",
        "title": said("Permis d’abri", "Permit for a shed"),
        "paragraphs": [said("#panic() L’abri est *permis*.", "The shed is *permitted*.")],
        "lines": [{"label": said("Surface", "Area"), "value": {"text": "5 m²"}}],
    }});
    let sent = json!({"transmit": {"document": "permit", "recipient": "police"}});
    let effects = granted["ok"]["effects"].as_array_mut().expect("a message");
    effects.extend([permit, sent]);
    let module = module(application, application, granted);
    Guest { module, manifest: Some(manifest), ..Guest::default() }
}

/// Another procedure with the same id, which does in both its functions what `module` defines
/// as `$score`.
pub fn broken(module: &str) -> Guest {
    let form = r#"
        (func (export "guichet:procedure/handler@0.1.0#form") (param i32) (result i32)
            (drop (call $score))
            (i32.const 16))"#;
    let manifest = MANIFEST.replace("version = \"1.0.0\"", "version = \"1.0.1\"");
    Guest { module: format!("{module}\n{form}"), manifest: Some(manifest), ..Guest::default() }
}

/// The file of a guest.
pub fn file(guest: &Guest) -> Vec<u8> {
    guest.package().expect("a package").bytes.to_vec()
}

pub(crate) fn said(fr: &str, en: &str) -> Value {
    json!([{"lang": "fr", "text": fr}, {"lang": "en", "text": en}])
}

fn field(path: &str, label: &str, required: bool, kind: Value) -> Value {
    json!({"field": {"path": path, "label": label, "required": required, "kind": kind}})
}

/// Picks the French or the English words.
pub(crate) type Say = fn(&'static str, &'static str) -> &'static str;

pub(crate) fn application(say: Say) -> Value {
    let option = |key, label| json!({"key": key, "label": label});
    let sizes = json!({"choice": [
        option("small", say("Moins de 5 m²", "Less than 5 m²")),
        option("large", say("De 5 à 20 m²", "From 5 to 20 m²")),
    ]});
    let plan = json!({"files": {"media-types": ["application/pdf", "image/jpeg"], "max-bytes": 100_000, "max-files": 1}});
    json!({"pages": [
        {"key": "who", "title": say("Qui êtes-vous ?", "Who are you?"), "blocks": [
            field("who.name", say("Nom", "Name"), true, json!({"line": {"max-length": 80}})),
            field("who.email", say("Courriel", "E-mail"), false, json!("email")),
            field("who.address", say("Adresse", "Address"), false, json!("address")),
        ]},
        {"key": "what", "title": say("Quel abri ?", "Which shed?"), "blocks": [
            field("what.size", say("Taille", "Size"), true, sizes),
            field("what.count", say("Combien", "How many"), false, json!({"integer": {"min": 1, "max": 9}})),
            field("what.plan", "Plan", false, plan),
        ]},
    ]})
}

fn turn() -> Value {
    let note = json!({"paragraph": {"max-length": 500}});
    json!({"pages": [
        {"key": "note", "title": "Note", "blocks": [
            field("note", "Note", true, note),
            field("place", "Place", false, json!("address")),
        ]},
    ]})
}

pub(crate) fn decision(phase: &str, status: Value, more: Value) -> Value {
    let mut decision = json!({"phase": phase, "status": status, "score": 0});
    let more = more.as_object().cloned().unwrap_or_default();
    decision.as_object_mut().expect("an object").extend(more);
    json!({ "ok": decision })
}

fn in_review() -> Value {
    let action = |key, label: Value, form| json!({"key": key, "label": label, "parties": ["agent"], "form": form, "leads-to": "granted"});
    decision(
        "in-review",
        said("En cours d’examen", "Under review"),
        json!({"actions": [
            action("grant", said("Accorder", "Grant"), false),
            action("grant-with-note", said("Accorder avec une note", "Grant with a note"), true),
        ], "reasons": [reason("size", "Un petit abri est examiné par un agent.", "An agent looks at a small shed.")]}),
    )
}

fn granted() -> Value {
    let message = json!({"notify": {
        "subject": said("Abri accordé", "Shed granted"),
        "body": said("Vous pouvez le construire.", "You may build it."),
    }});
    decision(
        "decided",
        said("Accordé", "Granted"),
        json!({"verdict": "granted", "effects": [message],
            "reasons": [reason("granted", "L’abri respecte la règle.", "The shed follows the rule.")]}),
    )
}

/// What it makes of silence: an acceptance is one, a refusal leaves it in review.
pub(crate) fn silent() -> [Value; 2] {
    let accepted = json!({"verdict": "granted",
        "reasons": [reason("silence", "Le délai est passé.", "The time is over.")]});
    [
        decision("decided", said("Accordé par le silence", "Granted by silence"), accepted),
        decision("in-review", said("Refusé par le silence", "Refused by silence"), json!({})),
    ]
}

pub(crate) fn withdrawn() -> Value {
    decision("withdrawn", said("Retiré", "Withdrawn"), json!({}))
}

pub(crate) fn reason(rule: &str, fr: &str, en: &str) -> Value {
    json!({"rule": rule, "source": "délibération 2026-12", "sentence": said(fr, en), "inputs": ["what.size"]})
}

/// A procedure of which `otherwise` is the form where some source gave no answer, and `acted` what
/// an agent's action does.
fn module(
    application: impl Fn(Say) -> Value,
    otherwise: impl Fn(Say) -> Value,
    acted: Value,
) -> String {
    let (resolve, _) = contract().expect("the contract");
    let id = |interface: &str, name: &str| -> TypeId {
        let found = resolve.interfaces.iter().find(|(_, i)| i.name.as_deref() == Some(interface));
        found.expect("an interface of the contract").1.types[name]
    };
    let handler = resolve.interfaces.iter().find(|(_, i)| i.name.as_deref() == Some("handler"));
    let functions = &handler.expect("the handler").1.functions;
    let arguments = |name: &str| -> Vec<Type> {
        functions[name].params.iter().map(|parameter| parameter.ty).collect()
    };
    let mut memory = Memory::at(4096, &resolve);
    let view = functions["form"].result.expect("a view");
    let french = memory.put(&view, &application(|fr, _| fr));
    let english = memory.put(&view, &application(|_, en| en));
    let french_otherwise = memory.put(&view, &otherwise(|fr, _| fr));
    let english_otherwise = memory.put(&view, &otherwise(|_, en| en));
    let turn = memory.put(&view, &turn());
    let result = functions["decide"].result.expect("a result");
    let [in_review, acted, withdrawn] =
        [in_review(), acted, withdrawn()].map(|decision| memory.put(&result, &decision));
    let [accepted, refused] = silent().map(|decision| memory.put(&result, &decision));
    let form = memory.offsets(&arguments("form"));
    let (form_task, given) = (form[1], form[2]);
    let places = memory.offsets(&arguments("decide"));
    let (dossier, event) = (places[1], places[2]);
    let lang = memory.offset(id("types", "context"), "lang");
    let answers = dossier + memory.offset(id("dossiers", "dossier"), "answers");
    let answer = id("types", "answer");
    let value = memory.offset(answer, "value");
    let answer_size = memory.size(&Type::Id(answer));
    // The decision of a result, and the number of its score, are aligned to 8.
    let score = 8 + memory.offset(id("dossiers", "decision"), "score");
    let (end, data) = memory.finish();
    format!(
        r#"
(import "guichet:procedure/clock@0.1.0" "now" (func $now (param i32)))
(global $heap (mut i32) (i32.const {end}))
(data (i32.const 4096) "{data}")
(func (export "guichet:procedure/handler@0.1.0#form") (param $args i32) (result i32)
    (if (i32.eq (i32.load8_u offset={form_task} (local.get $args)) (i32.const 2))
        (then (return (i32.const {turn}))))
    (if (call $failed (local.get $args)) (then (return
        (select (i32.const {english_otherwise}) (i32.const {french_otherwise})
            (call $english (local.get $args))))))
    (select (i32.const {english}) (i32.const {french}) (call $english (local.get $args))))
(func $english (param $args i32) (result i32)
    (i32.eq (i32.load8_u (i32.load offset={lang} (local.get $args))) (i32.const {e})))
;; Whether there is an answer with a path as long as `quotient.failure`, and no other is.
(func $failed (param $args i32) (result i32)
    (local $answer i32) (local $answers i32)
    (local.set $answer (i32.load offset={given} (local.get $args)))
    (local.set $answers (i32.load offset={given_count} (local.get $args)))
    (block $done (loop $each
        (br_if $done (i32.eqz (local.get $answers)))
        (if (i32.eq (i32.load offset=4 (local.get $answer)) (i32.const 16))
            (then (return (i32.const 1))))
        (local.set $answer (i32.add (local.get $answer) (i32.const {answer_size})))
        (local.set $answers (i32.sub (local.get $answers) (i32.const 1)))
        (br $each)))
    (i32.const 0))
;; The sum of all that was written, and the time of day.
(func $weigh (param $args i32) (result i64)
    (local $answer i32) (local $answers i32) (local $byte i32) (local $bytes i32) (local $sum i64)
    (local.set $answer (i32.load offset={answers} (local.get $args)))
    (local.set $answers (i32.load offset={answers_count} (local.get $args)))
    (block $done (loop $each
        (br_if $done (i32.eqz (local.get $answers)))
        (if (i32.eqz (i32.load8_u offset={value} (local.get $answer))) (then
            (local.set $byte (i32.load offset={text} (local.get $answer)))
            (local.set $bytes (i32.load offset={text_bytes} (local.get $answer)))
            (block $read (loop $next
                (br_if $read (i32.eqz (local.get $bytes)))
                (local.set $sum (i64.add (local.get $sum) (i64.load8_u (local.get $byte))))
                (local.set $byte (i32.add (local.get $byte) (i32.const 1)))
                (local.set $bytes (i32.sub (local.get $bytes) (i32.const 1)))
                (br $next)))))
        (local.set $answer (i32.add (local.get $answer) (i32.const {answer_size})))
        (local.set $answers (i32.sub (local.get $answers) (i32.const 1)))
        (br $each)))
    (call $now (i32.const 256))
    (i64.add (i64.mul (local.get $sum) (i64.const 10000))
        (i64.add (i64.mul (i64.load8_u offset=4 (i32.const 256)) (i64.const 60))
            (i64.load8_u offset=5 (i32.const 256)))))
(func (export "guichet:procedure/handler@0.1.0#decide") (param $args i32) (result i32)
    (local $event i32) (local $result i32)
    (local.set $event (i32.load8_u offset={event} (local.get $args)))
    (local.set $result (i32.const {withdrawn}))
    (if (i32.le_u (local.get $event) (i32.const 1)) (then (local.set $result (i32.const {in_review}))))
    (if (i32.eq (local.get $event) (i32.const 2)) (then (local.set $result (i32.const {acted}))))
    (if (i32.eq (local.get $event) (i32.const 5)) (then (local.set $result
        (select (i32.const {refused}) (i32.const {accepted})
            (i32.load8_u offset={payload} (local.get $args))))))
    (i64.store offset={number} (local.get $result) (call $weigh (local.get $args)))
    (local.get $result))
"#,
        e = b'e',
        given_count = given + 4,
        answers_count = answers + 4,
        text = value + 8,
        text_bytes = value + 12,
        number = score + 8,
        // What comes with an event is aligned to 8: one of them has a number of 64 bits.
        payload = event + 8,
    )
}
