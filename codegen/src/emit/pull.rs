//! Emits what the fast reader of long pages needs to know about items.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use syn::{Ident, Item, parse_quote};

use crate::emit::context::Context;
use crate::emit::fields::Fields;
use crate::emit::render::Module;
use crate::emit::schemas::Form;
use crate::node::Node;
use crate::union::Union;

/// The alternatives of unions, the unions, and the pages of them.
pub(super) fn module(context: &Context<'_>, fields: &Fields) -> Module {
    let unions: Vec<_> = context.schemas.unions().collect();
    let mut items: Vec<Item> = match unions.is_empty() {
        true => Vec::new(),
        false => vec![parse_quote!(
            use crate::support::{
                Object, PageItems, Place, Pull, PullUnion, Reader, Stop, Texts, Undecoded,
                pull_page, word, word_within,
            };
        )],
    };
    let pulled = Pulled { context, fields };
    items.extend(pulled.objects(&unions));
    items.extend(unions.iter().map(|union| pulled.one_of(union)));
    for (page, union) in context.schemas.pages() {
        items.extend(
            fields
                .get(page, "items")
                .into_iter()
                .flat_map(|field| [decoding(page, field), one_by_one(page, field, union.name)]),
        );
    }
    Module::new("types/pull.rs", "The quick way through pages of many items.", items)
}

/// The objects that are read the quick way.
struct Pulled<'p> {
    context: &'p Context<'p>,
    fields: &'p Fields,
}

