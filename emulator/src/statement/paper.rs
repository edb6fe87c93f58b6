//! Rows of text on pages of A4.
//!
//! The fonts are two of those that every reader of PDF brings along, so that nothing has to be
//! embedded; what their encoding cannot write becomes a question mark.

use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str, TextStr};

const WIDTH: f32 = 595.0;
const HEIGHT: f32 = 842.0;
const LEFT: f32 = 50.0;
const RIGHT: f32 = 545.0;
const TOP: f32 = 790.0;
const BOTTOM: f32 = 60.0;
const LINE: f32 = 14.0;

const REGULAR: Name<'static> = Name(b"F1");
const BOLD: Name<'static> = Name(b"F2");

/// A document that grows by rows, and by pages when they are full.
pub(crate) struct Paper {
    title: String,
    /// The pages that are full.
    pages: Vec<Content>,
    page: Content,
    /// Where the next row goes, counted from the bottom.
    y: f32,
}

/// A piece of text in a row.
pub(crate) struct Cell<'a> {
    text: &'a str,
    x: f32,
    is_right: bool,
    font: Name<'static>,
    size: f32,
}

impl<'a> Cell<'a> {
    /// Text that begins at `x`.
    pub(crate) fn left(x: f32, text: &'a str) -> Self {
        Self { text, x, is_right: false, font: REGULAR, size: 9.0 }
    }

    /// Text that ends at `x`.
    pub(crate) fn right(x: f32, text: &'a str) -> Self {
        Self { is_right: true, ..Self::left(x, text) }
    }

    pub(crate) fn bold(self) -> Self {
        Self { font: BOLD, ..self }
    }

    pub(crate) fn small(self) -> Self {
        Self { size: 7.0, ..self }
    }
}

impl Paper {
    pub(crate) fn new(title: &str) -> Self {
        Self { title: title.to_owned(), pages: Vec::new(), page: Content::new(), y: TOP }
    }

    /// The words at the top.
    pub(crate) fn heading(&mut self, text: &str) {
        let cell = Cell { size: 18.0, ..Cell::left(LEFT, text).bold() };
        show(&mut self.page, &cell, self.y);
        self.y -= 2.0 * LINE;
    }

    pub(crate) fn row(&mut self, cells: &[Cell<'_>]) {
        if self.y < BOTTOM {
            self.pages.push(std::mem::replace(&mut self.page, Content::new()));
            self.y = TOP;
        }
        for cell in cells {
            show(&mut self.page, cell, self.y);
        }
        self.y -= LINE;
    }

    /// A line across the page, just below the row before.
    pub(crate) fn rule(&mut self) {
        let y = self.y + LINE - 4.0;
        self.page.set_line_width(0.5).move_to(LEFT, y).line_to(RIGHT, y).stroke();
    }

    pub(crate) fn gap(&mut self) {
        self.y -= LINE;
    }

    /// The file.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        self.pages.push(std::mem::replace(&mut self.page, Content::new()));
        let count = self.pages.len();
        let mut next = 0;
        let mut id = || {
            next += 1;
            Ref::new(next)
        };
        let (catalog, tree, info, regular, bold) = (id(), id(), id(), id(), id());
        let pages: Vec<(Ref, Ref)> = self.pages.iter().map(|_| (id(), id())).collect();
        let mut pdf = Pdf::new();
        pdf.catalog(catalog).pages(tree);
        pdf.document_info(info)
            .title(TextStr(&self.title))
            .producer(TextStr("partner-center-emulator"));
        pdf.pages(tree).kids(pages.iter().map(|(page, _)| *page)).count(count as i32);
        for (font, name) in [(regular, Name(b"Helvetica")), (bold, Name(b"Helvetica-Bold"))] {
            pdf.type1_font(font).base_font(name).encoding_predefined(Name(b"WinAnsiEncoding"));
        }
        for (at, (content, (page_id, content_id))) in self.pages.into_iter().zip(pages).enumerate()
        {
            let mut page = pdf.page(page_id);
            page.media_box(Rect::new(0.0, 0.0, WIDTH, HEIGHT)).parent(tree).contents(content_id);
            page.resources().fonts().pair(REGULAR, regular).pair(BOLD, bold);
            page.finish();
            pdf.stream(content_id, &numbered(content, at + 1, count));
        }
        pdf.finish()
    }
}

/// A page with its number at the foot.
fn numbered(mut content: Content, number: usize, count: usize) -> Vec<u8> {
    let text = format!("Page {number} of {count}");
    show(&mut content, &Cell::right(RIGHT, &text).small(), BOTTOM / 2.0);
    content.finish().to_vec()
}

fn show(content: &mut Content, cell: &Cell<'_>, y: f32) {
    let text = encode(cell.text);
    let width: f32 = text.iter().map(|byte| width(*byte)).sum::<f32>() * cell.size;
    let x = if cell.is_right { cell.x - width } else { cell.x };
    content.begin_text();
    content.set_font(cell.font, cell.size);
    content.next_line(x, y);
    content.show(Str(&text));
    content.end_text();
}

/// How wide a letter is, in parts of the size; exact for what amounts are made of.
fn width(byte: u8) -> f32 {
    match byte {
        b'.' | b',' | b' ' => 0.278,
        b'-' => 0.333,
        b'0'..=b'9' => 0.556,
        b'A'..=b'Z' => 0.68,
        _ => 0.52,
    }
}

/// The text in the encoding that is called after the West of Windows.
fn encode(text: &str) -> Vec<u8> {
    let byte = |c: char| match c {
        '€' => 0x80,
        '\u{2013}' => 0x96,
        '\u{2019}' => 0x92,
        ' '..='~' | '\u{A1}'..='\u{FF}' => u8::try_from(u32::from(c)).unwrap_or(b'?'),
        _ => b'?',
    };
    text.chars().map(byte).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_encoding_lacks_becomes_a_question_mark() {
        assert_eq!(encode("€ Ünn 東\n"), b"\x80 \xDCnn ??");
    }

    #[test]
    fn a_full_page_is_followed_by_another() {
        let mut paper = Paper::new("Rows");
        for _ in 0..120 {
            paper.row(&[Cell::left(LEFT, "row")]);
        }
        let count = paper.pages.len() + 1;
        assert_eq!(count, 3);
        assert!(paper.finish().starts_with(b"%PDF-"));
    }
}
