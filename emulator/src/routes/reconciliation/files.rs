//! The files of an export: how many there are, what they are called, and what is in them.

use std::io::Write;
use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::body::{Made, Pieces};
use crate::ids::guid_of;
use crate::routes::reconciliation::lines::Lines;
use crate::settings::ExportFiles;
use crate::state::export::{Export, ExportScope};
use crate::state::invoice::InvoiceKind;
use crate::state::world::World;

/// How many lines a member of gzip has.
const PIECE: u64 = 256;

const MARK: &[u8] = b"\xEF\xBB\xBF";

/// The files of an export.
pub(super) struct Files {
    export: String,
    lines: Arc<Lines>,
    /// How many lines a file has at most.
    most: u64,
    form: ExportFiles,
    /// Whether there are a mark at the front and blank lines.
    is_odd: bool,
}

/// Where the files of an export are, below their host.
pub(super) fn directory(export: &Export) -> String {
    format!(
        "/exports/PartnerTenantId={}/ExportId={}/Fragment={}",
        export.partner,
        export.id,
        export.columns.word()
    )
}

impl Files {
    pub(super) fn of(world: &World, export: &Export, now: SystemTime) -> Self {
        Self {
            export: export.id.clone(),
            lines: Arc::new(Lines::of(world, export, now)),
            most: u64::from(world.settings.export_file_lines).max(1),
            form: world.settings.export_files,
            is_odd: world.settings.is_wire(),
        }
    }

    /// Whether the partner has an invoice of the new commerce under that id.
    pub(super) fn has_invoice(world: &World, partner: &str, id: &str) -> bool {
        world.invoices.iter().any(|invoice| {
            invoice.is_called(id)
                && invoice.partner.eq_ignore_ascii_case(partner)
                && invoice.kind != InvoiceKind::Recurring
        })
    }

    /// How many there are; one without lines if there are no lines.
    pub(super) fn count(&self) -> u64 {
        self.lines.count().div_ceil(self.most).max(1)
    }

    pub(super) fn name(&self, number: u64) -> String {
        format!("part-{number:05}-{}.c000.json.gz", guid_of(&self.export))
    }

    pub(super) fn lines_in(&self, number: u64) -> u64 {
        let before = number.saturating_mul(self.most);
        self.lines.count().saturating_sub(before).min(self.most)
    }

    /// What tells this data from other data.
    pub(super) fn etag(&self, version: u32) -> String {
        guid_of(&format!("{} lines, version {version}", self.lines.count())).replace('-', "")
    }

    /// The file of that name.
    pub(super) fn body(&self, name: &str) -> Option<Made> {
        let number = (0..self.count()).find(|number| self.name(*number) == name)?;
        let (lines, form, is_odd) = (self.lines.clone(), self.form, self.is_odd);
        let (first, count) = (number.saturating_mul(self.most), self.lines_in(number));
        Some(Made::new(move || pieces(lines.clone(), first, count, form, is_odd)))
    }
}

fn pieces(lines: Arc<Lines>, first: u64, count: u64, form: ExportFiles, is_odd: bool) -> Pieces {
    let mut at = 0;
    let mut is_begun = false;
    Box::new(std::iter::from_fn(move || {
        if is_begun && at >= count {
            return None;
        }
        let mut text = if is_odd && !is_begun { MARK.to_vec() } else { Vec::new() };
        is_begun = true;
        let end = count.min(at + PIECE);
        for number in at..end {
            text.extend_from_slice(lines.print(first + number).as_bytes());
            text.push(b'\n');
        }
        if is_odd {
            text.extend_from_slice(b"\r\n");
        }
        at = end;
        Some(packed(text, form))
    }))
}

/// Writing to memory cannot fail; a member that did would be missing.
fn packed(text: Vec<u8>, form: ExportFiles) -> Bytes {
    match form {
        ExportFiles::Plain => text.into(),
        ExportFiles::Gzip => {
            let mut writer = GzEncoder::new(Vec::new(), Compression::fast());
            let written = writer.write_all(&text).and_then(|()| writer.finish());
            written.unwrap_or_default().into()
        }
    }
}

impl ExportScope {
    /// The invoice, if it is one.
    pub(super) fn invoice(&self) -> Option<&str> {
        match self {
            Self::Invoice(id) => Some(id),
            Self::Unbilled { .. } => None,
        }
    }
}
