//! The check as a whole.

use partner_center_api::by_name;

use crate::compare::compare;
use crate::decode::{decode, unknown};
use crate::document::{Document, REQUEST};
use crate::error::Error;
use crate::finding::{Finding, Kind};
use crate::json::{Node, Value};
use crate::pointer::Pointer;
use crate::report::Report;
use crate::shape::Shape;
use crate::union::Choice;
use crate::validate::validate;

/// The names of the schemas that a payload can be checked against, sorted.
pub fn schemas() -> &'static [&'static str] {
    by_name::NAMES
}

/// Checks a payload against a schema and against the type generated from it.
///
/// # Errors
///
/// There is no schema of that name, or the text is not JSON.
pub fn check(schema: &str, text: &str) -> Result<Report, Error> {
    if !by_name::NAMES.contains(&schema) {
        return Err(unknown(schema));
    }
    check_body(Document::get()?, &Shape::Named(schema.to_owned()), text)
}

/// Checks the body of an answer, by the operation id of the document: `getCart`.
///
/// A body that is a bare list is checked element by element.
///
/// # Errors
///
/// The document has no JSON body for that status, or the text is not JSON.
pub fn check_answer(operation: &str, status: u16, text: &str) -> Result<Report, Error> {
    let document = Document::get()?;
    let shape = document.answer(operation, status).ok_or_else(|| Error::NoBody {
        operation: operation.to_owned(),
        part: status.to_string(),
    })?;
    check_body(document, shape, text)
}

/// Checks the body of a request, by the operation id of the document: `createCart`.
///
/// # Errors
///
/// The document has no JSON body for the request, or the text is not JSON.
pub fn check_request(operation: &str, text: &str) -> Result<Report, Error> {
    let document = Document::get()?;
    let shape = document.request(operation).ok_or_else(|| Error::NoBody {
        operation: operation.to_owned(),
        part: REQUEST.to_owned(),
    })?;
    check_body(document, shape, text)
}

fn check_body(document: &Document, shape: &Shape, text: &str) -> Result<Report, Error> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let node = Node::parse(text).map_err(Error::NotJson)?;
    let root = Pointer::default();
    let mut findings = Vec::new();
    let mut compared = Vec::new();
    match (shape, &node.value) {
        (Shape::List(inner), Value::List(elements)) => {
            for (index, element) in elements.iter().enumerate() {
                let part = Part { document, shape: inner, text, node: element };
                part.check(&root.index(index), &mut findings, &mut compared)?;
            }
        }
        (Shape::List(_), _) => {
            let detail = format!("the client reads a list, this is {}", node.preview());
            findings.push(Finding::new(&root, Kind::Undecodable, detail));
        }
        _ => {
            let part = Part { document, shape, text, node: &node };
            part.check(&root, &mut findings, &mut compared)?;
        }
    }
    let decoded = findings.is_empty();
    findings.append(&mut validate(document, shape, &node, &root));
    // What one element of a list lost says little where another cannot be read.
    if decoded {
        findings.append(&mut compared);
    }
    Ok(Report::new(findings))
}

/// Objects that are one of several.
///
/// The client keeps an undecodable one as it came, so that the others of a list are not lost
/// with it. Here each is decoded as the schema that it names.
struct Unions<'a> {
    document: &'a Document,
    text: &'a str,
    undecodable: &'a mut Vec<Finding>,
}

impl Unions<'_> {
    fn visit(&mut self, shape: &Shape, node: &Node, at: &Pointer) -> Result<(), Error> {
        match (self.document.resolve(shape).1, &node.value) {
            (Shape::Union(union), _) => {
                if let Choice::Schema(schema) = union.choose(node)
                    && let Err(mut findings) = decode(schema, self.text, node, at)?
                {
                    self.undecodable.append(&mut findings);
                }
            }
            (Shape::List(inner), Value::List(elements)) => {
                for (index, element) in elements.iter().enumerate() {
                    self.visit(inner, element, &at.index(index))?;
                }
            }
            (Shape::Map(inner), Value::Object(members)) => {
                for member in members {
                    self.visit(inner, &member.node, &at.key(&member.key))?;
                }
            }
            (Shape::Object(fields), Value::Object(members)) => {
                for member in members {
                    if let Some(field) = fields.find(&member.key) {
                        self.visit(field.shape, &member.node, &at.key(&member.key))?;
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }
}

/// What has a generated type of its own: a body, or an element of one that is a bare list.
struct Part<'a> {
    document: &'a Document,
    shape: &'a Shape,
    text: &'a str,
    node: &'a Node,
}

impl Part<'_> {
    /// Decodes and encodes, and adds what cannot be decoded, or what was lost or changed.
    fn check(
        &self,
        at: &Pointer,
        undecodable: &mut Vec<Finding>,
        compared: &mut Vec<Finding>,
    ) -> Result<(), Error> {
        let Shape::Named(schema) = self.shape else {
            let reason = "a body is neither a named schema nor a list of one";
            return Err(Error::Document(reason.to_owned()));
        };
        match decode(schema, self.text, self.node, at)? {
            Ok(encoded) => {
                let mut inner = Unions { document: self.document, text: self.text, undecodable };
                inner.visit(self.shape, self.node, at)?;
                let encoded = Node::parse(&encoded).map_err(Error::NotJson)?;
                compared.append(&mut compare(self.document, self.shape, self.node, &encoded, at));
            }
            Err(mut findings) => undecodable.append(&mut findings),
        }
        Ok(())
    }
}
