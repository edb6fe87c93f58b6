//! The pages as text: what they quote, where they lead, and how long they are.

use std::fs;
use std::path::{Path, PathBuf};

/// The code that each page quotes, below the header of its file.
const QUOTES: [(&str, &str); 13] = [
    ("README.md", "examples/buy.rs"),
    ("docs/cookbook/billed.md", "docs/cookbook/billed.rs"),
    ("docs/cookbook/software.md", "docs/cookbook/software.rs"),
    ("docs/cookbook/subscription.md", "docs/cookbook/subscription.rs"),
    ("docs/cookbook/reservation.md", "docs/cookbook/reservation.rs"),
    ("docs/cookbook/errors.md", "docs/cookbook/errors.rs"),
    ("docs/cookbook/never-twice.md", "docs/cookbook/never-twice.rs"),
    ("docs/cookbook/lists.md", "docs/cookbook/lists.rs"),
    ("docs/cookbook/reconcile.md", "docs/cookbook/reconcile.rs"),
    ("docs/cookbook/testing.md", "docs/cookbook/testing.rs"),
    ("docs/cookbook/signing-in.md", "docs/cookbook/signing-in.rs"),
    ("docs/cookbook/bare-api.md", "docs/cookbook/bare-api.rs"),
    ("docs/cookbook/environment.md", "docs/cookbook/environment.rs"),
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The blocks of Rust in a page.
fn blocks(page: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut open: Option<Vec<&str>> = None;
    for line in page.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(language)) => open = Some(vec![language]),
            (Some(_), Some(_)) => {
                let block = open.take().unwrap_or_default();
                if block[0].starts_with("rust") {
                    blocks.push(block[1..].join("\n"));
                }
            }
            (Some(block), None) => block.push(line),
            (None, None) => {}
        }
    }
    blocks
}

/// A file without what says what it is.
fn below_header(code: &str) -> String {
    let is_header =
        |line: &&str| line.is_empty() || line.starts_with("//!") || line.starts_with("#![");
    code.lines().skip_while(is_header).collect::<Vec<_>>().join("\n")
}

/// Where a page leads, within the repository.
fn links(page: &str) -> Vec<&str> {
    let targets = page.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    targets.filter(|target| !target.contains("://")).collect()
}

fn pages() -> Vec<PathBuf> {
    let mut pages: Vec<PathBuf> =
        ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "docs/guide.md"]
            .map(PathBuf::from)
            .into();
    for entry in fs::read_dir(root().join("docs/cookbook")).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "md") {
            pages.push(path.strip_prefix(root()).unwrap().to_owned());
        }
    }
    pages
}

#[test]
fn each_page_quotes_the_file_that_the_tests_run() {
    for (page, file) in QUOTES {
        let code = below_header(&read(file));
        assert!(blocks(&read(page)) == [code.as_str()], "{page} has to quote {file}:\n{code}");
    }
}

#[test]
fn every_page_of_the_cookbook_is_quoted_from_a_file_and_stands_in_the_lists() {
    let (index, readme, root) =
        (read("docs/cookbook/README.md"), read("README.md"), read("src/lib.rs"));
    let mut found = 0;
    for page in pages().iter().filter_map(|page| page.to_str()) {
        let Some(name) = page.strip_prefix("docs/cookbook/").filter(|name| *name != "README.md")
        else {
            continue;
        };
        found += 1;
        assert!(QUOTES.iter().any(|(quoting, _)| *quoting == page), "{page} quotes no file");
        assert!(index.contains(&format!("({name})")), "docs/cookbook/README.md lacks {name}");
        assert!(readme.contains(&format!("({page})")), "README.md lacks {page}");
        assert!(root.contains(page), "src/lib.rs lacks {page}");
    }
    assert_eq!(found, QUOTES.len() - 1);
}

#[test]
fn every_link_within_the_repository_leads_somewhere() {
    for page in pages() {
        let text = read(page.to_str().unwrap());
        let folder = root().join(&page);
        for link in links(&text) {
            let path = link.split('#').next().unwrap_or_default();
            let target = folder.parent().unwrap().join(path);
            assert!(target.exists(), "{}: {link} leads nowhere", page.display());
        }
    }
}

#[test]
fn the_pages_are_short() {
    for page in pages() {
        let length = read(page.to_str().unwrap()).lines().count();
        let most = match page.to_str().unwrap() {
            "README.md" => 120,
            page if page.starts_with("docs/cookbook/") => 40,
            _ => continue,
        };
        assert!(length <= most, "{} has {length} lines, more than {most}", page.display());
    }
}
