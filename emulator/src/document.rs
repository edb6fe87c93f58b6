//! The bundled document as the emulator reads it: which operations there are, and where; which hosts
//! there are, and whom their tokens are for.

use std::sync::LazyLock;

use crate::json::{Json, Object};
use crate::request::Request;

/// The document, as `cargo xtask codegen` bundles it.
static DOCUMENT: LazyLock<Document> =
    LazyLock::new(|| Document::read(include_str!("../document/openapi.json")));

/// The host that the files of exports are on. It has no operations: manifests say what is there.
pub(crate) const STORAGE: &str = "Storage";

/// What it is called on the network, where no server stands in front of the emulator.
pub(crate) const STORAGE_DOMAIN: &str = "contosoexports.blob.core.windows.net";

/// Operations of the document.
#[derive(Debug)]
pub(crate) struct Document {
    pub(crate) operations: Vec<Operation>,
    /// Hosts that some operations are on, beside the main one.
    pub(crate) others: Vec<Host>,
}

/// A host of the document.
#[derive(Debug)]
pub(crate) struct Host {
    /// What the document calls it.
    pub(crate) name: String,
    /// Its names on the network.
    domains: Vec<String>,
    /// Whom its tokens are for.
    pub(crate) audience: String,
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
    /// The host that it is on; none for the main one.
    pub(crate) host: Option<String>,
    segments: Vec<Segment>,
}

#[derive(Debug)]
enum Segment {
    Word(String),
    Parameter(String),
    /// A function with arguments in quotes: `name(Key='{parameter}')`.
    Function(String),
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
        let items = paths.into_iter().flat_map(Object::iter);
        let items: Vec<_> =
            items.filter_map(|(path, item)| Some((path, item.as_object()?))).collect();
        let mut others: Vec<Host> = Vec::new();
        for host in items.iter().filter_map(|(_, item)| Host::read(item)) {
            if others.iter().all(|known| known.name != host.name) {
                others.push(host);
            }
        }
        others.push(Host::storage());
        let operations = items.into_iter().flat_map(|(path, item)| {
            let host = Host::read(item).map(|host| host.name);
            item.iter().filter_map(move |(method, operation)| {
                Operation::read(path, method, operation.as_object()?, host.clone())
            })
        });
        Self { operations: operations.collect(), others }
    }

    /// The host that a request is for: that of the socket it came through, else the one whose name
    /// it has. None for the main one, which answers to any name.
    pub(crate) fn host(&self, request: &Request) -> Option<&Host> {
        self.others.iter().find(|host| match request.through {
            Some(name) => host.name == name,
            None => host.domains.contains(&request.domain),
        })
    }

    /// Finds the operation for the segments of a path, without regard to case.
    ///
    /// Where several paths fit, as `/invoices/summary` and `/invoices/{invoice-id}` do, the one with
    /// a word where the others have a parameter is meant.
    pub(crate) fn route(&self, host: Option<&Host>, method: &str, path: &[String]) -> Route<'_> {
        let host = host.map(|host| host.name.as_str());
        let mut fitting: Vec<_> = self
            .operations
            .iter()
            .filter(|operation| operation.host.as_deref() == host)
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

impl Host {
    fn storage() -> Self {
        let domains = vec![STORAGE_DOMAIN.to_owned()];
        Self { name: STORAGE.to_owned(), domains, audience: String::new() }
    }

    /// The host that a path is on, if it says so.
    fn read(item: &Object) -> Option<Self> {
        let servers = item.get("servers").and_then(Json::as_list)?;
        let servers = servers.iter().filter_map(Json::as_object);
        let domains = servers.clone().filter_map(|server| {
            Some(server.text("url")?.split_once("://")?.1.to_ascii_lowercase())
        });
        let operations = item.iter().filter_map(|(_, operation)| operation.as_object());
        let ways = operations.filter_map(|operation| operation.get("security")?.as_list());
        let scopes = ways.flatten().filter_map(Json::as_object).flat_map(Object::iter);
        let mut scopes = scopes.filter_map(|(_, scopes)| scopes.as_list()?.first()?.as_text());
        Some(Self {
            name: servers.clone().find_map(|server| server.text("x-pc-host"))?.to_owned(),
            domains: domains.collect(),
            audience: scopes.next()?.trim_end_matches("/.default").to_owned(),
        })
    }
}

