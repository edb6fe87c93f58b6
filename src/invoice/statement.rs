//! The document of an invoice, straight to disk.

use std::fs::File;
use std::io::Write;
use std::path::Path;

use bytes::Bytes;
use futures::StreamExt;
use http::header::CONTENT_TYPE;

use crate::ids::InvoiceId;
use crate::save::{Pending, refused};
use crate::{Delivery, Error, PartnerCenter, Result};

const OPERATION: &str = "getInvoiceStatement";

impl PartnerCenter {
    /// Asks for the PDF of an invoice. Needs a sign-in with a user.
    ///
    /// # Errors
    ///
    /// The service refused, or answered something other than a PDF: its content type and its
    /// first bytes are looked at before this returns.
    pub async fn statement(&self, invoice: &InvoiceId) -> Result<Statement> {
        let answer = self.api().get_invoice_statement().invoice_id(invoice).send().await?;
        let kind = answer
            .headers()
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_ascii_lowercase();
        let mut body = answer.into_inner().into_inner();
        let mut first = Vec::new();
        while first.len() < MARK.len() {
            match body.next().await {
                Some(chunk) => first.extend_from_slice(&chunk.map_err(Error::from)?),
                None => break,
            }
        }
        // The vendor's page shows a PDF that calls itself JSON, so the mark decides; but what
        // calls itself a page of the web is not one, whatever it begins with.
        if !first.starts_with(MARK) || kind.starts_with("text/") {
            let beginning: String = String::from_utf8_lossy(&first).chars().take(40).collect();
            return Err(Error::unusable(
                OPERATION,
                Delivery::NotDone,
                format!(
                    "it is not a PDF: its content type is `{kind}` and it begins with {beginning:?}"
                ),
            ));
        }
        let rest = body.map(|chunk| chunk.map_err(Error::from));
        Ok(Statement { first: first.into(), rest: Box::pin(rest) })
    }
}

/// What every PDF begins with.
const MARK: &[u8] = b"%PDF";

/// The PDF of an invoice, on its way.
pub struct Statement {
    first: Bytes,
    rest: std::pin::Pin<Box<dyn futures::Stream<Item = Result<Bytes>> + Send>>,
}

impl Statement {
    /// Writes it to a file, which gets its name only when all of it is there. A file that
    /// has the name is replaced.
    ///
    /// # Errors
    ///
    /// The connection broke, or the disk refused, being full for instance. Whatever file had
    /// the name before is as it was.
    pub async fn save(self, path: impl AsRef<Path>) -> Result<u64> {
        self.save_through(path, |file| file).await
    }

    /// Writes it through what `wrap` makes of the file, such as a writer that counts.
    pub async fn save_through<W: Write + Send>(
        mut self,
        path: impl AsRef<Path>,
        wrap: impl FnOnce(File) -> W + Send,
    ) -> Result<u64> {
        let path = path.as_ref();
        let (file, pending) = Pending::create(path)?.split();
        let mut writer = wrap(file);
        let written: Result<u64> = async {
            let mut length = 0;
            let mut chunk = Some(Ok(std::mem::take(&mut self.first)));
            while let Some(bytes) = chunk {
                let bytes = bytes?;
                writer.write_all(&bytes).map_err(|error| refused(path, &error))?;
                length += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
                chunk = self.rest.next().await;
            }
            writer.flush().map_err(|error| refused(path, &error))?;
            Ok(length)
        }
        .await;
        drop(writer);
        let length = written?;
        pending.finish()?;
        Ok(length)
    }
}

impl std::fmt::Debug for Statement {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Statement(..)")
    }
}
