//! The tables that emission looks things up in.

use crate::emit::operations::Operations;
use crate::emit::schemas::Schemas;
use crate::load::Document;

/// What emission looks things up in.
pub(super) struct Context<'d> {
    pub(super) document: &'d Document,
    pub(super) schemas: Schemas<'d>,
    pub(super) operations: Operations<'d>,
}

impl<'d> Context<'d> {
    pub(super) fn of(document: &'d Document) -> Self {
        Self { document, schemas: Schemas::of(document), operations: Operations::of(document) }
    }
}
