//! What `impl` blocks give to the items of a crate.

use syn::visit::{self, Visit};
use syn::{Attribute, ImplItem, Item, ItemImpl, Path, Visibility, parse_quote};

use super::line::{attributes, line, outside, without};
use crate::module::{ModulePath, is_for_tests};
use crate::resolve::{Modules, Place};

/// The item that users look for an `impl` at: its type, or if another crate has that, its trait,
/// or what the header names next. None if it is about something that users cannot name.
pub(super) fn belongs_to(
    item: &ItemImpl,
    module: &ModulePath,
    modules: &Modules,
    is_shown: impl Fn(&Place) -> bool,
) -> Option<Place> {
    let places = |found: Paths| -> Vec<Place> {
        found.0.iter().filter_map(|path| modules.place(module, path)).collect()
    };
    let mut about = Paths::default();
    about.visit_type(&item.self_ty);
    let mut places_about = places(about);
    if let Some((path, _)) = &item.trait_ {
        let mut named = Paths::default();
        named.visit_path(path);
        let named = places(named);
        // A trait that users cannot name gives them nothing.
        let of_trait = modules.place(module, &names(path));
        if of_trait.is_some_and(|place| !is_shown(&place)) {
            return None;
        }
        places_about.extend(named);
    }
    places_about.into_iter().next().filter(is_shown)
}

/// Paths, in the order in which they were written.
#[derive(Default)]
struct Paths(Vec<Vec<String>>);

impl<'ast> Visit<'ast> for Paths {
    fn visit_path(&mut self, path: &'ast Path) {
        self.0.push(names(path));
        visit::visit_path(self, path);
    }
}

fn names(path: &Path) -> Vec<String> {
    path.segments.iter().map(|segment| segment.ident.to_string()).collect()
}

/// The line of an `impl` of a trait, with the types and constants that it gives.
pub(super) fn of_trait(mut item: ItemImpl, conditions: &[&Attribute]) -> String {
    item.attrs = attributes(conditions, &item.attrs);
    item.items.retain(|item| matches!(item, ImplItem::Type(_) | ImplItem::Const(_)));
    without(&line(Item::Impl(item)), "{}")
}

/// The public parts of an `impl` without a trait, each with its name and its line.
pub(super) fn parts(item: &ItemImpl, conditions: &[&Attribute]) -> Vec<(String, String)> {
    let header = header(item);
    let around: Vec<&Attribute> = conditions.iter().copied().chain(&item.attrs).collect();
    let parts = item.items.iter().filter_map(|item| part(item, &around));
    parts.map(|(name, text)| (name, format!("{header}{text}"))).collect()
}

/// What an `impl` asks of the parameters of its type, if anything.
fn header(item: &ItemImpl) -> String {
    let generics = &item.generics;
    if generics.type_params().next().is_none() && generics.where_clause.is_none() {
        return String::new();
    }
    let (parameters, _, conditions) = generics.split_for_impl();
    let ty = &item.self_ty;
    let text = line(parse_quote!(impl #parameters #ty #conditions {}));
    format!("{}: ", without(&text, "{}"))
}

fn part(item: &ImplItem, around: &[&Attribute]) -> Option<(String, String)> {
    let is_public = |visibility: &Visibility| matches!(visibility, Visibility::Public(_));
    match item {
        ImplItem::Fn(found) if is_public(&found.vis) && !is_for_tests(&found.attrs) => {
            let (attributes, vis) = (attributes(around, &found.attrs), &found.vis);
            let signature = outside(found.sig.clone());
            let text = line(parse_quote!(#(#attributes)* #vis #signature {}));
            Some((found.sig.ident.to_string(), without(&text, "{}")))
        }
        ImplItem::Const(found) if is_public(&found.vis) && !is_for_tests(&found.attrs) => {
            let (attributes, vis) = (attributes(around, &found.attrs), &found.vis);
            let (name, ty) = (&found.ident, &found.ty);
            let text = line(parse_quote!(#(#attributes)* #vis const #name: #ty = _;));
            Some((name.to_string(), without(&text, "= _;")))
        }
        _ => None,
    }
}
