//! What the program is told on the command line.

use std::path::PathBuf;

use lexopt::prelude::*;

pub(crate) const HELP: &str = "\
Signs a user in once, and keeps the first refresh token in a file.

usage: cargo run --example sign_in [-- [--browser] [--store FILE]]

  --browser      sign in with a browser on this machine (authorization code with PKCE)
                 instead of with a code typed in elsewhere (device code)
  --store FILE   where to keep the refresh token (default: partner-center.token, in the
                 emulator a file that is removed in the end)
  --help         print this

Without any of the variables below, everything happens in an emulator inside the program.
To sign in to a running emulator or to the real service, set

  PARTNER_CENTER_TENANT         the partner's tenant: a directory id or a domain
  PARTNER_CENTER_CLIENT_ID      the application
  PARTNER_CENTER_CLIENT_SECRET  its secret; leave it out for a native application
  PARTNER_CENTER_CERTIFICATE    in place of a secret: a PEM file with certificate and key
  PARTNER_CENTER_REDIRECT       for --browser: the registered address on this machine
                                (default: http://localhost, on any port)
  PARTNER_CENTER_CLOUD          global, us-government or china (default: global)
  PARTNER_CENTER_BASE_URL       where the service is (default: that of the cloud)
  PARTNER_CENTER_AUTHORITY      where tokens come from (default: that of the cloud)

For a device code the application must allow public client flows; for a browser it needs
the redirect address http://localhost among those of mobile and desktop applications.";

/// What the program is told on the command line.
#[derive(Debug, Default)]
pub(crate) struct Arguments {
    pub(crate) browser: bool,
    pub(crate) store: Option<PathBuf>,
}

impl Arguments {
    /// `None` when help is asked for.
    pub(crate) fn from_env() -> Result<Option<Self>, lexopt::Error> {
        let mut arguments = Self::default();
        let mut parser = lexopt::Parser::from_env();
        while let Some(argument) = parser.next()? {
            match argument {
                Long("browser") => arguments.browser = true,
                Long("store") => arguments.store = Some(parser.value()?.into()),
                Long("help") | Short('h') => return Ok(None),
                other => return Err(other.unexpected()),
            }
        }
        Ok(Some(arguments))
    }
}
