//! Reads YAML, and the JSON that is part of it, into [`Node`]s.
//!
//! Stricter than YAML where leniency hides mistakes: a key occurs once, a word that other
//! readers take for something else stands in quotes, and there are no anchors, tags or
//! second documents.

use std::sync::Arc;

use saphyr_parser::{Event, Parser, ScalarStyle, Span};

use crate::finding::{Findings, Place};
use crate::node::{Kind, Node, step};

/// Deeper nesting than any document needs, and shallow enough for recursive walks.
const DEEPEST: usize = 48;

/// Reads `text`; what is wrong with it goes to `findings`.
pub(crate) fn read(file: &str, text: &str, findings: &mut Findings) -> Option<Node> {
    let mut reader = Reader { file: file.into(), open: Vec::new(), root: None, findings };
    let mut parser = Parser::new_from_str(text);
    let mut documents = 0;
    loop {
        match parser.next_event() {
            None => break,
            Some(Err(error)) => {
                let mark = error.marker();
                let place = reader.place(mark.line());
                let message =
                    format!("this is not YAML: {}, at column {}", error.info(), mark.col() + 1);
                reader.findings.add(&place, "yaml", message, "correct the syntax");
                return None;
            }
            Some(Ok((Event::DocumentStart(_), span))) => {
                documents += 1;
                if documents > 1 {
                    reader.refuse(span, "a second document", "keep one document to a file");
                    return None;
                }
            }
            Some(Ok((event, span))) => {
                if !reader.take(event, span) {
                    return None;
                }
            }
        }
    }
    if reader.root.is_none() {
        let place = reader.place(1);
        reader.findings.add(&place, "yaml", "this file is empty", "write it, or remove it");
    }
    reader.root
}

struct Reader<'f> {
    file: Arc<str>,
    open: Vec<Open>,
    root: Option<Node>,
    findings: &'f mut Findings,
}

/// A list or map that is not yet complete.
struct Open {
    place: Place,
    kind: Collecting,
}

enum Collecting {
    List(Vec<Node>),
    Map { entries: Vec<(String, Node)>, key: Option<(String, usize)> },
}

