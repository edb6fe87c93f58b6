//! Folders of the repository, as texts by path.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use partner_center_codegen::Files;

/// The root of the repository.
pub(crate) fn root() -> anyhow::Result<PathBuf> {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    Ok(xtask.parent().context("xtask has no folder above it")?.to_owned())
}

/// Every file below `folder`, by its path within it; none if there is no such folder.
pub(crate) fn read(folder: &Path) -> anyhow::Result<Files> {
    let mut files = Files::new();
    if folder.exists() {
        read_into(folder, folder, &mut files)?;
    }
    Ok(files)
}

fn read_into(folder: &Path, top: &Path, files: &mut Files) -> anyhow::Result<()> {
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.is_dir() {
            read_into(&path, top, files)?;
        } else {
            let text = fs::read(&path).with_context(|| path.display().to_string())?;
            // A checkout may turn line ends; that is no difference.
            let text = String::from_utf8_lossy(&text).replace("\r\n", "\n");
            files.insert(path.strip_prefix(top)?.to_owned(), text);
        }
    }
    Ok(())
}

/// What differs between two folders, each by path and in a word.
pub(crate) fn differences(wanted: &Files, found: &Files) -> Vec<String> {
    let changed = wanted.iter().filter_map(|(path, text)| match found.get(path) {
        None => Some(format!("{} (missing)", path.display())),
        Some(other) if other != text => Some(format!("{} (different)", path.display())),
        Some(_) => None,
    });
    let stray = found
        .keys()
        .filter(|path| !wanted.contains_key(*path))
        .map(|path| format!("{} (no longer generated)", path.display()));
    changed.chain(stray).collect()
}

/// Makes `folder` hold `wanted` and nothing else. Files that are right are not touched.
pub(crate) fn replace(folder: &Path, wanted: &Files, found: &Files) -> anyhow::Result<()> {
    for path in found.keys().filter(|path| !wanted.contains_key(*path)) {
        let path = folder.join(path);
        fs::remove_file(&path).with_context(|| path.display().to_string())?;
        let parents = path.ancestors().skip(1).take_while(|parent| *parent != folder);
        for parent in parents {
            // Fails where something is left, which is the test for it.
            if fs::remove_dir(parent).is_err() {
                break;
            }
        }
    }
    for (path, text) in wanted.iter().filter(|(path, text)| found.get(*path) != Some(text)) {
        let path = folder.join(path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).with_context(|| parent.display().to_string())?;
        }
        fs::write(&path, text).with_context(|| path.display().to_string())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(wanted: &[(&str, &str)], found: &[(&str, &str)], expected: &[&str]) {
        let files = |files: &[(&str, &str)]| -> Files {
            files.iter().map(|(path, text)| (path.into(), (*text).to_owned())).collect()
        };
        assert_eq!(differences(&files(wanted), &files(found)), expected);
    }

    #[test]
    fn equal_folders_have_no_differences() {
        check(&[("mod.rs", "a")], &[("mod.rs", "a")], &[]);
    }

    #[test]
    fn every_kind_of_difference_is_named() {
        check(
            &[("mod.rs", "a"), ("types/carts.rs", "b")],
            &[("mod.rs", "x"), ("types/old.rs", "c")],
            &[
                "mod.rs (different)",
                "types/carts.rs (missing)",
                "types/old.rs (no longer generated)",
            ],
        );
    }
}
