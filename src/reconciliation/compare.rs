//! What was ordered, held against what was billed.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io;

use partner_center_api::Decimal;
use partner_center_api::types::{CurrencyCode, CustomerId, Order, OrderId};
use serde::Serialize;

use super::view::BilledLine;
use crate::values::money::{Money, total_price};
use crate::values::sum::ExactSum;

/// What was ordered in a time, held against the lines of its bills: one row an order.
///
/// Made for what is charged once. What is charged each month adds up its quantities, and so is
/// billed otherwise than ordered by the second month; periods are not compared.
///
/// Orders are taken first, then lines, in any order and as they come; memory grows with orders,
/// and not with lines. Currencies are never mixed. An order is found by its id or by its alternate
/// id, since version 2 has either.
///
/// ```
/// use partner_center::reconciliation::{BilledLine, Comparison};
/// use partner_center::types::Order;
///
/// # fn example(orders: Vec<Order>, lines: Vec<BilledLine>) {
/// let mut comparison = Comparison::of(&orders);
/// lines.iter().for_each(|line| comparison.add(line));
/// for row in comparison.rows() {
///     println!("{}: {}", row.order, row.verdict);
/// }
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    rows: BTreeMap<OrderId, Counted>,
    /// Orders by their other ids.
    also: BTreeMap<OrderId, OrderId>,
    /// Lines that name no order.
    without_order: u64,
}

/// What is known of an order.
#[derive(Clone, Debug, Default)]
struct Counted {
    is_ordered: bool,
    customer: Option<CustomerId>,
    price: Option<Money>,
    quantity: i64,
    billed: BTreeMap<CurrencyCode, Sums>,
    customers: BTreeSet<CustomerId>,
    billed_quantity: ExactSum,
    lines: u64,
    /// What lines lack of which the comparison needs it.
    unclear: u64,
}

/// Sums in one currency.
#[derive(Clone, Debug, Default)]
struct Sums {
    charged: ExactSum,
    given_back: ExactSum,
    total: ExactSum,
}

/// What the comparison says of an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Verdict {
    /// It was billed as it was ordered: customer, quantity and, where the order was read with its
    /// prices, the sum before tax. An order without a price is compared by the other two alone.
    AsOrdered,
    /// It was billed otherwise; each difference in words for people.
    Otherwise(Vec<String>),
    /// No line has it.
    NotBilled,
    /// Lines have an order that is not among those that were given.
    NotOrdered,
}

/// An order, and what was billed of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ComparedOrder {
    /// The order.
    pub order: OrderId,
    /// The customer, by the order, else by the lines.
    pub customer: Option<CustomerId>,
    /// What the order says that it costs before tax.
    pub ordered: Option<Money>,
    /// What was charged before tax, by currency.
    pub charged: Vec<Money>,
    /// What was given back before tax, by currency; negative.
    pub given_back: Vec<Money>,
    /// What is to be paid, with tax, by currency.
    pub total: Vec<Money>,
    /// How many lines have it.
    pub lines: u64,
    /// What the comparison says.
    pub verdict: Verdict,
}

impl Comparison {
    /// Orders to compare with.
    pub fn of<'a>(orders: impl IntoIterator<Item = &'a Order>) -> Self {
        let mut comparison = Self::default();
        for order in orders {
            let Some(id) = order.id.clone() else { continue };
            if let Some(other) = &order.alternate_id {
                comparison.also.insert(OrderId::new(other.as_str()), id.clone());
            }
            let quantities = order.line_items.iter().filter_map(|line| line.quantity);
            let counted = Counted {
                is_ordered: true,
                customer: order.reference_customer_id.clone(),
                price: total_price(order),
                quantity: quantities.map(i64::from).sum(),
                ..Counted::default()
            };
            comparison.rows.insert(id, counted);
        }
        comparison
    }

    /// Takes a line of a bill in.
    pub fn add(&mut self, line: &BilledLine) {
        let Some(order) = line.order.as_ref().filter(|id| !id.as_str().is_empty()) else {
            self.without_order += 1;
            return;
        };
        let id = self.also.get(order).unwrap_or(order).clone();
        self.rows.entry(id).or_default().add(line);
    }

    /// How many lines named no order.
    pub fn lines_without_order(&self) -> u64 {
        self.without_order
    }

    /// What it says of each order, by their ids.
    pub fn rows(&self) -> impl Iterator<Item = ComparedOrder> {
        self.rows.iter().map(|(id, counted)| counted.row(id))
    }

    /// Writes the rows as CSV: a row an order and currency, differences in words at the end.
    ///
    /// # Errors
    ///
    /// `to` refuses.
    pub fn write_csv(&self, to: impl io::Write) -> io::Result<()> {
        let mut writer = csv::Writer::from_writer(to);
        writer.write_record([
            "order",
            "customer",
            "currency",
            "ordered",
            "charged",
            "givenBack",
            "total",
            "lines",
            "verdict",
        ])?;
        for row in self.rows() {
            let ordered = row.ordered.iter().map(|money| &money.currency);
            let billed = row.charged.iter().chain(&row.given_back).chain(&row.total);
            let currencies: BTreeSet<_> =
                ordered.chain(billed.map(|money| &money.currency)).collect();
            let none = CurrencyCode::new("");
            let currencies = match currencies.is_empty() {
                true => BTreeSet::from([&none]),
                false => currencies,
            };
            for currency in currencies {
                let of = |all: &[Money]| {
                    let found = all.iter().find(|money| money.currency == *currency);
                    found.map(|money| money.amount.to_string()).unwrap_or_default()
                };
                writer.write_record([
                    row.order.as_str(),
                    row.customer.as_ref().map_or("", |id| id.as_str()),
                    currency.as_str(),
                    &of(row.ordered.as_slice()),
                    &of(&row.charged),
                    &of(&row.given_back),
                    &of(&row.total),
                    &row.lines.to_string(),
                    &row.verdict.to_string(),
                ])?;
            }
        }
        writer.flush()
    }
}

