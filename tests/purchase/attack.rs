//! Purchases with a journal under attack: by other workers, by journals that fail, by clocks that
//! are wrong, by orders that look like their own.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use partner_center::clock::Clock;
use partner_center::external::{BoxFuture, CancellationToken};
use partner_center::journal::{
    Claim, Entry, EntryQuery, EntryState, Journal, JournalError, MemoryJournal, PurchaseKey,
};
use partner_center::purchase::{
    AfterDoubt, Confirmation, Doubt, PurchaseRecord, Question, SettlePolicy, Settlement,
};
use partner_center::transport::{HttpSender, SendError, ServiceSender};
use partner_center::{Cart, Delivery, OrderId, PartnerCenter};
use partner_center_emulator::{Action, Emulator, ExpiredCart, Fault, OrderedCart, When, seed};
use partner_center_test_support::EmulatorTime;
use reqwest::{Request, Response};
use serde_json::{Value, json};
use tokio::sync::Notify;

use crate::stage::{Stage, builder, request, reservation, software, user};

fn key() -> PurchaseKey {
    PurchaseKey::new("shop order 4711").unwrap()
}

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Longer than a worker keeps a purchase to itself.
const LEASE: Duration = Duration::from_secs(6 * 60);

type Act = Box<dyn FnOnce() -> BoxFuture<'static, ()> + Send>;

/// A sender that holds the answer to the next checkout back until something else was done.
struct Interrupted {
    inner: ServiceSender<Emulator>,
    act: Mutex<Option<Act>>,
}

impl HttpSender for Interrupted {
    fn execute<'a>(&'a self, request: Request) -> BoxFuture<'a, Result<Response, SendError>> {
        Box::pin(async move {
            let is_checkout = request.url().path().ends_with("/checkout");
            let answer = self.inner.execute(request).await;
            let act = is_checkout.then(|| self.act.lock().unwrap().take()).flatten();
            if let Some(act) = act {
                act().await;
            }
            answer
        })
    }
}

/// A partner of whom the answer to the checkout comes after `act`.
fn interrupted(stage: &Stage, act: Act) -> PartnerCenter {
    let inner = ServiceSender::new(stage.emulator.clone());
    let sender = Interrupted { inner, act: Mutex::new(Some(act)) };
    builder(&stage.emulator, user()).http_sender(sender).build().unwrap()
}

async fn entry(journal: &MemoryJournal) -> Entry {
    journal.read(&key()).await.unwrap().unwrap()
}

async fn record(journal: &MemoryJournal) -> PurchaseRecord {
    PurchaseRecord::of(&entry(journal).await).unwrap()
}

/// A purchase whose process is killed while the checkout is under way.
async fn killed_in_checkout(stage: &Stage, journal: &MemoryJournal, policy: SettlePolicy) {
    let reached = Arc::new(Notify::new());
    let reach = reached.clone();
    let partner = interrupted(
        stage,
        Box::new(move || {
            Box::pin(async move {
                reach.notify_one();
                std::future::pending().await
            })
        }),
    );
    let customer = partner.customer(stage.customer().id().clone());
    let wanted = request(software(1));
    let purchase = customer.purchase(&wanted).recorded(journal.clone(), key());
    tokio::select! {
        end = purchase.settle_by(policy).worker("killed").run() => panic!("{end:?}"),
        () = reached.notified() => {}
    }
}

#[tokio::test]
async fn a_purchase_that_another_worker_made_meanwhile_is_not_said_to_be_unbought() {
    for cancelled in [false, true] {
        let stage = Stage::new();
        let journal = MemoryJournal::new();
        let (customer, wanted) = (stage.customer(), request(software(1)));
        let stop = CancellationToken::new();
        let ask = |_: &Cart| {
            let resumed = stage.partner.resume(journal.clone(), key()).worker("quick");
            let resumed = resumed.confirm_with(|_: &Cart| async { Confirmation::Buy });
            stage.pass(LEASE);
            let stop = stop.clone();
            async move {
                assert!(resumed.run().await.unwrap().is_bought());
                if cancelled {
                    stop.cancel();
                    std::future::pending::<()>().await;
                }
                Confirmation::Buy
            }
        };
        let call = customer.purchase(&wanted).recorded(journal.clone(), key());
        let call = call.worker("slow").cancel_with(stop.clone()).confirm_with(ask);
        let end = call.run().await;
        assert_eq!(stage.bought().len(), 1);
        if !cancelled {
            assert!(end.unwrap().is_bought());
            continue;
        }
        let failed = end.unwrap_err();
        assert_eq!(failed.bought(), Delivery::Unknown, "{failed}");
        for text in [failed.to_string(), format!("{failed:#}"), format!("{failed:?}")] {
            assert!(!text.contains("nothing was bought"), "{text}");
        }
    }
}

