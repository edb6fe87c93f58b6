//! What a user needs to know to sign in with a device code.

use std::fmt;
use std::time::Duration;

/// The code, and where to type it in.
pub struct DevicePrompt {
    user_code: String,
    verification_uri: String,
    message: Option<String>,
    expires_in: Duration,
}

impl DevicePrompt {
    pub(super) fn new(
        user_code: &str,
        verification_uri: &str,
        message: Option<&str>,
        expires_in: Duration,
    ) -> Self {
        Self {
            user_code: printable(user_code),
            verification_uri: printable(verification_uri),
            message: message.map(printable),
            expires_in,
        }
    }

    /// The code to type in. Whoever has it can have another user sign in with it: show it to
    /// the one user only.
    pub fn user_code(&self) -> &str {
        &self.user_code
    }

    /// The page to type it in on.
    pub fn verification_uri(&self) -> &str {
        &self.verification_uri
    }

    /// How long it is good for, from now.
    pub fn expires_in(&self) -> Duration {
        self.expires_in
    }

    /// The authority's own sentence with all of this, or one of ours where it has none.
    pub fn message(&self) -> String {
        self.message.clone().unwrap_or_else(|| {
            format!("Open {} and enter the code {}", self.verification_uri, self.user_code)
        })
    }
}

/// Without the code: this gets logged, and the code is worth a sign-in while it is good.
impl fmt::Debug for DevicePrompt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DevicePrompt")
            .field("verification_uri", &self.verification_uri)
            .field("expires_in", &self.expires_in)
            .finish_non_exhaustive()
    }
}

/// Made for terminals, so nothing in it may steer one.
fn printable(text: &str) -> String {
    text.trim().chars().take(1024).map(|c| if c.is_control() { ' ' } else { c }).collect()
}
