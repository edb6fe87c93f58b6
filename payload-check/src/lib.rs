//! Tells whether a captured payload fits: the document, and the types generated from it.
//!
//! [`check`] reads a JSON text twice. Once by the schema of the document, which lists what
//! the document does not know. Once with the generated type: the text is decoded, encoded
//! again, and what was lost or changed on the way is listed by JSON pointer.
//!
//! ```
//! use partner_center_payload_check::{Kind, Verdict, check};
//!
//! let report = check("Link", r#"{"uri": "/carts/1", "method": "GET", "rel": "self"}"#)?;
//!
//! assert_eq!(report.verdict, Verdict::Drift);
//! assert_eq!(report.findings[0].pointer, "/rel");
//! assert_eq!(report.findings[0].kind, Kind::UnknownField);
//! # Ok::<(), partner_center_payload_check::Error>(())
//! ```
//!
//! # What counts as equal
//!
//! Null, a missing property, and an empty list or map; `0001-01-01` in any form and a missing
//! date; the spellings of one word that the document knows; `"25"` and `25` where the document
//! says `Decimal`; `1.10` and `1.1`; two dates with an offset that are one instant. Numbers are
//! compared by their text and never through a float, so a lost digit is a change. So are
//! a lost offset, a lost fraction of a second, and a string that became a number anywhere else.

mod check;
mod compare;
mod decode;
mod document;
mod error;
mod finding;
mod instant;
mod json;
mod nearest;
mod number;
mod pointer;
mod report;
mod shape;
mod union;
mod validate;
mod word;

pub use check::{check, check_answer, check_request, schemas};
pub use error::Error;
pub use finding::{Finding, Kind};
pub use report::{Report, Verdict};
