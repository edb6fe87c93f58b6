//! Brings the files of the document together in one tree.
//!
//! References between files become references into `components`; path items are put in
//! place; examples kept in files of their own are inlined.

use std::collections::{BTreeMap, BTreeSet};

use crate::files::Files;
use crate::finding::{Findings, Place};
use crate::load::document::{CART_CODES, CODES, SIGN_IN_CODES};
use crate::load::shape::Shape;
use crate::load::yaml;
use crate::node::{Kind, Node, step};

/// The root document.
pub(crate) const ROOT: &str = "openapi.yaml";

/// Bundles the document whose root is `openapi.yaml`; none if there is no root to speak of.
pub(crate) fn bundle(
    sources: &Files,
    trees: &BTreeMap<String, Node>,
    findings: &mut Findings,
) -> Option<Node> {
    let Some(root) = trees.get(ROOT) else {
        if !sources.keys().any(|path| path.as_os_str() == ROOT) {
            let message = "there is no root document";
            findings.add(&Place::whole(ROOT), "root", message, "write `spec/openapi.yaml`");
        }
        return None;
    };
    let Kind::Map(_) = root.kind else {
        let message = format!("the root document is {}", root.kind_name());
        findings.add(&root.place, "root", message, "make it an OpenAPI 3.0 object");
        return None;
    };
    let mut bundler = Bundler {
        sources,
        trees,
        components: BTreeMap::new(),
        used: BTreeSet::new(),
        path_items: Vec::new(),
        pending: Vec::new(),
        findings,
    };
    let mut entries = Vec::new();
    for (key, node) in root.entries() {
        match key.as_str() {
            "components" => bundler.adopt(node),
            _ => entries.push((key.clone(), bundler.walk(node, Shape::Document.child(key)))),
        }
    }
    bundler.adopt_schema_files();
    bundler.complete();
    bundler.report_orphans();

    let mut sections: Vec<(String, Node)> = Vec::new();
    for ((section, name), component) in bundler.components {
        let Some(node) = component.node else { continue };
        match sections.last_mut().map(|(last, map)| (last == section, &mut map.kind)) {
            Some((true, Kind::Map(entries))) => entries.push((name, node)),
            _ => sections.push((section.to_owned(), Node::map(&root.place, vec![(name, node)]))),
        }
    }
    let security = root.get("components").and_then(|own| own.get("securitySchemes"));
    sections.extend(security.map(|schemes| ("securitySchemes".to_owned(), schemes.clone())));
    entries.push(("components".to_owned(), Node::map(&root.place, sections)));
    Some(Node::map(&root.place, entries))
}

