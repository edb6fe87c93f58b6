//! What things cost before anything is in a cart: price sheets and exchange rates.
//!
//! A sheet is a file of tens of megabytes with a row for each SKU, term, billing plan and segment
//! of a market. It is [asked for](PartnerCenter::price_sheet) once a month and saved as it comes;
//! then it is read from disk as often as needed, row by row, in memory that does not depend on
//! its length.
//!
//! ```no_run
//! use partner_center::price_sheet::{PriceKey, PriceSheet};
//! use partner_center::{PartnerCenter, Plan, types::PriceSheetView};
//!
//! # async fn example(partner: PartnerCenter, plan: Plan) -> Result<(), Box<dyn std::error::Error>> {
//! let call = partner.price_sheet(plan.country, PriceSheetView::Software);
//! call.save("software-US.csv").await?;
//!
//! let keys: Vec<_> = plan.lines.iter().map(|line| PriceKey::of(&plan, line)).collect();
//! let prices = PriceSheet::open("software-US.csv")?.find(&keys)?;
//! for (line, price) in plan.lines.iter().zip(prices) {
//!     match price {
//!         Ok(row) => println!("{}: {}", line.item.title(), row.unit_price()),
//!         Err(none) => println!("{}: no price, {none}", line.item.title()),
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Reading blocks the thread, a fraction of a second for a whole sheet: where that is too long, do
//! it on a thread of its own, such as that of `tokio::task::spawn_blocking`.
//!
//! The price of a sheet is what the partner pays for one unit, before tax, promotions and proration.
//! What a purchase costs is said by the [cart](crate::cart::Cart::total) alone.
//!
//! # Who may ask
//!
//! Prices are on a host of their own, with tokens of their own: the application needs the
//! permission `user_impersonation` of `https://api.partner.microsoft.com`, and the client a
//! sign-in with a user who is an admin agent or a sales agent, such as
//! [`auth::RefreshToken`](crate::auth::RefreshToken). The same refresh token serves both hosts. For an emulator,
//! [`host_url`](crate::PartnerCenterBuilder::host_url) says where that host is. The cloud operated
//! by 21Vianet has none.
//!
//! # What is read
//!
//! Columns are found by their names, in any order and case; those that this version does not know
//! are kept, and can be [read by name](PriceRow::cell). Amounts are exact. Dates come in two forms, and
//! both are read. Ids of SKUs have lost their zeros in some sheets, and get them back. A row of
//! more than 1 MiB ends the reading, and so does an archive that unpacks to more than 4 GiB.

mod archive;
mod bounded;
mod call;
mod columns;
mod dates;
mod error;
mod file;
mod find;
mod key;
mod month;
mod none;
mod rates;
mod row;
mod sheet;
mod table;
#[cfg(feature = "zip")]
mod unzip;

pub use call::{ExchangeRatesCall, PriceSheetCall};
pub use error::SheetError;
pub use file::PriceFile;
pub use key::PriceKey;
pub use month::SheetMonth;
pub use none::NoPrice;
pub use rates::{ExchangeRate, ExchangeRates};
pub use row::PriceRow;
pub use sheet::PriceSheet;

#[cfg(doc)]
use crate::client::PartnerCenter;
