//! From a path to the module that defines what it names.

use std::collections::BTreeMap;

use crate::module::{Module, ModulePath};

/// How often a path may pass through a `use` on its way; more is a circle of names.
const MOST: u32 = 16;

/// All modules of a crate.
#[derive(Debug, Default)]
pub(super) struct Modules(pub(super) BTreeMap<ModulePath, Module>);

impl Modules {
    /// The module that defines what a path names, or that the path names itself; none if it is
    /// another crate's, or no path of modules.
    pub(super) fn resolve(&self, scope: &ModulePath, path: &[String]) -> Option<ModulePath> {
        Some(self.place(scope, path)?.module)
    }

    /// Where what a path names is defined; none as in [`resolve`](Self::resolve).
    pub(super) fn place(&self, scope: &ModulePath, path: &[String]) -> Option<Place> {
        self.follow(self.absolute(scope, path, MOST)?, MOST)
    }

    /// Modules that are only there for tests.
    pub(super) fn test_modules(&self) -> Vec<ModulePath> {
        let tests = self.0.iter().flat_map(|(path, module)| {
            module.test_children.iter().map(|name| {
                let mut path = path.clone();
                path.push(name.clone());
                path
            })
        });
        tests.collect()
    }

    /// The path from the root of the crate; none if it is another crate's.
    fn absolute(&self, scope: &ModulePath, path: &[String], left: u32) -> Option<Vec<String>> {
        let left = left.checked_sub(1)?;
        let (first, rest) = path.split_first()?;
        let mut start = scope.clone();
        match first.as_str() {
            "crate" => start.clear(),
            "self" => {}
            "super" => {
                start.pop()?;
                if rest.first().is_some_and(|next| next == "super") {
                    return self.absolute(&start, rest, left);
                }
            }
            name => {
                let module = self.0.get(scope)?;
                if module.children.contains(name) || module.items.contains(name) {
                    start.push(name.to_owned());
                } else {
                    start = self.absolute(scope, module.imports.get(name)?, left)?;
                }
            }
        }
        start.extend_from_slice(rest);
        Some(start)
    }

    fn follow(&self, path: Vec<String>, left: u32) -> Option<Place> {
        let left = left.checked_sub(1)?;
        let mut at = ModulePath::new();
        for (number, name) in path.iter().enumerate() {
            at.push(name.clone());
            if self.0.contains_key(&at) {
                continue;
            }
            at.pop();
            return match self.look_up(&at, &path[number..], left) {
                Found::Here => Some(Place { module: at, names: path[number..].to_vec() }),
                Found::There(end) => Some(end),
                Found::InAnotherCrate => None,
            };
        }
        Some(Place { module: at, names: Vec::new() })
    }

    /// Looks up a name, and what follows it, in a module that has no module of that name.
    fn look_up(&self, module: &ModulePath, names: &[String], left: u32) -> Found {
        let Some((name, rest)) = names.split_first() else { return Found::Here };
        let Some(found) = self.0.get(module).filter(|found| !found.items.contains(name)) else {
            return Found::Here;
        };
        if let Some(import) = found.imports.get(name) {
            let end = self.absolute(module, import, left).and_then(|mut path| {
                path.extend_from_slice(rest);
                self.follow(path, left)
            });
            return end.map_or(Found::InAnotherCrate, Found::There);
        }
        let mut stars = found.stars.iter();
        let end = stars.find_map(|star| self.look_up_in_star(module, star, names, left));
        end.map_or(Found::Here, Found::There)
    }

    /// The same where a module shows all that another one has, if that one has the name.
    fn look_up_in_star(
        &self,
        module: &ModulePath,
        star: &[String],
        names: &[String],
        left: u32,
    ) -> Option<Place> {
        let shown = self.follow(self.absolute(module, star, left)?, left)?.module;
        if self.0.get(&shown)?.items.contains(names.first()?) {
            return Some(Place { module: shown, names: names.to_vec() });
        }
        match self.look_up(&shown, names, left.checked_sub(1)?) {
            Found::There(end) => Some(end),
            Found::Here | Found::InAnotherCrate => None,
        }
    }
}

/// Where something is defined.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    pub(super) module: ModulePath,
    /// What it is called there, such as a type and one of its variants; none for the module.
    pub(super) names: Vec<String>,
}

/// Where a name is defined.
enum Found {
    /// In the module that was asked, as far as one can see.
    Here,
    There(Place),
    InAnotherCrate,
}
