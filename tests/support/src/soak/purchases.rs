//! Purchases in a storm: what they say was bought, against the emulator's ledger.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use partner_center::{Delivery, PartnerCenter, purchase::Progress};
use partner_center_emulator::{Entry, seed};

use crate::{request, software};

/// What one purchase said.
#[derive(Clone)]
pub struct Said {
    /// The `MS-RequestId` of its checkout, if it got that far.
    checkout: Option<String>,
    outcome: Outcome,
}

#[derive(Clone)]
enum Outcome {
    /// These orders were placed.
    Bought(Vec<String>),
    Failed(Delivery, String),
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bought(told) => write!(f, "bought {told:?}"),
            Self::Failed(delivery, message) => write!(f, "{delivery:?}: {message}"),
        }
    }
}

/// Buys until none of `left` is left.
pub async fn buyer(partner: PartnerCenter, left: Arc<AtomicUsize>) -> Vec<Said> {
    let customer = partner.customer(seed::CUSTOMER_US);
    let request = request(software(1));
    let mut all = Vec::new();
    let take = |left: usize| left.checked_sub(1);
    while left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok() {
        let mut checkout = None;
        let purchase = customer.purchase(&request).on_progress(|progress| {
            if let Progress::CheckingOut { request_id, .. } = progress {
                checkout = Some(request_id.to_string());
            }
        });
        let outcome = match purchase.run().await {
            Ok(purchase) => {
                let orders = purchase.checkout.iter().flat_map(|checkout| checkout.order_ids());
                Outcome::Bought(orders.map(|id| id.as_str().to_owned()).collect())
            }
            Err(failed) => Outcome::Failed(failed.bought(), failed.error().to_string()),
        };
        all.push(Said { checkout, outcome });
    }
    all
}

/// What the purchases said, and where that is not what the ledger says.
#[derive(Debug, Default, PartialEq)]
pub struct Books {
    /// How many bought something.
    pub bought: usize,
    /// How many say that they bought nothing.
    pub not_done: usize,
    /// Purchases in doubt, and how many of them had bought something.
    pub unknown: (usize, usize),
    /// What is not so.
    pub untrue: Vec<String>,
}

impl Books {
    /// Compares what was said with `ledger`, which has the writes of this soak alone.
    pub fn balance(said: &[Said], ledger: &[Entry]) -> Self {
        let mut books = Self::default();
        let mut accounted = 0;
        for said in said {
            let entries = ledger
                .iter()
                .filter(|entry| said.checkout.is_some() && entry.request_id == said.checkout);
            let orders: Vec<_> =
                entries.flat_map(|entry| &entry.effect.orders).map(String::as_str).collect();
            accounted += orders.len();
            let true_so_far = match &said.outcome {
                Outcome::Bought(told) => {
                    books.bought += 1;
                    orders == told.as_slice() && orders.len() == 1
                }
                Outcome::Failed(Delivery::NotDone, _) => {
                    books.not_done += 1;
                    orders.is_empty()
                }
                // One line makes one group, so that there is no part of it.
                Outcome::Failed(Delivery::InPart, _) => false,
                Outcome::Failed(Delivery::Unknown, _) => {
                    books.unknown.0 += 1;
                    books.unknown.1 += orders.len();
                    orders.len() <= 1
                }
            };
            if !true_so_far {
                let told = &said.outcome;
                books.untrue.push(format!("it said {told}; the ledger has {orders:?}"));
            }
        }
        let all: usize = ledger.iter().map(|entry| entry.effect.orders.len()).sum();
        if all != accounted {
            books.untrue.push(format!("{all} orders in the ledger, {accounted} accounted for"));
        }
        books
    }
}
