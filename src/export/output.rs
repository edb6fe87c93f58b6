//! The half-written file of a running export.

use std::fs::File;
use std::io::{self, Write};

use crate::download::save::refused;
use crate::error::{Error, Result};
use crate::listing::Page;

use super::format::Encoder;
use super::note::{BEGIN_AGAIN, Identity, Mark};
use super::partial::ExportPaths;
use super::{Exported, Progress, RAW_LINES, RawLine};

/// What is written through; for tests of full disks, and for those who count.
pub(super) type Wrap = Box<dyn FnOnce(File) -> Box<dyn Write + Send> + Send>;

/// The half-written file of a running export.
pub(super) struct Output<E> {
    place: ExportPaths,
    export: Identity,
    encoder: E,
    sink: Sink,
    /// How far the reading is.
    now: Mark,
    /// How far the file is good; `None` where going on would lead to the same refusal, or to
    /// a file of two lists.
    noted: Option<Mark>,
    /// How many lines an earlier export had written.
    resumed: u64,
    /// Whether an earlier export is gone on with, and no page has come since.
    is_untried: bool,
    buffer: Vec<u8>,
}

/// The file: not made before there is something to write.
enum Sink {
    Unmade(Wrap),
    /// The second is the same file, to be synchronized and cut.
    Made(Box<dyn Write + Send>, File),
    Gone,
}

impl<E: Encoder> Output<E> {
    pub(super) fn new(
        place: ExportPaths,
        export: Identity,
        encoder: E,
        context: Option<File>,
        mark: Mark,
        wrap: Wrap,
    ) -> Result<Self> {
        let is_untried = context.is_some();
        let sink = match context {
            None => Sink::Unmade(wrap),
            Some(file) => Sink::made(file, wrap).map_err(|error| refused(&place.path, &error))?,
        };
        let (resumed, now, buffer) = (mark.lines, mark.clone(), Vec::new());
        let noted = export.may_go_on().then_some(mark);
        Ok(Self { place, export, encoder, sink, now, noted, resumed, is_untried, buffer })
    }

    /// Adds a page of lines.
    pub(super) fn page(&mut self, page: Page<E::Line>) -> Result<()> {
        self.is_untried = false;
        let came = u64::try_from(page.items.len()).unwrap_or(u64::MAX);
        let Mark { lines, raw_lines, raw, .. } = &mut self.now;
        let mut tell = |line: RawLine| {
            *raw_lines += 1;
            if raw.len() < RAW_LINES {
                raw.push(line);
            }
        };
        let encoded = self.encoder.page(page.items, *lines + 1, &mut self.buffer, &mut tell);
        if encoded.is_err() {
            self.noted = None;
        }
        let is_whole = encoded?;
        self.now.lines += came;
        self.now.pages += 1;
        self.now.next = page.next;
        self.write()?;
        if is_whole && self.export.may_go_on() {
            self.now.state = self.encoder.state()?;
            if let Sink::Made(_, file) = &self.sink {
                self.place.note(file, &self.export, &self.now)?;
            }
            self.noted = Some(self.now.clone());
        }
        Ok(())
    }

    /// Ends the file and gives it its name.
    pub(super) fn finish(&mut self) -> Result<Exported> {
        self.encoder.end(&mut self.buffer)?;
        self.make()?;
        self.write()?;
        if let Sink::Made(writer, file) = std::mem::replace(&mut self.sink, Sink::Gone) {
            drop(writer);
            self.place.finish(&file)?;
        }
        Ok(Exported {
            path: self.place.path.clone(),
            lines: self.now.lines,
            pages: self.now.pages,
            bytes: self.now.bytes,
            resumed: self.resumed,
            raw_lines: self.now.raw_lines,
            raw: std::mem::take(&mut self.now.raw),
        })
    }

    pub(super) fn progress(&self) -> Progress {
        let Mark { lines, pages, bytes, .. } = self.now;
        Progress { lines, pages, bytes, resumed: self.resumed }
    }

    /// Leaves only what can be gone on with, and says how.
    pub(super) fn give_up(self, error: Error) -> Error {
        let Self { place, sink, noted, is_untried, .. } = self;
        match noted.filter(|mark| mark.bytes > 0) {
            // The same call would be refused in the same way, for ever.
            Some(mark) if is_untried && is_refusal(&error) => error.with_outlook(format!(
                "the service does not go on after the {} lines that are kept in `{}`, perhaps \
                 since it no longer knows where that was: {BEGIN_AGAIN}",
                mark.lines,
                place.partial().display(),
            )),
            Some(mark) => {
                if let Sink::Made(writer, file) = sink {
                    drop(writer);
                    // The rest is cut off anyway before anything else is written.
                    let _ = file.set_len(mark.bytes);
                }
                error.with_outlook(format!(
                    "{} lines are kept in `{}`: export to `{}` again to go on after them",
                    mark.lines,
                    place.partial().display(),
                    place.path.display(),
                ))
            }
            None => {
                if matches!(sink, Sink::Made(..)) {
                    drop(sink);
                    place.clear();
                }
                error.with_outlook("nothing was exported, and nothing is left behind")
            }
        }
    }

    /// Writes out what has been encoded.
    fn write(&mut self) -> Result<()> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        self.make()?;
        if let Sink::Made(writer, _) = &mut self.sink {
            let written = writer.write_all(&self.buffer).and_then(|()| writer.flush());
            written.map_err(|error| refused(&self.place.path, &error))?;
        }
        self.now.bytes += u64::try_from(self.buffer.len()).unwrap_or(u64::MAX);
        self.buffer.clear();
        Ok(())
    }

    /// Makes the file, if that was not done before.
    fn make(&mut self) -> Result<()> {
        if !matches!(self.sink, Sink::Unmade(_)) {
            return Ok(());
        }
        let file = self.place.create()?;
        if let Sink::Unmade(wrap) = std::mem::replace(&mut self.sink, Sink::Gone) {
            let made = Sink::made(file, wrap);
            self.sink = made.map_err(|error| refused(&self.place.path, &error))?;
        }
        Ok(())
    }
}

/// Whether the service says no, and not only to a token of access or for the moment.
fn is_refusal(error: &Error) -> bool {
    let status = error.status();
    status.is_some_and(|status| (400..500).contains(&status) && ![401, 408, 429].contains(&status))
}

impl Sink {
    fn made(file: File, wrap: Wrap) -> io::Result<Self> {
        let same = file.try_clone()?;
        Ok(Self::Made(wrap(file), same))
    }
}
