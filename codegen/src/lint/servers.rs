//! Where operations are: `servers` of the root and of single paths, and what their tokens are for.

use crate::finding::Findings;
use crate::load::{Document, Operation, Server, audience};
use crate::node::Node;

const CLOUDS: [&str; 3] = ["global", "us-government", "china"];
const KEYS: [&str; 4] = ["url", "description", "x-pc-host", "x-pc-clouds"];

pub(super) fn check(document: &Document, findings: &mut Findings) {
    if let Some(own) = document.root.get("servers") {
        servers(own, findings);
    }
    for (path, item) in document.root.get("paths").map(Node::entries).unwrap_or_default() {
        if let Some(own) = item.get("servers") {
            servers(own, findings);
            same_host(path, own, document, findings);
        }
    }
    for operation in document.operations() {
        if let Some(own) = operation.node.get("servers") {
            let message = "a single operation has servers of its own";
            findings.add(&own.place, "server", message, "write them at its path");
        }
        clouds(operation, document, findings);
        if operation.node.get("security").is_some() || operation.item.get("servers").is_some() {
            tokens(operation, document, findings);
        }
    }
}

/// The servers of one host: each by https, with the host's name and the clouds that it serves.
fn servers(own: &Node, findings: &mut Findings) {
    if own.elements().is_empty() {
        findings.add(&own.place, "server", "there is no server", "write where the operations are");
    }
    let first = own.elements().first().and_then(|server| server.get_text("x-pc-host"));
    for server in own.elements() {
        for (key, value) in server.entries().iter().filter(|(key, _)| !KEYS.contains(&&**key)) {
            let message = format!("`{key}` means nothing here");
            let remedy = format!("a server has {}", KEYS.join(", "));
            findings.add(&value.place, "server", message, remedy);
        }
        let url = server.get("url").and_then(Node::as_text).unwrap_or_default();
        if !is_origin(url) {
            let place = server.get("url").map_or(&server.place, |url| &url.place);
            let message = format!("`{url}` is not the https address of a host");
            findings.add(
                place,
                "server",
                message,
                "write `https://host`, and the rest in the path",
            );
        }
        let name = server.get_text("x-pc-host").unwrap_or_default();
        let is_named = name.starts_with(|c: char| c.is_ascii_uppercase())
            && name.chars().all(|c| c.is_ascii_alphanumeric());
        if !is_named || Some(name) != first {
            let message = "this server does not say which host it is";
            let remedy = "write `x-pc-host: Name`, the same for all servers of a host";
            findings.add(&server.place, "server", message, remedy);
        }
        let clouds = Server::new(server).clouds;
        if clouds.is_empty() || clouds.iter().any(|cloud| !CLOUDS.contains(cloud)) {
            let message = "this server does not say which clouds it serves";
            let remedy = format!("write `x-pc-clouds` with some of {}", CLOUDS.join(", "));
            findings.add(&server.place, "server", message, remedy);
        }
    }
}

/// Whether an address is that of a host alone, reached by https.
fn is_origin(url: &str) -> bool {
    let host = url.strip_prefix("https://").unwrap_or_default();
    !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || "-.:".contains(c))
}

/// Two paths of one host say the same of it.
fn same_host(path: &str, own: &Node, document: &Document, findings: &mut Findings) {
    let name = own.elements().first().and_then(|server| server.get_text("x-pc-host"));
    let hosts = document.hosts();
    let Some(known) = hosts.iter().find(|host| Some(host.name) == name) else { return };
    let servers: Vec<_> = own.elements().iter().map(Server::new).collect();
    if servers != known.servers {
        let message = format!("`{}` has other servers at `{path}` than elsewhere", known.name);
        findings.add(&own.place, "server", message, "say the same of a host wherever it is named");
    }
}

/// An operation is served in clouds that its host is in.
fn clouds(operation: Operation<'_>, document: &Document, findings: &mut Findings) {
    let servers = operation.item.get("servers").or_else(|| document.root.get("servers"));
    let Some(servers) = servers else { return };
    let served: Vec<_> =
        servers.elements().iter().flat_map(|server| Server::new(server).clouds).collect();
    let own = operation.node.get("x-pc-clouds").map(Node::elements).unwrap_or_default();
    for cloud in own.iter().filter(|cloud| !served.contains(&cloud.as_text().unwrap_or_default())) {
        let message = "no server of this operation is in this cloud";
        findings.add(&cloud.place, "server", message, "leave it out, or add the server");
    }
}

/// What says whom its tokens are for, says the same as its neighbours on the host; what is on
/// another host than most must say it.
fn tokens(operation: Operation<'_>, document: &Document, findings: &mut Findings) {
    let security = operation.node.get("security");
    let place = security.map_or(&operation.node.place, |own| &own.place);
    let asked = operation.scopes();
    if asked.is_empty() {
        let message = "this operation does not say what its tokens are for";
        findings.add(place, "server", message, "write `security` with a scope of its host");
    }
    let name = operation.host(document);
    let hosts = document.hosts();
    let expected = hosts.iter().find(|host| host.name == name).map(|host| host.audience);
    let declared = declared(document);
    for scope in asked {
        if audience(scope).is_none() || audience(scope) != expected {
            let message = format!("this is not the scope of `{name}`");
            let remedy = "write the one scope, ending in `/.default`, of all that is on the host";
            findings.add(&scope.place, "server", message, remedy);
        } else if !declared.contains(&scope.as_text().unwrap_or_default()) {
            let remedy = "declare it in the flows of `securitySchemes`";
            findings.add(&scope.place, "server", "this scope is not declared", remedy);
        }
    }
    let listed = operation.node.get("x-pc-auth").map(Node::elements).unwrap_or_default();
    let ways = security.map(Node::elements).unwrap_or_default();
    for (word, scheme) in [("app", "appOnly"), ("user", "appUser")] {
        let says = listed.iter().any(|mode| mode.as_text() == Some(word));
        if says != ways.iter().any(|way| way.get(scheme).is_some()) {
            let message = format!("`security` and `x-pc-auth` do not agree about `{word}`");
            findings.add(place, "server", message, format!("name `{scheme}` where `{word}` is"));
        }
    }
}

/// The scopes that the document says tokens can have.
fn declared(document: &Document) -> Vec<&str> {
    let schemes = document.root.at("/components/securitySchemes").map(Node::entries);
    let flows = schemes.unwrap_or_default().iter().filter_map(|(_, scheme)| scheme.get("flows"));
    let scopes = flows.flat_map(Node::entries).filter_map(|(_, flow)| flow.get("scopes"));
    scopes.flat_map(Node::entries).map(|(scope, _)| scope.as_str()).collect()
}
