//! Floors: the order that modules are meant to have.

use crate::Graph;
use crate::module::path_of;

/// The arrows that lead up, and what keeps the floors from being true, each as a sentence.
///
/// `floors` has the modules of each floor, the lowest first: `state`, or `state::settle` for one
/// that stands elsewhere than the rest of its folder, or `crate` for the root. A module stands with
/// the nearest one above it that is named. Arrows within a floor are not judged; see
/// [`circles`](crate::circles).
///
/// ```
/// use partner_center_imports::{Graph, up_arrows};
///
/// let graph = Graph::of([("json.rs", "use crate::reply::Reply;"), ("reply.rs", "")])?;
/// assert_eq!(
///     up_arrows(&graph, &[&["json"], &["reply"]]),
///     ["json.rs (floor 1) uses reply.rs, which stands above it (floor 2)"]
/// );
/// # Ok::<(), anyhow::Error>(())
/// ```
pub fn up_arrows(graph: &Graph, floors: &[&[&str]]) -> Vec<String> {
    let mut found = Vec::new();
    let paths: Vec<String> = graph.files().map(named).collect();
    for name in floors.iter().copied().flatten() {
        if !paths.iter().any(|path| path == name) {
            found.push(format!("`{name}` is on a floor, and there is no such module"));
        }
    }
    for file in graph.files().filter(|file| floor_of(file, floors).is_none()) {
        found.push(format!("{file} is on no floor"));
    }
    for (file, used) in graph.arrows() {
        if let (Some(from), Some(to)) = (floor_of(file, floors), floor_of(used, floors))
            && from < to
        {
            found.push(format!(
                "{file} (floor {}) uses {used}, which stands above it (floor {})",
                from + 1,
                to + 1
            ));
        }
    }
    found
}

/// The path of a file's module, as floors name it.
fn named(file: &str) -> String {
    let path = path_of(file);
    if path.is_empty() { "crate".to_owned() } else { path.join("::") }
}

/// The floor that a file stands on: that of the longest name that its path begins with.
fn floor_of(file: &str, floors: &[&[&str]]) -> Option<usize> {
    let path = named(file);
    let is_in = |name: &str| {
        path.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
    };
    let names = floors
        .iter()
        .enumerate()
        .flat_map(|(number, names)| names.iter().map(move |name| (number, *name)));
    let found = names.filter(|(_, name)| is_in(name)).max_by_key(|(_, name)| name.len());
    found.map(|(number, _)| number)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILES: [(&str, &str); 4] = [
        ("lib.rs", "mod low; mod high; pub use high::High;"),
        ("low.rs", "mod top; use crate::high::High;"),
        ("low/top.rs", "use crate::high::High;"),
        ("high.rs", "pub struct High;"),
    ];

    #[track_caller]
    fn check(floors: &[&[&str]], expected: &[&str]) {
        assert_eq!(up_arrows(&Graph::of(FILES).unwrap(), floors), expected);
    }

    #[test]
    fn arrows_that_lead_up_are_named() {
        check(
            &[&["low"], &["high"], &["low::top", "crate"]],
            &["low.rs (floor 1) uses high.rs, which stands above it (floor 2)"],
        );
    }

    #[test]
    fn arrows_that_lead_down_or_sideways_are_right() {
        check(&[&["high", "low"], &["crate"]], &[]);
        check(&[&["high"], &["low"], &["crate"]], &[]);
    }

    #[test]
    fn every_file_stands_on_a_floor_and_every_floor_has_files() {
        check(&[&["high"], &["low"]], &["lib.rs is on no floor"]);
        check(
            &[&["high"], &["low", "gone"], &["crate"]],
            &["`gone` is on a floor, and there is no such module"],
        );
    }
}
