//! Translations in attributes: `fr = "Nom", en = "Name"`.

use proc_macro2::{Span, TokenStream};
use quote::quote;
use syn::parse::ParseStream;
use syn::{Error, Ident, LitStr, Result, Token};

/// A text in several languages, French among them.
#[derive(Clone)]
pub(crate) struct Words(Vec<(String, LitStr)>);

impl Words {
    /// Reads `fr = "…", en = "…"` to the end of `input`.
    pub(crate) fn parse(input: ParseStream<'_>, span: Span) -> Result<Words> {
        let mut words = Words(Vec::new());
        while !input.is_empty() {
            let lang: Ident = input.call(syn::ext::IdentExt::parse_any)?;
            words.translation(lang, input)?;
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        words.finish(span)
    }

    /// None yet; a caller that reads other keys besides adds to it.
    pub(crate) fn new() -> Words {
        Words(Vec::new())
    }

    /// Reads `= "…"` after a language.
    pub(crate) fn translation(&mut self, lang: Ident, input: ParseStream<'_>) -> Result<()> {
        input.parse::<Token![=]>()?;
        let text: LitStr = input.parse()?;
        // A Rust name has no hyphen: `pt_BR` is `pt-BR`.
        let tag = lang.to_string().replace('_', "-");
        if !(2..=3).contains(&tag.split('-').next().unwrap_or("").len()) {
            let message = format!("`{tag}` is not a language: write `fr = \"…\"`, `en = \"…\"`");
            return Err(Error::new(lang.span(), message));
        }
        if self.0.iter().any(|(known, _)| *known == tag) {
            return Err(Error::new(lang.span(), format!("`{tag}` is given twice")));
        }
        self.0.push((tag, text));
        Ok(())
    }

    /// The words, if French is among them.
    pub(crate) fn finish(self, span: Span) -> Result<Words> {
        if self.0.iter().any(|(lang, _)| lang == "fr") {
            return Ok(self);
        }
        Err(Error::new(span, "the French text is missing: add `fr = \"…\"`"))
    }

    /// As a constant of the SDK's type `Words`.
    pub(crate) fn constant(&self) -> TokenStream {
        let pairs = self.0.iter().map(|(lang, text)| quote!((#lang, #text)));
        quote!(&[#(#pairs),*])
    }
}

/// `family_name` and `FamilyName` as `family-name`.
pub(crate) fn kebab(name: &Ident) -> String {
    let name = name.to_string();
    let name = name.strip_prefix("r#").unwrap_or(&name);
    let mut out = String::with_capacity(name.len() + 4);
    for (index, letter) in name.chars().enumerate() {
        if letter == '_' {
            out.push('-');
        } else if letter.is_uppercase() {
            if index > 0 {
                out.push('-');
            }
            out.extend(letter.to_lowercase());
        } else {
            out.push(letter);
        }
    }
    out
}
