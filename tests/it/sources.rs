//! The sources under `src/` as the compiler reads them: without comments and tests, with what each file uses.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Attribute, Item, Meta};

/// Every source file, by path.
pub static SOURCES: LazyLock<Vec<Source>> =
    LazyLock::new(|| files("rs").into_iter().map(|(path, text)| Source::new(&path, &text)).collect());

/// Which part of a file a rule looks at.
#[derive(Clone, Copy)]
pub enum Text {
    /// Everything, comments and tests included.
    Whole,
    /// Without comments and tests.
    Code,
    /// Without comments, tests, strings and characters.
    Bare,
}

pub struct Source {
    /// From the root of the repository, with `/`.
    pub path: String,
    pub text: String,
    /// What its `//!` lines say.
    pub opening: String,
    /// `text` with comments and tests blanked, byte for byte.
    pub code: String,
    /// `code` with strings and characters blanked.
    pub bare: String,
    /// What it uses from the root of the crate: the first name of every path that starts or arrives there, and where.
    pub uses: Vec<(usize, String)>,
}

impl Source {
    pub fn new(path: &str, text: &str) -> Source {
        let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{path} is no Rust: {error}"));
        let mut reader = Reader { path, text, code: blank(text), bare: blank(text), uses: Vec::new() };
        for item in without_tests(file.items) {
            reader.walk(item.to_token_stream());
        }
        Source {
            path: path.to_owned(),
            text: text.to_owned(),
            opening: file.attrs.iter().filter_map(documentation).collect::<Vec<_>>().join("\n"),
            code: String::from_utf8(reader.code).unwrap(),
            bare: String::from_utf8(reader.bare).unwrap(),
            uses: reader.uses,
        }
    }

    pub fn text(&self, which: Text) -> &str {
        match which {
            Text::Whole => &self.text,
            Text::Code => &self.code,
            Text::Bare => &self.bare,
        }
    }

    pub fn lines(&self) -> usize {
        self.text.lines().count()
    }

    pub fn at(&self, offset: usize) -> String {
        format!("{}:{}", self.path, line_of(&self.text, offset))
    }
}

/// Fills in what is code, token by token.
struct Reader<'t> {
    path: &'t str,
    text: &'t str,
    code: Vec<u8>,
    bare: Vec<u8>,
    uses: Vec<(usize, String)>,
}

impl Reader<'_> {
    fn walk(&mut self, tokens: TokenStream) {
        let trees: Vec<TokenTree> = tokens.into_iter().collect();
        let mut rest = trees.as_slice();
        while let Some((first, after)) = rest.split_first() {
            rest = match rest {
                // A comment for readers, wherever it stands.
                [TokenTree::Punct(hash), TokenTree::Group(group), after @ ..]
                    if hash.as_char() == '#' && is_documentation(group) =>
                {
                    after
                }
                _ => {
                    if let Some(used) = self.root_names(rest) {
                        let at = first.span().byte_range().start;
                        self.uses.extend(used.into_iter().map(|name| (at, name)));
                    }
                    self.keep(first);
                    after
                }
            };
        }
    }

    fn keep(&mut self, tree: &TokenTree) {
        match tree {
            TokenTree::Group(group) => {
                self.copy(group.span_open().byte_range(), true);
                self.walk(group.stream());
                self.copy(group.span_close().byte_range(), true);
            }
            TokenTree::Literal(literal) => {
                let number = literal.to_string().starts_with(|c: char| c.is_ascii_digit());
                self.copy(literal.span().byte_range(), number);
            }
            other => self.copy(other.span().byte_range(), true),
        }
    }

    fn copy(&mut self, range: std::ops::Range<usize>, bare: bool) {
        let bytes = &self.text.as_bytes()[range.clone()];
        self.code[range.clone()].copy_from_slice(bytes);
        if bare {
            self.bare[range].copy_from_slice(bytes);
        }
    }

    /// The names that follow the root of the crate, if a path to it starts here.
    fn root_names(&self, trees: &[TokenTree]) -> Option<Vec<String>> {
        let (first, mut rest) = step(trees)?;
        let mut up = 0;
        let at_root = match first.as_str() {
            "crate" => true,
            // The name of the library; inside it, only a name like any other.
            "habeas" => self.path == "src/main.rs",
            "super" => {
                up += 1;
                while let Some((name, after)) = step(rest)
                    && name == "super"
                {
                    up += 1;
                    rest = after;
                }
                up == depth(self.path)
            }
            _ => false,
        };
        at_root.then(|| heads(rest))
    }
}

