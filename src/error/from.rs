//! From the errors of generated operations to ours.
//!
//! The transport classifies every failure, error statuses included, and its verdict travels
//! through the generated code among the sources of a `reqwest::Error`. Here it comes out
//! again, so that `?` works on generated operations. What was never ours, because another
//! transport was plugged in, is judged with less knowledge and more doubt.

use std::error::Error as StdError;
use std::sync::Arc;

use serde::Serialize;

use super::{Delivery, Error, Fault, Kind, Misread};
use crate::transport::Surprise;

impl<E: Serialize> From<partner_center_api::Error<E>> for Error {
    fn from(error: partner_center_api::Error<E>) -> Self {
        use partner_center_api::Error as Generated;

        match error {
            Generated::InvalidRequest(message) => invalid_request(&message),
            Generated::Custom(message) => Self::invalid("hook", message),
            Generated::CommunicationError(error)
            | Generated::InvalidUpgrade(error)
            | Generated::ResponseBodyError(error) => error.into(),
            Generated::ErrorResponse(response) => {
                let body = serde_json::to_value(&*response).unwrap_or_default();
                refused(response.status().as_u16()).with_fault(Fault::from_value(&body))
            }
            Generated::UnexpectedResponse(response) => unexpected(&response),
            Generated::InvalidResponsePayload(body, error) => {
                let why = "its body does not have the documented form".into();
                Self::new(Kind::Unreadable { why }, Delivery::Unknown)
                    .with_body(&body)
                    .with_source(Misread::boxed(&error))
            }
        }
    }
}

impl From<reqwest::Error> for Error {
    /// Finds our own error among the sources; any other is judged by what it says of itself.
    fn from(error: reqwest::Error) -> Self {
        let mut source = error.source();
        while let Some(inner) = source {
            if let Some(ours) = inner.downcast_ref::<Self>() {
                return ours.clone();
            }
            source = inner.source();
        }
        let kind = if error.is_connect() { Kind::Unsent } else { Kind::Unanswered };
        let delivery = if error.is_connect() || error.is_builder() {
            Delivery::NotDone
        } else {
            Delivery::Unknown
        };
        // The address of a request can hold what a customer is called.
        let source: Box<dyn StdError + Send + Sync> = Box::new(error.without_url());
        Self::new(kind, delivery).with_source(source)
    }
}

/// Generated code begins with the parameter that is wrong, in backticks. It does not say of which
/// operation, since nothing has reached the transport by then.
fn invalid_request(message: &str) -> Error {
    match message.strip_prefix('`').and_then(|rest| rest.split_once("` ")) {
        Some((parameter, rest)) => Error::invalid(parameter.to_owned(), format!("it {rest}")),
        None => Error::invalid("request", message),
    }
}

fn unexpected(response: &reqwest::Response) -> Error {
    let status = response.status();
    if let Some(surprise) = response.extensions().get::<Arc<Surprise>>() {
        return surprise.error("its status is not a documented one");
    }
    if status.is_success() {
        let why = "its status is not a documented one".into();
        return Error::new(Kind::Unreadable { why }, Delivery::Unknown)
            .with_status(status.as_u16());
    }
    refused(status.as_u16())
}

/// A refusal of an operation that is not known here.
fn refused(status: u16) -> Error {
    let delivery = match status {
        401 | 403 | 404 | 429 => Delivery::NotDone,
        _ => Delivery::Unknown,
    };
    Error::new(Kind::Refused, delivery).with_status(status)
}

#[cfg(test)]
mod tests {
    use partner_center_api::support::transport_error;

    use super::*;

    type Generated = partner_center_api::Error<serde_json::Value>;

    #[tokio::test]
    async fn our_error_comes_out_of_the_generated_one_unchanged() {
        let ours = Error::invalid("quantity", "it is 0").with_operation("createCart");
        let carried = Generated::CommunicationError(transport_error(ours.clone()).await);
        assert_eq!(Error::from(carried).to_string(), ours.to_string());
    }

    #[test]
    fn a_refused_id_keeps_the_words_of_the_generated_code() {
        for (message, expected) in [
            ("`cart-id` is empty: give one", "cart-id: it is empty: give one"),
            ("`cart-id` is `..`", "cart-id: it is `..`"),
            ("body was not initialized", "request: body was not initialized"),
            ("`", "request: `"),
        ] {
            let error = Error::from(Generated::InvalidRequest(message.to_owned()));
            assert!(error.is_invalid());
            assert_eq!(error.delivery(), Delivery::NotDone);
            assert_eq!(error.to_string(), expected);
        }
    }

    #[test]
    fn a_refusal_under_a_foreign_transport_keeps_status_code_and_doubt() {
        let body = serde_json::json!({ "code": "800064", "description": "busy" });
        let response = partner_center_api::ResponseValue::new(
            body,
            http::StatusCode::CONFLICT,
            http::HeaderMap::new(),
        );
        let error = Error::from(Generated::ErrorResponse(response));
        assert_eq!((error.status(), error.code()), (Some(409), Some("800064")));
        assert_eq!(error.delivery(), Delivery::Unknown);
    }
}
