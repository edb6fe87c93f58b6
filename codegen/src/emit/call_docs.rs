//! What the documentation of a call says.

use crate::emit::operations::{Operation, Parameter};

/// Of the method that begins it: what the document says of the operation, and of what is given.
pub(super) fn operation(operation: &Operation<'_>) -> String {
    let text = |key: &str| operation.node.get_text(key).unwrap_or_default().trim();
    let needed = operation.own_parameters().filter(|own| own.required);
    let needed: String = needed.map(argument).collect();
    let parameters = match &*needed {
        "" => String::new(),
        list => format!("# Parameters\n\n{list}\n\n"),
    };
    let summary = text("summary").trim_end_matches('.');
    let description = text("description");
    // What the passes have added to the description begins with this heading.
    let (own, facts) = description.split_once("# At a glance").unwrap_or((description, ""));
    let host = host(operation);
    match facts {
        "" => format!("{summary}.\n\n{own}\n\n{parameters}"),
        _ => {
            format!("{summary}.\n\n{own}{parameters}# At a glance\n\n{host}{}", facts.trim_start())
        }
    }
}

/// Where it is, if that is not where most are.
fn host(operation: &Operation<'_>) -> String {
    match operation.elsewhere {
        Some(url) => format!("- Host: `{url}`, which has tokens of its own.\n"),
        None => String::new(),
    }
}

fn argument(parameter: &Parameter<'_>) -> String {
    let description = parameter.description.split_whitespace().collect::<Vec<_>>().join(" ");
    match &*description {
        "" => format!("- `{}`\n", parameter.ident),
        text => format!("- `{}`: {text}\n", parameter.ident),
    }
}

/// Of its type.
pub(super) fn call(operation: &Operation<'_>) -> String {
    let name = &operation.rust_name;
    format!("A call of [`Client::{name}`], to be completed and sent.")
}

/// Of the setter of a parameter.
pub(super) fn setter(parameter: &Parameter<'_>) -> String {
    format!("Sets `{}`, which can be left out.\n\n{}", parameter.name, parameter.description)
}

/// Of the method that sends it.
pub(super) fn send(operation: &Operation<'_>) -> String {
    format!("Sends `{} {}`.", operation.method, operation.path)
}

/// Of the method that leaves the answer undecoded.
pub(super) fn fetch() -> &'static str {
    "As `send`, but leaves the body of a success undecoded."
}
