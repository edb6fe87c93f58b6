//! Reading without a tokio runtime, where nothing can be done beside.

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;

use crate::stage::{LINES, Stage, all};

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

fn block_on<T>(work: impl Future<Output = T>) -> T {
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let mut context = Context::from_waker(&waker);
    let mut work = pin!(work);
    loop {
        match work.as_mut().poll(&mut context) {
            Poll::Ready(done) => return done,
            Poll::Pending => std::thread::park(),
        }
    }
}

#[test]
fn a_list_is_read_without_a_runtime_page_after_page() {
    let stage = Stage::new();
    let invoice = stage.invoice(5);
    assert_eq!(block_on(all(stage.lines(&invoice))).len(), 5);
    assert_eq!(stage.asked(LINES), 3);
}

#[test]
fn a_statement_is_saved_without_a_runtime() {
    let stage = Stage::new();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("statement.pdf");
    let length = block_on(async {
        stage.partner.statement(&"G000000101".into()).await.unwrap().save(&path).await.unwrap()
    });
    assert_eq!(std::fs::metadata(&path).unwrap().len(), length);
}
