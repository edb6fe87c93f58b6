//! Which certificate an assertion says it was signed with, and whether that one is registered.

use sha1::Sha1;
use sha2::{Digest as _, Sha256};

use crate::base64url;
use crate::json::Object;
use crate::tokens::denied::{Denied, denied};

/// The thumbprints of one certificate, in hexadecimal digits, as far as they are known.
#[derive(Default)]
struct Thumbprints(Vec<String>);

impl Thumbprints {
    /// Those that a header names, and those of the certificate that it may bring. None if they
    /// cannot all be of one certificate.
    fn of(header: &Object) -> Option<Self> {
        let named = [("x5t", 20), ("x5t#S256", 32)]
            .into_iter()
            .filter_map(|(name, length)| Some((base64url::decode(header.text(name)?), length)));
        let mut thumbprints = Vec::new();
        for (bytes, length) in named {
            thumbprints.push(digits(&bytes.filter(|bytes| bytes.len() == length)?));
        }
        let Some(certificate) = brought(header) else {
            return Some(Self(thumbprints));
        };
        let own = vec![
            digits(&<Sha1 as sha1::Digest>::digest(&certificate)),
            digits(&Sha256::digest(&certificate)),
        ];
        thumbprints.iter().all(|named| own.contains(named)).then_some(Self(own))
    }

    fn is(&self, known: &str) -> bool {
        let known = known.replace([':', ' '], "");
        self.0.iter().any(|thumbprint| thumbprint.eq_ignore_ascii_case(&known))
    }
}

/// Refuses a header that does not name one of the `known` certificates; any will do if none is.
pub(crate) fn check(known: &[String], header: &Object) -> Result<(), Denied> {
    let is_signed = matches!(header.text("alg"), Some("RS256" | "PS256"));
    let thumbprints = Thumbprints::of(header).unwrap_or_default();
    let is_registered = known.is_empty() || known.iter().any(|known| thumbprints.is(known));
    if is_signed && is_registered && !thumbprints.0.is_empty() {
        return Ok(());
    }
    let text = format!(
        "The certificate `{}` is not registered for the application.",
        thumbprints.0.join("` or `")
    );
    denied(401, "invalid_client", 700_027, text)
}

/// The certificate itself, the first of a chain. Some libraries leave the line breaks in it.
fn brought(header: &Object) -> Option<Vec<u8>> {
    let chain = header.get("x5c")?;
    let first = chain.as_list().map_or(Some(chain), |list| list.first())?;
    let text: String = first.as_text()?.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    base64url::decode(&text)
}

fn digits(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}
