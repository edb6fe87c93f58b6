//! Writes what is generated from `spec/`, or checks that it is written.

use std::process::ExitCode;
use std::time::Instant;

use anyhow::bail;
use partner_center_codegen::{Files, generate};

use crate::folder;

/// What to do with what was generated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Write it.
    Write,
    /// Compare it with what is there.
    Check,
}

/// Generates, and writes or compares whole folders.
pub(crate) fn run(mode: Mode) -> anyhow::Result<ExitCode> {
    let began = Instant::now();
    let root = folder::root()?;
    let output = match generate(&folder::read(&root.join("spec"))?) {
        Ok(output) => output,
        Err(findings) => {
            let list: Vec<_> = findings.iter().map(|finding| format!("{finding}\n")).collect();
            bail!("{} findings in spec/; nothing was written\n\n{}", list.len(), list.join("\n"));
        }
    };
    let owned: [(&str, &Files); 3] = [
        ("generated/src/client", &output.client),
        ("emulator/document", &output.document),
        ("generated/openapi", &output.bundles),
    ];
    let mut stale = Vec::new();
    for (name, wanted) in owned {
        let found = folder::read(&root.join(name))?;
        let differences = folder::differences(wanted, &found);
        stale.extend(differences.into_iter().map(|difference| format!("{name}/{difference}")));
        if mode == Mode::Write {
            folder::replace(&root.join(name), wanted, &found)?;
        }
    }
    if mode == Mode::Check && !stale.is_empty() {
        bail!(
            "not what spec/ describes:\n  {}\nrun `cargo xtask codegen` and commit what it writes",
            stale.join("\n  "),
        );
    }
    let files = owned.iter().map(|(_, files)| files.len()).sum::<usize>();
    eprintln!("codegen: {files} files, {} changed, {:.0?}", stale.len(), began.elapsed());
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_committed_is_what_codegen_writes() {
        let checked = run(Mode::Check);
        assert!(checked.is_ok(), "{:?}", checked.err());
    }
}