#[tokio::test]
async fn a_purchase_in_doubt_that_cannot_be_opened_is_not_said_to_be_unbought() {
    let stage = Stage::new();
    let journal = MemoryJournal::new();
    killed_in_checkout(&stage, &journal, SettlePolicy::default()).await;
    let (customer, wanted) = (stage.customer(), request(software(1)));
    let mut failures = Vec::new();
    // Its worker may be alive.
    failures.push(customer.purchase(&wanted).recorded(journal.clone(), key()).run().await);
    failures.push(stage.partner.resume(journal.clone(), key()).run().await);
    // Nobody can sign in.
    stage.fault("token", Action::refuse(400, "invalid_grant"));
    let partner = builder(&stage.emulator, user()).build().unwrap();
    failures.push(partner.resume(journal.clone(), key()).take_over().run().await);
    for failed in failures {
        let failed = failed.unwrap_err();
        assert_eq!(failed.bought(), Delivery::Unknown, "{failed}");
        assert!(!failed.to_string().contains("nothing was bought"), "{failed}");
    }
}

#[tokio::test]
async fn an_answer_about_a_part_is_not_written_over_what_another_worker_bought() {
    let stage = Stage::new();
    let journal = MemoryJournal::new();
    let refused = Action::OrderError {
        order_group: Some("1".into()),
        code: 800_009,
        description: "No.".into(),
    };
    stage.fault("checkoutCart", refused);
    let resumed = stage.partner.resume(journal.clone(), key()).take_over();
    let is_bought = Arc::new(AtomicBool::new(false));
    let told = is_bought.clone();
    let partner = interrupted(
        &stage,
        Box::new(move || {
            Box::pin(async move {
                let settled = resumed.waiting(DAY).run().await.unwrap();
                told.store(settled.is_bought(), Ordering::Relaxed);
            })
        }),
    );
    let customer = partner.customer(stage.customer().id().clone());
    let wanted = request(software(1)).line(reservation());
    let end = customer.purchase(&wanted).recorded(journal.clone(), key()).run().await;
    assert!(is_bought.load(Ordering::Relaxed), "the other worker bought the rest");
    let record = record(&journal).await;
    assert!(record.rest().is_none(), "what was bought would be bought again: {record}");
    assert_eq!(entry(&journal).await.claims.len(), 2, "{end:?}");
}

#[tokio::test]
async fn a_late_answer_does_not_hide_the_cart_of_another_attempt() {
    let stage = Stage::new();
    let journal = MemoryJournal::new();
    let policy = SettlePolicy::default().after_doubt(AfterDoubt::ReadOnly);
    // The other worker reads the cart as if nothing was bought, since the service is slow to say.
    stage.emulator.change(|settings| settings.ordered_status_delay_seconds = 1_000_000);
    let resume = {
        let (partner, journal) = (stage.partner.clone(), journal.clone());
        move || partner.resume(journal.clone(), key()).take_over()
    };
    let partner = interrupted(
        &stage,
        Box::new(move || {
            Box::pin(async move {
                let settled = resume().waiting(DAY).run().await.unwrap();
                assert!(matches!(settled, Settlement::NotBought(_)), "{settled}");
                assert!(resume().try_again().run().await.unwrap().is_bought());
            })
        }),
    );
    let customer = partner.customer(stage.customer().id().clone());
    let wanted = request(software(1));
    let call = customer.purchase(&wanted).recorded(journal.clone(), key()).settle_by(policy);
    let end = call.run().await;
    let bought = stage.bought();
    assert_eq!(bought.len(), 2, "the assumption about the cart was broken");
    let kept = record(&journal).await;
    let Settlement::AskPerson(person) = end.unwrap() else { panic!("nobody is asked: {kept}") };
    assert_eq!(person.question(), Question::Twice);
    for order in &bought {
        assert!(person.candidates().iter().any(|id| id.as_str() == order), "{order} is forgotten");
    }
    let attempts = person.attempts().iter();
    let carts: Vec<_> = attempts.map(|attempt| (&attempt.cart, attempt.orders.len())).collect();
    assert!(matches!(carts[..], [(one, 1), (other, 1)] if one != other), "{carts:?}");
    assert_eq!(entry(&journal).await.claims.len(), 2);
    // Both are kept, or one of them was cancelled: a person says so.
    let first = person.candidates()[..1].to_vec();
    let settled = stage.partner.decide(journal.clone(), key(), first.clone()).await.unwrap();
    assert_eq!(settled.orders(), first);
}

