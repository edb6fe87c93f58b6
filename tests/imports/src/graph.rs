//! The graph of files.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

use anyhow::Result;

use crate::code::{Mention, mentions};
use crate::module;
use crate::resolve::Modules;
use crate::sources::Sources;

/// The files of a crate, and an arrow from each to those that it uses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Graph {
    arrows: BTreeMap<String, BTreeSet<String>>,
}

impl Graph {
    /// Reads all Rust files below a `src` folder.
    ///
    /// # Errors
    ///
    /// A folder or file that cannot be read, or a file that is not Rust.
    pub fn read(src: &Path) -> Result<Self> {
        Ok(Self::drawn(Sources::read(src)?))
    }

    /// The graph of files that are given as their place below `src`, with slashes, and their text.
    ///
    /// # Errors
    ///
    /// A text that is not Rust.
    pub fn of<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self> {
        Ok(Self::drawn(Sources::of(files)?))
    }

    fn drawn(sources: Sources) -> Self {
        let modules = sources.modules();
        let sources = sources.without_tests(&modules).0;
        let arrows = sources.iter().map(|(file, parsed)| {
            let mentions = mentions(&module::path_of(file), parsed);
            let used = mentions.iter().filter_map(|mention| modules.used(mention));
            let used = used.filter(|used| used != file && sources.contains_key(used));
            (file.clone(), used.collect())
        });
        Self { arrows: arrows.collect() }
    }

    /// Every file, ordered by name.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.arrows.keys().map(String::as_str)
    }

    /// The files that a file uses, ordered by name.
    pub fn used_by(&self, file: &str) -> impl Iterator<Item = &str> {
        self.arrows.get(file).into_iter().flatten().map(String::as_str)
    }

    /// Every arrow: a file, and one that it uses.
    pub fn arrows(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files().flat_map(|file| self.used_by(file).map(move |used| (file, used)))
    }

    /// The graph in the language of Graphviz.
    pub fn dot(&self) -> String {
        let mut text = "digraph imports {\n    rankdir = LR;\n    node [shape = box];\n".to_owned();
        for file in self.files() {
            let _ = writeln!(text, "    {file:?};");
        }
        for (file, used) in self.arrows() {
            let _ = writeln!(text, "    {file:?} -> {used:?};");
        }
        text.push_str("}\n");
        text
    }
}

