//! The lines of an invoice, from where they are.

use std::fmt;
use std::path::PathBuf;

use futures_util::TryStreamExt;
use partner_center_api::types::{Invoice, InvoiceLineItem};

use super::version::{BillingVersion, VersionChoice};
use super::view::BilledLine;
use crate::client::PartnerCenter;
use crate::clock::blocking::blocking;
use crate::error::{Delivery, Error, Result};
use crate::invoice::LineItemQuery;

/// How many lines are read at a time on a thread that may block.
const AT_A_TIME: usize = 4_096;

/// How many bytes of them, so that lines of a hostile length do not fill the memory.
const BYTES_AT_A_TIME: usize = 8 * 1024 * 1024;

/// The code of an export that has nothing.
const NOTHING: &str = "5000";

impl PartnerCenter {
    /// Begins to read the lines of an invoice of purchases, from the version that has them:
    /// [`BillingVersion::of`] chooses by cloud, id and period.
    ///
    /// ```no_run
    /// # async fn example(partner: partner_center::PartnerCenter, invoice: partner_center::types::Invoice) -> partner_center::Result<()> {
    /// let read = partner.billed_lines(&invoice).read(|line| println!("{:?}", line.total)).await?;
    /// println!("{} lines: {}", read.count, read.choice.why);
    /// # Ok(())
    /// # }
    /// ```
    pub fn billed_lines<'a>(&'a self, invoice: &'a Invoice) -> BilledLinesCall<'a> {
        BilledLinesCall { partner: self, invoice, folder: None, forced: None }
    }
}

/// The lines of an invoice that are about to be read. Nothing is sent before
/// [`read`](Self::read).
#[derive(Debug)]
#[must_use = "a call does nothing until it is sent"]
pub struct BilledLinesCall<'a> {
    partner: &'a PartnerCenter,
    invoice: &'a Invoice,
    folder: Option<PathBuf>,
    forced: Option<BillingVersion>,
}

/// How lines were read.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct BilledLinesRead {
    /// The version that they are from, and why.
    pub choice: VersionChoice,
    /// How many there were.
    pub count: u64,
    /// What could not be read, in words for people, at most a hundred of it: whoever adds up
    /// lines has not all while this is not empty.
    pub unread: Vec<String>,
    /// How many could not be read.
    pub unread_count: u64,
}

/// How much of what was not read is told.
const TOLD: usize = 100;

impl BilledLinesCall<'_> {
    /// Keeps the files of an export in this folder, from which a later call goes on; otherwise
    /// they are in a temporary one, which is deleted at the end.
    pub fn folder(mut self, folder: impl Into<PathBuf>) -> Self {
        self.folder = Some(folder.into());
        self
    }

    /// Asks this version and no other.
    pub fn version(mut self, version: BillingVersion) -> Self {
        self.forced = Some(version);
        self
    }

    /// Reads them, and hands over one after the other. Memory does not grow with their number.
    ///
    /// Dropping the future leaves nothing at the service, and in the folder what
    /// [`ReconciliationCall::save`](super::ReconciliationCall::save) leaves.
    ///
    /// # Errors
    ///
    /// The invoice has no id; nothing is sent then. Or as of
    /// [`ReconciliationCall::save`](super::ReconciliationCall::save), or of a page of lines.
    pub async fn read(self, mut on_line: impl FnMut(BilledLine)) -> Result<BilledLinesRead> {
        let Some(id) = &self.invoice.id else {
            return Err(Error::invalid("invoice", "it has no id, so that nothing was sent"));
        };
        let mut choice = self.choice(id.as_str());
        let mut read = BilledLinesRead { choice, count: 0, unread: Vec::new(), unread_count: 0 };
        if choice.version == BillingVersion::V2 {
            match self.exported(&mut read, &mut on_line).await {
                Err(error) if choice.otherwise.is_some() && error.code() == Some(NOTHING) => {
                    choice.why = "nothing is exported of it, so that its lines come as pages";
                    choice.version = BillingVersion::V1;
                    choice.otherwise = None;
                    read.choice = choice;
                }
                other => return other.map(|()| read),
            }
        }
        self.paged(&mut read, &mut on_line).await?;
        Ok(read)
    }

    fn choice(&self, id: &str) -> VersionChoice {
        if let Some(version) = self.forced {
            return VersionChoice { version, otherwise: None, why: "it was asked for" };
        }
        let period = self.invoice.billing_period_end_date.or(self.invoice.invoice_date);
        BillingVersion::of(self.partner.cloud(), id, period.and_then(|date| date.to_utc()))
    }

    async fn exported(
        &self,
        read: &mut BilledLinesRead,
        on_line: &mut impl FnMut(BilledLine),
    ) -> Result<()> {
        let temporary = match &self.folder {
            Some(_) => None,
            None => Some(tempfile::tempdir().map_err(|error| {
                let message = format!("no temporary folder can be made, {error}: name one");
                Error::invalid("folder", message)
            })?),
        };
        let folder = self.folder.as_deref().or(temporary.as_ref().map(|folder| folder.path()));
        let id = self.invoice.id.clone().unwrap_or_else(|| "".into());
        let saved = self.partner.reconciliation(id).save(folder.unwrap_or("".as_ref())).await?;
        let mut lines = saved.lines()?;
        loop {
            let take = move || {
                let (mut some, mut bytes) = (Vec::new(), 0);
                while some.len() < AT_A_TIME && bytes < BYTES_AT_A_TIME {
                    let Some(line) = lines.next() else { break };
                    bytes += line.as_ref().map_or(0, |line| line.json().len());
                    some.push(line);
                }
                (lines, some)
            };
            let some: Vec<_>;
            (lines, some) = blocking(take).await.ok_or_else(stopped)?;
            if some.is_empty() {
                return Ok(());
            }
            for line in some {
                match line {
                    Ok(line) => {
                        read.count += 1;
                        on_line(BilledLine::from(line.item()));
                    }
                    Err(error) => read.miss(&error),
                }
            }
        }
    }

    async fn paged(
        &self,
        read: &mut BilledLinesRead,
        on_line: &mut impl FnMut(BilledLine),
    ) -> Result<()> {
        let id = self.invoice.id.clone().unwrap_or_else(|| "".into());
        let mut lines = self.partner.line_items(&id, LineItemQuery::one_time()).items();
        while let Some(line) = lines.try_next().await? {
            match line {
                InvoiceLineItem::OneTime(line) => {
                    read.count += 1;
                    on_line(BilledLine::from(&*line));
                }
                InvoiceLineItem::Unreadable(line) => read.miss(&format!("{line:?}")),
                _ => read.miss(&"a line of another kind than purchases have"),
            }
        }
        Ok(())
    }
}

impl BilledLinesRead {
    fn miss(&mut self, why: &dyn fmt::Display) {
        self.unread_count += 1;
        if self.unread.len() < TOLD {
            self.unread.push(why.to_string().chars().take(500).collect());
        }
    }
}

/// The runtime is going away.
fn stopped() -> Error {
    Error::unusable("blob", Delivery::NotDone, "its lines were not read: the program ends")
}