#[tokio::test]
async fn an_answer_beside_another_cart_that_was_sent_asks_a_person() {
    let stage = Stage::new();
    let journal = MemoryJournal::new();
    stage.emulator.change(|settings| settings.ordered_status_delay_seconds = 1_000_000);
    let (partner, other) = (stage.partner.clone(), journal.clone());
    let resume = move || partner.resume(other.clone(), key()).take_over();
    let emulator = stage.emulator.clone();
    let partner = interrupted(
        &stage,
        Box::new(move || {
            Box::pin(async move {
                let settled = resume().waiting(DAY).run().await.unwrap();
                assert!(matches!(settled, Settlement::NotBought(_)), "{settled}");
                emulator.fault(Fault::on("checkoutCart", Action::cut(When::Before)));
                let end = resume().try_again().run().await.unwrap();
                assert!(matches!(end, Settlement::InDoubt { .. }), "{end}");
            })
        }),
    );
    let customer = partner.customer(stage.customer().id().clone());
    let wanted = request(software(1));
    let policy = SettlePolicy::default().after_doubt(AfterDoubt::ReadOnly);
    let call = customer.purchase(&wanted).recorded(journal.clone(), key()).settle_by(policy);
    let end = call.run().await.unwrap();
    let Settlement::AskPerson(person) = &end else { panic!("nobody is asked: {end}") };
    assert_eq!((person.question(), end.orders().len()), (Question::Twice, 1));
    assert!(end.to_string().contains("orders not known"), "{end}");
}

/// The time of the emulator, as a wrong clock shows it.
struct Wrong {
    right: EmulatorTime,
    ahead: TimeDelta,
}

impl Wrong {
    fn partner(stage: &Stage, ahead: i64) -> PartnerCenter {
        let right = EmulatorTime::of(&stage.emulator);
        let clock = Self { right, ahead: TimeDelta::seconds(ahead) };
        builder(&stage.emulator, user()).clock(clock).build().unwrap()
    }
}

impl Clock for Wrong {
    fn now(&self) -> DateTime<Utc> {
        self.right.now() + self.ahead
    }

    fn elapsed(&self) -> Duration {
        self.right.elapsed()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.right.sleep(duration)
    }

    fn limit(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.right.limit(duration)
    }
}

#[tokio::test]
async fn a_clock_that_is_ahead_does_not_end_the_wait_for_a_cart_that_is_gone() {
    let stage = Stage::with(|settings| {
        settings.cart_lifetime_seconds = 60;
        settings.ordered_cart = OrderedCart::NotFound;
    });
    let journal = MemoryJournal::new();
    stage.fault("checkoutCart", Action::cut(When::After));
    let (customer, wanted) = (stage.customer(), request(software(1)));
    let policy = SettlePolicy::default().after_doubt(AfterDoubt::ReadOnly);
    // Nobody looks before the cart is gone.
    stage.emulator.fault(Fault::on("getCart", Action::cut(When::Before)).times(0));
    let call = customer.purchase(&wanted).recorded(journal.clone(), key()).settle_by(policy);
    let end = call.run().await.unwrap();
    assert!(matches!(end, Settlement::InDoubt { .. }), "{end}");
    stage.emulator.clear_faults();
    stage.pass(Duration::from_secs(61));
    let resumed = Wrong::partner(&stage, 3_600).resume(journal.clone(), key()).take_over();
    let settled = resumed.waiting(DAY).run().await.unwrap();
    assert_eq!(stage.bought().len(), 1);
    assert!(!matches!(settled, Settlement::NotBought(_)), "{settled}");
}

