//! Bodies of answers, which can break off in the middle, and the error that means a cut connection.

use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Weak};
use std::task::{Context, Poll};

use crate::passage::Passage;
use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

/// The connection was cut, as a scripted fault asked for.
///
/// As the error of the service it means that no answer comes; as the error of a body, that no more
/// of it comes.
#[derive(Debug)]
pub struct Cut;

impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the emulator cut the connection, as a scripted fault asked for")
    }
}

impl Error for Cut {}

/// The body of an answer.
#[derive(Debug)]
pub struct EmulatorBody {
    left: Option<Bytes>,
    /// What the size hint promises, which a body that breaks off does not keep.
    promised: u64,
    end: End,
    /// Tells a gate when the body has been taken.
    announced: Option<Announcement>,
}

/// Tells a gate that an answer is through, when it is dropped with the body.
#[derive(Debug)]
struct Announcement {
    /// None when a connection does that.
    gate: Option<Passage>,
    /// Lets the connection know when the body is gone.
    alive: Arc<()>,
}

impl Drop for Announcement {
    fn drop(&mut self) {
        if let Some(gate) = &self.gate {
            gate.reach();
        }
    }
}

#[derive(Debug, PartialEq)]
enum End {
    Whole,
    /// Breaks off; the pause lets a server send what it has before it learns of the error.
    Pause,
    Cut,
}

impl EmulatorBody {
    pub(crate) fn whole(bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        let promised = bytes.len() as u64;
        let left = Some(bytes).filter(|bytes| !bytes.is_empty());
        Self { left, promised, end: End::Whole, announced: None }
    }

    /// Gives the first half of `bytes`, then fails.
    pub(crate) fn broken(bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        let promised = bytes.len() as u64;
        let left = Some(bytes.slice(..bytes.len() / 2));
        Self { left, promised, end: End::Pause, announced: None }
    }

    /// Tells a gate when the body has been read, or given up.
    pub(crate) fn announce(&mut self, gate: Passage) {
        self.announced = Some(Announcement { gate: Some(gate), alive: Arc::default() });
    }

    /// The gate that waits for the body, for a connection that tells it when all is written, and
    /// what is gone when the body has been taken.
    pub(crate) fn hand_over(&mut self) -> Option<(Passage, Weak<()>)> {
        let announced = self.announced.as_mut()?;
        Some((announced.gate.take()?, Arc::downgrade(&announced.alive)))
    }
}

impl Body for EmulatorBody {
    type Data = Bytes;
    type Error = Cut;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Cut>>> {
        if let Some(bytes) = self.left.take() {
            self.promised = match self.end {
                End::Whole => 0,
                End::Pause | End::Cut => self.promised.saturating_sub(bytes.len() as u64),
            };
            return Poll::Ready(Some(Ok(Frame::data(bytes))));
        }
        match self.end {
            End::Whole => Poll::Ready(None),
            End::Pause => {
                self.end = End::Cut;
                context.waker().wake_by_ref();
                Poll::Pending
            }
            End::Cut => Poll::Ready(Some(Err(Cut))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.left.is_none() && self.end == End::Whole
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.promised)
    }
}
