//! What went wrong, and first of all whether the service may have acted.
//!
//! Every other folder makes errors, so this one uses none of them.

mod advice;
mod answered;
mod explanation;
mod fault;
mod from;
mod message;
mod misread;
mod remedy;
mod report;
mod sentence;
mod shown;

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
pub use partner_center_api::support::{Bought, Repeat};
use partner_center_api::support::{Code, Sent, UnreadableObject};
use partner_center_api::types::{CartCheckoutResult, Order, OrderError};

pub(crate) use answered::Answered;
pub use explanation::{CodeOrigin, Explanation, explain};
pub(crate) use explanation::{says_nothing_was_bought, speaks_of_a_purchase};
pub use fault::Fault;
pub(crate) use misread::Misread;
pub(crate) use remedy::MfaMissing;
pub(crate) use shown::shown;

/// The result of everything in this crate that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Whether the service may have done what a failed call asked.
///
/// ```no_run
/// use partner_center::Delivery;
///
/// # async fn example(customer: partner_center::Customer, cart: partner_center::Cart) -> partner_center::Result<()> {
/// let id = cart.id().clone(); // kept, since the checkout takes the cart
/// match cart.checkout().await {
///     Ok(checkout) => println!("{} orders", checkout.orders.len()),
///     Err(error) if error.delivery() == Delivery::NotDone => return Err(error),
///     Err(error) => println!("{error}; cart {id} is {:?}", customer.cart(&id).await?.status()),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Delivery {
    /// It did not: the call asks without changing anything, or it never reached the service,
    /// or the service said no and did not speak of an earlier try. Of a checkout a *no* counts
    /// only where nobody but the service can have said it, in words that are known to mean that
    /// nothing was bought.
    NotDone,
    /// A part of it was done, and the rest certainly was not: [`Error::orders`] has what was
    /// ordered. To ask for all of it again would buy that part twice.
    InPart,
    /// Nobody knows. Look at what exists before asking for more.
    Unknown,
}

/// Why a call was not tried again although another try might have helped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum GaveUp {
    /// All tries that the retry policy allows were used.
    Tries,
    /// The call's time was used up, or the next try would have come after its end.
    Time,
    /// The service asked to wait past the end of the call's time;
    /// [`Error::retry_after`] says how long.
    RetryAfter,
    /// The tries that the client's [retry budget](crate::transport::RetryBudget) allows to all
    /// its calls together were used, as happens when the service is down.
    Budget,
    /// Under the client's own [rate limits](crate::transport::RateLimits) the turn of the call
    /// would have come after its end; [`Error::retry_after`] says when to come back.
    RateLimit,
}

/// A failed call.
///
/// Ask [`delivery`](Self::delivery) first. The type is opaque and its questions are
/// methods, so that a new cause breaks nobody.
///
/// | printed with | what it says |
/// |---|---|
/// | `{}` | one line: the operation, what happened, what the code means, what to do |
/// | `{:#}` | the same line, and at its end delivery, tries, request id and correlation id |
/// | `{:?}`, and what `main` prints | several lines: that of `{}`, its causes, and the rest |
///
/// ```text
/// getSku: refused with 404, code 400018: the product has no such SKU in this country; check the
/// SKU id, with its leading zeros, and the country
///   because      The SKU '0009' was not found.
///   delivery     not done
///   tries        1
///   request id   5c2ddc7a-7f0c-4a05-9ee3-5b93f9fd7ab9
///   correlation  b4b7d0bb-6b7e-4f0e-8ad0-6a1e5c7e9c5d
/// ```
///
/// A line is never broken, and its length is bounded. None of them has secrets or bodies. The
/// service's own sentence is in the causes alone, to which
/// [`source`](std::error::Error::source) leads; `{:?}` leaves out of it what is quoted and mail
/// addresses, which may name a customer. No cause repeats what the line above it says, so that
/// reporters which print the whole chain print nothing twice.
///
/// Errors are cheap to move and can be cloned.
///
/// ```no_run
/// # async fn example(partner: partner_center::PartnerCenter) -> partner_center::Result<()> {
/// let customer = partner.customer("not one of ours");
/// if let Err(error) = customer.details().await {
///     println!("{error}, request {:?}", error.request_id());
///     if let Some(explanation) = error.explain() {
///         println!("{explanation}"); // meaning, likely cause, remedy
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Error(Box<Inner>);

