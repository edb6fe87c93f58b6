//! What is said where no HTTP client can be made.

use crate::error::Error;

pub(super) fn not_made(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    let source: Box<dyn std::error::Error + Send + Sync> = Box::new(error);
    Error::invalid(
        "http_client",
        "the HTTP client could not be made: check the machine's TLS roots and proxy \
         settings, or give a `reqwest::Client` of your own",
    )
    .with_source(source)
}
