//! Sorts the types that the generator wrote into modules, one for each area of the document.
//!
//! A change to one resource then shows as a change to one file.

use std::collections::BTreeMap;

use heck::ToSnakeCase;
use quote::{ToTokens, format_ident};
use syn::{Item, parse_quote};

use crate::emit::context::Context;
use crate::emit::render::Module;

/// The modules of the types that the generator wrote.
pub(super) fn modules(types: Vec<Item>, context: &Context<'_>) -> Vec<Module> {
    let mut areas: BTreeMap<&str, Vec<Item>> = BTreeMap::new();
    let mut errors = None;
    for item in types {
        let name = match &item {
            Item::Mod(_) => {
                errors = Some(item);
                continue;
            }
            Item::Struct(item) => item.ident.to_string(),
            Item::Enum(item) => item.ident.to_string(),
            Item::Impl(item) => self_name(item),
            _ => String::new(),
        };
        areas.entry(context.schemas.area(&name)).or_default().push(item);
    }
    let mut modules: Vec<_> = areas.keys().map(|area| area.to_snake_case()).collect();
    modules.extend(["enums", "texts", "unions"].map(str::to_owned));
    modules.sort();
    let idents: Vec<_> = modules.iter().map(|name| format_ident!("{name}")).collect();
    let mut index: Vec<Item> = idents
        .iter()
        .chain(&["columns", "pull"].map(|name| format_ident!("{name}")))
        .map(|name| parse_quote!(mod #name;))
        .chain(idents.iter().map(|name| parse_quote!(pub use self::#name::*;)))
        .collect();
    // Types that check what they are made from need this; the lints leave none.
    let used = areas
        .values()
        .flatten()
        .any(|item| item.to_token_stream().to_string().contains("ConversionError"));
    index.extend(errors.filter(|_| used));
    let mut all = vec![Module::new(
        "types/mod.rs",
        "The types of the document, by the names of its schemas.",
        index,
    )];
    all.extend(areas.into_iter().map(|(area, items)| {
        Module::new(
            format!("types/{}.rs", area.to_snake_case()),
            format!("The types of `spec/{area}/`."),
            items,
        )
    }));
    all
}

/// The name of the type that a block is about.
fn self_name(item: &syn::ItemImpl) -> String {
    match &*item.self_ty {
        syn::Type::Path(ty) => {
            ty.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default()
        }
        _ => String::new(),
    }
}
