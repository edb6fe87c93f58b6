//! A page of lines: by number for the old commerce, by token for the new one.

use crate::call::Call;
use crate::fault_codes::BAD_INPUT;
use crate::faults::Action;
use crate::json::{Json, Object, object};
use crate::reply::{Answer, Refusal, Reply, refuse_for};
use crate::routes::invoices::lines::addresses::Written;
use crate::routes::invoices::lines::query::{Form, Lines};
use crate::routes::invoices::lines::shapes;
use crate::routes::invoices::lines::token::Token;
use crate::routes::invoices::number;
use crate::routes::links;
use crate::settings::{LineTokens, Settings};

/// The header that carries the token of a page.
pub(crate) const TOKEN: &str = "MS-ContinuationToken";

/// The most lines that a page may have.
const MOST: usize = 2_000;

/// Where a page begins, and how long it is at most.
struct Span {
    /// What its tokens are good for.
    subject: String,
    start: u64,
    size: usize,
}

impl Span {
    /// The one that a request asks for.
    fn read(settings: &Settings, call: &Call<'_>, lines: &Lines<'_>) -> Result<Self, Refusal> {
        let subject = lines.subject(call);
        let is_modern = lines.pair.is_modern();
        let token = if is_modern { token(call, &subject)? } else { None };
        let size = size(settings, call, token.as_ref())?;
        let start = match &token {
            Some(token) => token.position,
            None if is_modern => 0,
            None => number(call, "offset")?.unwrap_or(0) as u64,
        };
        Ok(Self { subject, start, size })
    }

    fn end(&self, lines: &Lines<'_>) -> u64 {
        self.start.saturating_add(self.size as u64).min(lines.count)
    }

    /// The lines of the page, with those in their place that a script puts there.
    fn items(&self, call: &Call<'_>, lines: &Lines<'_>) -> Vec<Json> {
        let print = |at| Some(shapes::print(&lines.paper, at, &(lines.line)(at)?).into());
        let mut items: Vec<Json> = (self.start..self.end(lines)).filter_map(print).collect();
        for action in call.actions {
            if let Action::OddItem { position, item } = action
                && let Some(place) = items.get_mut(*position)
            {
                *place = Json::of(item);
            }
        }
        items
    }

    /// Where the next page begins, if there is one.
    fn next(&self, call: &Call<'_>, lines: &Lines<'_>) -> Option<u64> {
        let repeats = call.actions.iter().any(|action| matches!(action, Action::RepeatToken {}));
        match self.end(lines) {
            _ if repeats => Some(self.start),
            end => Some(end).filter(|end| *end < lines.count),
        }
    }

    /// The token of a page of the same size.
    fn token(&self, position: u64) -> Token {
        Token { subject: self.subject.clone(), position, size: self.size }
    }
}

/// Answers with the page that the request asks for.
pub(crate) fn page(settings: &Settings, call: &Call<'_>, lines: &Lines<'_>) -> Answer {
    let span = Span::read(settings, call, lines)?;
    let items = span.items(call, lines);
    let next = span.next(call, lines);
    let next_token = next
        .filter(|_| lines.pair.is_modern())
        .map(|position| span.token(position).text(lines.paper.wire));
    let (in_body, in_link) = match settings.line_tokens {
        LineTokens::AsShown => (lines.form != Form::Unbilled || !lines.paper.wire, true),
        LineTokens::Body => (true, false),
        LineTokens::Link => (false, true),
    };
    let mut printed = Object::default();
    printed.put("continuationToken", next_token.clone().filter(|_| in_body));
    printed.put("totalCount", count(lines, items.len() as u64));
    printed.put("items", Json::List(items));
    let written = Written { call, lines, size: span.size, start: span.start };
    let mut both = object! { "self": links::get(written.own()) };
    if let Some(next) = next.filter(|_| in_link || next_token.is_none()) {
        let header = |value| object! { "key": TOKEN, "value": value };
        let headers: Vec<Object> = next_token.map(header).into_iter().collect();
        both.put(
            "next",
            object! { "uri": written.next(next), "method": "GET", "headers": headers },
        );
    }
    printed.put("links", both);
    printed.put("attributes", links::attributes("Collection"));
    Ok(Reply::json(200, printed))
}

/// How many lines a page says that there are.
fn count(lines: &Lines<'_>, on_page: u64) -> u64 {
    match lines.paper.wire {
        // Q-COUNT: three items of four are counted.
        true if on_page > 1 => on_page - 1,
        true => on_page,
        false => lines.count,
    }
}

fn size(settings: &Settings, call: &Call<'_>, token: Option<&Token>) -> Result<usize, Refusal> {
    match number(call, "size")? {
        Some(size) if (1..=MOST).contains(&size) => Ok(size),
        Some(size) => {
            refuse_for(BAD_INPUT, format!("The `size` is {size}; it goes from 1 to {MOST}."))
        }
        None => Ok(token.map_or((settings.line_page_size as usize).clamp(1, MOST), |t| t.size)),
    }
}

/// The token of a request, which goes together with `seekOperation=Next`.
fn token(call: &Call<'_>, subject: &str) -> Result<Option<Token>, Refusal> {
    let header = call.request.header(TOKEN);
    match (call.query("seekOperation"), header) {
        (None, None) => Ok(None),
        (Some(word), None) if word.eq_ignore_ascii_case("First") => Ok(None),
        (Some(word), Some(text)) if word.eq_ignore_ascii_case("Next") => {
            match Token::read(text).filter(|token| token.subject == subject) {
                Some(token) => Ok(Some(token)),
                None => {
                    refuse_for(BAD_INPUT, format!("The {TOKEN} was not given for these lines."))
                }
            }
        }
        (Some(word), None) if word.eq_ignore_ascii_case("Next") => {
            refuse_for(BAD_INPUT, format!("`seekOperation=Next` needs the header {TOKEN}."))
        }
        (None, Some(_)) => {
            refuse_for(BAD_INPUT, format!("The header {TOKEN} needs `seekOperation=Next`."))
        }
        (Some(other), _) => {
            refuse_for(BAD_INPUT, format!("The seek operation `{other}` is not supported."))
        }
    }
}
