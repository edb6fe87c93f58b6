//! What is recorded of a purchase.

use std::fmt;
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::PurchaseRequest;
use super::protocol::{PurchaseState, SettlePolicy};
use super::record_version::RecordVersion;
use super::settlement::Settlement;
use super::tag::tag;
use crate::client::Customer;
use crate::error::{Error, Result, shown};
use crate::journal::EntryState;
use crate::values::country::Country;
use crate::values::ids::CustomerId;

/// How many notes are kept: the first ones, and the last ones.
const FIRST_NOTES: usize = 40;
const NOTES: usize = 200;

/// The longest text of a note, in bytes.
const LONGEST_NOTE: usize = 4 * 1024;

/// The longest answer that is kept as it came, in bytes.
const LONGEST_ANSWER: usize = 256 * 1024;

/// What is recorded of a purchase: whom it is for, what was asked for, where it stands, and how it
/// came there.
///
/// It names the customer and what was bought. It has no token and no secret.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PurchaseRecord {
    version: RecordVersion,
    base_url: String,
    #[serde(default)]
    tenant: Option<String>,
    customer: CustomerId,
    #[serde(default)]
    country: Option<Country>,
    request: PurchaseRequest,
    correlation_id: Uuid,
    #[serde(default)]
    tag: Option<String>,
    settle: SettlePolicy,
    #[serde(default)]
    must_be_confirmed: bool,
    #[serde(default)]
    clocks_apart: u32,
    #[serde(default = "first")]
    attempt: u32,
    state: PurchaseState,
    since: DateTime<Utc>,
    #[serde(default)]
    notes: Vec<Note>,
    #[serde(default)]
    answer: Option<String>,
}

fn first() -> u32 {
    1
}

/// Something that happened to a purchase.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct Note {
    /// When.
    pub at: DateTime<Utc>,
    /// What, in a sentence.
    pub text: String,
}

impl PurchaseRecord {
    pub(super) fn new(
        customer: &Customer,
        request: &PurchaseRequest,
        correlation_id: Uuid,
        settle: SettlePolicy,
    ) -> Self {
        let partner = customer.partner();
        Self {
            version: RecordVersion,
            base_url: partner.base_url().to_owned(),
            tenant: None,
            customer: customer.id().clone(),
            country: None,
            request: request.clone(),
            correlation_id,
            tag: request.is_tagged().then(|| tag(partner.new_id())),
            settle,
            must_be_confirmed: false,
            clocks_apart: 0,
            attempt: 1,
            state: super::protocol::Chosen::default().into(),
            since: partner.clock().now(),
            notes: Vec::new(),
            answer: None,
        }
    }

    /// The customer that it is bought for.
    pub fn customer(&self) -> &CustomerId {
        &self.customer
    }

    /// The tenant of the partner, where its token said so.
    pub fn tenant(&self) -> Option<&str> {
        self.tenant.as_deref()
    }

    /// The service that it is bought from, without `/v1`.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The country that it is bought in, once that is known.
    pub fn country(&self) -> Option<Country> {
        self.country
    }

    /// What was asked for.
    pub fn request(&self) -> &PurchaseRequest {
        &self.request
    }

    /// The `MS-CorrelationId` of all of its calls, of every program that works on it.
    pub fn correlation_id(&self) -> Uuid {
        self.correlation_id
    }

    /// What stands in the friendly name of its lines, where that was asked for.
    pub fn tag(&self) -> Option<&str> {
        self.tag.as_deref()
    }

    /// How many times it was begun with a cart of its own after nothing was bought.
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// Where it stands.
    pub fn state(&self) -> &PurchaseState {
        &self.state
    }

    /// Since when it stands there.
    pub fn since(&self) -> DateTime<Utc> {
        self.since
    }

    /// How it came there. Of very many notes, those in the middle are left out.
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// The last answer to its checkout, as it came; cut off after 256 KiB.
    pub fn answer(&self) -> Option<&str> {
        self.answer.as_deref()
    }

