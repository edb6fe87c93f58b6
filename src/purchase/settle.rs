//! Settling a doubt: reading, waiting, asking again.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::{Either, select};
use partner_center_api::types::CartStatus;

use super::Progress;
use super::candidates::{Odd, Wanted, among};
use super::protocol::{CartSeen, Doubt, Looked, Next, PurchaseState};
use super::settlement::Settlement;
use super::steps::Purchasing;
use crate::cart::Cart;
use crate::client::whole;
use crate::error::{Error, Result};
use crate::net::date::answered_at;
use crate::values::ids::OrderId;

/// How many things are done at most before the state is given as it is.
const ROUNDS: u32 = 10_000;

/// Between looks that should have told something: the first pause, and the longest.
const FIRST_PAUSE: Duration = Duration::from_secs(15);
const LONGEST_PAUSE: Duration = Duration::from_secs(900);

impl Purchasing<'_, '_> {
    /// Does what can be done now to settle a doubt, and waits for what can be done later, as long
    /// as `patience` lasts.
    pub(super) async fn settle(&mut self, patience: Duration) -> Result<Settlement> {
        let end = self.elapsed().saturating_add(patience);
        let mut looked = Looked::default();
        let mut until = None;
        let mut overdue = 0;
        for _ in 0..ROUNDS {
            if let Some(settled) = Settlement::of(self.book.state()) {
                return Ok(settled);
            }
            if self.cancel.is_cancelled() {
                break;
            }
            let doubt = self.doubt().await?;
            let policy = self.book.record().settle_policy();
            let has_tag = self.tag_of(&doubt).is_some();
            match doubt.next(&policy, has_tag, looked, self.now()) {
                Next::ReadCart => looked = self.read_cart(doubt, looked).await?,
                // By a clock that is wrong it may be too early. The cart tells the time, too.
                Next::ReadList | Next::AskAgain
                    if !self.has_compared_clocks && !doubt.is_of_order() =>
                {
                    looked = self.read_cart(doubt, looked).await?;
                }
                Next::ReadList => looked = self.read_list(doubt, looked).await?,
                Next::AskAgain => {
                    self.ask_once_more(doubt).await?;
                    looked = Looked::default();
                }
                Next::Later(at) => {
                    until = at.map(|at| self.due(at, &mut overdue));
                    if !self.wait(&doubt, until, end).await {
                        break;
                    }
                    (looked, self.has_compared_clocks) = (Looked::default(), false);
                }
            }
        }
        let settlement = Settlement::InDoubt { doubt: self.doubt().await?, until };
        // Whoever comes next need not wait for a worker that has left.
        self.book.leave(&settlement.to_string(), self.now()).await;
        Ok(settlement)
    }

    /// What tells its orders from others.
    fn tag_of(&self, doubt: &Doubt) -> Option<String> {
        doubt.order_tag().or(self.book.record().tag()).map(str::to_owned)
    }

    fn now(&self) -> DateTime<Utc> {
        self.customer.partner().clock().now()
    }

    fn elapsed(&self) -> Duration {
        self.customer.partner().clock().elapsed()
    }

    /// The doubt, also of a request that nobody waits for any more.
    async fn doubt(&mut self) -> Result<Doubt> {
        match self.book.state().clone() {
            PurchaseState::Doubt(doubt) => Ok(doubt),
            PurchaseState::Sent(sent) => {
                let doubt = sent.unanswered();
                let note = "nobody waits for the answer to the checkout any more";
                self.book.put(doubt.clone(), note, self.now()).await?;
                Ok(doubt)
            }
            _ => Err(Error::invalid("purchase", "nothing of it is in doubt")),
        }
    }

    /// When to look again. A moment that has passed should have brought an answer and did not, so
    /// that nobody knows when one comes: from one such look to the next it takes longer.
    fn due(&self, at: DateTime<Utc>, overdue: &mut u32) -> DateTime<Utc> {
        let now = self.now();
        if at > now {
            return at;
        }
        let pause = FIRST_PAUSE.saturating_mul(2_u32.saturating_pow(*overdue)).min(LONGEST_PAUSE);
        *overdue += 1;
        now + pause
    }

    /// Waits until `at`. `false` where that is too long, or was cancelled.
    async fn wait(&mut self, doubt: &Doubt, at: Option<DateTime<Utc>>, end: Duration) -> bool {
        let Some(at) = at else { return false };
        // The moment itself is not yet after it.
        let pause = (at - self.now()).to_std().unwrap_or_default() + Duration::from_secs(1);
        if self.elapsed().saturating_add(pause) > end {
            return false;
        }
        self.tell(Progress::InDoubt { cart: doubt.cart().id().clone(), until: at });
        let sleep = std::pin::pin!(self.customer.partner().pause(pause));
        let cancelled = std::pin::pin!(self.cancel.cancelled());
        matches!(select(cancelled, sleep).await, Either::Right(_))
    }

