//! Addresses as somebody wrote them, which are shown before they are known to be safe.

/// The start of a text that should be an address, without the user and password that it may
/// hold although it should not.
pub(crate) fn without_user(text: &str) -> String {
    let shown = match text.rsplit_once('@') {
        None => text.to_owned(),
        Some((before, host)) => match before.split_once("://") {
            Some((scheme, _)) => format!("{scheme}://…@{host}"),
            None => format!("…@{host}"),
        },
    };
    shown.chars().take(200).collect()
}
