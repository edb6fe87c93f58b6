//! What a cart will cost, as far as the service says.

use std::fmt;

use partner_center_api::types::{self, CurrencyCode};
use serde::Serialize;

use super::Cart;
use crate::values::money::Money;
use crate::values::sum::ExactSum;

impl Cart {
    /// What the cart will cost: the sum of `extendedPrice` over all lines and their add-ons,
    /// exact, before tax, and for the whole term of each line, however often it is billed.
    ///
    /// It is what the service said when the cart was last read. Nothing is made up: the service
    /// may leave prices out, and does so for reasons that it does not publish.
    ///
    /// ```no_run
    /// # fn example(cart: partner_center::Cart) {
    /// match cart.total() {
    ///     Ok(total) => println!("{total} before tax"),
    ///     Err(unknown) => println!("not known: {unknown}"),
    /// }
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// A line has no price, the lines are in several currencies, or the sum has more digits than
    /// a decimal holds.
    pub fn total(&self) -> Result<Money, NoTotal> {
        Costs::of(self.line_items()).total()
    }
}

/// Why it is not known what a cart will cost.
///
/// As data, a line has the number that the cart gives it, the first is 0; printed, it is one
/// more, as people count.
///
/// ```
/// use partner_center::cart::NoTotal;
///
/// # fn example(cart: partner_center::Cart) {
/// if let Err(NoTotal::NoPrice { lines }) = cart.total() {
///     println!("look {} lines up in the price list", lines.len());
/// }
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum NoTotal {
    /// The service does not say what these lines cost, or in which currency. Empty for a cart
    /// without lines.
    NoPrice {
        /// The numbers of the lines.
        lines: Vec<i32>,
    },
    /// The lines are in several currencies; nothing is converted here.
    SeveralCurrencies {
        /// The currencies, in the order of the lines.
        currencies: Vec<CurrencyCode>,
    },
    /// The sum has more than 28 digits and could only be given rounded.
    TooManyDigits {
        /// The currency.
        currency: CurrencyCode,
    },
}

impl fmt::Display for NoTotal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoPrice { lines } if lines.is_empty() => f.write_str("the cart has no lines"),
            Self::NoPrice { lines } => {
                write!(f, "the service does not say what {} will cost", Lines(lines))
            }
            Self::SeveralCurrencies { currencies } => {
                let currencies: Vec<_> = currencies.iter().map(CurrencyCode::as_str).collect();
                write!(f, "the lines are in several currencies: {}", currencies.join(", "))
            }
            Self::TooManyDigits { currency } => {
                write!(f, "the sum in {currency} has more than 28 digits")
            }
        }
    }
}

impl std::error::Error for NoTotal {}

/// Lines by their numbers, as people count: `line 1`, or `lines 1, 3`.
pub(super) struct Lines<'a>(pub(super) &'a [i32]);

impl fmt::Display for Lines<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.len() == 1 { "line " } else { "lines " })?;
        for (at, line) in self.0.iter().enumerate() {
            let comma = if at == 0 { "" } else { ", " };
            write!(f, "{comma}{}", i64::from(*line) + 1)?;
        }
        Ok(())
    }
}

/// What the lines of a cart will cost together.
#[derive(Default)]
pub(super) struct Costs {
    /// One for each currency, in the order of the lines.
    pub(super) sums: Vec<Sum>,
    /// The numbers of the lines that have no price, or none with a currency.
    pub(super) without_price: Vec<i32>,
}

/// What the lines in one currency will cost.
pub(super) struct Sum {
    pub(super) currency: CurrencyCode,
    prices: ExactSum,
}

impl Costs {
    pub(super) fn of(lines: &[types::CartLineItemResource]) -> Self {
        let mut costs = Self::default();
        costs.add(lines);
        costs
    }

    fn add(&mut self, lines: &[types::CartLineItemResource]) {
        for line in lines {
            let price = line.pricing.as_ref().and_then(|pricing| pricing.extended_price);
            let currency =
                line.currency_code.as_ref().filter(|code| !code.as_str().trim().is_empty());
            match (price, currency) {
                (Some(price), Some(currency)) => self.sum_in(currency).prices.add(price),
                _ => self.without_price.push(line.id.unwrap_or_default()),
            }
            self.add(&line.addon_items);
        }
    }

