//! Reads in a storm: which fail, what they lack, and how long they take.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use partner_center::{
    CartLineItem, Error, OrderId, PartnerCenter, Prerequisites, Result, error::GaveUp,
    transport::CallOptions, values::CartId,
};
use partner_center_emulator::seed;
use tokio::time::Instant;

use crate::{one_order, request, software};

/// What there is to read.
#[derive(Clone)]
pub struct Shelf {
    order: OrderId,
    cart: CartId,
}

impl Shelf {
    /// Buys something and makes a cart, while nothing goes wrong yet.
    pub async fn filled(partner: &PartnerCenter) -> Result<Self> {
        let customer = partner.customer(seed::CUSTOMER_US);
        let order = one_order(partner).await?;
        let missing = || Error::invalid("the soak", "the plan has no line");
        let plan = customer.plan(&request(software(1))).await?;
        let item = plan.lines.into_iter().next().ok_or_else(missing)?.item;
        let item = CartLineItem::new(item.purchasable(&Prerequisites::none())?, 1);
        let cart = customer.create_cart(&[item]).await?.id().clone();
        Ok(Self { order, cart })
    }

    /// One of the reads, by its number.
    async fn read(&self, partner: &PartnerCenter, number: usize) -> Result<()> {
        let customer = partner.customer(seed::CUSTOMER_US);
        let sku =
            || partner.api().get_sku(seed::PRODUCT_PERPETUAL, seed::SKU_PERPETUAL, "US").send();
        match number % 7 {
            0 => customer.order(&self.order).await.map(drop),
            1 => customer.cart(&self.cart).await.map(drop),
            2 => customer.details().await.map(drop),
            3 => customer.orders().await.map(drop),
            4 => customer.subscriptions().await.map(drop),
            5 => {
                sku().await?;
                Ok(())
            }
            _ => {
                partner.api().list_invoices().send().await?;
                Ok(())
            }
        }
    }
}

/// What became of the reads.
#[derive(Debug, Default, PartialEq)]
pub struct Tally {
    /// How many there were.
    pub reads: usize,
    /// How many failed, by what they lacked.
    pub failed: BTreeMap<&'static str, usize>,
    /// Failures that cannot be explained by a lack of anything, or that do not say so.
    pub unexplained: Vec<String>,
    /// How long the slowest took.
    pub slowest: Duration,
    /// By how much a call outlived its deadline at most.
    pub late: Duration,
}

impl Tally {
    /// What became of these and of others.
    pub fn and(mut self, other: Self) -> Self {
        self.reads += other.reads;
        for (lack, count) in other.failed {
            *self.failed.entry(lack).or_default() += count;
        }
        self.unexplained.extend(other.unexplained);
        self.slowest = self.slowest.max(other.slowest);
        self.late = self.late.max(other.late);
        self
    }

    fn note(&mut self, result: Result<()>, took: Duration, limit: Duration) {
        self.reads += 1;
        self.slowest = self.slowest.max(took);
        self.late = self.late.max(took.saturating_sub(limit));
        let Err(error) = result else { return };
        match lack(&error) {
            Some(lack) => *self.failed.entry(lack).or_default() += 1,
            None => self.unexplained.push(format!("{error} ({:?})", error.gave_up())),
        }
    }
}

/// What a failed read lacked, if it says so and says so in words.
fn lack(error: &Error) -> Option<&'static str> {
    let (lack, words) = match error.gave_up()? {
        GaveUp::Tries => ("tries", "tries"),
        GaveUp::Budget => ("budget", "budget"),
        GaveUp::Time => ("time", "no time left for another try"),
        GaveUp::RetryAfter => ("time", "no time left to wait: come back in"),
        _ => return None,
    };
    error.to_string().contains(words).then_some(lack)
}

/// Reads until none of `left` is left, each within `limit`.
pub async fn reader(
    partner: PartnerCenter,
    shelf: Shelf,
    left: Arc<AtomicUsize>,
    limit: Duration,
) -> Tally {
    let partner = partner.with(CallOptions::new().timeout(limit));
    let mut tally = Tally::default();
    let take = |left: usize| left.checked_sub(1);
    while let Ok(number) = left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take) {
        let begin = Instant::now();
        let result = shelf.read(&partner, number).await;
        tally.note(result, begin.elapsed(), limit);
    }
    tally
}
