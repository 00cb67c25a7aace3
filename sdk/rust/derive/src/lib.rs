//! The derives of `guichet-sdk`; use them from there.
//!
//! `words` reads translations, `attributes` the `#[field]` attribute, `shape` what
//! a Rust type is in a form; `form` and `choice` write the implementations. Each
//! works on `proc_macro2`, so that the tests call it without a compiler.

mod attributes;
mod choice;
mod form;
mod shape;
mod words;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// A struct as a form. See the table of attributes in the README of `guichet-sdk`.
#[proc_macro_derive(Form, attributes(field, page))]
pub fn derive_form(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    form::expand(&input).unwrap_or_else(|error| error.to_compile_error()).into()
}

/// An enum as the options of a field.
#[proc_macro_derive(Choice, attributes(choice))]
pub fn derive_choice(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    choice::expand(&input).unwrap_or_else(|error| error.to_compile_error()).into()
}
