//! The cryptography that signs: that of aws-lc-rs, or of ring in a build without it. Both name
//! the same things alike.

#[cfg(feature = "certificate")]
pub(super) use aws_lc_rs::{digest, error::KeyRejected, rand, signature};
#[cfg(not(feature = "certificate"))]
pub(super) use ring::{digest, error::KeyRejected, rand, signature};

use signature::{RsaEncoding, RsaKeyPair};

use super::refusal::invalid;
use crate::error::{Error, Result};

/// What is said of a key that cannot be used.
#[cfg(feature = "certificate")]
pub(super) const NO_RSA_KEY: &str = "its key is no RSA key of 2048 to 8192 bits, which is what the token \
     endpoint takes: make one such as with `openssl req -x509 -newkey rsa:2048`";
#[cfg(not(feature = "certificate"))]
pub(super) const NO_RSA_KEY: &str = "its key is no RSA key of 2048 to 4096 bits, which is what ring takes: make one such as with \
     `openssl req -x509 -newkey rsa:2048`, or enable the feature `certificate` for longer ones";

pub(super) fn key(read: Result<RsaKeyPair, KeyRejected>) -> Result<RsaKeyPair> {
    read.map_err(|_| invalid(NO_RSA_KEY))
}

pub(super) fn sign(
    key: &RsaKeyPair,
    encoding: &'static dyn RsaEncoding,
    message: &[u8],
) -> Result<Vec<u8>> {
    #[cfg(feature = "certificate")]
    let length = key.public_modulus_len();
    #[cfg(not(feature = "certificate"))]
    let length = key.public().modulus_len();
    let mut signature = vec![0; length];
    key.sign(encoding, &rand::SystemRandom::new(), message, &mut signature)
        .map_err(|_| Error::sign_in("the certificate's key could not sign"))?;
    Ok(signature)
}
