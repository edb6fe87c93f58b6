//! What became of an export, and how far it is.

use std::fmt;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// At most this many lines that are in a file as JSON only are reported one by one.
pub const RAW_LINES: usize = 1_000;

/// A finished export.
///
/// ```
/// # fn example(exported: partner_center::export::Exported) {
/// println!("{} lines in {}", exported.lines, exported.path.display());
/// for line in &exported.raw {
///     println!("line {} is there as JSON only: {:?}", line.line, line.reason);
/// }
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[must_use = "lines that could not be read are told of here"]
pub struct Exported {
    /// The file.
    pub path: PathBuf,
    /// How many lines it has, without the header.
    pub lines: u64,
    /// How many pages they came in.
    pub pages: u64,
    /// How long the file is.
    pub bytes: u64,
    /// How many of the lines an earlier, interrupted export to the same file had written.
    pub resumed: u64,
    /// How many lines are in the file as JSON only, since they are not of its kind or could
    /// not be read. Always 0 for JSON Lines, where every line is JSON.
    pub raw_lines: u64,
    /// The first [`RAW_LINES`] of those.
    pub raw: Vec<RawLine>,
}

/// How far an export is, after a page. Printed, it says so in a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// How many lines were read, those of an interrupted export before among them.
    pub lines: u64,
    /// How many pages.
    pub pages: u64,
    /// How long the file is. One in the Parquet format grows every few pages.
    pub bytes: u64,
    /// How many of the lines an earlier, interrupted export had written.
    pub resumed: u64,
}

/// A line that is in the file as JSON only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RawLine {
    /// Which line of the export it is: the first is 1. The header of a CSV file and line
    /// breaks within values are not counted.
    pub line: u64,
    /// Why.
    pub reason: RawReason,
}

/// Why a line is in the file as JSON only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum RawReason {
    /// It is of this kind, and the file has the columns of another.
    OtherKind(String),
    /// It says that it is of this kind, which this version does not know.
    UnknownKind(String),
    /// It could not be read, for this reason.
    Unreadable(String),
}

impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { lines, pages, bytes, resumed } = self;
        write!(f, "{lines} lines of {pages} pages were read; the file has {bytes} bytes")?;
        match resumed {
            0 => Ok(()),
            _ => write!(f, ", {resumed} of the lines from an earlier export"),
        }
    }
}
