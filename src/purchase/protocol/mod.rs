//! The protocol of a purchase that is never made twice: its states, what leads from one to the
//! next, and how long to wait before silence means something.
//!
//! ```text
//!            cart made        intent written         answered by all orders
//! Chosen ──────────────▶ Carted ──────────────▶ Sent ─────────────────────────▶ Bought
//!    ▲                     │                     │ │   refused, no doubt before
//!    └── it lapsed ────────┘                     │ └──────────────────────────▶ Nothing
//!                                  anything else │        ▲            ▲
//!                                                ▼        │ after the  │
//!              the same cart again, a new intent Doubt ───┘ waits      ▼
//!                                                └──────────────────▶ Person
//! ```
//!
//! **One purchase sends at most one cart to checkout.** Another cart comes only after it is proven
//! that the first can no longer buy. Everything here is a value and a pure function of values:
//! nothing sends, waits or looks at a clock. A model of the service, the network and of processes
//! that are killed or stopped at any moment has tried these rules in all of its states; it is a
//! crate of this workspace, and a test holds the two together.
//!
//! What the rules assume of the service is told where it matters, and nowhere more than this.

mod answer;
mod answered;
mod attempt;
mod carted;
mod doubt;
mod intent;
mod looked;
mod next;
mod policy;
mod reads;
mod sent;
mod sent_cart;
mod settled;
mod state;
#[cfg(test)]
mod tests;
mod twice;
mod waits;

pub use answer::Refusal;
pub use attempt::Attempt;
pub use carted::{Carted, Chosen};
pub use doubt::Doubt;
pub use intent::Intent;
pub use policy::{AfterDoubt, SettlePolicy};
pub use sent::Sent;
pub use sent_cart::SentCart;
pub use settled::{Bought, Evidence, Nothing, Person, Proof, Question};
pub use state::PurchaseState;
pub use waits::Waits;

pub(super) use answer::CheckoutAnswer;
pub(super) use looked::{CartSeen, ListSeen, Looked};
pub(super) use next::Next;
