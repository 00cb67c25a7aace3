//! What a Rust type is in a form, and which attributes fit it.
//!
//! A derive sees names, not types: `Option<…>`, `Vec<…>`, `bool` and the SDK's own
//! types are known by their last word. An alias of one of them is taken for an
//! ordinary value.

use proc_macro2::Span;
use syn::{Error, GenericArgument, Ident, PathArguments, Result, Type};

use crate::attributes::FieldAttributes;

/// The shapes of a field. The type is the one inside `Option` or `Vec`.
pub(crate) enum Shape {
    /// `T`: must be answered.
    Value(Type),
    /// `Option<T>`: may stay without an answer.
    Optional(Type),
    /// `bool`: no answer is `false`.
    Flag(Type),
    /// `Vec<T>` of choices or files; the type is the whole `Vec`.
    List(Type),
    /// `T` with `group`.
    Group(Type),
    /// `Option<T>` with `group` and `show_if`.
    OptionalGroup(Type),
    /// `Vec<T>` with `repeat`.
    Repeat(Type),
}

impl Shape {
    /// The shape of a field of that type, or why its attributes do not fit it.
    pub(crate) fn of(ty: &Type, attributes: &FieldAttributes) -> Result<Shape> {
        let option = argument(ty, "Option");
        let list = argument(ty, "Vec");
        let shape = match (&attributes.group, &attributes.repeat) {
            (Some(group), Some(_)) => {
                return Err(Error::new(group.span(), "`repeat` makes it a group already"));
            }
            (None, Some((key, _))) => match list {
                Some(row) => Shape::Repeat(row),
                None => {
                    return Err(Error::new(key.span(), "`repeat` needs the type `Vec<…>`"));
                }
            },
            (Some(_), None) => {
                option.map_or_else(|| Shape::Group(ty.clone()), Shape::OptionalGroup)
            }
            (None, None) if list.is_some() => Shape::List(ty.clone()),
            (None, None) if last_word(ty).is_some_and(|word| word == "bool") => {
                Shape::Flag(ty.clone())
            }
            (None, None) => option.map_or_else(|| Shape::Value(ty.clone()), Shape::Optional),
        };
        shape.check(attributes)?;
        Ok(shape)
    }

    /// The type of one answer, nothing for groups.
    pub(crate) fn answer(&self) -> Option<&Type> {
        match self {
            Shape::Value(ty) | Shape::Optional(ty) | Shape::Flag(ty) | Shape::List(ty) => Some(ty),
            Shape::Group(_) | Shape::OptionalGroup(_) | Shape::Repeat(_) => None,
        }
    }

    fn check(&self, attributes: &FieldAttributes) -> Result<()> {
        self.check_presence(attributes)?;
        match self.answer() {
            Some(ty) => check_answer(ty, attributes),
            None => check_group(attributes),
        }
    }

    /// `required`, `required_if` and `show_if` against whether the type can be absent.
    fn check_presence(&self, attributes: &FieldAttributes) -> Result<()> {
        let absent = "a field with `show_if` may be absent: make its type `Option<…>`";
        match (self, &attributes.show_if) {
            (Shape::Value(_) | Shape::Group(_), Some(show)) => {
                return Err(Error::new(show.key.span(), absent));
            }
            (Shape::OptionalGroup(_), None) => {
                let key = attributes.group.as_ref().map_or_else(Span::call_site, Ident::span);
                let message =
                    "an optional group needs `show_if`: nothing else says whether it is there";
                return Err(Error::new(key, message));
            }
            _ => {}
        }
        if let Some(required) = &attributes.required {
            let message = match self {
                Shape::Value(_) => "a field that is not an `Option` is required already",
                Shape::Optional(_) if attributes.show_if.is_none() => {
                    "required and always there: take the type out of its `Option`"
                }
                Shape::Group(_) | Shape::OptionalGroup(_) => {
                    "a group is not required itself; the fields in it are"
                }
                Shape::Repeat(_) => "say it with `repeat(min = 1, …)`",
                Shape::Optional(_) | Shape::Flag(_) | Shape::List(_) => return Ok(()),
            };
            return Err(Error::new(required.span(), message));
        }
        if let Some(required) = &attributes.required_if
            && !matches!(self, Shape::Optional(_) | Shape::List(_) | Shape::Flag(_))
        {
            let message = "a field with `required_if` may be absent: make its type `Option<…>`";
            return Err(Error::new(required.key.span(), message));
        }
        Ok(())
    }
}

