//! Which keys there are, in a few bytes each.

use std::collections::HashMap;

use hmac_sha256::Hash;

/// A value for each key. A key takes some forty bytes, however long it is.
#[derive(Debug)]
pub(super) struct Keys<T>(HashMap<[u8; 16], T>);

impl<T: Copy> Keys<T> {
    pub(super) fn new() -> Self {
        Self(HashMap::new())
    }

    /// Sets the value of a key; gives the one that it had.
    pub(super) fn insert(&mut self, key: &str, value: T) -> Option<T> {
        self.0.insert(digest(key), value)
    }

    pub(super) fn get(&self, key: &str) -> Option<T> {
        self.0.get(&digest(key)).copied()
    }
}

/// Half of a SHA-256: two keys share one as good as never.
fn digest(key: &str) -> [u8; 16] {
    let mut half = [0; 16];
    half.copy_from_slice(&Hash::hash(key.as_bytes())[..16]);
    half
}
