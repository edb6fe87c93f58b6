//! Files that use one another.

use std::collections::{BTreeMap, BTreeSet};

use crate::Graph;

/// The circles of a graph: files each of which leads to each of the others, in the order of their
/// names. A graph without circles has an order, in which each file uses earlier ones only.
pub fn circles(graph: &Graph) -> Vec<Vec<String>> {
    let reached: BTreeMap<&str, BTreeSet<&str>> =
        graph.files().map(|file| (file, reached_from(graph, file))).collect();
    let leads = |from: &str, to: &str| reached.get(from).is_some_and(|all| all.contains(to));
    let mut circles: Vec<Vec<String>> = Vec::new();
    for file in graph.files().filter(|file| leads(file, file)) {
        let circle = graph.files().filter(|other| leads(file, other) && leads(other, file));
        let circle: Vec<String> = circle.map(str::to_owned).collect();
        if !circles.contains(&circle) {
            circles.push(circle);
        }
    }
    circles
}

/// Where the arrows of a file lead, and on from there. The file itself is among them if one leads
/// back.
fn reached_from<'a>(graph: &'a Graph, file: &'a str) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut left: Vec<&str> = graph.used_by(file).collect();
    while let Some(next) = left.pop() {
        if reached.insert(next) {
            left.extend(graph.used_by(next));
        }
    }
    reached
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(files: &[(&str, &str)], expected: &[&[&str]]) {
        assert_eq!(circles(&Graph::of(files.iter().copied()).unwrap()), expected);
    }

    #[test]
    fn a_chain_has_no_circle() {
        check(&[("a.rs", "use crate::b::B;"), ("b.rs", "use crate::c::C;"), ("c.rs", "")], &[]);
    }

    #[test]
    fn files_that_lead_to_one_another_are_one_circle() {
        check(
            &[
                ("a.rs", "use crate::b::B;"),
                ("b.rs", "use crate::c::C;"),
                ("c.rs", "use crate::a::A; use crate::d::D;"),
                ("d.rs", ""),
            ],
            &[&["a.rs", "b.rs", "c.rs"]],
        );
    }

    #[test]
    fn each_circle_stands_for_itself() {
        check(
            &[
                ("a.rs", "use crate::b::B;"),
                ("b.rs", "use crate::a::A; use crate::c::C;"),
                ("c.rs", "use crate::d::D;"),
                ("d.rs", "use crate::c::C;"),
            ],
            &[&["a.rs", "b.rs"], &["c.rs", "d.rs"]],
        );
    }

    #[test]
    fn a_parent_and_its_child_can_be_a_circle() {
        check(
            &[("a.rs", "mod b; struct A; fn f() { b::f() }"), ("a/b.rs", "use super::A;")],
            &[&["a.rs", "a/b.rs"]],
        );
    }
}
