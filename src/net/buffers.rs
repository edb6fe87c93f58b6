//! Buffers for long bodies, used again.

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;

/// How many are kept: for the page that is used, and for the one that is fetched meanwhile.
const KEPT: usize = 2;

/// The buffers of a reading, whose pages follow one another.
///
/// The memory of a page of megabytes goes back to the operating system, which clears it before it
/// gives it out again; and that takes longer than the bytes take to come.
#[derive(Clone, Debug, Default)]
pub(crate) struct Buffers(Arc<Mutex<Vec<Vec<u8>>>>);

impl Buffers {
    /// An empty buffer with this much room, which may be one that was used before.
    pub(crate) fn take(&self, room: usize) -> Vec<u8> {
        let mut buffer = self.kept(Vec::pop).unwrap_or_default();
        buffer.reserve_exact(room);
        buffer
    }

    /// The bytes of a buffer, which comes back once nobody has them any more.
    pub(crate) fn lend(&self, buffer: Vec<u8>) -> Bytes {
        Bytes::from_owner(Lent { buffer, owner: self.clone() })
    }

    fn kept<T>(&self, work: impl FnOnce(&mut Vec<Vec<u8>>) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A buffer that somebody reads.
struct Lent {
    buffer: Vec<u8>,
    owner: Buffers,
}

impl AsRef<[u8]> for Lent {
    fn as_ref(&self) -> &[u8] {
        &self.buffer
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let mut buffer = std::mem::take(&mut self.buffer);
        buffer.clear();
        self.owner.kept(|kept| {
            if kept.len() < KEPT {
                kept.push(buffer);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_buffer_is_used_again_once_its_bytes_are_gone() {
        let buffers = Buffers::default();
        let mut buffer = buffers.take(1_000);
        buffer.extend_from_slice(b"one");
        let address = buffer.as_ptr();
        let bytes = buffers.lend(buffer);
        let piece = bytes.slice(1..);
        drop(bytes);
        let other = buffers.take(10);
        assert_ne!(other.as_ptr(), address);
        assert_eq!(&piece[..], b"ne");
        drop(piece);
        let again = buffers.take(10);
        assert_eq!((again.as_ptr(), again.len(), again.capacity()), (address, 0, 1_000));
    }

    #[test]
    fn no_more_are_kept_than_are_used_at_once() {
        let buffers = Buffers::default();
        let lent: Vec<_> = (0..5).map(|_| buffers.lend(buffers.take(10))).collect();
        drop(lent);
        assert_eq!(buffers.kept(|kept| kept.len()), KEPT);
    }
}