impl<'p> Pulled<'p> {
    /// The alternatives of unions, and the objects in them.
    fn objects(&self, unions: &[Union<'p>]) -> Vec<Item> {
        // With the properties by which each says what it is.
        let mut objects: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for union in unions {
            let outer = union.path.first().into_iter().chain(&union.properties);
            for shape in union.shapes.iter().filter(|shape| self.is_quick(shape)) {
                objects.entry(shape).or_default().extend(outer.clone());
                for (property, inner) in self.within(shape) {
                    let is_told = union.path.first() == Some(&property);
                    let words = union.path.iter().skip(1).filter(|_| is_told);
                    objects.entry(inner).or_default().extend(words);
                }
            }
        }
        objects.into_iter().map(|(ty, telling)| self.object(ty, &telling)).collect()
    }

    /// Whether nothing of an object is lost when it is read field by field.
    fn is_quick(&self, ty: &str) -> bool {
        !self.context.schemas.keeps_unknown(ty)
    }

    /// The objects in an object that are read the quick way as well, by property: those with
    /// nothing but words and plain text in them.
    fn within(&self, ty: &str) -> impl Iterator<Item = (&'p str, &'p str)> {
        let schemas = self.context.schemas;
        let is_text = move |schema| matches!(schemas.form(schema), Form::Text | Form::Word);
        schemas.properties(ty).iter().filter_map(move |(property, schema)| {
            let Form::Object(inner) = schemas.form(schema) else { return None };
            let are_texts = schemas.properties(inner).iter().all(|(_, own)| is_text(own));
            (are_texts && self.is_quick(inner)).then_some((property.as_str(), inner))
        })
    }

    /// How an object is read.
    fn object(&self, ty: &str, telling: &BTreeSet<&str>) -> Item {
        let ident = format_ident!("{ty}");
        let within: BTreeSet<_> = self.within(ty).map(|(property, _)| property).collect();
        let properties = self.context.schemas.properties(ty).iter();
        let rows: Vec<_> = properties
            .filter_map(|(name, schema)| Some((name, schema, self.fields.get(ty, name)?)))
            .enumerate()
            .map(|(at, (name, schema, field))| {
                let (at, key) = (Literal::usize_unsuffixed(at), format!("\"{name}\":"));
                let form = match self.context.schemas.form(schema) {
                    Form::Object(_) if within.contains(name.as_str()) => "object",
                    // Only alternatives of unions have text of the kind that is shared.
                    Form::Text if !self.context.schemas.is_alternative(ty) => "word",
                    form => method(&form, schema),
                };
                let form = format_ident!("{form}");
                quote!(json.#form(#at, #key, &mut self.#field)?;)
            })
            .collect();
        let words = Literal::usize_unsuffixed(rows.len().div_ceil(64));
        let telling = telling.iter();
        parse_quote! {
            impl Pull for #ident {
                type Seen = [u64; #words];

                const TELLING: &'static [&'static str] = &[#(#telling),*];

                fn pull(&mut self, json: &mut Object<'_, '_, Self::Seen>) -> Result<(), Stop> {
                    #(#rows)*
                    Ok(())
                }
            }
        }
    }
}

/// How a property is read.
fn method(form: &Form<'_>, schema: &Node) -> &'static str {
    match form {
        Form::Text => "text",
        Form::Word => "word",
        // Codes of countries and currencies are types of their own, as ids are.
        Form::Id | Form::Code => "id",
        Form::Integer => "integer",
        Form::Flag => "flag",
        Form::Date => "date",
        Form::Decimal => "decimal",
        Form::Other if schema.get_text("type") == Some("array") => "list",
        Form::Object(_) | Form::Other => "json",
    }
}

impl Pulled<'_> {
    /// How a union is pulled, and what its values say of themselves.
    fn one_of(&self, union: &Union<'_>) -> Item {
        let ident = format_ident!("{}", union.name);
        let kind = format_ident!("{}Kind", union.common_name());
        let shapes = union.shapes.iter();
        let variants: Vec<_> =
            shapes.clone().map(|shape| format_ident!("{}", union.short_name(shape))).collect();
        let pulls =
            shapes.clone().zip(&variants).map(|(shape, variant)| match self.is_quick(shape) {
                true => quote!(reader.item(texts).map(Self::#variant)),
                false => quote!(None),
            });
        let says = shapes.map(|shape| says(union, shape, self.fields));
        parse_quote! {
            impl PullUnion for #ident {
                fn pull(
                    kind: super::#kind,
                    reader: &mut Reader<'_>,
                    texts: &mut Texts,
                ) -> Option<Self> {
                    match kind {
                        #(super::#kind::#variants => #pulls,)*
                    }
                }

                fn says(&self) -> [Option<&str>; 3] {
                    match self {
                        #(Self::#variants(item) => #says,)*
                        Self::Other(_) | Self::Unreadable(_) => [None; 3],
                    }
                }
            }
        }
    }
}

fn says(union: &Union<'_>, shape: &str, fields: &Fields) -> TokenStream {
    let field = |name: &str| fields.get(shape, name);
    let told = match union.path.as_slice() {
        [only] => field(only).map(|field| quote!(word(&item.#field))),
        [outer, inner] => field(outer).map(|field| {
            // The lints see to it that the word is text there.
            let inner = format_ident!("{}", heck::AsSnakeCase(inner).to_string());
            quote!(word_within(&item.#field, |inner| &inner.#inner))
        }),
        _ => None,
    };
    let pair = union.properties.map(|name| field(name).map(|field| quote!(word(&item.#field))));
    let words = std::iter::once(told).chain(pair);
    let words = words.map(|way| way.unwrap_or_else(|| quote!(None)));
    quote!([#(#words),*])
}

/// How a page is decoded.
fn decoding(page: &str, items: &Ident) -> Item {
    let ident = format_ident!("{page}");
    parse_quote! {
        impl #ident {
            /// Decodes a page: with the outcome of serde_json, and several times as fast where
            /// the items have their ordinary form.
            ///
            /// # Errors
            ///
            /// The text is not such a page. An item that does not decode is no error, and
            /// `Unreadable`.
            pub fn decode(json: &str) -> Result<Self, ::serde_json::Error> {
                if let Some((page, items)) = pull_page(json, "items")
                    && let Ok(page) = ::serde_json::from_str::<Self>(&page)
                {
                    return Ok(Self { #items: items, ..page });
                }
                ::serde_json::from_str(json)
            }
        }
    }
}

/// How the items of a page are taken one by one.
fn one_by_one(page: &str, items: &Ident, union: &str) -> Item {
    let (page, union) = (format_ident!("{page}"), format_ident!("{union}"));
    parse_quote! {
        impl Undecoded<#page> {
            /// Decodes the items one after the other, as they are taken.
            pub fn into_items(self) -> PageItems<#page, #union> {
                self.items_at(Place { name: "items", take: |page| ::std::mem::take(&mut page.#items) })
            }
        }
    }
}
