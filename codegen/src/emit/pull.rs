//! Emits what the quick way through long pages needs to know of items.

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
                Field, Form, Found, PageItems, Place, Pull, PullUnion, Reader, Slots, Undecoded,
                pull_page, word,
            };
        )],
    };
    for union in &unions {
        items.extend(union.shapes.iter().map(|shape| alternative(shape, context, fields)));
        items.push(one_of(union, fields));
    }
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

/// The fields of an alternative, and how they become one.
fn alternative(ty: &str, context: &Context<'_>, fields: &Fields) -> Item {
    let ident = format_ident!("{ty}");
    let known: Vec<(&str, &Node, &Ident)> = (context.schemas.properties(ty).iter())
        .filter_map(|(name, schema)| Some((name.as_str(), schema, fields.get(ty, name)?)))
        .collect();
    let rows = known.iter().map(|(name, schema, _)| {
        let form = format_ident!("{}", form(&context.schemas.form(schema)));
        let key = format!("\"{name}\":");
        quote!((#key, Form::#form))
    });
    let values = known.iter().enumerate().map(|(at, (_, schema, field))| {
        let at = Literal::usize_unsuffixed(at);
        let value = value(&context.schemas.form(schema), &at);
        quote!(#field: #value)
    });
    parse_quote! {
        impl Pull for #ident {
            const FIELDS: &'static [Field] = &[#(#rows),*];

            fn build(found: &Found<'_>) -> Option<Self> {
                Some(Self { #(#values),* })
            }
        }
    }
}

/// How a field is read.
fn form(form: &Form<'_>) -> &'static str {
    match form {
        Form::Text | Form::Word => "Text",
        // Codes of countries and currencies are types of their own, as ids are.
        Form::Id | Form::Code => "Id",
        Form::Integer => "Integer",
        Form::Flag => "Flag",
        Form::Date => "Date",
        Form::Decimal => "Decimal",
        Form::Object(_) | Form::Other => "Json",
    }
}

/// What becomes of a field.
fn value(form: &Form<'_>, at: &Literal) -> TokenStream {
    match form {
        Form::Text | Form::Id | Form::Code => quote!(found.text(#at)),
        Form::Word => quote!(found.word(#at)),
        Form::Integer | Form::Flag | Form::Date => quote!(found.parsed(#at)?),
        Form::Decimal => quote!(found.decimal(#at)?),
        Form::Object(_) | Form::Other => quote!(found.json(#at)?),
    }
}

/// How a union is pulled, and what its values say of themselves.
fn one_of(union: &Union<'_>, fields: &Fields) -> Item {
    let ident = format_ident!("{}", union.name);
    let kind = format_ident!("{}Kind", union.common_name());
    let variants: Vec<_> =
        union.shapes.iter().map(|shape| format_ident!("{}", union.short_name(shape))).collect();
    let says = union.shapes.iter().map(|shape| says(union, shape, fields));
    parse_quote! {
        impl PullUnion for #ident {
            fn pull(
                kind: super::#kind,
                reader: &mut Reader<'_>,
                slots: &mut Slots,
            ) -> Option<Self> {
                match kind {
                    #(super::#kind::#variants => reader.item(slots).map(Box::new).map(Self::#variants),)*
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

fn says(union: &Union<'_>, shape: &str, fields: &Fields) -> TokenStream {
    let field = |name: &str| fields.get(shape, name);
    let told = match union.path.as_slice() {
        [only] => field(only).map(|field| quote!(item.#field.as_ref())),
        [outer, inner] => field(outer).map(|field| {
            // The lints see to it that the word is text there.
            let inner = format_ident!("{}", heck::AsSnakeCase(inner).to_string());
            quote!(item.#field.as_ref().and_then(|inner| inner.#inner.as_ref()))
        }),
        _ => None,
    };
    let words = std::iter::once(told)
        .chain(union.properties.map(|name| field(name).map(|field| quote!(item.#field.as_ref()))))
        .map(|way| match way {
            Some(way) => quote!(word(#way)),
            None => quote!(None),
        });
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
