//! What the program is told on the command line.

use std::env;
use std::path::PathBuf;

use lexopt::prelude::*;

use partner_center::Cloud;

use crate::stage::Stage;

pub(crate) const HELP: &str = "\
A whole one-time purchase, step by step.

usage: cargo run --example one_time_purchase [-- [--cloud CLOUD] [--plan] [--buy-for-real] [--pdf FILE]]

  --cloud CLOUD    global, us-government, or china, which has no one-time purchases
                   (default: PARTNER_CENTER_CLOUD, else global)
  --plan           stop after the plan, which only reads
  --buy-for-real   go on to the checkout where the service is not on this machine
  --pdf FILE       where the invoice goes (default: a file in the folder for temporary ones)
  --help           print this

Without any of the variables below, everything happens in an emulator inside the program.
To use a running emulator or the real service, set

  PARTNER_CENTER_TENANT         the partner's tenant: a directory id or a domain
  PARTNER_CENTER_CLIENT_ID      the application
  PARTNER_CENTER_CLIENT_SECRET  its secret; leave it out for a native application
  PARTNER_CENTER_CERTIFICATE    in place of a secret: a PEM file with certificate and key
  PARTNER_CENTER_REFRESH_TOKEN  the refresh token of a user, to sign in as app and user;
                                without it the application signs in alone
  PARTNER_CENTER_REFRESH_TOKEN_FILE
                                in place of that: the file that the example sign_in writes
  PARTNER_CENTER_CUSTOMER       who buys: the id of the customer's tenant
  PARTNER_CENTER_PRODUCT        what: a product
  PARTNER_CENTER_SKU            and one of its SKUs
  PARTNER_CENTER_VIEW           the view of the catalog to list (default: Software)
  PARTNER_CENTER_SEGMENT        commercial, education, government or nonprofit; needed where
                                the SKU is sold to several
  PARTNER_CENTER_QUANTITY       how many (default: 1)
  PARTNER_CENTER_TERM           P1M, P1Y or P3Y; leave it out for perpetual software
  PARTNER_CENTER_SUBSCRIPTION   for a reservation: the Azure subscription (shared scope)
  PARTNER_CENTER_REGION         for a reservation: the region, such as westeurope
  PARTNER_CENTER_CLOUD          global, us-government or china (default: global)
  PARTNER_CENTER_BASE_URL       where the service is (default: that of the cloud)
  PARTNER_CENTER_AUTHORITY      where tokens come from (default: that of the cloud)

A running emulator prints its baseUrl and authority; any client id and secret of its
seeded tenant sign in.";

/// What the program is told on the command line.
#[derive(Debug, Default)]
pub(crate) struct Arguments {
    pub(crate) plan_only: bool,
    pub(crate) cloud: Option<Cloud>,
    buy_for_real: bool,
    pdf: Option<PathBuf>,
}

impl Arguments {
    /// `None` when help is asked for.
    pub(crate) fn from_env() -> Result<Option<Self>, String> {
        let mut arguments = Self::default();
        let mut parser = lexopt::Parser::from_env();
        while let Some(argument) = parser.next().map_err(|error| error.to_string())? {
            match argument {
                Long("cloud") => {
                    let name = parser.value().map_err(|error| error.to_string())?;
                    let cloud = name.to_string_lossy().parse::<Cloud>();
                    arguments.cloud = Some(cloud.map_err(|error| error.to_string())?);
                }
                Long("plan") => arguments.plan_only = true,
                Long("buy-for-real") => arguments.buy_for_real = true,
                Long("pdf") => {
                    let file = parser.value().map_err(|error| error.to_string())?;
                    arguments.pdf = Some(file.into());
                }
                Long("help") | Short('h') => return Ok(None),
                other => return Err(other.unexpected().to_string()),
            }
        }
        Ok(Some(arguments))
    }

    /// The same with another place for the invoice.
    #[cfg(test)]
    pub(crate) fn pdf_at(file: PathBuf) -> Self {
        Self { pdf: Some(file), ..Self::default() }
    }

    /// Where the PDF of an invoice goes.
    pub(crate) fn pdf(&self, invoice: &str) -> PathBuf {
        // The id goes into the name of a file, and comes from elsewhere.
        let name: String = invoice.chars().filter(char::is_ascii_alphanumeric).collect();
        self.pdf.clone().unwrap_or_else(|| env::temp_dir().join(format!("invoice-{name}.pdf")))
    }

    /// Whether the checkout may be sent.
    pub(crate) fn may_buy(&self, stage: &Stage) -> bool {
        self.buy_for_real || self.plan_only || !stage.is_real
    }
}
