//! The modules of a crate with what stands in them, as a build for users has them.

use std::collections::BTreeMap;

use syn::{Attribute, Item, Meta};

use crate::module::{self, ModulePath, attributes, is_for_tests};
use crate::sources::Sources;

/// A module.
pub(super) struct Branch<'a> {
    pub(super) items: Vec<&'a Item>,
    /// The conditions of the module and of those around it.
    pub(super) conditions: Vec<&'a Attribute>,
}

/// All modules that can be reached from the root.
pub(super) struct Tree<'a>(pub(super) BTreeMap<ModulePath, Branch<'a>>);

impl<'a> Tree<'a> {
    pub(super) fn of(sources: &'a Sources) -> Self {
        let files = sources.0.iter().map(|(file, parsed)| (module::path_of(file), parsed));
        let files: BTreeMap<ModulePath, &syn::File> = files.collect();
        let mut tree = Self(BTreeMap::new());
        if let Some(root) = files.get(&ModulePath::new()) {
            tree.grow(&files, ModulePath::new(), &root.items, Vec::new());
        }
        tree
    }

    fn grow(
        &mut self,
        files: &BTreeMap<ModulePath, &'a syn::File>,
        path: ModulePath,
        items: &'a [Item],
        conditions: Vec<&'a Attribute>,
    ) {
        let items: Vec<&Item> = items.iter().filter(|item| is_for_users(item)).collect();
        for item in &items {
            let Item::Mod(found) = item else { continue };
            let mut below = path.clone();
            below.push(found.ident.to_string());
            let within = match &found.content {
                Some((_, items)) => items,
                None => match files.get(&below) {
                    Some(file) => &file.items,
                    None => continue,
                },
            };
            let own = found.attrs.iter().filter(|attribute| attribute.path().is_ident("cfg"));
            let conditions = conditions.iter().copied().chain(own).collect();
            self.grow(files, below, within, conditions);
        }
        self.0.insert(path, Branch { items, conditions });
    }
}

/// Whether something is there in a build that is neither for tests nor for fuzzing.
fn is_for_users(item: &Item) -> bool {
    let attributes = attributes(item);
    let mut conditions = attributes.iter().filter(|attribute| attribute.path().is_ident("cfg"));
    let is_ours = |meta: &Meta| meta.path().is_ident("fuzzing") || meta.path().is_ident("doctest");
    !is_for_tests(attributes)
        && !conditions.any(|condition| condition.parse_args().is_ok_and(|meta| is_ours(&meta)))
}
