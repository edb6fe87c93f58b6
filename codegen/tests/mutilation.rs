//! Whatever is done to a document, the answer is a list of findings.
//!
//! Never a panic, and never a document that the lints let through and the generator does
//! not know what to do with.

mod document;

use std::path::Path;

use document::small;
use partner_center_codegen::{Files, generate};

/// What a value is replaced with.
const INSTEAD: [&str; 7] = [
    "",
    "7",
    "text",
    "[null, [7], {}]",
    "{}",
    "{ $ref: '#/nowhere' }",
    "{ type: { type: [7] }, properties: [], $ref: 7, enum: null, allOf: {}, in: [], items: 7 }",
];

/// So many of the variants for each place, in turn; with `MUTILATE=all` every one, which takes
/// minutes.
fn some<T: Clone>(variants: &[T], place: usize, count: usize) -> Vec<T> {
    let all = std::env::var("MUTILATE").is_ok_and(|what| what == "all");
    let count = if all { variants.len() } else { count };
    (0..count).map(|turn| variants[(place + turn * 3) % variants.len()].clone()).collect()
}

#[track_caller]
fn check(files: &Files, what: &str) {
    if let Err(findings) = generate(files) {
        assert!(!findings.is_empty(), "{what}: refused without a finding");
        for finding in findings {
            assert_ne!(finding.rule, "generator", "{what}: {finding}");
        }
    }
}

/// Calls `check` with every text that `mutilate` makes of a file.
fn each(mutilate: impl Fn(&str) -> Vec<(String, String)>) {
    let small = small();
    for (path, text) in &small {
        for (what, mutilated) in mutilate(text) {
            let mut files = small.clone();
            files.insert(path.clone(), mutilated);
            check(&files, &format!("{}: {what}", path.display()));
        }
    }
}

#[test]
fn any_value_may_be_anything() {
    each(|text| {
        let values = text.match_indices(": ").map(|(at, _)| at + 2);
        let mut all = Vec::new();
        for (place, at) in values.enumerate() {
            let rest = &text[at..];
            let end = rest.find([',', '}', '\n']).unwrap_or(rest.len());
            for instead in some(&INSTEAD, place, 2) {
                let what = format!("{instead:?} at byte {at}");
                all.push((what, format!("{}{instead}{}", &text[..at], &rest[end..])));
            }
        }
        all
    });
}

#[test]
fn any_block_may_be_anything() {
    each(|text| {
        let lines: Vec<&str> = text.lines().collect();
        let indent = |line: &str| line.len() - line.trim_start().len();
        let mut all = Vec::new();
        for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.ends_with(':')) {
            let deeper = |next: &&&str| next.is_empty() || indent(next) > indent(line);
            let block = lines[at + 1..].iter().take_while(deeper).count();
            for instead in some(&INSTEAD, at, 2) {
                let mut left = lines[..at].join("\n");
                left.push_str(&format!("\n{line} {instead}\n"));
                left.push_str(&lines[at + 1 + block..].join("\n"));
                all.push((format!("{instead:?} for line {}", at + 1), left));
            }
        }
        all
    });
}

#[test]
fn any_line_may_be_missing_or_there_twice() {
    each(|text| {
        let lines: Vec<&str> = text.lines().collect();
        (0..lines.len())
            .flat_map(|at| {
                let mut without = lines.clone();
                let line = without.remove(at);
                let mut twice = lines.clone();
                twice.insert(at, line);
                let both = [
                    (format!("without line {}", at + 1), without.join("\n")),
                    (format!("with line {} twice", at + 1), twice.join("\n")),
                ];
                some(&both, at, 1)
            })
            .collect()
    });
}

#[test]
fn any_key_may_be_another() {
    each(|text| {
        let mut all = Vec::new();
        for (place, (at, _)) in text.match_indices(": ").enumerate() {
            let start = text[..at].rfind([' ', '\n', '{']).map_or(0, |before| before + 1);
            for instead in some(&["$ref", "type", "é", "x"], place, 1) {
                let what = format!("{instead} for the key at byte {start}");
                all.push((what, format!("{}{instead}{}", &text[..start], &text[at..])));
            }
        }
        all
    });
}

#[test]
fn any_text_may_end_early() {
    each(|text| {
        let ends = (0..text.len()).step_by(29).filter(|end| text.is_char_boundary(*end));
        ends.map(|end| (format!("the first {end} bytes"), text[..end].to_owned())).collect()
    });
}

#[test]
fn any_file_may_be_missing_or_be_no_text_of_ours() {
    let small = small();
    for path in small.keys() {
        let mut without = small.clone();
        without.remove(path);
        check(&without, &format!("without {}", path.display()));
        for instead in
            ["\u{0}", "\u{feff}", "---\na: 1\n---\nb: 2\n", "%TAG ! x\n", "&a [*a]", "? {}\n: 1"]
        {
            let mut other = small.clone();
            other.insert(path.clone(), instead.to_owned());
            check(&other, &format!("{instead:?} for {}", path.display()));
        }
    }
}

#[test]
fn nesting_has_an_end() {
    let deep = format!("a: {}{}", "[".repeat(20_000), "]".repeat(20_000));
    let mut files = small();
    files.insert("shared/deep.yaml".into(), deep.clone());
    check(&files, "a deep file");
    let mut files = small();
    files.insert(Path::new("examples/getCart.200.json").into(), deep[3..].to_owned());
    check(&files, "a deep example");
}

#[test]
fn references_may_go_in_circles() {
    let mut files = small();
    let schemas = files.get_mut(Path::new("carts/schemas.yaml")).unwrap();
    *schemas = schemas.replace("allOf: [{ $ref: '#/Cycle' }]", "allOf: [{ $ref: '#/CartLine' }]");
    check(&files, "a line within a line");
    let mut files = small();
    let ids = files.get_mut(Path::new("shared/ids.yaml")).unwrap();
    ids.push_str("\nA: { $ref: '#/B' }\nB: { $ref: '#/A' }\nC:\n  allOf: [{ $ref: '#/C' }]\n");
    check(&files, "schemas that are each other");
    let mut files = small();
    let shared = files.get_mut(Path::new("shared/schemas.yaml")).unwrap();
    let themselves = "{ $ref: '#/Decimal' }, { $ref: '#/Decimal' }, { $ref: '#/Decimal' }";
    *shared = shared.replace("oneOf: [", &format!("oneOf: [{themselves}, "));
    *shared = shared.replace("type: number", "type: boolean");
    check(&files, "alternatives that are themselves");
}