#[derive(Clone)]
struct Inner {
    kind: Kind,
    delivery: Delivery,
    operation: Option<&'static str>,
    /// Where the request went, with the port unless it is that of https.
    host: Option<Box<str>>,
    status: Option<u16>,
    fault: Option<Fault>,
    request_id: Option<Box<str>>,
    correlation_id: Option<Box<str>>,
    answered_request_id: Option<Box<str>>,
    answered_correlation_id: Option<Box<str>>,
    /// When the answer was made, by the service's clock.
    answered_at: Option<DateTime<Utc>>,
    retry_after: Option<Duration>,
    body: Option<Box<str>>,
    tries: u32,
    gave_up: Option<GaveUp>,
    outlook: Option<Box<str>>,
    /// The cart that the call was about.
    cart: Option<Box<str>>,
    /// What the service answered to a checkout that did not succeed.
    checkout: Option<Arc<CartCheckoutResult>>,
    /// The item of a list that could not be read.
    item: Option<Arc<UnreadableObject>>,
    source: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

/// What happened, named for what it means and not for the library that noticed.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    /// Bad input: found before anything was sent.
    Invalid { place: Cow<'static, str>, message: Box<str> },
    /// No access token could be had, so that nothing was sent.
    SignIn { message: Box<str> },
    /// No connection was opened.
    Unsent,
    /// The request may have arrived; its answer did not.
    Unanswered,
    /// The same, for lack of time.
    TimedOut { limit: Duration },
    /// It was not sent, since too little was left of the time of the call.
    OutOfTime { limit: Duration },
    /// It was not sent, so as to keep within the service's limit for `what`.
    Limited { what: Box<str> },
    /// The service said no.
    Refused,
    /// The service named another address.
    Redirected { to: Box<str> },
    /// The service said yes, in words that could not be read.
    Unreadable { why: Box<str> },
    /// A cart of which not everything was ordered, as the service says.
    Incomplete { why: Box<str> },
    /// The caller stopped it.
    Cancelled,
    /// A limit of the caller's own, or their confirmation, said no.
    Declined { message: Box<str> },
    /// Something that was waited for did not come.
    NotYet { why: Box<str> },
    /// What the service said could not be written to a file.
    Unsaved { message: Box<str> },
    /// A step could not be recorded, so that it was not taken.
    Unrecorded { message: Box<str>, is_lease_lost: bool },
}

impl Error {
    /// Bad input, found before anything was sent: `place` names what is wrong, such as a
    /// parameter, and `message` says how, and what to give instead.
    ///
    /// ```
    /// use partner_center::{Delivery, Error};
    ///
    /// let error = Error::invalid("quantity", "it is 0: ask for at least 1");
    /// assert_eq!(error.to_string(), "quantity: it is 0: ask for at least 1");
    /// assert_eq!(error.delivery(), Delivery::NotDone);
    /// ```
    pub fn invalid(place: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        let message = message.into().into_boxed_str();
        Self::new(Kind::Invalid { place: place.into(), message }, Delivery::NotDone)
    }

    /// No access token could be had: `message` says why. For token sources of your own.
    pub fn sign_in(message: impl Into<String>) -> Self {
        let message = message.into().into_boxed_str();
        Self::new(Kind::SignIn { message }, Delivery::NotDone)
    }

    /// The service carried out `operation` and answered with something that cannot be used,
    /// such as a cart without an id: `why` says what is wrong with it.
    ///
    /// `delivery` is [`Delivery::NotDone`] for operations that only read.
    pub fn unusable(operation: &'static str, delivery: Delivery, why: impl Into<String>) -> Self {
        let why = why.into().into_boxed_str();
        Self::new(Kind::Unreadable { why }, delivery).with_operation(operation)
    }

    pub(crate) fn new(kind: Kind, delivery: Delivery) -> Self {
        Self(Box::new(Inner {
            kind,
            delivery,
            operation: None,
            host: None,
            status: None,
            fault: None,
            request_id: None,
            correlation_id: None,
            answered_request_id: None,
            answered_correlation_id: None,
            answered_at: None,
            retry_after: None,
            body: None,
            tries: 0,
            gave_up: None,
            outlook: None,
            cart: None,
            checkout: None,
            item: None,
            source: None,
        }))
    }

    /// The id of the cart that the call was about, from the checkout on.
    ///
    /// After a doubt it is the way back: [`Customer::cart`](crate::Customer::cart) reads it.
    pub fn cart_id(&self) -> Option<&str> {
        self.0.cart.as_deref()
    }

