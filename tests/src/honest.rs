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

const MANIFEST: &str = include_str!("honest/plugin.toml");

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
    Guest {
        module: module(application, granted()),
        manifest: Some(MANIFEST.into()),
        ..Guest::default()
    }
}

/// The next version of it, which asks for a telephone number where it asked for an e-mail
/// address, and knows large sheds only.
pub fn next_version() -> Guest {
    let form = |say| {
        let mut form = application(say);
        let email = &mut form["pages"][0]["blocks"][1]["field"];
        (email["path"], email["kind"]) = (json!("who.phone"), json!("phone"));
        let sizes = form["pages"][1]["blocks"][0]["field"]["kind"]["choice"].as_array_mut();
        sizes.expect("two sizes").remove(0);
        form
    };
    let module = module(form, granted());
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
        .replace(
            "period = \"2 months\"",
            "period = \"2 months\", appeal = [{ route = \"gracious\", within = \"2 months\" }]",
        )
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
    Guest { module: module(application, granted), manifest: Some(manifest), ..Guest::default() }
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

fn said(fr: &str, en: &str) -> Value {
    json!([{"lang": "fr", "text": fr}, {"lang": "en", "text": en}])
}

fn field(path: &str, label: &str, required: bool, kind: Value) -> Value {
    json!({"field": {"path": path, "label": label, "required": required, "kind": kind}})
}

/// Picks the French or the English words.
type Say = fn(&'static str, &'static str) -> &'static str;

fn application(say: Say) -> Value {
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

fn decision(phase: &str, status: Value, more: Value) -> Value {
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

fn withdrawn() -> Value {
    decision("withdrawn", said("Retiré", "Withdrawn"), json!({}))
}

fn reason(rule: &str, fr: &str, en: &str) -> Value {
    json!({"rule": rule, "source": "délibération 2026-12", "sentence": said(fr, en), "inputs": ["what.size"]})
}

fn module(application: impl Fn(Say) -> Value, granted: Value) -> String {
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
    let turn = memory.put(&view, &turn());
    let result = functions["decide"].result.expect("a result");
    let [in_review, granted, withdrawn] =
        [in_review(), granted, withdrawn()].map(|decision| memory.put(&result, &decision));
    let form_task = memory.offsets(&arguments("form"))[1];
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
    (select (i32.const {english}) (i32.const {french})
        (i32.eq (i32.load8_u (i32.load offset={lang} (local.get $args))) (i32.const {e}))))
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
    (if (i32.eqz (local.get $event)) (then (local.set $result (i32.const {in_review}))))
    (if (i32.eq (local.get $event) (i32.const 2)) (then (local.set $result (i32.const {granted}))))
    (i64.store offset={number} (local.get $result) (call $weigh (local.get $args)))
    (local.get $result))
"#,
        e = b'e',
        answers_count = answers + 4,
        text = value + 8,
        text_bytes = value + 12,
        number = score + 8,
    )
}
