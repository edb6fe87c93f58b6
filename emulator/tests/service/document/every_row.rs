//! Calls of every operation, with the examples that the document has for its parameters and for
//! its body, so that an operation that is added is asked for without another line.

use partner_center_emulator::AgreementConfirmations;
use serde_json::Value;

use super::{Caller, Document};

/// A call as the document shows it.
struct Call {
    operation: String,
    /// The host, if it is not the main one.
    host: Option<String>,
    method: String,
    target: String,
    body: Vec<u8>,
}

impl Caller {
    /// Asks for each operation in turn. What exists only once something was bought is refused
    /// here; the calls beside this one have it.
    pub(super) fn every_row(&mut self, document: &Document) {
        self.client.renew();
        self.client.emulator.change(|settings| settings.throttle.limit = u32::MAX);
        // The document still describes what was retired.
        self.client.emulator.change(|settings| {
            settings.agreement_confirmations = AgreementConfirmations::Recorded;
        });
        for call in document.calls() {
            let elsewhere = call.host.map(|host| self.client.at(&host));
            let client = elsewhere.as_ref().unwrap_or(&self.client);
            let answer = client.send(&call.method, &call.target, &call.body).unwrap();
            assert_ne!((answer.status, answer.bytes.len()), (404, 0), "{}", call.operation);
            assert_ne!(answer.status, 405, "{}", call.operation);
            self.answers.push((call.operation, answer));
        }
    }
}

impl Document {
    fn calls(&self) -> Vec<Call> {
        let paths = self.root["paths"].as_object().unwrap();
        let items = paths.iter().flat_map(|(path, item)| {
            item.as_object()
                .unwrap()
                .iter()
                .map(move |(method, operation)| (path, item, method, operation))
        });
        items
            .filter(|(_, _, _, operation)| operation["operationId"].is_string())
            .map(|(path, item, method, operation)| Call {
                operation: operation["operationId"].as_str().unwrap().to_owned(),
                host: item["servers"][0]["url"]
                    .as_str()
                    .map(|url| url.trim_start_matches("https://").to_owned()),
                method: method.to_ascii_uppercase(),
                target: self.target(path, operation),
                body: self.body(operation),
            })
            .collect()
    }

    fn target(&self, path: &str, operation: &Value) -> String {
        let mut target = path.to_owned();
        let mut query = Vec::new();
        let parameters = operation["parameters"].as_array().unwrap();
        for parameter in parameters.iter().map(|parameter| self.resolve(parameter)) {
            let name = parameter["name"].as_str().unwrap();
            let example = self.example(parameter);
            match parameter["in"].as_str().unwrap() {
                "path" => target = target.replace(&format!("{{{name}}}"), &example),
                "query" if parameter["required"] == true => query.push(format!("{name}={example}")),
                _ => {}
            }
        }
        if query.is_empty() { target } else { [&*target, "?", &*query.join("&")].concat() }
    }

    /// What a parameter looks like: its own example, its schema's, or the first of its words.
    fn example(&self, parameter: &Value) -> String {
        let schema = self.resolve(&parameter["schema"]);
        let shown = [&parameter["example"], &schema["example"], &schema["enum"][0]];
        match shown.into_iter().find(|value| !value.is_null()) {
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
            None => String::new(),
        }
    }

    fn body(&self, operation: &Value) -> Vec<u8> {
        let body = self.resolve(&operation["requestBody"]);
        let examples = body["content"]["application/json"]["examples"].as_object();
        let first = examples.and_then(|examples| examples.values().next());
        first.map(|example| example["value"].to_string().into_bytes()).unwrap_or_default()
    }
}
