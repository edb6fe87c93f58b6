//! An export that is about to run.

use std::fmt;
use std::fs::File;
use std::io::Write;
use std::path::PathBuf;

use futures_util::StreamExt;
use partner_center_api::types::InvoiceLineItem;

use crate::error::{Error, Result};
use crate::listing::Listing;

use super::format::{Encoder, EncoderContext, Format};
use super::note::{Identity, Mark};
use super::output::{Output, Wrap};
use super::partial::ExportPaths;
use super::{Exported, Progress};

/// An export. Nothing happens until it [runs](Self::run).
///
/// ```no_run
/// use partner_center::{export, invoice::LineItemQuery};
///
/// # async fn example(partner: partner_center::PartnerCenter) -> partner_center::Result<()> {
/// let lines = partner.line_items(&"G000000101".into(), LineItemQuery::one_time());
/// let export = export::csv(lines, "G000000101.csv");
/// let exported = export.progress(|so_far| println!("{} lines", so_far.lines)).run().await?;
/// println!("{} lines, {} of them as JSON only", exported.lines, exported.raw_lines);
/// # Ok(())
/// # }
/// ```
#[must_use = "an export does nothing until it runs"]
pub struct Export<F> {
    lines: Listing<InvoiceLineItem>,
    path: PathBuf,
    format: F,
    progress: Box<dyn FnMut(Progress) + Send>,
    afresh: bool,
}

impl<F> Export<F> {
    pub(super) fn new(lines: Listing<InvoiceLineItem>, path: PathBuf, format: F) -> Self {
        Self { lines, path, format, progress: Box::new(|_| {}), afresh: false }
    }

    pub(super) fn format_mut(&mut self) -> &mut F {
        &mut self.format
    }

    /// Calls `tell` after each page, and before the first one where an export is gone on with.
    pub fn progress(mut self, tell: impl FnMut(Progress) + Send + 'static) -> Self {
        self.progress = Box::new(tell);
        self
    }

    /// Throws away what an interrupted export to the same file left, instead of going on
    /// with it.
    pub fn afresh(mut self) -> Self {
        self.afresh = true;
        self
    }
}

impl<F: Format> Export<F> {
    /// Reads the lines and writes the file.
    ///
    /// Where an export of the same lines to the same file was interrupted, this goes on with
    /// it: what it wrote is not fetched again. Lines that are not billed yet still change, so
    /// that an export of them always begins afresh.
    ///
    /// # Errors
    ///
    /// A page could not be had, the disk refused, being full for instance, or a value does
    /// not fit the format. No file has got the name then, and one that had it is as it was.
    /// The error's last words say how to go on.
    ///
    /// Nothing is sent where the path names no file or its folder is not there, where another
    /// export to it is running, or where an interrupted one was of other lines, in another
    /// format, or by another version of this crate.
    pub async fn run(self) -> Result<Exported> {
        self.run_through(|file| file).await
    }

    /// Writes it through what `wrap` makes of the file, such as a writer that counts. The
    /// writer must write what it is given and nothing else.
    ///
    /// # Errors
    ///
    /// As of [`run`](Self::run).
    pub async fn run_through<W: Write + Send + 'static>(
        self,
        wrap: impl FnOnce(File) -> W + Send + 'static,
    ) -> Result<Exported> {
        let Self { lines, path, format, mut progress, afresh } = self;
        let place = ExportPaths::new(path)?;
        let kind = lines.line_kind().ok_or_else(|| {
            Error::invalid("line items", "it cannot be told of what kind they are")
        })?;
        let began = lines.position().clone();
        let lines = format.listing(lines)?;
        let wrap: Wrap = Box::new(move |file| Box::new(wrap(file)));
        let export = Identity {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            format: format.name().to_owned(),
            kind: kind.as_str().to_owned(),
            began: began.clone(),
        };
        let (mut output, next) = blocking(move || {
            place.check()?;
            if afresh || !export.may_go_on() {
                place.throw_away()?;
            }
            let (file, mark) = match place.context(&export)? {
                Some((file, mark)) => (Some(file), mark),
                None => (None, Mark::start(began.clone())),
            };
            let resumed = file.is_some().then_some(mark.state.as_deref());
            let list = began.list();
            let encoder = format.encoder(EncoderContext { kind, list, resumed })?;
            let next = mark.next.clone();
            Ok((Output::new(place, export, encoder, file, mark, wrap)?, next))
        })
        .await?;
        if output.progress().resumed > 0 {
            progress(output.progress());
        }

        let mut pages = lines.starting_at(next)?.pages();
        while let Some(page) = pages.next().await {
            let page = match page {
                Ok(page) => page,
                Err(error) => return Err(given_up(output, error).await),
            };
            // Encoding takes milliseconds and writing may wait for the disk; the next page is
            // on its way meanwhile.
            let written;
            (output, written) = blocking(move || {
                let written = output.page(page);
                Ok((output, written))
            })
            .await?;
            if let Err(error) = written {
                return Err(given_up(output, error).await);
            }
            progress(output.progress());
        }
        blocking(move || output.finish().map_err(|error| output.give_up(error))).await
    }
}

async fn given_up<E: Encoder>(output: Output<E>, error: Error) -> Error {
    let given_up = blocking(move || Ok(output.give_up(error))).await;
    given_up.unwrap_or_else(|error| error)
}

/// Does something that may wait for the disk where nothing else waits for it.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    tokio::task::spawn_blocking(work)
        .await
        .unwrap_or_else(|_| Err(Error::invalid("file", "writing it was stopped with the runtime")))
}

impl<F: fmt::Debug> fmt::Debug for Export<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Export")
            .field("lines", &self.lines)
            .field("path", &self.path)
            .field("format", &self.format)
            .field("afresh", &self.afresh)
            .finish_non_exhaustive()
    }
}
