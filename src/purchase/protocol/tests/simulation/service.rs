//! A service and a network that do their worst within the times that are assumed of them.

use std::collections::BTreeMap;

use partner_center_api::types;
use serde_json::json;

use super::super::super::{CartSeen, CheckoutAnswer, ListSeen};
use super::super::refusal;
use super::habits::{Habits, Repeated};
use crate::cart::Checkout;
use crate::values::ids::{CartId, OrderId};

/// How long after its end the service still takes a token.
const LENIENCY: i64 = 300;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    Active,
    /// Until then, for that request.
    Working(i64, u32),
    /// And from then on it says so.
    Ordered(i64),
}

#[derive(Clone, Copy, Debug)]
struct Request {
    number: u32,
    arrives: i64,
    token_end: Option<i64>,
}

#[derive(Clone, Debug)]
pub(super) struct Order {
    pub(super) id: OrderId,
    /// Which group of the cart it is of; `None` for one that was placed by hand.
    pub(super) group: Option<u8>,
    listed: i64,
    is_readable: bool,
}

pub(super) struct Service {
    pub(super) habits: Habits,
    pub(super) random: fastrand::Rng,
    pub(super) now: i64,
    pub(super) orders: Vec<Order>,
    status: Status,
    under_way: Vec<Request>,
    replies: BTreeMap<u32, CheckoutAnswer>,
    requests: u32,
}

impl Service {
    pub(super) fn new(habits: Habits, random: fastrand::Rng) -> Self {
        Self {
            habits,
            random,
            now: 0,
            orders: Vec::new(),
            status: Status::Active,
            under_way: Vec::new(),
            replies: BTreeMap::new(),
            requests: 0,
        }
    }

    pub(super) fn chance(&mut self, of_a_hundred: u8) -> bool {
        self.random.u8(..100) < of_a_hundred
    }

    pub(super) fn up_to(&mut self, most: u32) -> i64 {
        // The ends are where rules go wrong.
        match self.random.u8(..4) {
            0 => 0,
            1 => most.into(),
            _ => self.random.u32(..=most).into(),
        }
    }

    pub(super) fn lapsed(&self) -> bool {
        self.now >= self.habits.life.into()
    }

    /// Whether a request is on its way or the service is at work on one.
    pub(super) fn is_at_work(&self) -> bool {
        !self.under_way.is_empty() || matches!(self.status, Status::Working(..))
    }

    /// A checkout sets out, and arrives then, unless it is lost.
    pub(super) fn set_out(&mut self, arrives: i64, token_end: Option<i64>) -> u32 {
        self.requests += 1;
        let number = self.requests;
        if !self.chance(self.habits.lost) {
            self.under_way.push(Request { number, arrives, token_end });
        }
        number
    }

    pub(super) fn reply(&mut self, number: u32) -> Option<CheckoutAnswer> {
        self.replies.remove(&number)
    }

    /// When the next thing happens of itself.
    fn next_event(&self) -> Option<i64> {
        let arrival = self.under_way.iter().map(|request| request.arrives).min();
        let end = match self.status {
            Status::Working(until, _) => Some(until),
            _ => None,
        };
        arrival.into_iter().chain(end).min()
    }

    /// Lets time pass until then, or until there is an answer to that request.
    pub(super) fn pass(&mut self, to: i64, number: Option<u32>) {
        while let Some(time) = self.next_event().filter(|time| *time <= to) {
            self.now = self.now.max(time);
            self.happen();
            if number.is_some_and(|number| self.replies.contains_key(&number)) {
                return;
            }
        }
        self.now = self.now.max(to);
    }

    fn happen(&mut self) {
        let arrived = self.under_way.iter().position(|request| request.arrives <= self.now);
        match (arrived, self.status) {
            (Some(arrived), Status::Working(until, _))
                if until > self.now || self.random.bool() =>
            {
                let request = self.under_way.remove(arrived);
                self.arrive(request);
            }
            (_, Status::Working(_, number)) => self.finish(number),
            (Some(arrived), _) => {
                let request = self.under_way.remove(arrived);
                self.arrive(request);
            }
            (None, _) => {}
        }
    }

    fn arrive(&mut self, request: Request) {
        if request.token_end.is_some_and(|end| self.now >= end + LENIENCY) {
            return self.answer(request.number, CheckoutAnswer::Unclear);
        }
        if self.chance(self.habits.refused) {
            return self.answer(request.number, CheckoutAnswer::Refused(refusal()));
        }
        match self.status {
            Status::Working(..) if self.habits.races => {
                self.buy(self.all());
                self.buy(self.all());
            }
            Status::Working(..) => self.answer(request.number, CheckoutAnswer::Busy),
            Status::Ordered(_) if self.lapsed() && self.habits.vanishes => {
                self.answer(request.number, CheckoutAnswer::Gone(refusal()));
            }
            Status::Ordered(_) => self.repeat(request.number),
            Status::Active if self.lapsed() => {
                self.answer(request.number, CheckoutAnswer::Gone(refusal()));
            }
            Status::Active => {
                let until = self.now + self.up_to(self.habits.work);
                self.status = Status::Working(until, request.number);
            }
        }
    }

