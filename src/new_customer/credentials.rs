//! The first administrator of a new tenant.

use std::fmt;

use partner_center_api::types::UserCredentials;
use secrecy::{ExposeSecret, SecretString};

/// How the first administrator of a new tenant signs in. The service shows it once.
///
/// Hand it to the customer, and keep it nowhere. `Debug` does not show the password.
#[derive(Clone)]
pub struct FirstSignIn {
    user_name: String,
    password: SecretString,
}

impl FirstSignIn {
    pub(super) fn of(wire: UserCredentials) -> Option<Self> {
        Some(Self { user_name: wire.user_name?, password: wire.password?.into() })
    }

    /// The name, without the domain.
    pub fn user_name(&self) -> &str {
        &self.user_name
    }

    /// The password, which the service shows only here. A secret.
    pub fn password(&self) -> &str {
        self.password.expose_secret()
    }
}

impl fmt::Debug for FirstSignIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FirstSignIn").field("user_name", &self.user_name).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_shows_the_password_but_the_function_for_it() {
        let mut wire = UserCredentials::default();
        wire.user_name = Some("admin".to_owned());
        wire.password = Some("canary".to_owned());
        let shown = format!("{wire:?}");
        let sign_in = FirstSignIn::of(wire).unwrap();
        assert!(!format!("{shown} {sign_in:?}").contains("canary"), "{shown}");
        assert_eq!((sign_in.user_name(), sign_in.password()), ("admin", "canary"));
    }
}