    /// The orders that the call is known to have placed although it failed: of a checkout that
    /// was refused in part, or whose answer does not fit the cart.
    pub fn orders(&self) -> &[Order] {
        self.0.checkout.as_deref().map(|checkout| &*checkout.orders).unwrap_or_default()
    }

    /// The groups of the cart that a failed checkout refused, as the service says.
    pub fn order_errors(&self) -> &[OrderError] {
        self.0.checkout.as_deref().map(|checkout| &*checkout.order_errors).unwrap_or_default()
    }

    /// The item of a list that the error stands for, as it came, with its number in the list: one
    /// that cannot be read. The [items](crate::listing::Items) after it can.
    pub fn unreadable_item(&self) -> Option<&UnreadableObject> {
        self.0.item.as_deref()
    }

    /// Whether the service may have done what the call asked.
    ///
    /// After [`Delivery::Unknown`] from a checkout, settle the cart with
    /// [`Customer::settle`](crate::Customer::settle) before anything is bought again. A call that
    /// only reads is always [`Delivery::NotDone`].
    pub fn delivery(&self) -> Delivery {
        self.0.delivery
    }

    /// The operation of the document that failed, such as `createCart`; `None` where the
    /// failure came before any operation, such as while building a client.
    pub fn operation(&self) -> Option<&str> {
        self.0.operation
    }

    /// The HTTP status of the answer; `None` where none came.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// The service's code of the refusal, as text; the service uses decimal numbers, the
    /// token endpoint words and `AADSTS` numbers. Also the code that the service would have
    /// refused with, where the document told beforehand.
    pub fn code(&self) -> Option<&str> {
        self.0.fault.as_ref()?.code.as_deref()
    }

    /// The service's own sentence about the refusal, in the locale of the client. It may
    /// name the customer; do not parse it.
    pub fn description(&self) -> Option<&str> {
        self.0.fault.as_ref()?.description.as_deref()
    }

    /// All that the refusal said.
    pub fn fault(&self) -> Option<&Fault> {
        self.0.fault.as_ref()
    }

    /// What is known of [`code`](Self::code): meaning, likely cause, remedy, whether trying
    /// again can help, and whether something may have been bought; `None` for a code that
    /// this version does not know.
    pub fn explain(&self) -> Option<Explanation> {
        let refusal = || self.refusal_code().map(Explanation::of_refusal);
        match self.code() {
            Some(code) if code.starts_with("AADSTS") => Explanation::of_sign_in(code),
            _ => refusal(),
        }
    }

    /// The row of the document for [`code`](Self::code).
    fn refusal_code(&self) -> Option<&'static Code> {
        match self.code() {
            // Without a status only a code that has one row is found.
            Some(code) => Code::find(self.status().unwrap_or_default(), code),
            None if self.needs_mfa() => Code::find(401, "900421"),
            None => None,
        }
    }

