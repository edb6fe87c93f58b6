//! Certificate and key from PKCS#12.

use p12_keystore::Pkcs12Archive;
use secrecy::{ExposeSecret, SecretString};

use super::Certificate;
use super::refusal::invalid;
use super::rsa::{self, signature::RsaKeyPair};
use crate::error::Result;

impl Certificate {
    /// Reads a certificate and its RSA key from PKCS#12, the format of `.pfx` and `.p12`
    /// files, encrypted in a modern or in one of the older ways.
    ///
    /// # Errors
    ///
    /// A wrong password, or what [`from_pem`](Self::from_pem) refuses.
    pub fn from_pkcs12(bytes: impl AsRef<[u8]>, password: impl Into<SecretString>) -> Result<Self> {
        read(bytes.as_ref(), &password.into())
    }
}

fn read(bytes: &[u8], password: &SecretString) -> Result<Certificate> {
    let archive = Pkcs12Archive::from_pkcs12(bytes, password.expose_secret()).map_err(|error| {
        invalid(match error {
            p12_keystore::error::Error::MacError(_) => {
                "the password is wrong: give the one that the file was exported with"
            }
            _ => "it is not PKCS#12, or encrypted in an unknown way: export it anew, with a key",
        })
    })?;
    let mut keys = archive.keys.iter();
    let key = match (keys.next(), keys.next()) {
        (Some(only), None) => rsa::key(RsaKeyPair::from_pkcs8(only.key.as_der()))?,
        (Some(_), Some(_)) => {
            return Err(invalid("there are several private keys in it: give one only"));
        }
        (None, _) => {
            return Err(invalid("there is no private key in it: export it with its key"));
        }
    };
    Certificate::of(key, archive.certs.iter().map(|bag| bag.cert.as_der()))
}
