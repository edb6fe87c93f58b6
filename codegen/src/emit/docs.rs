//! Finishes documentation comments: one line each, text where the generator has none, and
//! its own words replaced where the document says more.

use syn::visit_mut::{self, VisitMut};
use syn::{AttrStyle, Attribute, parse_quote};

use crate::emit::operations::{Operation, Parameter};
use crate::emit::{Context, markdown};

/// Finishes the comments of a file.
pub(super) fn finish(file: &mut syn::File, context: &Context<'_>) {
    Finish { context, within: None }.visit_file_mut(file);
}

/// The lines of a comment, each with its leading space.
pub(super) fn lines(text: &str, context: &Context<'_>) -> Vec<String> {
    let known = |name: &str| context.schemas.all().any(|(own, _)| own == name);
    let text = markdown::for_rustdoc(text, known);
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines().skip_while(|line| line.is_empty()) {
        match line {
            "" if lines.last().is_some_and(String::is_empty) => {}
            "" => lines.push(String::new()),
            line => lines.push(format!(" {line}")),
        }
    }
    lines
}

struct Finish<'c, 'd> {
    context: &'c Context<'d>,
    /// The type whose methods are being visited.
    within: Option<String>,
}

impl VisitMut for Finish<'_, '_> {
    fn visit_attributes_mut(&mut self, attributes: &mut Vec<Attribute>) {
        let texts: Vec<_> = attributes.iter().filter_map(doc_text).collect();
        let inner =
            attributes.iter().any(|attribute| matches!(attribute.style, AttrStyle::Inner(_)));
        attributes.retain(|attribute| doc_text(attribute).is_none());
        let rest = std::mem::take(attributes);
        for line in lines(&texts.join("\n"), self.context) {
            attributes.push(match inner {
                true => parse_quote!(#![doc = #line]),
                false => parse_quote!(#[doc = #line]),
            });
        }
        attributes.extend(rest);
    }

    fn visit_item_struct_mut(&mut self, item: &mut syn::ItemStruct) {
        let is_call = !item.generics.params.is_empty();
        if let Some(operation) = self.context.operations.by_call(&item.ident.to_string())
            && is_call
        {
            let name = &operation.rust_name;
            say(
                &mut item.attrs,
                &format!("A call of [`Client::{name}`], to be completed and sent."),
            );
        } else if item.ident == "Client" {
            let info = self.context.document.root.get("info");
            let text = |key: &str| info.and_then(|info| info.get_text(key)).unwrap_or_default();
            say(&mut item.attrs, &format!("{}.\n\n{}", text("title"), text("description")));
        }
        visit_mut::visit_item_struct_mut(self, item);
    }

    fn visit_item_impl_mut(&mut self, item: &mut syn::ItemImpl) {
        self.within = match &*item.self_ty {
            syn::Type::Path(ty) if item.trait_.is_none() => {
                ty.path.segments.last().map(|last| last.ident.to_string())
            }
            _ => None,
        };
        visit_mut::visit_item_impl_mut(self, item);
        self.within = None;
    }

    fn visit_impl_item_fn_mut(&mut self, function: &mut syn::ImplItemFn) {
        let name = function.sig.ident.to_string();
        if let Some(text) = self.method(&name) {
            say(&mut function.attrs, &text);
        }
        visit_mut::visit_impl_item_fn_mut(self, function);
    }
}

impl Finish<'_, '_> {
    /// What is to be said of a method; none where what is there will do.
    fn method(&self, name: &str) -> Option<String> {
        let operations = &self.context.operations;
        let within = self.within.as_deref()?;
        if within == "Client" {
            return match name {
                "new_with_client" => Some(NEW_CLIENT.to_owned()),
                _ => operations.by_rust_name(name).map(operation),
            };
        }
        let call = operations.by_call(within)?;
        match name {
            "new" => Some("Starts the call. Nothing is sent yet.".to_owned()),
            "send" => Some(format!("Sends `{} {}`.", call.method, call.path)),
            "fetch" => Some(format!(
                "Sends `{} {}`, and leaves the body of a success undecoded.",
                call.method, call.path
            )),
            _ => call.parameters.iter().find(|own| own.rust_name == name).map(parameter),
        }
    }
}

const NEW_CLIENT: &str = "A client of the service at `baseurl`, scheme and host without `/v1`.\n\n\
    How long to wait for an answer is up to the HTTP `client`; everything else that a call \
    needs is up to the transport, `inner`.";

/// What the document says of an operation.
fn operation(operation: &Operation<'_>) -> String {
    let text = |key: &str| operation.node.get_text(key).unwrap_or_default().trim();
    format!("{}.\n\n{}", text("summary").trim_end_matches('.'), text("description"))
}

fn parameter(parameter: &Parameter<'_>) -> String {
    let what = match parameter.name {
        "body" => "Sets the body".to_owned(),
        name => format!("Sets `{name}`"),
    };
    let optional = if parameter.required { "" } else { ", which can be left out" };
    format!("{what}{optional}.\n\n{}", parameter.description)
}

/// Replaces a comment.
fn say(attributes: &mut Vec<Attribute>, text: &str) {
    attributes.retain(|attribute| doc_text(attribute).is_none());
    attributes.push(parse_quote!(#[doc = #text]));
}

fn doc_text(attribute: &Attribute) -> Option<String> {
    let syn::Meta::NameValue(meta) = &attribute.meta else { return None };
    let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) = &meta.value else {
        return None;
    };
    let text = text.value();
    meta.path.is_ident("doc").then(|| text.strip_prefix(' ').unwrap_or(&text).to_owned())
}
