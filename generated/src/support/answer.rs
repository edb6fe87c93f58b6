//! A success of an operation, as its caller gets it.

use std::fmt;
use std::ops::Deref;

use http::{HeaderMap, StatusCode};

use super::{Operation, Sent};

/// What an operation answered, with what came beside it. Derefs to the value.
#[derive(Clone)]
pub struct Answer<T> {
    value: T,
    operation: &'static Operation,
    status: StatusCode,
    headers: HeaderMap,
    sent: Sent,
}

impl<T> Answer<T> {
    pub(super) fn new(
        value: T,
        operation: &'static Operation,
        status: StatusCode,
        headers: HeaderMap,
        sent: Sent,
    ) -> Self {
        Self { value, operation, status, headers, sent }
    }

    /// The value alone.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// The operation that answered.
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// What was sent for it, as far as the transport tells.
    pub fn sent(&self) -> &Sent {
        &self.sent
    }

    /// Makes another value of this one.
    ///
    /// # Errors
    ///
    /// Those of `make`.
    pub fn try_map<U, E>(self, make: impl FnOnce(T) -> Result<U, E>) -> Result<Answer<U>, E> {
        let Self { value, operation, status, headers, sent } = self;
        Ok(Answer { value: make(value)?, operation, status, headers, sent })
    }
}

impl<T> Deref for Answer<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: fmt::Debug> fmt::Debug for Answer<T> {
    /// Tells no headers, which may hold what is not to be logged.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("operation", &self.operation.id)
            .field("status", &self.status)
            .field("value", &self.value)
            .finish_non_exhaustive()
    }
}
