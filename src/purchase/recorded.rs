//! A purchase that is written to a journal, so that it survives whatever happens to its program.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::book::{Book, Worker, may_be_bought, read};
use super::confirmation::{Confirm, Confirmation};
use super::protocol::{Chosen, Nothing, PurchaseState, SettlePolicy};
use super::record::PurchaseRecord;
use super::settlement::Settlement;
use super::steps::Purchasing;
use super::{Progress, Purchase, PurchaseCall, PurchaseFailed, PurchaseRequest, Step};
use crate::auth::TokenClaims;
use crate::cart::Cart;
use crate::catalog::enablement::REGISTRATION_LIMIT;
use crate::client::{Customer, PartnerCenter};
use crate::error::{Error, Result};
use crate::journal::{Journal, PurchaseKey};
use crate::transport::call_options::CallOptions;
use crate::values::ids::OrderId;

impl<'a> PurchaseCall<'a> {
    /// Writes the purchase to a journal under a key of the caller's, such as the number of an
    /// order in a shop. Each step is durable before its request is sent.
    ///
    /// The same key with the same contents is the same purchase, by whichever program: one that
    /// was begun goes on, one that has ended gives its end, and none is made twice. The same key
    /// with other contents is refused.
    pub fn recorded(self, journal: impl Journal, key: PurchaseKey) -> RecordedPurchase<'a> {
        let Purchasing { customer, request, watch, cancel, confirm, registration_limit, .. } =
            self.purchasing;
        let begin = Begin::Anew { customer, request: Box::new(request.clone()) };
        RecordedPurchase {
            watch,
            cancel,
            confirm,
            registration_limit,
            ..RecordedPurchase::new(journal, key, begin)
        }
    }
}

impl PartnerCenter {
    /// Goes on with a purchase that is in a journal, wherever it stands: after a crash, after a
    /// doubt, by another program. One that has ended gives its end, and sends nothing.
    pub fn resume(&self, journal: impl Journal, key: PurchaseKey) -> RecordedPurchase<'static> {
        RecordedPurchase::new(journal, key, Begin::Again { partner: self.clone() })
    }

    /// Writes down what a person found out about a purchase that
    /// [asks for one](Settlement::AskPerson): which orders are of it, or, by none, that it was not
    /// bought. Of one that is in doubt, too, where its end cannot be waited for: whoever says that
    /// it was not bought has to be certain that no request is under way any more.
    ///
    /// # Errors
    ///
    /// The journal has no such purchase, or it is neither in doubt nor asks for a person, or was bought from
    /// another service. Nothing is sent in any case.
    pub async fn decide(
        &self,
        journal: impl Journal,
        key: PurchaseKey,
        orders: impl IntoIterator<Item = OrderId> + Send,
    ) -> Result<Settlement> {
        let orders: Vec<_> = orders.into_iter().collect();
        let now = self.clock().now();
        let worker = Worker { name: self.new_id().to_string(), takes_over: false };
        let mut book = Book::open(Arc::new(journal), key, &worker, now).await?;
        book.record().check_home(self.base_url(), None)?;
        let person = match book.state().clone() {
            PurchaseState::Person(person) => person,
            PurchaseState::Doubt(doubt) => doubt.given_to_a_person(),
            _ => {
                let message = "it is neither in doubt nor asks for a person, so there is nothing \
                               to decide; its state is in the journal";
                return Err(Error::invalid("purchase", message));
            }
        };
        let note = format!("a person said that {} orders are of it", orders.len());
        match person.answered(orders) {
            PurchaseState::Bought(bought) => {
                if !book.put_found(bought, &note, now).await? {
                    let message = "another purchase has claimed one of these orders";
                    return Err(Error::invalid("orders", message));
                }
            }
            other => book.put(other, &note, now).await?,
        }
        let settled = Settlement::of(book.state());
        settled.ok_or_else(|| Error::invalid("purchase", "it is not settled"))
    }
}

