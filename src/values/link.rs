//! Links in answers.

use reqwest::Url;

use crate::error::{Error, Result, shown};

/// The variable segments of a link, decoded, if it leads where `form` says.
///
/// `form` has the fixed words of the path and an empty string for each variable one. Links
/// are relative, with or without `/v1`, and only seldom whole addresses; a whole one must be
/// of `base_url`'s origin, since a token would go along.
pub(crate) fn segments(base_url: &str, link: &str, form: &[&str]) -> Result<Vec<String>> {
    let refused =
        |why: &str| Error::invalid("link", format!("`{}` {why}; nothing was sent", shown(link)));
    // Resolved as a browser would, which knows more ways to another host than a look at the
    // text finds: backslashes, tabs in between, schemes without slashes, steps upwards.
    let base = Url::parse(base_url).map_err(|_| refused("has no address to start from"))?;
    let url = base.join(link).map_err(|_| refused("is no address"))?;
    if url.origin() != base.origin() {
        let own = base.origin().ascii_serialization();
        return Err(refused(&format!(
            "leads to another host than `{own}`, which alone may have the token"
        )));
    }
    let parts: Vec<_> = in_path(&url).collect();
    let own: Vec<_> = in_path(&base).collect();
    // A base with a path of its own, as of a gateway, may be there or not; so may a version.
    let parts = parts.strip_prefix(own.as_slice()).unwrap_or(&parts);
    let parts = match parts {
        [version, rest @ ..] if version.eq_ignore_ascii_case("v1") => rest,
        all => all,
    };
    let fits = parts.len() == form.len()
        && form
            .iter()
            .zip(parts)
            .all(|(word, part)| word.is_empty() || word.eq_ignore_ascii_case(part));
    if !fits {
        return Err(refused(&format!("does not lead to `{}`", spelled(form))));
    }
    form.iter()
        .zip(parts)
        .filter(|(word, _)| word.is_empty())
        .map(|(_, part)| {
            let text = percent_encoding::percent_decode_str(part).decode_utf8();
            text.map(String::from).map_err(|_| refused("has an id that is not text"))
        })
        .collect()
}

fn in_path(url: &Url) -> impl Iterator<Item = &str> {
    url.path().split('/').filter(|part| !part.is_empty())
}

/// A form for people.
fn spelled(form: &[&str]) -> String {
    form.iter()
        .map(|word| if word.is_empty() { "/…".to_owned() } else { format!("/{word}") })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "https://api.example";
    const FORM: [&str; 4] = ["customers", "", "orders", ""];

    #[track_caller]
    fn check(link: &str, expected: Result<[&str; 2], &str>) {
        match (segments(BASE, link, &FORM), expected) {
            (Ok(found), Ok(expected)) => assert_eq!(found, expected),
            (Err(error), Err(part)) => assert!(error.to_string().contains(part), "{error}"),
            (found, expected) => panic!("{found:?} instead of {expected:?}"),
        }
    }

    #[test]
    fn links_are_followed_with_and_without_the_version() {
        check("/customers/a/orders/b", Ok(["a", "b"]));
        check("/v1/customers/a/orders/b", Ok(["a", "b"]));
        check("customers/a/Orders/b/", Ok(["a", "b"]));
        check("/v1//customers/a/orders/b?x=1#y", Ok(["a", "b"]));
        check("/customers/a%2Fc/orders/b", Ok(["a/c", "b"]));
        check("https://api.example/v1/customers/a/orders/b", Ok(["a", "b"]));
        check("https://API.example:443/customers/a/orders/b", Ok(["a", "b"]));
    }

    #[test]
    fn a_base_with_a_path_may_be_part_of_a_link_or_not() {
        let found = |link| segments("https://api.example/gate/way", link, &FORM).unwrap();
        assert_eq!(found("/customers/a/orders/b"), ["a", "b"]);
        assert_eq!(found("/v1/customers/a/orders/b"), ["a", "b"]);
        assert_eq!(found("https://api.example/gate/way/v1/customers/a/orders/b"), ["a", "b"]);
    }

    #[test]
    fn no_link_leads_a_token_elsewhere() {
        check("https://api.example.evil/customers/a/orders/b", Err("another host"));
        check("http://api.example/customers/a/orders/b", Err("another host"));
        check("https://api.example:444/customers/a/orders/b", Err("another host"));
        check("//evil.example/customers/a/orders/b", Err("another host"));
        check("/\\evil.example/customers/a/orders/b", Err("another host"));
        check("/\t/evil.example/customers/a/orders/b", Err("another host"));
        check("http:customers/a/orders/b", Err("another host"));
        check("https://api.example@evil.example/customers/a/orders/b", Err("another host"));
        check("https://%t/customers/a/orders/b", Err("is no address"));
    }

    #[test]
    fn no_link_leads_to_another_resource() {
        check("/customers/a/carts/b", Err("does not lead to `/customers/…/orders/…`"));
        check("/customers/a/orders/b/c", Err("does not lead"));
        check("", Err("does not lead"));
        check("/customers/a/orders/%FF", Err("an id that is not text"));
        check("/customers/../orders/b", Err("does not lead"));
        check("/customers/a/orders/%2e%2E", Err("does not lead"));
    }

    #[test]
    fn a_refusal_quotes_the_start_of_a_link_in_one_line() {
        let link = format!("/orders/a\n{}", "x".repeat(9_000));
        let message = segments(BASE, &link, &FORM).unwrap_err().to_string();
        assert!(message.contains("`/orders/a\u{fffd}xxx"), "{message}");
        assert!(message.chars().count() < 300, "{message}");
    }
}