impl Counted {
    fn add(&mut self, line: &BilledLine) {
        self.lines += 1;
        match line.customer.as_ref().filter(|customer| !customer.as_str().is_empty()) {
            Some(customer) => {
                let bare = customer.as_str().trim_start_matches("org:");
                self.customers.insert(CustomerId::new(bare.to_ascii_lowercase()));
            }
            None => self.unclear += 1,
        }
        let (Some(subtotal), Some(total), Some(currency)) =
            (line.subtotal, line.total, &line.currency)
        else {
            self.unclear += 1;
            return;
        };
        let sums = self.billed.entry(currency.clone()).or_default();
        sums.total.add(total);
        if subtotal.get().is_sign_negative() {
            sums.given_back.add(subtotal);
        } else {
            sums.charged.add(subtotal);
            match line.quantity {
                Some(quantity) => self.billed_quantity.add(quantity),
                None => self.unclear += 1,
            }
        }
    }

    fn row(&self, id: &OrderId) -> ComparedOrder {
        let money = |sum: fn(&Sums) -> &ExactSum| {
            let all = self.billed.iter().filter_map(move |(currency, sums)| {
                Some(Money { amount: sum(sums).total().ok()?, currency: currency.clone() })
            });
            all.collect::<Vec<_>>()
        };
        ComparedOrder {
            order: id.clone(),
            customer: self.customer.clone().or_else(|| self.customers.first().cloned()),
            ordered: self.price.clone(),
            charged: money(|sums| &sums.charged),
            given_back: money(|sums| &sums.given_back),
            total: money(|sums| &sums.total),
            lines: self.lines,
            verdict: self.verdict(),
        }
    }

    fn verdict(&self) -> Verdict {
        match (self.is_ordered, self.lines) {
            (false, _) => return Verdict::NotOrdered,
            (true, 0) => return Verdict::NotBilled,
            _ => {}
        }
        let differences = self.differences();
        match differences.is_empty() {
            true => Verdict::AsOrdered,
            false => Verdict::Otherwise(differences),
        }
    }

    fn differences(&self) -> Vec<String> {
        let mut found = Vec::new();
        if self.unclear > 0 {
            found.push(format!(
                "{} lines lack a customer, a sum, a currency or a quantity",
                self.unclear
            ));
        }
        let ours = self.customer.as_ref().map(|id| id.as_str().to_ascii_lowercase());
        for other in self.customers.iter().filter(|id| ours.as_deref() != Some(id.as_str())) {
            if ours.is_some() {
                found.push(format!("it is billed to the customer {other}"));
            }
        }
        match self.billed_quantity.total() {
            Ok(billed) if billed.get() != rust_decimal::Decimal::from(self.quantity) => {
                found.push(format!("{} were ordered and {billed} billed", self.quantity));
            }
            Ok(_) => {}
            Err(error) => found.push(error.to_string()),
        }
        if let Some(price) = &self.price {
            self.compare_price(price, &mut found);
        }
        for (currency, sums) in &self.billed {
            match sums.given_back.total() {
                Ok(amount) if !amount.get().is_zero() => {
                    found.push(format!("{amount} {currency} were given back"));
                }
                Ok(_) => {}
                Err(error) => found.push(error.to_string()),
            }
        }
        found
    }

