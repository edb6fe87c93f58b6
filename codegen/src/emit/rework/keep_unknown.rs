//! Keeps what the document does not know, in types that are sent back.
//!
//! Serde's `flatten` could do that, but it reads numbers as floating point and loses digits. So
//! these types get their own reading and writing. A known field is found by its exact name, or
//! without regard to case; anything else is kept as its original text.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use syn::{Field, Item, ItemStruct, parse_quote};

use super::serde_attribute::{take, wire_name};
use super::wire_fields::{is_amount, is_collection};
use crate::emit::context::Context;
use crate::emit::items::module;

pub(super) fn run(file: &mut syn::File, context: &Context<'_>) -> usize {
    let Some(types) = module(file, "types") else { return 0 };
    let mut kept = 0;
    let mut impls: Vec<Item> = Vec::new();
    for item in types.iter_mut() {
        if let Item::Struct(item) = item
            && context.schemas.keeps_unknown(&item.ident.to_string())
        {
            impls.extend(serde(item));
            stop_deriving(item);
            add_field(item);
            kept += 1;
        }
    }
    types.extend(impls);
    kept
}

/// Once for each object that says so.
pub(super) fn must(context: &Context<'_>) -> usize {
    let schemas = context.schemas;
    schemas.objects().filter(|(name, _)| schemas.keeps_unknown(name)).count()
}

/// A field, as reading and writing need it.
struct Known {
    ident: syn::Ident,
    name: String,
    collection: bool,
    amount: bool,
}

/// Takes the serde attributes of `field`.
fn known(field: &mut Field) -> Option<Known> {
    let metas = take(field);
    Some(Known {
        ident: field.ident.clone()?,
        name: wire_name(field, &metas)?,
        collection: is_collection(&field.ty),
        amount: is_amount(&field.ty),
    })
}

fn serde(item: &mut ItemStruct) -> [Item; 2] {
    let fields: Vec<_> = item.fields.iter_mut().filter_map(known).collect();
    [reading(&item.ident, &fields), writing(&item.ident, &fields)]
}

fn reading(ty: &syn::Ident, fields: &[Known]) -> Item {
    let names = fields.iter().map(|field| &field.name);
    let expecting = format!("an object of the schema {ty}");
    let arms = fields.iter().enumerate().map(|(at, Known { ident, collection, amount, .. })| {
        let read = match (collection, amount) {
            (true, _) => quote!(map.next_value::<Option<_>>()?.unwrap_or_default()),
            (_, true) => quote!(map.next_value::<crate::support::BlankAsNone>()?.0),
            _ => quote!(map.next_value()?),
        };
        let at = Literal::usize_unsuffixed(at);
        quote!(Some(#at) => value.#ident = #read)
    });
    let count = Literal::usize_unsuffixed(fields.len());
    parse_quote! {
        impl<'de> ::serde::Deserialize<'de> for #ty {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                const NAMES: [&str; #count] = [#(#names),*];

                struct Fields;

                impl<'de> ::serde::de::Visitor<'de> for Fields {
                    type Value = #ty;

                    fn expecting(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                        f.write_str(#expecting)
                    }

                    fn visit_map<A: ::serde::de::MapAccess<'de>>(
                        self,
                        mut map: A,
                    ) -> Result<#ty, A::Error> {
                        let mut value = #ty::default();
                        let mut seen = [false; #count];
                        while let Some(key) = map.next_key::<String>()? {
                            let known = NAMES
                                .iter()
                                .position(|name| *name == key)
                                .or_else(|| NAMES.iter().position(|name| name.eq_ignore_ascii_case(&key)));
                            if let Some(at) = known && ::std::mem::replace(&mut seen[at], true) {
                                return Err(::serde::de::Error::duplicate_field(NAMES[at]));
                            }
                            match known {
                                #(#arms,)*
                                _ => value.unknown_fields.keep(&key, map.next_value()?),
                            }
                        }
                        Ok(value)
                    }
                }

                deserializer.deserialize_map(Fields)
            }
        }
    }
}

fn writing(ty: &syn::Ident, fields: &[Known]) -> Item {
    let entries = fields.iter().map(|Known { ident, name, collection, .. }| -> TokenStream {
        match collection {
            true => quote! {
                if !self.#ident.is_empty() {
                    map.serialize_entry(#name, &self.#ident)?;
                }
            },
            false => quote! {
                if let Some(value) = &self.#ident {
                    map.serialize_entry(#name, value)?;
                }
            },
        }
    });
    parse_quote! {
        impl ::serde::Serialize for #ty {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use ::serde::ser::SerializeMap as _;

                let mut map = serializer.serialize_map(None)?;
                #(#entries)*
                for (name, value) in self.unknown_fields.raw() {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
        }
    }
}

