//! The lines of an invoice, page by page.

use std::sync::Arc;

use partner_center_api::support::{BoxFuture, PageItems, Undecoded};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::error::shown;
use crate::ids::InvoiceId;
use crate::listing::{
    Decoded, Listing, OpenPage, RawPage, Ready, Source, Start, continuation_token, next_token,
};
use crate::types::{
    self, CurrencyCode, InvoiceLineItem, InvoiceLineItemTypeFilter, InvoiceProvider, LineItemKind,
    Period,
};
use crate::{Delivery, Error, PartnerCenter, Result};

/// The largest page the service gives, and what is asked for unless told otherwise.
const LARGEST: u32 = 2_000;

/// Which lines to read: the pairs of provider and type that the service takes.
///
/// | lines | kind | paged by |
/// |---|---|---|
/// | [`office`](Self::office) | [`LicenseBased`](InvoiceLineItem::LicenseBased) | offset |
/// | [`azure`](Self::azure) | [`UsageBased`](InvoiceLineItem::UsageBased) | offset |
/// | [`azure_usage`](Self::azure_usage) | [`DailyUsage`](InvoiceLineItem::DailyUsage) | offset |
/// | [`one_time`](Self::one_time) | [`OneTime`](InvoiceLineItem::OneTime) | token |
/// | [`one_time_usage`](Self::one_time_usage) | [`DailyRatedUsage`](InvoiceLineItem::DailyRatedUsage) | token |
///
/// The [details](types::Invoice::invoice_details) of an invoice tell which of them it has, and
/// [`of_detail`](Self::of_detail) takes them from there. The links that stand beside them, with
/// the two words in the path, lead to nothing more and are not followed: they have no place for
/// a currency. [`PartnerCenter::api`] has the operation, should it ever be the one that works.
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

    /// The lines that a detail of an invoice tells of. `currency` is that of the invoice, and
    /// is needed for usage of new commerce only.
    ///
    /// # Errors
    ///
    /// The detail names a provider or a type that is not known here, or a pair that is none;
    /// or the currency is missing. Nothing is sent.
    pub fn of_detail(
        detail: &types::InvoiceDetail,
        currency: Option<CurrencyCode>,
    ) -> Result<Self> {
        let word = |word: Option<&str>, name| {
            let none = || Error::invalid("line items", format!("the detail names no {name}"));
            word.map(str::to_owned).ok_or_else(none)
        };
        let provider =
            word(detail.billing_provider.as_ref().map(|word| word.as_str()), "provider")?;
        let kind = word(detail.invoice_line_item_type.as_ref().map(|word| word.as_str()), "type")?;
        Self::of(provider.into(), kind.into(), currency)
    }

    /// Lines by the words of a query.
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
        use InvoiceProvider::{All, Azure, Marketplace, Office, Onetime};

        let mut lines = match (&provider, &kind) {
            (Office, Billinglineitems) | (Azure | Onetime, Billinglineitems | Usagelineitems) => {
                Self::pair_of(provider, kind)
            }
            // The vendor advises to ask for these by the other name.
            (Marketplace, Usagelineitems) | (All, Billinglineitems) => Self::pair_of(Onetime, kind),
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
        lines.currency.as_ref().map_or(Ok(()), check_currency)?;
        Ok(lines)
    }

    fn pair_of(provider: InvoiceProvider, kind: InvoiceLineItemTypeFilter) -> Self {
        Self { provider, kind, currency: None, period: None, earned_credit: None, size: LARGEST }
    }

    /// How many lines are fetched at a time: 1 to 2,000, which is also the default.
    ///
    /// Another number is refused when the lines are read, before anything is sent: 0 is a
    /// mistake in somebody's arithmetic, and to make 1 of it would be a request for each line.
    pub fn page_size(mut self, lines: u32) -> Self {
        self.size = lines;
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

    /// Refuses what the service would.
    fn check(&self) -> Result<()> {
        if !(1..=LARGEST).contains(&self.size) {
            let size = self.size;
            let message = format!("it is {size}: ask for 1 to {LARGEST} lines at a time");
            return Err(Error::invalid("page size", message));
        }
        self.currency.as_ref().map_or(Ok(()), check_currency)
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

/// Refuses what is no code of a currency.
pub(super) fn check_currency(currency: &CurrencyCode) -> Result<()> {
    let code = currency.as_str();
    if code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return Ok(());
    }
    let message = match code.trim() {
        "" => "it is missing: give the code of one, such as `USD`".to_owned(),
        _ => format!("`{}` is not the code of one: give three letters, such as `USD`", shown(code)),
    };
    Err(Error::invalid("currency", message))
}

impl PartnerCenter {
    /// The lines of an invoice.
    ///
    /// A line of a kind that this version does not know keeps its JSON, as does one that
    /// cannot be read; neither stops the rest of its page. Both tell the
    /// [number](partner_center_api::support::UnreadableObject::number) that they have in the
    /// list.
    ///
    /// The service gives all lines of the older commerce ([`office`](LineItems::office),
    /// [`azure`](LineItems::azure)) here. Those of new commerce have been frozen since about May
    /// 2025: expect none of invoices made later, unless you are in the cloud of the US Government
    /// or of 21Vianet, to whom the successor is not offered. See [the module](crate::invoice).
    ///
    /// ```no_run
    /// use futures::TryStreamExt;
    /// use partner_center::types::InvoiceLineItem;
    /// use partner_center::{InvoiceId, PartnerCenter, invoice::LineItems};
    ///
    /// # async fn read(partner: PartnerCenter) -> partner_center::Result<()> {
    /// let mut lines = partner.line_items(&InvoiceId::new("G000000101"), LineItems::one_time()).items();
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
    pub fn line_items(&self, invoice: &InvoiceId, lines: LineItems) -> Listing<InvoiceLineItem> {
        Listing::new(Lines::new(self.clone(), Some(invoice.clone()), lines))
    }

    /// The lines that will be on the next invoice, in a currency.
    ///
    /// They still change: a [position](crate::Position) among them is good for minutes, not for
    /// days. Give the [period](LineItems::period), or it is the running one.
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
        lines: LineItems,
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
        Ok(Listing::new(Lines::new(self.clone(), None, lines)))
    }
}

