//! The one file of a ZIP archive.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};

use zip::read::read_zipfile_from_stream;
use zip::result::ZipError;

/// How many files an archive may list where its list has to be read.
const MOST_FILES: u16 = 16;

/// What ends an archive: its signature, its length, and how long a comment can follow.
const END: &[u8; 4] = b"PK\x05\x06";
const END_LENGTH: usize = 22;
const LONGEST_COMMENT: u64 = u16::MAX as u64;

/// Unpacks the first file into a nameless one, of at most so many bytes.
///
/// The list at the end of an archive takes memory for each file that it names, so it is read only
/// where the file itself does not say how long it is, and only if it is short.
pub(super) fn unpack(mut archive: File, most: u64) -> io::Result<File> {
    let error = match read_zipfile_from_stream(&mut archive) {
        Ok(Some(found)) => return copy(found, most),
        Ok(None) => return Err(invalid("there is no file in the archive")),
        Err(error) => error,
    };
    match error {
        ZipError::UnsupportedArchive(_) => listed(archive, most),
        other => Err(other.into()),
    }
}

/// The same by the list at the end.
fn listed(mut archive: File, most: u64) -> io::Result<File> {
    match files(&mut archive)? {
        Some(1..=MOST_FILES) => {
            let mut archive = zip::ZipArchive::new(archive)?;
            copy(archive.by_index(0)?, most)
        }
        _ => Err(invalid("the archive has no list of its files, or a long one")),
    }
}

/// How many files the end of an archive says that there are.
fn files(archive: &mut File) -> io::Result<Option<u16>> {
    let length = archive.seek(SeekFrom::End(0))?;
    let tail = length.min(LONGEST_COMMENT + END_LENGTH as u64);
    archive.seek(SeekFrom::Start(length - tail))?;
    let mut end = Vec::new();
    archive.take(tail).read_to_end(&mut end)?;
    archive.rewind()?;
    let place = end.windows(END_LENGTH).rposition(|window| window.starts_with(END));
    Ok(place.map(|at| u16::from_le_bytes([end[at + 10], end[at + 11]])))
}

fn copy(mut from: impl Read, most: u64) -> io::Result<File> {
    let mut to = tempfile::tempfile()?;
    let copied = io::copy(&mut (&mut from).take(most), &mut to)?;
    if copied == most && from.read(&mut [0])? > 0 {
        return Err(invalid("the file in it is longer than any price sheet"));
    }
    to.flush()?;
    to.rewind()?;
    Ok(to)
}

fn invalid(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}

#[cfg(test)]
mod tests {
    use zip::write::SimpleFileOptions;
    use zip::{ZipWriter, write::StreamWriter};

    use super::*;

    fn text(mut file: File) -> String {
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        text
    }

    fn archive(files: usize, content: &[u8]) -> File {
        let mut writer = ZipWriter::new(tempfile::tempfile().unwrap());
        fill(&mut writer, files, content);
        rewound(writer.finish().unwrap())
    }

    /// As a server writes one that does not know beforehand how long it will be.
    fn streamed(files: usize, content: &[u8]) -> File {
        let mut writer = ZipWriter::new_stream(tempfile::tempfile().unwrap());
        fill(&mut writer, files, content);
        let written: StreamWriter<File> = writer.finish().unwrap();
        rewound(written.into_inner())
    }

    fn fill<W: Write + Seek>(writer: &mut ZipWriter<W>, files: usize, content: &[u8]) {
        for number in 0..files {
            writer.start_file(format!("{number}.csv"), SimpleFileOptions::default()).unwrap();
            writer.write_all(content).unwrap();
        }
    }

    fn rewound(mut file: File) -> File {
        file.rewind().unwrap();
        file
    }

    #[test]
    fn the_first_file_is_unpacked_whether_or_not_it_says_its_length() {
        for packed in [archive(1, b"a,b\n"), streamed(1, b"a,b\n"), archive(3, b"a,b\n")] {
            assert_eq!(text(unpack(packed, 100).unwrap()), "a,b\n");
        }
    }

    #[test]
    fn a_bomb_is_left_alone() {
        let content = vec![b'x'; 1_000_000];
        for packed in [archive(1, &content), streamed(1, &content)] {
            let error = unpack(packed, 999_999).unwrap_err().to_string();
            assert!(error.contains("longer than any price sheet"), "{error}");
        }
        assert!(unpack(archive(1, &content), 1_000_000).is_ok());
        let error = unpack(streamed(17, b"a"), 100).unwrap_err().to_string();
        assert!(error.contains("a long one"), "{error}");
    }

    #[test]
    fn what_is_cut_or_changed_is_not_unpacked() {
        let mut bytes = Vec::new();
        archive(1, &b"a,b\n".repeat(1000)).read_to_end(&mut bytes).unwrap();
        let check = |bytes: &[u8]| {
            let mut file = tempfile::tempfile().unwrap();
            file.write_all(bytes).unwrap();
            unpack(rewound(file), 100_000).is_err()
        };
        assert!(check(&bytes[..45]));
        assert!(check(&bytes[..10]));
        bytes[14] ^= 1; // Its checksum.
        assert!(check(&bytes));
        assert!(check(b"PK\x05\x06"));
    }
}
