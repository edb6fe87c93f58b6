//! JSON drawn from the schemas of the document.
//!
//! What is drawn follows a list of numbers, one for each choice; where the list has come to
//! its end, each further choice is the plainest. So a shorter list and smaller numbers make
//! plainer JSON, which is all that proptest needs to know to make a failure small.

use std::fmt::Write;
use std::sync::LazyLock;

use serde_json::Value;

/// What a value of its own in the document is.
static SCHEMAS: LazyLock<Value> = LazyLock::new(|| {
    let text = include_str!("../../../emulator/document/openapi.json");
    let mut document: Value = serde_json::from_str(text).unwrap();
    document["components"]["schemas"].take()
});

/// A property that no schema knows, where unknown ones may be dropped.
pub(crate) const DROPPED: &str = "unheardOf";

/// How deep schemas are followed; below, properties are absent and lists empty.
const DEEPEST: usize = 5;

/// A list of choices, and where we are.
pub(crate) struct Draw<'t> {
    choices: std::slice::Iter<'t, u32>,
}

impl<'t> Draw<'t> {
    pub(crate) fn new(choices: &'t [u32]) -> Self {
        Self { choices: choices.iter() }
    }

    /// One of so many; the first is the plainest.
    fn one_of(&mut self, count: usize) -> usize {
        self.choices.next().map_or(0, |choice| *choice as usize % count)
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.one_of(from.len())]
    }

    /// A value of a schema of the document, by its name.
    pub(crate) fn named(&mut self, name: &str, depth: usize) -> String {
        match name {
            "Decimal" => self.decimal(),
            "DateTime" => self.date(),
            "CartErrorCode" => self
                .pick(&[
                    "10003",
                    "\"InventoryNotAvailable\"",
                    "\"inventory_not_available\"",
                    "99999",
                    "\"New\"",
                ])
                .to_owned(),
            _ => {
                let schema = &SCHEMAS[name];
                assert!(schema.is_object(), "there is no schema `{name}`");
                match schema.get("x-pc-discriminator") {
                    Some(how) => self.one_of_several(how, depth),
                    None => self.value(schema, depth),
                }
            }
        }
    }

    fn value(&mut self, schema: &Value, depth: usize) -> String {
        if let Some(name) = schema["$ref"].as_str().or(schema["allOf"][0]["$ref"].as_str()) {
            return self.named(name.rsplit('/').next().unwrap_or_default(), depth);
        }
        match schema["type"].as_str() {
            Some("boolean") => self.pick(&["false", "true"]).to_owned(),
            Some("integer") if schema["format"] == "int32" => {
                self.pick(&["0", "1", "-1", "25", "2147483647", "-2147483648"]).to_owned()
            }
            Some("integer") => self
                .pick(&["0", "1", "-1", "4649221", "9223372036854775807", "-9223372036854775808"])
                .to_owned(),
            Some("number") => self.pick(&["0", "1.5", "-25"]).to_owned(),
            Some("string") if schema["enum"].is_array() => self.word(&schema["enum"]),
            Some("string") if schema["x-pc-lenient"] == "number" && self.one_of(3) == 2 => {
                self.pick(&["7", "4649221", "9223372036854775807"]).to_owned()
            }
            Some("string") => self.text(),
            Some("array") => self.list(depth, |draw, depth| draw.value(&schema["items"], depth)),
            Some("object") => self.object(schema, depth, None),
            Some(other) => panic!("a type `{other}` is new here"),
            None => self.anything(depth.min(3)),
        }
    }

    fn list(&mut self, depth: usize, element: impl Fn(&mut Self, usize) -> String) -> String {
        let count = if depth == 0 { 0 } else { self.one_of(3) };
        let elements: Vec<_> = (0..count).map(|_| element(self, depth - 1)).collect();
        format!("[{}]", elements.join(","))
    }

    /// An object; `kind` is what it says in `attributes.objectType` of itself.
    fn object(&mut self, schema: &Value, depth: usize, kind: Option<&str>) -> String {
        let mut members = Vec::new();
        let pascal = self.one_of(4) == 3;
        let key = |name: &str| match name.chars().next() {
            Some(first) if pascal => {
                format!("{}{}", first.to_ascii_uppercase(), &name[first.len_utf8()..])
            }
            _ => name.to_owned(),
        };
        if let Some(kind) = kind {
            let inner = format!("{{{}:{}}}", json(&key("objectType")), json(kind));
            members.push((key("attributes"), inner));
        }
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            // A list is none without its items.
            if name == "items" && property["type"] == "array" {
                members.push((key(name), self.value(property, depth.saturating_sub(1))));
                continue;
            }
            if depth == 0 || (kind.is_some() && name == "attributes") {
                continue;
            }
            match self.one_of(4) {
                0 | 1 => {}
                2 => members.push((key(name), self.value(property, depth - 1))),
                _ => members.push((key(name), self.pick(&["null", "null"]).to_owned())),
            }
        }
        let more = &schema["additionalProperties"];
        if schema["x-pc-keep-unknown"] == true {
            if self.one_of(3) == 2 {
                members.push(("keptWhateverItIs".to_owned(), self.anything(2)));
            }
        } else if more.is_object() || *more == true || schema["properties"].is_null() {
            for index in 0..self.one_of(3) {
                let name = format!("{}{index}", self.pick(&["a", "B c", "größe", "\"\\"]));
                let value = if more.is_object() {
                    self.value(more, depth.saturating_sub(1))
                } else {
                    self.anything(2)
                };
                members.push((name, value));
            }
        } else if self.one_of(6) == 5 {
            members.push((DROPPED.to_owned(), self.anything(2)));
        }
        written(&members)
    }

    /// One of several kinds of objects, an unknown one, or one that does not say.
    fn one_of_several(&mut self, how: &Value, depth: usize) -> String {
        let kinds: Vec<_> = how["words"].as_object().into_iter().flatten().collect();
        let choice = self.one_of(kinds.len() + 2);
        match kinds.get(choice) {
            Some((schema, words)) => {
                let words = words.as_array().map(Vec::as_slice).unwrap_or_default();
                let word = words[self.one_of(words.len())].as_str().unwrap_or_default();
                self.object(&SCHEMAS[schema.as_str()], depth, Some(word))
            }
            None if choice == kinds.len() => {
                let rest = self.anything(2);
                format!(r#"{{"attributes":{{"objectType":"Unheard"}},"rest":{rest}}}"#)
            }
            None => {
                let rest = self.anything(2);
                format!(r#"{{"rest":{rest}}}"#)
            }
        }
    }

    /// A word as the document has it, in another spelling, or a new one.
    fn word(&mut self, words: &Value) -> String {
        let words = words.as_array().map(Vec::as_slice).unwrap_or_default();
        let word = words[self.one_of(words.len())].as_str().unwrap_or_default();
        match self.one_of(5) {
            0 | 1 => json(word),
            2 => json(&word.to_uppercase()),
            3 => json(&word.replace('_', "")),
            _ => json(self.pick(&["new", "New Word", ""])),
        }
    }

    fn text(&mut self) -> String {
        json(self.pick(&[
            "a",
            "",
            "Contoso",
            "5d0f2a6e-1b7c-4f57-8a55-0c6f3c0e9b21",
            "größe 😀",
            "\"\\/\n\u{0}\u{2028}",
            " a ",
            "null",
            "25",
            "0001-01-01T00:00:00",
        ]))
    }

    /// Up to 22 digits, with or without point and exponent, as a number or in a string.
    fn decimal(&mut self) -> String {
        let mut number = if self.one_of(4) == 3 { "-".to_owned() } else { String::new() };
        let whole = self.pick(&["0", "1", "25", "9007199254740993", "1249"]);
        number.push_str(whole);
        let room = 22 - whole.len();
        let fraction = self.one_of(room + 1);
        if fraction > 0 {
            number.push('.');
            for _ in 0..fraction {
                let digit = self.one_of(10);
                let _ = write!(number, "{digit}");
            }
        }
        match self.one_of(4) {
            // In a string the document has no exponents.
            3 => json(&number),
            _ => number + self.pick(&["", "", "", "e0", "E-3", "e+4", "E5"]),
        }
    }

    fn date(&mut self) -> String {
        let day =
            self.pick(&["2030-08-02", "2028-02-29", "9999-12-31", "0001-01-01", "1969-12-31"]);
        let time = self.pick(&["", "T00:00:00", "T23:59:59", "T08:00:01"]);
        if time.is_empty() {
            return json(if self.one_of(8) == 7 { "" } else { day });
        }
        let fraction = self.pick(&["", ".1", ".253", ".1234567", ".0000000"]);
        let zone = self.pick(&["Z", "", "+00:00", "-08:00", "+05:30", "+14:00"]);
        json(&format!("{day}{time}{fraction}{zone}"))
    }

    /// Any JSON. Numbers have no more than the digits that a float holds.
    fn anything(&mut self, depth: usize) -> String {
        let count = if depth == 0 { 9 } else { 11 };
        match self.one_of(count) {
            0 => "1".to_owned(),
            1 => "null".to_owned(),
            2 => "true".to_owned(),
            3 => "0.1".to_owned(),
            4 => "-12.75".to_owned(),
            5 => "1.7976931348623157e308".to_owned(),
            6 => "18446744073709551615".to_owned(),
            7 | 8 => self.text(),
            9 => self.list(depth, Self::anything),
            _ => {
                let members: Vec<_> = (0..self.one_of(3))
                    .map(|index| {
                        (
                            format!("{}{index}", self.pick(&["a", "B", "é"])),
                            self.anything(depth - 1),
                        )
                    })
                    .collect();
                written(&members)
            }
        }
    }
}

/// A value of a schema, after so many choices.
pub(crate) fn payload(name: &str, choices: &[u32]) -> String {
    Draw::new(choices).named(name, DEEPEST)
}

fn json(text: &str) -> String {
    Value::from(text).to_string()
}

fn written(members: &[(String, String)]) -> String {
    let members: Vec<_> =
        members.iter().map(|(key, value)| format!("{}:{value}", json(key))).collect();
    format!("{{{}}}", members.join(","))
}
