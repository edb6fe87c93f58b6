//! Reads types by a table of their fields, where serde would derive a reader for each.
//!
//! A derived reader is a hundred lines or more for a type, most of which is never run. The table
//! is as long as the type, and one function reads with all tables.
//!
//! To the service null, missing and empty are the same for lists and maps, and so they are here.
//! A list takes no more memory than an honest answer needs.
//! For an amount that there is not it has null, nothing or empty text. The items of a page may be
//! null or empty too, but not missing: an answer without them is no page.

use proc_macro2::{Literal, TokenStream};
use quote::{ToTokens, quote};
use syn::punctuated::Punctuated;
use syn::{Field, Fields, Item, ItemStruct, Meta, Path, Token, Type, parse_quote};

use super::serde_attribute::{put, take, text, wire_name};
use super::wire_fields::{is_amount, is_collection, is_list};
use crate::emit::context::Context;
use crate::emit::items::{module, structs};

pub(super) fn run(file: &mut syn::File, context: &Context<'_>) -> usize {
    let mut impls: Vec<Item> = Vec::new();
    for item in structs(file) {
        // Those that keep unknown fields have a reader already.
        if is_optional(item) && stop_deriving(item) {
            let is_list = context.schemas.is_list(&item.ident.to_string());
            impls.extend(reading(item, is_list));
        }
    }
    let read = impls.len() / 2;
    if let Some(types) = module(file, "types") {
        types.extend(impls);
    }
    read
}

/// Once for each object that has no other reader.
pub(super) fn must(context: &Context<'_>) -> usize {
    let schemas = context.schemas;
    schemas.objects().filter(|(name, _)| !schemas.keeps_unknown(name)).count()
}

/// Whether a type has named fields, and none that has to be there or takes what others leave.
fn is_optional(item: &ItemStruct) -> bool {
    let Fields::Named(fields) = &item.fields else { return false };
    fields.named.iter().all(|field| {
        let mut told = field.attrs.iter().filter(|attribute| attribute.path().is_ident("serde"));
        (is_option(&field.ty) || is_collection(&field.ty))
            && !told.any(|told| told.to_token_stream().to_string().contains("flatten"))
    })
}

/// Whether a field holds one value or none, itself or in a box. The paths are short by now.
fn is_option(ty: &Type) -> bool {
    let ty = ty.to_token_stream().to_string().replace(' ', "");
    ty.strip_prefix("Box<").unwrap_or(&ty).starts_with("Option<")
}

/// Takes the derived reader away, and tells whether there was one.
fn stop_deriving(item: &mut ItemStruct) -> bool {
    let is_reader = |path: &Path| path.segments.last().is_some_and(|l| l.ident == "Deserialize");
    let mut found = false;
    for attribute in item.attrs.iter_mut().filter(|attribute| attribute.path().is_ident("derive")) {
        let parser = Punctuated::<Path, Token![,]>::parse_terminated;
        let Ok(paths) = attribute.parse_args_with(parser) else { continue };
        found |= paths.iter().any(is_reader);
        let kept = paths.into_iter().filter(|path| !is_reader(path));
        *attribute = parse_quote!(#[derive(#(#kept),*)]);
    }
    found
}

fn reading(item: &mut ItemStruct, is_list: bool) -> [Item; 2] {
    let (mut names, mut others, mut arms) = (Vec::new(), Vec::new(), Vec::new());
    let mut needed = None;
    for (at, field) in item.fields.iter_mut().enumerate() {
        let (name, other) = both_names(field);
        if is_list && name == "items" {
            needed = Some(need(at, field));
        }
        names.push(name);
        others.push(other);
        arms.push(arm(at, field));
    }
    let (ident, name) = (&item.ident, item.ident.to_string());
    [
        parse_quote! {
            impl crate::support::Fields for #ident {
                const NAMES: &'static [&'static str] = &[#(#names,)* #(#others),*];
                #needed

                fn read<'de, A: ::serde::de::MapAccess<'de>>(
                    &mut self,
                    at: usize,
                    map: &mut A,
                ) -> Result<(), A::Error> {
                    match at {
                        #(#arms,)*
                        _ => {}
                    }
                    Ok(())
                }
            }
        },
        parse_quote! {
            impl<'de> ::serde::Deserialize<'de> for #ident {
                fn deserialize<D: ::serde::Deserializer<'de>>(
                    deserializer: D,
                ) -> Result<Self, D::Error> {
                    crate::support::read_fields(deserializer, #name)
                }
            }
        },
    ]
}

/// The names by which a field is read. What says so is taken away: only a derived reader needs it.
fn both_names(field: &mut Field) -> (String, String) {
    let mut metas = take(field);
    let name = wire_name(field, &metas).unwrap_or_default();
    let alias = metas.iter().find_map(|meta| match meta {
        Meta::NameValue(meta) if meta.path.is_ident("alias") => text(&meta.value),
        _ => None,
    });
    metas.retain(|meta| !["alias", "default"].iter().any(|word| meta.path().is_ident(word)));
    put(field, &metas);
    let alias = alias.unwrap_or_else(|| name.clone());
    (name, alias)
}

