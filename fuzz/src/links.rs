//! Links of the service, which a token would go along with.

use partner_center::fuzzing::segments;
use reqwest::Url;

/// Addresses of a service.
const BASES: [&str; 4] = [
    "https://api.contoso.test",
    "https://api.contoso.test/",
    "https://api.contoso.test:8443/base",
    "http://127.0.0.1:7878",
];

/// Forms of links; an empty segment stands for any.
const FORMS: [&[&str]; 5] = [
    &["customers", "", "orders", ""],
    &["customers", "", "artifacts", "", "groups", "", "lineitems", "", "resource", ""],
    &["invoices", ""],
    &["", "orders", ""],
    &[""],
];

/// A link is followed only where a browser on the service's own page would go too: to the
/// same host, and to the same resource. What is refused is said in one short line.
///
/// The first byte says which base and form are tried.
///
/// # Panics
///
/// It is not so.
pub fn check(data: &[u8]) {
    let Some((choice, link)) = data.split_first() else { return };
    let Some(link) = crate::text(link) else { return };
    let base = BASES[usize::from(choice & 3)];
    let form = FORMS[usize::from(choice >> 2) % FORMS.len()];
    let found = match segments(base, link, form) {
        Ok(found) => found,
        Err(error) => {
            let message = error.to_string();
            assert!(crate::is_one_line(&message), "{message:?}");
            assert!(message.chars().count() < 1_000, "{message}");
            return;
        }
    };
    assert_eq!(found.len(), form.iter().filter(|word| word.is_empty()).count());
    for id in &found {
        assert!(!matches!(id.as_str(), "" | "." | ".."), "{id:?} from {link:?}");
    }
    // Where a browser would go, which knows backslashes, tabs and dots as well.
    let origin = Url::parse(base).expect("a base is an address");
    let target = origin.join(link).expect("what is followed is an address");
    assert_eq!(target.origin(), origin.origin(), "{link:?}");
    let decoded: Vec<_> = target
        .path()
        .split('/')
        .filter(|segment| !segment.is_empty())
        .map(|segment| percent_encoding::percent_decode_str(segment).decode_utf8_lossy())
        .collect();
    // The base and a version may come first.
    let from = decoded.len().checked_sub(form.len()).expect("a browser sees no fewer segments");
    let mut ids = found.iter();
    for (word, segment) in form.iter().zip(&decoded[from..]) {
        match *word {
            "" => assert_eq!(Some(segment.as_ref()), ids.next().map(String::as_str), "{link:?}"),
            word => assert!(word.eq_ignore_ascii_case(segment), "{link:?}"),
        }
    }
}
