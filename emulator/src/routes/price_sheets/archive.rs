//! A file in a ZIP archive.

use std::io::{Cursor, Write};

use bytes::Bytes;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::body::Pieces;

/// An archive with one file, whole in memory. What is written to memory cannot fail; an archive
/// that did would be empty.
pub(super) fn of(name: &str, pieces: Pieces) -> Bytes {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let written = writer.start_file(name, SimpleFileOptions::default()).and_then(|()| {
        for piece in pieces {
            writer.write_all(&piece)?;
        }
        writer.finish()
    });
    written.map(Cursor::into_inner).unwrap_or_default().into()
}
