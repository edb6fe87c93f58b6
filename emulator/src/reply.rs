//! What a handler answers, before it is dressed for the wire.

use bytes::Bytes;
use http::{HeaderMap, Response, StatusCode};

use crate::body::{EmulatorBody, Made};
use crate::fault_codes::{Code, meaning};
use crate::json::{Json, Object, object};

/// An answer: status, body and the few headers that are not on every answer.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) content: Content,
    pub(crate) headers: Vec<(String, String)>,
}

/// What stands in the body.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    Nothing,
    Json(Json),
    /// Anything else, with its content type.
    Raw(Bytes, String),
    /// The same, made while it is read.
    Made(Made, String),
}

impl Reply {
    pub(crate) fn json(status: u16, body: impl Into<Json>) -> Self {
        Self { status, content: Content::Json(body.into()), headers: Vec::new() }
    }

    pub(crate) fn empty(status: u16) -> Self {
        Self { status, content: Content::Nothing, headers: Vec::new() }
    }

    pub(crate) fn raw(status: u16, body: impl Into<Bytes>, content_type: &str) -> Self {
        Self {
            status,
            content: Content::Raw(body.into(), content_type.to_owned()),
            headers: Vec::new(),
        }
    }

    pub(crate) fn made(status: u16, body: Made, content_type: &str) -> Self {
        let content = Content::Made(body, content_type.to_owned());
        Self { status, content, headers: Vec::new() }
    }

    pub(crate) fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// The way the gateway in front of the service refuses.
    pub(crate) fn gateway(status: u16, message: impl Into<String>) -> Self {
        Self::json(status, object! { "statusCode": status, "message": message.into() })
    }

    fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// The answer as `http` has it, with what it was dressed in.
    pub(crate) fn into_response(
        self,
        headers: HeaderMap,
        body: EmulatorBody,
    ) -> Response<EmulatorBody> {
        let mut response = Response::new(body);
        *response.status_mut() = self.status();
        *response.headers_mut() = headers;
        response
    }

    /// The body as it goes out, without a byte order mark.
    pub(crate) fn bytes(&self) -> Bytes {
        match &self.content {
            Content::Nothing | Content::Made(..) => Bytes::new(),
            Content::Json(json) => json.to_string().into(),
            Content::Raw(bytes, _) => bytes.clone(),
        }
    }
}

/// A refusal with one of the service's codes.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    pub(crate) code: Code,
    /// What exactly is wrong, after what the code means.
    pub(crate) detail: Option<String>,
}

/// What every handler gives.
pub(crate) type Answer = Result<Reply, Refusal>;

/// Refuses with a code alone.
pub(crate) fn refuse<T>(code: Code) -> Result<T, Refusal> {
    Err(Refusal { code, detail: None })
}

/// Refuses with a code and says what is wrong.
pub(crate) fn refuse_for<T>(code: Code, detail: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal { code, detail: Some(detail.into()) })
}

impl Refusal {
    pub(crate) fn text(&self) -> String {
        match &self.detail {
            Some(detail) => format!("{} {detail}", meaning(self.code)),
            None => meaning(self.code).to_owned(),
        }
    }

    pub(crate) fn reply(&self) -> Reply {
        let (status, code) = self.code;
        let reply = Reply::json(status, fault(code, self.text()));
        if status == 401 {
            let value = format!(
                "Bearer error=\"invalid_token\", error_description=\"{}\"",
                meaning(self.code)
            );
            return reply.header("WWW-Authenticate", value);
        }
        reply
    }
}

/// The documented body of a refusal.
pub(crate) fn fault(code: &str, description: impl Into<String>) -> Object {
    object! {
        "code": code,
        "description": description.into(),
        "data": Vec::<Json>::new(),
        "source": "PartnerCenterEmulator",
    }
}
