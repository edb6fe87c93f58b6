//! From the errors of generated operations to ours.

use partner_center_api::CallError;
use partner_center_api::support::{BadParameter, BoxError};

use super::{Delivery, Error, Kind, Misread};

impl From<BadParameter> for Error {
    fn from(wrong: BadParameter) -> Self {
        let said = format!("it {}", wrong.why());
        Self::invalid(wrong.name(), said).with_operation(wrong.operation().id)
    }
}

impl From<CallError> for Error {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Parameter(wrong) => wrong.into(),
            CallError::Transport(error) => match error.downcast::<Self>() {
                Ok(ours) => *ours,
                // Another transport was plugged in.
                Err(foreign) => Self::foreign(foreign),
            },
            CallError::Unreadable { body, error } => {
                let why = "its body does not have the documented form".into();
                Self::new(Kind::Unreadable { why }, Delivery::Unknown)
                    .with_body(&body)
                    .with_source(Misread::boxed(&error))
            }
            // A kind that a later version of the generated client adds.
            other => Self::foreign(Box::new(other)),
        }
    }
}

impl Error {
    /// A failure that is not ours, of which nothing is known.
    fn foreign(error: BoxError) -> Self {
        Self::new(Kind::Unanswered, Delivery::Unknown).with_source(error)
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use partner_center_api::Request;
    use partner_center_api::support::Retry;

    use super::*;

    #[test]
    fn our_error_comes_out_of_the_generated_one_unchanged() {
        let ours = Error::invalid("quantity", "it is 0").with_operation("createCart");
        let carried = CallError::Transport(Box::new(ours.clone()));
        assert_eq!(Error::from(carried).to_string(), ours.to_string());
    }

    #[test]
    fn a_bad_parameter_names_its_operation_and_was_not_sent() {
        let wrong = Request::raw("GET", "customers", Retry::Read).unwrap_err();
        let error = Error::from(CallError::from(wrong));
        assert!(error.is_invalid());
        assert_eq!(error.delivery(), Delivery::NotDone);
        let text = error.to_string();
        assert!(text.starts_with("GET: path: it is not a path of the service"), "{text}");
    }

    #[test]
    fn what_a_foreign_transport_says_leaves_doubt() {
        let error = Error::from(CallError::Transport("the line is dead".into()));
        assert_eq!(error.delivery(), Delivery::Unknown);
        let json = serde_json::from_str::<u8>("{").unwrap_err();
        let unread = CallError::Unreadable { body: Bytes::from_static(b"{"), error: json };
        let error = Error::from(unread);
        assert_eq!((error.delivery(), error.body()), (Delivery::Unknown, Some("{")));
    }
}
