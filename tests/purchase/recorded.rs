//! A purchase with a journal, cut off at every moment and gone on with: is it made once?

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use partner_center::external::BoxFuture;
use partner_center::journal::{
    Claim, Entry, EntryQuery, EntryState, Journal, JournalError, MemoryJournal, PurchaseKey,
};
use partner_center::purchase::{
    AfterDoubt, Proof, PurchaseRecord, PurchaseState, RecordedPurchase, SettlePolicy, Settlement,
};
use partner_center::transport::{HttpSender, SendError, ServiceSender};
use partner_center::{Delivery, OrderId, PartnerCenter, PurchaseRequest};
use partner_center_emulator::{Action, Emulator, RepeatedCheckout, When};
use reqwest::{Request, Response};
use tokio::sync::Notify;

use crate::stage::{Stage, builder, request, reservation, software, user};

fn key() -> PurchaseKey {
    PurchaseKey::new("shop order 4711").unwrap()
}

/// Counts down to the moment at which everything stops.
#[derive(Clone)]
struct Fuse {
    left: Arc<AtomicUsize>,
    after: bool,
    burnt: Arc<Notify>,
}

impl Fuse {
    fn new(left: usize, after: bool) -> Self {
        Self { left: Arc::new(AtomicUsize::new(left)), after, burnt: Arc::default() }
    }

    /// Does `work`, or stops before it or after it for good.
    async fn pass<T>(&self, work: impl Future<Output = T>) -> T {
        let left = self
            .left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
        if left.is_ok() {
            return work.await;
        }
        let done = if self.after { Some(work.await) } else { None };
        self.burnt.notify_one();
        std::future::pending::<()>().await;
        done.unwrap_or_else(|| unreachable!("it is pending"))
    }
}

/// A sender, or a journal, behind a fuse.
#[derive(Clone)]
struct Fused<T> {
    inner: T,
    fuse: Fuse,
}

impl HttpSender for Fused<ServiceSender<Emulator>> {
    fn execute<'a>(&'a self, request: Request) -> BoxFuture<'a, Result<Response, SendError>> {
        Box::pin(self.fuse.pass(self.inner.execute(request)))
    }
}

impl Journal for Fused<MemoryJournal> {
    fn write<'a>(&'a self, entry: &'a Entry) -> BoxFuture<'a, Result<(), JournalError>> {
        Box::pin(self.fuse.pass(self.inner.write(entry)))
    }

    fn read<'a>(
        &'a self,
        key: &'a PurchaseKey,
    ) -> BoxFuture<'a, Result<Option<Entry>, JournalError>> {
        self.inner.read(key)
    }

    fn list<'a>(
        &'a self,
        query: &'a EntryQuery,
    ) -> BoxFuture<'a, Result<Vec<Entry>, JournalError>> {
        self.inner.list(query)
    }

    fn claimed<'a>(
        &'a self,
        orders: &'a [OrderId],
    ) -> BoxFuture<'a, Result<Vec<Claim>, JournalError>> {
        self.inner.claimed(orders)
    }

    fn forget<'a>(
        &'a self,
        key: &'a PurchaseKey,
        revision: u64,
    ) -> BoxFuture<'a, Result<(), JournalError>> {
        self.inner.forget(key, revision)
    }
}

/// A sender that lets others go first.
struct Yielding(ServiceSender<Emulator>);

impl HttpSender for Yielding {
    fn execute<'a>(&'a self, request: Request) -> BoxFuture<'a, Result<Response, SendError>> {
        Box::pin(async move {
            tokio::task::yield_now().await;
            self.0.execute(request).await
        })
    }
}

/// What is settled, how, and on which service.
#[derive(Clone, Copy, Debug)]
struct Case {
    repeated: RepeatedCheckout,
    after_doubt: AfterDoubt,
    several_groups: bool,
}

