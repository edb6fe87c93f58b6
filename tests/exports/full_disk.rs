//! Disks that are full, and files that were there before.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};

use partner_center::export;

use crate::stage::{Folder, seven_pages};

/// A file on a disk that has room for so many bytes.
pub(crate) struct Full {
    pub(crate) file: File,
    pub(crate) room: usize,
}

impl Write for Full {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.room == 0 {
            return Err(ErrorKind::StorageFull.into());
        }
        let written = self.file.write(&bytes[..bytes.len().min(self.room)])?;
        self.room -= written;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[tokio::test]
async fn a_full_disk_leaves_no_file_under_the_name_and_says_how_to_go_on() {
    let (folder, service) = (Folder::new(), seven_pages());
    let export = export::csv(service.one_time(), folder.file("lines.csv"));
    let error = export.run_through(|file| Full { file, room: 1_800 }).await.unwrap_err();
    insta::assert_snapshot!(folder.message(&error), @r"file: `lines.csv` was not written: the disk is full; 11 lines are kept in `lines.csv.partial`: export to `lines.csv` again to go on after them");
    assert!(error.is_unsaved());
    assert_eq!(folder.names(), ["lines.csv.partial", "lines.csv.resume.json"]);

    let exported = export::csv(service.one_time(), folder.file("lines.csv")).run().await.unwrap();
    assert_eq!((exported.lines, exported.resumed), (18, 11));
    assert_eq!(folder.names(), ["lines.csv"]);
}

#[tokio::test]
async fn a_disk_that_is_full_from_the_start_keeps_nothing() {
    let (folder, service) = (Folder::new(), seven_pages());
    let export = export::json_lines(service.one_time(), folder.file("lines.jsonl"));
    let error = export.run_through(|file| Full { file, room: 10 }).await.unwrap_err();
    insta::assert_snapshot!(folder.message(&error), @r"file: `lines.jsonl` was not written: the disk is full; nothing was exported, and nothing is left behind");
    assert_eq!(folder.names(), Vec::<String>::new());
}

#[cfg(feature = "parquet")]
#[tokio::test]
async fn a_full_disk_is_told_of_in_parquet_too() {
    let (folder, service) = (Folder::new(), seven_pages());
    let export = export::parquet(service.one_time(), folder.file("lines.parquet")).row_group(4);
    let error = export.run_through(|file| Full { file, room: 15_000 }).await.unwrap_err();
    insta::assert_snapshot!(folder.message(&error), @r"file: `lines.parquet` was not written: the disk is full; 15 lines are kept in `lines.parquet.partial`: export to `lines.parquet` again to go on after them");
    assert_eq!(folder.names(), ["lines.parquet.partial", "lines.parquet.resume.json"]);
}

#[tokio::test]
async fn an_older_file_is_kept_until_the_new_one_is_complete() {
    let (folder, service) = (Folder::new(), seven_pages());
    fs::write(folder.file("lines.csv"), "of last month").unwrap();
    let export = export::csv(service.one_time(), folder.file("lines.csv"));
    export.run_through(|file| Full { file, room: 1_500 }).await.unwrap_err();
    assert_eq!(folder.read("lines.csv"), "of last month");
    let exported = export::csv(service.one_time(), folder.file("lines.csv")).run().await.unwrap();
    assert_eq!(folder.read("lines.csv").lines().count() as u64, exported.lines + 1);
}
