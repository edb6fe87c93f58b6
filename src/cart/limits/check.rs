//! Comparing a request or a cart with limits.

use partner_center_api::types;

use super::{LimitProblem, PurchaseLimits, Unjudged};
use crate::cart::Cart;
use crate::cart::total::{Costs, Sum, is_same};
use crate::error::{Error, Result};

/// What limits of quantity and of products look at.
pub(crate) struct LimitedLine<'a> {
    pub(crate) number: i32,
    pub(crate) product: &'a str,
    pub(crate) sku: &'a str,
    /// What is printed of it.
    pub(crate) item: String,
    pub(crate) quantity: Option<u32>,
}

impl PurchaseLimits {
    /// What of these lines goes beyond the limits that need no price.
    pub(crate) fn problems_without_prices(&self, lines: &[LimitedLine<'_>]) -> Vec<LimitProblem> {
        let mut problems = self.product_problems(lines);
        problems.extend(self.quantity_problems(lines));
        problems
    }

    fn product_problems(&self, lines: &[LimitedLine<'_>]) -> Vec<LimitProblem> {
        let Some(allowed) = &self.products else { return Vec::new() };
        let is_allowed = |line: &&LimitedLine<'_>| {
            allowed.iter().any(|allowed| allowed.has(line.product, line.sku))
        };
        let others = lines.iter().filter(|line| !is_allowed(line));
        others
            .map(|line| LimitProblem::Product { line: line.number, item: line.item.clone() })
            .collect()
    }

    fn quantity_problems(&self, lines: &[LimitedLine<'_>]) -> Vec<LimitProblem> {
        let mut problems = Vec::new();
        if let Some(limit) = self.quantity_per_line {
            let beyond = |line: &&LimitedLine<'_>| line.quantity.is_none_or(|asked| asked > limit);
            problems.extend(lines.iter().filter(beyond).map(|line| LimitProblem::LineQuantity {
                line: line.number,
                limit,
                quantity: line.quantity,
            }));
        }
        if let Some(limit) = self.total_quantity {
            let quantity: Option<u64> = lines.iter().map(|line| line.quantity.map(u64::from)).sum();
            if quantity.is_none_or(|asked| asked > u64::from(limit)) {
                problems.push(LimitProblem::TotalQuantity { limit, quantity });
            }
        }
        problems
    }

    fn spend_problems(&self, costs: &Costs) -> Vec<LimitProblem> {
        if self.spend.is_empty() {
            return Vec::new();
        }
        let mut problems: Vec<_> = costs.sums.iter().filter_map(|sum| self.judge(sum)).collect();
        if !costs.without_price.is_empty() && !self.allow.contains(&Unjudged::NoPrice) {
            problems.push(LimitProblem::NoPrice { lines: costs.without_price.clone() });
        }
        problems
    }

    /// Compares the sum in one currency with the least of its limits: a stored form may have
    /// several.
    fn judge(&self, sum: &Sum) -> Option<LimitProblem> {
        let limits =
            self.spend().into_iter().filter(|limit| is_same(&limit.currency, &sum.currency));
        let Some(limit) = limits.min_by_key(|limit| limit.amount) else {
            let is_allowed = self.allow.contains(&Unjudged::OtherCurrency);
            let currency = sum.currency.clone();
            return (!is_allowed).then_some(LimitProblem::OtherCurrency { currency });
        };
        match sum.total() {
            Some(total) if total.amount <= limit.amount => None,
            Some(total) => Some(LimitProblem::Spend { limit, total }),
            None => Some(LimitProblem::TooManyDigits { currency: sum.currency.clone() }),
        }
    }

    fn problems_of(&self, lines: &[types::CartLineItemResource]) -> Vec<LimitProblem> {
        let mut limited = Vec::new();
        gather(lines, &mut limited);
        let mut problems = self.problems_without_prices(&limited);
        problems.extend(self.spend_problems(&Costs::of(lines)));
        problems
    }
}

/// The lines of a cart with their add-ons.
fn gather<'a>(lines: &'a [types::CartLineItemResource], limited: &mut Vec<LimitedLine<'a>>) {
    for line in lines {
        let item = line.catalog_item_id.as_ref().map(types::CatalogItemId::as_str);
        let item = item.unwrap_or_default();
        let mut parts = item.split(':');
        limited.push(LimitedLine {
            number: line.id.unwrap_or_default(),
            product: parts.next().unwrap_or_default(),
            sku: parts.next().unwrap_or_default(),
            item: item.to_owned(),
            quantity: line.quantity.and_then(|quantity| u32::try_from(quantity).ok()),
        });
        gather(&line.addon_items, limited);
    }
}

impl Cart {
    /// What in the cart goes beyond these limits, or cannot be compared with them; empty when
    /// all of it keeps within.
    ///
    /// The cart is taken as it was last read, its add-ons counted as lines.
    #[must_use = "what goes beyond the limits is not refused by this"]
    pub fn limit_problems(&self, limits: &PurchaseLimits) -> Vec<LimitProblem> {
        limits.problems_of(self.line_items())
    }

