//! Settings about entitlements and invoices.

use serde::{Deserialize, Serialize};

/// Which contract reservations are shown in; the sources do not agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Reservations {
    /// The type of the current contract, with a list called `virtualMachineReservations`.
    Mixed,
    /// The current one: a list called `reservations`.
    Current,
    /// The one before: `virtual_machine_reserved_instance` and `virtualMachineReservations`.
    Former,
}

/// How links to the details of a reservation are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ArtifactLinks {
    /// `/customers/…`: `/v1` has to be put before it.
    Relative,
    /// `/v1/customers/…`.
    Versioned,
    /// `https://elsewhere.example/v1/customers/…`, where no token may be sent.
    Elsewhere,
}

/// How long a billing period is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum BillingPeriod {
    /// A month of the calendar, in UTC.
    Month,
    /// So many days, counted from the beginning of 1970.
    Days(u32),
}

/// What `size` and `offset` do to invoices of the new commerce in the list of invoices.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ModernInvoices {
    /// Nothing: all of them come with the page at offset 0.
    FirstPage,
    /// Nothing: all of them come with every page.
    EveryPage,
    /// The same as to the others.
    Paged,
}

/// Where the token of the next page of one-time lines stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum LineTokens {
    /// Of billed lines in the link and in the body, of unbilled ones in the link.
    AsShown,
    /// In `continuationToken`.
    Body,
    /// Among the headers of `links.next`.
    Link,
}