    /// What to do about it, in one sentence, where that is known.
    pub fn remedy(&self) -> Option<&'static str> {
        let known = self.code().and_then(remedy::of_sign_in);
        let known = known.or_else(|| self.needs_mfa().then_some(remedy::SIGN_IN_WITH_MFA));
        known.or_else(|| self.refusal_code().map(|code| code.remedy))
    }

    /// The `MS-RequestId` that the call was sent with. All tries of a call share it. `None` where
    /// the call failed before it had one.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// The `MS-CorrelationId` that the call was sent with.
    pub fn correlation_id(&self) -> Option<&str> {
        self.0.correlation_id.as_deref()
    }

    /// The `MS-RequestId` that the answer named, where it is another than was sent.
    pub fn answered_request_id(&self) -> Option<&str> {
        let answered = self.0.answered_request_id.as_deref();
        answered.filter(|id| self.request_id().is_none_or(|own| !id.eq_ignore_ascii_case(own)))
    }

    /// The `MS-CorrelationId` that the answer named, where it is another than was sent.
    pub fn answered_correlation_id(&self) -> Option<&str> {
        let answered = self.0.answered_correlation_id.as_deref();
        answered.filter(|id| self.correlation_id().is_none_or(|own| !id.eq_ignore_ascii_case(own)))
    }

    /// How long to wait before coming back: what the service asked for, counted from the
    /// answer that said so, or what the client's own rate limit needs, counted from the error.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// The first 2,048 bytes of a body that could not be read, with what is not UTF-8
    /// replaced. Bodies can name customers: do not log it unasked.
    pub fn body(&self) -> Option<&str> {
        self.0.body.as_deref()
    }

    /// How many requests were sent for the call; 0 where it failed before the first.
    pub fn tries(&self) -> u32 {
        self.0.tries
    }

    /// Why the call was not tried again although another try might have helped.
    pub fn gave_up(&self) -> Option<GaveUp> {
        self.0.gave_up
    }

    /// Whether the input was bad, so that nothing was sent.
    pub fn is_invalid(&self) -> bool {
        matches!(self.0.kind, Kind::Invalid { .. })
    }

    /// Whether the service said no.
    pub fn is_refused(&self) -> bool {
        matches!(self.0.kind, Kind::Refused)
    }

    /// Whether there was no token, or the service did not accept it (401).
    pub fn is_auth(&self) -> bool {
        matches!(self.0.kind, Kind::SignIn { .. }) || self.is_status(401)
    }

    /// Whether multi-factor authentication is what is missing: of the user who signs in, or
    /// in the token that the service was shown.
    ///
    /// Nothing that runs unattended can heal this: somebody has to sign in once more, with
    /// MFA, and store the new refresh token.
    pub fn needs_mfa(&self) -> bool {
        self.code().is_some_and(remedy::is_for_mfa)
            || self.0.source.as_ref().is_some_and(|source| source.is::<MfaMissing>())
    }

    /// Whether a person has to sign in once more: because
    /// [multi-factor authentication](Self::needs_mfa) is missing, or the refresh token or the
    /// consent is gone.
    pub fn needs_interaction(&self) -> bool {
        self.needs_mfa()
            || self.code().is_some_and(remedy::is_for_a_person)
            || matches!(self.protocol_word(), Some("interaction_required" | "login_required"))
    }

    /// Whether the service forbids this to the one who asked (403).
    pub fn is_forbidden(&self) -> bool {
        self.is_status(403)
    }

    /// Whether what was asked for does not exist (404).
    pub fn is_not_found(&self) -> bool {
        self.is_status(404)
    }

    /// Whether the service asked to slow down (429), or the client's own rate limit kept the
    /// call from being sent; [`status`](Self::status) tells them apart.
    pub fn is_throttled(&self) -> bool {
        self.is_status(429) || matches!(self.0.kind, Kind::Limited { .. })
    }

    /// Whether no answer came within the time given, or too little of it was left to send the
    /// request at all.
    pub fn is_timeout(&self) -> bool {
        matches!(self.0.kind, Kind::TimedOut { .. } | Kind::OutOfTime { .. })
    }

    /// Whether the caller stopped it, so that nothing more was sent.
    pub fn is_cancelled(&self) -> bool {
        matches!(self.0.kind, Kind::Cancelled)
    }

    /// Whether a [limit](crate::cart::PurchaseLimits) of the caller's own, or their confirmation,
    /// said no, so that nothing was bought.
    pub fn is_declined(&self) -> bool {
        matches!(self.0.kind, Kind::Declined { .. })
    }

    /// Whether the service could not be reached at all.
    pub fn is_unsent(&self) -> bool {
        matches!(self.0.kind, Kind::Unsent)
    }

    /// Whether the request was sent and its answer was lost.
    pub fn is_unanswered(&self) -> bool {
        matches!(self.0.kind, Kind::Unanswered | Kind::TimedOut { .. })
    }

    /// Whether the service accepted the request, and its answer could not be read or used.
    pub fn is_unreadable(&self) -> bool {
        matches!(self.0.kind, Kind::Unreadable { .. })
    }

    /// Whether a file could not be written; the source is what the system said, with its
    /// [kind](std::io::Error::kind).
    pub fn is_unsaved(&self) -> bool {
        matches!(self.0.kind, Kind::Unsaved { .. })
    }

    /// Whether a journal did not record a step, so that it was not taken.
    pub fn is_unrecorded(&self) -> bool {
        matches!(self.0.kind, Kind::Unrecorded { .. })
    }

    /// Whether a step was not recorded since another worker has taken the purchase over.
    pub fn is_lease_lost(&self) -> bool {
        matches!(self.0.kind, Kind::Unrecorded { is_lease_lost: true, .. })
    }

    fn is_status(&self, status: u16) -> bool {
        self.is_refused() && self.0.status == Some(status)
    }
}

/// What the transport and the ways to sign in fill in.
impl Error {
    pub(crate) fn kind(&self) -> &Kind {
        &self.0.kind
    }

    /// When the answer was made, by the service's clock; `None` where it did not say.
    pub(crate) fn answered_at(&self) -> Option<DateTime<Utc>> {
        self.0.answered_at
    }

