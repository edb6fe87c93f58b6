//! Whether the published crates claim a Rust that their dependencies can be built with.

use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;

use anyhow::{Context, bail, ensure};
use cargo_metadata::semver::Version;
use cargo_metadata::{CargoOpt, DependencyKind, Metadata, MetadataCommand, PackageId};

use crate::folder;

/// The lowest Rust that a package states, and the name of the package.
type Stated<'a> = (&'a Version, &'a str);

/// Prints what each published crate claims, and what its dependencies ask for.
pub(crate) fn run() -> anyhow::Result<ExitCode> {
    let metadata = MetadataCommand::new()
        .manifest_path(folder::root()?.join("Cargo.toml"))
        .features(CargoOpt::AllFeatures)
        .other_options(["--locked".to_owned()])
        .exec()?;
    let packages = metadata.packages.iter();
    let stated: BTreeMap<&PackageId, Stated<'_>> = packages
        .filter_map(|one| Some((&one.id, (one.rust_version.as_ref()?, one.name.as_str()))))
        .collect();
    let uses = uses(&metadata)?;
    let mut claims = BTreeSet::new();
    // A package that states no registries may be published in any.
    for package in metadata.workspace_packages().into_iter().filter(|one| one.publish.is_none()) {
        let claim = stated.get(&package.id);
        let claim = *claim.with_context(|| format!("{} claims no Rust", package.name))?;
        let reached = reached(&package.id, &uses);
        let highest = reached.iter().filter_map(|id| stated.get(id)).max();
        eprintln!("{}", verdict(claim, highest.copied())?);
        claims.insert(claim.0);
    }
    ensure!(claims.len() == 1, "the published crates do not claim one and the same Rust");
    Ok(ExitCode::SUCCESS)
}

/// A line on a crate whose claim holds.
fn verdict((claim, name): Stated<'_>, highest: Option<Stated<'_>>) -> anyhow::Result<String> {
    let Some((asked, by)) = highest else {
        return Ok(format!("{name} claims Rust {claim}; no dependency asks for any"));
    };
    let line = format!("{name} claims Rust {claim}; {by} asks for {asked}");
    if asked > claim {
        bail!("{line}: raise `rust-version` in its Cargo.toml, or keep an older {by}");
    }
    Ok(line)
}

/// What a build of each package needs. Dependencies of tests are no part of it.
fn uses(metadata: &Metadata) -> anyhow::Result<BTreeMap<&PackageId, Vec<&PackageId>>> {
    let graph = metadata.resolve.as_ref().context("cargo gave no graph of dependencies")?;
    let nodes = graph.nodes.iter().map(|node| {
        let built = node.deps.iter().filter(|used| {
            used.dep_kinds.iter().any(|found| found.kind != DependencyKind::Development)
        });
        (&node.id, built.map(|used| &used.pkg).collect())
    });
    Ok(nodes.collect())
}

/// Whatever `of` uses, and what that uses.
fn reached<'a, Id: Ord>(of: &'a Id, uses: &BTreeMap<&'a Id, Vec<&'a Id>>) -> BTreeSet<&'a Id> {
    let mut reached = BTreeSet::new();
    let mut left = vec![of];
    while let Some(next) = left.pop() {
        let used = uses.get(next).into_iter().flatten().copied();
        left.extend(used.filter(|used| reached.insert(*used)));
    }
    reached
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(minor: u64) -> Version {
        Version::new(1, minor, 0)
    }

    #[test]
    fn a_claim_holds_if_no_dependency_asks_for_more() {
        for asked in [88, 89] {
            let line = verdict((&version(89), "ours"), Some((&version(asked), "theirs"))).unwrap();
            assert_eq!(line, format!("ours claims Rust 1.89.0; theirs asks for 1.{asked}.0"));
        }
        let line = verdict((&version(89), "ours"), None).unwrap();
        assert_eq!(line, "ours claims Rust 1.89.0; no dependency asks for any");
    }

    #[test]
    fn a_dependency_that_asks_for_more_is_named() {
        let error = verdict((&version(89), "ours"), Some((&version(90), "theirs"))).unwrap_err();
        assert_eq!(
            error.to_string(),
            "ours claims Rust 1.89.0; theirs asks for 1.90.0: raise `rust-version` in its \
             Cargo.toml, or keep an older theirs"
        );
    }

    #[test]
    fn dependencies_of_dependencies_count() {
        let uses =
            BTreeMap::from([(&1, vec![&2, &3]), (&2, vec![&4]), (&4, vec![&2]), (&5, vec![&6])]);
        assert_eq!(reached(&1, &uses), BTreeSet::from([&2, &3, &4]));
    }
}
