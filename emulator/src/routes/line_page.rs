//! A page of lines: by number for the old commerce, by token for the new one.

use crate::call::Call;
use crate::fault_codes::BAD_INPUT;
use crate::faults::Action;
use crate::json::{Json, Object, object};
use crate::reply::{Answer, Refusal, Reply, refuse_for};
use crate::routes::invoices::number;
use crate::routes::line_shapes::Paper;
use crate::routes::line_token::Token;
use crate::routes::{line_links, links};
use crate::settings::{LineTokens, Settings};
use crate::state::line::Line;
use crate::state::pair::Pair;

/// The header that carries the token of a page.
pub(crate) const TOKEN: &str = "MS-ContinuationToken";

/// The most lines that a page may have.
const MOST: usize = 2_000;

/// Which address the lines were asked for at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Provider and type stand in the query.
    Query,
    /// They stand in the path, as in the links of an invoice.
    Path,
    /// What has no invoice yet.
    Unbilled,
}

/// Lines that are read when a page needs them.
pub(crate) struct Lines<'a> {
    pub(crate) paper: Paper<'a>,
    pub(crate) form: Form,
    pub(crate) pair: Pair,
    pub(crate) count: u64,
    pub(crate) line: &'a dyn Fn(u64) -> Option<Line>,
}

impl Lines<'_> {
    /// What a token is good for: these lines and no others.
    fn subject(&self, call: &Call<'_>) -> String {
        let query = |name| call.query(name).unwrap_or_default().to_ascii_lowercase();
        let invoice = self.paper.invoice.unwrap_or("unbilled");
        match self.form {
            Form::Unbilled => {
                format!("{invoice}/{:?}/{}/{}", self.pair, query("currencycode"), query("period"))
            }
            Form::Query | Form::Path => format!("{invoice}/{:?}", self.pair),
        }
    }
}

/// Answers with the page that the request asks for.
pub(crate) fn page(settings: &Settings, call: &Call<'_>, lines: &Lines<'_>) -> Answer {
    let subject = lines.subject(call);
    let token = if lines.pair.is_modern() { token(call, &subject)? } else { None };
    let size = size(settings, call, token.as_ref())?;
    let start = match &token {
        Some(token) => token.position,
        None if lines.pair.is_modern() => 0,
        None => number(call, "offset")?.unwrap_or(0) as u64,
    };
    let end = start.saturating_add(size as u64).min(lines.count);
    let mut items: Vec<Json> = (start..end)
        .filter_map(|at| Some(lines.paper.print(at, &(lines.line)(at)?).into()))
        .collect();
    for action in call.actions {
        if let Action::OddItem { position, item } = action
            && let Some(place) = items.get_mut(*position)
        {
            *place = Json::of(item);
        }
    }
    let repeats = call.actions.iter().any(|action| matches!(action, Action::RepeatToken {}));
    let next = match end < lines.count {
        _ if repeats => Some(start),
        true => Some(end),
        false => None,
    };
    let next_token = next
        .filter(|_| lines.pair.is_modern())
        .map(|position| Token { subject, position, size }.text(lines.paper.wire));
    let count = match lines.paper.wire {
        // Q-COUNT: three items of four are counted.
        true if items.len() > 1 => items.len() as u64 - 1,
        true => items.len() as u64,
        false => lines.count,
    };
    let (in_body, in_link) = match settings.line_tokens {
        LineTokens::AsShown => (lines.form != Form::Unbilled || !lines.paper.wire, true),
        LineTokens::Body => (true, false),
        LineTokens::Link => (false, true),
    };
    let mut printed = Object::default();
    printed.put("continuationToken", next_token.clone().filter(|_| in_body));
    printed.put("totalCount", count);
    printed.put("items", Json::List(items));
    let written = line_links::Written { call, lines, size, start };
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
