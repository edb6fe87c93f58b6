//! Which lines of an invoice to read.

mod calls;
mod pages;

use partner_center_api::types::{
    self, CurrencyCode, InvoiceLineItemTypeFilter, InvoiceProvider, LineItemKind, Period,
};

use crate::error::{Error, Result, shown};
pub(super) use pages::start_at;

/// The largest page the service gives, and what is asked for unless told otherwise.
const LARGEST: u32 = 2_000;

/// Which lines to read: the pairs of provider and type that the service takes.
///
/// | lines | kind | paged by |
/// |---|---|---|
/// | [`office`](Self::office) | [`LicenseBased`](types::InvoiceLineItem::LicenseBased) | offset |
/// | [`azure`](Self::azure) | [`UsageBased`](types::InvoiceLineItem::UsageBased) | offset |
/// | [`azure_usage`](Self::azure_usage) | [`DailyUsage`](types::InvoiceLineItem::DailyUsage) | offset |
/// | [`one_time`](Self::one_time) | [`OneTime`](types::InvoiceLineItem::OneTime) | token |
/// | [`one_time_usage`](Self::one_time_usage) | [`DailyRatedUsage`](types::InvoiceLineItem::DailyRatedUsage) | token |
///
/// The [details](types::Invoice::invoice_details) of an invoice tell which of them it has, and
/// [`of_detail`](Self::of_detail) takes them from there. The links that stand beside them, with
/// the two words in the path, lead to nothing more and are not followed: they have no place for
/// a currency. [`PartnerCenter::api`](crate::PartnerCenter::api) has the operation, should it ever
/// be the one that works.
///
/// ```
/// use partner_center::invoice::LineItemQuery;
///
/// let purchases = LineItemQuery::one_time();
/// let usage = LineItemQuery::one_time_usage("USD").page_size(500);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineItemQuery {
    provider: InvoiceProvider,
    kind: InvoiceLineItemTypeFilter,
    currency: Option<CurrencyCode>,
    period: Option<Period>,
    earned_credit: Option<bool>,
    size: u32,
}

impl LineItemQuery {
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

    /// The lines that a detail of an invoice tells of.
    ///
    /// # Errors
    ///
    /// The detail names a provider or a type that is not known here, or a pair that is none; or
    /// it tells of usage of new commerce, and the invoice has no currency. Nothing is sent.
    pub fn of_detail(invoice: &types::Invoice, detail: &types::InvoiceDetail) -> Result<Self> {
        let word = |word: Option<&str>, name| {
            let none = || Error::invalid("line items", format!("the detail names no {name}"));
            word.map(str::to_owned).ok_or_else(none)
        };
        let provider =
            word(detail.billing_provider.as_ref().map(|word| word.as_str()), "provider")?;
        let kind = word(detail.invoice_line_item_type.as_ref().map(|word| word.as_str()), "type")?;
        Self::in_currency(provider.into(), kind.into(), invoice.currency_code.clone())
    }

    /// Lines by the words of a query.
    ///
    /// # Errors
    ///
    /// The service has no such pair; or it is that of usage of new commerce, which is asked for
    /// in a currency, with [`one_time_usage`](Self::one_time_usage). Nothing is sent.
    pub fn of(provider: InvoiceProvider, kind: InvoiceLineItemTypeFilter) -> Result<Self> {
        Self::in_currency(provider, kind, None)
    }

    fn in_currency(
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
                "it is missing: usage of new commerce is asked for in one currency, as with \
                 `LineItemQuery::one_time_usage(\"USD\")`",
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

    /// Only the usage with partner earned credit.
    pub fn with_earned_credit(mut self) -> Self {
        self.earned_credit = Some(true);
        self
    }

    /// Only the usage without partner earned credit.
    pub fn without_earned_credit(mut self) -> Self {
        self.earned_credit = Some(false);
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
