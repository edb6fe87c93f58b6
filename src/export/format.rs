//! What a format of files has to do.

use partner_center_api::types::{InvoiceLineItem, LineItemKind};

use crate::error::Result;
use crate::listing::Listing;

use super::RawLine;

/// A format of files, with the options that it alone has. The formats are those of this
/// module; no other can be added.
pub trait Format: Send + 'static {
    /// What makes the lines of a list into a file.
    #[doc(hidden)]
    type Encoder: Encoder;

    /// What it is called. Exports with other options are called otherwise, so that one does
    /// not go on with the file of another.
    #[doc(hidden)]
    fn name(&self) -> &'static str;

    /// The list as the encoder takes it.
    #[doc(hidden)]
    fn listing(
        &self,
        lines: Listing<InvoiceLineItem>,
    ) -> Result<Listing<<Self::Encoder as Encoder>::Line>>;

    /// Begins a file, or goes on with one.
    #[doc(hidden)]
    fn encoder(self, context: EncoderContext<'_>) -> Result<Self::Encoder>;
}

/// What a file begins with.
#[derive(Debug)]
pub struct EncoderContext<'a> {
    pub(super) kind: LineItemKind,
    /// The name of the list.
    #[cfg_attr(not(feature = "parquet"), expect(dead_code, reason = "only Parquet says it"))]
    pub(super) list: &'a str,
    /// What the encoder of the file that is gone on with kept in mind; `None` for a new one.
    pub(super) resumed: Option<Option<&'a str>>,
}

/// Makes lines into bytes, and knows nothing of files or pages.
pub trait Encoder: Send + 'static {
    /// A line as it takes it.
    #[doc(hidden)]
    type Line: Send + 'static;

    /// Adds a page of lines, the first of which is line `first` of the file, and says to
    /// `raw` which of them are in it as JSON only.
    ///
    /// Whether `out` now has all lines so far, so that the file could be gone on with here.
    #[doc(hidden)]
    fn page(
        &mut self,
        lines: Vec<Self::Line>,
        first: u64,
        out: &mut Vec<u8>,
        raw: &mut dyn FnMut(RawLine),
    ) -> Result<bool>;

    /// What stands at the end of the file; of an empty one, all that stands in it.
    #[doc(hidden)]
    fn end(&mut self, out: &mut Vec<u8>) -> Result<()>;

    /// What it has to keep in mind for the file to be gone on with.
    #[doc(hidden)]
    fn state(&self) -> Result<Option<String>> {
        Ok(None)
    }
}