#[tokio::test]
async fn with_clocks_that_are_wrong_either_way_what_was_bought_is_found() {
    for (first, second) in [(0, 3_600), (0, -3_600), (3_600, 0), (-3_600, 0), (-3_600, 3_600)] {
        for after_doubt in [AfterDoubt::AskAgain, AfterDoubt::ReadOnly] {
            for when in [When::Before, When::After] {
                let place = format!("{first} {second} {after_doubt:?} {when:?}");
                let stage = Stage::new();
                let journal = MemoryJournal::new();
                stage.fault("checkoutCart", Action::cut(when));
                let partner = Wrong::partner(&stage, first);
                let customer = partner.customer(stage.customer().id().clone());
                let wanted = request(software(1));
                let policy = SettlePolicy::default().after_doubt(after_doubt);
                let call = customer.purchase(&wanted).recorded(journal.clone(), key());
                let _ = call.settle_by(policy).run().await.unwrap();
                let partner = Wrong::partner(&stage, second);
                let resumed = partner.resume(journal.clone(), key()).take_over();
                let settled = resumed.waiting(DAY).run().await.unwrap();
                let kept = record(&journal).await;
                assert_eq!(settled.orders().len(), stage.bought().len(), "{place}: {kept}");
                assert!(settled.is_settled(), "{place}: {settled}");
            }
        }
    }
}

#[tokio::test]
async fn a_killed_purchase_whose_token_has_no_end_is_settled_once_its_cart_has_lapsed() {
    for (expired, after_doubt) in [
        (ExpiredCart::NotFound, AfterDoubt::AskAgain),
        (ExpiredCart::Refused, AfterDoubt::AskAgain),
        (ExpiredCart::NotFound, AfterDoubt::ReadOnly),
        (ExpiredCart::Refused, AfterDoubt::ReadOnly),
    ] {
        let stage = Stage::with(|settings| {
            settings.cart_lifetime_seconds = 3_600;
            settings.expired_cart = expired;
        });
        let journal = MemoryJournal::new();
        stage.fault("checkoutCart", Action::cut(When::Before));
        // Without a token whose end is known.
        killed_in_checkout(&stage, &journal, SettlePolicy::default().after_doubt(after_doubt))
            .await;
        let mut kept = entry(&journal).await;
        let mut json: Value = serde_json::from_str(&kept.record).unwrap();
        json["state"]["sent"]["intent"]["tokenEnd"] = Value::Null;
        (kept.record, kept.revision) = (json.to_string(), kept.revision + 1);
        journal.write(&kept).await.unwrap();
        let resumed = stage.partner.resume(journal.clone(), key()).take_over();
        let settled = resumed.waiting(7 * DAY).run().await.unwrap();
        assert!(matches!(settled, Settlement::NotBought(_)), "{expired:?} {settled}");
        assert!(stage.bought().is_empty());
    }
}

#[tokio::test]
async fn an_order_whose_name_was_copied_is_not_taken_for_that_of_the_tag() {
    let stage = Stage::with(|settings| settings.order_list_delay_seconds = 0);
    let journal = MemoryJournal::new();
    stage.fault("checkoutCart", Action::cut(When::Before));
    let customer = stage.customer();
    let policy = SettlePolicy::default().after_doubt(AfterDoubt::ReadOnly);
    let wanted = request(software(1)).tag_friendly_names();
    let call = customer.purchase(&wanted).recorded(journal.clone(), key()).settle_by(policy);
    assert!(matches!(call.run().await.unwrap(), Settlement::InDoubt { .. }));
    let tag = record(&journal).await.tag().unwrap().to_owned();
    // Somebody buys the same again by hand, and copies the name with its tag.
    let copied = request(software(1).friendly_name(format!("Team {tag}"))).tag_friendly_names();
    let by_hand = customer.purchase(&copied).run().await.unwrap();
    let stranger = by_hand.order_ids().next().unwrap().clone();
    let cart = record(&journal).await.state().cart_id().unwrap().clone();
    stage.emulator.expire_cart(cart.as_str(), std::time::SystemTime::UNIX_EPOCH);
    let resumed = stage.partner.resume(journal.clone(), key()).take_over();
    let settled = resumed.waiting(DAY).run().await.unwrap();
    assert!(!settled.orders().contains(&stranger), "{settled}");
}

