//! What an item is, and what it has.

use syn::{Attribute, Field, Fields, Item, ItemEnum, ItemStruct, ItemTrait, TraitItem, Variant};
use syn::{Visibility, parse_quote};

use super::line::{attributes, line, outside, without};

/// An item.
pub(super) struct Described {
    /// What it is, in one line.
    pub(super) itself: String,
    /// The name of each of its parts, and the part in one line.
    pub(super) parts: Vec<(String, String)>,
}

/// Describes an item; `conditions` are those of what it stands in.
pub(super) fn describe(item: &Item, conditions: &[&Attribute]) -> Described {
    let alone = |itself: String| Described { itself, parts: Vec::new() };
    match item.clone() {
        Item::Const(mut item) => {
            item.attrs = attributes(conditions, &item.attrs);
            item.expr = parse_quote!(_);
            alone(without(&line(Item::Const(item)), "= _;"))
        }
        Item::Static(mut item) => {
            item.attrs = attributes(conditions, &item.attrs);
            item.expr = parse_quote!(_);
            alone(without(&line(Item::Static(item)), "= _;"))
        }
        Item::Fn(mut item) => {
            item.attrs = attributes(conditions, &item.attrs);
            item.sig = outside(item.sig);
            item.block = parse_quote!({});
            alone(without(&line(Item::Fn(item)), "{}"))
        }
        Item::Type(mut item) => {
            item.attrs = attributes(conditions, &item.attrs);
            alone(without(&line(Item::Type(item)), ";"))
        }
        Item::Struct(item) => describe_struct(item, conditions),
        Item::Enum(item) => describe_enum(item, conditions),
        Item::Trait(item) => describe_trait(item, conditions),
        Item::Macro(item) => {
            let name = item.mac.path.segments.last().map(|last| last.ident.to_string());
            alone(format!("{}!", name.unwrap_or_default()))
        }
        _ => alone("not described".to_owned()),
    }
}

/// The kind of an item, in a word or two.
pub(super) fn kind(item: &Item) -> String {
    let kind = match item {
        Item::Const(_) => "pub const",
        Item::Static(_) => "pub static",
        Item::Fn(_) => "pub fn",
        Item::Type(_) => "pub type",
        Item::Struct(_) => "pub struct",
        Item::Enum(_) => "pub enum",
        Item::Trait(_) => "pub trait",
        _ => return describe(item, &[]).itself,
    };
    kind.to_owned()
}

fn describe_struct(mut item: ItemStruct, conditions: &[&Attribute]) -> Described {
    item.attrs = attributes(conditions, &item.attrs);
    let fields = std::mem::replace(&mut item.fields, Fields::Unit);
    item.semi_token = Some(parse_quote!(;));
    let is_public = |field: &Field| matches!(field.vis, Visibility::Public(_));
    let is_open = fields.iter().all(is_public);
    let form = match (&fields, is_open) {
        (Fields::Unit, _) => ";",
        (Fields::Named(_), true) => " {}",
        (Fields::Named(_), false) => " { private }",
        (Fields::Unnamed(_), true) => "()",
        (Fields::Unnamed(_), false) => "(private)",
    };
    let itself = format!("{}{form}", without(&line(Item::Struct(item)), ";"));
    let fields = fields.into_iter().enumerate().filter(|(_, field)| is_public(field));
    Described { itself, parts: fields.map(|(number, field)| part(number, field)).collect() }
}

/// The name and the line of a field.
fn part(number: usize, field: Field) -> (String, String) {
    let name = field.ident.as_ref().map_or_else(|| number.to_string(), ToString::to_string);
    let (attributes, ty) = (attributes(&[], &field.attrs), field.ty);
    let text = line(parse_quote!(#(#attributes)* type Field = #ty;));
    (name, without(&text.replace("type Field = ", "pub "), ";"))
}

fn describe_enum(mut item: ItemEnum, conditions: &[&Attribute]) -> Described {
    item.attrs = attributes(conditions, &item.attrs);
    let variants = std::mem::take(&mut item.variants);
    let parts = variants.into_iter().map(|variant| (variant.ident.to_string(), alone(variant)));
    Described { parts: parts.collect(), itself: without(&line(Item::Enum(item)), "{}") }
}

/// The line of a variant.
fn alone(mut variant: Variant) -> String {
    variant.attrs = attributes(&[], &variant.attrs);
    for field in &mut variant.fields {
        field.attrs = attributes(&[], &field.attrs);
    }
    let text = line(parse_quote!(enum E { #variant }));
    let text = text.strip_prefix("enum E {").unwrap_or(&text);
    without(&without(text, "}"), ",").trim_start().to_owned()
}

fn describe_trait(mut item: ItemTrait, conditions: &[&Attribute]) -> Described {
    item.attrs = attributes(conditions, &item.attrs);
    let items = std::mem::take(&mut item.items);
    let itself = without(&line(Item::Trait(item)), "{}");
    Described { itself, parts: items.into_iter().filter_map(trait_part).collect() }
}

fn trait_part(item: TraitItem) -> Option<(String, String)> {
    let (name, item, end) = match item {
        TraitItem::Fn(mut item) => {
            item.attrs = attributes(&[], &item.attrs);
            item.sig = outside(item.sig);
            let end = if item.default.is_some() { " by default" } else { "" };
            item.default = None;
            (item.sig.ident.to_string(), TraitItem::Fn(item), end)
        }
        TraitItem::Type(mut item) => {
            item.attrs = attributes(&[], &item.attrs);
            (item.ident.to_string(), TraitItem::Type(item), "")
        }
        TraitItem::Const(mut item) => {
            item.attrs = attributes(&[], &item.attrs);
            (item.ident.to_string(), TraitItem::Const(item), "")
        }
        _ => return None,
    };
    let text = line(parse_quote!(trait T { #item }));
    let text = text.strip_prefix("trait T {").unwrap_or(&text);
    Some((name, format!("{}{end}", without(&without(text, "}"), ";").trim_start())))
}
