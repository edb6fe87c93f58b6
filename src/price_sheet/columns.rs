//! The names of columns, and where each is.

use super::error::SheetError;

/// The header of a file.
#[derive(Debug)]
pub(super) struct Columns {
    names: Vec<Box<str>>,
    /// The same as they are compared.
    plain: Vec<String>,
}

impl Columns {
    /// Refuses a header in which one of the `required` columns is missing, or one comes twice.
    pub(super) fn read<'a>(
        names: impl Iterator<Item = &'a str>,
        required: &[&str],
    ) -> Result<Self, SheetError> {
        let names: Vec<Box<str>> = names.map(|name| tidy(name).into()).collect();
        let plain: Vec<_> = names.iter().map(|name| compared(name)).collect();
        let columns = Self { names, plain };
        for name in required {
            let wanted = compared(name);
            match columns.plain.iter().filter(|own| **own == wanted).count() {
                0 => return Err(columns.lacks(name)),
                1 => {}
                _ => {
                    let why = format!("the header names the column `{name}` twice");
                    return Err(SheetError::row(1, why));
                }
            }
        }
        Ok(columns)
    }

    fn lacks(&self, name: &str) -> SheetError {
        let shown: Vec<_> =
            self.names.iter().take(30).map(|name| crate::error::shown(name)).collect();
        let why = format!(
            "the header has no column `{name}`; it has {}: this is another kind of file, or one \
             whose columns were renamed",
            shown.join(", ")
        );
        SheetError::row(1, why)
    }

    /// Where a column is, by its name in any case, with blanks or without.
    pub(super) fn position(&self, name: &str) -> Option<usize> {
        let wanted = compared(name);
        self.plain.iter().position(|own| *own == wanted)
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|name| &**name)
    }

    pub(super) fn len(&self) -> usize {
        self.names.len()
    }
}

/// Without what editors and pages have put around it: blanks, a byte order mark, odd quotes.
fn tidy(name: &str) -> &str {
    name.trim_matches(|c: char| c.is_whitespace() || "\u{feff}\"“”".contains(c))
}

fn compared(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