impl Reader<'_> {
    /// Takes one event; false once going on makes no sense.
    fn take(&mut self, event: Event<'_>, span: Span) -> bool {
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                if anchor != 0 || tag.is_some() {
                    self.refuse(span, "an anchor or tag", "write the value itself, or a `$ref`");
                }
                self.scalar(&text, style, span);
            }
            Event::SequenceStart(anchor, tag) | Event::MappingStart(anchor, tag)
                if anchor != 0 || tag.is_some() =>
            {
                self.refuse(span, "an anchor or tag", "write the value itself, or a `$ref`");
                return false;
            }
            Event::SequenceStart(..) => return self.begin(span, Collecting::List(Vec::new())),
            Event::MappingStart(..) => {
                return self.begin(span, Collecting::Map { entries: Vec::new(), key: None });
            }
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(Open { place, kind }) = self.open.pop() {
                    let kind = match kind {
                        Collecting::List(elements) => Kind::List(elements),
                        Collecting::Map { entries, .. } => Kind::Map(entries),
                    };
                    self.put(Node { place, kind });
                }
            }
            Event::Alias(_) => {
                self.refuse(span, "an alias", "write the value itself, or a `$ref`");
                return false;
            }
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => {}
        }
        true
    }

    fn begin(&mut self, span: Span, kind: Collecting) -> bool {
        if let Some(Open { kind: Collecting::Map { key: None, .. }, .. }) = self.open.last() {
            self.refuse(span, "a key that is not text", "use plain text as key");
            return false;
        }
        if self.open.len() >= DEEPEST {
            self.refuse(span, "nesting too deep to be meant", "give the inner parts names");
            return false;
        }
        let place = self.place(span.start.line());
        self.open.push(Open { place, kind });
        true
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, span: Span) {
        let plain = style == ScalarStyle::Plain;
        if let Some(Open { place, kind: Collecting::Map { entries, key: key @ None } }) =
            self.open.last_mut()
        {
            let line = span.start.line();
            let place = Place { line, pointer: step(&place.pointer, text), ..place.clone() };
            if entries.iter().any(|(name, _)| name == text) {
                let message = format!("the key `{text}` occurs twice in one map");
                self.findings.add(&place, "duplicate-key", message, "keep one of the two");
            }
            if plain && !matches!(resolve(text), Resolved::Sure(Kind::Text(_))) {
                self.findings.add(
                    &place,
                    "plain-scalar",
                    format!("some readers take the key `{text}` for something other than text"),
                    format!("write '{text}'"),
                );
            }
            *key = Some((text.to_owned(), line));
            return;
        }
        let place = self.place(span.start.line());
        let kind = match resolve(text) {
            _ if !plain => Kind::Text(text.to_owned()),
            Resolved::Sure(kind) => kind,
            Resolved::Doubtful => {
                self.findings.add(
                    &place,
                    "plain-scalar",
                    format!("readers disagree on what a bare `{text}` is"),
                    format!("write '{text}' for text; else true, false, null or a JSON number"),
                );
                Kind::Text(text.to_owned())
            }
        };
        self.put(Node { place, kind });
    }

    /// Adds a complete node to what is open.
    fn put(&mut self, node: Node) {
        match self.open.last_mut().map(|open| &mut open.kind) {
            None => self.root = Some(node),
            Some(Collecting::List(elements)) => elements.push(node),
            Some(Collecting::Map { entries, key }) => {
                if let Some((key, _)) = key.take()
                    && !entries.iter().any(|(name, _)| *name == key)
                {
                    entries.push((key, node));
                }
            }
        }
    }

    /// The place of the value that begins now.
    fn place(&self, line: usize) -> Place {
        let (pointer, line) = match self.open.last() {
            None => (String::new(), line),
            Some(Open { place, kind: Collecting::List(elements) }) => {
                (format!("{}/{}", place.pointer, elements.len()), line)
            }
            // A map entry is where its key is.
            Some(Open { place, kind: Collecting::Map { key: Some((key, line)), .. } }) => {
                (step(&place.pointer, key), *line)
            }
            Some(Open { place, .. }) => (place.pointer.clone(), line),
        };
        Place { file: self.file.clone(), pointer, line }
    }

    fn refuse(&mut self, span: Span, what: &str, remedy: &str) {
        let place = self.place(span.start.line());
        self.findings.add(&place, "yaml", format!("{what} is not used in this document"), remedy);
    }
}

enum Resolved {
    /// Every reader agrees.
    Sure(Kind),
    Doubtful,
}

/// What a scalar without quotes means.
fn resolve(text: &str) -> Resolved {
    match text {
        "" | "null" => return Resolved::Sure(Kind::Null),
        "true" => return Resolved::Sure(Kind::Bool(true)),
        "false" => return Resolved::Sure(Kind::Bool(false)),
        _ => {}
    }
    if is_json_number(text) {
        return Resolved::Sure(Kind::Number(text.to_owned()));
    }
    let word = text.to_ascii_lowercase();
    let boolean = matches!(word.as_str(), "y" | "n" | "yes" | "no" | "on" | "off" | "~");
    let shouted = matches!(word.as_str(), "true" | "false" | "null");
    if boolean || shouted || resembles_number(&word) {
        return Resolved::Doubtful;
    }
    Resolved::Sure(Kind::Text(text.to_owned()))
}

/// Whether `text` is a number to JSON.
fn is_json_number(text: &str) -> bool {
    text.starts_with(|c: char| c == '-' || c.is_ascii_digit())
        && serde_json::from_str::<serde_json::Number>(text).is_ok()
}

/// Whether some YAML reader takes `word` for a number or a date although JSON does not.
fn resembles_number(word: &str) -> bool {
    let digits = word.trim_start_matches(['+', '-', '.']);
    let radix = ["0x", "0o", "0b"].iter().any(|prefix| digits.starts_with(prefix));
    let begins = word.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '-' | '.'));
    let made_of = |allowed: &str| digits.chars().all(|c| c.is_ascii_digit() || allowed.contains(c));
    begins
        && !digits.is_empty()
        && (radix
            || digits == "inf"
            || digits == "nan"
            || (digits.starts_with(|c: char| c.is_ascii_digit())
                && (made_of("._e+-") || made_of(":") || made_of("-:tz. ")))
                && !word.contains("..")
                && word.matches('.').count() < 2)
}