#[tokio::test]
async fn an_order_with_the_tag_that_another_purchase_has_claimed_is_not_unbought() {
    for trusting in [false, true] {
        let stage = Stage::with(|settings| {
            settings.cart_lifetime_seconds = 60;
            settings.ordered_cart = OrderedCart::NotFound;
        });
        let journal = MemoryJournal::new();
        stage.fault("checkoutCart", Action::cut(When::After));
        stage.emulator.fault(Fault::on("getCart", Action::cut(When::Before)).times(0));
        let customer = stage.customer();
        let mut policy = SettlePolicy::default().after_doubt(AfterDoubt::ReadOnly);
        if trusting {
            policy = policy.trust_missing_tags();
        }
        let wanted = request(software(1)).tag_friendly_names();
        let call = customer.purchase(&wanted).recorded(journal.clone(), key()).settle_by(policy);
        assert!(matches!(call.run().await.unwrap(), Settlement::InDoubt { .. }));
        stage.emulator.clear_faults();
        let other = PurchaseKey::new("another purchase").unwrap();
        let now = DateTime::<Utc>::from(stage.emulator.clock().now());
        let mut claims = Entry::new(other, EntryState::Bought, now, "{}");
        claims.claims = stage.bought().into_iter().map(Into::into).collect();
        journal.write(&claims).await.unwrap();
        stage.pass(Duration::from_secs(61));
        let resumed = stage.partner.resume(journal.clone(), key()).take_over();
        let settled = resumed.waiting(DAY).run().await.unwrap();
        assert!(matches!(settled, Settlement::AskPerson(_)), "{settled}");
    }
}

#[tokio::test]
async fn an_answer_with_an_order_that_another_purchase_has_claimed_is_kept() {
    for parts in [false, true] {
        let stage = Stage::new();
        let journal = MemoryJournal::new();
        if parts {
            let description = "No.".to_owned();
            let group = Some("1".to_owned());
            let refused = Action::OrderError { order_group: group, code: 800_009, description };
            stage.fault("checkoutCart", refused);
        }
        let (emulator, other) = (stage.emulator.clone(), journal.clone());
        let partner = interrupted(
            &stage,
            Box::new(move || {
                Box::pin(async move {
                    let key = PurchaseKey::new("another purchase").unwrap();
                    let now = DateTime::<Utc>::from(emulator.clock().now());
                    let mut entry = Entry::new(key, EntryState::Bought, now, "{}");
                    let ledger = emulator.ledger().into_iter();
                    entry.claims =
                        ledger.flat_map(|entry| entry.effect.orders).map(Into::into).collect();
                    other.write(&entry).await.unwrap();
                })
            }),
        );
        let customer = partner.customer(stage.customer().id().clone());
        let wanted = request(software(1)).line(reservation());
        let settled = customer.purchase(&wanted).recorded(journal.clone(), key()).run().await;
        let settled = settled.unwrap();
        assert_eq!(settled.orders().len(), stage.bought().len(), "{settled}");
        let kept = record(&journal).await.to_string();
        assert!(kept.contains("is claimed by the purchase `another purchase`"), "{kept}");
    }
}

/// What becomes of one write.
#[derive(Clone, Copy, Debug)]
enum Fate {
    /// It is made, and that is not confirmed.
    MadeUnconfirmed,
    /// It is not made, and that is not confirmed.
    LostUnconfirmed,
    /// It is not made.
    Unavailable,
    /// Another worker writes first.
    Overtaken,
    /// It is made, and that is not confirmed; nor can it be read.
    MadeUnreadable,
}

/// A journal of which one write meets a fate.
struct Fateful {
    inner: MemoryJournal,
    left: AtomicUsize,
    fate: Fate,
    is_blind: AtomicBool,
}

impl Fateful {
    async fn meet(&self, entry: &Entry) -> Result<(), JournalError> {
        match self.fate {
            Fate::LostUnconfirmed => return Err(JournalError::unconfirmed()),
            Fate::Unavailable => return Err(JournalError::unavailable()),
            Fate::Overtaken => {
                if let Some(mut stored) = self.inner.read(&entry.key).await? {
                    stored.revision += 1;
                    self.inner.write(&stored).await?;
                }
                return self.inner.write(entry).await;
            }
            Fate::MadeUnreadable => self.is_blind.store(true, Ordering::Relaxed),
            Fate::MadeUnconfirmed => {}
        }
        self.inner.write(entry).await?;
        Err(JournalError::unconfirmed())
    }
}

