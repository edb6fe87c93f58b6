//! What the document says of the codes of the sign-in service.

use super::Repeat;

/// What such codes begin with.
const PREFIX: &str = "AADSTS";

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

impl SignInCode {
    /// Finds a code by its text, with or without `AADSTS`.
    pub fn find(code: &str) -> Option<&'static Self> {
        let number = match code.get(..PREFIX.len()) {
            Some(start) if start.eq_ignore_ascii_case(PREFIX) => &code[PREFIX.len()..],
            _ => code,
        };
        crate::SIGN_IN_CODES.iter().find(|row| row.code.strip_prefix(PREFIX) == Some(number))
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_found_with_and_without_its_prefix() {
        for text in ["AADSTS50076", "aadsts50076", "50076"] {
            assert_eq!(SignInCode::find(text).map(|row| row.code), Some("AADSTS50076"), "{text}");
        }
        for text in ["", "AADSTS", "AADSTS1", "+50076", "ÄÄDSTS50076", "AADSTSAADSTS50076"] {
            assert_eq!(SignInCode::find(text), None, "{text}");
        }
    }
}
