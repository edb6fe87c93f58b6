//! Certificate and key from PEM.

use rustls_pki_types::pem::{PemObject, SectionKind};
use secrecy::zeroize::Zeroizing;

use super::Certificate;
use super::refusal::invalid;
use super::rsa::signature::RsaKeyPair;
use super::rsa::{self, NO_RSA_KEY};
use crate::error::Result;

impl Certificate {
    /// Reads a certificate and its unencrypted RSA key, in PKCS#8 or PKCS#1, from one text in
    /// PEM. Order does not matter, and of several certificates the one of the key is taken,
    /// so that a whole chain may be given.
    ///
    /// # Errors
    ///
    /// No key or more than one, a key that is encrypted, or no RSA key of 2048 to 8192 bits
    /// (4096 by ring), or not exactly one certificate that belongs to it.
    pub fn from_pem(text: impl AsRef<[u8]>) -> Result<Self> {
        read(text.as_ref())
    }
}

fn read(text: &[u8]) -> Result<Certificate> {
    let mut keys = Vec::new();
    let mut certificates = Vec::new();
    for section in <(SectionKind, Vec<u8>)>::pem_slice_iter(text) {
        let (kind, der) = section.map_err(|_| {
            invalid("it is not well-formed PEM: give the file as it was made, line by line")
        })?;
        match kind {
            SectionKind::Certificate => certificates.push(der),
            SectionKind::PrivateKey => keys.push(RsaKeyPair::from_pkcs8(&Zeroizing::new(der))),
            SectionKind::RsaPrivateKey => keys.push(RsaKeyPair::from_der(&Zeroizing::new(der))),
            SectionKind::EcPrivateKey => return Err(invalid(NO_RSA_KEY)),
            _ => {}
        }
    }
    let key = match (keys.pop(), keys.is_empty()) {
        (Some(key), true) => rsa::key(key)?,
        (Some(_), false) => {
            return Err(invalid("there are several private keys in it: give one only"));
        }
        (None, _) if is_encrypted(text) => {
            return Err(invalid(
                "its private key is encrypted: decrypt it, such as with `openssl pkcs8 -in \
                 encrypted.pem`, or give PKCS#12 with a password",
            ));
        }
        (None, _) => {
            return Err(invalid(
                "there is no private key in it: give certificate and key in one text, in PEM",
            ));
        }
    };
    Certificate::of(key, certificates.iter().map(Vec::as_slice))
}

fn is_encrypted(text: &[u8]) -> bool {
    let marks: [&[u8]; 2] = [b"BEGIN ENCRYPTED PRIVATE KEY", b"Proc-Type: 4,ENCRYPTED"];
    marks.iter().any(|mark| text.windows(mark.len()).any(|window| window == *mark))
}
