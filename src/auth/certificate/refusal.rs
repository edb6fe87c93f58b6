//! What is said of a certificate that cannot be used.

use crate::error::Error;

/// Never with a cause: what parsers say can quote what they read.
pub(super) fn invalid(message: &str) -> Error {
    Error::invalid("certificate", message)
}