/// A purchase with a journal that has not been started.
///
/// ```no_run
/// use std::time::Duration;
/// use partner_center::journal::{MemoryJournal, PurchaseKey};
/// use partner_center::purchase::Settlement;
///
/// # async fn example(customer: partner_center::Customer, request: partner_center::PurchaseRequest) -> Result<(), Box<dyn std::error::Error>> {
/// let journal = MemoryJournal::new(); // a program keeps a file or a database
/// let key = PurchaseKey::new("shop order 4711")?;
/// let settlement = customer
///     .purchase(&request)
///     .recorded(journal.clone(), key.clone())
///     .run()
///     .await?;
/// if let Settlement::InDoubt { .. } = settlement {
///     // Later, perhaps in another process:
///     let resumed = customer.partner().resume(journal, key);
///     println!("{}", resumed.waiting(Duration::from_secs(600)).run().await?);
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "a purchase does nothing until it is run"]
pub struct RecordedPurchase<'a> {
    journal: Arc<dyn Journal>,
    key: PurchaseKey,
    begin: Begin,
    watch: Box<dyn FnMut(&Progress) + Send + 'a>,
    cancel: CancellationToken,
    confirm: Option<Confirm<'a>>,
    registration_limit: Duration,
    policy: SettlePolicy,
    patience: Duration,
    worker: Option<String>,
    takes_over: bool,
    again: bool,
}

/// Where it begins.
enum Begin {
    Anew { customer: Customer, request: Box<PurchaseRequest> },
    Again { partner: PartnerCenter },
}

impl<'a> RecordedPurchase<'a> {
    fn new(journal: impl Journal, key: PurchaseKey, begin: Begin) -> Self {
        Self {
            journal: Arc::new(journal),
            key,
            begin,
            watch: Box::new(|_| {}),
            cancel: CancellationToken::new(),
            confirm: None,
            registration_limit: REGISTRATION_LIMIT,
            policy: SettlePolicy::default(),
            patience: Duration::ZERO,
            worker: None,
            takes_over: false,
            again: false,
        }
    }

    /// Tells `watch` of each thing found out or done, after it was written down; and of
    /// [`CheckingOut`](Progress::CheckingOut) right before, so that a cancellation can still stop
    /// it.
    pub fn on_progress(mut self, watch: impl FnMut(&Progress) + Send + 'a) -> Self {
        self.watch = Box::new(watch);
        self
    }

    /// Stops when `token` is cancelled, as [`PurchaseCall::cancel_with`] does, and while a doubt
    /// is waited for.
    pub fn cancel_with(mut self, token: CancellationToken) -> Self {
        self.cancel = token;
        self
    }

    /// Asks before the checkout, as [`PurchaseCall::confirm_with`] does. A purchase that was begun
    /// with somebody to ask is not checked out by a program that asks nobody.
    pub fn confirm_with<F, A>(mut self, ask: F) -> Self
    where
        F: FnOnce(&Cart) -> A + Send + 'a,
        A: Future<Output = Confirmation> + Send + 'a,
    {
        self.confirm = Some(Confirm::new(ask));
        self
    }

    /// Sets how doubts are settled. It is recorded when the purchase is begun; of one that was
    /// begun before, what was recorded then holds.
    pub fn settle_by(mut self, policy: SettlePolicy) -> Self {
        self.policy = policy;
        self
    }