    /// The word that the token endpoint refused with, such as `invalid_grant`.
    pub(crate) fn protocol_word(&self) -> Option<&str> {
        self.fault()?.data.first()?.get("error")?.as_str()
    }

    pub(crate) fn host(&self) -> Option<&str> {
        self.0.host.as_deref()
    }

    pub(crate) fn own_outlook(&self) -> Option<&str> {
        self.0.outlook.as_deref()
    }

    pub(crate) fn cancelled() -> Self {
        Self::new(Kind::Cancelled, Delivery::NotDone)
    }

    pub(crate) fn declined(message: impl Into<Box<str>>) -> Self {
        Self::new(Kind::Declined { message: message.into() }, Delivery::NotDone)
    }

    pub(crate) fn with_operation(mut self, operation: &'static str) -> Self {
        self.0.operation = Some(operation);
        self
    }

    /// Where the request went.
    pub(crate) fn with_host(mut self, host: &str, port: u16) -> Self {
        let host = match port {
            443 => host.into(),
            _ => format!("{host}:{port}").into(),
        };
        self.0.host = Some(host);
        self
    }

    pub(crate) fn with_kind(mut self, kind: Kind) -> Self {
        self.0.kind = kind;
        self
    }

    pub(crate) fn with_cart(mut self, cart: &str) -> Self {
        self.0.cart = Some(cart.into());
        self
    }

    pub(crate) fn with_checkout(mut self, checkout: CartCheckoutResult) -> Self {
        self.0.checkout = Some(Arc::new(checkout));
        self
    }

    pub(crate) fn with_item(mut self, item: UnreadableObject) -> Self {
        self.0.item = Some(Arc::new(item));
        self
    }

    pub(crate) fn with_delivery(mut self, delivery: Delivery) -> Self {
        self.0.delivery = delivery;
        self
    }

    pub(crate) fn with_status(mut self, status: u16) -> Self {
        self.0.status = Some(status);
        self
    }

    pub(crate) fn with_fault(mut self, fault: Option<Fault>) -> Self {
        self.0.fault = fault;
        self
    }

    pub(crate) fn with_retry_after(mut self, wait: Option<Duration>) -> Self {
        self.0.retry_after = wait;
        self
    }

    pub(crate) fn with_gave_up(mut self, reason: impl Into<Option<GaveUp>>) -> Self {
        self.0.gave_up = reason.into();
        self
    }

    /// Says at the end of the line what exists nevertheless, and how to go on.
    pub(crate) fn with_outlook(mut self, outlook: impl Into<Box<str>>) -> Self {
        self.0.outlook = Some(outlook.into());
        self
    }

    pub(crate) fn with_tries(mut self, tries: u32) -> Self {
        self.0.tries = tries;
        self
    }

    pub(crate) fn with_source(
        mut self,
        source: impl Into<Arc<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// Sets the ids that were sent.
    pub(crate) fn with_ids(mut self, request: &str, correlation: &str) -> Self {
        self.0.request_id = Some(request.into());
        self.0.correlation_id = Some(correlation.into());
        self
    }

    /// Sets the ids that an answer named.
    pub(crate) fn with_answered_ids(
        mut self,
        request: Option<&str>,
        correlation: Option<&str>,
    ) -> Self {
        self.0.answered_request_id = request.map(Into::into);
        self.0.answered_correlation_id = correlation.map(Into::into);
        self
    }

    /// Sets when an answer was made, by the service's clock.
    pub(crate) fn with_answered_at(mut self, at: Option<DateTime<Utc>>) -> Self {
        self.0.answered_at = at;
        self
    }

    /// Sets what was sent for an answer.
    pub(crate) fn with_sent(mut self, sent: &Sent) -> Self {
        self.0.request_id = sent.request_id().map(Into::into);
        self.0.correlation_id = sent.correlation_id().map(Into::into);
        self.with_tries(sent.tries())
    }

    /// Says otherwise why an answer could not be used.
    pub(crate) fn with_reason(mut self, reason: impl Into<Box<str>>) -> Self {
        self.0.kind = Kind::Unreadable { why: reason.into() };
        self
    }

    /// Keeps the beginning of `body`, unless it is empty.
    pub(crate) fn with_body(mut self, body: &[u8]) -> Self {
        let excerpt = String::from_utf8_lossy(&body[..body.len().min(2048)]);
        self.0.body = (!excerpt.trim().is_empty()).then(|| excerpt.into());
        self
    }
}
