//! Whose invoice it is: one of an emulator inside the program, or a real one.

use std::env;
use std::path::PathBuf;

use partner_center::{Error, InvoiceId, PartnerCenter, PartnerCenterBuilder, Result};
use partner_center_emulator::{Emulator, NewInvoice, Options};

use super::embedded;
use super::environment::variable;

/// Who asks, and for which invoice.
pub(crate) struct Stage {
    pub(crate) partner: PartnerCenter,
    pub(crate) invoice: InvoiceId,
    /// Tells made-up invoices apart, since all of them have the same number.
    pub(crate) made_up: Option<String>,
}

impl Stage {
    /// As the environment says; by itself in an emulator, with an invoice of so many lines of
    /// a provider and a type.
    pub(crate) fn set(invoice: Option<String>, lines: u64, pair: [&str; 2]) -> Result<Self> {
        match variable("TENANT") {
            Some(_) => Self::elsewhere(invoice),
            None => Self::embedded(invoice, lines, pair),
        }
    }

    /// Where a file of the invoice goes: here, or where it is no loss if it was made up.
    pub(crate) fn file(&self, extension: &str) -> PathBuf {
        let invoice = &self.invoice;
        match &self.made_up {
            Some(which) => env::temp_dir().join(format!("{invoice}-{which}.{extension}")),
            None => format!("{invoice}.{extension}").into(),
        }
    }

    fn embedded(invoice: Option<String>, lines: u64, [provider, kind]: [&str; 2]) -> Result<Self> {
        let emulator = Emulator::new(Options::new());
        let made_up = invoice.is_none().then(|| format!("{provider}-{kind}-{lines}"));
        let invoice = match invoice {
            Some(invoice) => invoice,
            None => {
                let new = NewInvoice::of(lines).lines_of(provider, kind);
                let made = emulator.add_invoice(new);
                made.map_err(|error| Error::invalid("--kind", error.to_string()))?.id
            }
        };
        let partner =
            embedded::builder(&emulator, embedded::user()).application("reconcile").build()?;
        Ok(Self { partner, invoice: invoice.as_str().into(), made_up })
    }

    fn elsewhere(invoice: Option<String>) -> Result<Self> {
        let partner = PartnerCenterBuilder::from_env()?.application("reconcile").build()?;
        let invoice = invoice.ok_or_else(|| {
            Error::invalid("--invoice", "it is missing: say which invoice, such as G000000101")
        })?;
        Ok(Self { partner, invoice: invoice.as_str().into(), made_up: None })
    }
}
