//! Types of other crates that stand in signatures of this one.
//!
//! A program that uses these needs no dependency of its own, and never a second version of one.
//!
//! ```
//! use partner_center::external::{CancellationToken, SecretString};
//!
//! let (stop, secret) = (CancellationToken::new(), SecretString::from("not shown"));
//! # let _ = (stop, secret);
//! ```
//!
//! Lists are streams of the crate `futures`:
//!
//! ```no_run
//! use partner_center::external::futures::TryStreamExt;
//!
//! # async fn example(partner: partner_center::PartnerCenter) -> partner_center::Result<()> {
//! let customers: Vec<_> = partner.customers().items().try_collect().await?;
//! # Ok(())
//! # }
//! ```

pub use bytes::Bytes;
pub use chrono;
#[cfg(feature = "journal-postgres")]
pub use deadpool_postgres;
pub use futures_util as futures;
pub use partner_center_api::support::BoxFuture;
pub use reqwest;
pub use secrecy::{ExposeSecret, SecretString};
pub use serde_json;
#[cfg(feature = "journal-postgres")]
pub use tokio_postgres;
pub use tokio_util::sync::CancellationToken;
pub use uuid::Uuid;