struct Bundler<'a> {
    sources: &'a Files,
    trees: &'a BTreeMap<String, Node>,
    components: BTreeMap<(&'static str, String), Component>,
    /// Files of examples, and `file#/pointer` of everything else that was referred to.
    used: BTreeSet<String>,
    /// Path items that are being put in place, outermost first.
    path_items: Vec<String>,
    /// Components whose contents have not been looked at.
    pending: Vec<((&'static str, String), &'a Node, Shape)>,
    findings: &'a mut Findings,
}

/// Whether all of a file is schemas, which are part of the document although nothing may refer to them: the lines of an
/// export are in files that no operation answers with.
fn is_schema_file(file: &str) -> bool {
    let name = file.rsplit('/').next().unwrap_or_default();
    matches!(name, "schemas.yaml" | "ids.yaml" | "line-schemas.yaml")
}

/// A named thing. It has no node until [`Bundler::complete`].
struct Component {
    origin: Place,
    node: Option<Node>,
}

impl<'a> Bundler<'a> {
    fn walk(&mut self, node: &'a Node, shape: Shape) -> Node {
        if let Some(target) = node.get("$ref")
            && (shape.section().is_some() || shape == Shape::PathItem)
        {
            return self.reference(node, target, shape);
        }
        if shape == Shape::Example {
            return self.example(node);
        }
        let kind = match &node.kind {
            Kind::Map(entries) => Kind::Map(
                entries
                    .iter()
                    .map(|(key, value)| (key.clone(), self.walk(value, shape.child(key))))
                    .collect(),
            ),
            Kind::List(elements) => Kind::List(
                elements.iter().map(|element| self.walk(element, shape.child(""))).collect(),
            ),
            other => other.clone(),
        };
        Node { place: node.place.clone(), kind }
    }

    fn reference(&mut self, node: &'a Node, target: &Node, shape: Shape) -> Node {
        let place = &target.place;
        // Stays a reference, so that what stands here is not also found to be nothing.
        let nowhere = Node::text(place, "#/nowhere");
        let broken = Node::map(&node.place, vec![("$ref".to_owned(), nowhere)]);
        let Some(reference) = target.as_text() else {
            let message = format!("`$ref` is {}", target.kind_name());
            self.findings.add(place, "reference", message, "write `file#/Name` as text");
            return broken;
        };
        for (key, sibling) in node.entries().iter().filter(|(key, _)| key != "$ref") {
            self.findings.add(
                &sibling.place,
                "ref-sibling",
                format!("`{key}` beside a `$ref` is ignored by OpenAPI 3.0"),
                "wrap the reference: `allOf: [{ $ref: … }]`, and keep the rest beside it",
            );
        }
        let Some((file, pointer)) = split(&place.file, reference) else {
            let message = format!("`{reference}` is not a reference to a named thing");
            self.findings.add(place, "reference", message, "write `file#/Name`");
            return broken;
        };
        let Some(found) = self.trees.get(&file).and_then(|tree| tree.at(&pointer)) else {
            // A file that cannot be read is a finding of its own.
            if self.trees.contains_key(&file) || !self.has_source(&file) {
                let remedy = self.what_there_is(&file);
                let message = format!("`{reference}` leads nowhere");
                self.findings.add(place, "reference", message, remedy);
            }
            return broken;
        };
        self.used.insert(format!("{file}#{pointer}"));
        match shape.section() {
            None => self.path_item(found, place),
            Some(section) => {
                let name = pointer.rsplit('/').next().unwrap_or_default();
                self.component(section, name, found, shape);
                let value = Node::text(place, format!("#/components/{section}/{name}"));
                Node::map(&node.place, vec![("$ref".to_owned(), value)])
            }
        }
    }

    fn path_item(&mut self, found: &'a Node, reference: &Place) -> Node {
        let origin = format!("{}#{}", found.place.file, found.place.pointer);
        if self.path_items.contains(&origin) {
            let message = "this path item refers to itself";
            self.findings.add(reference, "cycle", message, "write the operations out");
            return Node { place: found.place.clone(), kind: Kind::Map(Vec::new()) };
        }
        self.path_items.push(origin);
        let node = self.walk(found, Shape::PathItem);
        self.path_items.pop();
        node
    }

    /// Makes `found` a component, once.
    fn component(&mut self, section: &'static str, name: &str, found: &'a Node, shape: Shape) {
        let key = (section, name.to_owned());
        if let Some(known) = self.components.get(&key) {
            if known.origin != found.place {
                let (first, second) = (&known.origin, &found.place);
                let message = format!(
                    "two things are called `{name}` in {section}; the other is in {}:{}",
                    first.file, first.line
                );
                self.findings.add(second, "name-clash", message, "rename one of them");
            }
            return;
        }
        if found.get("$ref").is_some() {
            let message = format!("`{name}` is only another name");
            let remedy = "refer to the thing itself where it is used, or describe this one";
            self.findings.add(&found.place, "alias", message, remedy);
            return;
        }
        let origin = found.place.clone();
        self.components.insert(key.clone(), Component { origin, node: None });
        self.pending.push((key, found, shape));
    }

    /// Looks into every component, one after another however long the way between them.
    fn complete(&mut self) {
        while let Some((key, found, shape)) = self.pending.pop() {
            let node = self.walk(found, shape);
            if let Some(component) = self.components.get_mut(&key) {
                component.node = Some(node);
            }
        }
    }

    /// Takes over the `components` that the root document itself has.
    fn adopt(&mut self, components: &'a Node) {
        for (section, things) in components.entries() {
            let Shape::Map(shape) = Shape::Components.child(section) else {
                if section == "securitySchemes" {
                    continue;
                }
                let message = format!("`components` has no use for `{section}` here");
                self.findings.add(&things.place, "components", message, "remove it");
                continue;
            };
            let Some(section) = shape.section() else {
                let message = "examples are kept in files, not among the components";
                self.findings.add(&things.place, "components", message, "use `externalValue`");
                continue;
            };
            for (name, thing) in things.entries() {
                self.component(section, name, thing, *shape);
            }
        }
    }

    /// A schema is documentation even where no operation leads to it.
    fn adopt_schema_files(&mut self) {
        for (file, tree) in self.trees {
            if is_schema_file(file) {
                for (name, schema) in tree.entries() {
                    self.component("schemas", name, schema, Shape::Schema);
                    self.used.insert(format!("{file}#{}", step("", name)));
                }
            }
        }
    }

    fn report_orphans(&mut self) {
        for (file, tree) in self.trees {
            let data = matches!(file.as_str(), ROOT | CODES | CART_CODES | SIGN_IN_CODES);
            if data {
                continue;
            }
            for (name, node) in tree.entries() {
                if !self.used.contains(&format!("{file}#{}", step("", name))) {
                    let message = format!("nothing refers to `{name}`");
                    self.findings.add(&node.place, "orphan", message, "refer to it, or remove it");
                }
            }
        }
        for path in self.sources.keys() {
            let file = path.to_string_lossy().replace('\\', "/");
            if file.starts_with("examples/") && !self.used.contains(&file) {
                let message = "no operation shows this example";
                let remedy = "name it under `examples` of an operation, or remove it";
                self.findings.add(&Place::whole(&file), "orphan", message, remedy);
            }
        }
    }

    /// Puts the value of an external example in place.
    fn example(&mut self, node: &'a Node) -> Node {
        let Some(external) = node.get("externalValue") else {
            return node.clone();
        };
        let written = external.as_text().unwrap_or_default();
        // Relative to the file it stands in, as other tools read it.
        let file = beside(&external.place.file, written).unwrap_or_default();
        let Some(text) = self.sources.get(std::path::Path::new(&file)) else {
            let message = format!("there is no example `{written}`");
            let remedy = "write the file, or correct the path, which is relative to this file";
            self.findings.add(&external.place, "example-file", message, remedy);
            return in_place(node, &nothing_from(&file));
        };
        self.used.insert(file.clone());
        let value = read_example(&file, text, self.findings);
        in_place(node, &value.unwrap_or_else(|| nothing_from(&file)))
    }

    fn has_source(&self, file: &str) -> bool {
        self.sources.keys().any(|path| path.to_string_lossy().replace('\\', "/") == file)
    }

    fn what_there_is(&self, file: &str) -> String {
        match self.trees.get(file) {
            None => {
                format!("there is no file `{file}`; paths are relative to the file they are in")
            }
            Some(tree) => {
                let names: Vec<_> =
                    tree.entries().iter().map(|(name, _)| name.as_str()).take(40).collect();
                format!("`{file}` has {}", names.join(", "))
            }
        }
    }
}

/// The example with its value where the name of the file stood.
fn in_place(example: &Node, value: &Node) -> Node {
    let entries = example.entries().iter().map(|(key, entry)| match key.as_str() {
        "externalValue" => ("value".to_owned(), value.clone()),
        _ => (key.clone(), entry.clone()),
    });
    Node::map(&example.place, entries.collect())
}

/// What stands for an example that could not be read, and fits everywhere.
fn nothing_from(file: &str) -> Node {
    Node { place: Place::whole(file), kind: Kind::Null }
}

/// Reads an example, which must be JSON to the letter and not merely YAML.
fn read_example(file: &str, text: &str, findings: &mut Findings) -> Option<Node> {
    if let Err(error) = serde_json::from_str::<serde_json::Value>(text) {
        let place = Place { line: error.line(), ..Place::whole(file) };
        findings.add(&place, "json", format!("this is not JSON: {error}"), "correct the syntax");
        return None;
    }
    yaml::read(file, text, findings)
}

/// The file and the pointer that `reference`, written in `from`, means.
fn split(from: &str, reference: &str) -> Option<(String, String)> {
    let (file, pointer) = reference.split_once('#')?;
    if !pointer.starts_with('/') || pointer.ends_with('/') {
        return None;
    }
    if file.is_empty() {
        return Some((from.to_owned(), pointer.to_owned()));
    }
    Some((beside(from, file)?, pointer.to_owned()))
}

/// The file that `path` names, as written in the file `from`; none where it leaves the document.
fn beside(from: &str, path: &str) -> Option<String> {
    let mut steps: Vec<&str> = from.split('/').collect();
    steps.pop();
    for step in path.split('/') {
        match step {
            "." | "" => {}
            ".." => {
                steps.pop()?;
            }
            step => steps.push(step),
        }
    }
    Some(steps.join("/"))
}
