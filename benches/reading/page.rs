//! Pages of lines, made once and then sent again and again.

use fastrand::Rng;

use crate::line;

/// How many different pages there are: a list goes round them. Enough that neither the
/// processor's caches nor its branch predictor know a page by heart.
pub(crate) const KINDS: usize = 8;

/// A page without its end, which has the token and so is never the same.
pub(crate) struct Page {
    /// The body up to the end of its lines.
    pub(crate) start: String,
    /// The totals of its lines, in units of 10⁻¹⁰.
    pub(crate) units: i128,
}

/// All pages of so many lines; the same in every run.
pub(crate) fn all(lines: usize) -> Vec<Page> {
    let mut random = Rng::with_seed(0x0c04_7050);
    (0..KINDS).map(|_| make(&mut random, lines)).collect()
}

fn make(random: &mut Rng, lines: usize) -> Page {
    let mut start = format!(r#"{{"totalCount":{lines},"items":["#);
    start.reserve(lines * 1_700);
    let mut units = 0;
    for number in 0..lines {
        if number > 0 {
            start.push(',');
        }
        units += line::write(random, &mut start);
    }
    start.push(']');
    Page { start, units }
}

/// The end of a page, which says where to go on.
pub(crate) fn end(next: Option<usize>) -> String {
    let links = r#""self":{"uri":"/invoices/G990001234/lineitems","method":"GET","headers":[]}"#;
    match next {
        Some(next) => {
            let token = token(next);
            format!(
                r#","links":{{{links},"next":{{"uri":"/invoices/G990001234/lineitems?seekOperation=Next","method":"GET","headers":[{{"key":"MS-ContinuationToken","value":"{token}"}}]}}}},"continuationToken":"{token}","attributes":{{"objectType":"Collection"}}}}"#
            )
        }
        None => format!(r#","links":{{{links}}},"attributes":{{"objectType":"Collection"}}}}"#),
    }
}

/// The token that leads to a page.
pub(crate) fn token(page: usize) -> String {
    format!("contoso-lines-{page}")
}

/// The page that a token leads to.
pub(crate) fn of_token(token: &str) -> Option<usize> {
    token.trim().strip_prefix("contoso-lines-")?.parse().ok()
}
