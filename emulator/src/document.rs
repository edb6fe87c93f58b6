//! The bundled document as the emulator reads it: which operations there are, and where.

use std::sync::LazyLock;

use crate::json::{Json, Object};

/// The document, as `cargo xtask codegen` bundles it.
static DOCUMENT: LazyLock<Document> =
    LazyLock::new(|| Document::read(include_str!("../document/openapi.json")));

/// Operations of the document.
#[derive(Debug)]
pub(crate) struct Document {
    pub(crate) operations: Vec<Operation>,
}

/// An operation of the document.
#[derive(Debug)]
pub(crate) struct Operation {
    pub(crate) id: String,
    pub(crate) method: String,
    /// The path as the document has it.
    pub(crate) path: String,
    /// The tag in lower case: `carts`.
    pub(crate) area: String,
    /// Whether the document says that an app-only token will not do.
    pub(crate) user_only: bool,
    /// Whether the document says that it changes nothing, although it may be a POST.
    pub(crate) only_reads: bool,
    /// The clouds that have it, as the service's pages say.
    pub(crate) clouds: Vec<String>,
    /// The clouds of which no page says whether they have it.
    pub(crate) silent_clouds: Vec<String>,
    segments: Vec<Segment>,
}

#[derive(Debug)]
enum Segment {
    Word(String),
    Parameter(String),
}

/// What a method and path lead to.
pub(crate) enum Route<'a> {
    Found(&'a Operation, Vec<(&'a str, String)>),
    /// The path exists, with these methods only.
    OtherMethods(Vec<&'a str>),
    Nowhere,
}

impl Document {
    pub(crate) fn get() -> &'static Self {
        &DOCUMENT
    }

    /// A document that cannot be read has no operations; a test says so.
    fn read(text: &str) -> Self {
        let document = Json::parse(text.as_bytes()).unwrap_or(Json::Null);
        let paths =
            document.as_object().and_then(|root| root.get("paths")).and_then(Json::as_object);
        let operations = paths
            .into_iter()
            .flat_map(Object::iter)
            .filter_map(|(path, item)| Some((path, item.as_object()?)))
            .flat_map(|(path, item)| {
                item.iter().map(move |(method, operation)| (path, method, operation))
            })
            .filter_map(|(path, method, operation)| {
                Operation::read(path, method, operation.as_object()?)
            })
            .collect();
        Self { operations }
    }

    /// Finds the operation for the segments of a path, without regard to case.
    ///
    /// Where several paths fit, as `/invoices/summary` and `/invoices/{invoice-id}` do, the one with
    /// a word where the others have a parameter is meant.
    pub(crate) fn route(&self, method: &str, path: &[String]) -> Route<'_> {
        let mut fitting: Vec<_> = self
            .operations
            .iter()
            .filter_map(|operation| Some((operation, operation.matches(path)?)))
            .collect();
        let Some(best) = fitting.iter().map(|(operation, _)| operation.shape()).min() else {
            return Route::Nowhere;
        };
        fitting.retain(|(operation, _)| operation.shape() == best);
        match fitting.iter().position(|(o, _)| o.method.eq_ignore_ascii_case(method)) {
            Some(at) => {
                let (operation, parameters) = fitting.swap_remove(at);
                Route::Found(operation, parameters)
            }
            None => Route::OtherMethods(fitting.iter().map(|(o, _)| o.method.as_str()).collect()),
        }
    }
}

impl Operation {
    fn read(path: &str, method: &str, operation: &Object) -> Option<Self> {
        let auth = operation.get("x-pc-auth").and_then(Json::as_list).unwrap_or_default();
        let tags = operation.get("tags").and_then(Json::as_list).unwrap_or_default();
        Some(Self {
            id: operation.text("operationId")?.to_owned(),
            method: method.to_ascii_uppercase(),
            path: path.to_owned(),
            area: tags.first().and_then(Json::as_text).unwrap_or_default().to_ascii_lowercase(),
            user_only: !auth.is_empty() && auth.iter().all(|mode| mode.as_text() == Some("user")),
            only_reads: operation.text("x-pc-retry") == Some("read"),
            clouds: texts(operation, "x-pc-clouds"),
            silent_clouds: texts(operation, "x-pc-clouds-silent"),
            segments: path.split('/').filter(|s| !s.is_empty()).map(Segment::read).collect(),
        })
    }

    /// How many segments of another path are the same from the start on; words count more than
    /// parameters, and none do unless a word after the version is the same.
    pub(crate) fn likeness(&self, path: &[&str]) -> usize {
        let same = self.segments.iter().zip(path).map_while(|(segment, text)| match segment {
            Segment::Word(word) => word.eq_ignore_ascii_case(text).then_some(2),
            Segment::Parameter(_) => Some(1),
        });
        let counts: Vec<usize> = same.collect();
        if counts.len() < 2 { 0 } else { counts.iter().sum() }
    }

    /// Where the parameters are; of two paths that fit, the smaller shape says more.
    fn shape(&self) -> Vec<bool> {
        self.segments.iter().map(|segment| matches!(segment, Segment::Parameter(_))).collect()
    }

    fn matches(&self, path: &[String]) -> Option<Vec<(&str, String)>> {
        if path.len() != self.segments.len() {
            return None;
        }
        let mut parameters = Vec::new();
        for (segment, text) in self.segments.iter().zip(path) {
            match segment {
                Segment::Word(word) if word.eq_ignore_ascii_case(text) => {}
                Segment::Word(_) => return None,
                Segment::Parameter(name) => parameters.push((name.as_str(), text.clone())),
            }
        }
        Some(parameters)
    }
}

fn texts(operation: &Object, key: &str) -> Vec<String> {
    let list = operation.get(key).and_then(Json::as_list).unwrap_or_default();
    list.iter().filter_map(Json::as_text).map(str::to_owned).collect()
}

impl Segment {
    fn read(text: &str) -> Self {
        match text.strip_prefix('{').and_then(|text| text.strip_suffix('}')) {
            Some(name) => Self::Parameter(name.to_owned()),
            None => Self::Word(text.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bundled_document_has_operations() {
        let document = Document::get();
        assert!(
            !document.operations.is_empty(),
            "emulator/document/openapi.json could not be read"
        );
        for operation in &document.operations {
            assert!(!operation.area.is_empty(), "{} has no tag", operation.id);
        }
    }

    #[test]
    fn an_operation_that_only_reads_may_be_a_post() {
        let reading = |id: &str| {
            let mut operations = Document::get().operations.iter();
            operations.find(|operation| operation.id == id).map(|operation| operation.only_reads)
        };
        assert_eq!(reading("getCart"), Some(true));
        assert_eq!(reading("checkInventory"), Some(true));
        assert_eq!(reading("updateCart"), Some(false));
    }

    #[test]
    fn words_are_found_in_any_case_and_parameters_keep_theirs() {
        let path = ["v1", "PRODUCTS", "Abc"].map(str::to_owned);
        let Route::Found(operation, parameters) = Document::get().route("get", &path) else {
            panic!("not found");
        };
        assert_eq!(
            (operation.id.as_str(), &parameters[..]),
            ("getProduct", &[("product-id", "Abc".to_owned())][..])
        );
    }

    #[test]
    fn a_known_path_with_another_method_names_the_methods() {
        let path = ["v1", "products"].map(str::to_owned);
        assert!(
            matches!(Document::get().route("DELETE", &path), Route::OtherMethods(methods) if methods == ["GET"])
        );
    }
}
