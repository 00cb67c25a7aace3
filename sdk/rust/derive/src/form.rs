//! Writes `…Draft` and the implementation of `Form` for a struct.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Error, Fields, Ident, Result, Type};

use crate::attributes::FieldAttributes;
use crate::shape::Shape;
use crate::words::kebab;

/// A field of the struct, understood.
struct Field {
    ident: Ident,
    /// Its part of the path.
    name: String,
    visibility: syn::Visibility,
    shape: Shape,
    attributes: FieldAttributes,
    /// `shows_…` of the draft, where there is `show_if`.
    shows: Option<Ident>,
    /// `requires_…` of the draft, where there is `required_if`.
    requires: Option<Ident>,
}

pub(crate) fn expand(input: &DeriveInput) -> Result<TokenStream> {
    let fields = read(input)?;
    let (form, visibility) = (&input.ident, &input.vis);
    let (bounded, parameters, clause) = input.generics.split_for_impl();
    let draft = format_ident!("{form}Draft");
    let summary =
        format!("[`{form}`] while it is being filled in: what is not answered is absent.");
    let declarations = fields.iter().map(Field::declaration);
    let conditions = fields.iter().flat_map(|field| field.conditions(&quote!(#draft #parameters)));
    let reads = fields.iter().map(Field::read);
    let prunes = fields.iter().map(|field| field.prune(&draft));
    let layouts = fields.iter().map(|field| field.layout(&draft));
    let shown = fields.iter().filter_map(|field| field.presence(&draft));
    let completes = fields.iter().map(|field| field.complete(&draft));
    let idents: Vec<&Ident> = fields.iter().map(|field| &field.ident).collect();
    let writes = fields.iter().map(Field::write);

    Ok(quote! {
        #[doc = #summary]
        #[derive(Clone, Debug, PartialEq)]
        #visibility struct #draft #bounded #clause { #(#declarations),* }

        // Derived, it would ask that the parameters have a default as well.
        #[automatically_derived]
        impl #bounded ::core::default::Default for #draft #parameters #clause {
            fn default() -> Self {
                #draft { #(#idents: ::core::default::Default::default()),* }
            }
        }

        #[automatically_derived]
        #[allow(unused_variables, clippy::all)]
        impl #bounded #draft #parameters #clause { #(#conditions)* }

        #[automatically_derived]
        #[allow(unused_variables, unused_mut, clippy::all)]
        impl #bounded ::guichet_sdk::Form for #form #parameters #clause {
            type Draft = #draft #parameters;

            fn read(answers: &::guichet_sdk::Answers, at: &str) -> Self::Draft {
                #draft { #(#reads),* }
            }

            fn prune(draft: &mut Self::Draft, ctx: &::guichet_sdk::Context) {
                #(#prunes)*
            }

            fn layout(draft: &Self::Draft, at: &str, sheet: &mut ::guichet_sdk::Sheet<'_>) {
                let ctx = sheet.ctx();
                #(#layouts)*
            }

            fn complete(
                draft: Self::Draft,
                at: &str,
                ctx: &::guichet_sdk::Context,
                problems: &mut ::std::vec::Vec<::guichet_sdk::Problem>,
            ) -> ::core::option::Option<Self> {
                #(#shown)*
                #(#completes)*
                ::core::option::Option::Some(#form { #(#idents: #idents?),* })
            }

            fn write(&self, at: &str, answers: &mut ::guichet_sdk::Answers) {
                #(#writes)*
            }
        }
    })
}

fn read(input: &DeriveInput) -> Result<Vec<Field>> {
    let usage = "`#[derive(Form)]` is for a struct with named fields";
    let Data::Struct(data) = &input.data else {
        return Err(Error::new(input.ident.span(), usage));
    };
    let Fields::Named(named) = &data.fields else {
        return Err(Error::new(input.ident.span(), usage));
    };
    let mut errors: Option<Error> = None;
    let mut fields: Vec<Field> = Vec::new();
    for field in &named.named {
        match Field::new(field) {
            Ok(field) if fields.iter().any(|other| other.name == field.name) => {
                let message = format!("two fields have the path `{}`", field.name);
                combine(&mut errors, Error::new(field.ident.span(), message));
            }
            Ok(field) => fields.push(field),
            Err(error) => combine(&mut errors, error),
        }
    }
    errors.map_or(Ok(fields), Err)
}

/// All mistakes at once, so that a vendor does not find them one build at a time.
fn combine(errors: &mut Option<Error>, error: Error) {
    match errors {
        Some(errors) => errors.combine(error),
        None => *errors = Some(error),
    }
}

impl Field {
    fn new(field: &syn::Field) -> Result<Field> {
        let ident = field.ident.clone().ok_or_else(|| Error::new(field.span(), "no name"))?;
        let attributes = FieldAttributes::read(&field.attrs)?;
        let shape = Shape::of(&field.ty, &attributes)?;
        let labelled = !matches!(shape, Shape::Group(_) | Shape::OptionalGroup(_));
        if labelled && attributes.label.is_none() {
            let message = format!(
                "`{ident}` has no label: add `#[field(label(fr = \"…\", en = \"…\"))]`, or \
                 `group` where it is a struct with `#[derive(Form)]`"
            );
            return Err(Error::new(ident.span(), message));
        }
        let name = attributes.name.as_ref().map_or_else(|| kebab(&ident), syn::LitStr::value);
        let shows = attributes.show_if.as_ref().map(|_| format_ident!("shows_{ident}"));
        let requires = attributes.required_if.as_ref().map(|_| format_ident!("requires_{ident}"));
        let visibility = field.vis.clone();
        Ok(Field { ident, name, visibility, shape, attributes, shows, requires })
    }

    fn path(&self) -> TokenStream {
        let name = &self.name;
        quote!(::guichet_sdk::derived::join(at, #name))
    }

    fn repeat_bounds(&self) -> (TokenStream, TokenStream) {
        match &self.attributes.repeat {
            Some((_, repeat)) => {
                let (min, max) = (&repeat.min, &repeat.max);
                (quote!(#min), quote!(#max))
            }
            None => (quote!(0), quote!(0)),
        }
    }

    /// The field of the draft.
    fn declaration(&self) -> TokenStream {
        let (ident, visibility) = (&self.ident, &self.visibility);
        let ty = match &self.shape {
            Shape::Value(ty) | Shape::Optional(ty) | Shape::Flag(ty) => {
                quote!(::core::option::Option<#ty>)
            }
            Shape::List(ty) => quote!(#ty),
            Shape::Group(ty) | Shape::OptionalGroup(ty) => {
                quote!(<#ty as ::guichet_sdk::Form>::Draft)
            }
            Shape::Repeat(ty) => quote!(::std::vec::Vec<<#ty as ::guichet_sdk::Form>::Draft>),
        };
        let doc = format!("What has been answered at `{}`.", self.name);
        quote!(#[doc = #doc] #visibility #ident: #ty)
    }

    /// `show_if` and `required_if`, each a function of the draft.
    fn conditions(&self, draft: &TokenStream) -> Vec<TokenStream> {
        let show = self.shows.iter().zip(&self.attributes.show_if);
        let require = self.requires.iter().zip(&self.attributes.required_if);
        show.chain(require)
            .map(|(name, keyed)| {
                let (draft_name, ctx) =
                    (Ident::new("draft", keyed.key.span()), Ident::new("ctx", keyed.key.span()));
                let value = &keyed.value;
                quote! {
                    fn #name(#draft_name: &#draft, #ctx: &::guichet_sdk::Context) -> bool { #value }
                }
            })
            .collect()
    }

    fn read(&self) -> TokenStream {
        let (ident, path) = (&self.ident, self.path());
        match &self.shape {
            Shape::Value(_) | Shape::Optional(_) | Shape::Flag(_) => {
                quote!(#ident: answers.get(&#path))
            }
            Shape::List(_) => quote!(#ident: answers.get(&#path).unwrap_or_default()),
            Shape::Group(ty) | Shape::OptionalGroup(ty) => {
                quote!(#ident: <#ty as ::guichet_sdk::Form>::read(answers, &#path))
            }
            Shape::Repeat(ty) => {
                let (min, max) = self.repeat_bounds();
                quote!(#ident: ::guichet_sdk::derived::read_rows::<#ty>(answers, &#path, #min, #max))
            }
        }
    }

    fn prune(&self, draft: &Ident) -> TokenStream {
        let ident = &self.ident;
        let within = match &self.shape {
            Shape::Group(ty) | Shape::OptionalGroup(ty) => {
                quote!(<#ty as ::guichet_sdk::Form>::prune(&mut draft.#ident, ctx);)
            }
            Shape::Repeat(ty) => {
                quote!(::guichet_sdk::derived::prune_rows::<#ty>(&mut draft.#ident, ctx);)
            }
            _ => quote!(),
        };
        let Some(shows) = &self.shows else { return within };
        quote! {
            if !#draft::#shows(draft, ctx) {
                draft.#ident = ::core::default::Default::default();
            }
            #within
        }
    }

    fn layout(&self, draft: &Ident) -> TokenStream {
        let page = self.attributes.page.as_ref().map(|page| {
            let (key, title) = (&page.key, page.title.constant());
            quote!(sheet.open_page(#key, #title);)
        });
        let words = |words: &crate::words::Words| {
            let words = words.constant();
            quote!(ctx.pick(#words))
        };
        let heading = self.attributes.heading.as_ref().or(match self.shape {
            Shape::Group(_) | Shape::OptionalGroup(_) => self.attributes.label.as_ref(),
            _ => None,
        });
        let heading = heading.map(words).map(|text| quote!(sheet.heading(#text);));
        let note = self.attributes.note.as_ref().map(words).map(|text| quote!(sheet.note(#text);));
        let block = self.block(draft);
        let body = quote!(#page #heading #note #block);
        match &self.shows {
            Some(shows) => quote!(if #draft::#shows(draft, ctx) { #body }),
            None => body,
        }
    }

    fn block(&self, draft: &Ident) -> TokenStream {
        let (ident, path) = (&self.ident, self.path());
        match &self.shape {
            Shape::Group(ty) | Shape::OptionalGroup(ty) => {
                quote!(<#ty as ::guichet_sdk::Form>::layout(&draft.#ident, &#path, sheet);)
            }
            Shape::Repeat(ty) => {
                let (min, max) = self.repeat_bounds();
                let label = self.label();
                quote! {
                    ::guichet_sdk::derived::layout_rows::<#ty>(
                        &draft.#ident, &#path, #label, (#min, #max), sheet,
                    );
                }
            }
            Shape::Value(ty) | Shape::Optional(ty) | Shape::Flag(ty) | Shape::List(ty) => {
                self.field_block(ty, draft)
            }
        }
    }

    fn field_block(&self, ty: &Type, draft: &Ident) -> TokenStream {
        let (path, label, attributes) = (self.path(), self.label(), &self.attributes);
        let kind = self.kind(ty);
        let required = self.required(draft);
        let hint = attributes.hint.as_ref().map(|hint| {
            let hint = hint.constant();
            quote!(.with_hint(ctx.pick(#hint)))
        });
        let live = attributes.live.as_ref().map(|_| quote!(.live()));
        let prefill = attributes.prefill.as_ref().map(|prefill| {
            let value = &prefill.value;
            quote!(.prefilled(::guichet_sdk::derived::prefill::<#ty>(#value)))
        });
        let locked = attributes.locked.as_ref().map(|_| quote!(.locked()));
        let autofill = attributes.autofill.as_ref().map(|token| quote!(.with_autofill(#token)));
        quote! {
            sheet.field(
                ::guichet_sdk::Field::new(#path, ctx.pick(#label), #kind)
                    .required(#required) #hint #live #prefill #locked #autofill
            );
        }
    }

    fn label(&self) -> TokenStream {
        self.attributes.label.as_ref().map_or_else(|| quote!(&[]), |label| label.constant())
    }

    fn kind(&self, ty: &Type) -> TokenStream {
        if let Some(options) = &self.attributes.options {
            let options = &options.value;
            return match self.shape {
                Shape::List(_) => quote!(::guichet_sdk::Kind::some_of(#options)),
                _ => quote!(::guichet_sdk::Kind::one_of(#options)),
            };
        }
        let limits = self.limits();
        match self.attributes.kind.as_ref().map(Ident::to_string).as_deref() {
            Some("paragraph") => quote!(::guichet_sdk::Kind::Paragraph(#limits.text())),
            Some("email") => quote!(::guichet_sdk::Kind::Email),
            Some("phone") => quote!(::guichet_sdk::Kind::Phone),
            Some("iban") => quote!(::guichet_sdk::Kind::Iban),
            Some("siret") => quote!(::guichet_sdk::Kind::Siret),
            Some("rna") => quote!(::guichet_sdk::Kind::Rna),
            // Every other kind is what the type means anyway; `shape` checked it.
            _ => quote!(<#ty as ::guichet_sdk::FieldValue>::kind(&#limits, &ctx.lang)),
        }
    }

    fn limits(&self) -> TokenStream {
        let given = self.attributes.limits.iter().map(|limit| {
            let (key, value) = (&limit.key, &limit.value);
            quote!(#key: ::core::option::Option::Some(#value),)
        });
        let media_types = self
            .attributes
            .media_types
            .as_ref()
            .map(|(_, types)| quote!(media_types: &[#(#types),*],));
        quote! {
            ::guichet_sdk::Limits {
                #(#given)* #media_types ..::core::default::Default::default()
            }
        }
    }

    /// Whether the field must be answered, where it is shown.
    fn required(&self, draft: &Ident) -> TokenStream {
        match (&self.shape, &self.requires) {
            (Shape::Value(_), _) => quote!(true),
            _ if self.attributes.required.is_some() => quote!(true),
            (_, Some(requires)) => quote!(#draft::#requires(draft, ctx)),
            _ => quote!(false),
        }
    }

    /// What `complete` must know before it takes the draft apart.
    fn presence(&self, draft: &Ident) -> Option<TokenStream> {
        let known = format_ident!("{}_required", self.ident);
        let shown = self.shows.as_ref().map(|shows| quote!(#draft::#shows(&draft, ctx) &&));
        let required = match &self.shape {
            Shape::Value(_) | Shape::Group(_) | Shape::Repeat(_) => return None,
            Shape::OptionalGroup(_) => quote!(true),
            _ if self.attributes.required.is_some() => quote!(true),
            _ => {
                let requires = self.requires.as_ref()?;
                quote!(#draft::#requires(&draft, ctx))
            }
        };
        Some(quote!(let #known = #shown #required;))
    }

    fn complete(&self, draft: &Ident) -> TokenStream {
        let (ident, path) = (&self.ident, self.path());
        let known = format_ident!("{}_required", ident);
        let must = self.presence(draft).is_some();
        match &self.shape {
            Shape::Value(_) => quote! {
                let #ident = ::guichet_sdk::derived::required(draft.#ident, #path, ctx, problems);
            },
            Shape::Optional(_) if must => quote! {
                if #known && draft.#ident.is_none() {
                    ::guichet_sdk::derived::missing(#path, ctx, problems);
                }
                let #ident = ::core::option::Option::Some(draft.#ident);
            },
            Shape::List(_) if must => quote! {
                if #known && draft.#ident.is_empty() {
                    ::guichet_sdk::derived::missing(#path, ctx, problems);
                }
                let #ident = ::core::option::Option::Some(draft.#ident);
            },
            Shape::Flag(_) if must => quote! {
                let #ident = draft.#ident.unwrap_or(false);
                if #known && !#ident {
                    ::guichet_sdk::derived::missing(#path, ctx, problems);
                }
                let #ident = ::core::option::Option::Some(#ident);
            },
            Shape::Optional(_) | Shape::List(_) => quote! {
                let #ident = ::core::option::Option::Some(draft.#ident);
            },
            Shape::Flag(_) => quote! {
                let #ident = ::core::option::Option::Some(draft.#ident.unwrap_or(false));
            },
            Shape::Group(ty) => quote! {
                let #ident = <#ty as ::guichet_sdk::Form>::complete(
                    draft.#ident, &#path, ctx, problems,
                );
            },
            Shape::OptionalGroup(ty) => quote! {
                let #ident = if #known {
                    <#ty as ::guichet_sdk::Form>::complete(draft.#ident, &#path, ctx, problems)
                        .map(::core::option::Option::Some)
                } else {
                    ::core::option::Option::Some(::core::option::Option::None)
                };
            },
            Shape::Repeat(ty) => quote! {
                let #ident = ::guichet_sdk::derived::complete_rows::<#ty>(
                    draft.#ident, &#path, ctx, problems,
                );
            },
        }
    }

    fn write(&self) -> TokenStream {
        let (ident, path) = (&self.ident, self.path());
        match &self.shape {
            Shape::Value(_) | Shape::Flag(_) => quote!(answers.set(#path, self.#ident.clone());),
            Shape::Optional(_) => quote! {
                if let ::core::option::Option::Some(value) = &self.#ident {
                    answers.set(#path, value.clone());
                }
            },
            Shape::List(_) => quote! {
                if !self.#ident.is_empty() {
                    answers.set(#path, self.#ident.clone());
                }
            },
            Shape::Group(_) => quote!(::guichet_sdk::Form::write(&self.#ident, &#path, answers);),
            Shape::OptionalGroup(_) => quote! {
                if let ::core::option::Option::Some(group) = &self.#ident {
                    ::guichet_sdk::Form::write(group, &#path, answers);
                }
            },
            Shape::Repeat(_) => quote! {
                ::guichet_sdk::derived::write_rows(&self.#ident, &#path, answers);
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::expand;

    fn message(source: &str) -> String {
        let input = syn::parse_str(source).expect("the test's own source parses");
        match expand(&input) {
            Ok(_) => String::from("no error"),
            Err(error) => {
                let all: Vec<String> = error.into_iter().map(|each| each.to_string()).collect();
                all.join(" | ")
            }
        }
    }

    #[test]
    fn a_right_struct_expands() {
        let source = r#"struct Form {
            #[page("who", fr = "Vous", en = "You")]
            #[field(label(fr = "Nom", en = "Name"), max_length = 80, autofill = "name")]
            name: String,
            #[field(label(fr = "Chiens"), repeat(min = 0, max = 3))]
            dogs: Vec<Dog>,
            #[field(group, show_if = draft.name.is_some())]
            home: Option<Home>,
        }"#;
        assert_eq!(message(source), "no error");
        let source = r#"struct Pick<C: Choice> { #[field(label(fr = "Un"))] one: C }"#;
        assert_eq!(message(source), "no error");
    }

    #[test]
    fn each_mistake_says_what_to_do() {
        let cases: &[(&str, &str)] = &[
            ("struct F { a: String }", "`a` has no label"),
            (r#"struct F { #[field(label(en = "A"))] a: String }"#, "French text is missing"),
            (
                r#"struct F { #[field(label(fr = "A"), size = 3)] a: String }"#,
                "`size` is no attribute",
            ),
            (
                r#"struct F { #[field(label(fr = "A"), show_if = true)] a: String }"#,
                "make its type `Option<…>`",
            ),
            (r#"struct F { #[field(label(fr = "A"), required)] a: String }"#, "required already"),
            (
                r#"struct F { #[field(label(fr = "A"), required)] a: Option<String> }"#,
                "out of its `Option`",
            ),
            (
                r#"struct F { #[field(label(fr = "A"), kind = emial)] a: String }"#,
                "`emial` is no kind",
            ),
            (
                r#"struct F { #[field(label(fr = "A"), kind = email)] a: i64 }"#,
                "needs the type `String`",
            ),
            (
                r#"struct F { #[field(label(fr = "A"), max = 3)] a: String }"#,
                "`max` needs an integer",
            ),
            (
                r#"struct F { #[field(label(fr = "A"), kind = email, max_length = 3)] a: String }"#,
                "line or paragraph",
            ),
            (
                r#"struct F { #[field(label(fr = "A"), repeat(min = 1, max = 2))] a: Dog }"#,
                "`Vec<…>`",
            ),
            (
                r#"struct F { #[field(label(fr = "A"), repeat(min = 1))] a: Vec<Dog> }"#,
                "repeat(min = 1, max = 3)",
            ),
            (r#"struct F { #[field(group)] a: Option<Dog> }"#, "needs `show_if`"),
            (r#"struct F { #[field(group, live)] a: Dog }"#, "this is a group"),
            (r#"struct F { #[field(label(fr = "A"))] a: Vec<String> }"#, "needs `options"),
            (
                r#"struct F { #[field(label(fr = "A"), name = "A b")] a: String }"#,
                "no part of a path",
            ),
            (
                r#"struct F { #[page(key = "who")] #[field(label(fr = "A"))] a: String }"#,
                "a page is",
            ),
            (r#"struct F { #[field(label(fr = "A", fr = "B"))] a: String }"#, "given twice"),
            (
                r#"struct F { #[field(label(fr = "A"))] a: String, #[field(label(fr = "B"), name = "a")] b: String }"#,
                "two fields have the path `a`",
            ),
            ("enum F { A }", "struct with named fields"),
        ];
        for (source, expected) in cases {
            let message = message(source);
            assert!(message.contains(expected), "{source}\n  said: {message}\n  not: {expected}");
        }
    }

    #[test]
    fn all_mistakes_come_at_once() {
        let message = message("struct F { a: String, b: String }");
        assert!(message.contains("`a` has no label") && message.contains("`b` has no label"));
    }
}
