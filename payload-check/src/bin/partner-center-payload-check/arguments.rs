//! The arguments of the program.

use std::ffi::OsString;

/// One line on how to call it.
pub(crate) const USAGE: &str = "\
usage: cargo xtask check-payload <Schema> FILE… [--json]
       cargo xtask check-payload --help";

/// All there is to say.
pub(crate) const HELP: &str = "\
Tells whether captured payloads fit the document and the types generated from it.

usage: cargo xtask check-payload <Schema> FILE… [--json]

  <Schema>  a name among components.schemas of the document, such as Cart;
            a name that is not there prints the list
  FILE      one JSON text, UTF-8, with or without a byte order mark; `-` is standard input
  --json    one JSON object a line: {\"file\",\"schema\",\"verdict\",\"findings\":[
            {\"pointer\",\"kind\",\"detail\"}]}

Each payload is decoded with the generated type and encoded again. What was lost or changed is
listed by JSON pointer, and so is what the document does not know.

verdicts, and exit codes; of many files the worst counts:
  fits         0  nothing unknown, nothing lost
  drift        1  it decodes, but something is unknown, lost or changed
  undecodable  2  the generated type cannot read it
  unreadable   3  no such file, not UTF-8 or not JSON; also an unknown schema name

findings:
  undecodable    the generated type fails here
  unknown-field  the document has no such field
  unknown-word   an enum of the document has no such word
  unknown-kind   an object of a kind that the document does not know
  wrong-type     the document says another JSON type
  key-case       the document writes the key in another case
  duplicate-key  the key is there before, in this or another case
  lost           gone, once decoded and encoded
  changed        something else, once decoded and encoded

Equal are: null, missing, and an empty list or map; 0001-01-01 and missing; the spellings of
a known word; \"25\" and 25 where the document says Decimal, and \"\" and missing there; 7 and
\"7\" where it says text; 1.10 and 1.1; two dates with an
offset that are one instant.
";

/// What to do.
pub(crate) enum Command {
    /// Explain.
    Help,
    /// Check files.
    Check(Arguments),
}

/// What to check, and how to say it.
pub(crate) struct Arguments {
    pub(crate) schema: String,
    pub(crate) files: Vec<OsString>,
    pub(crate) json: bool,
}

impl Arguments {
    /// Reads the command line.
    pub(crate) fn parse() -> Result<Command, lexopt::Error> {
        use lexopt::prelude::*;

        let mut parser = lexopt::Parser::from_env();
        let (mut schema, mut files, mut json) = (None, Vec::new(), false);
        while let Some(argument) = parser.next()? {
            match argument {
                Short('h') | Long("help") => return Ok(Command::Help),
                Long("json") => json = true,
                Value(name) if schema.is_none() => schema = Some(name.string()?),
                Value(file) => files.push(file),
                _ => return Err(argument.unexpected()),
            }
        }
        let schema = schema.ok_or("the name of a schema is missing")?;
        if files.is_empty() {
            return Err(
                format!("no file is given to check as {schema}; `-` is standard input").into()
            );
        }
        Ok(Command::Check(Self { schema, files, json }))
    }
}
