//! What wit-bindgen makes of the contract. Private: the names that vendors use
//! are re-exported by hand in `lib.rs` and `contract.rs`, so that a change of the
//! generator is not a change of the SDK.
//!
//! Natively the imports are stubs that cannot be called; `reference`, `pools`,
//! `registers`, `clock` and `log` ask the test kit's town there instead.
#![allow(missing_docs, unreachable_pub, dead_code, clippy::all)]

wit_bindgen::generate!({
    path: "../../wit",
    world: "procedure",
    additional_derives: [Clone, PartialEq, Eq, PartialOrd, Ord],
    pub_export_macro: true,
    export_macro_name: "export_procedure",
    default_bindings_module: "guichet_sdk::bindings",
});

/// What a procedure whose dossiers compete for places exports besides. A world of
/// one interface, and not `ranking-procedure` itself, since its `handler` would be
/// generated a second time; the tool that builds components joins the worlds.
pub mod ranking {
    wit_bindgen::generate!({
        path: "../../wit",
        inline: "
            package guichet:sdk;
            world ranking {
                export guichet:procedure/session@0.1.0;
            }
        ",
        world: "guichet:sdk/ranking",
        additional_derives: [Clone, PartialEq, Eq, PartialOrd, Ord],
        pub_export_macro: true,
        export_macro_name: "export_ranking",
        default_bindings_module: "guichet_sdk::bindings::ranking",
        with: {
            "guichet:procedure/types@0.1.0": crate::bindings::guichet::procedure::types,
            "guichet:procedure/dossiers@0.1.0": crate::bindings::guichet::procedure::dossiers,
        },
    });
}
