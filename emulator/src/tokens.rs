//! Signing in: the documents about the authority, the token endpoint in both forms, consent that
//! grants itself, device codes, and the check of access tokens.

pub(crate) mod application;
pub(crate) mod assertion;
pub(crate) mod authority;
pub(crate) mod authorize;
pub(crate) mod certificate;
pub(crate) mod check;
pub(crate) mod claims;
pub(crate) mod code;
pub(crate) mod denied;
pub(crate) mod device;
pub(crate) mod device_endpoint;
pub(crate) mod discovery;
pub(crate) mod grant;
pub(crate) mod grants;
pub(crate) mod place;
pub(crate) mod refresh;
pub(crate) mod tenant;
pub(crate) mod token_endpoint;
pub(crate) mod user;
pub(crate) mod version;
pub(crate) mod wanted;
