//! Documents of the service on their way to disk: looked at first, never held whole, and named
//! only when they are complete.

pub(crate) mod blob;
pub(crate) mod save;

use std::fmt;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt;
use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderName};
use partner_center_api::{Answer, ByteStream, CallError};

use crate::client::PartnerCenter;
use crate::clock::blocking::blocking;
use crate::clock::{Clock, within};
use crate::download::save::{Pending, refused};
use crate::error::{Answered, Delivery, Error, Kind, Result};

/// What a document is to be, by its first bytes.
#[derive(Clone, Copy)]
pub(crate) struct Expected {
    /// Such as `a PDF`, for messages.
    pub(crate) name: &'static str,
    /// How many bytes tell.
    pub(crate) telling: usize,
    /// Whether they are those of such a document.
    pub(crate) fits: fn(&[u8]) -> bool,
}

/// A document, on its way. Its beginning has come, and is that of what was expected.
pub(crate) struct Download {
    first: Bytes,
    rest: Rest,
}

impl Download {
    /// Looks at status, content type and the first bytes of an answer.
    pub(crate) async fn begin(
        partner: &PartnerCenter,
        answer: Result<Answer<ByteStream>, CallError>,
        expected: Expected,
    ) -> Result<Self> {
        let name = expected.name;
        let answer = answer.map_err(|error| no_document(error.into(), name))?;
        let head = Head::of(&answer);
        let is_page = head.kind.starts_with("text/") && !head.kind.starts_with("text/csv");
        if head.status != 200 || is_page {
            return Err(head.unusable(match is_page {
                true => format!("it is not {name} but `{}`", head.kind),
                false => format!("it is not {name}: the status is not 200"),
            }));
        }
        Self::look(partner, head, answer.into_inner(), expected).await
    }

    /// The same for what no operation of the document answered with; `operation` is what errors
    /// call it.
    pub(crate) async fn of_pieces(
        partner: &PartnerCenter,
        headers: &HeaderMap,
        stream: ByteStream,
        expected: Expected,
        operation: &'static str,
    ) -> Result<Self> {
        let head = Head::new(Answered::plain(operation, 200), 200, headers);
        Self::look(partner, head, stream, expected).await
    }

    async fn look(
        partner: &PartnerCenter,
        head: Head,
        stream: ByteStream,
        expected: Expected,
    ) -> Result<Self> {
        let mut rest = Rest {
            head,
            stream,
            clock: partner.clock().clone(),
            limit: partner.pipeline().read_limit(),
            came: 0,
        };
        let name = expected.name;
        let mut first = Vec::new();
        while first.len() < expected.telling
            && let Some(piece) = rest.next().await?
        {
            first.extend_from_slice(&piece);
        }
        if !(expected.fits)(&first) {
            let why = format!("it is not {name}, though it calls itself `{}`", rest.head.kind);
            return Err(rest.head.unusable(why).with_body(&first));
        }
        Ok(Self { first: first.into(), rest })
    }

    /// How many bytes it has, where the service told.
    pub(crate) fn length(&self) -> Option<u64> {
        self.rest.head.length
    }

    /// Writes it through what `wrap` makes of a file, which gets its name only when all of it is
    /// there and on the disk. Gives the number of bytes.
    pub(crate) async fn save_through<W: Write + Send + 'static>(
        self,
        path: impl AsRef<Path>,
        wrap: impl FnOnce(File) -> W + Send,
    ) -> Result<u64> {
        let Self { first, mut rest } = self;
        let path = path.as_ref().to_owned();
        let place = path.clone();
        let pending = blocking(move || Pending::create(&place)).await;
        let (file, pending) = pending.ok_or_else(stopped)??.split();
        let mut writer = wrap(file);
        let mut piece = Some(first);
        while let Some(bytes) = piece {
            // A disk can take its time, in which others shall not have to wait.
            let write = move || {
                let written = writer.write_all(&bytes);
                (writer, written)
            };
            let written;
            (writer, written) = blocking(write).await.ok_or_else(stopped)?;
            written.map_err(|error| refused(&path, &error))?;
            piece = rest.next().await?;
        }
        let length = rest.came;
        if rest.head.length.is_some_and(|whole| whole != length) {
            return Err(rest.head.short(length));
        }
        let finish = move || {
            writer.flush().map_err(|error| refused(&path, &error))?;
            drop(writer);
            pending.finish()
        };
        blocking(finish).await.ok_or_else(stopped)??;
        Ok(length)
    }
}

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download").field("length", &self.length()).finish_non_exhaustive()
    }
}

/// What is still to come.
struct Rest {
    head: Head,
    stream: ByteStream,
    clock: Arc<dyn Clock>,
    /// How long a piece may take.
    limit: Duration,
    /// How many bytes came so far.
    came: u64,
}

impl Rest {
    async fn next(&mut self) -> Result<Option<Bytes>> {
        match within(&*self.clock, self.limit, self.stream.next()).await {
            Some(Some(Ok(piece))) => {
                self.came += u64::try_from(piece.len()).unwrap_or(u64::MAX);
                Ok(Some(piece))
            }
            Some(Some(Err(error))) => Err(self.head.short(self.came).with_source(error)),
            Some(None) => Ok(None),
            None => {
                let (came, limit) = (self.came, self.limit.as_secs_f64());
                let why = format!("after {came} bytes nothing more came within {limit} s");
                Err(self.head.unusable(why))
            }
        }
    }
}

/// What the answer says beside the document.
struct Head {
    answered: Answered,
    status: u16,
    kind: String,
    length: Option<u64>,
}

impl Head {
    fn of<T>(answer: &Answer<T>) -> Self {
        Self::new(Answered::of(answer), answer.status().as_u16(), answer.headers())
    }

    fn new(answered: Answered, status: u16, headers: &HeaderMap) -> Self {
        let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
        // What is compressed has another length on the way.
        let length = text(CONTENT_LENGTH).filter(|_| !headers.contains_key(CONTENT_ENCODING));
        Self {
            answered,
            status,
            kind: text(CONTENT_TYPE).unwrap_or_default().to_ascii_lowercase(),
            length: length.and_then(|digits| digits.trim().parse().ok()),
        }
    }

    fn unusable(&self, why: String) -> Error {
        self.answered.unusable(Delivery::NotDone, why)
    }

    /// It ended too early.
    fn short(&self, came: u64) -> Error {
        self.unusable(match self.length {
            Some(whole) => format!("it broke off: {came} of {whole} bytes came"),
            None => format!("it broke off after {came} bytes"),
        })
    }
}

/// The transport looks for JSON in what is no document, and says that it found none.
fn no_document(error: Error, name: &str) -> Error {
    let why = match (error.kind(), error.body()) {
        (Kind::Unreadable { .. }, Some(body)) if body.trim_start().starts_with('<') => {
            format!("it is not {name} but a web page")
        }
        (Kind::Unreadable { .. }, Some(_)) => format!("it is not {name}"),
        _ => return error,
    };
    error.with_reason(why)
}

fn stopped() -> Error {
    let message = "writing it was given up".into();
    Error::new(Kind::Unsaved { message }, Delivery::NotDone)
}
