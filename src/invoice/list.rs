//! The list of the partner's invoices, which the service pages in part only.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::NaiveDate;
use partner_center_api::support::BoxFuture;
use partner_center_api::types;
use tokio::sync::OnceCell;

use super::came::Came;
use super::line_items::start_at;
use crate::client::{PartnerCenter, apart};
use crate::error::{Answered, Delivery, Error, Result};
use crate::listing::{Decoded, Listing, RawPage, Ready, Source, Start};
use crate::values::ids::InvoiceId;

/// How many invoices are asked for at a time, unless told otherwise.
const PAGE: u32 = 200;

/// Which invoices to list.
///
/// ```
/// use partner_center::invoice::Invoices;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let march = Invoices::all().since("2026-03-01".parse()?).before("2026-04-01".parse()?);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invoices {
    since: Option<NaiveDate>,
    before: Option<NaiveDate>,
    size: u32,
}

impl Invoices {
    /// All that there are.
    pub fn all() -> Self {
        Self { since: None, before: None, size: PAGE }
    }

    /// Only those made on that day or later, by their date in UTC.
    ///
    /// The service is asked for them by a filter that no page of its reference mentions and only
    /// the vendor's .NET client uses; should it let others through, they are left out here.
    pub fn since(mut self, day: NaiveDate) -> Self {
        self.since = Some(day);
        self
    }

    /// Only those made before that day, in the same way.
    pub fn before(mut self, day: NaiveDate) -> Self {
        self.before = Some(day);
        self
    }

    /// How many are fetched at a time, 200 by default; 0 is refused when they are read, before
    /// anything is sent. It counts for the older commerce only: invoices of new commerce all come
    /// with the first page.
    pub fn page_size(mut self, invoices: u32) -> Self {
        self.size = invoices;
        self
    }

    fn check(&self) -> Result<i32> {
        if let (Some(since), Some(before)) = (self.since, self.before)
            && since >= before
        {
            let message =
                format!("no day is {since} or later and before {before}: exchange the two");
            return Err(Error::invalid("invoice dates", message));
        }
        i32::try_from(self.size).ok().filter(|size| *size > 0).ok_or_else(|| {
            let message = format!("it is {}: ask for 1 or more invoices at a time", self.size);
            Error::invalid("page size", message)
        })
    }

    /// The filter of the query.
    fn filter(&self) -> Option<String> {
        let day = |day: NaiveDate, operator| {
            format!(r#"{{"Field":"InvoiceDate","Value":"{day}","Operator":"{operator}"}}"#)
        };
        let since = self.since.map(|since| day(since, "greater_than_or_equals"));
        let before = self.before.map(|before| day(before, "less_than"));
        match (since, before) {
            (Some(since), Some(before)) => {
                Some(format!(r#"{{"LeftFilter":{since},"RightFilter":{before},"Operator":"and"}}"#))
            }
            (since, before) => since.or(before),
        }
    }

    /// Whether it is among those asked for; one without a date is.
    fn has(&self, invoice: &types::Invoice) -> bool {
        let date = invoice.invoice_date.and_then(|date| date.to_utc());
        date.map(|date| date.date_naive()).is_none_or(|day| {
            self.since.is_none_or(|since| day >= since)
                && self.before.is_none_or(|before| day < before)
        })
    }
}

impl PartnerCenter {
    /// The partner's invoices, of both commerces. Documents that amend an invoice stand
    /// [in it](types::Invoice::amendments) and not beside it.
    pub fn invoices(&self) -> Listing<types::Invoice> {
        self.invoices_where(Invoices::all())
    }

    /// Some of the partner's invoices.
    ///
    /// # Errors
    ///
    /// When they are read: days in the wrong order, or a page size of 0. Nothing is sent then.
    pub fn invoices_where(&self, which: Invoices) -> Listing<types::Invoice> {
        Listing::new(Invoiced::new(self.clone(), which))
    }
}

struct Invoiced {
    name: String,
    pages: Paged,
}

/// The service pages invoices of the older commerce. All of new commerce come with the first
/// page, or even with every page; only `size` and `offset` of the others are honoured.
#[derive(Clone)]
struct Paged {
    partner: PartnerCenter,
    which: Invoices,
    first: Arc<OnceCell<FirstPage>>,
    /// The invoices of the pages after it, so far. A service that counts otherwise than it was
    /// seen to would give some of them again.
    later: Arc<Mutex<HashSet<InvoiceId>>>,
}

/// What must be known of the first page to read the others.
struct FirstPage {
    /// The invoices on it, which are left out where they come again.
    ids: HashSet<InvoiceId>,
    /// Whether new commerce is counted by `size` and `offset` after all.
    counts_all: bool,
}

impl Invoiced {
    fn new(partner: PartnerCenter, which: Invoices) -> Self {
        let mut name = "invoices".to_owned();
        for (word, day) in [("since", which.since), ("before", which.before)] {
            if let Some(day) = day {
                name.push_str(&format!("/{word} {day}"));
            }
        }
        Self { name, pages: Paged { partner, which, first: Arc::default(), later: Arc::default() } }
    }
}

impl Source<types::Invoice> for Invoiced {
    fn name(&self) -> &str {
        &self.name
    }

    fn operation(&self) -> &'static str {
        "listInvoices"
    }

    fn may_repeat(&self) -> bool {
        // They are read as they are fetched.
        false
    }

    fn fetch(&self, start: Start) -> BoxFuture<'static, Result<Box<dyn RawPage<types::Invoice>>>> {
        let pages = self.pages.clone();
        Box::pin(async move {
            let offset = match start {
                Start::Beginning => 0,
                Start::Offset(offset) => offset,
                _ => {
                    let message = "it starts in a way in which no page of this list does";
                    return Err(Error::invalid("position", message));
                }
            };
            Ok(Box::new(pages.page(offset).await?) as Box<dyn RawPage<_>>)
        })
    }
}

impl Paged {
    async fn page(&self, offset: u64) -> Result<Ready<types::Invoice>> {
        let page;
        let first = if offset == 0 {
            page = self.ask(0).await?;
            self.first.get_or_init(|| async { self.first_page(&page) }).await
        } else {
            // After a resumption the first page is asked for as well: what came with it may come
            // with this one again.
            let ask = || async {
                let page = self.ask(0).await?;
                Ok::<_, Error>(self.first_page(&page))
            };
            let first = self.first.get_or_try_init(ask).await?;
            page = self.ask(offset).await?;
            first
        };
        let counted = |came: &&Came| first.counts_all || came.is_of_older_commerce();
        let mut came = u64::try_from(page.came.iter().filter(counted).count()).unwrap_or(u64::MAX);
        let mut later = self.later.lock().unwrap_or_else(PoisonError::into_inner);
        let again = |came: &Came| {
            let seen = |id| first.ids.contains(id) || later.contains(id);
            offset > 0 && came.seen.id.as_ref().is_some_and(seen)
        };
        let fresh = page.came.iter().filter(|came| !again(came)).count();
        if page.is_linked && fresh == 0 && !page.came.is_empty() {
            let why = "it leads on, and has only invoices that were on the pages before";
            return Err(page.answered.unusable(Delivery::NotDone, why));
        }
        if came == 0 {
            // As long as anything new comes, there is a way on.
            came = u64::try_from(fresh).unwrap_or(u64::MAX);
        }
        let next = (page.is_linked && came > 0).then(|| Start::Offset(offset.saturating_add(came)));
        let mut all = page.came;
        all.retain(|came| !again(came));
        if offset > 0 {
            later.extend(all.iter().filter_map(|came| came.seen.id.clone()));
        }
        all.retain(|came| self.which.has(&came.seen));
        let items = all.into_iter().map(Came::into_result);
        Ok(Ready { page: Decoded::apart(items, next.into()), answered: Some(page.answered) })
    }

