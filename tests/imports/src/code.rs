//! The paths that stand in the code of a file.

use proc_macro2::{Ident, Spacing, TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{File, ImplItemFn, Item, ItemMod, ItemUse, Macro, Path, Visibility};

use crate::module::{ModulePath, attributes, imports, is_for_tests, is_shown};

/// A path as it was written.
#[derive(Debug)]
pub(super) struct Mention {
    /// The module that it was written in.
    pub(super) scope: ModulePath,
    pub(super) path: Vec<String>,
    /// Whether it is brought in to be shown to other modules.
    pub(super) is_shown: bool,
}

/// All paths of more than one name that a file's code has.
pub(super) fn mentions(module: &ModulePath, file: &File) -> Vec<Mention> {
    let mut finder = Finder { scope: module.clone(), found: Vec::new() };
    finder.visit_file(file);
    finder.found
}

struct Finder {
    scope: ModulePath,
    found: Vec<Mention>,
}

impl Finder {
    fn add(&mut self, path: Vec<String>, is_shown: bool) {
        self.found.push(Mention { scope: self.scope.clone(), path, is_shown });
    }

    /// The arguments of a macro are not syntax yet, so paths are looked for by their colons.
    fn scan(&mut self, tokens: TokenStream) {
        let mut path: Vec<String> = Vec::new();
        let mut is_open = false;
        let mut is_quote = false;
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Ident(name) => {
                    if !is_open {
                        self.end(&mut path);
                    }
                    let is_macro = matches!(tokens.peek(), Some(TokenTree::Punct(next)) if next.as_char() == '!');
                    is_quote = is_macro && writes_code(&name);
                    path.push(name.to_string());
                    is_open = false;
                }
                TokenTree::Punct(colon)
                    if colon.as_char() == ':'
                        && colon.spacing() == Spacing::Joint
                        && matches!(tokens.peek(), Some(TokenTree::Punct(next)) if next.as_char() == ':') =>
                {
                    tokens.next();
                    is_open = true;
                }
                TokenTree::Group(group) => {
                    is_open = false;
                    self.end(&mut path);
                    if !std::mem::take(&mut is_quote) {
                        self.scan(group.stream());
                    }
                }
                _ => {
                    is_open = false;
                    self.end(&mut path);
                }
            }
        }
        self.end(&mut path);
    }

    fn end(&mut self, path: &mut Vec<String>) {
        let path = std::mem::take(path);
        if path.len() > 1 {
            self.add(path, false);
        }
    }
}

impl<'ast> Visit<'ast> for Finder {
    fn visit_item(&mut self, item: &'ast Item) {
        if !is_for_tests(attributes(item)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_impl_item_fn(&mut self, item: &'ast ImplItemFn) {
        if !is_for_tests(&item.attrs) {
            visit::visit_impl_item_fn(self, item);
        }
    }

    fn visit_item_mod(&mut self, item: &'ast ItemMod) {
        self.scope.push(item.ident.to_string());
        visit::visit_item_mod(self, item);
        self.scope.pop();
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        for import in imports(item) {
            self.add(import.path, is_shown(item));
        }
    }

    fn visit_path(&mut self, path: &'ast Path) {
        // A path that begins with `::` is another crate's.
        if path.segments.len() > 1 && path.leading_colon.is_none() {
            let names = path.segments.iter().map(|segment| segment.ident.to_string());
            self.add(names.collect(), false);
        }
        visit::visit_path(self, path);
    }

    /// The path in `pub(in crate::a)` says who may see something and uses nothing.
    fn visit_visibility(&mut self, _: &'ast Visibility) {}

    fn visit_macro(&mut self, invoked: &'ast Macro) {
        visit::visit_macro(self, invoked);
        let last = invoked.path.segments.last();
        if !last.is_some_and(|name| writes_code(&name.ident)) {
            self.scan(invoked.tokens.clone());
        }
    }
}

/// Whether a macro of that name writes code, which is another crate's.
fn writes_code(name: &Ident) -> bool {
    name == "quote" || name == "parse_quote"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let file = syn::parse_file(text).unwrap();
        let found: Vec<String> =
            mentions(&vec!["m".to_owned()], &file).iter().map(|m| m.path.join("::")).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn paths_are_found_in_types_expressions_and_patterns() {
        check(
            "fn f(a: crate::a::A) -> B { if let b::C::D = a { self::e(self.f) } }",
            &["crate::a::A", "b::C::D", "self::e"],
        );
        check("type A = Vec<Option<super::b::B>>;", &["super::b::B"]);
    }

    #[test]
    fn paths_are_found_within_macros() {
        check("fn f() { g!(\"{}\", crate::a::b(1), c::d); }", &["crate::a::b", "c::d"]);
        check(
            "macro_rules! m { () => { $crate::a::A::new([b: b::C]) } }",
            &["crate::a::A::new", "b::C"],
        );
    }

    #[test]
    fn code_that_is_written_uses_nothing() {
        check(
            "fn f() { quote! { crate::a::A }; a!([parse_quote!(crate::b::B), c::d]) }",
            &["c::d"],
        );
    }

    #[test]
    fn tests_and_visibilities_use_nothing() {
        check("#[cfg(test)] mod tests { use crate::a::A; }", &[]);
        check("#[cfg(test)] use crate::a::A;", &[]);
        check("pub(in crate::a::b) struct A; impl A { #[cfg(test)] fn a() { b::c() } }", &[]);
    }
}
