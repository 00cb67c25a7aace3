//! A procedure with whose dossiers an agent does what the law has rules for: ask for a piece or for
//! money, grant, exempt from a rule or refuse with reasons or without, undo what was granted. Its form
//! is that of [`honest`].

use serde_json::{Value, json};
use wit_parser::{Type, TypeId};

use crate::guest::{Guest, contract};
use crate::honest::{MANIFEST, application, decision, reason, said, silent, withdrawn};
use crate::layout::Memory;

/// The procedure. What is asked for has to come by `until`, a day such as `2026-12-24`; of its
/// manifest, what the first of a pair says, it says as the second.
pub fn guest(until: &str, changes: &[(&str, &str)]) -> Guest {
    let mut manifest = MANIFEST.replace("[\"notify\"]", "[\"notify\", \"request\"]");
    for (from, to) in changes {
        assert!(manifest.contains(from), "{from} stands in the manifest");
        manifest = manifest.replace(from, to);
    }
    let silence = "(return (select (i32.const {refused}) (i32.const {accepted})
        (i32.load8_u offset={payload} (local.get $args))))";
    Guest { module: module(until, silence, 0), manifest: Some(manifest), ..Guest::default() }
}

/// The same without a person: it grants what is submitted at once.
pub fn deciding(until: &str, changes: &[(&str, &str)]) -> Guest {
    Guest { module: module(until, "(unreachable)", 3), ..guest(until, changes) }
}

/// The same with a fault: it traps where it is told that silence decided.
pub fn faulty(until: &str, changes: &[(&str, &str)]) -> Guest {
    Guest { module: module(until, "(unreachable)", 0), ..guest(until, changes) }
}

fn actions(actions: &[(&str, &str)]) -> Value {
    let action = |(key, leads): &(&str, &str)| {
        let leads = if leads.is_empty() { Value::Null } else { json!(leads) };
        json!({"key": key, "label": said(key, key), "parties": ["agent"], "leads-to": leads})
    };
    actions.iter().map(action).collect()
}

fn open(more: Value) -> Value {
    let open = [
        ("ask", ""),
        ("bare", "refused"),
        ("charge", ""),
        ("exempt", "granted"),
        ("favour", "granted"),
        ("grant", "granted"),
        ("refuse", "refused"),
    ];
    let mut said_open = json!({"actions": actions(&open)});
    let object = said_open.as_object_mut().expect("an object");
    object.extend(more.as_object().cloned().unwrap_or_default());
    decision("in-review", said("En cours d’examen", "Under review"), said_open)
}

/// What becomes of a submission, and of each action by its first letter.
fn decisions(until: &str) -> [Value; 9] {
    let mut parts = until.split('-').map(|part| part.parse::<u16>().expect("a number"));
    let mut part = || parts.next().expect("a day");
    let until = json!({"year": part(), "month": part(), "day": part()});
    let piece = json!({"path": "what.plan", "label": said("Un plan", "A plan"),
        "why": said("Il manque.", "It is missing."), "source": "délibération 2026-12"});
    let asked =
        json!({"effects": [{"request": {"pieces": [piece], "until": until, "suspends": true}}]});
    let charged =
        json!({"charge": {"key": "fee", "label": said("Redevance", "Fee"), "cents": 1_205}});
    let granted = json!({"verdict": "granted", "actions": actions(&[("undo", "")]),
        "reasons": [reason("granted", "L’abri respecte la règle.", "The shed follows the rule.")]});
    let near = reason("near", "Le voisin est d’accord.", "The neighbour agrees.");
    // In fact, and not in law.
    let mut liked = near.clone();
    liked["source"] = Value::Null;
    let exempted = |reason: Value| {
        let more = json!({"verdict": "granted", "exemption": true, "reasons": [reason]});
        decision("decided", said("Accordé par dérogation", "Granted by exemption"), more)
    };
    let refused = json!({"verdict": "refused",
        "reasons": [reason("refused", "L’abri est trop haut.", "The shed is too high.")]});
    [
        open(json!({})),
        decision("waiting-for-applicant", said("Il manque un plan", "A plan is missing"), asked),
        decision("decided", said("Refusé", "Refused"), json!({"verdict": "refused"})),
        decision("decided", said("Accordé", "Granted"), granted),
        decision("decided", said("Refusé", "Refused"), refused),
        open(json!({})),
        open(json!({"effects": [charged]})),
        exempted(near),
        exempted(liked),
    ]
}

/// With this text as what it does when silence decided, in which places stand in braces, and that
/// of [`decisions`] which a submission gets.
fn module(until: &str, silence: &str, submitted: usize) -> String {
    let (resolve, _) = contract().expect("the contract");
    let handler = resolve.interfaces.iter().find(|(_, i)| i.name.as_deref() == Some("handler"));
    let functions = &handler.expect("the handler").1.functions;
    let dossiers = resolve.interfaces.iter().find(|(_, i)| i.name.as_deref() == Some("dossiers"));
    let taken: TypeId = dossiers.expect("the dossiers").1.types["taken"];
    let arguments: Vec<Type> =
        functions["decide"].params.iter().map(|parameter| parameter.ty).collect();
    let mut memory = Memory::at(4096, &resolve);
    let view = memory.put(&functions["form"].result.expect("a view"), &application(|fr, _| fr));
    let result = functions["decide"].result.expect("a result");
    let mut put = |decision: Value| memory.put(&result, &decision);
    let places = decisions(until).map(&mut put);
    let (submitted, [_, ask, bare, grant, refuse, undo, charge, exempt, favour]) =
        (places[submitted], places);
    let [accepted, refused] = silent().map(&mut put);
    let withdrawn = put(withdrawn());
    let event = memory.offsets(&arguments)[2];
    // What comes with an event is aligned to 8: one of them has a number of 64 bits.
    let payload = event + 8;
    let key = payload + memory.offset(taken, "key");
    let (end, data) = memory.finish();
    let silence = silence
        .replace("{refused}", &refused.to_string())
        .replace("{accepted}", &accepted.to_string())
        .replace("{payload}", &payload.to_string());
    let letters = [
        ('a', ask),
        ('b', bare),
        ('c', charge),
        ('e', exempt),
        ('f', favour),
        ('g', grant),
        ('r', refuse),
        ('u', undo),
    ];
    let acted: String = letters
        .iter()
        .map(|(letter, place)| {
            format!(
                "(if (i32.eq (local.get $letter) (i32.const {})) (then (return (i32.const {place}))))\n",
                *letter as u32
            )
        })
        .collect();
    format!(
        r#"
(global $heap (mut i32) (i32.const {end}))
(data (i32.const 4096) "{data}")
(func (export "guichet:procedure/handler@0.1.0#form") (param i32) (result i32) (i32.const {view}))
(func (export "guichet:procedure/handler@0.1.0#decide") (param $args i32) (result i32)
    (local $event i32) (local $letter i32)
    (local.set $event (i32.load8_u offset={event} (local.get $args)))
    (if (i32.eq (local.get $event) (i32.const 2)) (then
        (local.set $letter (i32.load8_u (i32.load offset={key} (local.get $args))))
        {acted}))
    (if (i32.eq (local.get $event) (i32.const 5)) (then {silence}))
    (if (i32.eq (local.get $event) (i32.const 7)) (then (return (i32.const {withdrawn}))))
    (i32.const {submitted}))
"#
    )
}
