//! Reading what is to be checked.

use std::ffi::OsStr;
use std::fs;
use std::io::{self, Read};

/// The text of a file, or of standard input for `-`; else why there is none.
pub(crate) fn read(file: &OsStr) -> Result<String, String> {
    let bytes = if file == "-" { standard_input() } else { fs::read(file) };
    let bytes = bytes.map_err(|error| error.to_string())?;
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err("not UTF-8 but UTF-16, by its first two bytes".to_owned());
    }
    String::from_utf8(bytes)
        .map_err(|error| format!("not UTF-8 at byte {}", error.utf8_error().valid_up_to() + 1))
}

fn standard_input() -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    Ok(bytes)
}
