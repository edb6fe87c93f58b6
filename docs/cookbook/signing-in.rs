//! Signing a user in once, and unattended from then on.

use partner_center::auth::{DeviceCode, FileRefreshTokenStore, MfaVerdict, RefreshToken};
use partner_center::{PartnerCenter, Result};

const TENANT: &str = "c0470500-1111-4a00-8000-00000000c001";
const APPLICATION: &str = "c0470500-1111-4a00-8000-0000000a9901";

/// What signs in: a user, by the refresh token in a file.
pub fn user(store: &FileRefreshTokenStore) -> RefreshToken {
    RefreshToken::from_store(TENANT, APPLICATION, store.clone())
}

/// Once, with somebody at hand: shows a code to type in, and keeps the first refresh token.
pub async fn sign_in_once(partner: &PartnerCenter, store: &FileRefreshTokenStore) -> Result<()> {
    let device = DeviceCode::new(TENANT, APPLICATION);
    let signed_in = device.sign_in(partner, |prompt| println!("{}", prompt.message())).await?;
    signed_in.store(store).await
}

/// From then on: whether the service counts the sign-in as multi-factor.
pub async fn is_multi_factor(partner: &PartnerCenter) -> Result<bool> {
    Ok(partner.validate_mfa().await? == MfaVerdict::Compliant)
}
