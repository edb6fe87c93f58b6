//! The lines of an invoice, page by page.

use partner_center_api::support::{BoxFuture, Undecoded};

use crate::ids::InvoiceId;
use crate::listing::{Decoded, Listing, RawPage, Source, Start, continuation_token, next_token};
use crate::types::{
    self, CurrencyCode, InvoiceLineItem, InvoiceLineItemTypeFilter, InvoiceProvider, LineItemKind,
    Period,
};
use crate::{Error, PartnerCenter, Result};

/// The largest page the service gives, and what is asked for unless told otherwise.
const LARGEST: u32 = 2_000;

/// Which lines to read: the pairs of provider and type that the service takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineItems {
    provider: InvoiceProvider,
    kind: InvoiceLineItemTypeFilter,
    currency: Option<CurrencyCode>,
    period: Option<Period>,
    earned_credit: Option<bool>,
    size: u32,
}

impl LineItems {
    /// Office licenses of the older commerce.
    pub fn office() -> Self {
        Self::pair_of(InvoiceProvider::Office, InvoiceLineItemTypeFilter::Billinglineitems)
    }

    /// What Azure usage of the older commerce was billed.
    pub fn azure() -> Self {
        Self::pair_of(InvoiceProvider::Azure, InvoiceLineItemTypeFilter::Billinglineitems)
    }

    /// Azure usage of the older commerce, day by day.
    pub fn azure_usage() -> Self {
        Self::pair_of(InvoiceProvider::Azure, InvoiceLineItemTypeFilter::Usagelineitems)
    }

    /// Everything of new commerce that is billed by the line: one-time purchases,
    /// reservations, software, subscriptions.
    pub fn one_time() -> Self {
        Self::pair_of(InvoiceProvider::Onetime, InvoiceLineItemTypeFilter::Billinglineitems)
    }

    /// Usage of new commerce, rated day by day, in a currency. It takes up to a day to show.
    pub fn one_time_usage(currency: impl Into<CurrencyCode>) -> Self {
        let mut lines =
            Self::pair_of(InvoiceProvider::Onetime, InvoiceLineItemTypeFilter::Usagelineitems);
        lines.currency = Some(currency.into());
        lines
    }

    /// Lines by the words of an [invoice detail](types::InvoiceDetail) or of a query.
    ///
    /// # Errors
    ///
    /// The service has no such pair, or wants a currency with it. Nothing is sent.
    pub fn of(
        provider: InvoiceProvider,
        kind: InvoiceLineItemTypeFilter,
        currency: Option<CurrencyCode>,
    ) -> Result<Self> {
        use InvoiceLineItemTypeFilter::{Billinglineitems, Usagelineitems};
        use InvoiceProvider::{Azure, Marketplace, Office, Onetime};

        let mut lines = match (&provider, &kind) {
            (Office, Billinglineitems) | (Azure | Onetime, Billinglineitems | Usagelineitems) => {
                Self::pair_of(provider, kind)
            }
            // The vendor advises to ask for this one by the other name.
            (Marketplace, Usagelineitems) => Self::pair_of(Onetime, kind),
            _ => {
                return Err(Error::invalid(
                    "line items",
                    format!(
                        "`{provider}` with `{kind}` is no pair that the service takes: ask for \
                         office, azure or onetime with billinglineitems, or for azure or onetime \
                         with usagelineitems"
                    ),
                ));
            }
        };
        if lines.wants_currency() && currency.is_none() {
            return Err(Error::invalid(
                "currency",
                "it is missing: usage of new commerce is asked for in one currency, such as `USD`",
            ));
        }
        lines.currency = currency.filter(|_| lines.wants_currency());
        Ok(lines)
    }

    fn pair_of(provider: InvoiceProvider, kind: InvoiceLineItemTypeFilter) -> Self {
        Self { provider, kind, currency: None, period: None, earned_credit: None, size: LARGEST }
    }