    fn compare_price(&self, price: &Money, found: &mut Vec<String>) {
        for currency in self.billed.keys().filter(|currency| **currency != price.currency) {
            found.push(format!("it is billed in {currency} and was ordered in {}", price.currency));
        }
        let charged = self.billed.get(&price.currency).map(|sums| sums.charged.total());
        let same = |one: Decimal, other: Decimal| one.get() == other.get();
        match charged {
            Some(Ok(charged)) if !same(charged, price.amount) => {
                found.push(format!("it was ordered for {price} and {charged} were charged"));
            }
            Some(Err(error)) => found.push(error.to_string()),
            Some(Ok(_)) | None => {}
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AsOrdered => f.write_str("billed as ordered"),
            Self::Otherwise(differences) => {
                write!(f, "billed otherwise: {}", differences.join("; "))
            }
            Self::NotBilled => f.write_str("ordered, and not billed"),
            Self::NotOrdered => f.write_str("billed, and not among the orders"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(id: &str, quantity: i32, price: &str) -> Order {
        let mut order = Order::default();
        order.id = Some(id.into());
        order.alternate_id = Some(format!("{id}-alt").as_str().into());
        order.reference_customer_id = Some("C1".into());
        order.currency_code = Some("USD".into());
        order.total_price = Some(price.parse().unwrap());
        let mut line = partner_center_api::types::OrderLineItem::default();
        line.quantity = Some(quantity);
        order.line_items = vec![line];
        order
    }

    fn line(order: &str, quantity: &str, subtotal: &str, total: &str) -> BilledLine {
        BilledLine {
            order: Some(order.into()),
            customer: Some("org:c1".into()),
            quantity: Some(quantity.parse().unwrap()),
            subtotal: Some(subtotal.parse().unwrap()),
            total: Some(total.parse().unwrap()),
            currency: Some("USD".into()),
            ..BilledLine::default()
        }
    }

    fn said(orders: &[Order], lines: &[BilledLine]) -> Vec<String> {
        let mut comparison = Comparison::of(orders);
        lines.iter().for_each(|line| comparison.add(line));
        comparison.rows().map(|row| format!("{}: {}", row.order, row.verdict)).collect()
    }

    #[test]
    fn an_order_is_billed_as_ordered_by_either_of_its_ids() {
        let orders = [order("o1", 3, "30.00")];
        for id in ["o1", "o1-alt"] {
            assert_eq!(said(&orders, &[line(id, "3", "30", "32.5")]), ["o1: billed as ordered"]);
        }
        let parts = [line("o1", "1", "10", "11"), line("o1-alt", "2", "20.000", "21")];
        assert_eq!(said(&orders, &parts), ["o1: billed as ordered"]);
    }

    #[test]
    fn what_differs_is_said() {
        let orders = [order("o1", 3, "30"), order("o2", 1, "5")];
        let mut foreign = line("o1", "2", "20", "20");
        foreign.currency = Some("EUR".into());
        foreign.customer = Some("c2".into());
        let lines = [foreign, line("o3", "1", "1", "1"), line("o1", "1", "-10", "-10")];
        assert_eq!(
            said(&orders, &lines),
            [
                "o1: billed otherwise: it is billed to the customer c2; 3 were ordered and 2 \
                 billed; it is billed in EUR and was ordered in USD; it was ordered for 30 USD and 0 \
                 were charged; -10 USD were given back",
                "o2: ordered, and not billed",
                "o3: billed, and not among the orders",
            ]
        );
    }

    #[test]
    fn a_line_without_a_sum_or_an_order_is_not_passed_over() {
        let mut unclear = line("o1", "3", "30", "30");
        unclear.total = None;
        let orders = [order("o1", 3, "30")];
        let said = said(&orders, &[unclear]);
        assert!(said[0].contains("1 lines lack a customer, a sum"), "{said:?}");
        let mut comparison = Comparison::of(&orders);
        comparison.add(&BilledLine::default());
        assert_eq!(comparison.lines_without_order(), 1);
    }

    #[test]
    fn rows_are_written_as_csv_a_currency_each() {
        let mut euros = line("o1", "1", "9", "9");
        euros.currency = Some("EUR".into());
        let mut comparison = Comparison::of(&[order("o1", 2, "10")]);
        comparison.add(&line("o1", "1", "10.00", "11.9"));
        comparison.add(&euros);
        let mut text = Vec::new();
        comparison.write_csv(&mut text).unwrap();
        let text = String::from_utf8(text).unwrap();
        let rows: Vec<_> = text.lines().collect();
        assert_eq!(
            rows[0],
            "order,customer,currency,ordered,charged,givenBack,total,lines,verdict"
        );
        assert!(rows[1].starts_with("o1,C1,EUR,,9,0,9,2,"), "{text}");
        assert!(rows[2].starts_with("o1,C1,USD,10,10,0,11.9,2,"), "{text}");
    }
}
