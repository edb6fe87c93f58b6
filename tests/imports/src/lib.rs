//! Which file of a crate uses which, and whether that has an order.
//!
//! [`Graph::read`] reads every source file below a `src` folder and draws an arrow from a file to
//! each file of the same crate that it names. [`circles`] tells which files cannot be understood
//! without one another, and [`up_arrows`] which arrows lead up where the modules have floors.
//!
//! An arrow comes from a `use` and from a path in the code, within the arguments of a macro too. A
//! path counts if it begins with `crate`, `super`, `self`, a module that the file declares, or a
//! name that a `use` brought in. It leads to the file that *defines* what it names: where a module
//! re-exports an item, the arrow passes through, and none is drawn to what another crate defines.
//! What does not count:
//!
//! - `mod name;`, and `pub use` of something that a module has below itself;
//! - what is only there for tests, `#[cfg(test)]`, be it an item or a file;
//! - what `quote!` and `parse_quote!` write, since it is the code of another crate;
//! - the texts of attributes, such as `#[serde(default = "…")]`, and documentation;
//! - a file that is the root of another crate beside `lib.rs`: `main.rs`, and `bin/`.
//!
//! A module must stand where its name says; `#[path]` is not read.
//!
//! To look at a crate: `cargo run -p partner-center-imports -- emulator/src`
//! prints its circles, and with `--dot` the graph for Graphviz.

mod circle;
mod code;
mod floor;
mod graph;
mod module;
mod resolve;

pub use circle::circles;
pub use floor::up_arrows;
pub use graph::Graph;