    fn repeat(&mut self, number: u32) {
        let answer = match self.habits.repeated {
            Repeated::Busy => CheckoutAnswer::Busy,
            Repeated::Submitted => CheckoutAnswer::Submitted,
            Repeated::BuysAgain => return self.buy(self.all()),
            Repeated::Result => {
                if !self.lapsed() && self.random.bool() {
                    self.buy(self.missing());
                }
                self.result()
            }
        };
        self.answer(number, answer);
    }

    /// The work ends.
    fn finish(&mut self, number: u32) {
        if self.chance(self.habits.refused) {
            self.status = Status::Active;
            return self.answer(number, CheckoutAnswer::Refused(refusal()));
        }
        let mut groups = self.missing();
        if self.habits.in_part && groups.len() == 2 && self.random.bool() {
            groups.remove(self.random.usize(..2));
        }
        self.buy(groups);
        self.status = Status::Ordered(self.now + self.up_to(self.habits.cart_shows));
        let result = self.result();
        self.answer(number, result);
    }

    fn all(&self) -> Vec<u8> {
        (0..self.habits.groups).collect()
    }

    /// The groups that were not bought.
    pub(super) fn missing(&self) -> Vec<u8> {
        let bought = |group: &u8| self.orders.iter().any(|order| order.group == Some(*group));
        self.all().into_iter().filter(|group| !bought(group)).collect()
    }

    fn buy(&mut self, groups: Vec<u8>) {
        groups.into_iter().for_each(|group| self.order(Some(group)));
    }

    pub(super) fn order(&mut self, group: Option<u8>) {
        let listed = self.now + self.up_to(self.habits.list_shows);
        let id = OrderId::from(format!("order-{}", self.orders.len()));
        let is_readable = !self.chance(self.habits.unreadable);
        self.orders.push(Order { id, group, listed, is_readable });
    }

    fn result(&self) -> CheckoutAnswer {
        let ours = self.orders.iter().filter(|order| order.group.is_some());
        let orders: Vec<_> =
            ours.map(|order| json!({ "id": order.id, "totalPrice": 1.10 })).collect();
        let orders: Vec<types::Order> = serde_json::from_value(json!(orders)).unwrap();
        let missing = self.missing();
        let errors: Vec<_> =
            missing.iter().map(|n| json!({ "orderGroupId": n.to_string() })).collect();
        let order_errors = serde_json::from_value(json!(errors)).unwrap();
        let checkout = Checkout { cart_id: CartId::from("cart-1"), orders, order_errors };
        match missing.is_empty() {
            true => CheckoutAnswer::Ordered(checkout),
            false => CheckoutAnswer::OrderedInPart(checkout),
        }
    }

    fn answer(&mut self, number: u32, answer: CheckoutAnswer) {
        if !self.chance(self.habits.lost) {
            self.replies.insert(number, answer);
        }
    }

    /// What a read of the cart says.
    pub(super) fn read_cart(&mut self) -> CartSeen {
        match self.status {
            Status::Ordered(_) if self.lapsed() && self.habits.vanishes => CartSeen::Gone,
            Status::Ordered(shown) if self.now >= shown || self.random.bool() => CartSeen::Ordered,
            Status::Ordered(_) => CartSeen::Active,
            Status::Working(..) if self.lapsed() && self.random.bool() => CartSeen::Gone,
            Status::Working(..) => CartSeen::Active,
            Status::Active if self.lapsed() && !self.habits.lingers => CartSeen::Gone,
            Status::Active => CartSeen::Active,
        }
    }

    /// What a read of the list says.
    pub(super) fn read_list(&mut self) -> ListSeen {
        let tagged = self.habits.has_tag && self.habits.keeps_tag;
        let now = self.now;
        let listed = |order: &&Order| now >= order.listed;
        let seen: Vec<_> = self.orders.iter().filter(listed).cloned().collect();
        let (ours, others): (Vec<_>, Vec<_>) = seen
            .into_iter()
            .partition(|order| tagged && order.group.is_some() && order.is_readable);
        let unreadable = others.iter().filter(|order| !order.is_readable).count();
        let ids = |orders: Vec<Order>| orders.into_iter().map(|order| order.id).collect::<Vec<_>>();
        ListSeen {
            tagged_is_all: ours.len() == usize::from(self.habits.groups),
            tagged: self.habits.has_tag.then(|| ids(ours)),
            candidates: ids(others),
            unreadable,
            ..ListSeen::default()
        }
    }
}