/// Says that a field is always there. It is written even where it is empty, since what was
/// written has to be read again.
fn need(at: usize, field: &mut Field) -> TokenStream {
    let mut metas = take(field);
    metas.retain(|meta| !meta.path().is_ident("skip_serializing_if"));
    put(field, &metas);
    let at = Literal::usize_unsuffixed(at);
    quote!(const NEEDED: Option<usize> = Some(#at);)
}

fn arm(at: usize, field: &Field) -> TokenStream {
    let (ident, at) = (&field.ident, Literal::usize_unsuffixed(at));
    let read = match &field.ty {
        ty if is_list(ty) => quote!(map.next_value::<crate::support::Bounded<_>>()?.0),
        ty if is_collection(ty) => quote!(map.next_value::<Option<_>>()?.unwrap_or_default()),
        ty if is_amount(ty) => quote!(map.next_value::<crate::support::BlankAsNone>()?.0),
        _ => quote!(map.next_value()?),
    };
    quote!(#at => self.#ident = #read)
}

#[cfg(test)]
mod tests {
    use super::super::tests::reworked;

    #[test]
    fn a_list_is_not_read_without_its_items_nor_written_without_them() {
        let yaml = "
components:
  schemas:
    LineCollection: { type: object, properties: { items: { type: array, items: { type: string } } } }
    Lines: { type: object, properties: { items: { type: array, items: { type: string } } } }
";
        let list = |name: &str| {
            format!(
                "#[derive(::serde::Deserialize)]
                pub struct {name} {{
                    pub id: Option<i32>,
                    #[serde(default, skip_serializing_if = \"Vec::is_empty\")]
                    pub items: Vec<String>,
                }}"
            )
        };
        let skip = "skip_serializing_if";
        let read =
            |name| reworked(super::run, yaml, &format!("pub mod types {{ {} }}", list(name)));
        let rust = read("LineCollection");
        assert!(rust.contains("const NEEDED: Option<usize> = Some(1);"), "{rust}");
        assert!(!rust.contains(skip), "{rust}");
        let rust = read("Lines");
        assert!(!rust.contains("NEEDED") && rust.contains(skip), "{rust}");
    }

    #[test]
    fn a_type_in_which_nothing_is_required_is_read_by_the_names_of_its_fields() {
        let rust = r#"
            pub mod types {
                #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Default)]
                pub struct Line {
                    #[serde(rename = "lineId", alias = "LineId", skip_serializing_if = "Option::is_none")]
                    pub line_id: Option<i32>,
                    #[serde(alias = "Items", default, skip_serializing_if = "Vec::is_empty")]
                    pub items: Vec<Line>,
                    pub price: Option<crate::support::Decimal>,
                }
                #[derive(Clone, Default)]
                pub struct Cart {}
                #[derive(::serde::Deserialize)]
                pub struct Name(pub String);
                #[derive(::serde::Deserialize)]
                pub struct Needed { pub id: i32 }
                #[derive(::serde::Deserialize)]
                pub struct Rest {
                    #[serde(flatten)]
                    pub extra: ::std::collections::BTreeMap<String, String>,
                }
            }
        "#;
        insta::assert_snapshot!(reworked(super::run, "{}", rust), @r#"
        pub mod types {
            #[derive(::serde::Serialize, Clone, Default)]
            pub struct Line {
                #[serde(rename = "lineId", skip_serializing_if = "Option::is_none")]
                pub line_id: Option<i32>,
                #[serde(skip_serializing_if = "Vec::is_empty")]
                pub items: Vec<Line>,
                pub price: Option<crate::support::Decimal>,
            }
            #[derive(Clone, Default)]
            pub struct Cart {}
            #[derive(::serde::Deserialize)]
            pub struct Name(pub String);
            #[derive(::serde::Deserialize)]
            pub struct Needed {
                pub id: i32,
            }
            #[derive(::serde::Deserialize)]
            pub struct Rest {
                #[serde(flatten)]
                pub extra: ::std::collections::BTreeMap<String, String>,
            }
            impl crate::support::Fields for Line {
                const NAMES: &'static [&'static str] = &[
                    "lineId",
                    "items",
                    "price",
                    "LineId",
                    "Items",
                    "price",
                ];
                fn read<'de, A: ::serde::de::MapAccess<'de>>(
                    &mut self,
                    at: usize,
                    map: &mut A,
                ) -> Result<(), A::Error> {
                    match at {
                        0 => self.line_id = map.next_value()?,
                        1 => self.items = map.next_value::<crate::support::Bounded<_>>()?.0,
                        2 => self.price = map.next_value::<crate::support::BlankAsNone>()?.0,
                        _ => {}
                    }
                    Ok(())
                }
            }
            impl<'de> ::serde::Deserialize<'de> for Line {
                fn deserialize<D: ::serde::Deserializer<'de>>(
                    deserializer: D,
                ) -> Result<Self, D::Error> {
                    crate::support::read_fields(deserializer, "Line")
                }
            }
        }
        "#);
    }
}
