//! Rust on one line.

use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{Attribute, FnArg, Item, Meta, Pat, Path, Signature, Token, parse_quote};

/// The attributes that a user can notice.
const KEPT: [&str; 7] =
    ["cfg", "deprecated", "derive", "macro_export", "must_use", "non_exhaustive", "repr"];

/// An item as text, without line breaks.
pub(super) fn line(item: Item) -> String {
    let mut file: syn::File = parse_quote!();
    file.items.push(item);
    let mut line = String::new();
    for part in prettyplease::unparse(&file).lines().map(str::trim) {
        let is_end = part.starts_with([')', ']', '>']);
        if (is_end || part.starts_with('}')) && line.ends_with(',') {
            line.pop();
        }
        if !line.is_empty() && !is_end && !line.ends_with(['(', '[', '<']) {
            line.push(' ');
        }
        line.push_str(part);
    }
    line
}

/// A line without what stands at its end.
pub(super) fn without(line: &str, end: &str) -> String {
    line.strip_suffix(end).unwrap_or(line).trim_end().trim_end_matches(',').to_owned()
}

/// The attributes of an item that a user can notice, after the conditions of what is around it.
pub(super) fn attributes(conditions: &[&Attribute], own: &[Attribute]) -> Vec<Attribute> {
    let mut kept: Vec<Attribute> = Vec::new();
    for attribute in conditions.iter().copied().chain(own).filter(|found| is_kept(found)) {
        let attribute = plain(attribute);
        let is_new = |one: &Attribute| text(one) != text(&attribute);
        if kept.iter().all(is_new) {
            kept.push(attribute);
        }
    }
    kept.sort_by_key(text);
    kept
}

fn text(tokens: &impl ToTokens) -> String {
    tokens.to_token_stream().to_string()
}

fn is_kept(attribute: &Attribute) -> bool {
    let is_hidden = matches!(&attribute.meta, Meta::List(list)
        if list.path.is_ident("doc") && list.tokens.to_string() == "hidden");
    is_hidden || KEPT.iter().any(|name| attribute.path().is_ident(name))
}

/// An attribute without the reasons that it gives and the order in which traits are derived.
fn plain(attribute: &Attribute) -> Attribute {
    let path = attribute.path();
    if path.is_ident("must_use") || path.is_ident("deprecated") {
        return parse_quote!(#[#path]);
    }
    let traits = attribute.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated);
    match traits {
        Ok(traits) if path.is_ident("derive") => {
            let mut traits: Vec<Path> = traits.into_iter().collect();
            traits.sort_by_key(text);
            parse_quote!(#[derive(#(#traits),*)])
        }
        _ => attribute.clone(),
    }
}

/// A signature without what only its body sees.
pub(super) fn outside(mut signature: Signature) -> Signature {
    for input in &mut signature.inputs {
        match input {
            FnArg::Receiver(receiver) => {
                receiver.attrs.clear();
                receiver.mutability = None;
            }
            FnArg::Typed(typed) => {
                typed.attrs.clear();
                if let Pat::Ident(name) = &mut *typed.pat {
                    name.mutability = None;
                }
            }
        }
    }
    signature
}

/// A line that begins with conditions.
pub(super) fn conditional(text: &str, conditions: &[&Attribute]) -> String {
    let attributes = attributes(conditions, &[]);
    let conditions = line(parse_quote!(#(#attributes)* use item;));
    conditions.replace("use item;", text)
}
