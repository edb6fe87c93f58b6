//! What goes wrong.

use partner_center_emulator::Action;
use serde_json::Value;

use crate::twist::Twist;

/// Something that goes wrong.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    pub(crate) name: String,
    pub(crate) what: What,
    pub(crate) blame: Blame,
}

/// Who does it.
#[derive(Clone, Debug)]
pub(crate) enum What {
    /// The emulator.
    Emulator(Action),
    /// Something on the way back changes the answer.
    Twist(Twist),
    /// The same with a cart: it is made what an honest service gives, and then changed.
    Cart(fn(&mut Value), fn(&mut Value)),
    /// Something on the way back gives the head of the answer, and never its body.
    NoBody,
}

/// Whether the client can be expected to find the truth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Blame {
    /// It can.
    Client,
    /// The service says in its own documented words, or its gateway in its own, that nothing was
    /// done, after it was: no client can see through that.
    ServiceLies,
    /// It arrives later than the documented waits allow for.
    BeyondTheWaits,
}

impl Fault {
    pub(crate) fn emulated(name: impl Into<String>, action: Action) -> Self {
        Self { name: name.into(), what: What::Emulator(action), blame: Blame::Client }
    }

    pub(crate) fn twisted(name: &str, twist: Twist) -> Self {
        Self { name: name.to_owned(), what: What::Twist(twist), blame: Blame::Client }
    }

    pub(crate) fn blame(self, blame: Blame) -> Self {
        Self { blame, ..self }
    }
}
