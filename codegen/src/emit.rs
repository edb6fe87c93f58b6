//! From the rewritten document to the sources of the client.

mod by_name;
mod call_docs;
mod calls;
mod client_module;
mod codes;
mod columns;
mod context;
mod docs;
mod enums;
mod fields;
mod hosts;
mod items;
mod markdown;
mod operation_table;
mod operations;
mod pull;
mod render;
mod rework;
mod schemas;
mod settings;
mod split;
mod texts;
mod unions;

use std::panic::{AssertUnwindSafe, catch_unwind};

use openapiv3::OpenAPI;
use progenitor::Generator;

use crate::files::Files;
use crate::finding::{Finding, Place};
use crate::json;
use crate::load::Document;
use context::Context;
use fields::Fields;

/// Emits the files of `generated/src/client/`.
pub(crate) fn client(document: &Document) -> Result<Files, Vec<Finding>> {
    let context = Context::of(document);
    let mut file = generate(&context).map_err(|message| vec![not_generated(&message)])?;
    rework::run_all(&mut file, &context)?;
    let fields = Fields::of(&mut file);
    let mut modules = vec![client_module::module(document)];
    modules.extend(calls::modules(&context));
    modules.extend(split::modules(items::types(file), &context));
    modules.extend([
        texts::module(&context),
        enums::module(&context),
        unions::module(&context),
        columns::module(&context, &fields),
        pull::module(&context, &fields),
        hosts::module(&context),
        operation_table::module(&context),
        by_name::module(&context),
    ]);
    modules.extend(codes::modules(context.document));
    render::files(modules, &context).map_err(|message| vec![not_generated(&message)])
}

/// Runs the generator, which makes the types. It is not shown the operations: they are ours.
fn generate(context: &Context<'_>) -> Result<syn::File, String> {
    let mut model: OpenAPI = serde_json::from_value(json::value(&context.document.root))
        .map_err(|error| error.to_string())?;
    model.paths.paths.clear();
    let mut generator = Generator::new(&settings::settings(context.schemas));
    // The generator panics at what it does not support. The lints refuse the known cases, so a
    // panic here is a case that they do not know yet.
    let tokens = catch_unwind(AssertUnwindSafe(|| generator.generate_tokens(&model)))
        .map_err(|_| "the generator gave up; its message is above".to_owned())?
        .map_err(|error| error.to_string())?;
    syn::parse2(tokens).map_err(|error| format!("what was generated is not Rust: {error}"))
}

fn not_generated(message: &str) -> Finding {
    Finding::new(
        &Place::whole("openapi.yaml"),
        "generator",
        message,
        "the lints should have found this; change the document, and add a lint",
    )
}
