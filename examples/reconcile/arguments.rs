//! What the program is told on the command line.

use std::path::PathBuf;

use lexopt::prelude::*;

use crate::kind::Kind;

pub(crate) const HELP: &str = "\
Exports the lines of an invoice, and adds them up.

usage: cargo run --example reconcile -- --format csv|jsonl|parquet [options]
       (for Parquet: cargo run --features parquet --example reconcile -- --format parquet)

  --format FORMAT  csv, jsonl or parquet
  --out FILE       the file to write (default: INVOICE.FORMAT; of a made-up invoice, one for
                   each kind and number of lines, in the folder for temporary files)
  --invoice ID     the invoice (default: one made up in an emulator inside the program)
  --kind KIND      which of its lines: one-time (default), one-time-usage, office, azure or
                   azure-usage
  --currency CODE  the currency that one-time-usage is asked for in (default: USD)
  --lines NUMBER   how many lines the made-up invoice has (default: 20000)
  --spreadsheet    in CSV: safe and legible for people who open it in a spreadsheet
  --afresh         throw away what an interrupted export left, instead of going on with it
  --help           print this

The program can be stopped at any time, with Ctrl-C too: the same command goes on where it was.
Only with both --out and a made-up invoice does it begin again, since what stands beside that
file may be of another invoice made up under the same number.

Without any of the variables below, everything happens in an emulator inside the program.
To use a running emulator or the real service, set

  PARTNER_CENTER_TENANT         the partner's tenant: a directory id or a domain
  PARTNER_CENTER_CLIENT_ID      the application
  PARTNER_CENTER_CLIENT_SECRET  its secret; leave it out for a native application
  PARTNER_CENTER_CERTIFICATE    in place of a secret: a PEM file with certificate and key
  PARTNER_CENTER_REFRESH_TOKEN  the refresh token of a user: invoices want a user
  PARTNER_CENTER_REFRESH_TOKEN_FILE
                                in place of that: the file that the example sign_in writes
  PARTNER_CENTER_CLOUD          global, us-government or china (default: global)
  PARTNER_CENTER_BASE_URL       where the service is (default: that of the cloud)
  PARTNER_CENTER_AUTHORITY      where tokens come from (default: that of the cloud)";

/// What the program is told on the command line.
#[derive(Debug)]
pub(crate) struct Arguments {
    pub(crate) format: Format,
    pub(crate) out: Option<PathBuf>,
    pub(crate) invoice: Option<String>,
    pub(crate) kind: Kind,
    pub(crate) currency: String,
    pub(crate) lines: u64,
    pub(crate) for_spreadsheets: bool,
    pub(crate) afresh: bool,
}

/// A format of files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Csv,
    JsonLines,
    #[cfg(feature = "parquet")]
    Parquet,
}

impl Format {
    /// How its files end.
    pub(crate) fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::JsonLines => "jsonl",
            #[cfg(feature = "parquet")]
            Self::Parquet => "parquet",
        }
    }

    fn read(text: &str) -> Result<Self, String> {
        match text {
            "csv" => Ok(Self::Csv),
            "jsonl" => Ok(Self::JsonLines),
            #[cfg(feature = "parquet")]
            "parquet" => Ok(Self::Parquet),
            #[cfg(not(feature = "parquet"))]
            "parquet" => Err("this program was built without Parquet, which is a feature: \
                              cargo run --features parquet --example reconcile -- --format parquet"
                .to_owned()),
            _ => Err(format!("--format: `{text}` is none of csv, jsonl and parquet")),
        }
    }
}

impl Arguments {
    /// `None` when help is asked for.
    pub(crate) fn from_env() -> Result<Option<Self>, String> {
        Self::read(lexopt::Parser::from_env())
    }

    fn read(mut parser: lexopt::Parser) -> Result<Option<Self>, String> {
        let mut format = None;
        let mut read = Self {
            format: Format::Csv,
            out: None,
            invoice: None,
            kind: Kind::default(),
            currency: "USD".to_owned(),
            lines: 20_000,
            for_spreadsheets: false,
            afresh: false,
        };
        while let Some(argument) = parser.next().map_err(|error| error.to_string())? {
            match argument {
                Long("format") => format = Some(Format::read(&value(&mut parser)?)?),
                Long("out") => read.out = Some(value(&mut parser)?.into()),
                Long("invoice") => read.invoice = Some(value(&mut parser)?),
                Long("kind") => read.kind = Kind::read(&value(&mut parser)?)?,
                Long("currency") => read.currency = value(&mut parser)?,
                Long("lines") => {
                    let text = value(&mut parser)?;
                    read.lines =
                        text.parse().map_err(|_| format!("--lines: `{text}` is not a number"))?;
                }
                Long("spreadsheet") => read.for_spreadsheets = true,
                Long("afresh") => read.afresh = true,
                Long("help") | Short('h') => return Ok(None),
                other => return Err(other.unexpected().to_string()),
            }
        }
        read.format = format.ok_or("--format is missing: csv, jsonl or parquet")?;
        if read.for_spreadsheets && read.format != Format::Csv {
            return Err("--spreadsheet is for CSV alone".to_owned());
        }
        Ok(Some(read))
    }
}

fn value(parser: &mut lexopt::Parser) -> Result<String, String> {
    parser.value().and_then(|value| value.string()).map_err(|error| error.to_string())
}
