//! Where something goes wrong.

/// The operations of a purchase up to its cart, in the order of their first request.
pub(crate) const BEFORE_THE_CHECKOUT: [&str; 8] = [
    "token",
    "getCustomer",
    "getSku",
    "listAvailabilities",
    "getSubscriptionRegistrationStatus",
    "registerSubscription",
    "checkInventory",
    "createCart",
];

/// What is only read after a doubt about the checkout, so that there has to be one first.
pub(crate) const AFTER_A_DOUBT: [&str; 2] = ["getCart", "listOrders"];
