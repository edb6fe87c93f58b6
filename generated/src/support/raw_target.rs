//! Targets of requests that the document does not have.

use std::ops::Range;

use super::parameter::Unusable;

/// Refuses a target that a URL would change or that leads away from the service. Finds the id
/// of the customer that it names.
pub(super) fn check(target: &str) -> Result<Option<Range<usize>>, Unusable> {
    if !target.starts_with('/') || target.starts_with("//") {
        return Err(Unusable::NotAPath);
    }
    let path = target.split(['?', '#']).next().unwrap_or_default();
    if target.contains(['#', '\\']) || path.split('/').skip(1).any(vanishes) {
        return Err(Unusable::LeadsElsewhere);
    }
    match target.bytes().all(in_a_url) && !path.contains(['{', '}', '|', '^']) {
        true => Ok(customer(path)),
        false => Err(Unusable::NotEncoded),
    }
}

/// Whether a URL keeps a character as it is, in its path and in its query.
fn in_a_url(byte: u8) -> bool {
    byte.is_ascii_graphic() && !matches!(byte, b'"' | b'<' | b'>' | b'`')
}

/// Whether a URL drops a segment, or takes it for a step between folders.
fn vanishes(segment: &str) -> bool {
    let decoded = segment.to_ascii_lowercase().replace("%2e", ".");
    matches!(&*decoded, "" | "." | "..")
}

/// Where a path names a customer: behind its version and `customers`.
fn customer(path: &str) -> Option<Range<usize>> {
    let at = path.to_ascii_lowercase().find("/customers/")?;
    if path.get(1..at)?.contains('/') {
        return None;
    }
    let start = at + "/customers/".len();
    let length = path[start..].find('/').unwrap_or(path.len() - start);
    Some(start..start + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_the_service_pass_and_tell_their_customer() {
        for (target, customer) in [
            ("/v1/customers/c-7/profiles/billing", Some("c-7")),
            ("/v1/customers/c%2F7?expand=true", Some("c%2F7")),
            ("/v1/Customers/C-7", Some("C-7")),
            ("/v1/customers", None),
            ("/v1/customers?filter=%7B%7D&next=/customers/x", None),
            ("/v1/products/customers/c-7", None),
            ("/v1/invoices/D07?a[b]={c}|d", None),
        ] {
            let found = check(target).unwrap().map(|range| &target[range]);
            assert_eq!(found, customer, "{target}");
        }
    }

    #[test]
    fn targets_that_lead_elsewhere_are_refused() {
        for (target, why) in [
            ("", Unusable::NotAPath),
            ("v1/customers", Unusable::NotAPath),
            ("https://contoso.test/v1", Unusable::NotAPath),
            ("//contoso.test/v1", Unusable::NotAPath),
            ("?size=1", Unusable::NotAPath),
            ("@contoso.test/", Unusable::NotAPath),
            ("/v1//customers", Unusable::LeadsElsewhere),
            ("/v1/customers/", Unusable::LeadsElsewhere),
            ("/v1/../invoices", Unusable::LeadsElsewhere),
            ("/v1/%2e%2E/invoices", Unusable::LeadsElsewhere),
            ("/v1/.%2e/invoices", Unusable::LeadsElsewhere),
            ("/v1/./invoices", Unusable::LeadsElsewhere),
            (r"/v1\..\invoices", Unusable::LeadsElsewhere),
            (r"/\contoso.test", Unusable::LeadsElsewhere),
            ("/v1/a?b=c#d", Unusable::LeadsElsewhere),
            ("/v1/a b", Unusable::NotEncoded),
            ("/v1/a?b=\"c\"", Unusable::NotEncoded),
            ("/v1/a\r\nx-evil: 1", Unusable::NotEncoded),
            ("/v1/ä", Unusable::NotEncoded),
            ("/v1/{id}", Unusable::NotEncoded),
        ] {
            assert_eq!(check(target), Err(why), "{target:?}");
        }
    }
}