impl Case {
    fn all() -> Vec<Self> {
        let mut all = Vec::new();
        for repeated in [
            RepeatedCheckout::Repeat,
            RepeatedCheckout::InProgress,
            RepeatedCheckout::BeingProcessed,
            RepeatedCheckout::AlreadySubmitted,
        ] {
            for after_doubt in
                [AfterDoubt::AskAgain, AfterDoubt::AskAgainAtOnce, AfterDoubt::ReadOnly]
            {
                for several_groups in [false, true] {
                    all.push(Self { repeated, after_doubt, several_groups });
                }
            }
        }
        all
    }

    fn stage(self) -> Stage {
        Stage::with(|settings| settings.repeated_checkout = self.repeated)
    }

    fn request(self) -> PurchaseRequest {
        match self.several_groups {
            true => request(software(1)).line(reservation()),
            false => request(software(1)),
        }
    }

    fn policy(self) -> SettlePolicy {
        SettlePolicy::default().after_doubt(self.after_doubt)
    }

    /// How many orders one purchase makes.
    fn orders(self) -> usize {
        if self.several_groups { 2 } else { 1 }
    }
}

/// Runs a purchase until it ends, or the fuse has burnt.
async fn cut_off(purchase: RecordedPurchase<'_>, fuse: &Fuse) -> bool {
    tokio::select! {
        _ = purchase.run() => false,
        () = fuse.burnt.notified() => true,
    }
}

/// Goes on with what was cut off, by a process that knows the journal alone.
async fn go_on(partner: &PartnerCenter, journal: &MemoryJournal, case: Case) -> Option<Settlement> {
    let resumed = partner.resume(journal.clone(), key()).take_over();
    let day = Duration::from_secs(24 * 60 * 60);
    match resumed.waiting(day).run().await {
        Ok(settlement) => Some(settlement),
        // It was cut off before anything was written.
        Err(failed) => {
            assert_eq!(failed.bought(), Delivery::NotDone, "{case:?}: {failed}");
            None
        }
    }
}

/// Holds what is said against what was done.
fn judge(stage: &Stage, settlement: Option<Settlement>, case: Case, place: &str) {
    let place = format!("{place}, {case:?}");
    let bought = stage.bought();
    assert!(bought.len() <= case.orders(), "{place}: bought twice: {bought:?}");
    match settlement {
        None => assert!(bought.is_empty(), "{place}"),
        Some(Settlement::Bought(found)) => {
            let found: Vec<_> = found.orders().iter().map(|id| id.as_str().to_owned()).collect();
            assert_eq!(found.len(), case.orders(), "{place}");
            assert!(found.iter().all(|id| bought.contains(id)), "{place}: {found:?} {bought:?}");
        }
        Some(Settlement::NotBought(nothing)) => {
            assert!(bought.is_empty(), "{place}: {}", nothing.proof());
            assert_eq!(case.after_doubt, AfterDoubt::ReadOnly, "{place}: {}", nothing.proof());
        }
        // Two groups cannot be told from a list, where the service names none again.
        Some(Settlement::AskPerson(person)) => {
            assert!(case.several_groups, "{place}: {}", person.question());
            assert_eq!(bought.len(), case.orders(), "{place}");
        }
        Some(other) => panic!("{place}: {other}"),
    }
}

#[tokio::test]
async fn cut_off_at_any_request_it_is_made_once() {
    for case in Case::all() {
        for after in [false, true] {
            for at in 0.. {
                let stage = case.stage();
                let fuse = Fuse::new(at, after);
                let sender =
                    Fused { inner: ServiceSender::new(stage.emulator.clone()), fuse: fuse.clone() };
                let partner = builder(&stage.emulator, user()).http_sender(sender).build().unwrap();
                let journal = MemoryJournal::new();
                let customer = partner.customer(stage.customer().id().clone());
                let request = case.request();
                let purchase = customer
                    .purchase(&request)
                    .recorded(journal.clone(), key())
                    .settle_by(case.policy());
                if !cut_off(purchase, &fuse).await {
                    assert!(at > 5, "every request had its turn");
                    break;
                }
                let settlement = go_on(&stage.partner, &journal, case).await;
                judge(&stage, settlement, case, &format!("request {at}, after: {after}"));
            }
        }
    }
}