impl Journal for Fateful {
    fn write<'a>(&'a self, entry: &'a Entry) -> BoxFuture<'a, Result<(), JournalError>> {
        let is_met = self.left.fetch_sub(1, Ordering::Relaxed) == 0;
        match is_met {
            true => Box::pin(self.meet(entry)),
            false => self.inner.write(entry),
        }
    }

    fn read<'a>(
        &'a self,
        key: &'a PurchaseKey,
    ) -> BoxFuture<'a, Result<Option<Entry>, JournalError>> {
        match self.is_blind.load(Ordering::Relaxed) {
            true => Box::pin(async { Err(JournalError::unavailable()) }),
            false => self.inner.read(key),
        }
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

#[tokio::test]
async fn whatever_becomes_of_a_write_it_is_bought_once_and_said_as_it_is() {
    for fate in [
        Fate::MadeUnconfirmed,
        Fate::LostUnconfirmed,
        Fate::Unavailable,
        Fate::Overtaken,
        Fate::MadeUnreadable,
    ] {
        for in_doubt in [false, true] {
            for at in 0..12 {
                let place = format!("{fate:?} of write {at}, {in_doubt}");
                let stage = Stage::new();
                let journal = MemoryJournal::new();
                if in_doubt {
                    stage.fault("checkoutCart", Action::cut(When::After));
                }
                let fateful = Fateful {
                    inner: journal.clone(),
                    left: AtomicUsize::new(at),
                    fate,
                    is_blind: AtomicBool::new(false),
                };
                let (customer, wanted) = (stage.customer(), request(software(1)));
                let call = customer.purchase(&wanted).recorded(fateful, key()).waiting(DAY);
                match call.run().await {
                    Ok(settled) => {
                        assert_eq!(settled.orders().len(), stage.bought().len(), "{place}");
                    }
                    Err(failed) if failed.bought() == Delivery::NotDone => {
                        assert!(stage.bought().is_empty(), "{place}: {failed}");
                    }
                    Err(failed) => {
                        assert!(!failed.to_string().contains("nothing was bought"), "{failed}");
                    }
                }
                let call = customer.purchase(&wanted).recorded(journal.clone(), key());
                let settled = call.take_over().waiting(DAY).run().await.unwrap();
                assert!(settled.is_bought(), "{place}: {settled}");
                assert_eq!(stage.bought().len(), 1, "{place}");
            }
        }
    }
}

#[tokio::test]
async fn cancelled_at_any_request_it_is_said_as_it_is_and_can_be_gone_on_with() {
    for when in [None, Some(When::Before), Some(When::After)] {
        for at in 0..30 {
            let stage = Stage::new();
            let journal = MemoryJournal::new();
            if let Some(when) = when {
                stage.fault("checkoutCart", Action::cut(when));
            }
            let stop = CancellationToken::new();
            let sender = Cancelling {
                inner: ServiceSender::new(stage.emulator.clone()),
                left: AtomicUsize::new(at),
                stop: stop.clone(),
            };
            let partner = builder(&stage.emulator, user()).http_sender(sender).build().unwrap();
            let customer = partner.customer(stage.customer().id().clone());
            let wanted = request(software(1));
            let call = customer.purchase(&wanted).recorded(journal.clone(), key()).waiting(DAY);
            match call.cancel_with(stop).run().await {
                Ok(Settlement::InDoubt { .. }) => {}
                Ok(settled) => assert_eq!(settled.orders().len(), stage.bought().len()),
                Err(failed) => {
                    assert!(failed.is_cancelled(), "{failed}");
                    assert_eq!(failed.bought(), Delivery::NotDone, "{failed}");
                    assert!(stage.bought().is_empty(), "{failed}");
                }
            }
            let again = stage.customer();
            let call = again.purchase(&wanted).recorded(journal, key()).waiting(DAY);
            let settled = call.run().await.unwrap();
            assert!(settled.is_bought(), "{when:?} {at}: {settled}");
            assert_eq!(stage.bought().len(), 1);
        }
    }
}

/// A sender that cancels when it is asked for the request of that number.
struct Cancelling {
    inner: ServiceSender<Emulator>,
    left: AtomicUsize,
    stop: CancellationToken,
}

