//! Base64url without padding, as tokens are written; read with some leniency.

use base64::Engine;
use base64::alphabet::URL_SAFE;
use base64::engine::general_purpose::{GeneralPurpose, NO_PAD, URL_SAFE_NO_PAD};

/// Takes a last character whose unused bits are not zero, as many decoders do.
const LENIENT: GeneralPurpose =
    GeneralPurpose::new(&URL_SAFE, NO_PAD.with_decode_allow_trailing_bits(true));

pub(crate) fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Takes the ordinary alphabet as well, and padding.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    LENIENT.decode(text.trim_end_matches('=').replace('+', "-").replace('/', "_")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_encoded_is_decoded_again() {
        for length in 0..50_u8 {
            let bytes: Vec<u8> = (0..length).map(|at| at.wrapping_mul(37) ^ 0xA5).collect();
            assert_eq!(decode(&encode(&bytes)), Some(bytes));
        }
        assert_eq!(encode(b"Contoso"), "Q29udG9zbw");
        assert_eq!(decode("Q29udG9zbw=="), Some(b"Contoso".to_vec()));
        assert_eq!(decode("no base64!"), None);
    }

    #[test]
    fn both_alphabets_and_leftover_bits_are_read() {
        assert_eq!(decode("-_-_"), Some(vec![0xFB, 0xFF, 0xBF]));
        assert_eq!(decode("+/+/"), decode("-_-_"));
        assert_eq!(decode("Zh"), Some(b"f".to_vec()));
    }
}
