//! A procedure that charges for every submission, and grants once it is paid. Its form is that of
//! [`honest`].
//!
//! [`honest`]: crate::honest

use serde_json::json;
use wit_parser::{Type, TypeId};

use crate::guest::{Guest, contract};
use crate::honest::{MANIFEST, application, decision, reason, said, withdrawn};
use crate::layout::Memory;

/// What it charges, in cents.
pub const CENTS: u32 = 1_250;

/// The procedure.
pub fn guest() -> Guest {
    made("")
}

/// The same with a fault: on this day of the month it traps where it is told of a payment.
pub fn faulty_on(day: i8) -> Guest {
    made(&format!(
        "(if (i32.eq (i32.load8_u offset={{day}} (local.get $args)) (i32.const {day}))
            (then (unreachable)))"
    ))
}

fn made(before_paid: &str) -> Guest {
    let manifest = MANIFEST
        .replace(
            "kinds = [\"notify\"]",
            "kinds = [\"charge\"]\nautomatic = [\"granted\"]\nmax-cents = 5000",
        )
        .replace("[effects]", "[algorithm]\npurpose = { fr = \"Tarif\" }\n\n[effects]");
    Guest { module: module(before_paid), manifest: Some(manifest), ..Guest::default() }
}

fn module(before_paid: &str) -> String {
    let (resolve, _) = contract().expect("the contract");
    let interface = |name: &str| {
        let found = resolve.interfaces.iter().find(|(_, i)| i.name.as_deref() == Some(name));
        found.expect("an interface of the contract").1
    };
    let functions = &interface("handler").functions;
    let context: TypeId = interface("types").types["context"];
    let date: TypeId = interface("types").types["date"];
    let arguments: Vec<Type> =
        functions["decide"].params.iter().map(|parameter| parameter.ty).collect();
    let mut memory = Memory::at(4096, &resolve);
    let view = memory.put(&functions["form"].result.expect("a view"), &application(|fr, _| fr));
    let result = functions["decide"].result.expect("a result");
    let label = said("Droits d’instruction : l’été", "Fee of the examination");
    let charge = json!({"charge": {"key": "fee", "label": label, "cents": CENTS}});
    let due = decision("in-review", said("À payer", "To be paid"), json!({"effects": [charge]}));
    let granted =
        json!({"verdict": "granted", "reasons": [reason("paid", "C’est payé.", "It is paid.")]});
    let paid = decision("decided", said("Accordé", "Granted"), granted);
    let [due, paid, withdrawn] = [due, paid, withdrawn()].map(|made| memory.put(&result, &made));
    let places = memory.offsets(&arguments);
    let day = places[0] + memory.offset(context, "today") + memory.offset(date, "day");
    let event = places[2];
    let (end, data) = memory.finish();
    let before_paid = before_paid.replace("{day}", &day.to_string());
    format!(
        r#"
(global $heap (mut i32) (i32.const {end}))
(data (i32.const 4096) "{data}")
(func (export "guichet:procedure/handler@0.1.0#form") (param i32) (result i32) (i32.const {view}))
(func (export "guichet:procedure/handler@0.1.0#decide") (param $args i32) (result i32)
    (local $event i32)
    (local.set $event (i32.load8_u offset={event} (local.get $args)))
    (if (i32.eq (local.get $event) (i32.const 4)) (then
        {before_paid}
        (return (i32.const {paid}))))
    (if (i32.eq (local.get $event) (i32.const 7)) (then (return (i32.const {withdrawn}))))
    (i32.const {due}))
"#
    )
}
