//! An emulator inside the program.

use partner_center::auth::{RefreshToken, TokenSource};
use partner_center::transport::{Host, ServiceSender};
use partner_center::{PartnerCenter, PartnerCenterBuilder};
use partner_center_emulator::{Emulator, seed};

/// A partner in front of the emulator.
pub(crate) fn builder(emulator: &Emulator, credential: impl TokenSource) -> PartnerCenterBuilder {
    // The address is never dialed: requests are handed to the emulator as they are.
    let address = "http://localhost";
    PartnerCenter::builder(credential)
        .base_url(address)
        .authority(address)
        // The emulator knows its other hosts by their names.
        .host_url(Host::Graph, "https://graph.microsoft.com")
        .http_sender(ServiceSender::new(emulator.clone()))
}

/// A user of Contoso, whom every emulator knows.
pub(crate) fn user() -> RefreshToken {
    RefreshToken::new(seed::CONTOSO_TENANT, seed::CONTOSO_CLIENT, seed::CONTOSO_REFRESH_TOKEN)
        .client_secret(seed::CONTOSO_SECRET)
}
