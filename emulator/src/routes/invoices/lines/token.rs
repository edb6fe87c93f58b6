//! The tokens that lead from one page of lines to the next.

use crate::base64url;
use crate::ids::guid_of;

/// Where a page begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    /// The lines that it is good for.
    pub(crate) subject: String,
    pub(crate) position: u64,
    /// The size of the pages, for requests that do not repeat it.
    pub(crate) size: usize,
}

impl Token {
    /// The token as text. On the wire it has commas, slashes and equals signs, as the service's do.
    pub(crate) fn text(&self, wire: bool) -> String {
        let Self { subject, position, size } = self;
        let secret = base64url::encode(format!("{position} {size} {subject}").as_bytes());
        if !wire {
            return secret;
        }
        // The ordinary alphabet has a slash where the other has an underscore.
        let secret = secret.replace('-', "+").replace('_', "/");
        let (one, other) = (guid_of(subject), guid_of(&secret));
        format!("{one},{other}_{secret}=,{}", guid_of("lines"))
    }

    pub(crate) fn read(text: &str) -> Option<Self> {
        let secret = match text.split_once('_') {
            Some((guids, rest)) if guids.contains(',') => rest.split(',').next()?,
            _ => text,
        };
        let secret = secret.replace('/', "_");
        let decoded = String::from_utf8(base64url::decode(&secret)?).ok()?;
        let (position, rest) = decoded.split_once(' ')?;
        let (size, subject) = rest.split_once(' ')?;
        Some(Self {
            subject: subject.to_owned(),
            position: position.parse().ok()?,
            size: size.parse().ok()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_back_in_both_forms() {
        for position in 0..300 {
            let subject = format!("G000000101/OneTimeBilling?~{position}");
            let token = Token { subject, position, size: 2_000 };
            for wire in [true, false] {
                assert_eq!(Token::read(&token.text(wire)).as_ref(), Some(&token), "{wire}");
            }
        }
        assert_eq!(Token::read("AQAAAA=="), None);
        assert_eq!(Token::read(""), None);
    }
}
