//! One call of an operation, as its handler sees it.

use std::time::SystemTime;

use crate::fault_codes::BAD_INPUT;
use crate::faults::Action;
use crate::json::{Json, Object};
use crate::ledger::Effect;
use crate::reply::{Refusal, refuse_for};
use crate::request::Request;

/// A request that was signed, admitted and found its operation.
pub(crate) struct Call<'a> {
    pub(crate) request: &'a Request,
    pub(crate) parameters: Vec<(&'a str, String)>,
    /// The partner's tenant.
    pub(crate) partner: String,
    /// The user or service principal behind the request.
    pub(crate) user: String,
    pub(crate) now: SystemTime,
    /// What a script says about this request.
    pub(crate) actions: &'a [Action],
    /// What the handler did, for the ledger.
    pub(crate) effect: Effect,
}

impl Call<'_> {
    /// A parameter of the path, by its name in the document.
    pub(crate) fn parameter(&self, name: &str) -> String {
        let found = self.parameters.iter().find(|(n, _)| *n == name);
        found.map(|(_, value)| value.clone()).unwrap_or_default()
    }

    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        self.request.query.get(name)
    }

    /// The query's `country`, two letters, in capitals.
    pub(crate) fn country(&self) -> Result<String, Refusal> {
        match self.query("country") {
            Some(country)
                if country.len() == 2 && country.bytes().all(|b| b.is_ascii_alphabetic()) =>
            {
                Ok(country.to_ascii_uppercase())
            }
            Some(other) => {
                refuse_for(BAD_INPUT, format!("The country `{other}` is not two letters."))
            }
            None => refuse_for(BAD_INPUT, "The query has no `country`."),
        }
    }

    /// A flag of the query; `True` is how some SDKs write it.
    pub(crate) fn flag(&self, name: &str) -> bool {
        self.query(name).is_some_and(|value| value.eq_ignore_ascii_case("true") || value == "1")
    }

    /// The body, which must be a JSON object.
    pub(crate) fn body(&self) -> Result<Object, Refusal> {
        match Json::parse(&self.request.body) {
            Ok(Json::Object(object)) => Ok(object),
            Ok(_) => refuse_for(BAD_INPUT, "The body is not a JSON object."),
            Err(why) => refuse_for(BAD_INPUT, format!("The body is not JSON: {why}.")),
        }
    }
}
