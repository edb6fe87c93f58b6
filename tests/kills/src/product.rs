//! What is bought.

use partner_center::{PurchaseLine, PurchaseRequest, Term};
use partner_center_emulator::seed;
use partner_center_test_support::{request, reservation, software};
use serde::{Deserialize, Serialize};

/// Each kind of product that the emulator sells, and two kinds in one cart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Product {
    Perpetual,
    Subscription,
    Reservation,
    /// Software and a reservation, which become two orders.
    TwoGroups,
}

impl Product {
    pub(crate) const ALL: [Self; 4] =
        [Self::Perpetual, Self::Subscription, Self::Reservation, Self::TwoGroups];

    /// How many orders one purchase of it makes.
    pub(crate) fn orders(self) -> usize {
        if self == Self::TwoGroups { 2 } else { 1 }
    }

    pub(crate) fn request(self, is_tagged: bool) -> PurchaseRequest {
        let wanted = match self {
            Self::Perpetual => request(software(1)),
            Self::Subscription => request(subscription()),
            Self::Reservation => request(reservation()),
            Self::TwoGroups => request(software(1)).line(reservation()),
        };
        if is_tagged { wanted.tag_friendly_names() } else { wanted }
    }
}

fn subscription() -> PurchaseLine {
    PurchaseLine::sku(seed::PRODUCT_SOFTWARE_SUBSCRIPTION, seed::SKU_SOFTWARE_SUBSCRIPTION, 1)
        .term(Term::Year)
}
