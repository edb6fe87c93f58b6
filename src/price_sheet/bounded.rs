//! A reader that gives so much for one row and no more.

use std::io::{self, Read};

/// The longest row, in bytes; real ones have some hundreds.
pub(super) const LONGEST: usize = 1024 * 1024;

/// Fails where one row would be longer than [`LONGEST`], so that a file without line breaks does
/// not fill the memory.
pub(super) struct Bounded<R> {
    reader: R,
    left: usize,
}

impl<R> Bounded<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { reader, left: LONGEST }
    }

    /// Says that another row begins. What was read ahead counts for none.
    pub(super) fn begin_row(&mut self) {
        self.left = LONGEST;
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            let why = format!("the row is longer than {LONGEST} bytes");
            return Err(io::Error::new(io::ErrorKind::InvalidData, why));
        }
        let most = buffer.len().min(self.left);
        let read = self.reader.read(&mut buffer[..most])?;
        self.left -= read;
        Ok(read)
    }
}