    /// How doubts about it are settled, with the waits longer by how far apart the clocks are.
    pub(super) fn settle_policy(&self) -> SettlePolicy {
        let apart = Duration::from_secs(self.clocks_apart.into());
        let waits = self.settle.waits_are();
        match apart > waits.tolerated() {
            // One may be ahead of the service by as much, and another behind it.
            true => self.settle.waits(waits.with_clocks_apart(apart.saturating_mul(2))),
            false => self.settle,
        }
    }

    pub(super) fn state_mut(&mut self) -> &mut PurchaseState {
        &mut self.state
    }

    pub(super) fn set_state(&mut self, state: PurchaseState, at: DateTime<Utc>) {
        if std::mem::discriminant(&self.state) != std::mem::discriminant(&state) {
            self.since = at;
        }
        self.state = state;
    }

    /// Whether somebody is asked before the checkout.
    pub(super) fn must_be_confirmed(&self) -> bool {
        self.must_be_confirmed
    }

    pub(super) fn must_confirm(&mut self) {
        self.must_be_confirmed = true;
    }

    pub(super) fn set_country(&mut self, country: Country) {
        self.country = Some(country);
    }

    pub(super) fn set_tenant(&mut self, tenant: Option<&str>) {
        if self.tenant.is_none() {
            self.tenant = tenant.map(str::to_owned);
        }
    }

    pub(super) fn set_clocks_apart(&mut self, apart: Duration) {
        let seconds = u32::try_from(apart.as_secs()).unwrap_or(u32::MAX);
        self.clocks_apart = self.clocks_apart.max(seconds);
    }

    pub(super) fn without_answer(self) -> Self {
        Self { answer: None, ..self }
    }

    pub(super) fn begin_again(&mut self) {
        self.attempt = self.attempt.saturating_add(1);
        self.answer = None;
    }

    pub(super) fn keep_answer(&mut self, body: &[u8]) {
        let kept = &body[..body.len().min(LONGEST_ANSWER)];
        self.answer = Some(String::from_utf8_lossy(kept).replace('\0', "\u{fffd}"));
    }

    pub(super) fn note(&mut self, text: &str, at: DateTime<Utc>) {
        let mut text = text.replace('\0', "\u{fffd}");
        if let Some((end, _)) = text.char_indices().find(|(start, _)| *start >= LONGEST_NOTE) {
            text.truncate(end);
        }
        if self.notes.len() >= NOTES {
            self.notes.remove(FIRST_NOTES);
        }
        self.notes.push(Note { at, text });
    }

    /// Takes the place of what another worker recorded meanwhile, and keeps what that one did.
    /// Where both have bought, a person has to look. `false` where it may not: a part of the cart
    /// that the other is at too, which may have bought the rest.
    pub(super) fn write_over(&mut self, other: Self, notes: &[String], at: DateTime<Utc>) -> bool {
        let is_other_cart = other.state.cart_id() != self.state.cart_id();
        if let PurchaseState::Bought(bought) = &self.state {
            if bought.is_in_part() && !is_other_cart {
                return false;
            }
            self.state = bought.clone().beside(&other.state);
        }
        self.attempt = other.attempt;
        self.clocks_apart = self.clocks_apart.max(other.clocks_apart);
        self.notes = other.notes;
        if let Some(cart) = other.state.cart_id().filter(|_| is_other_cart) {
            let stood = match Settlement::of(&other.state) {
                Some(settlement) => settlement.to_string(),
                None => "it may be bought, too".to_owned(),
            };
            self.note(&format!("another worker was at cart {cart}: {stood}"), at);
        }
        notes.iter().for_each(|note| self.note(note, at));
        true
    }

    /// Refuses to go on where the purchase is another partner's, or of another cloud.
    pub(super) fn check_home(&self, base_url: &str, tenant: Option<&str>) -> Result<()> {
        let refuse = |what: &str, theirs: &str, ours: &str| {
            let (theirs, ours) = (shown(theirs), shown(ours));
            let message = format!(
                "the purchase was recorded for {what} `{theirs}`, and this client is for \
                 `{ours}`; nothing was sent: go on with it by a client of that one"
            );
            Err(Error::invalid("journal", message))
        };
        if self.base_url != base_url {
            return refuse("the service at", &self.base_url, base_url);
        }
        match (&self.tenant, tenant) {
            (Some(theirs), Some(ours)) if !theirs.eq_ignore_ascii_case(ours) => {
                refuse("the tenant", theirs, ours)
            }
            _ => Ok(()),
        }
    }

