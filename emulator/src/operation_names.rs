//! The names that a fault can have for its operation.

use crate::document::Document;
use crate::faults::{BLOB, TOKEN};

/// How alike two names are that one may have been meant for the other, from 0 to 1.
const ALIKE: f64 = 0.8;

/// How many of them are told.
const TOLD: usize = 5;

/// Refuses a name that no operation has, since a fault of that name would never come; says which
/// names are near it. Case does not count.
pub(crate) fn check(name: &str) -> Result<(), String> {
    let known = Document::get().operations.iter().map(|operation| operation.id.as_str());
    let known: Vec<&str> = known.chain([TOKEN, BLOB, "*"]).collect();
    if known.iter().any(|one| one.eq_ignore_ascii_case(name)) {
        return Ok(());
    }
    let shown: String = name.chars().take(100).collect();
    let near = near(name, &known);
    let hint = match &near[..] {
        [] => "give the id of an operation in the document, such as `createCart`".to_owned(),
        names => format!("did you mean `{}`", names.join("`, `")),
    };
    Err(format!(
        "there is no operation `{shown}`: {hint}, `token`, `blob`, or `*` for every operation"
    ))
}

/// The names that are like `name` or have it in them, the nearest first.
fn near<'a>(name: &str, known: &[&'a str]) -> Vec<&'a str> {
    let name = name.to_ascii_lowercase();
    let likeness = |one: &str| {
        let one = one.to_ascii_lowercase();
        match !name.is_empty() && one.contains(&name) {
            true => 1.0,
            false => strsim::jaro_winkler(&one, &name),
        }
    };
    let mut alike: Vec<_> = known
        .iter()
        .filter(|one| ![TOKEN, BLOB].contains(one))
        .map(|one| (likeness(one), *one))
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .collect();
    alike.sort_by(|one, other| other.0.total_cmp(&one.0));
    alike.into_iter().take(TOLD).map(|(_, one)| one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operation_is_known_by_its_id_in_any_case() {
        for name in ["createCart", "CREATECART", "token", "*"] {
            assert_eq!(check(name), Ok(()), "{name}");
        }
    }

    #[track_caller]
    fn refused(name: &str, near: &str) {
        let message = check(name).unwrap_err();
        assert!(message.contains(&format!("there is no operation `{name}`")), "{message}");
        assert!(message.contains(near), "{message}");
    }

    #[test]
    fn a_name_that_is_not_known_is_refused_with_those_near_it() {
        refused("creatCart", "did you mean `createCart`");
        refused("checkout", "`checkoutCart`");
        refused("get_sku", "`getSku`");
        refused("nosuchop", "such as `createCart`");
        refused("", "such as `createCart`");
    }
}
