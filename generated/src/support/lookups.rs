//! Finding a row in the tables that were made of the document.
//!
//! The tables name the types of their rows, so that what looks into them stands apart from both.

use super::{CartCode, CartErrorCode, Code, Operation, SignInCode, same_word};

impl Operation {
    /// Finds an operation by its id in the document.
    pub fn by_id(id: &str) -> Option<&'static Self> {
        crate::OPERATIONS.iter().find(|operation| operation.id == id)
    }
}

impl Code {
    /// Finds a code by status and text; failing that, by its text where only one status has it.
    pub fn find(status: u16, code: &str) -> Option<&'static Self> {
        let first = crate::CODES.partition_point(|row| row.code < code);
        let rows: &'static [Self] = crate::CODES.get(first..)?;
        let count = rows.iter().take_while(|row| row.code == code).count();
        let rows = &rows[..count];
        rows.iter().find(|row| row.status == status).or(match rows {
            [only] => Some(only),
            _ => None,
        })
    }
}

/// What the codes of the sign-in begin with.
const PREFIX: &str = "AADSTS";

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

impl CartErrorCode {
    /// What the document says of the code, found by its number or by its name in any
    /// spelling; `None` for one that it does not know.
    pub fn known(&self) -> Option<&'static CartCode> {
        let number = self.as_str().parse::<u32>().ok();
        crate::CART_CODES
            .iter()
            .find(|code| number == Some(code.code) || same_word(code.name, self.as_str()))
    }
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