    fn first_page(&self, page: &Asked) -> FirstPage {
        let ids = page.came.iter().filter_map(|came| came.seen.id.clone()).collect();
        let size = usize::try_from(self.which.size).unwrap_or(usize::MAX);
        FirstPage { ids, counts_all: page.came.len() == size }
    }

    async fn ask(&self, offset: u64) -> Result<Asked> {
        let size = self.which.check()?;
        let mut call = self.partner.api().list_invoices().size(size).offset(start_at(offset)?);
        if let Some(filter) = self.which.filter() {
            call = call.filter(filter);
        }
        let answer = call.fetch().await?;
        let answered = Answered::of(&answer);
        let (page, items) = apart(answer)?;
        let is_linked = page.links.as_ref().is_some_and(|links| links.next.is_some());
        Ok(Asked { answered, is_linked, came: items.into_iter().map(Came::of).collect() })
    }
}

/// A page as it was answered.
struct Asked {
    answered: Answered,
    is_linked: bool,
    came: Vec<Came>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap()
    }

    #[track_caller]
    fn check(which: Invoices, filter: Option<&str>) {
        assert_eq!(which.filter().as_deref(), filter);
    }

    #[test]
    fn days_become_the_filter_of_the_vendors_client() {
        check(Invoices::all(), None);
        let since =
            r#"{"Field":"InvoiceDate","Value":"2026-03-01","Operator":"greater_than_or_equals"}"#;
        check(Invoices::all().since(day(3, 1)), Some(since));
        let before = r#"{"Field":"InvoiceDate","Value":"2026-04-01","Operator":"less_than"}"#;
        check(Invoices::all().before(day(4, 1)), Some(before));
        let both = format!(r#"{{"LeftFilter":{since},"RightFilter":{before},"Operator":"and"}}"#);
        check(Invoices::all().since(day(3, 1)).before(day(4, 1)), Some(&both));
    }

    #[test]
    fn what_the_filter_lets_through_is_looked_at_once_more() {
        let march = Invoices::all().since(day(3, 1)).before(day(4, 1));
        for (date, has) in [
            ("2026-02-28T23:59:59Z", false),
            ("2026-03-01T00:00:00", true),
            ("2026-03-31T23:59:59.9Z", true),
            ("2026-03-31T20:00:00-08:00", false),
            ("2026-04-01", false),
            ("0001-01-01T00:00:00", true),
        ] {
            let mut invoice = types::Invoice::default();
            invoice.invoice_date = date.parse().ok();
            assert_eq!(march.has(&invoice), has, "{date}");
        }
    }

    #[test]
    fn days_and_sizes_that_cannot_be_meant_are_refused() {
        let refusal = |which: Invoices| which.check().unwrap_err().to_string();
        assert_eq!(
            refusal(Invoices::all().since(day(4, 1)).before(day(3, 1))),
            "invoice dates: no day is 2026-04-01 or later and before 2026-03-01: exchange the two"
        );
        assert_eq!(
            refusal(Invoices::all().page_size(0)),
            "page size: it is 0: ask for 1 or more invoices at a time"
        );
        assert!(refusal(Invoices::all().page_size(u32::MAX)).contains("4294967295"));
    }
}