#[tokio::test]
async fn cut_off_at_any_write_it_is_made_once() {
    for case in Case::all() {
        for after in [false, true] {
            for at in 0.. {
                let stage = case.stage();
                let fuse = Fuse::new(at, after);
                let journal = Fused { inner: MemoryJournal::new(), fuse: fuse.clone() };
                let (customer, request) = (stage.customer(), case.request());
                let purchase = customer
                    .purchase(&request)
                    .recorded(journal.clone(), key())
                    .settle_by(case.policy());
                if !cut_off(purchase, &fuse).await {
                    assert_eq!(at, 5, "every write had its turn");
                    break;
                }
                let settlement = go_on(&stage.partner, &journal.inner, case).await;
                judge(&stage, settlement, case, &format!("write {at}, after: {after}"));
            }
        }
    }
}

#[tokio::test]
async fn whatever_goes_wrong_with_the_checkout_it_is_made_once_or_not_at_all() {
    let troubles = [
        Action::cut(When::Before),
        Action::cut(When::After),
        Action::cut(When::MidBody),
        Action::Html { status: 403, when: Some(When::After) },
        Action::Html { status: 502, when: Some(When::Before) },
        Action::Empty { status: 404, when: Some(When::After) },
        Action::Garbage { status: 200, when: Some(When::After) },
        Action::refuse(500, "800003"),
    ];
    for case in Case::all() {
        for trouble in &troubles {
            let stage = case.stage();
            stage.fault("checkoutCart", trouble.clone());
            let (customer, request) = (stage.customer(), case.request());
            let purchase = customer.purchase(&request).recorded(MemoryJournal::new(), key());
            let day = Duration::from_secs(24 * 60 * 60);
            let settled = purchase.settle_by(case.policy()).waiting(day).run().await.unwrap();
            judge(&stage, Some(settled), case, &format!("{trouble:?}"));
        }
    }
}

/// A journal that tells what it was given.
fn states(journal: &MemoryJournal) -> impl Future<Output = PurchaseRecord> {
    let journal = journal.clone();
    async move { PurchaseRecord::of(&journal.read(&key()).await.unwrap().unwrap()).unwrap() }
}

#[tokio::test]
async fn the_record_says_whom_it_is_for_what_was_asked_and_how_it_went() {
    let stage = Stage::new();
    let journal = MemoryJournal::new();
    let request = request(software(2)).line(reservation());
    let customer = stage.customer();
    let settled = customer.purchase(&request).recorded(journal.clone(), key()).run().await.unwrap();
    assert!(settled.is_bought(), "{settled}");
    let record = states(&journal).await;
    assert_eq!(record.customer(), customer.id());
    assert_eq!(record.request(), &request);
    assert_eq!(record.base_url(), stage.partner.base_url());
    assert!(record.country().is_some() && record.tenant().is_some());
    assert!(record.answer().unwrap().contains("\"orders\""));
    let sent = stage.emulator.ledger().into_iter();
    let sent = sent.filter(|entry| entry.operation_id == "checkoutCart");
    let sent: Vec<_> = sent.filter_map(|entry| entry.request_id).collect();
    let PurchaseState::Bought(bought) = record.state() else { panic!("{record}") };
    let ids = bought.cart().request_ids().iter().map(ToString::to_string);
    assert_eq!(ids.collect::<Vec<_>>(), sent);
    assert!(matches!(record.state(), PurchaseState::Bought(_)));
    let ledger = stage.emulator.ledger();
    let own = record.correlation_id().to_string();
    let carts = ledger.iter().filter(|entry| entry.operation_id != "token");
    assert!(carts.clone().count() > 1);
    assert!(carts.clone().all(|entry| entry.correlation_id.as_deref() == Some(&*own)));
    let entry = journal.read(&key()).await.unwrap().unwrap();
    assert_eq!((entry.state, entry.claims.len()), (EntryState::Bought, 2));
    assert!(entry.lease.is_none());
}