impl HttpSender for Cancelling {
    fn execute<'a>(&'a self, request: Request) -> BoxFuture<'a, Result<Response, SendError>> {
        if self.left.fetch_sub(1, Ordering::Relaxed) == 0 {
            self.stop.cancel();
        }
        self.inner.execute(request)
    }
}

/// Every place in a JSON value, as a pointer.
fn places(value: &Value, at: &str, into: &mut Vec<String>) {
    into.push(at.to_owned());
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                places(member, &format!("{at}/{name}"), into);
            }
        }
        Value::Array(items) => {
            for (number, item) in items.iter().enumerate().take(3) {
                places(item, &format!("{at}/{number}"), into);
            }
        }
        _ => {}
    }
}

#[tokio::test]
async fn whatever_stands_in_a_record_is_read_or_refused_in_clear_words() {
    let made_up = [
        json!(null),
        json!(true),
        json!(-1),
        json!(u64::MAX),
        json!(1e300),
        json!(""),
        json!("\u{0}\n\u{202e}"),
        json!("x".repeat(10_000)),
        json!("+262142-12-31T23:59:59.999999999Z"),
        json!("-262143-01-01T00:00:00Z"),
        json!("9999-12-31T23:59:59Z"),
        json!("2016-12-31T23:59:60Z"),
        json!([]),
        json!([null, {}]),
        json!({}),
    ];
    for (when, policy) in [
        (None, SettlePolicy::default()),
        (Some(When::Before), SettlePolicy::default()),
        (Some(When::After), SettlePolicy::default().after_doubt(AfterDoubt::ReadOnly)),
    ] {
        let stage = Stage::new();
        let journal = MemoryJournal::new();
        if let Some(when) = when {
            stage.fault("checkoutCart", Action::cut(when));
        }
        killed_in_checkout(&stage, &journal, policy).await;
        let kept = entry(&journal).await;
        let record: Value = serde_json::from_str(&kept.record).unwrap();
        let mut all = Vec::new();
        places(&record, "", &mut all);
        for place in all {
            for value in &made_up {
                let mut changed = record.clone();
                *changed.pointer_mut(&place).unwrap() = value.clone();
                let journal = MemoryJournal::new();
                let mut first = Entry::new(key(), kept.state, kept.since, changed.to_string());
                if first.check().is_err() {
                    continue;
                }
                first.lease = None;
                journal.write(&first).await.unwrap();
                if let Ok(record) = PurchaseRecord::of(&first) {
                    let _ = (record.to_string(), format!("{record:?}"), record.rest());
                }
                let resumed = stage.partner.resume(journal.clone(), key());
                match resumed.run().await {
                    Ok(settled) => assert!(!settled.to_string().is_empty()),
                    Err(failed) => {
                        assert_eq!(failed.bought(), Delivery::Unknown, "{place} {value}: {failed}");
                    }
                }
            }
        }
    }
}

#[tokio::test]
async fn a_doubt_is_not_settled_at_another_customer() {
    let stage = Stage::new();
    stage.fault("checkoutCart", Action::cut(When::After));
    let (customer, wanted) = (stage.customer(), request(software(1)));
    let failed = customer.purchase(&wanted).run().await.unwrap_err();
    let doubt = failed.doubt().unwrap().clone();
    let elsewhere = stage.partner.customer(seed::CUSTOMER_DE);
    let error = elsewhere.settle(doubt.clone()).waiting(DAY).run().await.unwrap_err();
    assert!(error.is_invalid(), "{error}");
    assert!(customer.settle(doubt).waiting(DAY).run().await.unwrap().is_bought());
}

#[tokio::test]
async fn what_is_said_of_a_purchase_stands_in_one_line() {
    let stage = Stage::new();
    stage.fault("checkoutCart", Action::cut(When::After));
    let (customer, wanted) = (stage.customer(), request(software(1)));
    let failed = customer.purchase(&wanted).run().await.unwrap_err();
    let mut doubt = serde_json::to_value(failed.doubt().unwrap()).unwrap();
    doubt["cart"]["id"] = json!("a\n\u{2028}b");
    let doubt: Doubt = serde_json::from_value(doubt).unwrap();
    let settlement = Settlement::InDoubt { doubt, until: None };
    assert!(!settlement.to_string().contains(['\n', '\u{2028}']), "{settlement}");
}
