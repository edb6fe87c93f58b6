//! Where a process is killed.

use std::fmt;

use partner_center::journal::EntryState;
use partner_center_emulator::{Exchange, Gate, Moment};

use crate::task::Death;

/// Where a process is killed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// It lives.
    Nowhere,
    Write {
        death: Death,
        state: EntryState,
    },
    Request {
        operation: String,
        skip: u32,
        fate: Fate,
    },
}

/// What becomes of a request whose process is killed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It never comes to the service.
    Lost,
    /// It is done after its process has died.
    UnderWay,
    /// It was done before.
    Done,
    /// It comes only when others have settled the purchase.
    Last,
}

/// How requests for tokens are called, which no gate for every operation holds.
const TOKEN: &str = "token";

impl Place {
    /// Every place of a purchase of which this is what was written and asked. `late` are those
    /// since there is a cart.
    pub(crate) fn all(writes: &[EntryState], asked: &[Exchange], late: bool) -> Vec<Self> {
        let mut places = vec![Self::Nowhere];
        let first = writes.iter().position(|state| *state == EntryState::Carted);
        let from = first.filter(|_| late).unwrap_or(0);
        for (at, state) in writes.iter().enumerate().skip(from) {
            let write = |after| Self::Write { death: Death { at, after }, state: *state };
            places.extend([write(false), write(true)]);
        }
        let is_cart = |exchange: &Exchange| exchange.operation_id == "createCart";
        let mut is_late = !late;
        let (mut tokens, mut others) = (0, 0);
        for exchange in asked {
            let operation = exchange.operation_id.clone();
            let count = if operation == TOKEN { &mut tokens } else { &mut others };
            let skip = std::mem::replace(count, *count + 1);
            if is_late {
                let request = |fate| Self::Request { operation: operation.clone(), skip, fate };
                places.extend([Fate::Lost, Fate::UnderWay, Fate::Done].map(request));
                if operation == "checkoutCart" {
                    places.push(request(Fate::Last));
                }
            }
            is_late |= is_cart(exchange);
        }
        places
    }

    pub(crate) fn death(&self) -> Option<Death> {
        match self {
            Self::Write { death, .. } => Some(*death),
            _ => None,
        }
    }

    /// The gate at which its process is killed, and what becomes of the request.
    pub(crate) fn gate(&self) -> Option<(Gate, Fate)> {
        let Self::Request { operation, skip, fate } = self else { return None };
        let at = if *fate == Fate::Done { Moment::AfterWork } else { Moment::BeforeWork };
        let operation = if operation == TOKEN { TOKEN } else { "*" };
        Some((Gate::on(operation, at).skip(*skip), *fate))
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nowhere => f.write_str("nowhere"),
            Self::Write { death, state } => {
                write!(f, "{} `{state}` is written", if death.after { "after" } else { "before" })
            }
            Self::Request { operation, fate, .. } => match fate {
                Fate::Lost => write!(f, "before {operation} arrives"),
                Fate::UnderWay => write!(f, "while {operation} is under way"),
                Fate::Done => write!(f, "after {operation} is done"),
                Fate::Last => write!(f, "long before {operation} arrives"),
            },
        }
    }
}