#[tokio::test]
async fn the_same_key_is_the_same_purchase_and_other_contents_are_refused() {
    let stage = Stage::new();
    let journal = MemoryJournal::new();
    let (customer, wanted) = (stage.customer(), request(software(1)));
    for _ in 0..3 {
        let call = customer.purchase(&wanted).recorded(journal.clone(), key());
        assert!(call.run().await.unwrap().is_bought());
    }
    assert_eq!(stage.bought().len(), 1);
    let other = request(software(2));
    let call = customer.purchase(&other).recorded(journal.clone(), key());
    let failed = call.run().await.unwrap_err();
    assert_eq!(failed.bought(), Delivery::NotDone);
    assert!(failed.to_string().contains("with other contents"), "{failed}");
    assert_eq!(stage.bought().len(), 1);
}

#[tokio::test]
async fn two_that_begin_at_once_buy_once() {
    let stage = Stage::new();
    let journal = MemoryJournal::new();
    let sender = Yielding(ServiceSender::new(stage.emulator.clone()));
    let partner = builder(&stage.emulator, user()).http_sender(sender).build().unwrap();
    let customer = partner.customer(stage.customer().id().clone());
    let wanted = request(software(1));
    let run = || customer.purchase(&wanted).recorded(journal.clone(), key()).run();
    let (one, other) = tokio::join!(run(), run());
    let bought = [&one, &other].iter().filter(|end| end.is_ok()).count();
    assert_eq!((bought, stage.bought().len()), (1, 1), "{one:?} {other:?}");
    let failed = one.err().or(other.err()).unwrap();
    assert!(failed.to_string().contains("another worker"), "{failed}");
}

#[tokio::test]
async fn two_that_both_think_they_have_it_buy_once() {
    for yields in 0..40 {
        let stage = Stage::new();
        let journal = MemoryJournal::new();
        let sender = Yielding(ServiceSender::new(stage.emulator.clone()));
        let partner = builder(&stage.emulator, user()).http_sender(sender).build().unwrap();
        let customer = partner.customer(stage.customer().id().clone());
        let wanted = request(software(1));
        let run = || customer.purchase(&wanted).recorded(journal.clone(), key()).take_over().run();
        let late = async {
            for _ in 0..yields {
                tokio::task::yield_now().await;
            }
            run().await
        };
        let (one, other) = tokio::join!(run(), late);
        assert_eq!(stage.bought().len(), 1, "{yields}");
        for end in [one, other] {
            match end {
                // It may have come in the middle of the other's checkout.
                Ok(Settlement::InDoubt { .. }) => {}
                Ok(settlement) => assert_eq!(settlement.orders().len(), 1, "{settlement}"),
                Err(failed) => assert!(failed.error().is_lease_lost(), "{yields}: {failed}"),
            }
        }
    }
}

