//! Whose invoice it is: one of an emulator inside the program, or a real one.

use std::env;
use std::path::PathBuf;

use partner_center::auth::{ClientSecret, RefreshToken};
use partner_center::transport::ServiceWire;
use partner_center::{Error, InvoiceId, PartnerCenter, PartnerCenterBuilder, Result};
use partner_center_emulator::{Emulator, NewInvoice, Options, seed};

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
            Some(tenant) => Self::elsewhere(tenant, invoice),
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
        let sign_in = RefreshToken::new(
            seed::CONTOSO_TENANT,
            seed::CONTOSO_CLIENT,
            seed::CONTOSO_REFRESH_TOKEN,
        )
        .client_secret(seed::CONTOSO_SECRET);
        // The address is never dialed: requests are handed to the emulator as they are.
        let address = "http://localhost";
        let builder = PartnerCenter::builder(sign_in).base_url(address).authority(address);
        let partner = builder.wire(ServiceWire::new(emulator)).application("reconcile").build()?;
        Ok(Self { partner, invoice: invoice.as_str().into(), made_up })
    }

    fn elsewhere(tenant: String, invoice: Option<String>) -> Result<Self> {
        let client_id = variable("CLIENT_ID")
            .ok_or_else(|| Error::invalid("PARTNER_CENTER_CLIENT_ID", "it is not set"))?;
        let builder = match (variable("REFRESH_TOKEN"), variable("CLIENT_SECRET")) {
            (Some(token), Some(secret)) => PartnerCenter::builder(
                RefreshToken::new(tenant, client_id, token).client_secret(secret),
            ),
            (Some(token), None) => {
                PartnerCenter::builder(RefreshToken::new(tenant, client_id, token))
            }
            (None, Some(secret)) => {
                PartnerCenter::builder(ClientSecret::new(tenant, client_id, secret))
            }
            (None, None) => {
                let message = "set PARTNER_CENTER_REFRESH_TOKEN; invoices want a user";
                return Err(Error::invalid("sign-in", message));
            }
        };
        let partner = addressed(builder).application("reconcile").build()?;
        let invoice = invoice.ok_or_else(|| {
            Error::invalid("--invoice", "it is missing: say which invoice, such as G000000101")
        })?;
        Ok(Self { partner, invoice: invoice.as_str().into(), made_up: None })
    }
}

fn addressed(mut builder: PartnerCenterBuilder) -> PartnerCenterBuilder {
    if let Some(url) = variable("BASE_URL") {
        builder = builder.base_url(url);
    }
    if let Some(url) = variable("AUTHORITY") {
        builder = builder.authority(url);
    }
    builder
}

fn variable(name: &str) -> Option<String> {
    env::var(format!("PARTNER_CENTER_{name}")).ok().filter(|text| !text.is_empty())
}