    /// Refuses a cart that goes beyond these limits. A purchase in one call does so by itself,
    /// with the limits of its [request](crate::PurchaseRequest::limits).
    ///
    /// ```no_run
    /// # async fn example(cart: partner_center::Cart, limits: partner_center::cart::PurchaseLimits)
    /// # -> partner_center::Result<()> {
    /// cart.check_limits(&limits)?;
    /// let checkout = cart.checkout().await?;
    /// # drop(checkout);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// One that [`is_declined`](Error::is_declined) and names everything that goes beyond.
    /// Nothing is sent.
    pub fn check_limits(&self, limits: &PurchaseLimits) -> Result<()> {
        let problems = self.limit_problems(limits);
        let place = format!("cart {} is not within the limits of the purchase", self.id());
        refuse(&place, &problems).map_err(|error| error.with_cart(self.id().as_str()))
    }
}

/// Names all that goes beyond the limits, and what to do.
pub(crate) fn refuse(place: &str, problems: &[LimitProblem]) -> Result<()> {
    if problems.is_empty() {
        return Ok(());
    }
    let problems: Vec<_> = problems.iter().map(ToString::to_string).collect();
    let problems = problems.join("; ");
    Err(Error::declined(format!(
        "{place}: {problems}; change what is asked for, or `PurchaseLimits`"
    )))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    /// A line of 2 of `CONTOSO00001:0002`, for 100.50 USD.
    fn line(change: Value) -> Value {
        let mut line = json!({
            "id": 0,
            "catalogItemId": "CONTOSO00001:0002:CONTOSO0000A",
            "quantity": 2,
            "currencyCode": "USD",
            "pricing": { "extendedPrice": 100.5 },
        });
        for (name, value) in change.as_object().unwrap() {
            line[name] = value.clone();
        }
        line
    }

    #[track_caller]
    fn check(limits: Value, lines: &[Value], expected: &[&str]) {
        let limits: PurchaseLimits = serde_json::from_value(limits).unwrap();
        let lines: Vec<types::CartLineItemResource> = serde_json::from_value(lines.into()).unwrap();
        let problems: Vec<_> = limits.problems_of(&lines).iter().map(ToString::to_string).collect();
        assert_eq!(problems, expected);
    }

    fn spend(amount: &str) -> Value {
        json!({ "spend": [{ "amount": amount, "currency": "USD" }] })
    }

    #[test]
    fn no_limits_limit_nothing() {
        check(json!({}), &[line(json!({})), json!({})], &[]);
        check(spend("0"), &[], &[]);
    }

    #[test]
    fn a_cart_may_cost_the_limit_and_not_a_part_of_a_cent_more() {
        check(spend("100.5"), &[line(json!({}))], &[]);
        check(spend("100.50"), &[line(json!({ "currencyCode": "usd" }))], &[]);
        check(
            spend("100.4999999999999999999999"),
            &[line(json!({}))],
            &["it costs 100.5 USD, and at most 100.4999999999999999999999 USD may be spent"],
        );
        let second = line(json!({ "id": 1, "pricing": { "extendedPrice": 0.01 } }));
        check(
            spend("100.5"),
            &[line(json!({})), second],
            &["it costs 100.51 USD, and at most 100.5 USD may be spent"],
        );
    }

    #[test]
    fn a_line_without_a_price_is_refused_unless_allowed() {
        let lines = [line(json!({})), line(json!({ "id": 1, "pricing": null }))];
        let unknown = "the service does not say what line 2 will cost \
                       (`Unjudged::NoPrice` allows that)";
        check(spend("1000"), &lines, &[unknown]);
        let mut limits = spend("1000");
        limits["allow"] = json!(["noPrice"]);
        check(limits.clone(), &lines, &[]);
        limits["spend"][0]["amount"] = json!(100);
        check(limits, &lines, &["it costs 100.5 USD, and at most 100 USD may be spent"]);
    }

    #[test]
    fn another_currency_is_refused_unless_allowed() {
        let lines = [line(json!({})), line(json!({ "id": 1, "currencyCode": "EUR" }))];
        let other = "it costs something in EUR, for which there is no limit \
                     (`Unjudged::OtherCurrency` allows that)";
        check(spend("1000"), &lines, &[other]);
        let mut limits = spend("1000");
        limits["allow"] = json!(["noPrice"]);
        check(limits.clone(), &lines, &[other]);
        limits["allow"] = json!(["otherCurrency"]);
        check(limits.clone(), &lines, &[]);
        limits["spend"] = json!([
            { "amount": 1000, "currency": "USD" },
            { "amount": 100, "currency": "EUR" },
        ]);
        check(limits, &lines, &["it costs 100.5 EUR, and at most 100 EUR may be spent"]);
    }

    #[test]
    fn of_two_limits_in_one_currency_the_lower_one_holds() {
        let limits = json!({ "spend": [
            { "amount": 1000, "currency": "USD" },
            { "amount": 7, "currency": "usd" },
        ] });
        let refused = ["it costs 100.5 USD, and at most 7 usd may be spent"];
        check(limits, &[line(json!({}))], &refused);
    }

    #[test]
    fn a_sum_that_cannot_be_given_exactly_is_refused() {
        let most: Value = "9999999999999999999999999999".into();
        let most = line(json!({ "pricing": { "extendedPrice": most } }));
        check(
            spend("9999999999999999999999999999"),
            &[most, line(json!({}))],
            &["the sum in USD has too many digits"],
        );
    }

    #[test]
    fn quantities_are_counted_by_line_and_together() {
        let lines = [line(json!({ "quantity": 3 })), line(json!({ "id": 1, "quantity": 4 }))];
        check(json!({ "quantityPerLine": 4, "totalQuantity": 7 }), &lines, &[]);
        check(
            json!({ "quantityPerLine": 3, "totalQuantity": 6 }),
            &lines,
            &[
                "line 2 asks for 4, and a line may ask for 3 at most",
                "all lines together ask for 7, and may ask for 6 at most",
            ],
        );
        check(
            json!({ "quantityPerLine": 3, "totalQuantity": 6 }),
            &[line(json!({ "quantity": null }))],
            &[
                "line 1 asks for an unknown number, and a line may ask for 3 at most",
                "all lines together ask for an unknown number, and may ask for 6 at most",
            ],
        );
    }

    #[test]
    fn a_product_or_one_of_its_skus_can_be_allowed() {
        let lines = [line(json!({}))];
        for allowed in ["CONTOSO00001", "contoso00001", "CONTOSO00001:0002"] {
            check(json!({ "products": ["X", allowed] }), &lines, &[]);
        }
        let refused = "line 1 is for `CONTOSO00001:0002:CONTOSO0000A`, which is not among the \
                       products allowed";
        for allowed in [json!([]), json!(["CONTOSO0000"]), json!(["CONTOSO00001:0001"])] {
            check(json!({ "products": allowed }), &lines, &[refused]);
        }
        let nameless = "line 1 is for ``, which is not among the products allowed";
        check(json!({ "products": ["X"] }), &[line(json!({ "catalogItemId": null }))], &[nameless]);
    }

    #[test]
    fn an_add_on_is_a_line_too() {
        let addon = json!({ "id": 1, "catalogItemId": "CONTOSO00002:0009:A", "quantity": 9 });
        check(
            json!({
                "spend": [{ "amount": 1000, "currency": "USD" }],
                "quantityPerLine": 5,
                "products": ["CONTOSO00001"],
            }),
            &[line(json!({ "addonItems": [addon] }))],
            &[
                "line 2 is for `CONTOSO00002:0009:A`, which is not among the products allowed",
                "line 2 asks for 9, and a line may ask for 5 at most",
                "the service does not say what line 2 will cost (`Unjudged::NoPrice` allows that)",
            ],
        );
    }

    #[test]
    fn a_stored_limit_that_is_not_understood_is_refused() {
        for stored in [
            json!({ "spendAtMost": [] }),
            json!({ "quantity_per_line": 3 }),
            json!({ "spend": [{ "amount": 5 }] }),
            json!({ "spend": [{ "amount": 5, "currency": "USD", "per": "day" }] }),
            json!({ "allow": ["everything"] }),
            json!({ "products": ["a:b:c"] }),
            json!({ "products": [""] }),
            json!({ "products": ["a:"] }),
        ] {
            let read = serde_json::from_value::<PurchaseLimits>(stored.clone());
            assert!(read.is_err(), "{stored}");
        }
    }

    #[test]
    fn stored_limits_come_back_as_they_were() {
        let money = |amount: &str, currency: &str| crate::values::money::Money {
            amount: amount.parse().unwrap(),
            currency: currency.into(),
        };
        let limits = PurchaseLimits::new()
            .spend_at_most(money("1", "USD"))
            .spend_at_most(money("12345678901234567890.12", "usd"))
            .spend_at_most(money("900", "EUR"))
            .allow(Unjudged::NoPrice)
            .allow(Unjudged::NoPrice)
            .quantity_per_line(3)
            .total_quantity(10)
            .only_product("CONTOSO00001")
            .only_sku("CONTOSO00002", "0001");
        let stored = serde_json::to_string(&limits).unwrap();
        assert_eq!(
            stored,
            concat!(
                r#"{"spend":[{"amount":12345678901234567890.12,"currency":"usd"},"#,
                r#"{"amount":900,"currency":"EUR"}],"allow":["noPrice"],"quantityPerLine":3,"#,
                r#""totalQuantity":10,"products":["CONTOSO00001","CONTOSO00002:0001"]}"#
            )
        );
        assert_eq!(serde_json::from_str::<PurchaseLimits>(&stored).unwrap(), limits);
        assert_eq!(serde_json::to_string(&PurchaseLimits::new()).unwrap(), "{}");
    }
}
