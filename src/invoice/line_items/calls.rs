//! The calls that read lines of an invoice.

use partner_center_api::types::{CurrencyCode, InvoiceLineItem};

use super::pages::Lines;
use super::{LineItemQuery, check_currency};
use crate::client::PartnerCenter;
use crate::error::{Error, Result};
use crate::listing::Listing;
use crate::values::ids::InvoiceId;

impl PartnerCenter {
    /// The lines of an invoice.
    ///
    /// A line of a kind that this version does not know keeps its JSON, as does one that
    /// cannot be read; neither stops the rest of its page. Both tell the
    /// [number](partner_center_api::support::UnreadableObject::number) that they have in the
    /// list.
    ///
    /// The service gives all lines of the older commerce ([`office`](LineItemQuery::office),
    /// [`azure`](LineItemQuery::azure)) here. Those of new commerce have been frozen since about May
    /// 2025: expect none of invoices made later, unless you are in the cloud of the US Government
    /// or of 21Vianet, to whom the successor is not offered. See [the module](crate::invoice).
    ///
    /// ```no_run
    /// use futures::TryStreamExt;
    /// use partner_center::types::InvoiceLineItem;
    /// use partner_center::{InvoiceId, PartnerCenter, invoice::LineItemQuery};
    ///
    /// # async fn read(partner: PartnerCenter) -> partner_center::Result<()> {
    /// let mut lines = partner.line_items(&InvoiceId::new("G000000101"), LineItemQuery::one_time()).items();
    /// while let Some(line) = lines.try_next().await? {
    ///     match line {
    ///         InvoiceLineItem::OneTime(line) => println!("{:?}", line.total_for_customer),
    ///         InvoiceLineItem::Unreadable(line) => {
    ///             eprintln!("line {:?}: {}: {}", line.number(), line.error(), line.json());
    ///         }
    ///         other => eprintln!("of another kind: {other:?}"),
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// When it is read: an empty id, a page size or a currency that is none; nothing is sent
    /// then. Or the service does not know the invoice.
    pub fn line_items(
        &self,
        invoice: &InvoiceId,
        lines: LineItemQuery,
    ) -> Listing<InvoiceLineItem> {
        Listing::new(Lines::new(self, Some(invoice.clone()), lines))
    }

    /// The lines that will be on the next invoice, in a currency.
    ///
    /// They still change: a [position](crate::listing::Position) among them is good for minutes, not for
    /// days. Give the [period](LineItemQuery::period), or it is the running one.
    ///
    /// The service was to end this on 15 March 2026; it stays here for clouds and partners that
    /// still get an answer.
    ///
    /// # Errors
    ///
    /// The currency is missing, or it is asked for lines of the older commerce, which are never
    /// unbilled here. Nothing is sent.
    pub fn unbilled_line_items(
        &self,
        currency: impl Into<CurrencyCode>,
        lines: LineItemQuery,
    ) -> Result<Listing<InvoiceLineItem>> {
        if !lines.by_token() {
            return Err(Error::invalid(
                "line items",
                format!("`{}` has no unbilled lines: ask for onetime", lines.provider),
            ));
        }
        let mut lines = lines;
        let currency = currency.into();
        check_currency(&currency)?;
        lines.currency = Some(currency);
        Ok(Listing::new(Lines::new(self, None, lines)))
    }
}
