//! What ties the browser that comes back to the program that sent it out: PKCE (RFC 7636) and
//! the state.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret, SecretString};

use crate::error::{Error, Result};

/// The secret that is shown together with a code, to prove who asked for it.
pub(super) struct Verifier(SecretString);

impl Verifier {
    /// A new one: 32 random bytes, as the standard recommends.
    pub(super) fn random() -> Result<Self> {
        unguessable::<32>().map(Self)
    }

    /// What is shown of it when the code is asked for.
    pub(super) fn challenge(&self) -> String {
        URL_SAFE_NO_PAD.encode(hmac_sha256::Hash::hash(self.secret().as_bytes()))
    }

    pub(super) fn secret(&self) -> &str {
        self.0.expose_secret()
    }
}

/// What the browser brings back to show that it was sent from here.
pub(super) fn state() -> Result<SecretString> {
    unguessable::<16>()
}

/// So many bytes of the operating system, as text. A client can be given ids and pauses that
/// repeat, so these secrets do not come from where it has those.
fn unguessable<const BYTES: usize>() -> Result<SecretString> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes).map_err(|error| {
        Error::sign_in("the operating system gave no random bytes").with_source(Box::from(error))
    })?;
    Ok(URL_SAFE_NO_PAD.encode(bytes).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_challenge_is_that_of_the_standard() {
        // RFC 7636, appendix B.
        let verifier = Verifier("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".into());
        assert_eq!(verifier.challenge(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn no_two_secrets_are_the_same_and_verifiers_are_as_long_as_they_must_be() {
        let [one, other] = [(); 2].map(|()| Verifier::random().unwrap());
        assert_ne!(one.secret(), other.secret());
        assert_eq!(one.secret().len(), 43);
        let [one, other] = [(); 2].map(|()| state().unwrap());
        assert_ne!(one.expose_secret(), other.expose_secret());
    }
}
