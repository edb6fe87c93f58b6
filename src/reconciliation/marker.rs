//! What a folder says of the export whose files it holds: `export.json`.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use partner_center_api::types::BillingAttributeSet;
use serde::{Deserialize, Serialize};

use super::scope::{ExportKind, ExportScope};
use super::started::StartedExport;
use crate::clock::blocking::blocking;
use crate::download::blob::check_name;
use crate::download::save::{Pending, refused};
use crate::error::{Delivery, Error, Kind, Result};

pub(super) const NAME: &str = "export.json";

/// The version of its form.
const VERSION: u32 = 1;

/// The longest one that is read, in bytes.
const LONGEST: u64 = 64 * 1024 * 1024;

/// Which export a folder holds, and how far it has come.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Marker {
    version: u32,
    pub(super) export: StartedExport,
    pub(super) stage: Stage,
    #[serde(default)]
    pub(super) etag: String,
    #[serde(default)]
    pub(super) files: Vec<FileMark>,
}

/// How far an export has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Stage {
    Begun,
    Saving,
    Complete,
}

/// A file of an export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct FileMark {
    pub(super) name: String,
    /// How many lines it has, where the manifest says so.
    pub(super) lines: Option<u64>,
    pub(super) is_saved: bool,
}

impl Marker {
    pub(super) fn begun(export: StartedExport) -> Self {
        Self {
            version: VERSION,
            export,
            stage: Stage::Begun,
            etag: String::new(),
            files: Vec::new(),
        }
    }

    /// What the folder says, if it says anything; refuses a folder that holds another export.
    pub(super) async fn read(
        folder: &Path,
        wanted: &(ExportScope, ExportKind, BillingAttributeSet),
    ) -> Result<Option<Self>> {
        let Some(marker) = Self::of(folder).await? else { return Ok(None) };
        let StartedExport { scope, kind, set, .. } = &marker.export;
        if (scope, kind, set) != (&wanted.0, &wanted.1, &wanted.2) {
            let message = format!(
                "`{}` holds another export, of {scope}; nothing was sent: give another folder",
                folder.display()
            );
            return Err(Error::invalid("folder", message));
        }
        Ok(Some(marker))
    }

    /// What the folder says, whatever it is of.
    pub(super) async fn of(folder: &Path) -> Result<Option<Self>> {
        let path = folder.join(NAME);
        let place = path.clone();
        let text = blocking(move || read(&place))
            .await
            .ok_or_else(|| unread(&path, "the program ends"))?;
        let Some(text) = text.map_err(|error| unread(&path, &error.to_string()))? else {
            return Ok(None);
        };
        let marker: Self =
            serde_json::from_slice(&text).map_err(|error| unread(&path, &error.to_string()))?;
        if marker.version != VERSION {
            return Err(unread(&path, "it was written by another version of this program"));
        }
        marker.files.iter().try_for_each(|file| check_name(&file.name))?;
        Ok(Some(marker))
    }

    /// Writes it down, whole or not at all.
    pub(super) async fn write(&self, folder: &Path) -> Result<()> {
        let text = serde_json::to_vec_pretty(self).map_err(|error| {
            let message = format!("`{}` was not written: {error}", folder.display()).into();
            Error::new(Kind::Unsaved { message }, Delivery::NotDone)
        })?;
        let folder = folder.to_owned();
        let stopped = folder.clone();
        let written = blocking(move || write(folder, &text)).await;
        written.ok_or_else(|| refused(&stopped, &io::ErrorKind::Interrupted.into()))?
    }
}

fn write(folder: PathBuf, text: &[u8]) -> Result<()> {
    fs::create_dir_all(&folder).map_err(|error| refused(&folder, &error))?;
    let path = folder.join(NAME);
    let (mut file, pending) = Pending::create(&path)?.split();
    file.write_all(text).map_err(|error| refused(&path, &error))?;
    drop(file);
    pending.finish()
}

fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match fs::metadata(path) {
        Ok(found) if found.len() > LONGEST => Err(io::Error::new(
            io::ErrorKind::InvalidData,
            "it is longer than any that was written",
        )),
        Ok(_) => fs::read(path).map(Some),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn unread(path: &Path, why: &str) -> Error {
    let message = format!(
        "`{}` cannot be read: {why}; nothing was sent: give another folder, or remove it to begin \
         anew",
        path.display()
    );
    Error::invalid("folder", message)
}
