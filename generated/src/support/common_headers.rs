//! The headers that every operation takes.

/// What the caller set of them; the transport fills in the rest.
#[derive(Clone, Debug, Default)]
pub(crate) struct CommonHeaders {
    pub(crate) request_id: Option<String>,
    pub(crate) correlation_id: Option<String>,
    pub(crate) locale: Option<String>,
}

/// The setters of these headers, for a call that has them in its field `headers`.
macro_rules! common_headers {
    () => {
        /// Names this call: `MS-RequestId`, a GUID.
        ///
        /// All tries of a call carry the same id, and no two calls may share one. Left out, the
        /// transport makes one.
        pub fn ms_request_id(mut self, value: impl Into<String>) -> Self {
            self.headers.request_id = Some(value.into());
            self
        }
        /// Ties calls together in logs and for support: `MS-CorrelationId`, a GUID.
        ///
        /// Left out, the transport makes one.
        pub fn ms_correlation_id(mut self, value: impl Into<String>) -> Self {
            self.headers.correlation_id = Some(value.into());
            self
        }
        /// Asks for titles and descriptions in a language: `X-Locale`, such as `de-DE`.
        ///
        /// Left out, the transport's own language; where it has none, the service answers in
        /// `en-US`.
        pub fn x_locale(mut self, value: impl Into<String>) -> Self {
            self.headers.locale = Some(value.into());
            self
        }
    };
}

pub(crate) use common_headers;
