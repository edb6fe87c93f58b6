//! Something goes wrong at each request of a purchase in turn: is the answer to the question
//! "was anything bought?" what the service's own books say?

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use partner_center::transport::{HttpSender, SendError, ServiceSender};
use partner_center::{
    Delivery, Purchase,
    external::BoxFuture,
    purchase::{Progress, PurchaseFailed, Step},
};
use partner_center_emulator::{Action, Emulator, Entry, Fault, When};
use reqwest::{Request, Response};
use tokio::sync::Notify;

use partner_center::types::CartStatus;

use crate::stage::{Stage, builder, request, reservation, software, user};

/// The progress that a purchase reported, and how it ended unless it was dropped.
struct Seen {
    told: Vec<Progress>,
    outcome: Option<Result<Purchase, PurchaseFailed>>,
}

/// What the emulator did for one operation that writes, and under which ids it was asked.
fn entries(stage: &Stage, operation: &str) -> Vec<Entry> {
    let ledger = stage.emulator.ledger().into_iter();
    ledger.filter(|entry| entry.operation_id == operation).collect()
}

/// Compares what was reported and returned with the ledger.
fn judge(stage: &Stage, seen: &Seen, case: &str) {
    let bought = stage.bought();
    let checkouts = entries(stage, "checkoutCart");
    let carts = entries(stage, "createCart");

    // Nothing is bought twice, and nothing without having been announced.
    let acted = |entry: &&Entry| !entry.effect.orders.is_empty();
    assert!(checkouts.iter().filter(acted).count() <= 1, "{case}: {checkouts:?}");
    let made = carts.iter().filter(|entry| entry.effect.cart.is_some()).count();
    assert!(
        made <= 3,
        "{case}: a cart costs nothing, and is asked for three times at most: {carts:?}"
    );
    let under = seen.told.iter().find_map(|told| match told {
        Progress::CheckingOut { cart, request_id } => Some((cart.clone(), *request_id)),
        _ => None,
    });
    for entry in &checkouts {
        let (cart, id) = under.as_ref().unwrap_or_else(|| panic!("{case}: not announced"));
        assert_eq!(entry.request_id.as_deref(), Some(&*id.to_string()), "{case}");
        assert!(entry.path.contains(cart.as_str()), "{case}: {}", entry.path);
    }
    let asked = seen.told.iter().filter_map(|told| match told {
        Progress::CreatingCart { request_id } => Some(request_id.to_string()),
        _ => None,
    });
    let asked: Vec<_> = asked.collect();
    let announced = |entry: &Entry| entry.request_id.as_ref().is_some_and(|id| asked.contains(id));
    assert!(carts.iter().all(announced), "{case}: {carts:?}");

    // What is reported as bought is bought.
    for told in &seen.told {
        if let Progress::CheckedOut { orders, .. } = told {
            let orders: Vec<_> = orders.iter().map(|id| id.as_str().to_owned()).collect();
            assert_eq!(orders, bought, "{case}");
        }
    }
    match &seen.outcome {
        Some(Ok(purchase)) => {
            assert!(purchase.is_complete(), "{case}");
            let sent: Vec<_> = under.iter().map(|(_, id)| *id).collect();
            assert_eq!(purchase.checkout_request_ids, sent, "{case}");
            let correlation = purchase.correlation_id.map(|id| id.to_string());
            assert!(checkouts.iter().all(|entry| entry.correlation_id == correlation), "{case}");
            let orders = purchase.checkout.iter().flat_map(|checkout| checkout.order_ids());
            let orders: Vec<_> = orders.map(|id| id.as_str().to_owned()).collect();
            assert_eq!(orders, bought, "{case}");
            assert!(!bought.is_empty(), "{case}");
        }
        Some(Err(failed)) => match failed.bought() {
            Delivery::NotDone => assert_eq!(bought, [""; 0], "{case}: {failed}"),
            Delivery::Unknown => assert_eq!(failed.step(), Step::Checkout, "{case}"),
            Delivery::InPart => panic!("{case}: no group was refused"),
        },
        None => {}
    }
}

/// Looks at the cart, as the error advises when the outcome is unknown.
async fn look(stage: &Stage, seen: &Seen, case: &str) {
    let cart = seen.told.iter().find_map(|told| match told {
        Progress::CheckingOut { cart, .. } => Some(cart),
        _ => None,
    });
    if let Some(cart) = cart {
        let cart = stage.customer().cart(cart).await.unwrap();
        let ordered = cart.status() == Some(&CartStatus::Ordered);
        assert_eq!(ordered, !stage.bought().is_empty(), "{case}: the cart tells");
    }
}

