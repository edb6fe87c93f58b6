//! What the document must satisfy.
//!
//! Each file checks one kind of thing and knows nothing of the others, so that one run finds
//! everything. Nothing here may rely on another rule being kept.

mod codes;
mod descriptions;
mod examples;
mod extensions;
mod names;
mod operations;
mod parameters;
mod prose;
mod quirks;
mod responses;
mod round_trip;
mod schemas;
mod servers;
mod unions;
mod units;
mod values;
mod words;

use crate::finding::Findings;
use crate::load::Document;

/// Every check; the order does not matter.
const CHECKS: &[fn(&Document, &mut Findings)] = &[
    codes::check,
    descriptions::check,
    examples::check,
    extensions::check,
    names::check,
    operations::check,
    parameters::check,
    prose::check,
    quirks::check,
    responses::check,
    round_trip::check,
    schemas::check,
    servers::check,
    unions::check,
    units::check,
    words::check,
];

/// Reports everything that is wrong with `document`.
pub(crate) fn check(document: &Document, findings: &mut Findings) {
    for check in CHECKS {
        check(document, findings);
    }
}