#[derive(Clone)]
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
        let mut name =
            format!("invoices/{of}/{}/{}/{currency}/{period}", lines.provider, lines.kind);
        if let Some(earned) = lines.earned_credit {
            name += if earned { "/with earned credit" } else { "/without earned credit" };
        }
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

    fn may_repeat(&self) -> bool {
        self.partner.pipeline().may_repeat()
    }

    fn number(&self, items: &mut [InvoiceLineItem], before: u64) {
        for (number, item) in (before + 1..).zip(items) {
            match item {
                InvoiceLineItem::Unreadable(object) => object.set_number(number),
                InvoiceLineItem::Other(object) => object.set_number(number),
                _ => {}
            }
        }
    }

    fn fetch(&self, start: Start) -> BoxFuture<'static, Result<Box<dyn RawPage<InvoiceLineItem>>>> {
        let this = self.clone();
        Box::pin(async move {
            Ok(Box::new(this.lined(start).await?) as Box<dyn RawPage<InvoiceLineItem>>)
        })
    }

    fn line_kind(&self) -> Option<LineItemKind> {
        self.lines.asked()
    }

    fn as_it_came(&self) -> Option<Arc<dyn Source<Box<RawValue>>>> {
        Some(Arc::new(LinesAsTheyCame(self.clone())))
    }
}

impl Lines {
    async fn lined(self, start: Start) -> Result<Lined> {
        let Self { partner, invoice, lines, .. } = self;
        let body = match invoice {
            Some(invoice) => fetch_billed(&partner, &invoice, &lines, &start).await?,
            None => fetch_unbilled(&partner, &lines, &start).await?,
        };
        Ok(Lined { body, lines, start })
    }
}

/// The same lines, not decoded: what the document does not know of them is there too.
struct LinesAsTheyCame(Lines);

impl Source<Box<RawValue>> for LinesAsTheyCame {
    fn name(&self) -> &str {
        self.0.name()
    }

    fn operation(&self) -> &'static str {
        self.0.operation()
    }

    fn may_repeat(&self) -> bool {
        self.0.may_repeat()
    }

    fn fetch(&self, start: Start) -> BoxFuture<'static, Result<Box<dyn RawPage<Box<RawValue>>>>> {
        let lines = self.0.clone();
        Box::pin(async move {
            Ok(Box::new(lines.lined(start).await?) as Box<dyn RawPage<Box<RawValue>>>)
        })
    }
}

async fn fetch_billed(
    partner: &PartnerCenter,
    invoice: &InvoiceId,
    lines: &LineItems,
    start: &Start,
) -> Result<Page> {
    lines.check()?;
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
        Start::Token(token) if lines.by_token() => {
            call.seek_operation(types::SeekOperation::Next).ms_continuation_token(token.clone())
        }
        Start::Offset(offset) if !lines.by_token() => call.offset(start_at(*offset)?),
        Start::Beginning => call,
        _ => return Err(elsewhere()),
    };
    Ok(call.fetch().await?.into_inner())
}

// The operation is deprecated by the service, not by us: who still gets an answer may ask.
#[expect(deprecated)]
async fn fetch_unbilled(partner: &PartnerCenter, lines: &LineItems, start: &Start) -> Result<Page> {
    lines.check()?;
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
    call = match start {
        Start::Token(token) => {
            call.seek_operation(types::SeekOperation::Next).ms_continuation_token(token.clone())
        }
        Start::Beginning => call,
        _ => return Err(elsewhere()),
    };
    Ok(call.fetch().await?.into_inner())
}

