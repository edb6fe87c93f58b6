//! Where something is, as RFC 6901 writes it.

use std::fmt;

/// A JSON pointer; the empty one is the whole payload.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Pointer(String);

impl Pointer {
    /// The value of a key, in the object that this points to.
    pub(crate) fn key(&self, key: &str) -> Self {
        Self(format!("{}/{}", self.0, key.replace('~', "~0").replace('/', "~1")))
    }

    /// An element of the list that this points to.
    pub(crate) fn index(&self, index: usize) -> Self {
        Self(format!("{}/{index}", self.0))
    }
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slashes_and_tildes_in_keys_are_escaped() {
        let pointer = Pointer::default().key("a/b").index(0).key("c~d").key("~1").key("");
        assert_eq!(pointer.to_string(), "/a~1b/0/c~0d/~01/");
    }
}
