//! A connection that tells gates when an answer has been written to it.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::body::EmulatorBody;
use crate::passage::Passage;

/// The gates that wait for answers of one connection; clones share them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Answers(Arc<Mutex<Vec<Expected>>>);

/// A gate, and what is dropped when the body of its answer has been taken.
type Expected = (Passage, Weak<()>);

impl Answers {
    /// Looks out for the end of an answer that a gate waits for.
    pub(crate) fn expect(&self, body: &mut EmulatorBody) {
        if let Some(expected) = body.hand_over() {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).push(expected);
        }
    }

    /// All that was taken so far has been written.
    fn written(&self) {
        let mut expected = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        expected.retain(|(gate, body)| {
            let is_taken = body.strong_count() == 0;
            if is_taken {
                gate.reach();
            }
            !is_taken
        });
    }
}

/// A stream whose flushes are noticed: hyper flushes after each answer.
#[derive(Debug)]
pub(crate) struct Written<S> {
    pub(crate) stream: S,
    pub(crate) answers: Answers,
}

impl<S: AsyncRead + Unpin> AsyncRead for Written<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Written<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, parts)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut self.stream).poll_flush(context))?;
        self.answers.written();
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::passage::GateState;

    #[test]
    fn a_gate_is_reached_when_what_was_taken_has_been_written() {
        let (gate, answers) = (Passage::new(), Answers::default());
        let mut body = EmulatorBody::whole("text");
        body.announce(gate.clone());
        answers.expect(&mut body);
        answers.written();
        assert_eq!(gate.state(), GateState::Waiting, "a flush while the body is still there");
        drop(body);
        assert_eq!(gate.state(), GateState::Waiting, "it was taken, and is in a buffer");
        answers.written();
        assert_eq!(gate.state(), GateState::Reached);
    }
}
