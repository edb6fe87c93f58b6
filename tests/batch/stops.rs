//! What stops a batch as a whole.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use partner_center::batch::{Batch, Rows};
use partner_center::external::{BoxFuture, CancellationToken};
use partner_center::journal::{
    Claim, Entry, EntryQuery, Journal, JournalError, MemoryJournal, PurchaseKey,
};
use partner_center::{OrderId, auth::RefreshToken};
use partner_center_emulator::seed;

use crate::stage::{Stage, checked, rows};

/// A journal that is full from one write on.
#[derive(Clone)]
struct Full(MemoryJournal, Arc<AtomicUsize>);

impl Journal for Full {
    fn write<'a>(&'a self, entry: &'a Entry) -> BoxFuture<'a, Result<(), JournalError>> {
        let left = self.1.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |n| n.checked_sub(1));
        match left {
            Ok(_) => self.0.write(entry),
            Err(_) => Box::pin(async { Err(JournalError::full()) }),
        }
    }

    fn read<'a>(
        &'a self,
        key: &'a PurchaseKey,
    ) -> BoxFuture<'a, Result<Option<Entry>, JournalError>> {
        self.0.read(key)
    }

    fn list<'a>(
        &'a self,
        query: &'a EntryQuery,
    ) -> BoxFuture<'a, Result<Vec<Entry>, JournalError>> {
        self.0.list(query)
    }

    fn claimed<'a>(
        &'a self,
        orders: &'a [OrderId],
    ) -> BoxFuture<'a, Result<Vec<Claim>, JournalError>> {
        self.0.claimed(orders)
    }

    fn forget<'a>(
        &'a self,
        key: &'a PurchaseKey,
        revision: u64,
    ) -> BoxFuture<'a, Result<(), JournalError>> {
        self.0.forget(key, revision)
    }
}

#[tokio::test]
async fn a_journal_that_is_lost_stops_everything_and_no_order_is_lost_with_it() {
    for writes in 0..24 {
        let stage = Stage::new();
        let journal = Full(stage.journal.clone(), Arc::new(AtomicUsize::new(writes)));
        let batch = Batch::new(&stage.partner, journal).worker("tests").concurrency(3);
        let stopped = batch.run(checked(rows(50)).await).await.unwrap_err();
        assert!(stopped.error().is_unrecorded(), "{writes}: {stopped}");
        assert!(stopped.to_string().contains("its disk is full"), "{stopped}");
        assert!(stopped.report().open() + stopped.report().in_doubt > 40, "{stopped}");
        // With space again, each is bought once.
        let report = stage.batch().run(checked(rows(50)).await).await.unwrap();
        assert!(report.is_all_bought(), "{writes}: {report}");
        assert_eq!(stage.bought().len(), 50, "{writes}");
    }
}

#[tokio::test]
async fn a_batch_that_is_cancelled_leaves_each_row_begun_or_recorded() {
    for after in [0, 1, 5] {
        let stage = Stage::new();
        let token = CancellationToken::new();
        let mut done = 0;
        let stop = token.clone();
        if after == 0 {
            stop.cancel();
        }
        let batch = stage.batch().cancel_with(token).on_row(|_| {
            done += 1;
            if done == after {
                stop.cancel();
            }
        });
        let stopped = batch.run(checked(rows(20)).await).await.unwrap_err();
        assert!(stopped.is_cancelled(), "{stopped}");
        assert_eq!(stopped.report().bought, stage.bought().len() as u64, "{stopped}");
        assert_eq!(stopped.report().open(), 20 - stopped.report().bought);
        let report = stage.batch().run(checked(rows(20)).await).await.unwrap();
        assert!(report.is_all_bought(), "{report}");
        assert_eq!(stage.bought().len(), 20);
    }
}

#[tokio::test]
async fn a_batch_can_run_on_another_thread() {
    let stage = Stage::new();
    let (batch, rows) = (stage.batch(), checked(rows(2)).await);
    let report = tokio::spawn(async move {
        let checked = Rows::json_lines(std::io::empty()).check().await;
        assert!(checked.is_err());
        batch.run(rows).await
    });
    assert!(report.await.unwrap().unwrap().is_all_bought());
}

#[tokio::test]
async fn a_sign_in_that_needs_a_person_stops_everything() {
    let stage = Stage::new();
    let nobody = RefreshToken::new(seed::CONTOSO_TENANT, seed::CONTOSO_CLIENT, "expired");
    let partner = stage.signed_in_with(nobody.client_secret(seed::CONTOSO_SECRET));
    let batch = Batch::new(&partner, stage.journal.clone());
    let stopped = batch.run(checked(rows(50)).await).await.unwrap_err();
    assert!(stopped.error().needs_interaction(), "{stopped}");
    assert_eq!(stopped.report().open(), 50);
}
