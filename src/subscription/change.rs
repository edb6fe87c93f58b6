//! Changing a subscription: it is read, changed, and sent back as a whole.

use partner_center_api::types::{self, SubscriptionStatus};

use crate::client::{Customer, asked_for};
use crate::error::{Answered, Delivery, Error, Result};
use crate::values::ids::SubscriptionId;

/// What a subscription is to have, and how to give it that.
struct Wanted<'a> {
    /// What an answer says that does not have it.
    otherwise: &'static str,
    is_so: &'a (dyn Fn(&types::Subscription) -> bool + Sync),
}

impl Customer {
    /// Lets a subscription end with its term: it is not renewed, and not charged again.
    ///
    /// Software subscriptions renew by default. This can be done at any time of the term, as soon
    /// as the order is fulfilled; it gives nothing back, which
    /// [`cancel_subscription`](Self::cancel_subscription) does.
    ///
    /// The subscription is read first. Where it does not renew, nothing is sent.
    ///
    /// # Errors
    ///
    /// A refusal changed nothing; [`update_subscription`](Self::update_subscription) lists them.
    /// After [`Delivery::Unknown`] ask again: this does no harm twice. An answer by which it still
    /// renews is an error, too.
    pub async fn stop_renewal(&self, id: &SubscriptionId) -> Result<types::Subscription> {
        let is_so = |now: &types::Subscription| now.auto_renew_enabled == Some(false);
        let wanted = Wanted { otherwise: "the subscription still renews", is_so: &is_so };
        self.change(id, Some(wanted), |body| body.auto_renew_enabled = Some(false)).await
    }

    /// Lets a subscription start another term when this one ends, **which is charged again**.
    ///
    /// # Errors
    ///
    /// As [`stop_renewal`](Self::stop_renewal). 800093 says that it is none that can renew.
    pub async fn resume_renewal(&self, id: &SubscriptionId) -> Result<types::Subscription> {
        let is_so = |now: &types::Subscription| now.auto_renew_enabled == Some(true);
        let wanted = Wanted { otherwise: "the subscription still does not renew", is_so: &is_so };
        self.change(id, Some(wanted), |body| body.auto_renew_enabled = Some(true)).await
    }

    /// Cancels a subscription. **This gives back**, and the customer cannot use it any more.
    ///
    /// A software subscription is cancelled within seven days after it was bought or renewed, until
    /// [`cancellation_allowed_until_date`](types::Subscription::cancellation_allowed_until_date),
    /// and the days that are left are refunded. Perpetual software is cancelled by its order, with
    /// [`cancel_lines`](Self::cancel_lines).
    ///
    /// The subscription is read first. Where it is cancelled, nothing is sent.
    ///
    /// # Errors
    ///
    /// A refusal changed nothing: 900213 says that the days for cancelling are over. To keep it from
    /// being charged again, [stop its renewal](Self::stop_renewal). It is sent once; after
    /// [`Delivery::Unknown`] ask again, which reads first.
    pub async fn cancel_subscription(&self, id: &SubscriptionId) -> Result<types::Subscription> {
        let is_so = |now: &types::Subscription| now.status == Some(SubscriptionStatus::Deleted);
        let wanted = Wanted { otherwise: "the subscription is not cancelled", is_so: &is_so };
        self.change(id, Some(wanted), |body| body.status = Some(SubscriptionStatus::Deleted)).await
    }

    /// Sets how many licenses a subscription has. **More of them are bought**, and charged for the
    /// rest of the term. Software takes no fewer.
    ///
    /// # Errors
    ///
    /// A refusal changed nothing: 900214 and 900257 say that licenses cannot be given back. It is
    /// sent once; after [`Delivery::Unknown`] read the subscription before asking again.
    pub async fn set_licenses(
        &self,
        id: &SubscriptionId,
        quantity: u32,
    ) -> Result<types::Subscription> {
        let Some(quantity) = i32::try_from(quantity).ok().filter(|quantity| *quantity > 0) else {
            let message = format!("it is {quantity}; nothing was sent: ask for at least 1");
            return Err(Error::invalid("quantity", message));
        };
        let is_so = |now: &types::Subscription| now.quantity == Some(quantity);
        let wanted = Wanted { otherwise: "the subscription has another quantity", is_so: &is_so };
        self.change(id, Some(wanted), |body| body.quantity = Some(quantity)).await
    }

    /// Gives a subscription another name of the partner's own.
    pub async fn rename_subscription(
        &self,
        id: &SubscriptionId,
        name: impl Into<String> + Send,
    ) -> Result<types::Subscription> {
        let name = name.into();
        let is_so = |now: &types::Subscription| now.friendly_name.as_deref() == Some(name.as_str());
        let wanted = Wanted { otherwise: "the subscription has another name", is_so: &is_so };
        self.change(id, Some(wanted), |body| body.friendly_name = Some(name.clone())).await
    }

    /// Changes a subscription by hand: it is read, changed, and sent back as a whole, with what this
    /// version does not know. Of the answer nothing is checked but that it is this subscription.
    ///
    /// It is sent once.
    ///
    /// # Errors
    ///
    /// | code | means |
    /// | --- | --- |
    /// | 900213 | the days for cancelling are over |
    /// | 900214, 900257 | licenses cannot be given back any more, or never |
    /// | 900277, 900279, 2011 | it has ended or was cancelled, and takes no changes |
    /// | 900278, 900280 | it takes no changes at the moment: an earlier one is being worked on, or it is suspended |
    /// | 900311 | it was changed too often |
    /// | 800093 | it is none that can renew |
    ///
    /// After [`Delivery::Unknown`] read the subscription before asking again.
    pub async fn update_subscription(
        &self,
        id: &SubscriptionId,
        change: impl FnOnce(&mut types::Subscription) + Send,
    ) -> Result<types::Subscription> {
        self.change(id, None, change).await
    }

    async fn change(
        &self,
        id: &SubscriptionId,
        wanted: Option<Wanted<'_>>,
        change: impl FnOnce(&mut types::Subscription) + Send,
    ) -> Result<types::Subscription> {
        let mut body = self.subscription(id).await?;
        if wanted.as_ref().is_some_and(|wanted| (wanted.is_so)(&body)) {
            return Ok(body);
        }
        change(&mut body);
        leave_unset_dates_out(&mut body);
        let answer = self.partner().api().update_subscription(self.id(), id, body).send().await?;
        let came = answer.id.as_ref().map(SubscriptionId::as_str);
        asked_for("subscription", &answer, came, id.as_str())?;
        match wanted.filter(|wanted| !(wanted.is_so)(&answer)) {
            Some(wanted) => {
                let why = format!("by it {}", wanted.otherwise);
                Err(Answered::of(&answer).unusable(Delivery::Unknown, why))
            }
            None => Ok(answer.into_inner()),
        }
    }
}

/// What stands for "not set" in an answer is never sent.
fn leave_unset_dates_out(body: &mut types::Subscription) {
    for date in [
        &mut body.creation_date,
        &mut body.effective_start_date,
        &mut body.commitment_end_date,
        &mut body.commitment_end_date_time,
        &mut body.cancellation_allowed_until_date,
        &mut body.billing_cycle_end_date,
        &mut body.billing_cycle_end_date_time,
    ] {
        date.take_if(|date| date.is_unset());
    }
}
