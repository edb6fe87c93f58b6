//! The documents of an invoice, straight to disk.

use std::fmt;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderName};
use partner_center_api::{Answer, ByteStream, CallError};

use crate::client::PartnerCenter;
use crate::clock::blocking::blocking;
use crate::clock::{Clock, within};
use crate::error::{Answered, Delivery, Error, Kind, Result};
use crate::invoice::save::{Pending, refused};
use crate::values::ids::{InvoiceId, ReceiptId};

impl PartnerCenter {
    /// Asks for the PDF of an invoice. Needs a sign-in with a user.
    ///
    /// ```no_run
    /// use partner_center::{InvoiceId, PartnerCenter};
    ///
    /// # async fn save(partner: PartnerCenter) -> partner_center::Result<()> {
    /// let statement = partner.statement(&InvoiceId::new("G000000101")).await?;
    /// let bytes = statement.save("G000000101.pdf").await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// The service refused, or answered something other than a PDF: status, content type and the
    /// first bytes are looked at before this returns.
    pub async fn statement(&self, invoice: &InvoiceId) -> Result<Statement> {
        let answer = self.api().get_invoice_statement(invoice).send().await;
        Statement::begin(self, answer).await
    }

    /// Asks for the PDF of a tax receipt, which only partners in Taiwan have; their ids are among
    /// the [`tax_receipts`](crate::types::Invoice::tax_receipts) of an invoice. Needs a sign-in
    /// with a user, and is there in the global cloud alone.
    ///
    /// # Errors
    ///
    /// As of [`statement`](Self::statement).
    pub async fn receipt(&self, invoice: &InvoiceId, receipt: &ReceiptId) -> Result<Statement> {
        let answer = self.api().get_invoice_receipt_statement(invoice, receipt).send().await;
        Statement::begin(self, answer).await
    }
}

/// What every PDF begins with.
const MARK: &[u8] = b"%PDF";

/// The PDF of an invoice or of a receipt, on its way. Its beginning has come, and is that of a
/// PDF.
///
/// The rest comes while it is saved. It may take as long as it likes, but not stall: each piece
/// has the [time of a try that reads](crate::transport::Timeouts::read_try). Dropping it ends the
/// download.
///
/// ```no_run
/// # async fn example(partner: partner_center::PartnerCenter) -> partner_center::Result<()> {
/// let statement = partner.statement(&"G000000101".into()).await?;
/// println!("{:?} bytes", statement.length());
/// statement.save("G000000101.pdf").await?;
/// # Ok(())
/// # }
/// ```
pub struct Statement {
    first: Bytes,
    rest: Rest,
}

impl Statement {
    async fn begin(
        partner: &PartnerCenter,
        answer: Result<Answer<ByteStream>, CallError>,
    ) -> Result<Self> {
        let answer = answer.map_err(|error| no_pdf(error.into()))?;
        let head = Head::of(&answer);
        let is_page = head.kind.starts_with("text/");
        if head.status != 200 || is_page {
            return Err(head.unusable(match is_page {
                true => format!("it is not a PDF but `{}`", head.kind),
                false => "it is not a PDF: the status is not 200".to_owned(),
            }));
        }
        let mut rest = Rest {
            head,
            stream: answer.into_inner(),
            clock: partner.clock().clone(),
            limit: partner.pipeline().read_limit(),
            came: 0,
        };
        let mut first = Vec::new();
        while first.len() < MARK.len()
            && let Some(piece) = rest.next().await?
        {
            first.extend_from_slice(&piece);
        }
        // The vendor's page shows a PDF that calls itself JSON, so the mark decides.
        if !first.starts_with(MARK) {
            let why = format!("it is not a PDF, though it calls itself `{}`", rest.head.kind);
            return Err(rest.head.unusable(why).with_body(&first));
        }
        Ok(Self { first: first.into(), rest })
    }

    /// How many bytes it has, where the service told.
    pub fn length(&self) -> Option<u64> {
        self.rest.head.length
    }

    /// Writes it to a file, which gets its name only when all of it is there and on the disk. A
    /// file that has the name is replaced. Gives the number of bytes.
    ///
    /// Dropping the future leaves no half file: none of the name, or the one that had it before,
    /// or, at the very end, all of it. Only a process that is killed may leave one, of a name that
    /// begins with `.partial-`.
    ///
    /// # Errors
    ///
    /// The connection broke, or the disk refused, being full for instance
    /// ([`Error::is_unsaved`]). Whatever file had the name before is as it was, and no other is
    /// left.
    pub async fn save(self, path: impl AsRef<Path>) -> Result<u64> {
        self.save_through(path, |file| file).await
    }

