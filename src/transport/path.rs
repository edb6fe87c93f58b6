//! What the path of an operation looks like.

use crate::error::{Error, Result};

/// The longest address that is sent, in bytes. Servers of this family read no longer one.
const LONGEST: usize = 16 * 1024;

/// Refuses an address that is longer than any server would read.
pub(super) fn check_length(address: &str) -> Result<()> {
    if address.len() <= LONGEST {
        return Ok(());
    }
    Err(Error::invalid(
        "path",
        format!(
            "the address has {} bytes where {LONGEST} are the most, because of an id or a filter; \
             nothing was sent: give the id as the service returned it",
            address.len()
        ),
    ))
}

/// Refuses a path that is not of the form that the operation's template gives.
///
/// Generated code encodes each id as one segment or refuses it. This is the second look,
/// for the day when it does not: an id that changed the path would reach another resource.
pub(super) fn check(path: &str, template: &str) -> Result<()> {
    let fits = fits(path.trim_end_matches('/').as_bytes(), template.as_bytes());
    if fits {
        return Ok(());
    }
    Err(Error::invalid(
        "path",
        format!(
            "an id changes the path, which should be of the form `{template}`; nothing was sent"
        ),
    ))
}

/// Whether `path` ends in what `template` describes, literally but for letter case, with a
/// segment that is not empty for each parameter.
///
/// From the end, since the base address may bring segments of its own, and byte by byte, since
/// this is done for each call and the pieces are too short for a search to pay.
fn fits(mut path: &[u8], mut template: &[u8]) -> bool {
    while let Some((wanted, rest)) = template.split_last() {
        if *wanted == b'}' {
            let start = path.iter().rposition(|byte| *byte == b'/').map_or(0, |slash| slash + 1);
            let name = rest.iter().rposition(|byte| *byte == b'{');
            if start == path.len() {
                return false;
            }
            (path, template) = (&path[..start], &rest[..name.unwrap_or_default()]);
        } else {
            match path.split_last() {
                Some((found, before)) if found.eq_ignore_ascii_case(wanted) => {
                    (path, template) = (before, rest);
                }
                _ => return false,
            }
        }
    }
    true
}

/// The segment of `path` that stands where the template has `{name}`, as it is encoded.
pub(super) fn parameter<'a>(path: &'a str, template: &str, name: &str) -> Option<&'a str> {
    let wanted = |segment: &str| {
        segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) == Some(name)
    };
    let found = path.trim_end_matches('/').rsplit('/');
    let pairs = template.trim_matches('/').rsplit('/').zip(found);
    pairs.filter(|(segment, _)| wanted(segment)).map(|(_, value)| value).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPLATE: &str = "/v1/customers/{customer-id}/carts/{cart-id}/checkout";

    #[test]
    fn a_path_of_the_right_form_passes_below_any_base() {
        for path in [
            "/v1/customers/a/carts/b/checkout",
            "/base/v1/customers/a%2Fb/carts/..%2F/checkout",
            "/V1/Customers/a/Carts/b/checkOut/",
        ] {
            assert!(check(path, TEMPLATE).is_ok(), "{path}");
        }
    }

    #[test]
    fn a_parameter_is_found_by_its_name_below_any_base() {
        for (path, name, value) in [
            ("/v1/customers/a/carts/b/checkout", "customer-id", Some("a")),
            ("/v1/customers/a/carts/b/checkout/", "cart-id", Some("b")),
            ("/base/v1/customers/a%2Fb/carts/c/checkout", "customer-id", Some("a%2Fb")),
            ("/v1/customers/a/carts/b/checkout", "order-id", None),
            ("/", "customer-id", None),
        ] {
            assert_eq!(parameter(path, TEMPLATE, name), value, "{path}");
        }
    }

    #[test]
    fn an_address_that_no_server_reads_is_refused() {
        assert!(check_length(&"x".repeat(LONGEST)).is_ok());
        let error = check_length(&"x".repeat(LONGEST + 1)).unwrap_err().to_string();
        assert!(error.contains("has 16385 bytes") && error.contains("nothing was sent"), "{error}");
    }

    #[test]
    fn a_path_that_an_id_has_changed_is_refused() {
        for path in [
            "/v1/customers/a/carts/checkout",
            "/v1/customers/a/carts//checkout",
            "/v1/customers/a/checkout",
            "/v1/customers/a/carts/b/c/checkout",
            "/v1/customers/a/carts/b/checkouts",
            "/v1/customers/a/cart/b/checkout",
            "v1/customers/a/carts/b/checkout",
            "/checkout",
            "/",
        ] {
            assert!(check(path, TEMPLATE).unwrap_err().is_invalid(), "{path}");
        }
    }
}
