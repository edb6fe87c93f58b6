//! JSON, one value a line.

use partner_center_api::types::InvoiceLineItem;
use serde_json::value::RawValue;

use crate::error::{Error, Result};
use crate::listing::Listing;

use super::RawLine;
use super::format::{Encoder, EncoderContext, Format};

/// JSON Lines: every line as it came.
#[derive(Debug, Default)]
pub struct JsonLines(());

impl Format for JsonLines {
    type Encoder = Lines;

    fn name(&self) -> &'static str {
        "JSON Lines"
    }

    fn listing(&self, lines: Listing<InvoiceLineItem>) -> Result<Listing<Box<RawValue>>> {
        lines.as_it_came().ok_or_else(|| {
            Error::invalid("line items", "they are not those of an invoice, so they have no JSON")
        })
    }

    fn encoder(self, _: EncoderContext<'_>) -> Result<Lines> {
        Ok(Lines(()))
    }
}

/// Puts every value on a line of its own.
#[derive(Debug)]
pub struct Lines(());

impl Encoder for Lines {
    type Line = Box<RawValue>;

    fn page(
        &mut self,
        lines: Vec<Box<RawValue>>,
        _: u64,
        out: &mut Vec<u8>,
        _: &mut dyn FnMut(RawLine),
    ) -> Result<bool> {
        for line in lines {
            // A line break can only stand between the tokens, where a space says the same.
            let bytes = line.get().bytes().map(|byte| match byte {
                b'\n' | b'\r' => b' ',
                byte => byte,
            });
            out.extend(bytes);
            out.push(b'\n');
        }
        Ok(true)
    }

    fn end(&mut self, _: &mut Vec<u8>) -> Result<()> {
        Ok(())
    }
}
