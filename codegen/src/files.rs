//! The files of a folder, without the folder.

use std::collections::BTreeMap;
use std::path::PathBuf;

/// Text by path. What goes in is relative to `spec/`, what comes out to its own folder.
pub type Files = BTreeMap<PathBuf, String>;
