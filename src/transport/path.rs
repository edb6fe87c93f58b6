//! What the path of an operation looks like.

use crate::error::{Error, Result};

/// Refuses a path that is not of the form that the operation's template gives.
///
/// Generated code encodes each id as one segment or refuses it. This is the second look,
/// for the day when it does not: an id that changed the path would reach another resource.
pub(super) fn check(path: &str, template: &str) -> Result<()> {
    // From the end, since the base address may bring segments of its own.
    let mut found = path.trim_end_matches('/').rsplit('/');
    let fits = template.trim_matches('/').rsplit('/').all(|wanted| {
        let Some(segment) = found.next() else { return false };
        let parameter = wanted.starts_with('{') && wanted.ends_with('}');
        if parameter { !segment.is_empty() } else { segment.eq_ignore_ascii_case(wanted) }
    });
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

#[cfg(test)]
mod tests {
    use super::*;

    const TEMPLATE: &str = "/v1/customers/{customer-id}/carts/{cart-id}/checkout";

    #[test]
    fn a_path_of_the_right_form_passes_below_any_base() {
        for path in
            ["/v1/customers/a/carts/b/checkout", "/base/v1/customers/a%2Fb/carts/..%2F/checkout"]
        {
            assert!(check(path, TEMPLATE).is_ok(), "{path}");
        }
    }

    #[test]
    fn a_path_that_an_id_has_changed_is_refused() {
        for path in [
            "/v1/customers/a/carts/checkout",
            "/v1/customers/a/carts//checkout",
            "/v1/customers/a/checkout",
            "/v1/customers/a/carts/b/c/checkout",
            "/checkout",
            "/",
        ] {
            assert!(check(path, TEMPLATE).unwrap_err().is_invalid(), "{path}");
        }
    }
}
