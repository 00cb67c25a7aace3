//! Writes the implementation of `Choice` for an enum.

use proc_macro2::TokenStream;
use quote::quote;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::{Data, DeriveInput, Error, Fields, Ident, LitStr, Result, Token, parenthesized};

use crate::words::{Words, kebab};

/// `#[choice(key = "…", fr = "…", en = "…", hint(fr = "…"))]`.
struct Attributes {
    key: Option<LitStr>,
    label: Words,
    hint: Option<Words>,
}

pub(crate) fn expand(input: &DeriveInput) -> Result<TokenStream> {
    let Data::Enum(data) = &input.data else {
        return Err(Error::new(input.ident.span(), "`#[derive(Choice)]` is for an enum"));
    };
    let name = &input.ident;
    let mut keys: Vec<String> = Vec::new();
    let mut variants = Vec::new();
    for variant in &data.variants {
        let ident = &variant.ident;
        if !matches!(variant.fields, Fields::Unit) {
            return Err(Error::new(ident.span(), "a choice carries nothing: take its fields away"));
        }
        let attributes = read(variant)?;
        let key = attributes.key.as_ref().map_or_else(|| kebab(ident), LitStr::value);
        if keys.contains(&key) {
            return Err(Error::new(ident.span(), format!("two choices have the key `{key}`")));
        }
        let label = attributes.label.constant();
        let hint = attributes.hint.map_or_else(|| quote!(&[]), |hint| hint.constant());
        variants.push(quote! {
            ::guichet_sdk::choice::Variant { value: #name::#ident, key: #key, label: #label, hint: #hint }
        });
        keys.push(key);
    }
    Ok(quote! {
        #[automatically_derived]
        impl ::guichet_sdk::Choice for #name {
            const VARIANTS: &'static [::guichet_sdk::choice::Variant<Self>] = &[#(#variants),*];
        }
    })
}

fn read(variant: &syn::Variant) -> Result<Attributes> {
    let usage = "a choice needs `#[choice(fr = \"…\", en = \"…\")]`";
    let attribute = variant
        .attrs
        .iter()
        .find(|attribute| attribute.path().is_ident("choice"))
        .ok_or_else(|| Error::new(variant.ident.span(), usage))?;
    attribute.parse_args_with(|input: ParseStream<'_>| {
        let (mut key, mut label, mut hint) = (None, Words::new(), None);
        while !input.is_empty() {
            let name: Ident = input.call(Ident::parse_any)?;
            if name == "key" {
                input.parse::<Token![=]>()?;
                key = Some(input.parse()?);
            } else if name == "hint" {
                let content;
                parenthesized!(content in input);
                hint = Some(Words::parse(&content, name.span())?);
            } else {
                label.translation(name, input)?;
            }
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(Attributes { key, label: label.finish(variant.ident.span())?, hint })
    })
}

#[cfg(test)]
mod tests {
    use super::expand;

    fn message(source: &str) -> String {
        let input = syn::parse_str(source).expect("the test's own source parses");
        expand(&input).map_or_else(|error| error.to_string(), |_| String::from("no error"))
    }

    #[test]
    fn each_mistake_says_what_to_do() {
        assert_eq!(message(r#"enum C { #[choice(fr = "A", en = "A")] A }"#), "no error");
        assert!(message("enum C { A }").contains("a choice needs"));
        assert!(message(r#"enum C { #[choice(en = "A")] A }"#).contains("French text is missing"));
        assert!(message(r#"enum C { #[choice(fr = "A")] A(u8) }"#).contains("carries nothing"));
        assert!(
            message(r#"enum C { #[choice(fr = "A")] A, #[choice(fr = "B", key = "a")] B }"#)
                .contains("two choices have the key `a`")
        );
        assert!(message("struct C;").contains("is for an enum"));
    }
}
