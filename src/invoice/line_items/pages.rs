//! The pages of an invoice's lines: how they are asked for, read, and lead on.

use std::sync::Arc;

use partner_center_api::Answer;
use partner_center_api::support::{BoxFuture, PageItems, Undecoded};
use partner_center_api::types::{self, CurrencyCode, InvoiceLineItem, LineItemKind, Period};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::LineItemQuery;
use crate::client::PartnerCenter;
use crate::error::{Answered, Delivery, Error, Result};
use crate::listing::{
    Decoded, Next, OpenPage, RawPage, Ready, Source, Start, continuation_token, next_by_token,
};
use crate::values::ids::InvoiceId;

#[derive(Clone)]
pub(super) struct Lines {
    partner: PartnerCenter,
    name: String,
    /// `None` for lines that are not billed yet.
    invoice: Option<InvoiceId>,
    lines: LineItemQuery,
}

impl Lines {
    pub(super) fn new(
        partner: &PartnerCenter,
        invoice: Option<InvoiceId>,
        lines: LineItemQuery,
    ) -> Self {
        let of = invoice.as_ref().map_or("unbilled", InvoiceId::as_str);
        let currency = lines.currency.as_ref().map_or("", CurrencyCode::as_str);
        let period = lines.period.as_ref().map_or("", Period::as_str);
        let mut name =
            format!("invoices/{of}/{}/{}/{currency}/{period}", lines.provider, lines.kind);
        if let Some(earned) = lines.earned_credit {
            name += if earned { "/with earned credit" } else { "/without earned credit" };
        }
        Self { partner: partner.with_buffers(), name, invoice, lines }
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
            Ok(Box::new(this.lined(start).await?.checked()) as Box<dyn RawPage<InvoiceLineItem>>)
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
        let answer = match invoice {
            Some(invoice) => fetch_billed(&partner, &invoice, &lines, &start).await?,
            None => fetch_unbilled(&partner, &lines, &start).await?,
        };
        let answered = Answered::of(&answer);
        Ok(Lined { answered, body: answer.into_inner(), lines, start })
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
    lines: &LineItemQuery,
    start: &Start,
) -> Result<Answer<Page>> {
    lines.check()?;
    let mut call = partner
        .api()
        .list_invoice_line_items(invoice, &lines.provider, &lines.kind)
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
    Ok(call.fetch().await?)
}

// The operation is deprecated by the service, not by us: who still gets an answer may ask.
#[expect(deprecated)]
async fn fetch_unbilled(
    partner: &PartnerCenter,
    lines: &LineItemQuery,
    start: &Start,
) -> Result<Answer<Page>> {
    lines.check()?;
    let currency = lines.currency.as_ref().ok_or_else(no_currency)?;
    let period = lines.period.clone().unwrap_or(Period::Current);
    let mut call = partner
        .api()
        .list_unbilled_line_items(&lines.provider, &lines.kind, currency, period)
        .size(i32::try_from(lines.size).unwrap_or(i32::MAX));
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
    Ok(call.fetch().await?)
}

fn no_currency() -> Error {
    Error::invalid("currency", "it is missing: give the code of one, such as `USD`")
}

/// An offset as a query has it.
pub(in crate::invoice) fn start_at(offset: u64) -> Result<i32> {
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
    answered: Answered,
    body: Page,
    lines: LineItemQuery,
    start: Start,
}

impl Lined {
    /// Checks that it is text. Whoever fetches a page does so while the one before is used.
    fn checked(self) -> Checked {
        let hint = self.next_by_token();
        let Self { answered, body, lines, start } = self;
        let opened = Opened { items: body.into_items(), lines, start, taken: 0 };
        Checked { hint, answered, opened }
    }
}

/// A page of lines of which none has been read.
struct Checked {
    hint: Option<Start>,
    answered: Answered,
    opened: Opened,
}

impl RawPage<InvoiceLineItem> for Checked {
    fn hint(&self) -> Option<Start> {
        self.hint.clone()
    }

    fn answered(&self) -> Option<&Answered> {
        Some(&self.answered)
    }

    fn decode(self: Box<Self>) -> Result<Decoded<InvoiceLineItem>> {
        let mut opened = self.opened;
        let mut items = Vec::with_capacity(opened.lines.size as usize);
        while let Some(item) = opened.item()? {
            items.push(item);
        }
        Ok(Decoded { items, odd: Vec::new(), next: opened.next().unwrap_or(Next::End) })
    }

    fn open(self: Box<Self>) -> Result<Box<dyn OpenPage<InvoiceLineItem>>> {
        Ok(Box::new(self.opened))
    }
}

/// A page of lines that is read line by line.
struct Opened {
    items: PageItems<types::InvoiceLineItemCollection, InvoiceLineItem>,
    lines: LineItemQuery,
    start: Start,
    taken: usize,
}

impl OpenPage<InvoiceLineItem> for Opened {
    fn item(&mut self) -> Result<Option<InvoiceLineItem>> {
        let item = self.items.next_item()?;
        self.taken += usize::from(item.is_some());
        Ok(item.map(|item| self.lines.named(item)))
    }

    fn next(&mut self) -> Option<Next> {
        let page = self.items.page()?;
        Some(self.lines.after(page, &self.start, self.taken))
    }
}

impl LineItemQuery {
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
    fn after(&self, page: &types::InvoiceLineItemCollection, start: &Start, came: usize) -> Next {
        next(self, start, came, page.links.as_ref(), page.continuation_token.clone())
    }
}

impl RawPage<Box<RawValue>> for Lined {
    fn hint(&self) -> Option<Start> {
        self.next_by_token()
    }

    fn answered(&self) -> Option<&Answered> {
        Some(&self.answered)
    }

    fn decode(self: Box<Self>) -> Result<Decoded<Box<RawValue>>> {
        let Self { answered, body, lines, start } = *self;
        let Ok(page) = serde_json::from_slice::<PageAsItCame>(body.bytes()) else {
            // Decoding in full says what is wrong with it, and where.
            let why = "its lines cannot be told apart";
            body.decode()?;
            return Err(answered.unusable(Delivery::NotDone, why));
        };
        let items = page.items.unwrap_or_default();
        let next = next(&lines, &start, items.len(), page.links.as_ref(), page.continuation_token);
        Ok(Decoded { items, odd: Vec::new(), next })
    }

    fn open(self: Box<Self>) -> Result<Box<dyn OpenPage<Box<RawValue>>>> {
        let answered = Some(self.answered.clone());
        Box::new(Ready { page: self.decode()?, answered }).open()
    }
}

/// A page of which only what leads to the next one is read.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PageAsItCame {
    // An answer without them is no page; `null` is an empty one.
    #[serde(alias = "Items", deserialize_with = "Option::deserialize")]
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
    lines: &LineItemQuery,
    start: &Start,
    came: usize,
    links: Option<&types::ResourceLinks>,
    token: Option<String>,
) -> Next {
    if lines.by_token() {
        return next_by_token(links, token);
    }
    // The link is only a sign that there is more; its address is not to be trusted.
    let linked = links.is_some_and(|links| links.next.is_some());
    let before = match start {
        Start::Offset(offset) => *offset,
        _ => 0,
    };
    let came = u64::try_from(came).unwrap_or(u64::MAX);
    (linked && came > 0).then_some(Start::Offset(before + came)).into()
}
