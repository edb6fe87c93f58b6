//! Where the customer activates what was bought.

use partner_center_api::types;

use crate::client::{Customer, whole};
use crate::error::Result;
use crate::listing::Listed;
use crate::values::ids::OrderId;

impl Customer {
    /// Where the customer activates what an order bought, each link with the number of its
    /// line.
    ///
    /// These are whole addresses of the publishers' own hosts: hand them to the customer, for
    /// a browser, and never send them a token. Empty where there is nothing to activate, and
    /// as long as the order is not fulfilled; in the integration sandbox, placeholders.
    pub async fn activation_links(
        &self,
        order: &OrderId,
    ) -> Result<Listed<types::OrderLineItemActivationLink>> {
        let call = self.partner().api().list_order_activation_links(self.id(), order);
        whole(call.fetch().await?)
    }

    /// The [activation links](Self::activation_links) of one line of an order, by its number.
    pub async fn activation_links_of_line(
        &self,
        order: &OrderId,
        line: i32,
    ) -> Result<Listed<types::OrderLineItemActivationLink>> {
        let call =
            self.partner().api().list_order_line_item_activation_links(self.id(), order, line);
        whole(call.fetch().await?)
    }
}
