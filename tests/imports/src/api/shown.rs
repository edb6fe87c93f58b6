//! The paths by which users can name something.

use syn::{Attribute, Item, ItemUse, Visibility};

use super::tree::Tree;
use crate::module::{Import, ModulePath, all_imports, attributes, name};
use crate::resolve::{Modules, Place};

/// A path that users can write.
pub(super) struct Shown<'a> {
    pub(super) path: Vec<String>,
    pub(super) what: What,
    /// What a build has to have so that the path is there.
    pub(super) conditions: Vec<&'a Attribute>,
}

/// What a path names.
pub(super) enum What {
    /// A module, declared here.
    Module,
    /// An item of this crate.
    Item(Place),
    /// Something that is shown by its path elsewhere, such as an item of another crate.
    Elsewhere(String),
}

/// All paths from the root.
pub(super) fn shown<'a>(tree: &Tree<'a>, modules: &Modules) -> Vec<Shown<'a>> {
    let mut walk = Walk { tree, modules, within: Vec::new(), found: Vec::new() };
    walk.module(&ModulePath::new(), &[], &[]);
    walk.found
}

struct Walk<'t, 'a> {
    tree: &'t Tree<'a>,
    modules: &'t Modules,
    /// The modules that are being walked, so that one that shows itself ends.
    within: Vec<ModulePath>,
    found: Vec<Shown<'a>>,
}

impl<'a> Walk<'_, 'a> {
    /// Finds what a module shows, under the path `above`.
    fn module(&mut self, module: &ModulePath, above: &[String], conditions: &[&'a Attribute]) {
        let Some(branch) = self.tree.0.get(module).filter(|_| !self.within.contains(module)) else {
            return;
        };
        self.within.push(module.clone());
        for item in branch.items.iter().copied().filter(|item| is_public(item)) {
            let own = attributes(item).iter().filter(|attribute| attribute.path().is_ident("cfg"));
            let conditions: Vec<&Attribute> = conditions.iter().copied().chain(own).collect();
            match item {
                Item::Mod(found) => {
                    let name = found.ident.to_string();
                    let (path, below) = (joined(above, &name), joined(module, &name));
                    self.add(path.clone(), What::Module, &conditions);
                    self.module(&below, &path, &conditions);
                }
                Item::Use(found) => {
                    for import in all_imports(found) {
                        self.import(module, found, &import, above, &conditions);
                    }
                }
                _ => {
                    if let Some(name) = name(item) {
                        let place = Place { module: module.clone(), names: vec![name.clone()] };
                        self.add(joined(above, &name), What::Item(place), &conditions);
                    }
                }
            }
        }
        self.within.pop();
    }

    fn import(
        &mut self,
        module: &ModulePath,
        item: &ItemUse,
        import: &Import,
        above: &[String],
        conditions: &[&'a Attribute],
    ) {
        let is_ours = item.leading_colon.is_none();
        let place = if is_ours { self.modules.place(module, &import.path) } else { None };
        let written = import.path.join("::");
        match (&import.name, place) {
            (None, Some(place)) if place.names.is_empty() => {
                self.module(&place.module, above, conditions);
            }
            (None, _) => {
                let elsewhere = What::Elsewhere(format!("{written}::*"));
                self.add(joined(above, "*"), elsewhere, conditions);
            }
            (Some(name), Some(place)) if place.names.is_empty() => {
                let path = joined(above, name);
                self.add(path.clone(), What::Elsewhere(written), conditions);
                self.module(&place.module, &path, conditions);
            }
            (Some(name), Some(place)) if place.names.len() == 1 => {
                self.add(joined(above, name), What::Item(place), conditions);
            }
            (Some(name), _) => {
                self.add(joined(above, name), What::Elsewhere(written), conditions);
            }
        }
    }

    fn add(&mut self, path: Vec<String>, what: What, conditions: &[&'a Attribute]) {
        self.found.push(Shown { path, what, conditions: conditions.to_vec() });
    }
}

fn joined(above: &[String], name: &str) -> Vec<String> {
    above.iter().cloned().chain([name.to_owned()]).collect()
}

/// Whether an item is public where it stands. What a call of a macro defines is taken for public.
fn is_public(item: &Item) -> bool {
    let visibility = match item {
        Item::Const(item) => &item.vis,
        Item::Enum(item) => &item.vis,
        Item::Fn(item) => &item.vis,
        Item::Macro(item) => return item.ident.is_none(),
        Item::Mod(item) => &item.vis,
        Item::Static(item) => &item.vis,
        Item::Struct(item) => &item.vis,
        Item::Trait(item) => &item.vis,
        Item::Type(item) => &item.vis,
        Item::Union(item) => &item.vis,
        Item::Use(item) => &item.vis,
        _ => return false,
    };
    matches!(visibility, Visibility::Public(_))
}