    /// Waits for so long in all until a doubt can be settled, instead of giving
    /// [`Settlement::InDoubt`] at once.
    pub fn waiting(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Names the worker. A purchase is left alone for five minutes after the last step of a worker
    /// of another name; one that is killed and started again under its name goes on at once.
    pub fn worker(mut self, name: impl Into<String>) -> Self {
        self.worker = Some(name.into());
        self
    }

    /// Goes on although another worker has the purchase, which is known to be dead. Should it be
    /// alive, no harm is done: what it writes is refused from then on.
    pub fn take_over(mut self) -> Self {
        self.takes_over = true;
        self
    }

    /// Begins anew, with another cart, a purchase of which it is proven that nothing was bought.
    pub fn try_again(mut self) -> Self {
        self.again = true;
        self
    }

    /// Buys, or goes on.
    ///
    /// **Dropping the future** is the same as killing the process: what was written down last
    /// holds, and the next to run it goes on from there. If a checkout was under way it is then in
    /// doubt for longer, up to the end of its token.
    ///
    /// # Errors
    ///
    /// It could not be recorded or opened, another worker has it, or a step before the checkout
    /// failed; [`PurchaseFailed::bought`] says whether something may have been bought. Where another
    /// worker took it over meanwhile and came to its end, that end is given. A purchase
    /// that was refused, or that is in doubt, is no error here but a [`Settlement`].
    pub async fn run(self) -> Result<Settlement, PurchaseFailed> {
        let partner = match &self.begin {
            Begin::Anew { customer, .. } => customer.partner().clone(),
            Begin::Again { partner } => partner.clone(),
        };
        let name = self.worker.unwrap_or_else(|| partner.new_id().to_string());
        let opening = Opening {
            partner,
            journal: self.journal,
            key: self.key,
            worker: Worker { name, takes_over: self.takes_over },
            policy: self.policy,
            must_be_confirmed: self.confirm.is_some(),
        };
        let (customer, book) = match opening.open(self.begin).await {
            Ok(opened) => opened,
            Err(error) => return Err(opening.failed(error).await),
        };
        let request = book.record().request().clone();
        let mut work = Purchasing::with_book(&customer, &request, book);
        work.watch_with(self.watch);
        work.cancel_with(self.cancel);
        work.registration_limit = self.registration_limit;
        work.confirm = self.confirm;
        match work.go_on(self.patience, self.again).await {
            Err(failed) if failed.error().is_lease_lost() => {
                opening.ended_elsewhere(&failed).await.ok_or(failed)
            }
            other => other,
        }
    }
}

/// What a record is opened with.
struct Opening {
    partner: PartnerCenter,
    journal: Arc<dyn Journal>,
    key: PurchaseKey,
    worker: Worker,
    policy: SettlePolicy,
    must_be_confirmed: bool,
}

/// Why a record was not opened.
enum Unopened {
    /// Nothing of this request was ever sent.
    Unfit(Error),
    /// Nothing was sent now.
    Failed(Error),
}

impl Opening {
    async fn open(&self, begin: Begin) -> Result<(Customer, Book), Unopened> {
        let request = match &begin {
            Begin::Anew { request, .. } => Some(&**request),
            Begin::Again { .. } => None,
        };
        let checked = request
            .map_or(Ok(()), |request| request.checked().and_then(|()| request.within_limits()));
        checked.map_err(Unopened::Unfit)?;
        let tenant = tenant_of(&self.partner).await.map_err(Unopened::Failed)?;
        let (customer, book) = match begin {
            Begin::Anew { customer, request } => {
                let record = self.record(&customer, &request, tenant.as_deref());
                let book = self.begin(record.clone()).await.map_err(Unopened::Failed)?;
                book.record().check_same(&record).map_err(Unopened::Unfit)?;
                (customer, book)
            }
            Begin::Again { partner } => {
                let (journal, key) = (self.journal.clone(), self.key.clone());
                let now = partner.clock().now();
                let book = Book::open(journal, key, &self.worker, now).await;
                let book = book.map_err(Unopened::Failed)?;
                (partner.customer(book.record().customer().clone()), book)
            }
        };
        let home = book.record().check_home(self.partner.base_url(), tenant.as_deref());
        home.map_err(Unopened::Failed)?;
        Ok((customer, book))
    }

    fn record(
        &self,
        customer: &Customer,
        request: &PurchaseRequest,
        tenant: Option<&str>,
    ) -> PurchaseRecord {
        let correlation = self.partner.correlation_id().unwrap_or_else(|| self.partner.new_id());
        let mut record = PurchaseRecord::new(customer, request, correlation, self.policy);
        record.set_tenant(tenant);
        if self.must_be_confirmed {
            record.must_confirm();
        }
        record
    }

    async fn begin(&self, record: PurchaseRecord) -> Result<Book> {
        let (journal, key) = (self.journal.clone(), self.key.clone());
        Book::begin(journal, key, record, &self.worker, self.partner.clock().now()).await
    }

    /// How the purchase ended in the hands of the worker that took it over meanwhile; `None` where
    /// it did not, or where that worker does not know what was bought here.
    async fn ended_elsewhere(&self, failed: &PurchaseFailed) -> Option<Settlement> {
        let entry = self.journal.read(&self.key).await.ok()??;
        let settlement = Settlement::of(read(&entry).ok()?.state())?;
        let mut bought = failed.so_far().order_ids();
        bought.all(|order| settlement.orders().contains(order)).then_some(settlement)
    }

