//! What a code means.

use crate::exit::{Exit, Failure, Outcome};
use crate::output::line;

pub(crate) fn run(codes: &[String]) -> Outcome {
    for code in codes {
        let found: Vec<_> = partner_center::error::explain(code);
        if found.is_empty() {
            let message = format!("no code `{}` is known", crate::output::plain(code));
            return Err(Failure::new(Exit::NotFound, message));
        }
        for one in found {
            line(&one.to_string())?;
        }
    }
    Ok(())
}
