//! What is measured: one reading of a list, in a process of its own.

use std::io::{self, Write};
use std::net::SocketAddr;
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};
use futures::TryStreamExt;
use partner_center::auth::StaticToken;
use partner_center::invoice::{ExactSum, LineItemQuery};
use partner_center::transport::RateLimits;
use partner_center::types::{InvoiceLineItem, InvoiceLineItemCollection};
use partner_center::{InvoiceId, PartnerCenter};
use serde::de::IgnoredAny;
use tokio::runtime;

use crate::{memory, page};

/// A way to read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Variant {
    /// The first floor: fetched and thrown away.
    Discard,
    /// The second floor: fetched and put through `serde_json` into nothing, page after page.
    Ignore,
    /// Every line typed, visited and summed, line after line.
    Items,
    /// The same, page after page.
    Pages,
    /// Steps on the way there: the types by serde from bytes, page after page.
    Bytes,
    /// The same from text, which is checked once to be UTF-8.
    Text,
    /// The quick decoder in the place of serde, still page after page.
    Quick,
}

impl Variant {
    /// Both floors, in this order, and what is measured against them.
    pub(crate) const USUAL: &[Self] = &[Self::Discard, Self::Ignore, Self::Items, Self::Pages];

    /// The steps between as well.
    pub(crate) const ALL: &[Self] = &[
        Self::Discard,
        Self::Ignore,
        Self::Items,
        Self::Pages,
        Self::Bytes,
        Self::Text,
        Self::Quick,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Discard => "discard",
            Self::Ignore => "ignore",
            Self::Items => "items",
            Self::Pages => "pages",
            Self::Bytes => "serde-bytes",
            Self::Text => "serde-text",
            Self::Quick => "quick-decoder",
        }
    }

    pub(crate) fn by_name(name: &str) -> Result<Self> {
        let found = Self::ALL.iter().copied().find(|variant| variant.name() == name);
        found.with_context(|| format!("`{name}` is nothing that is measured"))
    }

    /// Whether it sees the lines, rather than the bytes.
    pub(crate) fn is_typed(self) -> bool {
        !matches!(self, Self::Discard | Self::Ignore)
    }
}

/// One measurement.
pub(crate) struct Reading {
    pub(crate) variant: Variant,
    pub(crate) address: SocketAddr,
    pub(crate) pages: usize,
}

/// What was read.
#[derive(Default)]
struct Read {
    bytes: usize,
    lines: usize,
    total: ExactSum,
}

/// Reads, and prints the time in nanoseconds, the processors' time in ticks, the peak of
/// memory in KiB, the bytes, the lines and their total.
pub(crate) fn run(reading: &Reading) -> Result<()> {
    let runtime = runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    let ticks = memory::ticks()?;
    let start = Instant::now();
    let read = runtime.block_on(async {
        match reading.variant {
            Variant::Items | Variant::Pages => listed(reading).await,
            _ => page_by_page(reading).await,
        }
    })?;
    let nanoseconds = start.elapsed().as_nanos();
    let used = memory::ticks()?.zip(ticks).map_or(0, |(after, before)| after - before);
    let peak = memory::peak()?.unwrap_or_default();
    let Read { bytes, lines, total } = read;
    let total = total.total()?;
    writeln!(io::stdout().lock(), "{nanoseconds} {used} {peak} {bytes} {lines} {total}")?;
    Ok(())
}

/// The HTTP client of every variant: what the library builds for itself has these settings.
fn http() -> Result<reqwest::Client> {
    let client = reqwest::Client::builder().no_proxy();
    Ok(client.redirect(reqwest::redirect::Policy::none()).build()?)
}

/// The floors and the steps: a page is fetched, then used, then the next one is fetched.
async fn page_by_page(reading: &Reading) -> Result<Read> {
    let (http, mut read) = (http()?, Read::default());
    let url = format!("http://{}/v1/invoices/G{}/lineitems", reading.address, reading.pages);
    // One buffer for all pages: a floor shall be as low as it can be.
    let mut body = Vec::new();
    for number in 0..reading.pages {
        let request = http.get(&url).header("MS-ContinuationToken", page::token(number));
        let mut answer = request.send().await?.error_for_status()?;
        body.clear();
        body.reserve(usize::try_from(answer.content_length().unwrap_or_default())?);
        while let Some(chunk) = answer.chunk().await? {
            read.bytes += chunk.len();
            if reading.variant != Variant::Discard {
                body.extend_from_slice(&chunk);
            }
        }
        let page: InvoiceLineItemCollection = match reading.variant {
            Variant::Bytes => serde_json::from_slice(&body)?,
            Variant::Text => serde_json::from_str(str::from_utf8(&body)?)?,
            Variant::Quick => InvoiceLineItemCollection::decode(str::from_utf8(&body)?)?,
            Variant::Ignore => {
                serde_json::from_slice::<IgnoredAny>(&body)?;
                continue;
            }
            _ => continue,
        };
        for line in &page.items {
            visit(&mut read, line)?;
        }
    }
    Ok(read)
}

/// As the library reads lists.
async fn listed(reading: &Reading) -> Result<Read> {
    let partner = PartnerCenter::builder(StaticToken::app_and_user("contoso-token"))
        .base_url(format!("http://{}", reading.address))
        .http_client(http()?)
        .rate_limits(RateLimits::off())
        .build()?;
    let invoice = InvoiceId::new(format!("G{}", reading.pages));
    let list = partner.line_items(&invoice, LineItemQuery::one_time());
    let mut read = Read::default();
    if reading.variant == Variant::Items {
        let mut lines = list.items();
        while let Some(line) = lines.try_next().await? {
            visit(&mut read, &line)?;
        }
    } else {
        let mut pages = list.pages();
        while let Some(page) = pages.try_next().await? {
            for line in &page.items {
                visit(&mut read, line)?;
            }
        }
    }
    ensure!(read.lines > 0, "there was nothing to read");
    Ok(read)
}

fn visit(read: &mut Read, line: &InvoiceLineItem) -> Result<()> {
    let InvoiceLineItem::OneTime(line) = line else { bail!("a line of another kind: {line:?}") };
    read.lines += 1;
    read.total.extend(line.total_for_customer);
    Ok(())
}
