//! Orders that cannot be read, in the list that has to settle a doubt: each may be the one.

use std::time::Duration;

use partner_center::purchase::Settlement;
use partner_center::{Customer, OrderId};
use partner_center_emulator::{Action, Emulator, Fault, When, seed};
use partner_center_test_support::{NEW_YEAR, builder, emulator, request, software, user};
use serde_json::{Value, json};

use crate::between::Between;
use crate::fault::What;
use crate::paused_time::PausedTime;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Keeps every order from being read, and leaves its id and date.
fn odd(list: &mut Value) {
    for order in list["items"].as_array_mut().unwrap() {
        order["lineItems"] = json!("odd");
    }
}

/// The same, without an id.
fn nameless(list: &mut Value) {
    for order in list["items"].as_array_mut().unwrap() {
        *order = json!("odd");
    }
}

struct Stage {
    emulator: Emulator,
    customer: Customer,
}

impl Stage {
    fn new(change: fn(&mut Value)) -> Self {
        let emulator = emulator(NEW_YEAR, |settings| settings.kept_requests = 1);
        let time = PausedTime::of(&emulator);
        let what = What::Cart(|_| {}, change);
        let between = Between::new(&emulator, &time, "listOrders", &what, 1_000);
        let partner = builder(&emulator, user()).http_sender(between).clock(time).build().unwrap();
        Self { customer: partner.customer(seed::CUSTOMER_US), emulator }
    }

    /// Buys one thing, which is known.
    async fn buys(&self, quantity: u32) -> OrderId {
        let purchase = self.customer.purchase(&request(software(quantity))).run().await.unwrap();
        purchase.order_ids().next().unwrap().clone()
    }

    /// Buys another, and settles what became of that.
    async fn settles(&self, when: When) -> Settlement {
        self.emulator.fault(Fault::on("checkoutCart", Action::cut(when)));
        let failed = self.customer.purchase(&request(software(1))).run().await.unwrap_err();
        let doubt = failed.doubt().unwrap().clone();
        self.customer.settle(doubt).waiting(DAY).run().await.unwrap()
    }

    /// From now on the cart is gone.
    fn carts_are_gone(&self) {
        self.emulator.fault(Fault::on("getCart", Action::refuse(404, "800008")).times(0));
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_was_bought_is_never_concluded_from_a_list_with_an_order_that_cannot_be_read() {
    for (change, named) in [(odd as fn(&mut Value), true), (nameless, false)] {
        let stage = Stage::new(change);
        stage.carts_are_gone();
        let other = stage.buys(7).await;
        match stage.settles(When::Before).await {
            Settlement::AskPerson(person) => {
                let expected = if named { vec![other] } else { Vec::new() };
                assert_eq!(person.candidates(), expected);
            }
            settlement => panic!("{settlement}"),
        }
    }
    // It is, from one that can be.
    let stage = Stage::new(|_| {});
    stage.carts_are_gone();
    stage.buys(7).await;
    assert!(matches!(stage.settles(When::Before).await, Settlement::NotBought(_)));
}

#[tokio::test(start_paused = true)]
async fn an_order_that_cannot_be_read_and_is_older_than_the_doubt_is_not_the_one() {
    let stage = Stage::new(odd);
    stage.carts_are_gone();
    stage.buys(7).await;
    tokio::time::sleep(DAY).await;
    assert!(matches!(stage.settles(When::Before).await, Settlement::NotBought(_)));
}

#[tokio::test(start_paused = true)]
async fn an_order_that_cannot_be_read_is_shown_to_a_person_and_not_taken_for_the_one() {
    let stage = Stage::new(odd);
    match stage.settles(When::After).await {
        Settlement::AskPerson(person) => {
            let bought = stage.emulator.ledger().into_iter().flat_map(|entry| entry.effect.orders);
            let bought: Vec<_> = bought.map(OrderId::from).collect();
            assert_eq!((person.candidates().len(), person.candidates()), (1, &bought[..]));
        }
        settlement => panic!("{settlement}"),
    }
}
