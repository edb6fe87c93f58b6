//! The columns of rows as CSV.

use super::problem::RowProblem;

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Key,
    Customer,
    Country,
    Segment,
    ReservationScope,
    LimitAmount,
    LimitCurrency,
    Product,
    Sku,
    Availability,
    Quantity,
    Term,
    BillingCycle,
    Subscription,
    Scope,
    Region,
    ResourceType,
    FriendlyName,
    Promotion,
    AttestationAccepted,
}

use Column::{
    AttestationAccepted, Availability, BillingCycle, Country, Customer, FriendlyName, Key,
    LimitAmount, LimitCurrency, Product, Promotion, Quantity, Region, ReservationScope,
    ResourceType, Scope, Segment, Sku, Subscription, Term,
};

/// All columns, and the names that they go by.
const NAMES: [(Column, &str); 20] = [
    (Key, "key"),
    (Customer, "customer"),
    (Country, "country"),
    (Segment, "segment"),
    (ReservationScope, "reservationScope"),
    (LimitAmount, "limitAmount"),
    (LimitCurrency, "limitCurrency"),
    (Product, "product"),
    (Sku, "sku"),
    (Availability, "availability"),
    (Quantity, "quantity"),
    (Term, "term"),
    (BillingCycle, "billingCycle"),
    (Subscription, "subscription"),
    (Scope, "scope"),
    (Region, "region"),
    (ResourceType, "resourceType"),
    (FriendlyName, "friendlyName"),
    (Promotion, "promotion"),
    (AttestationAccepted, "attestationAccepted"),
];

/// Those that have to be there.
const REQUIRED: [Column; 5] = [Key, Customer, Product, Sku, Quantity];

impl Column {
    /// Those that are of the purchase as a whole, and not of one of its lines.
    pub(super) const OF_PURCHASE: [Self; 6] =
        [Customer, Country, Segment, ReservationScope, LimitAmount, LimitCurrency];

    pub(super) fn name(self) -> &'static str {
        NAMES.iter().find(|(column, _)| *column == self).map_or("", |(_, name)| name)
    }
}

/// The columns of a file, in its order.
#[derive(Debug)]
pub(super) struct Columns(Vec<Column>);

impl Columns {
    /// Reads the header. Names are compared without regard to the case of letters.
    pub(super) fn read(line: u64, names: &[String]) -> Result<Self, Vec<RowProblem>> {
        let (mut columns, mut problems) = (Vec::new(), Vec::new());
        for (number, name) in (1..).zip(names) {
            let mut refuse = |reason: String| {
                let problem = RowProblem::new(line, reason).in_column(number);
                problems.push(problem.in_field(name.as_str()));
            };
            let known = NAMES.iter().find(|(_, known)| known.eq_ignore_ascii_case(name));
            match known {
                None => refuse(format!("there is no such column; the columns are {}", all())),
                Some((column, _)) if columns.contains(column) => {
                    refuse("the column is there twice".to_owned());
                }
                Some((column, _)) => columns.push(*column),
            }
        }
        for column in REQUIRED.iter().filter(|column| !columns.contains(column)) {
            let reason = "the column is missing; the first line has the names of the columns";
            problems.push(RowProblem::new(line, reason).in_field(column.name()));
        }
        if problems.is_empty() { Ok(Self(columns)) } else { Err(problems) }
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The place of a column.
    pub(super) fn place(&self, column: Column) -> Option<usize> {
        self.0.iter().position(|own| *own == column)
    }
}

fn all() -> String {
    NAMES.map(|(_, name)| name).join(", ")
}
