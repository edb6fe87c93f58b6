//! Finishes documentation comments: one line each, and fit for rustdoc.

use syn::visit_mut::VisitMut;
use syn::{AttrStyle, Attribute, parse_quote};

use crate::emit::context::Context;
use crate::emit::markdown;

/// Finishes the comments of a file.
pub(super) fn finish(file: &mut syn::File, context: &Context<'_>) {
    Finish { context }.visit_file_mut(file);
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
}

fn doc_text(attribute: &Attribute) -> Option<String> {
    let syn::Meta::NameValue(meta) = &attribute.meta else { return None };
    let syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) = &meta.value else {
        return None;
    };
    let text = text.value();
    meta.path.is_ident("doc").then(|| text.strip_prefix(' ').unwrap_or(&text).to_owned())
}
