//! Sorts what the generator wrote into modules, one for each area of the document.
//!
//! A change to one resource then shows as a change to one file.

use std::collections::BTreeMap;

use heck::ToSnakeCase;
use quote::{ToTokens, format_ident};
use syn::{ImplItem, Item, parse_quote};

use crate::emit::Context;
use crate::emit::render::Module;

/// Makes modules of the items of `file`.
pub(super) fn split(file: syn::File, context: &Context<'_>) -> Vec<Module> {
    let mut root = Vec::new();
    let mut calls: BTreeMap<String, Vec<Item>> = BTreeMap::new();
    let mut types = Vec::new();
    for item in file.items {
        match item {
            Item::Mod(module) => {
                let items = module.content.map(|(_, items)| items).unwrap_or_default();
                match module.ident.to_string().as_str() {
                    "types" => types = items,
                    "builder" => sort_calls(items, context, &mut calls),
                    _ => {}
                }
            }
            Item::Use(_) => {}
            Item::Impl(item) => root.extend(sort_methods(item, context, &mut calls)),
            other => root.push(other),
        }
    }
    let mut modules = vec![root_module(root), calls_index(&calls)];
    modules.extend(calls.into_iter().map(|(tag, items)| calls_module(&tag, items)));
    modules.extend(type_modules(types, context));
    modules
}

fn root_module(items: Vec<Item>) -> Module {
    let mut all: Vec<Item> = vec![
        parse_quote!(
            #[cfg(feature = "by-name")]
            pub mod by_name;
        ),
        parse_quote!(
            mod cart_codes;
        ),
        parse_quote!(
            mod codes;
        ),
        parse_quote!(
            mod operation_table;
        ),
        parse_quote!(
            pub mod operations;
        ),
        parse_quote!(
            mod sign_in_codes;
        ),
        parse_quote!(
            pub mod types;
        ),
        parse_quote!(
            pub use self::cart_codes::CART_CODES;
        ),
        parse_quote!(
            pub use self::codes::CODES;
        ),
        parse_quote!(
            pub use self::operation_table::OPERATIONS;
        ),
        parse_quote!(
            pub use self::sign_in_codes::SIGN_IN_CODES;
        ),
        parse_quote!(
            use progenitor_client::{ClientHooks, ClientInfo};
        ),
    ];
    all.extend(items);
    Module::new("mod.rs", "The client that the document describes.", all)
}

/// Sorts the types of calls and what they implement by tag.
fn sort_calls(items: Vec<Item>, context: &Context<'_>, calls: &mut BTreeMap<String, Vec<Item>>) {
    for item in items {
        let name = match &item {
            Item::Struct(item) => item.ident.to_string(),
            Item::Impl(item) => self_name(item),
            _ => continue,
        };
        let tag = context.operations.by_call(&name).map_or("", |operation| operation.tag);
        calls.entry(tag.to_snake_case()).or_default().push(item);
    }
}

/// Sorts the methods of the client by tag; gives back what is no such method.
fn sort_methods(
    mut item: syn::ItemImpl,
    context: &Context<'_>,
    calls: &mut BTreeMap<String, Vec<Item>>,
) -> Option<Item> {
    if item.trait_.is_some() {
        return Some(Item::Impl(item));
    }
    let (methods, rest): (Vec<_>, Vec<_>) = std::mem::take(&mut item.items)
        .into_iter()
        .partition(|method| tag_of(method, context).is_some());
    let mut by_tag: BTreeMap<String, Vec<ImplItem>> = BTreeMap::new();
    for method in methods {
        let tag = tag_of(&method, context).unwrap_or_default();
        by_tag.entry(tag).or_default().push(method);
    }
    for (tag, methods) in by_tag {
        let methods: Item = parse_quote!(impl Client { #(#methods)* });
        calls.entry(tag).or_default().insert(0, methods);
    }
    item.items = rest;
    (!item.items.is_empty()).then_some(Item::Impl(item))
}

fn tag_of(method: &ImplItem, context: &Context<'_>) -> Option<String> {
    let ImplItem::Fn(function) = method else { return None };
    let operation = context.operations.by_rust_name(&function.sig.ident.to_string())?;
    Some(operation.tag.to_snake_case())
}

fn calls_index(calls: &BTreeMap<String, Vec<Item>>) -> Module {
    let names: Vec<_> = calls.keys().map(|tag| format_ident!("{tag}")).collect();
    let items = names
        .iter()
        .map(|name| parse_quote!(mod #name;))
        .chain(names.iter().map(|name| parse_quote!(pub use self::#name::*;)))
        .collect();
    Module::new("operations/mod.rs", "Calls of operations, to be completed and sent.", items)
}

fn calls_module(tag: &str, items: Vec<Item>) -> Module {
    let streams =
        items.iter().any(|item| item.to_token_stream().to_string().contains("ByteStream"));
    let stream = streams.then(|| format_ident!("ByteStream")).into_iter();
    let mut all: Vec<Item> = vec![
        parse_quote!(
            use progenitor_client::{#(#stream,)* ClientHooks, Error, OperationInfo, ResponseValue};
        ),
        parse_quote!(
            use crate::{Client, types};
        ),
    ];
    all.extend(items);
    Module::new(
        format!("operations/{tag}.rs"),
        format!("The operations of the tag {tag}, and their calls."),
        all,
    )
}

fn type_modules(items: Vec<Item>, context: &Context<'_>) -> Vec<Module> {
    let mut areas: BTreeMap<&str, Vec<Item>> = BTreeMap::new();
    let mut errors = None;
    for item in items {
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
