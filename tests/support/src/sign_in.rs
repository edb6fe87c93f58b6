//! Who signs in at the emulator.

use partner_center::auth::{ClientSecret, RefreshToken};
use partner_center_emulator::seed;

/// A user of Contoso.
pub fn user() -> RefreshToken {
    RefreshToken::new(seed::CONTOSO_TENANT, seed::CONTOSO_CLIENT, seed::CONTOSO_REFRESH_TOKEN)
        .client_secret(seed::CONTOSO_SECRET)
}

/// A user of Contoso's sandbox.
pub fn sandbox_user() -> RefreshToken {
    RefreshToken::new(seed::SANDBOX_TENANT, seed::CONTOSO_CLIENT, seed::SANDBOX_REFRESH_TOKEN)
        .client_secret(seed::CONTOSO_SECRET)
}

/// Contoso's application, without a user.
pub fn application() -> ClientSecret {
    ClientSecret::new(seed::CONTOSO_TENANT, seed::CONTOSO_CLIENT, seed::CONTOSO_SECRET)
}
