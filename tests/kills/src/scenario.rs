//! What is bought, from which service, by which rule.

use partner_center::purchase::AfterDoubt;
use partner_center_emulator::{RepeatedCheckout, Settings};

use crate::product::Product;
use crate::trouble::Trouble;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Scenario {
    pub(crate) trouble: Trouble,
    pub(crate) product: Product,
    pub(crate) repeated: RepeatedCheckout,
    pub(crate) after_doubt: AfterDoubt,
}

const REPEATED: [RepeatedCheckout; 5] = [
    RepeatedCheckout::Repeat,
    RepeatedCheckout::InProgress,
    RepeatedCheckout::BeingProcessed,
    RepeatedCheckout::AlreadySubmitted,
    RepeatedCheckout::Refused { status: 403, code: 800_069 },
];

/// Longer than every wait. On a service that never says what it did with a cart, some purchases
/// can be settled only when the cart has lapsed, and ask for days if it takes days.
const CART_LIFETIME: u64 = 6 * 60 * 60;

const AFTER_DOUBT: [AfterDoubt; 3] =
    [AfterDoubt::AskAgain, AfterDoubt::AskAgainAtOnce, AfterDoubt::ReadOnly];

impl Scenario {
    pub(crate) fn all() -> Vec<Self> {
        let mut all = Vec::new();
        for trouble in Trouble::ALL {
            all.extend(Self::all_with(trouble));
        }
        all
    }

    fn all_with(trouble: Trouble) -> Vec<Self> {
        let mut all = Vec::new();
        for product in Product::ALL {
            for repeated in REPEATED {
                for after_doubt in AFTER_DOUBT {
                    all.push(Self { trouble, product, repeated, after_doubt });
                }
            }
        }
        all
    }

    /// Some for each trouble, so that each value of everything else comes up as well.
    pub(crate) fn some(each: usize) -> Vec<Self> {
        let mut some = Vec::new();
        for (number, trouble) in Trouble::ALL.into_iter().enumerate() {
            let all = Self::all_with(trouble);
            // Neither this step nor the length of the list has a factor of the other.
            some.extend((0..each).map(|n| all[(number * each + n) * 23 % all.len()]));
        }
        some
    }

    pub(crate) fn set(self, settings: &mut Settings) {
        settings.repeated_checkout = self.repeated;
        settings.cart_lifetime_seconds = CART_LIFETIME;
        self.trouble.set(settings);
    }

    pub(crate) fn asks_again(self) -> bool {
        self.after_doubt != AfterDoubt::ReadOnly
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_scenarios_have_every_product_every_answer_and_every_policy() {
        let some = Scenario::some(2);
        assert_eq!(some.len(), 2 * Trouble::ALL.len());
        for trouble in Trouble::ALL {
            assert_eq!(some.iter().filter(|one| one.trouble == trouble).count(), 2);
        }
        assert!(Product::ALL.iter().all(|all| some.iter().any(|one| one.product == *all)));
        assert!(REPEATED.iter().all(|all| some.iter().any(|one| one.repeated == *all)));
        assert!(AFTER_DOUBT.iter().all(|all| some.iter().any(|one| one.after_doubt == *all)));
    }
}