    /// Checks the cart out again. A refusal is a state, and no failure.
    async fn ask_once_more(&mut self, doubt: Doubt) -> Result<()> {
        let asked = doubt.asks();
        let error = match self.ask_again(doubt).await {
            Ok(()) => return Ok(()),
            Err(error) if error.is_unrecorded() => return Err(error),
            Err(error) if error.is_cancelled() => return Ok(()),
            Err(error) => error,
        };
        match self.book.state() {
            // It was not sent, and would not be the next time.
            PurchaseState::Doubt(doubt) if doubt.asks() == asked => Err(error),
            _ => Ok(()),
        }
    }

    async fn read_cart(&mut self, doubt: Doubt, mut looked: Looked) -> Result<Looked> {
        let begun = self.now();
        let (seen, cart, served_at) = match self.customer.cart(doubt.cart().id()).await {
            Ok(cart) => (seen(&cart), Some(cart.body().clone()), cart.served_at()),
            Err(error) if is_gone(&error, &doubt, begun) => {
                (CartSeen::Gone, None, error.answered_at())
            }
            Err(error) => return Err(error),
        };
        let now = self.now();
        self.compare_clocks(doubt.cart().id(), served_at).await;
        let doubt = match cart {
            Some(cart) => doubt.with_lines_of(&cart),
            None => doubt,
        };
        let was_proven = doubt.bought_since().is_some();
        let policy = self.book.record().settle_policy();
        let state = doubt.cart_read(seen, begun, now, &policy);
        let is_proven = matches!(&state, PurchaseState::Doubt(d) if d.bought_since().is_some());
        self.book.put(state, &format!("read the cart: {}", word(seen)), now).await?;
        looked.cart = Some((seen, begun));
        // What the list said before the proof was not asked for.
        looked.list &= was_proven == is_proven;
        Ok(looked)
    }

    async fn read_list(&mut self, doubt: Doubt, mut looked: Looked) -> Result<Looked> {
        let begun = self.now();
        let answer = self.customer.partner().api().list_orders(self.customer.id()).fetch().await?;
        self.compare_clocks(doubt.cart().id(), answered_at(answer.headers())).await;
        let orders = whole(answer)?;
        let odd = Odd::all(orders.unreadable());
        let named = orders.iter().filter_map(|order| order.id.clone());
        let ids: Vec<OrderId> = named.chain(odd.iter().filter_map(|odd| odd.id.clone())).collect();
        let taken = self.taken(&ids).await?;
        let policy = self.book.record().settle_policy();
        let tolerated = TimeDelta::from_std(policy.waits_are().tolerated()).unwrap_or_default();
        let not_before = doubt.since().and_then(|since| since.checked_sub_signed(tolerated));
        let tag = self.tag_of(&doubt);
        let wanted = Wanted { cart: doubt.cart(), tag: tag.as_deref(), not_before, taken: &taken };
        let seen = among(&orders, &odd, &wanted);
        let note = format!(
            "read the list of {} orders: {} that cannot be read, {} with the tag, {} alike",
            orders.len() + odd.len(),
            odd.len(),
            seen.tagged.as_ref().map_or(0, Vec::len),
            seen.candidates.len()
        );
        let now = self.now();
        looked.list = true;
        match doubt.list_read(seen, looked, begun, &policy) {
            PurchaseState::Bought(bought) => {
                // Where another purchase was quicker to claim it, the list is read anew.
                looked.list = self.book.put_found(bought, &note, now).await?;
            }
            other => self.book.put(other, &note, now).await?,
        }
        Ok(looked)
    }

    /// Those of the orders that other purchases have claimed.
    async fn taken(&mut self, orders: &[OrderId]) -> Result<Vec<OrderId>> {
        let Some((journal, key)) = self.book.journal() else { return Ok(Vec::new()) };
        let claims = journal.claimed(orders).await?;
        let others = claims.into_iter().filter(|claim| claim.by != *key);
        Ok(others.map(|claim| claim.order).collect())
    }
}

fn seen(cart: &Cart) -> CartSeen {
    match cart.status() {
        Some(CartStatus::Ordered) => CartSeen::Ordered,
        Some(CartStatus::Active) => CartSeen::Active,
        _ => CartSeen::Other,
    }
}

/// Whether the service says that there is no such cart any more, in one of its two ways.
fn is_gone(error: &Error, doubt: &Doubt, now: DateTime<Utc>) -> bool {
    let has_lapsed = doubt.cart().expires().is_none_or(|end| now >= end);
    let is_missing = error.is_not_found() && error.explain().is_some();
    is_missing || has_lapsed && error.status() == Some(400) && error.code() == Some(LAPSED)
}

/// How the service may refuse to show a cart that has expired.
const LAPSED: &str = "800009";

fn word(seen: CartSeen) -> &'static str {
    match seen {
        CartSeen::Ordered => "it was ordered",
        CartSeen::Active => "it is active",
        CartSeen::Gone => "it is gone",
        CartSeen::Other => "its status is not known here",
    }
}
