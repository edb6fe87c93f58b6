//! Profiles: which service, and who signs in there. No secret is in their file.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use etcetera::{AppStrategy, AppStrategyArgs, choose_app_strategy};
use partner_center::Cloud;
use toml_edit::{DocumentMut, Item, Table, value};

use crate::exit::{Exit, Failure, Outcome};

/// Where profiles, journals and the like are.
const FOLDER: &str = "PARTNER_CENTER_HOME";

/// One service, and who signs in there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Profile {
    pub(crate) name: String,
    pub(crate) tenant: Option<String>,
    pub(crate) client_id: Option<String>,
    pub(crate) cloud: Option<String>,
    pub(crate) refresh_token_file: Option<String>,
    pub(crate) certificate: Option<String>,
    pub(crate) base_url: Option<String>,
    pub(crate) authority: Option<String>,
    pub(crate) graph_url: Option<String>,
    pub(crate) prices_url: Option<String>,
    /// Whether it is an emulator, where nothing costs anything.
    pub(crate) is_emulator: bool,
}

/// The file of profiles.
#[derive(Debug)]
pub(crate) struct Profiles {
    path: PathBuf,
    document: DocumentMut,
}

/// The folder of settings, and that of data, by the rules of the platform.
pub(crate) fn folders() -> Outcome<(PathBuf, PathBuf)> {
    if let Some(own) = std::env::var_os(FOLDER).filter(|own| !own.is_empty()) {
        return Ok((own.clone().into(), own.into()));
    }
    let arguments = AppStrategyArgs {
        top_level_domain: "rs".into(),
        author: "partner-center".into(),
        app_name: "partner-center".into(),
    };
    let strategy = choose_app_strategy(arguments).map_err(|error| {
        Failure::usage(format!("no home folder is known, {error}: set {FOLDER} to a folder"))
    })?;
    Ok((strategy.config_dir(), strategy.data_dir()))
}

impl Profiles {
    pub(crate) fn read() -> Outcome<Self> {
        Self::at(&folders()?.0.join("profiles.toml"))
    }

    fn at(path: &Path) -> Outcome<Self> {
        let text = match fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(unreadable(path, &error)),
        };
        let document = text.parse().map_err(|error| unreadable(path, &error))?;
        Ok(Self { path: path.to_owned(), document })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The name of the one that is taken where none is named.
    pub(crate) fn current(&self) -> Option<&str> {
        self.document.get("current").and_then(Item::as_str)
    }

    pub(crate) fn names(&self) -> Vec<String> {
        let table = self.document.get("profile").and_then(Item::as_table);
        table
            .map(|table| table.iter().map(|(name, _)| name.to_owned()).collect())
            .unwrap_or_default()
    }

    pub(crate) fn get(&self, name: &str) -> Option<Profile> {
        let own = self.document.get("profile")?.as_table()?.get(name)?.as_table()?;
        let text = |key: &str| own.get(key).and_then(Item::as_str).map(str::to_owned);
        Some(Profile {
            name: name.to_owned(),
            tenant: text("tenant"),
            client_id: text("client-id"),
            cloud: text("cloud"),
            refresh_token_file: text("refresh-token-file"),
            certificate: text("certificate"),
            base_url: text("base-url"),
            authority: text("authority"),
            graph_url: text("graph-url"),
            prices_url: text("prices-url"),
            is_emulator: own.get("emulator").and_then(Item::as_bool) == Some(true),
        })
    }

    /// Puts a profile in the place of the one of that name.
    pub(crate) fn set(&mut self, profile: &Profile) {
        let mut own = Table::new();
        let mut put = |key: &str, text: &Option<String>| {
            if let Some(text) = text {
                own[key] = value(text.as_str());
            }
        };
        put("tenant", &profile.tenant);
        put("client-id", &profile.client_id);
        put("cloud", &profile.cloud);
        put("refresh-token-file", &profile.refresh_token_file);
        put("certificate", &profile.certificate);
        put("base-url", &profile.base_url);
        put("authority", &profile.authority);
        put("graph-url", &profile.graph_url);
        put("prices-url", &profile.prices_url);
        if profile.is_emulator {
            own["emulator"] = value(true);
        }
        let all = self.document.entry("profile").or_insert_with(|| {
            let mut table = Table::new();
            table.set_implicit(true);
            Item::Table(table)
        });
        if let Some(all) = all.as_table_mut() {
            all.insert(&profile.name, Item::Table(own));
        }
    }

    pub(crate) fn use_by_default(&mut self, name: &str) {
        self.document["current"] = value(name);
    }

    /// Forgets a profile; says whether there was one.
    pub(crate) fn remove(&mut self, name: &str) -> bool {
        let all = self.document.get_mut("profile").and_then(Item::as_table_mut);
        let was_there = all.is_some_and(|all| all.remove(name).is_some());
        if self.current() == Some(name) {
            self.document.remove("current");
        }
        was_there
    }

    /// Writes the file, whole or not at all, for this user alone.
    pub(crate) fn write(&self) -> Outcome {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        let write = || -> io::Result<()> {
            fs::create_dir_all(folder)?;
            let mut file = tempfile::NamedTempFile::new_in(folder)?;
            file.write_all(self.document.to_string().as_bytes())?;
            file.as_file().sync_all()?;
            file.persist(&self.path).map_err(|error| error.error)?;
            Ok(())
        };
        write().map_err(|error| {
            let message = format!("`{}` was not written: {error}", self.path.display());
            Failure::new(Exit::Failed, message)
        })
    }
}

fn unreadable(path: &Path, error: &dyn std::fmt::Display) -> Failure {
    Failure::usage(format!("`{}` cannot be read: {error}", path.display()))
}

impl Profile {
    /// The cloud that it is of.
    pub(crate) fn cloud(&self) -> Outcome<Cloud> {
        match self.cloud.as_deref().map(str::to_ascii_lowercase).as_deref() {
            None | Some("global") => Ok(Cloud::Global),
            Some("us-government") => Ok(Cloud::UsGovernment),
            Some("china") => Ok(Cloud::China),
            Some(other) => Err(Failure::usage(format!(
                "the profile `{}` names the cloud `{other}`: give global, us-government or china",
                self.name
            ))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profiles(text: &str) -> Outcome<Profiles> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("profiles.toml");
        fs::write(&path, text).unwrap();
        Profiles::at(&path)
    }

    #[test]
    fn what_is_set_is_read_again_and_comments_stay() {
        let mut all = profiles("# mine\ncurrent = \"a\"\n\n[profile.a]\ntenant = \"t\"\n").unwrap();
        assert_eq!(all.get("a").unwrap().tenant.as_deref(), Some("t"));
        let shop = Profile {
            name: "shop".to_owned(),
            client_id: Some("app".to_owned()),
            is_emulator: true,
            ..Profile::default()
        };
        all.set(&shop);
        assert_eq!(all.get("shop"), Some(shop));
        assert_eq!(all.names(), ["a", "shop"]);
        assert!(all.document.to_string().starts_with("# mine"), "{}", all.document);
        assert!(all.remove("a") && all.current().is_none() && !all.remove("a"));
    }

    #[test]
    fn a_file_that_is_none_is_named() {
        let failure = profiles("current = ").unwrap_err();
        assert_eq!(failure.exit, Exit::Usage);
        assert!(failure.message.contains("profiles.toml` cannot be read"), "{}", failure.message);
    }
}
