//! Users, and what they do with what they are told.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use partner_center::journal::{MemoryJournal, PurchaseKey};
use partner_center::purchase::{
    AfterDoubt, Doubt, Progress, PurchaseFailed, SettlePolicy, Settlement,
};
use partner_center::{Customer, Delivery, Purchase, PurchaseRequest};

use crate::books::{Claim, Said};

/// Who buys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum User {
    /// Runs the purchase once.
    Once,
    /// Runs it again until it is `Ok`, whatever was said.
    Naive,
    /// Runs it again only if nothing was bought.
    ByBought,
    /// The same, and settles a doubt as the message says.
    Follower,
    /// Records it in a journal, and runs it until it is settled.
    Journaled(Policy),
}

/// How doubts of a recorded purchase are settled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Policy {
    AskAgain,
    AskAtOnce,
    ReadOnly,
}

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// How often a user runs a purchase, or looks into a doubt.
const PATIENCE: usize = 5;

type Carts = Arc<Mutex<Vec<String>>>;

impl User {
    pub(crate) const JOURNALED: Self = Self::Journaled(Policy::AskAgain);
    pub(crate) const ALL: [Self; 5] =
        [Self::Once, Self::Naive, Self::ByBought, Self::Follower, Self::JOURNALED];
    pub(crate) const OTHER_POLICIES: [Self; 2] =
        [Self::Journaled(Policy::AskAtOnce), Self::Journaled(Policy::ReadOnly)];

    /// Buys, and gives all that was said meanwhile.
    pub(crate) async fn buy(self, customer: &Customer, request: &PurchaseRequest) -> Vec<Said> {
        if let Self::Journaled(policy) = self {
            return journaled(customer, request, policy).await;
        }
        let mut all = Vec::new();
        for _ in 0..PATIENCE {
            let carts = Carts::default();
            let result = run(customer, request, &carts).await;
            let carts = carts.lock().unwrap().clone();
            all.push(Said { carts: carts.clone(), claim: claimed(&result) });
            let goes_on = match result {
                Ok(_) => false,
                Err(failed) => self.goes_on(customer, &failed, carts, &mut all).await,
            };
            if !goes_on {
                break;
            }
            tokio::time::sleep(Duration::from_secs(60)).await;
        }
        all
    }

    /// Whether to buy again after a failure.
    async fn goes_on(
        self,
        customer: &Customer,
        failed: &PurchaseFailed,
        carts: Vec<String>,
        all: &mut Vec<Said>,
    ) -> bool {
        match (self, failed.bought()) {
            (Self::Once, _) => false,
            (Self::Naive, _) | (_, Delivery::NotDone) => true,
            (Self::Follower, Delivery::Unknown) => {
                let Some(doubt) = failed.doubt() else { return false };
                let claim = settled(customer, doubt.clone()).await;
                all.push(Said { carts, claim: claim.clone() });
                claim == Claim::Nothing
            }
            _ => false,
        }
    }
}

async fn run(
    customer: &Customer,
    request: &PurchaseRequest,
    carts: &Carts,
) -> Result<Purchase, PurchaseFailed> {
    customer.purchase(request).on_progress(|told| note(told, carts)).run().await
}

fn note(told: &Progress, carts: &Carts) {
    if let Progress::CheckingOut { cart, .. } = told {
        carts.lock().unwrap().push(cart.as_str().to_owned());
    }
}

fn claimed(result: &Result<Purchase, PurchaseFailed>) -> Claim {
    match result {
        Ok(purchase) => Claim::Bought(ids(purchase.order_ids())),
        Err(failed) => match failed.bought() {
            Delivery::NotDone => Claim::Nothing,
            Delivery::InPart => {
                Claim::InPart(ids(failed.orders().iter().filter_map(|order| order.id.as_ref())))
            }
            Delivery::Unknown => Claim::Doubt,
        },
    }
}

fn ids<'a>(orders: impl IntoIterator<Item = &'a partner_center::OrderId>) -> Vec<String> {
    orders.into_iter().map(|id| id.as_str().to_owned()).collect()
}

/// Settles a doubt without a journal, and looks again where that fails.
async fn settled(customer: &Customer, mut doubt: Doubt) -> Claim {
    for _ in 0..PATIENCE {
        match customer.settle(doubt.clone()).waiting(DAY).run().await {
            Ok(Settlement::InDoubt { doubt: known, .. }) => doubt = known,
            Ok(settlement) => return meant(&settlement),
            Err(_) => tokio::time::sleep(Duration::from_secs(600)).await,
        }
    }
    Claim::Doubt
}

fn meant(settlement: &Settlement) -> Claim {
    match settlement {
        Settlement::Bought(bought) => Claim::Bought(ids(bought.orders())),
        Settlement::BoughtInPart(bought) => Claim::InPart(ids(bought.orders())),
        Settlement::NotBought(_) => Claim::Nothing,
        Settlement::AskPerson(_) => Claim::Person,
        _ => Claim::Doubt,
    }
}

async fn journaled(customer: &Customer, request: &PurchaseRequest, policy: Policy) -> Vec<Said> {
    let journal = MemoryJournal::new();
    let key = PurchaseKey::new("shop order 4711").unwrap();
    let after_doubt = match policy {
        Policy::AskAgain => AfterDoubt::AskAgain,
        Policy::AskAtOnce => AfterDoubt::AskAgainAtOnce,
        Policy::ReadOnly => AfterDoubt::ReadOnly,
    };
    let mut all: Vec<Said> = Vec::new();
    let mut carts = Carts::default();
    for _ in 0..PATIENCE {
        // What was said of the carts of earlier attempts was said once and for all.
        let begins_anew = all.last().is_none_or(|said| said.claim == Claim::Nothing);
        if begins_anew {
            carts = Carts::default();
        }
        let mut purchase = customer
            .purchase(request)
            .recorded(journal.clone(), key.clone())
            .settle_by(SettlePolicy::default().after_doubt(after_doubt))
            .worker("the shop")
            .waiting(DAY)
            .on_progress(|told| note(told, &carts));
        if begins_anew {
            purchase = purchase.try_again();
        }
        let claim = match purchase.run().await {
            Ok(settlement) => meant(&settlement),
            Err(failed) if failed.bought() == Delivery::NotDone => Claim::Nothing,
            Err(_) => Claim::Doubt,
        };
        all.push(Said { carts: carts.lock().unwrap().clone(), claim: claim.clone() });
        match claim {
            Claim::Nothing | Claim::Doubt => {
                tokio::time::sleep(Duration::from_secs(600)).await;
            }
            Claim::Bought(_) | Claim::InPart(_) | Claim::Person => break,
        }
    }
    all
}
