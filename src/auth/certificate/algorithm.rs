//! How a certificate signs.

use super::rsa::signature::{RSA_PKCS1_SHA256, RSA_PSS_SHA256, RsaEncoding};

/// How assertions are signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AssertionAlgorithm {
    /// RSA with PSS padding and SHA-256, which the service's page asks for.
    #[default]
    Ps256,
    /// RSA with PKCS#1 padding and SHA-256, for older authorities.
    Rs256,
}

impl AssertionAlgorithm {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Ps256 => "PS256",
            Self::Rs256 => "RS256",
        }
    }

    pub(super) fn encoding(self) -> &'static dyn RsaEncoding {
        match self {
            Self::Ps256 => &RSA_PSS_SHA256,
            Self::Rs256 => &RSA_PKCS1_SHA256,
        }
    }
}
