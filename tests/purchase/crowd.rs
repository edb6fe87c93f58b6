//! Several workers at one purchase at once, which are slow, die, take over from each other and
//! begin again, while checkouts go wrong.

use std::cell::Cell;
use std::time::Duration;

use partner_center::external::BoxFuture;
use partner_center::journal::{MemoryJournal, PurchaseKey};
use partner_center::purchase::{AfterDoubt, SettlePolicy, Settlement};
use partner_center::transport::{HttpSender, SendError, ServiceSender};
use partner_center::{Delivery, PurchaseRequest};
use partner_center_emulator::{
    Action, Caller, Emulator, ExpiredCart, Fault, FriendlyNames, OrderedCart, RepeatedCheckout,
    Settings, When,
};
use reqwest::{Request, Response};

use crate::stage::{Stage, builder, request, reservation, software, user};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Numbers that are the same for each run of a test.
struct Dice(Cell<u64>);

impl Dice {
    fn below(&self, end: usize) -> usize {
        let mut x = self.0.get();
        x ^= x << 13;
        x ^= x >> 7;
        x ^= x << 17;
        self.0.set(x);
        usize::try_from(x >> 33).unwrap() % end
    }

    fn one_of<T: Copy>(&self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}

/// A sender that lets others go first, before and after its request.
struct Slow {
    inner: ServiceSender<Emulator>,
    yields: usize,
}

impl HttpSender for Slow {
    fn execute<'a>(&'a self, request: Request) -> BoxFuture<'a, Result<Response, SendError>> {
        Box::pin(async move {
            pause(self.yields).await;
            let answer = self.inner.execute(request).await;
            pause(self.yields).await;
            answer
        })
    }
}

async fn pause(yields: usize) {
    for _ in 0..yields {
        tokio::task::yield_now().await;
    }
}

fn settings(dice: &Dice, settings: &mut Settings) {
    settings.repeated_checkout = dice.one_of(&[
        RepeatedCheckout::Repeat,
        RepeatedCheckout::InProgress,
        RepeatedCheckout::BeingProcessed,
        RepeatedCheckout::AlreadySubmitted,
    ]);
    settings.ordered_cart = dice.one_of(&[OrderedCart::Readable, OrderedCart::NotFound]);
    settings.expired_cart = dice.one_of(&[ExpiredCart::NotFound, ExpiredCart::Refused]);
    settings.ordered_status_delay_seconds = dice.one_of(&[0, 30]);
    settings.friendly_names = dice.one_of(&[FriendlyNames::Kept, FriendlyNames::Dropped]);
    settings.cart_lifetime_seconds = dice.one_of(&[300, 3_600, 604_800]);
    settings.order_list_delay_seconds = dice.one_of(&[0, 60, 900]);
}

fn trouble(dice: &Dice) -> Action {
    match dice.below(9) {
        0 => Action::cut(When::Before),
        1 => Action::cut(When::After),
        2 => Action::cut(When::MidBody),
        3 => Action::late(Duration::from_secs(30), Caller::Cut),
        4 => Action::Html { status: 502, when: Some(When::After) },
        5 => Action::refuse(401, "401"),
        6 => Action::refuse(403, "13605"),
        7 => Action::refuse(500, "800003"),
        _ => Action::OrderError {
            order_group: Some("1".to_owned()),
            code: 800_009,
            description: "No.".to_owned(),
        },
    }
}

fn wanted(dice: &Dice) -> PurchaseRequest {
    let wanted = match dice.below(2) {
        0 => request(software(1)),
        _ => request(software(1)).line(reservation()),
    };
    if dice.below(2) == 0 { wanted.tag_friendly_names() } else { wanted }
}

/// One worker's turn: some die in the middle of it.
async fn work(stage: &Stage, journal: &MemoryJournal, request: &PurchaseRequest, dice: &Dice) {
    let inner = ServiceSender::new(stage.emulator.clone());
    let sender = Slow { inner, yields: dice.below(4) };
    let partner = builder(&stage.emulator, user()).http_sender(sender).build().unwrap();
    let customer = partner.customer(stage.customer().id().clone());
    let (dies_after, patience) = (dice.below(400), dice.one_of(&[0, 600, 20_000]));
    let call = customer.purchase(request).recorded(journal.clone(), key()).take_over();
    let call = call.settle_by(policy(dice)).waiting(Duration::from_secs(patience));
    let call = if dice.below(3) == 0 { call.try_again() } else { call };
    pause(dice.below(60)).await;
    let end = tokio::select! {
        end = call.run() => Some(end),
        () = pause(dies_after) => None,
    };
    if let Some(Err(failed)) = end
        && failed.bought() == Delivery::NotDone
    {
        assert!(stage.bought().is_empty(), "{failed}");
    }
}

fn policy(dice: &Dice) -> SettlePolicy {
    let after_doubt =
        dice.one_of(&[AfterDoubt::AskAgain, AfterDoubt::AskAgainAtOnce, AfterDoubt::ReadOnly]);
    SettlePolicy::default().after_doubt(after_doubt)
}

fn key() -> PurchaseKey {
    PurchaseKey::new("shop order 4711").unwrap()
}

#[tokio::test]
async fn however_many_workers_there_are_it_is_bought_once() {
    for seed in 1_u64..150 {
        let dice = Dice(Cell::new(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15)));
        let stage = Stage::with(|change| settings(&dice, change));
        let journal = MemoryJournal::new();
        let request = wanted(&dice);
        for _ in 0..dice.below(3) {
            let fault = Fault::on("checkoutCart", trouble(&dice));
            stage.emulator.fault(fault.skip(u32::try_from(dice.below(2)).unwrap()));
        }
        let worker = || work(&stage, &journal, &request, &dice);
        tokio::join!(worker(), worker(), worker());
        stage.emulator.clear_faults();
        let customer = stage.customer();
        let call = customer.purchase(&request).recorded(journal.clone(), key()).take_over();
        let settled = call.waiting(8 * DAY).run().await;
        let bought = stage.bought();
        let most = request.lines().len();
        assert!(bought.len() <= most, "{seed}: bought twice: {bought:?} {settled:?}");
        match settled.unwrap() {
            Settlement::Bought(found) => {
                assert_eq!(found.orders().len(), most, "{seed}");
                assert_eq!(bought.len(), most, "{seed}");
            }
            Settlement::BoughtInPart(found) => {
                assert_eq!(found.orders().len(), bought.len(), "{seed}: {found:?}");
                assert!(bought.len() < most, "{seed}");
            }
            Settlement::NotBought(nothing) => {
                assert!(bought.is_empty(), "{seed}: {}", nothing.proof());
            }
            Settlement::AskPerson(_) => {}
            other => panic!("{seed}: {other}"),
        }
    }
}