    /// Writes it through what `wrap` makes of the file, such as a writer that counts.
    ///
    /// # Errors
    ///
    /// As of [`save`](Self::save).
    pub async fn save_through<W: Write + Send + 'static>(
        self,
        path: impl AsRef<Path>,
        wrap: impl FnOnce(File) -> W + Send,
    ) -> Result<u64> {
        let Self { first, mut rest } = self;
        let path = path.as_ref().to_owned();
        let place = path.clone();
        let pending = blocking(move || Pending::create(&place)).await;
        let (file, pending) = pending.ok_or_else(stopped)??.split();
        let mut writer = wrap(file);
        let mut piece = Some(first);
        while let Some(bytes) = piece {
            // A disk can take its time, in which others shall not have to wait.
            let write = move || {
                let written = writer.write_all(&bytes);
                (writer, written)
            };
            let written;
            (writer, written) = blocking(write).await.ok_or_else(stopped)?;
            written.map_err(|error| refused(&path, &error))?;
            piece = rest.next().await?;
        }
        let length = rest.came;
        if rest.head.length.is_some_and(|whole| whole != length) {
            return Err(rest.head.short(length));
        }
        let finish = move || {
            writer.flush().map_err(|error| refused(&path, &error))?;
            drop(writer);
            pending.finish()
        };
        blocking(finish).await.ok_or_else(stopped)??;
        Ok(length)
    }
}

impl fmt::Debug for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Statement").field("length", &self.length()).finish_non_exhaustive()
    }
}

/// What is still to come.
struct Rest {
    head: Head,
    stream: ByteStream,
    clock: Arc<dyn Clock>,
    /// How long a piece may take.
    limit: Duration,
    /// How many bytes came so far.
    came: u64,
}

impl Rest {
    async fn next(&mut self) -> Result<Option<Bytes>> {
        match within(&*self.clock, self.limit, self.stream.next()).await {
            Some(Some(Ok(piece))) => {
                self.came += u64::try_from(piece.len()).unwrap_or(u64::MAX);
                Ok(Some(piece))
            }
            Some(Some(Err(error))) => Err(self.head.short(self.came).with_source(error)),
            Some(None) => Ok(None),
            None => {
                let (came, limit) = (self.came, self.limit.as_secs_f64());
                let why = format!("after {came} bytes nothing more came within {limit} s");
                Err(self.head.unusable(why))
            }
        }
    }
}

/// What the answer says beside the document.
struct Head {
    answered: Answered,
    status: u16,
    kind: String,
    length: Option<u64>,
}

impl Head {
    fn of<T>(answer: &Answer<T>) -> Self {
        let headers = answer.headers();
        let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
        // What is compressed has another length on the way.
        let length = text(CONTENT_LENGTH).filter(|_| !headers.contains_key(CONTENT_ENCODING));
        Self {
            answered: Answered::of(answer),
            status: answer.status().as_u16(),
            kind: text(CONTENT_TYPE).unwrap_or_default().to_ascii_lowercase(),
            length: length.and_then(|digits| digits.trim().parse().ok()),
        }
    }

    fn unusable(&self, why: String) -> Error {
        self.answered.unusable(Delivery::NotDone, why)
    }

    /// It ended too early.
    fn short(&self, came: u64) -> Error {
        self.unusable(match self.length {
            Some(whole) => format!("it broke off: {came} of {whole} bytes came"),
            None => format!("it broke off after {came} bytes"),
        })
    }
}

/// The transport looks for JSON in what is no document, and says that it found none.
fn no_pdf(error: Error) -> Error {
    let why = match (error.kind(), error.body()) {
        (Kind::Unreadable { .. }, Some(body)) if body.trim_start().starts_with('<') => {
            "it is not a PDF but a web page"
        }
        (Kind::Unreadable { .. }, Some(_)) => "it is not a PDF",
        _ => return error,
    };
    error.with_reason(why)
}

fn stopped() -> Error {
    let message = "writing it was given up".into();
    Error::new(Kind::Unsaved { message }, Delivery::NotDone)
}
