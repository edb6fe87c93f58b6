//! Asking for price sheets and exchange rates.

use std::path::Path;

use partner_center_api::types::{PriceSheetPacking, PriceSheetTimeline, PriceSheetView};

use super::file::PriceFile;
use super::month::SheetMonth;
use crate::client::PartnerCenter;
use crate::error::Result;
use crate::values::country::Country;

impl PartnerCenter {
    /// Begins to ask for the price sheet of a market. Needs a sign-in with a user;
    /// [the module](crate::price_sheet) says which permission and which role.
    ///
    /// ```no_run
    /// use partner_center::price_sheet::SheetMonth;
    /// use partner_center::{PartnerCenter, types::PriceSheetView};
    ///
    /// # async fn example(partner: PartnerCenter) -> partner_center::Result<()> {
    /// let licenses = partner.price_sheet("DE".parse()?, PriceSheetView::Updatedlicensebased);
    /// licenses.month(SheetMonth::new(2026, 3)?).save("licenses-DE-202603.csv").await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn price_sheet(
        &self,
        market: Country,
        view: impl Into<PriceSheetView>,
    ) -> PriceSheetCall<'_> {
        let (time, packing) = (Time::Current, None);
        PriceSheetCall { partner: self, market, view: view.into(), time, packing }
    }

    /// Begins to ask for what a dollar is worth in other currencies in a month, which prices of
    /// an Azure plan are billed by. Needs the same as [`price_sheet`](Self::price_sheet).
    ///
    /// ```no_run
    /// use partner_center::price_sheet::{ExchangeRates, SheetMonth};
    ///
    /// # async fn example(partner: partner_center::PartnerCenter) -> Result<(), Box<dyn std::error::Error>> {
    /// partner.exchange_rates(SheetMonth::new(2026, 10)?).save("rates.csv").await?;
    /// for rate in ExchangeRates::open("rates.csv")? {
    ///     let rate = rate?;
    ///     println!("{}: {} USD", rate.currency, rate.usd_per_unit);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn exchange_rates(&self, month: SheetMonth) -> ExchangeRatesCall<'_> {
        ExchangeRatesCall { partner: self, month, packing: None }
    }
}

/// The time whose prices are asked for.
#[derive(Clone, Copy, Debug)]
enum Time {
    Current,
    History(SheetMonth),
    Future,
}

/// A price sheet that is about to be asked for. Nothing is sent before [`send`](Self::send) or
/// [`save`](Self::save).
#[derive(Debug)]
#[must_use = "a call does nothing until it is sent"]
pub struct PriceSheetCall<'a> {
    partner: &'a PartnerCenter,
    market: Country,
    view: PriceSheetView,
    time: Time,
    packing: Option<PriceSheetPacking>,
}

impl PriceSheetCall<'_> {
    /// Asks for the prices of a month that has begun; otherwise for those that hold now.
    pub fn month(mut self, month: SheetMonth) -> Self {
        self.time = Time::History(month);
        self
    }

    /// Asks for prices that are announced. Where there are none, the service answers 404
    /// ([`Error::is_not_found`](crate::Error::is_not_found)).
    pub fn future(mut self) -> Self {
        self.time = Time::Future;
        self
    }

    /// Asks for a ZIP archive, which takes a fraction of the time on the way; otherwise the plain
    /// CSV comes. To read one, enable the feature `zip`.
    pub fn zipped(mut self) -> Self {
        self.packing = Some(PriceSheetPacking::Deflate);
        self
    }

    /// Asks, and gives the file once its beginning has come.
    ///
    /// # Errors
    ///
    /// Nothing was sent where the client signs in without a user, has no token for the host of
    /// prices, or does not know where that host is. The service refused: 404 where there is no
    /// such sheet, 400 also where the credentials are not good enough, which it does not tell
    /// apart. Or something other than a sheet came. Asking changes nothing.
    pub async fn send(self) -> Result<PriceFile> {
        let mut call = self.partner.api().get_price_sheet(self.market, self.view);
        call = match self.time {
            Time::Current => call,
            Time::History(month) => call.timeline(PriceSheetTimeline::History).month(month),
            Time::Future => call.timeline(PriceSheetTimeline::Future),
        };
        if let Some(packing) = self.packing {
            call = call.accept_encoding(packing);
        }
        PriceFile::begin(self.partner, call.send().await).await
    }

    /// Asks, and [saves](PriceFile::save) the file. Gives the number of bytes.
    ///
    /// # Errors
    ///
    /// As of [`send`](Self::send) and [`PriceFile::save`].
    pub async fn save(self, path: impl AsRef<Path>) -> Result<u64> {
        self.send().await?.save(path).await
    }
}

/// Exchange rates that are about to be asked for. Nothing is sent before [`send`](Self::send) or
/// [`save`](Self::save).
#[derive(Debug)]
#[must_use = "a call does nothing until it is sent"]
pub struct ExchangeRatesCall<'a> {
    partner: &'a PartnerCenter,
    month: SheetMonth,
    packing: Option<PriceSheetPacking>,
}

impl ExchangeRatesCall<'_> {
    /// Asks for a ZIP archive; otherwise the plain CSV comes.
    pub fn zipped(mut self) -> Self {
        self.packing = Some(PriceSheetPacking::Deflate);
        self
    }

    /// Asks, and gives the file once its beginning has come.
    ///
    /// # Errors
    ///
    /// As of [`PriceSheetCall::send`].
    pub async fn send(self) -> Result<PriceFile> {
        let mut call = self.partner.api().get_foreign_exchange_rates(self.month);
        if let Some(packing) = self.packing {
            call = call.accept_encoding(packing);
        }
        PriceFile::begin(self.partner, call.send().await).await
    }

    /// Asks, and [saves](PriceFile::save) the file. Gives the number of bytes.
    ///
    /// # Errors
    ///
    /// As of [`send`](Self::send) and [`PriceFile::save`].
    pub async fn save(self, path: impl AsRef<Path>) -> Result<u64> {
        self.send().await?.save(path).await
    }
}
