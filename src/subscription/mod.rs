//! Subscriptions: what came of a purchase for a term, whether it renews, and changing it.
//!
//! **A software subscription renews by itself**, and is charged again for a whole term. Whoever buys
//! once switches that off as soon as the subscription is there.

mod change;

use partner_center_api::types;

use crate::client::{Customer, asked_for, whole};
use crate::error::Result;
use crate::listing::Listed;
use crate::values::ids::{OrderId, SubscriptionId};

impl Customer {
    /// The subscriptions that an order brought. Empty until it is fulfilled, and for perpetual
    /// software and reservations.
    ///
    /// ```no_run
    /// # async fn example(customer: partner_center::Customer, order: partner_center::OrderId) -> partner_center::Result<()> {
    /// for subscription in customer.subscriptions_from(&order).await?.complete()? {
    ///     let id = subscription.id.expect("a subscription has an id");
    ///     customer.stop_renewal(&id).await?; // bought once
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn subscriptions_from(&self, order: &OrderId) -> Result<Listed<types::Subscription>> {
        let call = self.partner().api().list_subscriptions(self.id());
        whole(call.order_id(order).fetch().await?)
    }

    /// Where the customer activates a subscription. These are whole addresses of the publishers'
    /// own hosts: hand them to the customer, for a browser, and never send them a token. Empty
    /// where there is nothing to activate; in the integration sandbox, placeholders.
    pub async fn activation_links_of_subscription(
        &self,
        id: &SubscriptionId,
    ) -> Result<Listed<types::OrderLineItemActivationLink>> {
        let call = self.partner().api().list_subscription_activation_links(self.id(), id);
        whole(call.fetch().await?)
    }

    /// The Azure subscriptions under an Azure plan.
    ///
    /// # Errors
    ///
    /// Besides what any read can meet: the subscription is no Azure plan.
    pub async fn azure_entitlements(
        &self,
        plan: &SubscriptionId,
    ) -> Result<Listed<types::AzureEntitlement>> {
        let call = self.partner().api().list_azure_entitlements(self.id(), plan);
        whole(call.fetch().await?)
    }

    /// Activates a subscription of the integration sandbox, as the customer does on the publisher's
    /// site otherwise. **Only for sandbox accounts.**
    ///
    /// # Errors
    ///
    /// 800041 says that it is active already, perhaps by an earlier try of this call.
    pub async fn activate_sandbox_subscription(
        &self,
        id: &SubscriptionId,
    ) -> Result<types::SubscriptionActivation> {
        let answer = self.partner().api().activate_subscription(self.id(), id).send().await?;
        let came = answer.subscription_id.as_ref().map(SubscriptionId::as_str);
        asked_for("subscription", &answer, came, id.as_str())?;
        Ok(answer.into_inner())
    }
}