/// An offset as a query has it.
pub(super) fn start_at(offset: u64) -> Result<i32> {
    i32::try_from(offset).map_err(|_| {
        Error::invalid(
            "position",
            format!("it is {offset} items on, farther than can be asked for"),
        )
    })
}

/// A position that somebody changed: this list is not paged so.
fn elsewhere() -> Error {
    Error::invalid("position", "it starts in a way in which no page of this list does")
}

/// A page of lines as it came.
struct Lined {
    body: Page,
    lines: LineItems,
    start: Start,
}

impl RawPage<InvoiceLineItem> for Lined {
    fn hint(&self) -> Option<Start> {
        self.next_by_token()
    }

    fn decode(self: Box<Self>) -> Result<Decoded<InvoiceLineItem>> {
        let Self { body, lines, start } = *self;
        let mut page: types::InvoiceLineItemCollection = body.decode()?;
        let items: Vec<_> =
            std::mem::take(&mut page.items).into_iter().map(|item| lines.named(item)).collect();
        let next = lines.after(&page, &start, items.len());
        Ok(Decoded { items, next })
    }

    fn open(self: Box<Self>) -> Result<Box<dyn OpenPage<InvoiceLineItem>>> {
        let Self { body, lines, start } = *self;
        Ok(Box::new(Opened { items: body.into_items(), lines, start, taken: 0 }))
    }
}

/// A page of lines that is read line by line.
struct Opened {
    items: PageItems<types::InvoiceLineItemCollection, InvoiceLineItem>,
    lines: LineItems,
    start: Start,
    taken: usize,
}

impl OpenPage<InvoiceLineItem> for Opened {
    fn item(&mut self) -> Result<Option<InvoiceLineItem>> {
        let item = self.items.next_item()?;
        self.taken += usize::from(item.is_some());
        Ok(item.map(|item| self.lines.named(item)))
    }

    fn next(&mut self) -> Option<Option<Start>> {
        let page = self.items.page()?;
        Some(self.lines.after(page, &self.start, self.taken))
    }
}

impl LineItems {
    /// A line as what was asked for, where it says neither by name nor by provider and type
    /// what it is.
    fn named(&self, item: InvoiceLineItem) -> InvoiceLineItem {
        match item {
            InvoiceLineItem::Other(object) if object.kind().is_none() => {
                InvoiceLineItem::read(object.json(), self.asked())
            }
            item => item,
        }
    }

    /// Where the next page starts, after a page that had so many lines.
    fn after(
        &self,
        page: &types::InvoiceLineItemCollection,
        start: &Start,
        came: usize,
    ) -> Option<Start> {
        next(self, start, came, page.links.as_ref(), page.continuation_token.clone())
    }
}

impl RawPage<Box<RawValue>> for Lined {
    fn hint(&self) -> Option<Start> {
        self.next_by_token()
    }

    fn decode(self: Box<Self>) -> Result<Decoded<Box<RawValue>>> {
        let Self { body, lines, start } = *self;
        let Ok(page) = serde_json::from_slice::<PageAsItCame>(body.bytes()) else {
            // Decoding in full says what is wrong with it, and where.
            let why = "its lines cannot be told apart";
            body.decode()?;
            return Err(Error::unusable("listInvoiceLineItems", Delivery::NotDone, why));
        };
        let items = page.items.unwrap_or_default();
        let next = next(&lines, &start, items.len(), page.links.as_ref(), page.continuation_token);
        Ok(Decoded { items, next })
    }

    fn open(self: Box<Self>) -> Result<Box<dyn OpenPage<Box<RawValue>>>> {
        Box::new(Ready(self.decode()?)).open()
    }
}

/// A page of which only what leads to the next one is read.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PageAsItCame {
    #[serde(alias = "Items", default)]
    items: Option<Vec<Box<RawValue>>>,
    #[serde(alias = "Links", default)]
    links: Option<types::ResourceLinks>,
    #[serde(alias = "ContinuationToken", default)]
    continuation_token: Option<String>,
}

impl Lined {
    fn next_by_token(&self) -> Option<Start> {
        if !self.lines.by_token() {
            return None;
        }
        continuation_token(self.body.bytes()).map(Start::Token)
    }
}

/// Where the page after one of `came` lines starts.
fn next(
    lines: &LineItems,
    start: &Start,
    came: usize,
    links: Option<&types::ResourceLinks>,
    token: Option<String>,
) -> Option<Start> {
    if lines.by_token() {
        return next_token(links, token).map(Start::Token);
    }
    // The link is only a sign that there is more; its address is not to be trusted.
    let linked = links.is_some_and(|links| links.next.is_some());
    let before = match start {
        Start::Offset(offset) => *offset,
        _ => 0,
    };
    let came = u64::try_from(came).unwrap_or(u64::MAX);
    (linked && came > 0).then_some(Start::Offset(before + came))
}
