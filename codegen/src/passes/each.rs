//! The parts of a document that have one shape.

use crate::load::{Shape, walk_mut};
use crate::node::Node;

/// Shows each part of one shape to `change`.
pub(super) fn each(root: &mut Node, wanted: Shape, mut change: impl FnMut(&mut Node)) {
    walk_mut(root, Shape::Document, &mut |node, shape| {
        if shape == wanted {
            change(node);
        }
    });
}