    /// The service writes currencies in capitals, and has been seen to write one in small
    /// letters.
    fn sum_in(&mut self, currency: &CurrencyCode) -> &mut Sum {
        let known = self.sums.iter().position(|sum| is_same(&sum.currency, currency));
        let at = known.unwrap_or_else(|| {
            self.sums.push(Sum { currency: currency.clone(), prices: ExactSum::new() });
            self.sums.len() - 1
        });
        &mut self.sums[at]
    }

    fn total(&self) -> Result<Money, NoTotal> {
        match &self.sums[..] {
            [sum] if self.without_price.is_empty() => {
                sum.total().ok_or_else(|| NoTotal::TooManyDigits { currency: sum.currency.clone() })
            }
            [_, _, ..] if self.without_price.is_empty() => Err(NoTotal::SeveralCurrencies {
                currencies: self.sums.iter().map(|sum| sum.currency.clone()).collect(),
            }),
            _ => Err(NoTotal::NoPrice { lines: self.without_price.clone() }),
        }
    }
}

impl Sum {
    /// The sum; `None` where it has too many digits.
    pub(super) fn total(&self) -> Option<Money> {
        let amount = self.prices.total().ok()?;
        Some(Money { amount, currency: self.currency.clone() })
    }
}

/// Whether two codes name one currency.
pub(super) fn is_same(one: &CurrencyCode, other: &CurrencyCode) -> bool {
    one.as_str().eq_ignore_ascii_case(other.as_str())
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn line(id: i32, price: &str, currency: &str) -> Value {
        let price: Value = serde_json::from_str(price).unwrap();
        json!({ "id": id, "currencyCode": currency, "pricing": { "extendedPrice": price } })
    }

    /// `expected` is the total, or what is said where there is none.
    #[track_caller]
    fn check(lines: Value, expected: &str) {
        let lines: Vec<types::CartLineItemResource> = serde_json::from_value(lines).unwrap();
        let found = match Costs::of(&lines).total() {
            Ok(total) => total.to_string(),
            Err(unknown) => unknown.to_string(),
        };
        assert_eq!(found, expected);
    }

    #[test]
    fn the_sum_is_that_of_all_lines_to_the_last_digit() {
        check(json!([line(0, "\"1234.5600000000000000000001\"", "USD")]), {
            "1234.5600000000000000000001 USD"
        });
        check(json!([line(0, "0.1", "EUR"), line(1, "0.2", "EUR")]), "0.3 EUR");
        check(json!([line(0, "1", "USD"), line(1, "2", "usd")]), "3 USD");
        check(json!([line(0, "0", "USD")]), "0 USD");
    }

    #[test]
    fn an_add_on_costs_something_too() {
        let mut base = line(0, "100", "USD");
        base["addonItems"] = json!([line(1, "20.50", "USD")]);
        check(json!([base.clone()]), "120.5 USD");
        base["addonItems"] = json!([{ "id": 1, "currencyCode": "USD" }]);
        check(json!([base]), "the service does not say what line 2 will cost");
    }

    #[test]
    fn a_price_that_is_left_out_is_not_zero() {
        for without in [
            json!({ "id": 1, "currencyCode": "USD" }),
            json!({ "id": 1, "currencyCode": "USD", "pricing": null }),
            json!({ "id": 1, "currencyCode": "USD", "pricing": { "price": 5 } }),
            json!({ "id": 1, "pricing": { "extendedPrice": 5 } }),
            json!({ "id": 1, "currencyCode": " ", "pricing": { "extendedPrice": 5 } }),
        ] {
            let lines = json!([line(0, "5", "USD"), without]);
            check(lines, "the service does not say what line 2 will cost");
        }
        check(json!([{}, { "id": 1 }]), "the service does not say what lines 1, 2 will cost");
        check(json!([]), "the cart has no lines");
    }

    #[test]
    fn currencies_are_not_added_up() {
        check(
            json!([line(0, "5", "USD"), line(1, "5", "EUR"), line(2, "5", "USD")]),
            "the lines are in several currencies: USD, EUR",
        );
    }

    #[test]
    fn a_sum_is_never_rounded() {
        let most = "\"9999999999999999999999999999\"";
        check(
            json!([line(0, most, "USD"), line(1, "0.01", "USD")]),
            "the sum in USD has more than 28 digits",
        );
    }
}
