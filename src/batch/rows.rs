//! The rows of a batch, all of them checked before the first is bought.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::csv_rows::CsvRows;
use super::json_lines::JsonLines;
use super::keys::Keys;
use super::lines::Lines;
use super::problem::{KEPT, RowProblem, RowsRefused};
use super::reader::{Found, RowReader};
use super::row::BatchRow;
use super::spool::{Queued, SpoolWriter};
use crate::clock::blocking::blocking;
use crate::error::{Error, Result, shown};

/// The rows of a batch, as they come.
///
/// ```
/// use partner_center::batch::Rows;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let file = "key,customer,product,sku,quantity\n\
///             1,a1000000-0000-4000-8000-000000000001,CONTOSO00001,0001,2\n\
///             1,a1000000-0000-4000-8000-000000000001,CONTOSO00001,0001,0\n";
/// let refused = Rows::csv(file.as_bytes()).check().await.unwrap_err();
/// let problem = &refused.problems()[0];
/// assert_eq!((problem.line, problem.field.as_deref()), (3, Some("quantity")));
/// # }
/// ```
#[must_use = "rows are not read until they are checked"]
pub struct Rows {
    reader: Box<dyn RowReader>,
    on_problem: Box<dyn FnMut(&RowProblem) + Send>,
}

impl Rows {
    /// Rows as JSON Lines: a [`BatchRow`] a line, in UTF-8. Blank lines are left out.
    pub fn json_lines(input: impl Read + Send + 'static) -> Self {
        Self::of_reader(JsonLines(Lines::new(Box::new(input))))
    }

    /// Rows as CSV, in UTF-8, with the names of the columns in the first line.
    /// [The module](super) lists them.
    pub fn csv(input: impl Read + Send + 'static) -> Self {
        Self::of_reader(CsvRows::new(Lines::new(Box::new(input))))
    }

    /// Rows that a program makes. In problems, their number takes the place of a line.
    pub fn of<I>(rows: I) -> Self
    where
        I: IntoIterator<Item = BatchRow>,
        I::IntoIter: Send + 'static,
    {
        Self::of_reader(Made((1..).zip(rows)))
    }

    /// Rows of a file, by the end of its name: `.csv`, or `.jsonl` or `.ndjson`.
    ///
    /// # Errors
    ///
    /// The name has another end, or the file cannot be opened.
    pub fn file(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let end = path.extension().and_then(|end| end.to_str()).map(str::to_ascii_lowercase);
        let name = shown(&path.display().to_string());
        let open = || {
            File::open(path).map_err(|error| {
                Error::invalid("file", format!("`{name}` cannot be opened: {error}"))
            })
        };
        match end.as_deref() {
            Some("csv") => Ok(Self::csv(open()?)),
            Some("jsonl" | "ndjson") => Ok(Self::json_lines(open()?)),
            _ => {
                let message = format!(
                    "it cannot be told what is in `{name}`; name it .csv or .jsonl, or use \
                     `Rows::csv` or `Rows::json_lines`"
                );
                Err(Error::invalid("file", message))
            }
        }
    }

    fn of_reader(reader: impl RowReader + 'static) -> Self {
        Self { reader: Box::new(reader), on_problem: Box::new(|_| {}) }
    }

    /// Tells `watch` of each problem, of which there may be more than
    /// [`RowsRefused::problems`] keeps.
    pub fn on_problem(mut self, watch: impl FnMut(&RowProblem) + Send + 'static) -> Self {
        self.on_problem = Box::new(watch);
        self
    }

    /// Reads all rows, once, and puts them into a temporary file without a name, so that what was
    /// checked is what is bought, whatever becomes of the input meanwhile. Nothing is sent.
    ///
    /// A row takes some forty bytes of memory, for its key.
    ///
    /// # Errors
    ///
    /// A row cannot be read, asks for nothing, goes beyond its own limits, or has a key that
    /// another row has; or there is no row; or the input or the disk failed.
    pub async fn check(self) -> Result<CheckedRows, RowsRefused> {
        let checked = blocking(move || self.check_now()).await;
        checked.unwrap_or_else(|| {
            let stopped = RowProblem::new(0, "checking the rows was stopped with the runtime");
            Err(RowsRefused { problems: vec![stopped], count: 1 })
        })
    }

    fn check_now(mut self) -> Result<CheckedRows, RowsRefused> {
        let mut check = Check {
            keys: Keys::new(),
            last: 0,
            refused: RowsRefused { problems: Vec::new(), count: 0 },
            on_problem: self.on_problem,
        };
        match check.run(&mut *self.reader) {
            Ok(spool) if check.refused.count == 0 && spool.rows > 0 => {
                return Ok(CheckedRows { spool });
            }
            Ok(_) if check.refused.count == 0 => {
                check.refuse(RowProblem::new(check.last.max(1), "there is no row"));
            }
            Ok(_) => {}
            Err(error) => {
                let reason =
                    format!("after this line, reading or storing the rows failed: {error}");
                check.refuse(RowProblem::new(check.last, reason));
            }
        }
        Err(check.refused)
    }
}

/// Rows under way from the input to the temporary file.
struct Check {
    keys: Keys<u64>,
    /// The last line that was looked at.
    last: u64,
    refused: RowsRefused,
    on_problem: Box<dyn FnMut(&RowProblem) + Send>,
}

impl Check {
    fn run(&mut self, reader: &mut dyn RowReader) -> io::Result<SpoolWriter> {
        let mut spool = SpoolWriter::new()?;
        while let Some(found) = reader.next()? {
            let (line, row) = match found {
                Found::Row(line, row) => (line, row),
                Found::Problems(problems) => {
                    problems.into_iter().for_each(|problem| self.refuse(problem));
                    continue;
                }
            };
            self.last = line;
            for (field, error) in row.problems() {
                self.refuse(RowProblem::new(line, error.to_string()).in_field(field));
            }
            if let Some(first) = self.keys.insert(row.key.as_str(), line) {
                let reason = format!(
                    "the key `{}` is that of line {first}, too; each purchase needs one of its own",
                    shown(row.key.as_str())
                );
                self.refuse(RowProblem::new(line, reason).in_field("key"));
            }
            // Of rows that are refused, nothing but their problems is of use.
            if self.refused.count == 0 {
                spool.push(&Queued::new(line, *row))?;
            }
        }
        Ok(spool)
    }

    fn refuse(&mut self, problem: RowProblem) {
        (self.on_problem)(&problem);
        self.refused.count += 1;
        self.last = self.last.max(problem.line);
        if self.refused.problems.len() < KEPT {
            self.refused.problems.push(problem);
        }
    }
}

/// Rows that a program makes.
struct Made<I>(I);

impl<I: Iterator<Item = (u64, BatchRow)> + Send> RowReader for Made<I> {
    fn next(&mut self) -> io::Result<Option<Found>> {
        Ok(self.0.next().map(|(number, row)| Found::Row(number, Box::new(row))))
    }
}

impl fmt::Debug for Rows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rows").finish_non_exhaustive()
    }
}

/// Rows of which each can be begun.
#[derive(Debug)]
#[must_use = "nothing is bought until a batch runs them"]
pub struct CheckedRows {
    pub(super) spool: SpoolWriter,
}

impl CheckedRows {
    /// How many purchases there are; never none.
    #[allow(clippy::len_without_is_empty, reason = "rows without a row are refused")]
    pub fn len(&self) -> u64 {
        self.spool.rows
    }
}
