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

/// What a long body is made of, one piece after the other, while it is read.
pub(crate) type Pieces = Box<dyn Iterator<Item = Bytes> + Send + Sync>;

/// A body that is made while it is read; it can be as long as it likes.
#[derive(Clone)]
pub(crate) struct Made(Arc<dyn Fn() -> Pieces + Send + Sync>);

impl Made {
    pub(crate) fn new(pieces: impl Fn() -> Pieces + Send + Sync + 'static) -> Self {
        Self(Arc::new(pieces))
    }
}

impl fmt::Debug for Made {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Made(..)")
    }
}

/// The body of an answer.
pub struct EmulatorBody {
    left: Option<Bytes>,
    /// What follows, where it is made on the way.
    rest: Option<Pieces>,
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
        Self { left, rest: None, promised, end: End::Whole, announced: None }
    }

    /// Gives the first half of `bytes`, then fails.
    pub(crate) fn broken(bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        let promised = bytes.len() as u64;
        let left = Some(bytes.slice(..bytes.len() / 2));
        Self { left, rest: None, promised, end: End::Pause, announced: None }
    }

    /// Gives what is made, or only its first piece.
    pub(crate) fn made(made: &Made, is_cut: bool) -> Self {
        let mut pieces = (made.0)();
        let left = pieces.next();
        let (rest, end) = match is_cut {
            true => (None, End::Pause),
            false => (Some(pieces), End::Whole),
        };
        Self { left, rest, promised: 0, end, announced: None }
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

impl fmt::Debug for EmulatorBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EmulatorBody")
            .field("promised", &self.promised)
            .field("end", &self.end)
            .finish_non_exhaustive()
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
        if let Some(piece) = self.rest.as_mut().and_then(Iterator::next) {
            return Poll::Ready(Some(Ok(Frame::data(piece))));
        }
        self.rest = None;
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
        self.left.is_none() && self.rest.is_none() && self.end == End::Whole
    }

    fn size_hint(&self) -> SizeHint {
        match (&self.rest, &self.end) {
            (None, End::Whole) => SizeHint::with_exact(self.promised),
            (None, _) if self.promised > 0 => SizeHint::with_exact(self.promised),
            _ => SizeHint::default(),
        }
    }
}
