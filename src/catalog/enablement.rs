//! Enabling an Azure subscription for reservations.

use std::time::Duration;

pub use partner_center_api::types::RegistrationStatus;
use serde::{Deserialize, Serialize};

use crate::client::Customer;
use crate::error::{Delivery, Error, Kind, Result, shown};
use crate::values::ids::SubscriptionId;

/// The proof that a subscription is registered, which SKUs of reservations ask for.
///
/// Only the service's own word makes one. It stays true until the subscription ends.
///
/// ```no_run
/// use partner_center::order;
///
/// # async fn example(customer: partner_center::Customer) -> partner_center::Result<()> {
/// let azure = "b1000000-0000-4000-8000-000000000001".into();
/// let registration = match customer.registration(&azure).await? {
///     Some(registration) => registration,
///     None => {
///         customer.register(&azure).await?;
///         customer.wait_for_registration(&azure, order::POLL_INTERVAL).await?
///     }
/// };
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Registration {
    subscription: SubscriptionId,
}

impl Registration {
    /// The subscription.
    pub fn subscription_id(&self) -> &SubscriptionId {
        &self.subscription
    }

    pub(crate) fn proven_by(
        subscription: &SubscriptionId,
        status: &RegistrationStatus,
    ) -> Option<Self> {
        (*status == RegistrationStatus::Registered)
            .then(|| Self { subscription: subscription.clone() })
    }
}

/// How long a registration is waited for. Most take minutes; no page of the service says how long
/// one may take.
pub const REGISTRATION_LIMIT: Duration = Duration::from_secs(60 * 60);

/// A registration that did not come in time.
pub(crate) fn not_registered(
    subscription: &SubscriptionId,
    status: &RegistrationStatus,
    waited: Duration,
) -> Error {
    let (subscription, status) = (shown(subscription.as_str()), shown(status.as_str()));
    let status = if status.is_empty() { "without a status".into() } else { format!("`{status}`") };
    let minutes = waited.as_secs().div_ceil(60);
    let why = format!(
        "subscription {subscription} is not registered after {minutes} min: the service has it \
         {status}; it may still come, so look at `Customer::registration_status` later, or ask \
         for it again with `Customer::register`"
    );
    Error::new(Kind::NotYet { why: why.into() }, Delivery::NotDone)
}

impl Customer {
    /// How far the registration of a subscription is.
    pub async fn registration_status(
        &self,
        subscription: &SubscriptionId,
    ) -> Result<RegistrationStatus> {
        let call =
            self.partner().api().get_subscription_registration_status(self.id(), subscription);
        // An answer without a status says nothing, and above all not yes.
        Ok(call.send().await?.into_inner().status.unwrap_or(RegistrationStatus::Other("".into())))
    }

    /// The proof that a subscription is registered; `None` while it is not.
    pub async fn registration(
        &self,
        subscription: &SubscriptionId,
    ) -> Result<Option<Registration>> {
        let status = self.registration_status(subscription).await?;
        Ok(Registration::proven_by(subscription, &status))
    }

    /// Starts the registration of an Azure plan, by its id among the customer's subscriptions,
    /// or of an active subscription of the older Azure offer.
    ///
    /// It costs nothing and may be asked for again. It takes some time: wait for it with
    /// [`wait_for_registration`](Self::wait_for_registration).
    pub async fn register(&self, subscription: &SubscriptionId) -> Result<()> {
        self.partner().api().register_subscription(self.id(), subscription).send().await?;
        Ok(())
    }

    /// Asks every so often until a subscription is registered.
    ///
    /// Dropping it leaves the registration, which goes on at the service, as it is. `every` is
    /// at least one second.
    ///
    /// # Errors
    ///
    /// After an hour, [`REGISTRATION_LIMIT`], it says how the registration stands, which
    /// nobody may have asked for. A time-out around it makes that shorter, another call longer.
    pub async fn wait_for_registration(
        &self,
        subscription: &SubscriptionId,
        every: Duration,
    ) -> Result<Registration> {
        let clock = self.partner().clock();
        let begun = clock.elapsed();
        loop {
            let status = self.registration_status(subscription).await?;
            if let Some(registration) = Registration::proven_by(subscription, &status) {
                return Ok(registration);
            }
            let waited = clock.elapsed().saturating_sub(begun);
            if waited >= REGISTRATION_LIMIT {
                return Err(not_registered(subscription, &status, waited));
            }
            self.partner().pause(every).await;
        }
    }
}
