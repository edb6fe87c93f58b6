//! What price sheets there are, and what is in each.

use crate::fault_codes::BAD_INPUT;
use crate::reply::{Refusal, refuse_for};
use crate::routes::price_sheets::months::Month;
use crate::state::catalog::{Delivers, Product, Sku};

/// A kind of sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum View {
    Licenses,
    Software,
    Reservations,
    Consumption,
    Marketplace,
}

impl View {
    pub(super) fn read(text: &str) -> Result<Self, Refusal> {
        Ok(match text.to_ascii_lowercase().as_str() {
            "updatedlicensebased" => Self::Licenses,
            "software" => Self::Software,
            "azure_reservations" => Self::Reservations,
            "azure_consumption" => Self::Consumption,
            "marketplace" => Self::Marketplace,
            other => return refuse_for(BAD_INPUT, format!("There is no view `{other}`.")),
        })
    }

    /// Whether there is a sheet of a month; software has them since March 2022.
    pub(super) fn has(self, month: Month) -> bool {
        let first = if self == Self::Software { "202203" } else { "201901" };
        Month::read(first).is_ok_and(|first| first <= month)
    }

    /// Whether a SKU is in it.
    pub(super) fn shows(self, product: &Product, sku: &Sku) -> bool {
        match self {
            Self::Licenses => sku.delivers == Delivers::Subscription,
            Self::Software => product.target_views.iter().any(|view| view == "Software"),
            Self::Reservations => sku.delivers == Delivers::Reservation,
            Self::Consumption => false,
            Self::Marketplace => !product.is_microsoft_product,
        }
    }

    /// The sheets of licenses were printed without a column for the segment, and have the rows of
    /// one.
    pub(super) fn has_segments(self) -> bool {
        self != Self::Licenses
    }

    /// The two pages show dates in two forms.
    pub(super) fn has_american_dates(self) -> bool {
        self == Self::Licenses
    }
}
