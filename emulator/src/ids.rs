//! Made-up ids: repeatable from a seed, or different on every start.

use std::hash::{BuildHasher, Hasher, RandomState};

use crate::base64url;

/// A source of ids that look like those of the service.
#[derive(Clone, Debug)]
pub(crate) struct Ids {
    state: u64,
}

impl Ids {
    pub(crate) fn seeded(seed: u64) -> Self {
        Self { state: seed }
    }

    /// Starts somewhere else on every start of the program.
    pub(crate) fn random() -> Self {
        Self::seeded(RandomState::new().build_hasher().finish())
    }

    /// Splitmix64, which is short, repeatable and good enough for names.
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        scrambled(self.state)
    }

    /// A GUID in lower case.
    pub(crate) fn guid(&mut self) -> String {
        let (high, low) = (self.next(), self.next());
        guid(high, low)
    }

    /// Twelve hexadecimal digits, as alternate and new-commerce order ids have.
    pub(crate) fn hex12(&mut self) -> String {
        format!("{:012x}", self.next() & 0xFFFF_FFFF_FFFF)
    }

    /// Thirty-three letters, digits, dashes and underscores, ending in 1, as ids of one-time orders
    /// look.
    pub(crate) fn order(&mut self) -> String {
        const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        let mut id: String =
            (0..32).map(|_| ALPHABET[(self.next() % 64) as usize] as char).collect();
        // A leading dash would look like an option to command-line tools that are handed the id.
        if id.starts_with(['-', '_']) {
            id.replace_range(..1, "C");
        }
        id.push('1');
        id
    }

    /// Long opaque text, for codes and refresh tokens.
    pub(crate) fn opaque(&mut self) -> String {
        format!("{:016x}{:016x}{:016x}", self.next(), self.next(), self.next())
    }

    /// The value of `MS-CV`.
    pub(crate) fn vector(&mut self) -> String {
        let bits = self.next().to_be_bytes();
        format!("{}.0", base64url::encode(&[&bits[..], &bits[..4]].concat()))
    }
}

/// A GUID that is always the same for the same text.
pub(crate) fn guid_of(text: &str) -> String {
    let hash = hash(text);
    guid(hash, scrambled(hash))
}

/// A twelve-character id of capitals and digits that is always the same for the same text.
pub(crate) fn big_id_of(prefix: &str, text: &str) -> String {
    const ALPHABET: &[u8] = b"0123456789BCDFGHJKLMNPQRSTVWXZ";
    let mut bits = hash(text);
    let mut id = prefix.to_owned();
    while id.len() < 12 {
        id.push(ALPHABET[(bits % 30) as usize] as char);
        bits /= 30;
    }
    id
}

fn guid(high: u64, low: u64) -> String {
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xFFFF,
        high & 0xFFF,
        0x8000 | ((low >> 48) & 0x3FFF),
        low & 0xFFFF_FFFF_FFFF
    )
}

/// FNV-1a, scrambled so that similar texts give unlike ids.
fn hash(text: &str) -> u64 {
    let fnv = text.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    });
    scrambled(fnv)
}

pub(crate) fn scrambled(bits: u64) -> u64 {
    let bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ (bits >> 31)
}

/// Whether the text has the form of a GUID.
pub(crate) fn is_guid(text: &str) -> bool {
    let lengths = [8, 4, 4, 4, 12];
    let parts: Vec<&str> = text.split('-').collect();
    parts.len() == lengths.len()
        && parts.iter().zip(lengths).all(|(part, length)| {
            part.len() == length && part.bytes().all(|b| b.is_ascii_hexdigit())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_repeat_from_the_same_seed() {
        let (mut one, mut two) = (Ids::seeded(7), Ids::seeded(7));
        assert_eq!((one.guid(), one.order(), one.hex12()), (two.guid(), two.order(), two.hex12()));
        assert_ne!(one.guid(), Ids::seeded(8).guid());
    }

    #[test]
    fn ids_have_the_forms_of_the_service() {
        let mut ids = Ids::seeded(1);
        for _ in 0..200 {
            assert!(is_guid(&ids.guid()));
            assert_eq!(ids.order().len(), 33);
            assert_eq!(ids.hex12().len(), 12);
        }
        assert_eq!(big_id_of("CF", "anything").len(), 12);
        assert!(is_guid(&guid_of("anything")));
    }
}