impl Operation {
    fn read(path: &str, method: &str, operation: &Object, host: Option<String>) -> Option<Self> {
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
            host,
            segments: path.split('/').filter(|s| !s.is_empty()).map(Segment::read).collect(),
        })
    }

    /// How many segments of another path are the same from the start on; words count more than
    /// parameters, and none do unless a word after the version is the same.
    pub(crate) fn likeness(&self, path: &[&str]) -> usize {
        let same = self.segments.iter().zip(path).map_while(|(segment, text)| match segment {
            Segment::Word(word) => word.eq_ignore_ascii_case(text).then_some(2),
            Segment::Parameter(_) | Segment::Function(_) => Some(1),
        });
        let counts: Vec<usize> = same.collect();
        if counts.len() < 2 { 0 } else { counts.iter().sum() }
    }

    /// Where the parameters are; of two paths that fit, the smaller shape says more.
    fn shape(&self) -> Vec<bool> {
        self.segments.iter().map(|segment| !matches!(segment, Segment::Word(_))).collect()
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
                Segment::Function(template) => parameters.extend(arguments(template, text)?),
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
            None if text.contains('{') => Self::Function(text.to_owned()),
            None => Self::Word(text.to_owned()),
        }
    }
}

/// The arguments of a function, by the names that its template has for them. A quote in a value is
/// doubled (OData, section 5.1.1.1).
fn arguments<'a>(mut template: &'a str, mut text: &str) -> Option<Vec<(&'a str, String)>> {
    let mut found = Vec::new();
    while let Some((word, rest)) = template.split_once("'{") {
        let (name, after) = rest.split_once("}'")?;
        let head = text.get(..word.len()).filter(|head| head.eq_ignore_ascii_case(word))?;
        let quoted = text[head.len()..].strip_prefix('\'')?;
        let (value, after_value) = unquoted(quoted)?;
        found.push((name, value));
        (template, text) = (after, after_value);
    }
    template.eq_ignore_ascii_case(text).then_some(found)
}

/// A value up to the quote that ends it, and what follows.
fn unquoted(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut rest = text;
    loop {
        let (before, after) = rest.split_once('\'')?;
        value.push_str(before);
        match after.strip_prefix('\'') {
            Some(more) => {
                value.push('\'');
                rest = more;
            }
            None => return Some((value, after)),
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
        let Route::Found(operation, parameters) = Document::get().route(None, "get", &path) else {
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
            matches!(Document::get().route(None, "DELETE", &path), Route::OtherMethods(methods) if methods == ["GET"])
        );
    }

    #[test]
    fn a_function_is_found_on_its_host_and_tells_its_arguments() {
        let document = Document::get();
        let prices = document.others.iter().find(|host| host.name == "Prices").unwrap();
        assert_eq!(prices.audience, "https://api.partner.microsoft.com");
        let sheet = "PriceSheets(market='U''S',PRICESHEETVIEW='software')";
        let path = ["v1.0", "sales", sheet, "$value"].map(str::to_owned);
        let Route::Found(operation, parameters) = document.route(Some(prices), "GET", &path) else {
            panic!("not found");
        };
        assert_eq!(operation.id, "getPriceSheet");
        let values = [("market", "U'S"), ("pricesheet-view", "software")];
        assert_eq!(parameters, values.map(|(name, value)| (name, value.to_owned())));
        assert!(matches!(document.route(None, "GET", &path), Route::Nowhere));
        for broken in ["pricesheets", "pricesheets(Market='US')", "pricesheets(Market='US"] {
            let path = ["v1.0", "sales", broken, "$value"].map(str::to_owned);
            assert!(matches!(document.route(Some(prices), "GET", &path), Route::Nowhere));
        }
    }
}
