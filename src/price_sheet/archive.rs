//! Files that may be ZIP archives.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::Path;

use super::table::Source;
use crate::error::{Error, Result};

/// What an archive begins with.
pub(super) const MARK: &[u8; 4] = b"PK\x03\x04";

/// How much an archive may unpack to: fifty times the longest sheet that is known.
#[cfg(feature = "zip")]
const MOST: u64 = 4 * 1024 * 1024 * 1024;

/// Opens a file of CSV, or the one in an archive.
pub(super) fn open(path: &Path) -> Result<Source> {
    let refused = |error: io::Error| {
        let why = format!("`{}` cannot be read: {error}", path.display());
        Error::invalid("price sheet", why)
    };
    let mut file = File::open(path).map_err(refused)?;
    let mut first = Vec::new();
    let length = MARK.len() as u64;
    (&mut file).take(length).read_to_end(&mut first).map_err(refused)?;
    file.rewind().map_err(refused)?;
    match first == MARK {
        true => unpacked(file, path),
        false => Ok(Box::new(file)),
    }
}

#[cfg(not(feature = "zip"))]
fn unpacked(_: File, path: &Path) -> Result<Source> {
    let why = format!(
        "`{}` is a ZIP archive, which this build cannot read: enable the feature `zip`, or ask for \
         the plain file",
        path.display()
    );
    Err(Error::invalid("price sheet", why))
}

/// The file in an archive, unpacked into a nameless file that is gone with its reader. So it is
/// known to be whole before its first row is given, and takes no memory.
#[cfg(feature = "zip")]
fn unpacked(archive: File, path: &Path) -> Result<Source> {
    let unpacked = super::unzip::unpack(archive, MOST).map_err(|error| {
        let why = format!("`{}` cannot be unpacked: {error}", path.display());
        Error::invalid("price sheet", why)
    })?;
    Ok(Box::new(unpacked))
}
