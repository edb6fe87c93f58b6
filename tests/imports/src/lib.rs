//! What the sources of a crate say: which file uses which, and what users can name.
//!
//! [`PublicApi`] lists what users can name. The rest is about the files.
//!
//! [`Graph::read`] reads every source file below a `src` folder and draws an arrow from a file to
//! each file of the same crate that it names. [`circles`] finds files that cannot be
//! understood without one another, and [`up_arrows`] the arrows that lead up where the modules
//! have floors.
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

mod api;
mod circle;
mod code;
mod floor;
mod graph;
mod module;
mod resolve;
mod sources;

pub use api::PublicApi;
pub use circle::circles;
pub use floor::up_arrows;
pub use graph::Graph;
