//! What the document says of an operation, as data.

use crate::Host;

/// How an operation may be tried again after a failure.
///
/// Stated in the document for each operation and never guessed from its method: a `POST`
/// may be a mere question, and only the service knows which `PUT` can be repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Retry {
    /// Changes nothing: any transient failure may be followed by another try.
    Read,
    /// Asks for a state, so that asking twice with the same request id does no harm.
    Repeat,
    /// May act each time it arrives. Another try is safe only when this one did not arrive
    /// or was turned away unread.
    Once,
}

/// What the service counts together when it limits how often an operation is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum LimitScope {
    /// All calls of the partner to the operations of one [tag](Operation::tag).
    Partner,
    /// All calls of the partner for one customer to the operations of one tag.
    Customer,
}

/// Where a parameter stands in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ParameterPlace {
    /// A segment of the path.
    Path,
    /// The query.
    Query,
    /// A header.
    Header,
}

/// One parameter of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OperationParameter {
    /// Its name on the wire, such as `customer-id`.
    pub name: &'static str,
    /// Where it stands.
    pub place: ParameterPlace,
    /// Whether the service refuses a call without it.
    pub required: bool,
    /// A value that it can have, not encoded.
    pub example: &'static str,
}

/// One operation of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation {
    /// The operation id of the document, such as `createCart`; of a
    /// [raw request](super::Request::raw) its method.
    pub id: &'static str,
    /// The name of the method on the client, such as `create_cart`.
    pub rust_name: &'static str,
    /// The HTTP method in capitals.
    pub method: &'static str,
    /// The host that it is on.
    pub host: Host,
    /// The path template, such as `/v1/customers/{customer-id}/carts`.
    pub path: &'static str,
    /// The area of the document the operation belongs to.
    pub tag: &'static str,
    /// Whether, and when, it may be tried again.
    pub retry: Retry,
    /// Whether a success can buy something: a refusal that speaks of an earlier request may
    /// then speak of a purchase.
    pub buys: bool,
    /// Whether a token without a user is accepted.
    pub app_only: bool,
    /// Whether a token with a user is accepted.
    pub app_user: bool,
    /// The clouds of which the service's pages say that they offer the operation, by their names
    /// in the document.
    pub clouds: &'static [&'static str],
    /// The clouds of which the service's pages say nothing: they may offer it. A cloud that is in
    /// neither list does not.
    pub silent_clouds: &'static [&'static str],
    /// Whether the vendor lists the operation among those that are limited.
    pub throttled: bool,
    /// What a limit counts; none where no limit is known.
    pub limit: Option<LimitScope>,
    /// The media type of a success that is a document, such as a PDF, and not JSON.
    pub document: Option<&'static str>,
    /// The refusals the operation is known to answer with: HTTP status and error code.
    pub codes: &'static [(u16, &'static str)],
    /// Its parameters, those of the path first and in its order.
    pub parameters: &'static [OperationParameter],
}

impl Operation {
    /// Whether a path, encoded, is one of the operation's, in any case but for its ids.
    pub fn has_path(&self, path: &str) -> bool {
        // Bytes, since each call asks and searching a text for a character takes longer.
        let mut segments = path.as_bytes().split(|byte| *byte == b'/');
        let fits =
            self.path.as_bytes().split(|byte| *byte == b'/').all(|own| match segments.next() {
                Some(segment) if own.starts_with(b"{") => !segment.is_empty(),
                Some(segment) => segment.eq_ignore_ascii_case(own) || is_call(own, segment),
                None => false,
            });
        fits && segments.next().is_none()
    }
}

/// Whether a segment is a call of a function, `name(Key='value')`, where `own` has parameters for
/// the values. A value in it has no quote, since that is percent-encoded.
fn is_call(mut own: &[u8], mut segment: &[u8]) -> bool {
    let position = |text: &[u8], wanted: u8| text.iter().position(|byte| *byte == wanted);
    let Some(mut brace) = position(own, b'{') else { return false };
    loop {
        let Some((before, rest)) = segment.split_at_checked(brace) else { return false };
        let Some(end) = position(own, b'}') else { return false };
        let Some(value) = position(rest, b'\'').filter(|length| *length > 0) else { return false };
        if !before.eq_ignore_ascii_case(&own[..brace]) {
            return false;
        }
        (own, segment) = (&own[end + 1..], &rest[value..]);
        match position(own, b'{') {
            Some(next) => brace = next,
            None => return segment.eq_ignore_ascii_case(own),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::OPERATIONS;

    #[test]
    fn the_call_of_a_function_is_told_by_its_words_and_may_have_any_values() {
        let of = |path: &str| {
            let mut found = OPERATIONS.iter().filter(|operation| operation.has_path(path));
            found.next().map(|operation| operation.id)
        };
        let sheet = Some("getPriceSheet");
        for (path, id) in [
            ("/v1.0/sales/pricesheets(Market='US',PricesheetView='software')/$value", sheet),
            ("/V1.0/Sales/PriceSheets(market='u%27s',pricesheetview='x')/$value", sheet),
            ("/v1.0/sales/fxrates(Month='202610')/$value", Some("getForeignExchangeRates")),
            ("/v1.0/sales/pricesheets(Market='',PricesheetView='x')/$value", None),
            ("/v1.0/sales/pricesheets(Market='US')/$value", None),
            ("/v1.0/sales/pricesheets(Market='US',PricesheetView='x')", None),
            ("/v1.0/sales/pricesheets(Market='US',PricesheetView='x',A='b')/$value", None),
            ("/v1.0/sales/pricesheets(Market='US',PricesheetView='x'/$value", None),
            ("/v1.0/sales/pricesheets(Market='/$value", None),
            ("/v1.0/sales/pricesheets/$value", None),
        ] {
            assert_eq!(of(path), id, "{path}");
        }
    }
}
