//! From a path to the module that defines what it names.

use std::collections::BTreeMap;

use crate::imports::module::{Module, ModulePath};

/// How often a path may pass through a `use` on its way; more is a circle of names.
const MOST: u32 = 16;

/// All modules of a crate.
#[derive(Debug, Default)]
pub(super) struct Modules(pub(super) BTreeMap<ModulePath, Module>);

impl Modules {
    /// The module that defines what a path names, or that the path names itself; none if it is
    /// another crate's, or no path of modules.
    pub(super) fn resolve(&self, scope: &ModulePath, path: &[String]) -> Option<ModulePath> {
        self.follow(self.absolute(scope, path, MOST)?, MOST)
    }

    /// The path from the root of the crate.
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
                if module.children.contains(name) {
                    start.push(name.to_owned());
                } else {
                    start = self.absolute(scope, module.imports.get(name)?, left)?;
                }
            }
        }
        start.extend_from_slice(rest);
        Some(start)
    }

    fn follow(&self, path: Vec<String>, left: u32) -> Option<ModulePath> {
        let left = left.checked_sub(1)?;
        let mut at = ModulePath::new();
        for (number, name) in path.iter().enumerate() {
            at.push(name.clone());
            if self.0.contains_key(&at) {
                continue;
            }
            at.pop();
            let passed = self.pass(&at, name, &path[number + 1..], left);
            return Some(passed.unwrap_or(at));
        }
        Some(at)
    }

    /// Where a name leads that a module shows and does not define.
    fn pass(
        &self,
        module: &ModulePath,
        name: &str,
        rest: &[String],
        left: u32,
    ) -> Option<ModulePath> {
        let found = self.0.get(module)?;
        if found.items.contains(name) {
            return None;
        }
        if let Some(import) = found.imports.get(name) {
            let mut path = self.absolute(module, import, left)?;
            path.extend_from_slice(rest);
            return self.follow(path, left);
        }
        found.stars.iter().find_map(|star| {
            let mut path = self.absolute(module, star, left)?;
            let shown = self.follow(path.clone(), left).filter(|at| *at == path)?;
            path.push(name.to_owned());
            path.extend_from_slice(rest);
            let end = self.follow(path, left)?;
            let is_there = end != shown || self.0.get(&shown)?.items.contains(name);
            is_there.then_some(end)
        })
    }
}
