//! How the command ends. The numbers are documented, and programs rely on them.

use std::process::ExitCode;

use partner_center::{Delivery, Error};

/// How the command ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done.
    Done = 0,
    /// Failed, and certainly nothing was bought.
    Failed = 1,
    /// The command line or a profile is wrong; nothing was sent.
    Usage = 2,
    /// What was named is not there.
    NotFound = 3,
    /// Sign in first, or otherwise.
    SignIn = 4,
    /// Something may have been bought: do not repeat it, settle it.
    InDoubt = 5,
    /// A part was refused; the rest was bought.
    InPart = 6,
    /// Come back later.
    Later = 7,
    /// Interrupted, before anything was bought.
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

impl Exit {
    /// What follows from an error. Doubt comes before everything else.
    pub(crate) fn of(error: &Error) -> Self {
        match error.delivery() {
            Delivery::Unknown if error.cart_id().is_some() => return Self::InDoubt,
            Delivery::InPart => return Self::InPart,
            _ => {}
        }
        if error.is_cancelled() {
            return Self::Interrupted;
        }
        match error.status() {
            _ if error.is_auth() => Self::SignIn,
            Some(401) => Self::SignIn,
            Some(404) => Self::NotFound,
            Some(429) => Self::Later,
            None if error.is_invalid() => Self::Usage,
            _ => Self::Failed,
        }
    }
}

/// Why a command ends otherwise than done.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    pub(crate) message: String,
}

impl Failure {
    pub(crate) fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self { exit, message: message.into() }
    }

    /// The command line or a profile is wrong.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, message)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let mut message = error.to_string();
        if error.status().is_some()
            && let Some(id) = error.request_id()
        {
            message.push_str(&format!("\n  request id for support: {id}"));
        }
        Self { exit: Exit::of(&error), message }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::new(Exit::Failed, error.to_string())
    }
}

pub(crate) type Outcome<T = ()> = Result<T, Failure>;
