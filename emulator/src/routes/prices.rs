//! What lines of carts and orders cost.

use rust_decimal::Decimal;

use crate::json::{Json, Object, object};
use crate::settings::CartPrices;
use crate::state::cart::Line;
use crate::state::catalog::Delivers;
use crate::state::money::times;

/// The price of a line, by that of one unit and by what all of them cost.
pub(crate) fn print(unit: Decimal, extended: Decimal) -> Object {
    object! {
        "listPrice": number(unit),
        "discountedPrice": number(unit),
        "proratedPrice": number(unit),
        "price": number(unit),
        "extendedPrice": number(extended),
    }
}

/// The price of a line of a cart, the same that its order will have; none for what cannot be
/// bought.
pub(crate) fn of_cart_line(line: &Line, shown: CartPrices) -> Option<Object> {
    let item = line.item.as_ref().filter(|_| line.error.is_none())?;
    let is_shown = match shown {
        CartPrices::All => true,
        CartPrices::Subscriptions => item.delivers == Delivers::Subscription,
        CartPrices::None => false,
    };
    let extended = times(item.unit_price, Decimal::from(line.quantity));
    is_shown.then(|| print(item.unit_price, extended))
}

/// An amount, to its last digit.
pub(crate) fn number(amount: Decimal) -> Json {
    Json::Number(amount.to_string())
}
