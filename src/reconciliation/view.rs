//! What lines of both versions say about the questions that people ask.

use partner_center_api::types::{
    CurrencyCode, CustomerId, InvoiceId, OneTimeInvoiceLineItem, OrderId, ProductId,
    ReconciliationLineItem, ReservationOrderId, SkuId, SubscriptionId,
};
use partner_center_api::{Decimal, Timestamp};

/// What was charged, to whom, for which order, and for which time: of a line of either version,
/// under the names of version 1 where the two differ. Nothing is converted; what a line does not
/// say is `None`.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct BilledLine {
    /// The invoice; `None` or empty where it is not billed yet.
    pub invoice: Option<InvoiceId>,
    /// The order. Version 2 may have its alternate id here.
    pub order: Option<OrderId>,
    /// When it was ordered.
    pub ordered: Option<Timestamp>,
    /// The customer. Some lines of version 1 have `org:` before the id.
    pub customer: Option<CustomerId>,
    /// The name of the customer.
    pub customer_name: Option<String>,
    /// The product.
    pub product: Option<ProductId>,
    /// The SKU.
    pub sku: Option<SkuId>,
    /// The name of the SKU.
    pub sku_name: Option<String>,
    /// The subscription, for what has one.
    pub subscription: Option<SubscriptionId>,
    /// The order of a reservation or savings plan.
    pub reservation_order: Option<ReservationOrderId>,
    /// Such as `new`, `cycleCharge` or `cancelImmediate`.
    pub charge_type: Option<String>,
    /// How many are billed: `billableQuantity`, else `quantity`.
    pub quantity: Option<Decimal>,
    /// The sum before tax.
    pub subtotal: Option<Decimal>,
    /// The tax.
    pub tax: Option<Decimal>,
    /// The sum with tax.
    pub total: Option<Decimal>,
    /// The currency of the sums.
    pub currency: Option<CurrencyCode>,
    /// The beginning of what is charged.
    pub charge_start: Option<Timestamp>,
    /// The end of what is charged.
    pub charge_end: Option<Timestamp>,
}

impl BilledLine {
    /// Whether subtotal and tax make the total; `None` where one of them is missing.
    pub fn adds_up(&self) -> Option<bool> {
        let (subtotal, tax, total) = (self.subtotal?, self.tax?, self.total?);
        Some(subtotal.get().checked_add(tax.get()) == Some(total.get()))
    }
}

macro_rules! same {
    ($line:ident, $total:expr) => {
        Self {
            invoice: $line.invoice_number.clone(),
            order: $line.order_id.clone(),
            ordered: $line.order_date,
            customer: $line.customer_id.clone(),
            customer_name: $line.customer_name.as_ref().map(ToString::to_string),
            product: $line.product_id.clone(),
            sku: $line.sku_id.clone(),
            sku_name: $line.sku_name.as_ref().map(ToString::to_string),
            subscription: $line.subscription_id.clone(),
            reservation_order: $line.reservation_order_id.clone(),
            charge_type: $line.charge_type.as_ref().map(ToString::to_string),
            quantity: $line.billable_quantity.or($line.quantity),
            subtotal: $line.subtotal,
            tax: $line.tax_total,
            total: $total,
            currency: $line.currency.clone(),
            charge_start: $line.charge_start_date,
            charge_end: $line.charge_end_date,
        }
    };
}

impl From<&OneTimeInvoiceLineItem> for BilledLine {
    fn from(line: &OneTimeInvoiceLineItem) -> Self {
        same!(line, line.total_for_customer)
    }
}

impl From<&ReconciliationLineItem> for BilledLine {
    fn from(line: &ReconciliationLineItem) -> Self {
        same!(line, line.total.or(line.total_for_customer))
    }
}
