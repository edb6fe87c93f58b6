//! One line of an invoice, as JSON of about 1.6 KB.

use fastrand::Rng;

use crate::values::{company, date, guid, number, one_of, total, word};

/// Writes a line of new commerce behind `json`, and tells its total in units of 10⁻¹⁰.
///
/// Most fields are there; some are null, empty or missing, and now and then there is one that
/// no document knows.
pub(crate) fn write(random: &mut Rng, json: &mut String) -> i128 {
    let customer = company(random);
    let product = format!("Contoso {} Server {}", word(random, 6), random.u32(2020..2031));
    let (total, units) = total(random);
    json.push('{');
    let mut fields = Fields { json, random };

    fields.id("partnerId");
    fields.id("customerId");
    fields.text("customerName", &customer);
    let domain = format!("{}.onmicrosoft.test", word(fields.random, 12).to_lowercase());
    fields.text("customerDomainName", &domain);
    fields.choice("customerCountry", &["DE", "US", "BR", "NO"]);
    fields.word("invoiceNumber", "G", 9);
    fields.mpn_id("mpnId");
    fields.mpn_id("resellerMpnId");
    fields.word("orderId", "", 12);
    fields.date("orderDate");
    fields.word("productId", "CONTOSO", 5);
    fields.word("skuId", "", 4);
    fields.word("availabilityId", "CONTOSO", 5);
    fields.text("productName", &product);
    fields.text("skuName", &format!("{product} Standard, one licence for a core"));
    fields.raw("productQualifiers", "[]");
    fields.choice("chargeType", &["new", "cycleCharge", "addQuantity", "cancelImmediate"]);
    fields.number("unitPrice", 22);
    fields.number("effectiveUnitPrice", 22);
    fields.choice("unitType", &["", "1 Hour", "licence"]);
    fields.number("quantity", 0);
    fields.number("subtotal", 2);
    fields.number("taxTotal", 2);
    fields.raw("totalForCustomer", &total);
    fields.choice("currency", &["EUR", "USD", "BRL", "NOK"]);
    fields.choice("publisherName", &["Contoso Software", "Fabrikam Press", ""]);
    fields.word("publisherId", "", 8);
    fields.text("subscriptionDescription", &format!("{product} for {customer}"));
    fields.id("subscriptionId");
    fields.date("subscriptionStartDate");
    fields.date("subscriptionEndDate");
    fields.date("chargeStartDate");
    fields.date("chargeEndDate");
    fields.choice("termAndBillingCycle", &["One-Time purchase", "1 Year, paid monthly"]);
    fields.word("alternateId", "", 12);
    fields.id("referenceId");
    fields.text("priceAdjustmentDescription", "[\\\"15.0% Partner earned credit\\\"]");
    fields.text("discountDetails", "");
    fields.choice("pricingCurrency", &["USD", "EUR"]);
    fields.number("pcToBCExchangeRate", 18);
    fields.date("pcToBCExchangeRateDate");
    fields.number("billableQuantity", 6);
    fields.text("meterDescription", "");
    fields.choice("billingFrequency", &["", "Monthly", "Once"]);
    fields.text("creditReasonCode", "");
    fields.id("reservationOrderId");
    fields.choice("invoiceLineItemType", &["billing_line_items", "BillingLineItems", "new_word"]);
    fields.choice("billingProvider", &["one_time", "OneTime", "fabrikam"]);
    fields.text("promotionId", "");
    if fields.random.u32(..8) == 0 {
        fields.raw("contosoAddedThisLater", r#"{"tags":["a",1,null],"note":"{\"}"}"#);
    }
    json.push_str(r#""attributes":{"objectType":"OneTimeInvoiceLineItem"}}"#);
    units
}

/// The fields of a line, one after the other.
struct Fields<'a> {
    json: &'a mut String,
    random: &'a mut Rng,
}

impl Fields<'_> {
    /// A value that is JSON.
    fn raw(&mut self, name: &str, value: &str) {
        self.json.extend(["\"", name, "\":", value, ","]);
    }

    fn text(&mut self, name: &str, value: &str) {
        self.raw(name, &format!("\"{value}\""));
    }

    /// Text that now and then is null or missing.
    fn gappy(&mut self, name: &str, value: &str) {
        match self.random.u32(..40) {
            0 => self.raw(name, "null"),
            1 => {}
            _ => self.text(name, value),
        }
    }

    fn choice(&mut self, name: &str, choices: &[&str]) {
        let value = one_of(self.random, choices).to_owned();
        self.gappy(name, &value);
    }

    fn id(&mut self, name: &str) {
        let value = guid(self.random);
        self.gappy(name, &value);
    }

    fn word(&mut self, name: &str, start: &str, letters: usize) {
        let value = format!("{start}{}", word(self.random, letters));
        self.gappy(name, &value);
    }

    fn date(&mut self, name: &str) {
        let value = date(self.random);
        self.gappy(name, &value);
    }

    /// Text, a number or nothing: all three are seen.
    fn mpn_id(&mut self, name: &str) {
        let id = self.random.u32(1_000_000..10_000_000).to_string();
        match self.random.u32(..10) {
            0 => self.raw(name, &id),
            1 => self.text(name, ""),
            _ => self.text(name, &id),
        }
    }

    fn number(&mut self, name: &str, places: u32) {
        match self.random.u32(..40) {
            0 => self.raw(name, "null"),
            1 => self.text(name, ""),
            _ => {
                let value = number(self.random, places);
                self.raw(name, &value);
            }
        }
    }
}