async fn purchase(stage: &Stage) -> Seen {
    let mut told = Vec::new();
    let request = request(software(1)).line(reservation());
    let customer = stage.customer();
    let purchase = customer.purchase(&request).on_progress(|progress| told.push(progress.clone()));
    let outcome = Some(purchase.run().await);
    Seen { told, outcome }
}

/// How many requests a purchase takes, those for a token not counted.
async fn requests() -> u32 {
    let stage = Stage::new();
    let seen = purchase(&stage).await;
    judge(&stage, &seen, "without faults");
    let requests = stage.emulator.requests();
    u32::try_from(requests.total - requests.by_operation["token"]).unwrap()
}

fn refuse_after(status: u16) -> Action {
    let mut action = Action::refuse(status, "");
    if let Action::Refuse { when, .. } = &mut action {
        *when = Some(When::After);
    }
    action
}

/// A success that says nothing, though all was done.
fn silence() -> Action {
    let mut action = Action::refuse(200, "");
    if let Action::Refuse { when, body, .. } = &mut action {
        (*when, *body) = (Some(When::After), Some("{}".to_owned()));
    }
    action
}

/// What can go wrong with a request.
fn troubles() -> Vec<Action> {
    use When::{After, Before, MidBody};

    let mut actions = vec![Action::too_many("7"), Action::refuse(401, "")];
    actions.extend([Before, After, MidBody].map(Action::cut));
    for when in [Before, After].map(Some) {
        actions.push(Action::Html { status: 502, when });
        actions.push(Action::Empty { status: 503, when });
        actions.push(Action::Garbage { status: 200, when });
        actions.push(Action::Html { status: 200, when });
    }
    actions.push(silence());
    actions.extend([408, 500, 501, 504, 520].map(|status| Action::refuse(status, "")));
    actions.extend([408, 500, 501, 504, 520].map(refuse_after));
    actions
}

#[tokio::test]
async fn whatever_goes_wrong_at_any_request_the_error_says_what_was_bought() {
    for at in 0..requests().await {
        for action in troubles() {
            // Once, and until the client gives up.
            for times in [1, 9] {
                let stage = Stage::new();
                stage.emulator.fault(Fault::any(action.clone()).skip(at).times(times));
                let case = format!("{action:?} {times} times at request {at}");
                let seen = purchase(&stage).await;
                judge(&stage, &seen, &case);
                stage.emulator.clear_faults();
                look(&stage, &seen, &case).await;
            }
        }
    }
}

/// Stops at one request for good: before it leaves, or with its answer in hand.
#[derive(Clone)]
struct Stuck {
    sender: ServiceSender<Emulator>,
    left: Arc<AtomicUsize>,
    after: bool,
    stuck: Arc<Notify>,
}

impl HttpSender for Stuck {
    fn execute<'a>(&'a self, request: Request) -> BoxFuture<'a, Result<Response, SendError>> {
        Box::pin(async move {
            let before = self
                .left
                .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1));
            if before.is_ok() {
                return self.sender.execute(request).await;
            }
            let answer = if self.after { Some(self.sender.execute(request).await) } else { None };
            self.stuck.notify_one();
            std::future::pending::<()>().await;
            answer.unwrap_or_else(|| Err(SendError::lost("dropped")))
        })
    }
}

#[tokio::test]
async fn dropped_at_any_request_what_was_told_says_what_to_look_at() {
    for after in [false, true] {
        for at in 0.. {
            let stage = Stage::new();
            let stuck = Stuck {
                sender: ServiceSender::new(stage.emulator.clone()),
                left: Arc::new(AtomicUsize::new(at)),
                after,
                stuck: Arc::default(),
            };
            let partner =
                builder(&stage.emulator, user()).http_sender(stuck.clone()).build().unwrap();
            let mut told = Vec::new();
            let request = request(software(1)).line(reservation());
            let customer = partner.customer(stage.customer().id().clone());
            let run = customer.purchase(&request).on_progress(|now| told.push(now.clone())).run();
            let outcome = tokio::select! {
                outcome = run => Some(outcome),
                () = stuck.stuck.notified() => None,
            };
            let dropped = outcome.is_none();
            let seen = Seen { told, outcome };
            let case = format!("dropped {} request {at}", if after { "after" } else { "before" });
            judge(&stage, &seen, &case);
            look(&stage, &seen, &case).await;
            if !dropped {
                assert!(at > 10, "every request had its turn");
                break;
            }
        }
    }
}
