//! What else goes wrong, and how the service behaves.

use std::time::Duration;

use partner_center_emulator::{
    Action, Caller, Emulator, Fault, FriendlyNames, OrderedCart, Settings, When,
};

/// What else goes wrong in a case, beside the kill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Trouble {
    Nothing,
    /// The lines have no tag.
    Untagged,
    /// The lines have a tag that no order carries.
    NamesDropped,
    /// An order shows in the list at once.
    ListedAtOnce,
    UntaggedListedAtOnce,
    /// The cart says for a minute that it was not ordered.
    ShownLate,
    /// The first checkout arrives half a minute after its connection was cut.
    Late,
    /// The first checkout arrives twice.
    Twice,
    LostBefore,
    LostAfter,
    PageBefore,
    PageAfter,
    /// The cart lapses after the kill, before anybody goes on.
    Lapsed,
    /// So it does, and one that was ordered is forgotten.
    Forgotten,
    ForgottenUntagged,
    /// Access tokens live for seconds.
    ShortTokens,
    /// The first checkout is refused.
    Refused,
    /// So is one group of its orders.
    RefusedInPart,
}

const HALF_A_MINUTE: Duration = Duration::from_secs(30);

impl Trouble {
    pub(crate) const ALL: [Self; 18] = [
        Self::Nothing,
        Self::Untagged,
        Self::NamesDropped,
        Self::ListedAtOnce,
        Self::UntaggedListedAtOnce,
        Self::ShownLate,
        Self::Late,
        Self::Twice,
        Self::LostBefore,
        Self::LostAfter,
        Self::PageBefore,
        Self::PageAfter,
        Self::Lapsed,
        Self::Forgotten,
        Self::ForgottenUntagged,
        Self::ShortTokens,
        Self::Refused,
        Self::RefusedInPart,
    ];

    pub(crate) fn is_tagged(self) -> bool {
        !matches!(self, Self::Untagged | Self::UntaggedListedAtOnce | Self::ForgottenUntagged)
    }

    /// Whether an order carries the tag of its purchase.
    pub(crate) fn shows_tag(self) -> bool {
        self.is_tagged() && self != Self::NamesDropped
    }

    /// Whether carts lapse between the kill and whoever goes on.
    pub(crate) fn lapses(self) -> bool {
        matches!(self, Self::Lapsed | Self::Forgotten | Self::ForgottenUntagged)
    }

    pub(crate) fn refuses(self) -> bool {
        matches!(self, Self::Refused | Self::RefusedInPart)
    }

    pub(crate) fn set(self, settings: &mut Settings) {
        match self {
            Self::NamesDropped => settings.friendly_names = FriendlyNames::Dropped,
            Self::ListedAtOnce | Self::UntaggedListedAtOnce => {
                settings.order_list_delay_seconds = 0;
            }
            Self::ShownLate => settings.ordered_status_delay_seconds = 60,
            Self::Forgotten | Self::ForgottenUntagged => {
                settings.ordered_cart = OrderedCart::NotFound;
            }
            Self::ShortTokens => settings.token_lifetime_seconds = 20,
            _ => {}
        }
    }

    /// What meets the first checkout.
    pub(crate) fn script(self, emulator: &Emulator) {
        let action = match self {
            Self::Late => Action::late(HALF_A_MINUTE, Caller::Cut),
            Self::Twice => Action::Twice { seconds: HALF_A_MINUTE.as_secs(), milliseconds: 0 },
            Self::LostBefore => Action::cut(When::Before),
            Self::LostAfter => Action::cut(When::After),
            Self::PageBefore => Action::Html { status: 502, when: Some(When::Before) },
            Self::PageAfter => Action::Html { status: 200, when: Some(When::After) },
            Self::Refused => Action::refuse(403, "13605"),
            Self::RefusedInPart => Action::OrderError {
                order_group: Some("0".to_owned()),
                code: 2000,
                description: "This group is refused.".to_owned(),
            },
            _ => return,
        };
        emulator.fault(Fault::on("checkoutCart", action));
    }

    /// What happens between the kill and whoever goes on.
    pub(crate) fn between(self, emulator: &Emulator) {
        if self.lapses() {
            let now = emulator.clock().now();
            for cart in emulator.summary().carts {
                emulator.expire_cart(&cart, now);
            }
        }
    }
}
