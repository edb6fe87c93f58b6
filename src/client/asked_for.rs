//! Whether a resource that was read is the one that was asked for.

use partner_center_api::Answer;
use partner_center_api::support::Retry;

use crate::error::{Answered, Delivery, Result, shown};

/// Refuses an answer whose id did not come, or is not the one `asked` for. Case does not count.
/// `what` names the resource.
///
/// To a decoder that leaves out what is not there, any object is a resource; one without status
/// or lines would read like one to which nothing has happened yet.
pub(crate) fn asked_for<T>(
    what: &str,
    answer: &Answer<T>,
    came: Option<&str>,
    asked: &str,
) -> Result<()> {
    let wrong = match came {
        Some(id) if id.eq_ignore_ascii_case(asked) => return Ok(()),
        None | Some("") => "it has no id".to_owned(),
        Some(other) => format!("it is `{}`", shown(other)),
    };
    let delivery = match answer.operation().retry {
        Retry::Read => Delivery::NotDone,
        _ => Delivery::Unknown,
    };
    let why = format!("it is not the {what} that was asked for: {wrong}");
    Err(Answered::of(answer).unusable(delivery, why))
}
