//! Reads fields by every name that the service has for them.
//!
//! Some parts of the service write `LineItems` where all others write `lineItems`.

use quote::ToTokens;
use syn::{Meta, parse_quote};

use super::serde_attribute::{put, take, text, wire_name};
use crate::emit::context::Context;
use crate::emit::items::structs;

pub(super) fn run(file: &mut syn::File, _: &Context<'_>) -> usize {
    let mut aliases = 0;
    for field in structs(file).flat_map(|item| &mut item.fields) {
        let mut metas = take(field);
        for meta in &mut metas {
            shorten(meta);
        }
        if let Some(alias) = wire_name(field, &metas).and_then(|name| capitalized(&name)) {
            let after_name = usize::from(metas.iter().any(|meta| meta.path().is_ident("rename")));
            metas.insert(after_name, parse_quote!(alias = #alias));
            aliases += 1;
        }
        put(field, &metas);
    }
    aliases
}

/// Once for each property that begins with a small letter.
pub(super) fn must(context: &Context<'_>) -> usize {
    let schemas = context.schemas;
    let properties = schemas.objects().flat_map(|(name, _)| schemas.properties(name));
    properties.filter(|(name, _)| capitalized(name).is_some()).count()
}

/// Whether a field holds a list or a map, and not perhaps one.
pub(super) fn is_collection(ty: &syn::Type) -> bool {
    is_one_of(ty, &["Vec", "BTreeMap", "Map"])
}

/// Whether a field holds a list, and not perhaps one.
pub(super) fn is_list(ty: &syn::Type) -> bool {
    is_one_of(ty, &["Vec"])
}

fn is_one_of(ty: &syn::Type, names: &[&str]) -> bool {
    let syn::Type::Path(ty) = ty else { return false };
    let last = ty.path.segments.last();
    last.is_some_and(|last| names.iter().any(|name| last.ident == name))
}

/// Whether a field holds a decimal number, or none.
pub(super) fn is_amount(ty: &syn::Type) -> bool {
    let ty = ty.to_token_stream().to_string().replace(' ', "");
    ty == "Option<crate::support::Decimal>"
}

/// `name` with a capital first letter, unless it has one.
fn capitalized(name: &str) -> Option<String> {
    let mut letters = name.chars();
    let capital: String =
        letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
    (capital != name).then_some(capital)
}

/// Writes `"::std::option::Option::is_none"` as `"Option::is_none"`.
fn shorten(meta: &mut Meta) {
    if let Meta::NameValue(meta) = meta
        && meta.path.is_ident("skip_serializing_if")
        && let Some(path) = text(&meta.value)
    {
        let path = path.replace(' ', "");
        let short = ["::std::option::", "::std::vec::"]
            .iter()
            .find_map(|module| path.strip_prefix(module))
            .unwrap_or(&path);
        meta.value = parse_quote!(#short);
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::reworked;

    #[test]
    fn fields_are_read_with_a_capital_too() {
        let rust = r#"
            pub mod types {
                pub struct Line {
                    #[serde(rename = "lineId", skip_serializing_if = "::std::option::Option::is_none")]
                    pub line_id: Option<i32>,
                    #[serde(default, skip_serializing_if = "::std::vec::Vec::is_empty")]
                    pub items: Vec<Line>,
                    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
                    pub price: Option<crate::support::Decimal>,
                    #[serde(rename = "Country", skip_serializing_if = "::std::option::Option::is_none")]
                    pub country: Option<String>,
                    #[serde(default, skip_serializing_if = ":: std :: collections :: BTreeMap::is_empty")]
                    pub labels: ::std::collections::BTreeMap<String, String>,
                }
            }
        "#;
        insta::assert_snapshot!(reworked(super::run, "{}", rust), @r#"
        pub mod types {
            pub struct Line {
                #[serde(
                    rename = "lineId",
                    alias = "LineId",
                    skip_serializing_if = "Option::is_none"
                )]
                pub line_id: Option<i32>,
                #[serde(alias = "Items", default, skip_serializing_if = "Vec::is_empty")]
                pub items: Vec<Line>,
                #[serde(alias = "Price", skip_serializing_if = "Option::is_none")]
                pub price: Option<crate::support::Decimal>,
                #[serde(rename = "Country", skip_serializing_if = "Option::is_none")]
                pub country: Option<String>,
                #[serde(
                    alias = "Labels",
                    default,
                    skip_serializing_if = "::std::collections::BTreeMap::is_empty"
                )]
                pub labels: ::std::collections::BTreeMap<String, String>,
            }
        }
        "#);
    }
}
