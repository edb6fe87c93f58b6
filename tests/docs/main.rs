//! What the README and the cookbook show: it is what stands in the files beside it, it runs, and
//! it is as short as it was meant to be.
#![allow(clippy::unwrap_used, clippy::print_stdout, unreachable_pub)]

mod cookbook;
mod pages;
mod readme;
