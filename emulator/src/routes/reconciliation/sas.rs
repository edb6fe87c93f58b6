//! The token that opens the files of an export.

use std::time::SystemTime;

use sha2::{Digest, Sha256};

use crate::request::{Pairs, encode};
use crate::state::dates;

/// What a storage says of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SasVerdict {
    Good,
    Missing,
    Forged,
    Ended,
}

/// A token for a directory, until a time, as the query of an address.
pub(super) fn sas_token(directory: &str, until: SystemTime) -> String {
    let end = end(until);
    format!("sp=rl&sr=d&se={}&sig={}", encode(&end), signature(directory, &end))
}

/// Whether a query opens a directory now.
pub(super) fn judge(directory: &str, query: &Pairs, now: SystemTime) -> SasVerdict {
    let (Some(end), Some(sig)) = (query.get("se"), query.get("sig")) else {
        return SasVerdict::Missing;
    };
    if sig != signature(directory, end) {
        return SasVerdict::Forged;
    }
    match dates::read(end) {
        Some(end) if end > now => SasVerdict::Good,
        _ => SasVerdict::Ended,
    }
}

fn end(until: SystemTime) -> String {
    let whole = chrono::DateTime::<chrono::Utc>::from(until);
    whole.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Nobody's secret: it tells a token that was given out from one that was made up.
fn signature(directory: &str, end: &str) -> String {
    let digest = Sha256::digest(format!("contoso storage\n{directory}\n{end}"));
    digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_token_opens_its_directory_until_its_end() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_800_000_000);
        let token = sas_token("/exports/a", now + Duration::from_secs(60));
        let query = Pairs::read(token.as_bytes());
        assert_eq!(judge("/exports/a", &query, now), SasVerdict::Good);
        assert_eq!(judge("/exports/b", &query, now), SasVerdict::Forged);
        assert_eq!(judge("/exports/a", &query, now + Duration::from_secs(60)), SasVerdict::Ended);
        assert_eq!(judge("/exports/a", &Pairs::read(b"se=2030"), now), SasVerdict::Missing);
    }
}
