//! The source files of a crate, parsed.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};

use crate::module;
use crate::resolve::Modules;

/// The files of a crate, by their place below `src`, with slashes.
pub(super) struct Sources(pub(super) BTreeMap<String, syn::File>);

impl Sources {
    /// Reads all Rust files below a `src` folder.
    pub(super) fn read(src: &Path) -> Result<Self> {
        let mut files = Vec::new();
        collect(src, "", &mut files)?;
        Self::of(files.iter().map(|(file, text)| (file.as_str(), text.as_str())))
            .with_context(|| format!("in {}", src.display()))
    }

    /// Parses files that are given as their place and their text. Other programs of the folder
    /// are left out.
    pub(super) fn of<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self> {
        let mut sources = BTreeMap::new();
        for (file, text) in files {
            let parsed = syn::parse_file(text).with_context(|| format!("{file} is not Rust"))?;
            sources.insert(file.to_owned(), parsed);
        }
        if sources.contains_key("lib.rs") {
            sources.retain(|file, _| *file != "main.rs" && !file.starts_with("bin/"));
        }
        Ok(Self(sources))
    }

    /// The modules that the files declare.
    pub(super) fn modules(&self) -> Modules {
        let mut modules = Modules::default();
        for (file, parsed) in &self.0 {
            module::read(&mut modules.0, &module::path_of(file), file, &parsed.items);
        }
        modules
    }

    /// Leaves out the files that are only there for tests.
    pub(super) fn without_tests(mut self, modules: &Modules) -> Self {
        let tests = modules.test_modules();
        let is_test = |file: &str| tests.iter().any(|test| module::path_of(file).starts_with(test));
        self.0.retain(|file, _| !is_test(file));
        self
    }
}

/// Adds the files of a folder and of those below it.
fn collect(folder: &Path, place: &str, files: &mut Vec<(String, String)>) -> Result<()> {
    let at = || format!("reading {}", folder.display());
    for entry in std::fs::read_dir(folder).with_context(at)? {
        let entry = entry.with_context(at)?;
        let path = entry.path();
        let name = format!("{place}{}", entry.file_name().to_string_lossy());
        if path.is_dir() {
            collect(&path, &format!("{name}/"), files)?;
        } else if name.ends_with(".rs") {
            let text = std::fs::read_to_string(&path)
                .with_context(|| format!("reading {}", path.display()))?;
            files.push((name, text));
        }
    }
    Ok(())
}