    /// Refuses a key that was used for something else.
    pub(super) fn check_same(&self, other: &Self) -> Result<()> {
        let differs = if !self.customer.as_str().eq_ignore_ascii_case(other.customer.as_str()) {
            "for another customer"
        } else if self.request != other.request {
            "with other contents"
        } else {
            return Ok(());
        };
        let message = format!(
            "it was used before, {differs}; nothing was sent: choose another key for another \
             purchase, or resume the first one"
        );
        Err(Error::invalid("purchase key", message))
    }

    /// What the groups of the cart asked for that were refused, as a request of its own: after a
    /// purchase that was made in part. `None` where it was not, or where the lines of the cart
    /// cannot be told apart.
    ///
    /// To buy it is a new purchase, under a key of its own. The groups that were ordered are not
    /// in it.
    pub fn rest(&self) -> Option<PurchaseRequest> {
        let PurchaseState::Bought(bought) = &self.state else { return None };
        let refused: Vec<_> = bought
            .checkout()?
            .order_errors
            .iter()
            .map(|error| error.order_group_id.clone())
            .collect::<Option<_>>()?;
        let lines = &bought.cart().body().line_items;
        if refused.is_empty() || lines.len() != self.request.lines.len() {
            return None;
        }
        let of_rest = |number: usize| {
            let line = lines
                .iter()
                .find(|line| line.id.and_then(|id| usize::try_from(id).ok()) == Some(number))?;
            Some(refused.contains(line.order_group.as_ref()?))
        };
        let mut rest = self.request.clone();
        rest.lines.clear();
        for (number, line) in self.request.lines.iter().enumerate() {
            if of_rest(number)? {
                rest.lines.push(line.clone());
            }
        }
        (!rest.lines.is_empty()).then_some(rest)
    }
}

/// Several lines: what is asked for, where it stands, and what happened.
impl fmt::Display for PurchaseRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let settlement = Settlement::of(&self.state);
        match (&settlement, &self.state) {
            (Some(settlement), _) => writeln!(f, "{settlement}")?,
            (None, PurchaseState::Sent(_) | PurchaseState::Doubt(_)) => {
                writeln!(f, "in doubt since {}: resume it", self.since)?;
            }
            (None, _) => writeln!(f, "nothing was bought so far")?,
        }
        writeln!(f, "customer     {}", shown(self.customer.as_str()))?;
        for line in self.request.lines() {
            writeln!(f, "line         {}", shown(&line.to_string()))?;
        }
        if let Some(cart) = self.state.cart_id() {
            writeln!(f, "cart         {}", shown(cart.as_str()))?;
        }
        writeln!(f, "correlation  {}", self.correlation_id)?;
        if let Some(tag) = &self.tag {
            writeln!(f, "tag          {}", shown(tag))?;
        }
        writeln!(f, "service      {}", shown(&self.base_url))?;
        writeln!(f, "attempt      {}", self.attempt)?;
        for Note { at, text } in &self.notes {
            writeln!(f, "{}  {}", at.format("%Y-%m-%d %H:%M:%S"), shown(text))?;
        }
        Ok(())
    }
}

/// The word by which a journal lists a state.
pub(super) fn entry_state(state: &PurchaseState) -> EntryState {
    match state {
        PurchaseState::Chosen(_) => EntryState::Chosen,
        PurchaseState::Carted(_) => EntryState::Carted,
        PurchaseState::Sent(_) => EntryState::Sent,
        PurchaseState::Doubt(_) => EntryState::Doubt,
        PurchaseState::Bought(_) => EntryState::Bought,
        PurchaseState::Nothing(_) => EntryState::Nothing,
        PurchaseState::Person(_) => EntryState::Person,
    }
}