    /// How many lines are fetched at a time: 1 to 2,000, which is also the default.
    pub fn page_size(mut self, lines: u32) -> Self {
        self.size = lines.clamp(1, LARGEST);
        self
    }

    /// The running period or the one before, for unbilled lines.
    pub fn period(mut self, period: Period) -> Self {
        self.period = Some(period);
        self
    }

    /// Only the usage with, or without, partner earned credit.
    pub fn earned_credit(mut self, earned: bool) -> Self {
        self.earned_credit = Some(earned);
        self
    }

    /// What the lines are, as far as the question tells.
    fn asked(&self) -> Option<LineItemKind> {
        use InvoiceLineItemTypeFilter::{Billinglineitems, Usagelineitems};

        match (&self.provider, &self.kind) {
            (InvoiceProvider::Office, Billinglineitems) => Some(LineItemKind::LicenseBased),
            (InvoiceProvider::Azure, Billinglineitems) => Some(LineItemKind::UsageBased),
            (InvoiceProvider::Azure, Usagelineitems) => Some(LineItemKind::DailyUsage),
            (InvoiceProvider::Onetime, Billinglineitems) => Some(LineItemKind::OneTime),
            (InvoiceProvider::Onetime, Usagelineitems) => Some(LineItemKind::DailyRatedUsage),
            _ => None,
        }
    }

    fn wants_currency(&self) -> bool {
        self.provider == InvoiceProvider::Onetime
            && self.kind == InvoiceLineItemTypeFilter::Usagelineitems
    }

    /// Whether pages are asked for by a token rather than by an offset.
    fn by_token(&self) -> bool {
        self.provider == InvoiceProvider::Onetime
    }
}

impl PartnerCenter {
    /// The lines of an invoice.
    ///
    /// A line of a kind that this version does not know keeps its JSON, as does one that
    /// cannot be read; neither stops the rest of its page.
    pub fn line_items(&self, invoice: &InvoiceId, lines: LineItems) -> Listing<InvoiceLineItem> {
        Listing::new(Lines::new(self.clone(), Some(invoice.clone()), lines))
    }

    /// The lines that will be on the next invoice, in a currency.
    ///
    /// The service ended this for new commerce in March 2026, which all of it is; it stays
    /// for clouds and partners that still get an answer.
    ///
    /// # Errors
    ///
    /// Lines of the older commerce, which are never unbilled here. Nothing is sent.
    pub fn unbilled_line_items(
        &self,
        currency: impl Into<CurrencyCode>,
        lines: LineItems,
    ) -> Result<Listing<InvoiceLineItem>> {
        if !lines.by_token() {
            return Err(Error::invalid(
                "line items",
                format!("`{}` has no unbilled lines: ask for onetime", lines.provider),
            ));
        }
        let mut lines = lines;
        lines.currency = Some(currency.into());
        Ok(Listing::new(Lines::new(self.clone(), None, lines)))
    }
}

struct Lines {
    partner: PartnerCenter,
    name: String,
    /// `None` for lines that are not billed yet.
    invoice: Option<InvoiceId>,
    lines: LineItems,
}

impl Lines {
    fn new(partner: PartnerCenter, invoice: Option<InvoiceId>, lines: LineItems) -> Self {
        let of = invoice.as_ref().map_or("unbilled", InvoiceId::as_str);
        let currency = lines.currency.as_ref().map_or("", CurrencyCode::as_str);
        let period = lines.period.as_ref().map_or("", Period::as_str);
        let name = format!("invoices/{of}/{}/{}/{currency}/{period}", lines.provider, lines.kind);
        Self { partner, name, invoice, lines }
    }
}

type Page = Undecoded<types::InvoiceLineItemCollection>;

impl Source<InvoiceLineItem> for Lines {
    fn name(&self) -> &str {
        &self.name
    }

