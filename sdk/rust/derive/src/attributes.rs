//! What `#[field(…)]` and `#[page(…)]` say.

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{Attribute, Error, Expr, Ident, LitStr, Result, Token, parenthesized};

use crate::words::Words;

/// Every key that `#[field]` knows; quoted in the error for one that it does not.
const KEYS: &str = "label, hint, heading, note, name, kind, options, group, repeat, required, \
                    required_if, show_if, live, locked, autofill, prefill, min_length, max_length, \
                    min, max, earliest, latest, media_types, max_bytes, max_files";

/// An expression with the place of its key, for messages.
pub(crate) struct Keyed {
    pub(crate) key: Ident,
    pub(crate) value: Expr,
}

/// The least and the greatest count of a repeated group.
pub(crate) struct Repeat {
    pub(crate) min: Expr,
    pub(crate) max: Expr,
}

/// One field's attributes.
#[derive(Default)]
pub(crate) struct FieldAttributes {
    pub(crate) label: Option<Words>,
    pub(crate) hint: Option<Words>,
    pub(crate) heading: Option<Words>,
    pub(crate) note: Option<Words>,
    pub(crate) name: Option<LitStr>,
    pub(crate) kind: Option<Ident>,
    pub(crate) options: Option<Keyed>,
    pub(crate) group: Option<Ident>,
    pub(crate) repeat: Option<(Ident, Repeat)>,
    pub(crate) required: Option<Ident>,
    pub(crate) required_if: Option<Keyed>,
    pub(crate) show_if: Option<Keyed>,
    pub(crate) live: Option<Ident>,
    pub(crate) locked: Option<Ident>,
    pub(crate) autofill: Option<LitStr>,
    pub(crate) prefill: Option<Keyed>,
    /// `min_length`, `max`, `earliest` and the like, in the order written.
    pub(crate) limits: Vec<Keyed>,
    pub(crate) media_types: Option<(Ident, Vec<LitStr>)>,
    pub(crate) page: Option<PageAttribute>,
    seen: Vec<String>,
}

/// `#[page("key", fr = "…", en = "…")]`.
pub(crate) struct PageAttribute {
    pub(crate) key: LitStr,
    pub(crate) title: Words,
}

impl FieldAttributes {
    /// Reads all attributes of a field that are ours.
    pub(crate) fn read(attributes: &[Attribute]) -> Result<FieldAttributes> {
        let mut out = FieldAttributes::default();
        for attribute in attributes {
            if attribute.path().is_ident("field") {
                attribute.parse_args_with(|input: ParseStream<'_>| out.parse(input))?;
            } else if attribute.path().is_ident("page") {
                out.page = Some(attribute.parse_args::<PageAttribute>()?);
            }
        }
        Ok(out)
    }

    fn parse(&mut self, input: ParseStream<'_>) -> Result<()> {
        while !input.is_empty() {
            let key: Ident = input.call(Ident::parse_any)?;
            let name = key.to_string();
            if self.seen.contains(&name) {
                return Err(Error::new(key.span(), format!("`{name}` is given twice")));
            }
            self.entry(&name, key, input)?;
            self.seen.push(name);
            if !input.is_empty() {
                input.parse::<Token![,]>()?;
            }
        }
        Ok(())
    }

    fn entry(&mut self, name: &str, key: Ident, input: ParseStream<'_>) -> Result<()> {
        match name {
            "label" => self.label = Some(words(input, key.span())?),
            "hint" => self.hint = Some(words(input, key.span())?),
            "heading" => self.heading = Some(words(input, key.span())?),
            "note" => self.note = Some(words(input, key.span())?),
            "name" => self.name = Some(path_segment(input)?),
            "kind" => {
                input.parse::<Token![=]>()?;
                self.kind = Some(input.call(Ident::parse_any)?);
            }
            "autofill" => {
                input.parse::<Token![=]>()?;
                self.autofill = Some(input.parse()?);
            }
            "repeat" => self.repeat = Some((key, repeat(input)?)),
            "media_types" => self.media_types = Some((key, texts(input)?)),
            "group" => self.group = Some(key),
            "required" => self.required = Some(key),
            "live" => self.live = Some(key),
            "locked" => self.locked = Some(key),
            "options" => self.options = Some(keyed(key, input)?),
            "required_if" => self.required_if = Some(keyed(key, input)?),
            "show_if" => self.show_if = Some(keyed(key, input)?),
            "prefill" => self.prefill = Some(keyed(key, input)?),
            "min_length" | "max_length" | "min" | "max" | "earliest" | "latest" | "max_bytes"
            | "max_files" => self.limits.push(keyed(key, input)?),
            _ => {
                let message = format!("`{name}` is no attribute of a field; there are {KEYS}");
                return Err(Error::new(key.span(), message));
            }
        }
        Ok(())
    }
}

impl Parse for PageAttribute {
    fn parse(input: ParseStream<'_>) -> Result<Self> {
        let usage = "a page is `#[page(\"key\", fr = \"…\", en = \"…\")]`";
        let key: LitStr = input.parse().map_err(|error| Error::new(error.span(), usage))?;
        input.parse::<Token![,]>().map_err(|error| Error::new(error.span(), usage))?;
        let title = Words::parse(input, key.span())?;
        Ok(PageAttribute { key, title })
    }
}

fn words(input: ParseStream<'_>, span: Span) -> Result<Words> {
    let content;
    parenthesized!(content in input);
    Words::parse(&content, span)
}

fn keyed(key: Ident, input: ParseStream<'_>) -> Result<Keyed> {
    input.parse::<Token![=]>()?;
    Ok(Keyed { key, value: input.parse()? })
}

fn texts(input: ParseStream<'_>) -> Result<Vec<LitStr>> {
    let content;
    parenthesized!(content in input);
    Ok(Punctuated::<LitStr, Token![,]>::parse_terminated(&content)?.into_iter().collect())
}

fn path_segment(input: ParseStream<'_>) -> Result<LitStr> {
    input.parse::<Token![=]>()?;
    let name: LitStr = input.parse()?;
    let text = name.value();
    let fits = |each: char| each.is_ascii_lowercase() || each.is_ascii_digit() || each == '-';
    if text.is_empty() || !text.chars().all(fits) {
        let message = format!("`{text}` is no part of a path: use a-z, 0-9 and `-`");
        return Err(Error::new(name.span(), message));
    }
    Ok(name)
}

fn repeat(input: ParseStream<'_>) -> Result<Repeat> {
    let usage = "a repeated group is `repeat(min = 1, max = 3)`";
    let content;
    let parentheses = parenthesized!(content in input);
    let (mut min, mut max) = (None, None);
    for entry in Punctuated::<syn::MetaNameValue, Token![,]>::parse_terminated(&content)? {
        if entry.path.is_ident("min") {
            min = Some(entry.value);
        } else if entry.path.is_ident("max") {
            max = Some(entry.value);
        } else {
            return Err(Error::new(entry.path.span(), usage));
        }
    }
    match (min, max) {
        (Some(min), Some(max)) => Ok(Repeat { min, max }),
        _ => Err(Error::new(parentheses.span.join(), usage)),
    }
}
