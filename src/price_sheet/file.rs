//! A file of prices on its way to disk.

use std::fmt;
use std::path::Path;

use partner_center_api::{Answer, ByteStream, CallError};

use super::archive;
use crate::client::PartnerCenter;
use crate::download::{Download, Expected};
use crate::error::{Error, Result};

/// CSV or an archive: neither JSON nor a page, whatever the content type calls it.
const SHEET: Expected = Expected {
    name: "a price file",
    telling: archive::MARK.len(),
    fits: |first| match first.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(first) {
        [b'{' | b'[' | b'<', ..] => false,
        // Cut to the length of the mark, a byte order mark leaves one byte.
        text => !text.is_empty(),
    },
};

/// A price sheet or exchange rates, on the way. The beginning has come, and looks like one.
///
/// The rest comes while it is saved. It may take as long as it likes, but not stall: each piece
/// has the [time of a try that reads](crate::transport::Timeouts::read_try). Dropping it ends the
/// download.
pub struct PriceFile(Download);

impl PriceFile {
    pub(super) async fn begin(
        partner: &PartnerCenter,
        answer: Result<Answer<ByteStream>, CallError>,
    ) -> Result<Self> {
        let begun = Download::begin(partner, answer, SHEET).await;
        Ok(Self(begun.map_err(with_hint)?))
    }

    /// How many bytes it has, where the service told.
    pub fn length(&self) -> Option<u64> {
        self.0.length()
    }

    /// Writes it to a file, which gets its name only when all of it is there and on the disk. A
    /// file that has the name is replaced. Gives the number of bytes. It is never held in memory.
    ///
    /// Dropping the future leaves no half file: none of the name, or the one that had it before,
    /// or, at the very end, all of it. Only a process that is killed may leave one, of a name that
    /// begins with `.partial-`.
    ///
    /// # Errors
    ///
    /// The connection broke, or the disk refused, being full for instance
    /// ([`Error::is_unsaved`](crate::Error::is_unsaved)). Whatever file had the name before is as
    /// it was, and no other is left. The service cannot go on in the middle: ask again.
    pub async fn save(self, path: impl AsRef<Path>) -> Result<u64> {
        self.0.save_through(path, |file| file).await
    }
}

/// What the service says to wrong credentials looks like what it says to a wrong question.
fn with_hint(error: Error) -> Error {
    match (error.status(), error.code()) {
        (Some(400), None) => error.with_outlook(
            "the host of prices often answers so where the credentials are not good enough: sign \
             in with a user who is an admin agent or a sales agent, and let the application have \
             `user_impersonation` of `https://api.partner.microsoft.com`; else check market, view \
             and month",
        ),
        _ => error,
    }
}

impl fmt::Debug for PriceFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PriceFile").field("length", &self.length()).finish_non_exhaustive()
    }
}