#[tokio::test]
async fn where_the_journal_cannot_write_nothing_is_sent() {
    /// Fails from one write on.
    struct Full(MemoryJournal, AtomicUsize);

    impl Journal for Full {
        fn write<'a>(&'a self, entry: &'a Entry) -> BoxFuture<'a, Result<(), JournalError>> {
            let left = &self.1;
            let left =
                left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |n| n.checked_sub(1));
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

    for writes in 0..5 {
        let stage = Stage::new();
        let journal = Full(MemoryJournal::new(), AtomicUsize::new(writes));
        let (customer, wanted) = (stage.customer(), request(software(1)));
        let failed = customer.purchase(&wanted).recorded(journal, key()).run().await.unwrap_err();
        assert!(failed.error().is_unrecorded(), "{failed}");
        // The last write is that of the answer.
        let is_sent = writes == 4;
        assert_eq!(stage.bought().len(), usize::from(is_sent), "{writes} writes");
        let expected = if is_sent { Delivery::Unknown } else { Delivery::NotDone };
        assert_eq!(failed.bought(), expected, "{writes} writes: {failed}");
    }
}

#[tokio::test]
async fn a_refusal_is_an_end_that_can_be_begun_again() {
    let stage = Stage::new();
    let journal = MemoryJournal::new();
    stage.fault("checkoutCart", Action::refuse(403, "13605"));
    let (customer, wanted) = (stage.customer(), request(software(1)));
    let run = || customer.purchase(&wanted).recorded(journal.clone(), key());
    for _ in 0..2 {
        match run().run().await.unwrap() {
            Settlement::NotBought(nothing) => {
                assert!(
                    matches!(nothing.proof(), Proof::Refused { refusal } if refusal.code() == Some("13605"))
                );
            }
            other => panic!("{other}"),
        }
    }
    assert!(run().try_again().run().await.unwrap().is_bought());
    assert_eq!(states(&journal).await.attempt(), 2);
    assert_eq!(stage.bought().len(), 1);
}

#[tokio::test]
async fn a_purchase_of_another_service_is_left_alone() {
    let stage = Stage::new();
    let journal = MemoryJournal::new();
    let (customer, wanted) = (stage.customer(), request(software(1)));
    stage.fault("checkoutCart", Action::cut(When::Before));
    let in_doubt = customer.purchase(&wanted).recorded(journal.clone(), key()).run().await;
    assert!(matches!(in_doubt.unwrap(), Settlement::InDoubt { .. }));
    let elsewhere =
        builder(&stage.emulator, user()).base_url("http://localhost:1").build().unwrap();
    let sent = stage.emulator.requests().total;
    let failed = elsewhere.resume(journal, key()).run().await.unwrap_err();
    assert!(failed.to_string().contains("was recorded for the service at"), "{failed}");
    let tokens = stage.emulator.requests().total - sent;
    assert!(tokens <= 1, "nothing but a token was asked for");
}

#[tokio::test]
async fn a_doubt_without_a_journal_is_settled_by_reading() {
    let half_an_hour = Duration::from_secs(1_800);
    for (when, is_bought) in [(When::Before, false), (When::After, true)] {
        let stage = Stage::new();
        stage.fault("checkoutCart", Action::cut(when));
        let (customer, wanted) = (stage.customer(), request(software(1)));
        let failed = customer.purchase(&wanted).run().await.unwrap_err();
        let doubt = failed.doubt().unwrap().clone();
        let stored = serde_json::to_string(&doubt).unwrap();
        let now = customer.settle(doubt).run().await.unwrap();
        assert!(matches!(now, Settlement::InDoubt { until: Some(_), .. }), "{now}");
        let doubt: partner_center::purchase::Doubt = serde_json::from_str(&stored).unwrap();
        let settled = customer.settle(doubt).waiting(half_an_hour).run().await.unwrap();
        assert_eq!(settled.is_bought(), is_bought, "{settled}");
        assert_eq!(settled.orders().len(), stage.bought().len());
        assert!(settled.is_settled());
    }
}

#[tokio::test]
async fn a_person_can_end_a_doubt_and_nothing_that_has_ended() {
    for (orders, is_bought) in [(vec![OrderId::from("27vZrVGksXNq")], true), (Vec::new(), false)] {
        let stage = Stage::new();
        let journal = MemoryJournal::new();
        stage.fault("checkoutCart", Action::cut(When::Before));
        let (customer, wanted) = (stage.customer(), request(software(1)));
        let run = || customer.purchase(&wanted).recorded(journal.clone(), key()).run();
        assert!(!run().await.unwrap().is_settled());
        let decided = stage.partner.decide(journal.clone(), key(), orders).await.unwrap();
        assert_eq!(decided.is_bought(), is_bought, "{decided}");
        assert_eq!(run().await.unwrap(), decided);
        let again = stage.partner.decide(journal.clone(), key(), []).await.unwrap_err();
        assert!(again.to_string().contains("nothing to decide"), "{again}");
        assert!(stage.bought().is_empty());
    }
}