    /// What could not be opened may have been bought before.
    async fn failed(&self, unopened: Unopened) -> PurchaseFailed {
        let failed = |error| PurchaseFailed::new(error, Step::Request, Purchase::default());
        match unopened {
            Unopened::Unfit(error) => failed(error),
            Unopened::Failed(error) => {
                let now = self.partner.clock().now();
                let may_be = may_be_bought(&*self.journal, &self.key, now).await;
                failed(error).elsewhere(may_be)
            }
        }
    }
}

/// The tenant that the partner's token is of, where it says so.
async fn tenant_of(partner: &PartnerCenter) -> Result<Option<String>> {
    let pipeline = partner.pipeline();
    let token = pipeline.token(None, pipeline.call_limit()).await?;
    Ok(TokenClaims::read(&token).and_then(|claims| claims.tenant().map(str::to_owned)))
}

impl Purchasing<'_, '_> {
    /// Goes on from wherever the record says that it stands.
    async fn go_on(
        mut self,
        patience: Duration,
        again: bool,
    ) -> Result<Settlement, PurchaseFailed> {
        if let PurchaseState::Nothing(nothing) = self.book.state().clone()
            && again
            && let Err(error) = self.begin_again(&nothing).await
        {
            return Err(self.stopped(Step::Request, error).await);
        }
        if matches!(self.book.state(), PurchaseState::Chosen(_) | PurchaseState::Carted(_)) {
            if let Err((step, error)) = self.buy().await {
                let is_over = self.book.state().cart_id().is_some()
                    && !matches!(self.book.state(), PurchaseState::Carted(_));
                if error.is_unrecorded() || !is_over {
                    let note = format!("{step} failed: {error}");
                    let now = self.customer.partner().clock().now();
                    self.book.leave(&note, now).await;
                    return Err(self.stopped(step, error).await);
                }
            }
            // What the checkout left open is looked at once more, and no failure of that hides it.
            return match self.settle(patience).await {
                Ok(settlement) => Ok(settlement),
                Err(error) if error.is_unrecorded() => Err(self.failed(Step::Settle, error)),
                Err(error) => self.in_doubt(error).await,
            };
        }
        match self.settle(patience).await {
            Ok(settlement) => Ok(settlement),
            Err(error) => {
                let now = self.customer.partner().clock().now();
                self.book.leave(&format!("settling failed: {error}"), now).await;
                Err(self.failed(Step::Settle, error))
            }
        }
    }

    /// A purchase that this worker does not go on with. Another one may have.
    async fn stopped(self, step: Step, error: Error) -> PurchaseFailed {
        let is_own = self.book.is_own(self.customer.partner().clock().now()).await;
        self.failed(step, error).elsewhere(!is_own)
    }

    /// A doubt that could not be looked into just now.
    async fn in_doubt(mut self, error: Error) -> Result<Settlement, PurchaseFailed> {
        let PurchaseState::Doubt(doubt) = self.book.state().clone() else {
            return Err(self.failed(Step::Settle, error));
        };
        let now = self.customer.partner().clock().now();
        self.book.leave(&format!("settling failed: {error}"), now).await;
        Ok(Settlement::InDoubt { doubt, until: Some(now) })
    }

    async fn begin_again(&mut self, nothing: &Nothing) -> Result<()> {
        let note = format!("beginning again: {}", nothing.proof());
        self.book.record_mut().begin_again();
        let now = self.customer.partner().clock().now();
        self.book.put(Chosen::default(), &note, now).await
    }

    /// Settles what has no record.
    pub(super) async fn settle_alone(
        customer: Customer,
        book: Book,
        patience: Duration,
        cancel: CancellationToken,
    ) -> Result<Settlement> {
        let request = PurchaseRequest::of_no_lines();
        let correlation = CallOptions::new().correlation_id(book.record().correlation_id());
        let customer = customer.with(correlation);
        let mut work = Purchasing::with_book(&customer, &request, book);
        work.cancel_with(cancel);
        work.settle(patience).await
    }
}

impl PurchaseRecord {
    /// Reads the record of an entry of a journal, for people and programs that look and change
    /// nothing.
    ///
    /// # Errors
    ///
    /// The record was written by a newer version, or is damaged.
    pub fn of(entry: &crate::journal::Entry) -> Result<Self> {
        read(entry)
    }
}
