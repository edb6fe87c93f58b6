//! What users of a crate can name, with a line for each thing.

mod described;
mod implemented;
mod line;
mod shown;
#[cfg(test)]
mod tests;
mod tree;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;

use anyhow::Result;
use syn::{Attribute, Item};

use crate::module::{ModulePath, name};
use crate::resolve::{Modules, Place};
use crate::sources::Sources;
use described::{describe, kind};
use shown::{Shown, What, shown};
use tree::Tree;

/// What users of a crate can name.
///
/// A line begins with a path. An item has a line for itself and one for each of its public parts:
/// fields, variants, methods, traits that it implements. They stand under the path that is nearest
/// to where the item is defined. Every other path to it has a line that says `pub use`, and so has
/// what another crate defines. Attributes stand there if a user can notice them.
///
/// ```
/// use partner_center_imports::PublicApi;
///
/// let files = [("lib.rs", "mod a; pub use a::A;"), ("a.rs", "pub struct A { pub b: bool }")];
/// assert_eq!(PublicApi::of(files, &[])?.to_string(), "A: pub struct A {}\nA::b: pub bool\n");
/// # Ok::<(), anyhow::Error>(())
/// ```
///
/// This reads sources and compiles nothing: what a macro makes is listed by the name of the macro,
/// and what a trait gives to every type is not seen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PublicApi {
    lines: BTreeSet<String>,
    root: BTreeSet<String>,
}

impl PublicApi {
    /// Reads a `src` folder.
    ///
    /// What is defined in one of the modules `named`, or below it, is listed by its name alone.
    ///
    /// # Errors
    ///
    /// A folder or file that cannot be read, or a file that is not Rust.
    pub fn read(src: &Path, named: &[&str]) -> Result<Self> {
        Ok(Self::listed(&Sources::read(src)?, named))
    }

    /// The same of files that are given as their place below `src` and their text.
    ///
    /// # Errors
    ///
    /// A text that is not Rust.
    pub fn of<'a>(
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
        named: &[&str],
    ) -> Result<Self> {
        Ok(Self::listed(&Sources::of(files)?, named))
    }

    /// The names at the root of the crate, without the modules that it declares.
    pub fn root(&self) -> impl Iterator<Item = &str> {
        self.root.iter().map(String::as_str)
    }

    fn listed(sources: &Sources, named: &[&str]) -> Self {
        let modules = sources.modules();
        let tree = Tree::of(sources);
        let all = shown(&tree, &modules);
        let mut list = List { tree: &tree, named, paths: paths(&all), api: Self::default() };
        all.iter().for_each(|shown| list.add(shown));
        list.add_implemented(&modules);
        list.api
    }
}

/// All lines, each with its end.
impl fmt::Display for PublicApi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.lines.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

/// The path of each item under which its parts are listed.
fn paths<'s>(all: &'s [Shown<'_>]) -> BTreeMap<&'s Place, &'s [String]> {
    let mut paths: BTreeMap<&Place, &[String]> = BTreeMap::new();
    for shown in all {
        if let What::Item(place) = &shown.what {
            let known = paths.entry(place).or_insert(&shown.path);
            if rank(place, &shown.path) < rank(place, known) {
                *known = &shown.path;
            }
        }
    }
    paths
}

/// Ranks the paths of an item: nearest to its definition, then shortest, then by the alphabet.
fn rank<'p>(place: &Place, path: &'p [String]) -> (usize, usize, &'p [String]) {
    let common = place.module.iter().zip(path).take_while(|(one, other)| one == other).count();
    (usize::MAX - common, path.len(), path)
}

struct List<'l, 'a> {
    tree: &'l Tree<'a>,
    named: &'l [&'l str],
    paths: BTreeMap<&'l Place, &'l [String]>,
    api: PublicApi,
}

impl<'a> List<'_, 'a> {
    fn add(&mut self, shown: &Shown<'a>) {
        let path = shown.path.join("::");
        if let ([name], false) = (&shown.path[..], matches!(shown.what, What::Module)) {
            self.api.root.insert(name.clone());
        }
        let place = match &shown.what {
            What::Module => return self.conditional(&path, "pub mod", &shown.conditions),
            What::Elsewhere(written) => {
                let text = format!("pub use {written}");
                return self.conditional(&path, &text, &shown.conditions);
            }
            What::Item(place) => place,
        };
        if self.paths[place] != &shown.path[..] {
            let text = format!("pub use {}", self.paths[place].join("::"));
            return self.conditional(&path, &text, &shown.conditions);
        }
        let items = self.items(place, &shown.conditions);
        if items.is_empty() {
            let text = format!("pub use {}::{}", place.module.join("::"), place.names.join("::"));
            self.conditional(&path, &text, &shown.conditions);
        }
        let is_only_named = self.is_only_named(&place.module);
        for (item, conditions) in items {
            if is_only_named {
                self.conditional(&path, &kind(item), &conditions);
                continue;
            }
            let described = describe(item, &conditions);
            self.line(&path, &described.itself);
            for (name, part) in described.parts {
                self.line(&format!("{path}::{name}"), &part);
            }
        }
    }

    /// The items that stand at a place, with the conditions of what is around them. There is one,
    /// or one for each of some conditions.
    fn items(
        &self,
        place: &Place,
        conditions: &[&'a Attribute],
    ) -> Vec<(&'a Item, Vec<&'a Attribute>)> {
        let Some(branch) = self.tree.0.get(&place.module) else { return Vec::new() };
        let all = branch.conditions.iter().chain(conditions).copied();
        let conditions: Vec<&Attribute> = all.collect();
        let found = branch.items.iter().filter(|item| name(item).as_ref() == place.names.first());
        let is_macro = |item: &&&Item| matches!(item, Item::Macro(_));
        // A macro that is called with the name of a type defines it only if nothing else does.
        let has_other = found.clone().any(|item| !is_macro(&item));
        let found = found.filter(|item| !(has_other && is_macro(item)));
        found.map(|item| (*item, conditions.clone())).collect()
    }

    fn is_only_named(&self, module: &ModulePath) -> bool {
        module.first().is_some_and(|first| self.named.contains(&first.as_str()))
    }

    fn add_implemented(&mut self, modules: &Modules) {
        for (module, branch) in &self.tree.0 {
            if self.is_only_named(module) {
                continue;
            }
            for item in &branch.items {
                let Item::Impl(item) = item else { continue };
                let is_shown = |place: &Place| self.paths.contains_key(place);
                let Some(place) = implemented::belongs_to(item, module, modules, is_shown) else {
                    continue;
                };
                let path = self.paths[&place].join("::");
                if item.trait_.is_some() {
                    self.line(&path, &implemented::of_trait(item.clone(), &branch.conditions));
                } else {
                    for (name, part) in implemented::parts(item, &branch.conditions) {
                        self.line(&format!("{path}::{name}"), &part);
                    }
                }
            }
        }
    }

    /// Adds a line for something that is there under conditions.
    fn conditional(&mut self, path: &str, text: &str, conditions: &[&Attribute]) {
        let text = line::conditional(text, conditions);
        self.line(path, &text);
    }

    fn line(&mut self, path: &str, text: &str) {
        self.api.lines.insert(format!("{path}: {text}"));
    }
}