/// Takes away what serde would derive.
fn stop_deriving(item: &mut ItemStruct) {
    for attribute in &mut item.attrs {
        if attribute.path().is_ident("derive") {
            let parser = syn::punctuated::Punctuated::<syn::Path, syn::Token![,]>::parse_terminated;
            if let Ok(paths) = attribute.parse_args_with(parser) {
                let kept = paths.into_iter().filter(|path| {
                    path.segments.first().is_none_or(|first| first.ident != "serde")
                });
                *attribute = parse_quote!(#[derive(#(#kept),*)]);
            }
        }
    }
}

fn add_field(item: &mut ItemStruct) {
    if let syn::Fields::Named(fields) = &mut item.fields {
        fields.named.push(parse_quote! {
            /// What the service sent and the document does not know; sent back as it came.
            pub unknown_fields: crate::support::UnknownFields
        });
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::reworked;

    #[test]
    fn reading_and_writing_are_written_out_where_unknown_fields_are_kept() {
        let yaml = "
components:
  schemas:
    Cart: { type: object, x-pc-keep-unknown: true, properties: {} }
    Line: { type: object, properties: {} }
";
        let rust = r#"
            pub mod types {
                /// A cart.
                #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Default)]
                pub struct Cart {
                    #[serde(rename = "lineItems", default)]
                    pub line_items: Vec<Line>,
                    #[serde(skip_serializing_if = "Option::is_none")]
                    pub status: Option<String>,
                    pub total: Option<crate::support::Decimal>,
                }
                #[derive(::serde::Deserialize, ::serde::Serialize)]
                pub struct Line { pub id: i32 }
            }
        "#;
        insta::assert_snapshot!(reworked(super::run, yaml, rust), @r#"
        pub mod types {
            /// A cart.
            #[derive(Clone, Default)]
            pub struct Cart {
                pub line_items: Vec<Line>,
                pub status: Option<String>,
                pub total: Option<crate::support::Decimal>,
                /// What the service sent and the document does not know; sent back as it came.
                pub unknown_fields: crate::support::UnknownFields,
            }
            #[derive(::serde::Deserialize, ::serde::Serialize)]
            pub struct Line {
                pub id: i32,
            }
            impl<'de> ::serde::Deserialize<'de> for Cart {
                fn deserialize<D: ::serde::Deserializer<'de>>(
                    deserializer: D,
                ) -> Result<Self, D::Error> {
                    const NAMES: [&str; 3] = ["lineItems", "status", "total"];
                    struct Fields;
                    impl<'de> ::serde::de::Visitor<'de> for Fields {
                        type Value = Cart;
                        fn expecting(
                            &self,
                            f: &mut ::std::fmt::Formatter<'_>,
                        ) -> ::std::fmt::Result {
                            f.write_str("an object of the schema Cart")
                        }
                        fn visit_map<A: ::serde::de::MapAccess<'de>>(
                            self,
                            mut map: A,
                        ) -> Result<Cart, A::Error> {
                            let mut value = Cart::default();
                            let mut seen = [false; 3];
                            while let Some(key) = map.next_key::<String>()? {
                                let known = NAMES
                                    .iter()
                                    .position(|name| *name == key)
                                    .or_else(|| {
                                        NAMES
                                            .iter()
                                            .position(|name| name.eq_ignore_ascii_case(&key))
                                    });
                                if let Some(at) = known
                                    && ::std::mem::replace(&mut seen[at], true)
                                {
                                    return Err(::serde::de::Error::duplicate_field(NAMES[at]));
                                }
                                match known {
                                    Some(0) => {
                                        value.line_items = map
                                            .next_value::<Option<_>>()?
                                            .unwrap_or_default();
                                    }
                                    Some(1) => value.status = map.next_value()?,
                                    Some(2) => {
                                        value.total = map
                                            .next_value::<crate::support::BlankAsNone>()?
                                            .0;
                                    }
                                    _ => value.unknown_fields.keep(&key, map.next_value()?),
                                }
                            }
                            Ok(value)
                        }
                    }
                    deserializer.deserialize_map(Fields)
                }
            }
            impl ::serde::Serialize for Cart {
                fn serialize<S: ::serde::Serializer>(
                    &self,
                    serializer: S,
                ) -> Result<S::Ok, S::Error> {
                    use ::serde::ser::SerializeMap as _;
                    let mut map = serializer.serialize_map(None)?;
                    if !self.line_items.is_empty() {
                        map.serialize_entry("lineItems", &self.line_items)?;
                    }
                    if let Some(value) = &self.status {
                        map.serialize_entry("status", value)?;
                    }
                    if let Some(value) = &self.total {
                        map.serialize_entry("total", value)?;
                    }
                    for (name, value) in self.unknown_fields.raw() {
                        map.serialize_entry(name, value)?;
                    }
                    map.end()
                }
            }
        }
        "#);
    }
}
