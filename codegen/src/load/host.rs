//! The hosts that operations are on: the `servers` of the root, and those of single paths.

use crate::load::{Document, Operation};
use crate::node::Node;

/// The host of whatever has no `servers` of its own, if the root names none.
const MAIN: &str = "PartnerCenter";

/// A host that operations are on.
pub(crate) struct Host<'d> {
    /// Its name in the generated code.
    pub(crate) name: &'d str,
    /// Where it is.
    pub(crate) servers: Vec<Server<'d>>,
    /// What tokens for it are for.
    pub(crate) audience: &'d str,
}

/// Where a host is, in some clouds.
#[derive(PartialEq)]
pub(crate) struct Server<'d> {
    pub(crate) url: &'d str,
    pub(crate) clouds: Vec<&'d str>,
}

impl Document {
    /// Every host, that of the root first, then in the order of the paths.
    pub(crate) fn hosts(&self) -> Vec<Host<'_>> {
        let security = self.root.get("security");
        let mut hosts = vec![Host::new(self.root.get("servers"), scopes(security))];
        for operation in self.operations() {
            let name = operation.host(self);
            if hosts.iter().all(|known| known.name != name) {
                hosts.push(Host::new(operation.item.get("servers"), operation.scopes()));
            }
        }
        hosts
    }
}

impl<'d> Operation<'d> {
    /// The name of the host that it is on.
    pub(crate) fn host(self, document: &'d Document) -> &'d str {
        name(self.item.get("servers").or_else(|| document.root.get("servers")))
    }

    /// What its own `security` asks of tokens.
    pub(crate) fn scopes(self) -> Vec<&'d Node> {
        scopes(self.node.get("security"))
    }
}

impl<'d> Host<'d> {
    fn new(servers: Option<&'d Node>, scopes: Vec<&'d Node>) -> Self {
        let audience = scopes.iter().find_map(|scope| audience(scope)).unwrap_or_default();
        let own = servers.map(Node::elements).unwrap_or_default();
        Self { name: name(servers), servers: own.iter().map(Server::new).collect(), audience }
    }
}

impl<'d> Server<'d> {
    pub(crate) fn new(node: &'d Node) -> Self {
        let clouds = node.get("x-pc-clouds").map(Node::elements).unwrap_or_default();
        Self {
            url: node.get_text("url").unwrap_or_default(),
            clouds: clouds.iter().filter_map(Node::as_text).collect(),
        }
    }
}

/// What the first of some servers calls their host.
fn name(servers: Option<&Node>) -> &str {
    let first = servers.and_then(|servers| servers.elements().first());
    first.and_then(|server| server.get_text("x-pc-host")).unwrap_or(MAIN)
}

/// Every scope in a list of what tokens have to be.
pub(crate) fn scopes(security: Option<&Node>) -> Vec<&Node> {
    let ways = security.map(Node::elements).unwrap_or_default();
    let schemes = ways.iter().flat_map(Node::entries);
    schemes.flat_map(|(_, scopes)| scopes.elements()).collect()
}

/// What tokens of a scope are for.
pub(crate) fn audience(scope: &Node) -> Option<&str> {
    scope.as_text()?.strip_suffix("/.default")
}
