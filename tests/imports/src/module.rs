//! Modules: where they stand, and the names that they have.

use std::collections::{BTreeMap, BTreeSet};

use proc_macro2::{Ident, TokenTree};
use syn::punctuated::Punctuated;
use syn::{Attribute, Item, ItemMacro, ItemUse, Meta, Token, UseTree, Visibility};

/// The names that lead from the root of a crate to a module; none for the root.
pub(super) type ModulePath = Vec<String>;

/// A module, in a file of its own or within one.
#[derive(Debug, Default)]
pub(super) struct Module {
    pub(super) file: String,
    /// Modules that it declares; not those that are only there for tests.
    pub(super) children: BTreeSet<String>,
    /// Files of modules that are only there for tests.
    pub(super) test_children: BTreeSet<String>,
    /// What is defined here.
    pub(super) items: BTreeSet<String>,
    /// What a `use` brought in, by its name here: the path as it was written.
    pub(super) imports: BTreeMap<String, Vec<String>>,
    /// The paths of imports that end in a star.
    pub(super) stars: Vec<Vec<String>>,
}

/// The module that a file holds, by its place below `src`.
pub(super) fn path_of(file: &str) -> ModulePath {
    let mut path: ModulePath = file.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
    if path.last().is_some_and(|last| last == "mod") || matches!(file, "lib.rs" | "main.rs") {
        path.pop();
    }
    path
}

/// Reads a module and those that stand within it, into `modules`.
pub(super) fn read(
    modules: &mut BTreeMap<ModulePath, Module>,
    path: &ModulePath,
    file: &str,
    items: &[Item],
) {
    let mut module = Module { file: file.to_owned(), ..Module::default() };
    for item in items {
        let is_for_tests = is_for_tests(attributes(item));
        match item {
            Item::Mod(found) if is_for_tests => {
                module.test_children.insert(found.ident.to_string());
            }
            _ if is_for_tests => {}
            Item::Mod(found) => {
                let name = found.ident.to_string();
                if let Some((_, items)) = &found.content {
                    let mut below = path.clone();
                    below.push(name.clone());
                    read(modules, &below, file, items);
                }
                module.children.insert(name);
            }
            Item::Use(found) => {
                for import in imports(found) {
                    match import.name {
                        Some(name) => drop(module.imports.insert(name, import.path)),
                        None => module.stars.push(import.path),
                    }
                }
            }
            _ => module.items.extend(name(item)),
        }
    }
    modules.insert(path.clone(), module);
}

/// One name of a `use`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Import {
    pub(super) path: Vec<String>,
    /// Its name here; none for a star.
    pub(super) name: Option<String>,
}

/// The names of a `use`, one by one.
pub(super) fn imports(item: &ItemUse) -> Vec<Import> {
    // A path that begins with `::` is another crate's.
    if item.leading_colon.is_some() { Vec::new() } else { all_imports(item) }
}

/// The same with those that begin with `::`.
pub(super) fn all_imports(item: &ItemUse) -> Vec<Import> {
    let mut found = Vec::new();
    flatten(&item.tree, &mut Vec::new(), &mut found);
    found
}

fn flatten(tree: &UseTree, before: &mut Vec<String>, found: &mut Vec<Import>) {
    let mut add = |last: Option<String>, name: Option<String>| {
        let path: Vec<String> = before.iter().cloned().chain(last).collect();
        found.push(Import { path, name });
    };
    match tree {
        UseTree::Path(path) => {
            before.push(path.ident.to_string());
            flatten(&path.tree, before, found);
            before.pop();
        }
        // `a::{self}` brings in `a`.
        UseTree::Name(last) if last.ident == "self" && !before.is_empty() => {
            add(None, before.last().cloned());
        }
        UseTree::Name(last) => add(Some(last.ident.to_string()), Some(last.ident.to_string())),
        UseTree::Rename(last) if last.ident == "self" && !before.is_empty() => {
            add(None, Some(last.rename.to_string()));
        }
        UseTree::Rename(last) => add(Some(last.ident.to_string()), Some(last.rename.to_string())),
        UseTree::Glob(_) => add(None, None),
        UseTree::Group(group) => {
            group.items.iter().for_each(|tree| flatten(tree, before, found));
        }
    }
}

/// Whether a `use` shows what it brings in to other modules.
pub(super) fn is_shown(item: &ItemUse) -> bool {
    !matches!(item.vis, Visibility::Inherited)
}

/// Whether attributes say that something is only there for tests.
pub(super) fn is_for_tests(attributes: &[Attribute]) -> bool {
    let conditions = attributes.iter().filter(|attribute| attribute.path().is_ident("cfg"));
    conditions
        .filter_map(|attribute| attribute.parse_args::<Meta>().ok())
        .any(|meta| needs_test(&meta))
}

fn needs_test(condition: &Meta) -> bool {
    match condition {
        Meta::Path(path) => path.is_ident("test"),
        Meta::List(list) if list.path.is_ident("all") => list
            .parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)
            .is_ok_and(|all| all.iter().any(needs_test)),
        _ => false,
    }
}

/// The attributes of an item.
pub(super) fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Union(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// The name of an item that other modules can name.
pub(super) fn name(item: &Item) -> Option<String> {
    let ident = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Macro(item) => return Some(made(item)?.to_string()),
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Union(item) => &item.ident,
        _ => return None,
    };
    Some(ident.to_string())
}

/// What a macro defines: itself, or where it is called, the name that its arguments end in, as in
/// `string_id! { /// A customer. CustomerId }`.
fn made(item: &ItemMacro) -> Option<Ident> {
    if item.ident.is_some() {
        return item.ident.clone();
    }
    match item.mac.tokens.clone().into_iter().last()? {
        TokenTree::Ident(name) => Some(name),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, Option<&str>)]) {
        let item: ItemUse = syn::parse_str(text).unwrap();
        let found: Vec<(String, Option<String>)> = imports(&item)
            .into_iter()
            .map(|import| (import.path.join("::"), import.name))
            .collect();
        let expected: Vec<_> = expected
            .iter()
            .map(|(path, name)| (path.to_string(), name.map(str::to_owned)))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn the_names_of_a_use_are_taken_one_by_one() {
        check("use crate::a::B;", &[("crate::a::B", Some("B"))]);
        check(
            "use crate::a::{self, B as C, d::*};",
            &[("crate::a", Some("a")), ("crate::a::B", Some("C")), ("crate::a::d", None)],
        );
        check("use ::a::B;", &[]);
    }

    #[test]
    fn a_file_is_the_module_that_its_place_says() {
        assert_eq!(path_of("lib.rs"), Vec::<String>::new());
        assert_eq!(path_of("a.rs"), ["a"]);
        assert_eq!(path_of("a/mod.rs"), ["a"]);
        assert_eq!(path_of("a/lib.rs"), ["a", "lib"]);
    }

    #[test]
    fn a_condition_is_for_tests_if_it_fails_without_them() {
        let is_for_tests = |text: &str| {
            let item: Item = syn::parse_str(text).unwrap();
            super::is_for_tests(attributes(&item))
        };
        assert!(is_for_tests("#[cfg(test)] mod a;"));
        assert!(is_for_tests("#[cfg(all(unix, test))] fn a() {}"));
        assert!(!is_for_tests("#[cfg(any(test, fuzzing))] mod a;"));
        assert!(!is_for_tests("#[cfg(not(test))] mod a;"));
    }
}