    fn operation(&self) -> &'static str {
        match self.invoice {
            Some(_) => "listInvoiceLineItems",
            None => "listUnbilledLineItems",
        }
    }

    fn fetch(&self, start: Start) -> BoxFuture<'static, Result<Box<dyn RawPage<InvoiceLineItem>>>> {
        let (partner, lines) = (self.partner.clone(), self.lines.clone());
        let invoice = self.invoice.clone();
        Box::pin(async move {
            let body = match invoice {
                Some(invoice) => fetch_billed(&partner, &invoice, &lines, &start).await?,
                None => fetch_unbilled(&partner, &lines, &start).await?,
            };
            let page = Lined { body, lines, start };
            Ok(Box::new(page) as Box<dyn RawPage<InvoiceLineItem>>)
        })
    }
}

async fn fetch_billed(
    partner: &PartnerCenter,
    invoice: &InvoiceId,
    lines: &LineItems,
    start: &Start,
) -> Result<Page> {
    let mut call = partner
        .api()
        .list_invoice_line_items()
        .invoice_id(invoice)
        .provider(&lines.provider)
        .invoicelineitemtype(&lines.kind)
        .size(i32::try_from(lines.size).unwrap_or(i32::MAX));
    if let Some(currency) = &lines.currency {
        call = call.currencycode(currency);
    }
    if let Some(period) = &lines.period {
        call = call.period(period);
    }
    if let Some(earned) = lines.earned_credit {
        call = call.has_partner_earned_credit(earned);
    }
    call = match start {
        Start::Token(token) => {
            call.seek_operation(types::SeekOperation::Next).ms_continuation_token(token.clone())
        }
        Start::Offset(offset) => call.offset(i32::try_from(*offset).unwrap_or(i32::MAX)),
        _ => call,
    };
    Ok(call.fetch().await?.into_inner())
}

// The operation is deprecated by the service, not by us: who still gets an answer may ask.
#[expect(deprecated)]
async fn fetch_unbilled(partner: &PartnerCenter, lines: &LineItems, start: &Start) -> Result<Page> {
    let mut call = partner
        .api()
        .list_unbilled_line_items()
        .provider(&lines.provider)
        .invoicelineitemtype(&lines.kind)
        .period(lines.period.clone().unwrap_or(Period::Current))
        .size(i32::try_from(lines.size).unwrap_or(i32::MAX));
    if let Some(currency) = &lines.currency {
        call = call.currencycode(currency);
    }
    if let Some(earned) = lines.earned_credit {
        call = call.has_partner_earned_credit(earned);
    }
    if let Start::Token(token) = start {
        call = call.seek_operation(types::SeekOperation::Next).ms_continuation_token(token.clone());
    }
    Ok(call.fetch().await?.into_inner())
}

/// A page of lines as it came.
struct Lined {
    body: Page,
    lines: LineItems,
    start: Start,
}

impl RawPage<InvoiceLineItem> for Lined {
    fn hint(&self) -> Option<Start> {
        if !self.lines.by_token() {
            return None;
        }
        continuation_token(self.body.bytes()).map(Start::Token)
    }

    fn decode(self: Box<Self>) -> Result<Decoded<InvoiceLineItem>> {
        let Self { body, lines, start } = *self;
        let mut page: types::InvoiceLineItemCollection = body.decode()?;
        for item in &mut page.items {
            // Some lines say neither by name nor by provider and type what they are.
            let read = match item {
                InvoiceLineItem::Other(object) if object.kind().is_none() => {
                    InvoiceLineItem::read(object.json(), lines.asked())
                }
                _ => continue,
            };
            *item = read;
        }
        let next = if lines.by_token() {
            next_token(page.links.as_ref(), page.continuation_token).map(Start::Token)
        } else {
            // The link is only a sign that there is more; its address is not to be trusted.
            let linked = page.links.as_ref().is_some_and(|links| links.next.is_some());
            let before = match start {
                Start::Offset(offset) => offset,
                _ => 0,
            };
            let came = u64::try_from(page.items.len()).unwrap_or(u64::MAX);
            (linked && came > 0).then_some(Start::Offset(before + came))
        };
        Ok(Decoded { items: page.items, next })
    }
}
