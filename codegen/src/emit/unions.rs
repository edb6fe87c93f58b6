//! Emits the types that are one of several.

use quote::{format_ident, quote};
use syn::{Item, parse_quote};

use crate::emit::context::Context;
use crate::emit::render::Module;
use crate::union::Union;

/// One enum for each union, with what its reading needs.
pub(super) fn module(context: &Context<'_>) -> Module {
    let items = context.schemas.unions().flat_map(|union| union_items(&union));
    Module::new("types/unions.rs", "Types that are one of several.", items.collect())
}

fn union_items(union: &Union<'_>) -> Vec<Item> {
    let ident = format_ident!("{}", union.name);
    let kind = format_ident!("{}Kind", union.common_name());
    let doc = union.schema.get_text("description").unwrap_or_default();
    let shapes: Vec<_> = union.shapes.iter().map(|shape| format_ident!("{shape}")).collect();
    let variants: Vec<_> =
        union.shapes.iter().map(|shape| format_ident!("{}", union.short_name(shape))).collect();
    let variant = |shape: &str| format_ident!("{}", union.short_name(shape));
    let names = &union.shapes;
    let docs: Vec<_> = names.iter().map(|name| format!("A [`{name}`].")).collect();
    let of_kind = format!("What a [`{}`] can be, as far as the document knows.", union.name);
    let path = &union.path;
    let properties = union.properties;
    let words = union.words.iter().map(|(word, shape)| {
        let variant = variant(shape);
        quote!((#word, #kind::#variant))
    });
    let pairs = union.pairs.iter().map(|([one, other], shape)| {
        let variant = variant(shape);
        quote!(([#one, #other], #kind::#variant))
    });
    vec![
        parse_quote! {
            #[doc = #doc]
            #[derive(Clone, Debug, PartialEq)]
            #[non_exhaustive]
            pub enum #ident {
                #(#[doc = #docs] #variants(Box<#shapes>),)*
                /// A value of a kind that the document does not know, as it came.
                Other(crate::support::OtherObject),
                /// A value that does not decode as what it says it is, as it came.
                Unreadable(crate::support::UnreadableObject),
            }
        },
        parse_quote! {
            #[doc = #of_kind]
            #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
            #[non_exhaustive]
            pub enum #kind {
                #(#[doc = #docs] #variants,)*
            }
        },
        parse_quote! {
            impl #kind {
                /// All of them.
                pub const ALL: &'static [Self] = &[#(Self::#variants),*];

                /// The name of the schema.
                pub fn as_str(self) -> &'static str {
                    match self {
                        #(Self::#variants => #names,)*
                    }
                }
            }
        },
        parse_quote! {
            impl #ident {
                /// Reads a value as what it says it is, or, where it says nothing, as what was
                /// asked for.
                ///
                /// Nothing is lost: what is of an unknown kind, or does not decode, is kept as it
                /// came.
                pub fn read(json: &::serde_json::value::RawValue, asked: Option<#kind>) -> Self {
                    crate::support::read_union(json.to_owned(), asked)
                }

                /// What it is, as far as the document knows.
                pub fn kind(&self) -> Option<#kind> {
                    match self {
                        #(Self::#variants(_) => Some(#kind::#variants),)*
                        Self::Other(_) | Self::Unreadable(_) => None,
                    }
                }

                /// The value, read again as what was asked for, where it did not say itself what
                /// it is.
                pub fn or_as(self, asked: #kind) -> Self {
                    match self {
                        Self::Other(other) if other.kind().is_none() => {
                            crate::support::read_union(other.into_json(), Some(asked))
                        }
                        told => told,
                    }
                }
            }
        },
        parse_quote! {
            impl crate::support::Union for #ident {
                type Kind = #kind;

                const PATH: &'static [&'static str] = &[#(#path),*];
                const WORDS: &'static [(&'static str, #kind)] = &[#(#words),*];
                const PROPERTIES: [&'static str; 2] = [#(#properties),*];
                const PAIRS: &'static [([&'static str; 2], #kind)] = &[#(#pairs),*];

                fn decode(kind: #kind, json: &str) -> Result<Self, ::serde_json::Error> {
                    match kind {
                        #(#kind::#variants => ::serde_json::from_str(json).map(Self::#variants),)*
                    }
                }

                fn other(value: crate::support::OtherObject) -> Self {
                    Self::Other(value)
                }

                fn unreadable(value: crate::support::UnreadableObject) -> Self {
                    Self::Unreadable(value)
                }
            }
        },
        parse_quote! {
            impl<'de> ::serde::Deserialize<'de> for #ident {
                fn deserialize<D: ::serde::Deserializer<'de>>(
                    deserializer: D,
                ) -> Result<Self, D::Error> {
                    let json = ::serde::Deserialize::deserialize(deserializer)?;
                    Ok(crate::support::read_union(json, None))
                }
            }
        },
        parse_quote! {
            impl ::serde::Serialize for #ident {
                fn serialize<S: ::serde::Serializer>(
                    &self,
                    serializer: S,
                ) -> Result<S::Ok, S::Error> {
                    match self {
                        #(Self::#variants(value) => value.serialize(serializer),)*
                        Self::Other(value) => value.serialize(serializer),
                        Self::Unreadable(value) => value.serialize(serializer),
                    }
                }
            }
        },
    ]
}
