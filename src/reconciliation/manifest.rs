//! The files of an export that is done.

use std::fmt;

use partner_center_api::types::{BillingManifest, BillingManifestId, BillingOperation};
use secrecy::SecretString;
use serde_json::Value;

use super::marker::{FileMark, NAME};
use super::started::StartedExport;
use crate::client::PartnerCenter;
use crate::download::blob::{BlobAddress, check_name};
use crate::error::{Delivery, Error, Result};

/// The operation that errors of a manifest name.
const OPERATION: &str = "getBillingManifest";

/// The most files that a manifest may name.
const MOST_FILES: usize = 100_000;

/// The files of an export that is done, and the secret that opens them, which neither `Debug` nor
/// any error shows. It is not stored: [`StartedExport::look`] gives it again.
#[derive(Clone)]
pub struct ExportManifest {
    pub(super) export: StartedExport,
    pub(super) etag: String,
    pub(super) directory: String,
    pub(super) sas: SecretString,
    pub(super) files: Vec<FileMark>,
}

impl ExportManifest {
    /// Finds the manifest in each of its three places.
    pub(super) async fn of(
        partner: &PartnerCenter,
        export: &StartedExport,
        operation: BillingOperation,
    ) -> Result<Self> {
        let link = operation.resource_location_odata_navigation_link;
        let manifest = match (operation.resource_location, link) {
            (Some(inline @ Value::Object(_)), _) => serde_json::from_value(inline)
                .map_err(|_| unusable("the manifest in the operation cannot be read"))?,
            (Some(Value::String(link)), _) | (_, Some(link)) => {
                let id = manifest_id(partner, &link)?;
                partner.api().get_billing_manifest(id).send().await?.into_inner()
            }
            _ => {
                return Err(unusable(
                    "the export is done and names no manifest: look again, or start another",
                ));
            }
        };
        Self::read(export, manifest)
    }

    fn read(export: &StartedExport, manifest: BillingManifest) -> Result<Self> {
        let (Some(directory), Some(sas)) = (manifest.root_directory, manifest.sas_token) else {
            return Err(unusable("it lacks `rootDirectory` or `sasToken`"));
        };
        let count = manifest.blobs.len();
        if count > MOST_FILES {
            return Err(unusable("it names more than 100,000 files"));
        }
        if let Some(said) = manifest.blob_count
            && usize::try_from(said).ok() != Some(count)
        {
            return Err(unusable(&format!("it counts {said} files and names {count}")));
        }
        let mut files: Vec<FileMark> = Vec::with_capacity(count);
        for blob in manifest.blobs {
            let name = blob.name.unwrap_or_default();
            check_name(&name)?;
            let lines = blob.item_count.and_then(|count| u64::try_from(count).ok());
            files.push(FileMark { name, lines, is_saved: false });
        }
        let mut names: Vec<String> =
            files.iter().map(|file| file.name.to_ascii_lowercase()).collect();
        names.sort_unstable();
        // Some disks know no case, and the folder says in a file of its own what it holds.
        if names.windows(2).any(|pair| pair[0] == pair[1]) || names.iter().any(|name| name == NAME)
        {
            return Err(unusable("it names a file twice, or one that the folder has for itself"));
        }
        // Refused here, before anything is fetched.
        if let Some(first) = files.first() {
            BlobAddress::new(&directory, &first.name, &sas)?;
        }
        let (export, etag) = (export.clone(), manifest.e_tag.unwrap_or_default());
        Ok(Self { export, etag, directory, sas: sas.into(), files })
    }

    /// A mark of the data: another one means other data.
    pub fn etag(&self) -> &str {
        &self.etag
    }

    /// The names of the files, in the order of the manifest.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|file| &*file.name)
    }

    /// How many lines all files have, where the manifest says so of each.
    pub fn line_count(&self) -> Option<u64> {
        self.files.iter().map(|file| file.lines).sum()
    }
}

impl fmt::Debug for ExportManifest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExportManifest")
            .field("export", &self.export)
            .field("etag", &self.etag)
            .field("directory", &self.directory)
            .field("files", &self.files)
            .finish_non_exhaustive()
    }
}

/// The manifest that an address names. The token goes to no other host than the one that it is
/// for: only the id is taken from the address, and an address elsewhere is refused.
fn manifest_id(partner: &PartnerCenter, link: &str) -> Result<BillingManifestId> {
    let path = link.split(['?', '#']).next().unwrap_or_default();
    let elsewhere = || {
        unusable(
            "the operation names a manifest elsewhere than on the host that it is on; nothing \
             was sent there",
        )
    };
    if !partner.pipeline().is_on_graph(link) {
        return Err(elsewhere());
    }
    match path.rsplit_once("/manifests/") {
        Some((_, id)) if !id.is_empty() && !id.contains('/') => Ok(BillingManifestId::new(id)),
        _ => Err(elsewhere()),
    }
}

pub(super) fn unusable(why: &str) -> Error {
    Error::unusable(OPERATION, Delivery::NotDone, why)
}
