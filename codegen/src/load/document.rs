//! The document with what belongs to it.

#[cfg(test)]
use crate::finding::Findings;
use crate::load::shape::METHODS;
#[cfg(test)]
use crate::load::yaml;
use crate::node::Node;

/// The files of codes: data beside the document, to which nothing refers.
pub(crate) const CODES: &str = "codes.yaml";
pub(crate) const CART_CODES: &str = "cart-codes.yaml";
pub(crate) const SIGN_IN_CODES: &str = "sign-in-codes.yaml";

/// The document with what belongs to it.
#[derive(Debug)]
pub(crate) struct Document {
    /// The OpenAPI document, in one piece.
    pub(crate) root: Node,
    /// `codes.yaml`: what error codes mean.
    pub(crate) codes: Option<Node>,
    /// `cart-codes.yaml`: what the errors of cart lines mean.
    pub(crate) cart_codes: Option<Node>,
    /// `sign-in-codes.yaml`: what refusals of the sign-in mean.
    pub(crate) sign_in_codes: Option<Node>,
    /// What `quirks.md` explains.
    pub(crate) quirks: Vec<Quirk>,
}

/// A section of `quirks.md`.
#[derive(Debug)]
pub(crate) struct Quirk {
    pub(crate) name: String,
    pub(crate) line: usize,
    /// Whether it links to the evidence.
    pub(crate) linked: bool,
}

/// An operation where it stands.
#[derive(Clone, Copy)]
pub(crate) struct Operation<'d> {
    pub(crate) path: &'d str,
    pub(crate) method: &'d str,
    pub(crate) item: &'d Node,
    pub(crate) node: &'d Node,
}

impl Document {
    /// Every operation, in the order of the document.
    pub(crate) fn operations(&self) -> Vec<Operation<'_>> {
        let mut all = Vec::new();
        for (path, item) in self.root.get("paths").map(Node::entries).unwrap_or_default() {
            for (method, node) in item.entries() {
                if METHODS.contains(&method.as_str()) {
                    all.push(Operation { path, method, item, node });
                }
            }
        }
        all
    }

    /// The named schemas.
    pub(crate) fn schemas(&self) -> &[(String, Node)] {
        self.root.at("/components/schemas").map(Node::entries).unwrap_or_default()
    }

    /// What a reference within the bundled document means; anything else is itself.
    pub(crate) fn resolve<'d>(&'d self, node: &'d Node) -> &'d Node {
        node.get_text("$ref")
            .and_then(|reference| self.root.at(reference.strip_prefix('#')?))
            .unwrap_or(node)
    }
}

impl<'d> Operation<'d> {
    /// The operation's own name, as far as it has one.
    pub(crate) fn id(self) -> &'d str {
        self.node.get_text("operationId").unwrap_or_default()
    }

    /// Its parameters, those of its path included, with what references mean.
    pub(crate) fn parameters(self, document: &'d Document) -> impl Iterator<Item = &'d Node> {
        [self.item, self.node]
            .into_iter()
            .flat_map(|node| node.get("parameters").map(Node::elements).unwrap_or_default())
            .map(|parameter| document.resolve(parameter))
    }

    /// Its request body.
    pub(crate) fn body(self, document: &'d Document) -> Option<&'d Node> {
        self.node.get("requestBody").map(|body| document.resolve(body))
    }

    /// Its responses, by status.
    pub(crate) fn responses(
        self,
        document: &'d Document,
    ) -> impl Iterator<Item = (&'d str, &'d Node)> {
        let responses = self.node.get("responses").map(Node::entries).unwrap_or_default();
        responses.iter().map(|(status, response)| (status.as_str(), document.resolve(response)))
    }
}

#[cfg(test)]
impl Document {
    /// A document from the text of its root, without anything beside it.
    pub(crate) fn from_root(yaml: &str) -> Self {
        let mut findings = Findings::default();
        let root = yaml::read("openapi.yaml", yaml, &mut findings);
        assert_eq!(findings.into_result(), Ok(()));
        let root = root.unwrap();
        Self { root, codes: None, cart_codes: None, sign_in_codes: None, quirks: Vec::new() }
    }
}