/// The name that a path goes on from, and what follows the `::` behind it.
fn step(trees: &[TokenTree]) -> Option<(String, &[TokenTree])> {
    match trees {
        [TokenTree::Ident(name), TokenTree::Punct(a), TokenTree::Punct(b), rest @ ..]
            if a.as_char() == ':' && b.as_char() == ':' =>
        {
            Some((name.to_string(), rest))
        }
        _ => None,
    }
}

/// The first names of a use tree: `a::b` has `a`, `{a::{b, c}, d}` has `a` and `d`.
fn heads(tree: &[TokenTree]) -> Vec<String> {
    match tree.first() {
        Some(TokenTree::Ident(name)) if name == "self" => Vec::new(),
        Some(TokenTree::Ident(name)) => vec![name.to_string()],
        Some(TokenTree::Group(group)) => {
            let members: Vec<TokenTree> = group.stream().into_iter().collect();
            let comma = |tree: &TokenTree| matches!(tree, TokenTree::Punct(punct) if punct.as_char() == ',');
            members.split(comma).flat_map(heads).collect()
        }
        Some(TokenTree::Punct(star)) if star.as_char() == '*' => vec!["*".to_owned()],
        _ => Vec::new(),
    }
}

/// How many times `super` leads to the root: `src/store/read/citations.rs` is two down, `src/store/mod.rs` one.
fn depth(path: &str) -> usize {
    path.trim_start_matches("src/").trim_end_matches(".rs").trim_end_matches("/mod").split('/').count()
}

/// The items that are compiled into the program.
fn without_tests(items: Vec<Item>) -> Vec<Item> {
    let mut kept = Vec::new();
    for mut item in items {
        if attributes(&item).iter().any(is_for_tests) {
            continue;
        }
        if let Item::Mod(module) = &mut item
            && let Some((_, inner)) = &mut module.content
        {
            *inner = without_tests(std::mem::take(inner));
        }
        kept.push(item);
    }
    kept
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

/// `#[cfg(test)]`, and `#[cfg(all(test, …))]`.
fn is_for_tests(attribute: &Attribute) -> bool {
    let Meta::List(list) = &attribute.meta else { return false };
    let condition = list.tokens.to_string().replace(' ', "");
    list.path.is_ident("cfg") && (condition == "test" || condition.starts_with("all(test"))
}

fn documentation(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(pair) = &attribute.meta else { return None };
    match &pair.value {
        syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) if pair.path.is_ident("doc") => {
            Some(text.value().trim().to_owned())
        }
        _ => None,
    }
}

fn is_documentation(group: &Group) -> bool {
    let first = group.stream().into_iter().next();
    group.delimiter() == Delimiter::Bracket && matches!(first, Some(TokenTree::Ident(name)) if name == "doc")
}

/// Spaces instead of everything but the ends of lines.
fn blank(text: &str) -> Vec<u8> {
    text.bytes().map(|byte| if byte == b'\n' { b'\n' } else { b' ' }).collect()
}

pub fn line_of(text: &str, offset: usize) -> usize {
    text[..offset].matches('\n').count() + 1
}

/// The files under `src/` with this extension, by path.
pub fn files(extension: &str) -> Vec<(String, String)> {
    fn walk(directory: &Path, extension: &str, found: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, extension, found);
            } else if path.extension().is_some_and(|known| known == extension) {
                let relative = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap();
                let parts: Vec<_> = relative.iter().map(|part| part.to_string_lossy()).collect();
                found.push((parts.join("/"), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    let mut found = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), extension, &mut found);
    found.sort();
    found
}
