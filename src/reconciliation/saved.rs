//! The files of an export, on the disk.

use std::path::{Path, PathBuf};

use partner_center_api::types::{ReconciliationLineItem, UsageReconciliationLineItem};

use super::error::LineError;
use super::lines::{Line, Lines};
use super::marker::{Marker, Stage};
use super::scope::{ExportKind, ExportScope};
use crate::error::{Error, Result};

/// An export whose files are all on the disk.
#[derive(Clone, Debug)]
pub struct SavedExport {
    folder: PathBuf,
    marker: Marker,
}

impl SavedExport {
    /// Opens a folder that [`save`](super::ReconciliationCall::save) has filled. Nothing is sent.
    ///
    /// # Errors
    ///
    /// The folder holds no export, or one that is not complete.
    pub async fn open(folder: impl AsRef<Path>) -> Result<Self> {
        let folder = folder.as_ref().to_owned();
        match Marker::of(&folder).await? {
            Some(marker) if marker.stage == Stage::Complete => Ok(Self { folder, marker }),
            Some(_) => Err(Error::invalid(
                "folder",
                format!(
                    "`{}` holds an export that is not complete: save it again to go on",
                    folder.display()
                ),
            )),
            None => {
                Err(Error::invalid("folder", format!("`{}` holds no export", folder.display())))
            }
        }
    }

    /// Which lines it has.
    pub fn scope(&self) -> &ExportScope {
        &self.marker.export.scope
    }

    /// What its lines tell.
    pub fn kind(&self) -> ExportKind {
        self.marker.export.kind
    }

    /// A mark of the data: another one means other data.
    pub fn etag(&self) -> &str {
        &self.marker.etag
    }

    /// The files, in the order of the manifest.
    pub fn files(&self) -> impl Iterator<Item = PathBuf> {
        self.marker.files.iter().map(|file| self.folder.join(&file.name))
    }

    /// Its lines, file by file in the order of the manifest. Reading blocks the thread.
    ///
    /// # Errors
    ///
    /// It is an export of usage: see [`usage_lines`](Self::usage_lines).
    pub fn lines(&self) -> Result<Lines<ReconciliationLineItem>, LineError> {
        self.of_kind(ExportKind::Reconciliation)
    }

    /// The lines of an export of usage. Reading blocks the thread.
    ///
    /// # Errors
    ///
    /// It is no export of usage: see [`lines`](Self::lines).
    pub fn usage_lines(&self) -> Result<Lines<UsageReconciliationLineItem>, LineError> {
        self.of_kind(ExportKind::Usage)
    }

    /// The files, with how many lines each is to have.
    pub(super) fn counted_files(&self) -> Vec<(PathBuf, Option<u64>)> {
        let files = self.marker.files.iter();
        files.map(|file| (self.folder.join(&file.name), file.lines)).collect()
    }

    fn of_kind<T: Line>(&self, kind: ExportKind) -> Result<Lines<T>, LineError> {
        if self.kind() != kind {
            let why = "the export has lines of the other kind: usage, or what was bought";
            return Err(LineError::whole(&self.folder, why));
        }
        Ok(Lines::of(self.counted_files()))
    }
}
