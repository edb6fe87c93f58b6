//! Fetching the files of an export.

use std::path::Path;

use secrecy::ExposeSecret;

use super::manifest::{ExportManifest, unusable};
use super::marker::{FileMark, Marker, Stage};
use super::progress::ExportProgress;
use super::saved::SavedExport;
use super::started::StartedExport;
use crate::client::PartnerCenter;
use crate::download::blob::{BlobAddress, save_blob};
use crate::error::Result;

impl ExportManifest {
    /// Saves the files in a folder, one after the other; those that are there from before are not
    /// fetched again, if they are of the same data.
    ///
    /// # Errors
    ///
    /// A file could not be fetched or written, or the folder holds another export. What was saved
    /// stays; call it again to go on.
    pub async fn save(
        self,
        partner: &PartnerCenter,
        folder: impl AsRef<Path>,
    ) -> Result<SavedExport> {
        self.save_with(partner, folder, |_| {}).await
    }

    /// The same, and tells how far it has come.
    ///
    /// # Errors
    ///
    /// As of [`save`](Self::save).
    pub async fn save_with(
        mut self,
        partner: &PartnerCenter,
        folder: impl AsRef<Path>,
        mut on_progress: impl FnMut(&ExportProgress),
    ) -> Result<SavedExport> {
        let folder = folder.as_ref();
        let mut marker = self.taken_up(folder).await?;
        let of = marker.files.len();
        for at in 0..of {
            if !marker.files[at].is_saved {
                self.fetch(partner, folder, &marker.files[at].name.clone()).await?;
                marker.files[at].is_saved = true;
                marker.write(folder).await?;
            }
            on_progress(&ExportProgress::Saved { files: at + 1, of });
        }
        marker.stage = Stage::Complete;
        marker.write(folder).await?;
        SavedExport::open(folder).await
    }

    /// What the folder has of these very files.
    async fn taken_up(&self, folder: &Path) -> Result<Marker> {
        let StartedExport { scope, kind, set, .. } = &self.export;
        let known = Marker::read(folder, &(scope.clone(), *kind, set.clone())).await?;
        let mut marker = Marker::begun(self.export.clone());
        marker.stage = Stage::Saving;
        marker.etag.clone_from(&self.etag);
        marker.files.clone_from(&self.files);
        // Files of other data, or of data that nothing tells apart, would be mixed with these.
        if let Some(known) = known.filter(|known| !self.etag.is_empty() && known.etag == self.etag)
        {
            for file in &mut marker.files {
                let same = |old: &&FileMark| old.name == file.name && old.is_saved;
                let is_there = known.files.iter().any(|old| same(&old));
                file.is_saved = is_there && folder.join(&file.name).is_file();
            }
        }
        marker.write(folder).await?;
        Ok(marker)
    }

    /// Fetches a file; where the secret has ended, with the next one.
    async fn fetch(&mut self, partner: &PartnerCenter, folder: &Path, name: &str) -> Result<()> {
        let path = folder.join(name);
        let address = BlobAddress::new(&self.directory, name, self.sas.expose_secret())?;
        let error = match save_blob(partner, &address, &path).await {
            Ok(_) => return Ok(()),
            Err(error) => error,
        };
        if !matches!(error.status(), Some(401 | 403)) {
            return Err(error);
        }
        let renewed = self.export.wait(partner, |_| {}).await?;
        if renewed.etag != self.etag {
            return Err(unusable(
                "the data changed while its files were fetched: save the export again, which \
                 fetches all of them anew",
            ));
        }
        (self.directory, self.sas) = (renewed.directory, renewed.sas);
        let address = BlobAddress::new(&self.directory, name, self.sas.expose_secret())?;
        save_blob(partner, &address, &path).await.map(|_| ())
    }
}
