//! Where the service is and who signs in, as the environment says.

use std::env;

use partner_center::auth::{ClientSecret, RefreshToken};
use partner_center::{Error, PartnerCenter, PartnerCenterBuilder, Result};

/// A variable that is set, and not to nothing.
pub(crate) fn variable(name: &str) -> Option<String> {
    env::var(format!("PARTNER_CENTER_{name}")).ok().filter(|text| !text.is_empty())
}

/// A variable that has to be set.
pub(crate) fn required(name: &str) -> Result<String> {
    variable(name).ok_or_else(|| {
        let message = "it is not set; --help of the larger examples lists what to set";
        Error::invalid(format!("PARTNER_CENTER_{name}"), message)
    })
}

/// Whoever signs in for `tenant`: a user, or an application alone.
pub(crate) fn signed_in(tenant: String) -> Result<PartnerCenterBuilder> {
    let client_id = required("CLIENT_ID")?;
    let builder = match (variable("REFRESH_TOKEN"), variable("CLIENT_SECRET")) {
        (Some(token), Some(secret)) => PartnerCenter::builder(
            RefreshToken::new(tenant, client_id, token).client_secret(secret),
        ),
        (Some(token), None) => PartnerCenter::builder(RefreshToken::new(tenant, client_id, token)),
        (None, Some(secret)) => {
            PartnerCenter::builder(ClientSecret::new(tenant, client_id, secret))
        }
        (None, None) => {
            return Err(Error::invalid(
                "sign-in",
                "set PARTNER_CENTER_REFRESH_TOKEN, PARTNER_CENTER_CLIENT_SECRET or both; \
                 invoices want a user, and so a refresh token",
            ));
        }
    };
    addressed(builder)
}

/// The cloud and the addresses, where they are not the global ones.
pub(crate) fn addressed(mut builder: PartnerCenterBuilder) -> Result<PartnerCenterBuilder> {
    if let Some(name) = variable("CLOUD") {
        builder = builder.cloud(name.parse()?);
    }
    if let Some(url) = variable("BASE_URL") {
        builder = builder.base_url(url);
    }
    if let Some(url) = variable("AUTHORITY") {
        builder = builder.authority(url);
    }
    Ok(builder)
}
