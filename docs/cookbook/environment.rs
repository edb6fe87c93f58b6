//! Settings from the environment.

use std::time::Duration;

use partner_center::transport::Timeouts;
use partner_center::{PartnerCenter, PartnerCenterBuilder, Result, auth::TokenSource};

/// A client as the environment says, with a name for the service's logs.
pub fn connect() -> Result<PartnerCenter> {
    let timeouts = Timeouts::new().call(Duration::from_secs(60));
    PartnerCenterBuilder::from_env()?.application("Contoso Shop").timeouts(timeouts).build()
}

/// The same place, and a sign-in that comes from elsewhere, such as a vault.
pub fn connect_as(credential: impl TokenSource) -> Result<PartnerCenter> {
    PartnerCenter::builder(credential).cloud_from_env()?.build()
}
