//! The documents of an invoice, straight to disk.

use std::fmt;
use std::fs::File;
use std::io::Write;
use std::path::Path;

use partner_center_api::{Answer, ByteStream, CallError};

use crate::client::PartnerCenter;
use crate::download::{Download, Expected};
use crate::error::Result;
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

/// What every PDF begins with. The vendor's page shows one that calls itself JSON, so the mark
/// decides.
const MARK: &[u8] = b"%PDF";

const PDF: Expected =
    Expected { name: "a PDF", telling: MARK.len(), fits: |first| first.starts_with(MARK) };

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
    download: Download,
}

impl Statement {
    async fn begin(
        partner: &PartnerCenter,
        answer: Result<Answer<ByteStream>, CallError>,
    ) -> Result<Self> {
        Ok(Self { download: Download::begin(partner, answer, PDF).await? })
    }

    /// How many bytes it has, where the service told.
    pub fn length(&self) -> Option<u64> {
        self.download.length()
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
    /// ([`Error::is_unsaved`](crate::Error::is_unsaved)). Whatever file had the name before is as it was, and no other is
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
        self.download.save_through(path, wrap).await
    }
}

impl fmt::Debug for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Statement").field("length", &self.length()).finish_non_exhaustive()
    }
}