impl Modules {
    /// The file that a mention leads to.
    fn used(&self, mention: &Mention) -> Option<String> {
        let end = self.resolve(&mention.scope, &mention.path)?;
        if mention.is_shown && end.starts_with(&mention.scope) {
            return None;
        }
        Some(self.0.get(&end)?.file.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The arrows of a crate that is written as `file.rs: text` with a line for each file.
    #[track_caller]
    fn check(files: &[(&str, &str)], expected: &[&str]) {
        let graph = Graph::of(files.iter().copied()).unwrap();
        let found: Vec<String> =
            graph.arrows().map(|(file, used)| format!("{file} -> {used}")).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_path_leads_to_the_deepest_module_that_it_names() {
        check(
            &[
                ("lib.rs", "mod a; mod b;"),
                ("a.rs", "pub mod deep;"),
                ("a/deep.rs", "pub struct Deep; pub fn run() {}"),
                ("b.rs", "use crate::a::deep::Deep; fn f() { super::a::deep::run(); }"),
            ],
            &["b.rs -> a/deep.rs"],
        );
    }

    #[test]
    fn a_name_that_was_brought_in_leads_on() {
        check(
            &[
                ("lib.rs", "mod a; mod b;"),
                ("a.rs", "pub mod deep;"),
                ("a/deep.rs", "pub fn run() {}"),
                ("b.rs", "use crate::a; fn f() { a::deep::run(); }"),
            ],
            &["b.rs -> a.rs", "b.rs -> a/deep.rs"],
        );
    }

    #[test]
    fn a_re_export_is_passed_through() {
        let error = ("error.rs", "pub struct Error; pub type Result<T> = T;");
        let user = ("user.rs", "use crate::{Error, Result}; fn f() -> crate::Error {}");
        check(
            &[("lib.rs", "mod error; mod user; pub use error::{Error, Result};"), error, user],
            &["user.rs -> error.rs"],
        );
        check(
            &[("lib.rs", "mod error; mod user; pub use error::*;"), error, user],
            &["user.rs -> error.rs"],
        );
    }

    #[test]
    fn what_another_crate_defines_leads_nowhere() {
        check(
            &[
                ("lib.rs", "mod a; mod b; pub use http::Method; use std::fmt;"),
                ("a.rs", "use crate::Method; use super::fmt; fn f() { fmt::g(Method::GET) }"),
                ("b.rs", "enum E { A } pub use E::A; pub fn g() { http::h() }"),
            ],
            &[],
        );
        check(
            &[("b.rs", "pub enum E { A } pub use E::A;"), ("c.rs", "use crate::b::A;")],
            &["c.rs -> b.rs"],
        );
    }

    #[test]
    fn only_the_re_export_of_something_below_is_no_arrow() {
        check(
            &[
                ("lib.rs", "mod a; mod b;"),
                ("a.rs", "mod deep; pub use deep::Deep; pub use crate::b::B;"),
                ("a/deep.rs", "pub struct Deep;"),
                ("b.rs", "pub struct B;"),
            ],
            &["a.rs -> b.rs"],
        );
    }

    #[test]
    fn a_parent_uses_its_child_where_it_calls_it() {
        check(
            &[
                ("a/mod.rs", "mod deep; fn f() { deep::run(); self::deep::run(); }"),
                ("a/deep.rs", "pub fn run() { let deep = 1; other::run(deep) }"),
                ("lib.rs", "mod a;"),
            ],
            &["a/mod.rs -> a/deep.rs"],
        );
    }

    #[test]
    fn modules_within_a_file_are_part_of_it() {
        check(
            &[
                ("lib.rs", "mod a; mod b;"),
                ("a.rs", "pub mod inner { use super::A; use super::super::b::B; } struct A;"),
                ("b.rs", "pub struct B; fn f() { crate::a::inner::g() }"),
            ],
            &["a.rs -> b.rs", "b.rs -> a.rs"],
        );
    }

    #[test]
    fn what_is_there_for_tests_is_left_out() {
        check(
            &[
                ("lib.rs", "mod a; #[cfg(test)] mod fixtures;"),
                ("a.rs", "#[cfg(test)] mod tests { use crate::fixtures::F; }"),
                ("fixtures.rs", "use crate::a::A; pub struct F;"),
            ],
            &[],
        );
    }

    #[test]
    fn other_programs_of_the_folder_are_left_out() {
        let graph = Graph::of([("lib.rs", ""), ("main.rs", "mod a;"), ("bin/b.rs", "")]).unwrap();
        assert_eq!(graph.files().collect::<Vec<_>>(), ["lib.rs"]);
    }

    #[test]
    fn a_file_that_is_not_rust_is_named() {
        let error = Graph::of([("a.rs", "fn (")]).unwrap_err();
        assert_eq!(error.to_string(), "a.rs is not Rust");
    }

    #[test]
    fn names_that_lead_round_and_round_end_somewhere() {
        check(
            &[
                ("lib.rs", "mod a; mod b;"),
                ("a.rs", "pub use crate::b::X; fn f() { X::y() }"),
                ("b.rs", "pub use crate::a::X;"),
            ],
            &[],
        );
    }

    #[test]
    fn a_graph_can_be_drawn() {
        let graph = Graph::of([("a.rs", "use crate::b::B;"), ("b.rs", "pub struct B;")]).unwrap();
        assert!(graph.dot().contains("    \"a.rs\" -> \"b.rs\";\n"));
    }
}
