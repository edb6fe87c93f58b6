//! What the document says of the codes of the sign-in service.

use super::Repeat;

/// A code of the sign-in service, from the table of codes in the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SignInCode {
    /// The code as it is on the wire, such as `AADSTS50076`.
    pub code: &'static str,
    /// What went wrong.
    pub meaning: &'static str,
    /// What has most likely led to it.
    pub cause: &'static str,
    /// What to do about it.
    pub remedy: &'static str,
    /// Whether the same request can succeed later.
    pub repeat: Repeat,
    /// What a person has to do.
    pub interaction: Interaction,
    /// Where the sign-in service says what it has to say of the code.
    pub link: &'static str,
}

/// What a person has to do before a program can go on by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Interaction {
    /// Nothing: waiting helps, or a change of the program, the application or the tenant.
    None,
    /// Sign in once more, for another reason than a missing second factor.
    SignIn,
    /// Sign in once more with multi-factor authentication, which is what is missing.
    Mfa,
}