fn check_group(attributes: &FieldAttributes) -> Result<()> {
    let wrong = attributes
        .kind
        .as_ref()
        .or(attributes.live.as_ref())
        .or(attributes.locked.as_ref())
        .or(attributes.options.as_ref().map(|each| &each.key))
        .or(attributes.prefill.as_ref().map(|each| &each.key))
        .or(attributes.limits.first().map(|each| &each.key))
        .or(attributes.media_types.as_ref().map(|(key, _)| key));
    match wrong {
        Some(key) => Err(Error::new(key.span(), "this belongs on a field, and this is a group")),
        None => Ok(()),
    }
}

/// Whether kind, options and limits fit the type of the answer.
fn check_answer(ty: &Type, attributes: &FieldAttributes) -> Result<()> {
    let inner = argument(ty, "Vec");
    let word = last_word(inner.as_ref().unwrap_or(ty)).map(Ident::to_string).unwrap_or_default();
    if let Some(kind) = &attributes.kind {
        check_kind(kind, &word, inner.is_some())?;
    }
    if let Some(options) = &attributes.options
        && word != "String"
    {
        let message = "`options` needs the type `String` (one of them) or `Vec<String>` (several)";
        return Err(Error::new(options.key.span(), message));
    }
    if word == "String" && inner.is_some() && attributes.options.is_none() {
        return Err(Error::new(
            syn::spanned::Spanned::span(ty),
            "`Vec<String>` needs `options = …`",
        ));
    }
    let number = matches!(word.as_str(), "i64" | "i32" | "u32" | "u8" | "Cents");
    let kind = attributes.kind.as_ref().map(Ident::to_string);
    let text = word == "String"
        && attributes.options.is_none()
        && matches!(kind.as_deref(), None | Some("line" | "paragraph"));
    for limit in &attributes.limits {
        let name = limit.key.to_string();
        let (fits, needs) = match name.as_str() {
            "min_length" | "max_length" => (text, "a `String` of kind line or paragraph"),
            "min" | "max" => (number, "an integer or `Cents`"),
            "earliest" | "latest" => (word == "Date", "a `Date`"),
            _ => (word == "Attachment", "a `Vec<Attachment>`"),
        };
        if !fits {
            return Err(Error::new(limit.key.span(), format!("`{name}` needs {needs}")));
        }
    }
    match &attributes.media_types {
        Some((key, _)) if word != "Attachment" => {
            Err(Error::new(key.span(), "`media_types` needs a `Vec<Attachment>`"))
        }
        _ => Ok(()),
    }
}

fn check_kind(kind: &Ident, word: &str, list: bool) -> Result<()> {
    let needs = match kind.to_string().as_str() {
        "line" | "paragraph" | "email" | "phone" | "iban" | "siret" | "rna" => "String",
        "money" => "Cents",
        "integer" => "i64",
        "decimal" => "Decimal",
        "flag" => "bool",
        "date" => "Date",
        "time" => "Time",
        "address" => "Address",
        "position" => "Position",
        "files" => "Attachment",
        other => {
            let message = format!(
                "`{other}` is no kind; there are line, paragraph, email, phone, iban, siret, rna, \
                 money, integer, decimal, flag, date, time, address, position, files, and a type \
                 with `#[derive(Choice)]` or `options = …` for choices"
            );
            return Err(Error::new(kind.span(), message));
        }
    };
    let integer = needs == "i64" && matches!(word, "i32" | "u32" | "u8");
    if (word == needs || integer) && list == (needs == "Attachment") {
        return Ok(());
    }
    let needs = if needs == "Attachment" { "Vec<Attachment>" } else { needs };
    Err(Error::new(kind.span(), format!("the kind `{kind}` needs the type `{needs}`")))
}

/// `T` of `Name<T>`.
fn argument(ty: &Type, name: &str) -> Option<Type> {
    let Type::Path(path) = ty else { return None };
    let segment = path.path.segments.last().filter(|segment| segment.ident == name)?;
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else { return None };
    match arguments.args.first()? {
        GenericArgument::Type(inner) => Some(inner.clone()),
        _ => None,
    }
}

fn last_word(ty: &Type) -> Option<&Ident> {
    match ty {
        Type::Path(path) => path.path.segments.last().map(|segment| &segment.ident),
        _ => None,
    }
}
