//! The shape of files and folders: sizes, sentences, what is listed, and what stands at the top.

use std::collections::BTreeSet;

use syn::{Item, Lit, visit::Visit};

use super::tree::Tree;

const LINES: usize = 400;
/// Where every file has to be named by some source file, or stand in a folder that a test reads whole.
const LISTED: [&str; 4] = ["themes/", "keymaps/", "assets/", "tests/fixtures/"];
const TOP_LEVEL: [&str; 12] = [
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE",
    "NOTICE",
    "README.md",
    "assets",
    "docs",
    "keymaps",
    "scripts",
    "src",
    "tests",
    "themes",
];

/// Files stay small.
pub fn too_long(tree: &Tree) -> Vec<String> {
    tree.rust("src/")
        .chain(tree.rust("tests/"))
        .map(|(path, text)| (path, text.lines().count()))
        .filter(|(_, lines)| *lines > LINES)
        .map(|(path, lines)| format!("{path} has {lines} lines, {LINES} at most"))
        .collect()
}

/// Every folder says what it is, and says it where nothing else happens.
pub fn folders(tree: &Tree) -> Vec<String> {
    let mut complaints = Vec::new();
    for folder in tree.source_folders() {
        let (own, beside) = (format!("{folder}/mod.rs"), format!("{folder}.rs"));
        let Some((file, text)) = [own, beside].into_iter().find_map(|file| Some((file.clone(), tree.text(&file)?)))
        else {
            complaints.push(format!("{folder} has no mod.rs"));
            continue;
        };
        let sentence: Vec<&str> = text.lines().map_while(|line| line.strip_prefix("//! ")).collect();
        if !sentence.join(" ").contains('.') {
            complaints.push(format!("{file} does not open with a sentence that says what the folder is"));
        }
        if file.ends_with("/mod.rs") {
            complaints.extend(logic_in(text).map(|what| format!("{file} holds logic: {what}")));
        }
    }
    complaints
}

/// A `mod.rs` lists: it declares, hands on and may hold plain types and the registry.
fn logic_in(text: &str) -> Option<String> {
    let file = syn::parse_file(text).ok()?;
    file.items.iter().find_map(|item| match item {
        Item::Fn(function) => Some(format!("fn {}", function.sig.ident)),
        Item::Impl(block) if !block.items.is_empty() => Some("an impl block".to_owned()),
        Item::Macro(_) => Some("a macro".to_owned()),
        Item::Trait(item) => Some(format!("trait {}", item.ident)),
        _ => None,
    })
}

/// Nothing forgotten: a theme, keymap, asset or fixture that nobody names is dead.
pub fn forgotten(tree: &Tree) -> Vec<String> {
    let mut texts = Literals::default();
    let sources = tree.rust("src/").chain(tree.rust("tests/"));
    for (_, text) in sources.filter(|(path, _)| !path.starts_with("tests/architecture")) {
        if let Ok(file) = syn::parse_file(text) {
            texts.visit_file(&file);
        }
    }
    LISTED
        .iter()
        .flat_map(|folder| tree.under(folder).map(move |(path, _)| (*folder, path)))
        .filter(|(folder, path)| !texts.name(folder, path))
        .map(|(_, path)| format!("{path} is named by no source file"))
        .collect()
}

/// The string literals of the sources.
#[derive(Default)]
struct Literals(BTreeSet<String>);

impl Literals {
    /// Whether one names the file (`…/dark.toml`, `crash-loop`) or a folder below `listed` that holds it.
    fn name(&self, listed: &str, path: &str) -> bool {
        let name = path.rsplit('/').next().unwrap_or(path);
        let stem = name.split('.').next().unwrap_or(name);
        let ends_with =
            |text: &str, end: &str| text == end || text.strip_suffix(end).is_some_and(|text| text.ends_with('/'));
        let folders: Vec<&str> = path
            .match_indices('/')
            .filter_map(|(at, _)| path.get(..at))
            .filter(|folder| folder.len() > listed.len())
            .collect();
        self.0.iter().any(|text| {
            let text = text.trim_end_matches('/');
            ends_with(text, name) || ends_with(text, stem) || folders.iter().any(|folder| ends_with(text, folder))
        })
    }
}

impl<'ast> Visit<'ast> for Literals {
    fn visit_lit(&mut self, literal: &'ast Lit) {
        if let Lit::Str(text) = literal {
            self.0.insert(text.value());
        }
    }

    fn visit_macro(&mut self, makro: &'ast syn::Macro) {
        let tokens = syn::buffer::TokenBuffer::new2(makro.tokens.clone());
        self.take(tokens.begin());
    }
}

impl Literals {
    fn take(&mut self, mut cursor: syn::buffer::Cursor<'_>) {
        loop {
            if let Some((inner, _, _, next)) = cursor.any_group() {
                self.take(inner);
                cursor = next;
            } else if let Some((literal, next)) = cursor.literal() {
                if let Lit::Str(text) = Lit::new(literal) {
                    self.0.insert(text.value());
                }
                cursor = next;
            } else if let Some((_, next)) = cursor.token_tree() {
                cursor = next;
            } else {
                break;
            }
        }
    }
}

/// The top level shows what matters, and nothing else.
pub fn top_level(tree: &Tree) -> Vec<String> {
    let there = tree.top_level();
    let strangers = there.iter().filter(|name| !name.starts_with('.') && !TOP_LEVEL.contains(name));
    let missing = TOP_LEVEL.iter().filter(|name| !there.contains(**name));
    strangers
        .map(|name| format!("{name} does not belong at the top level"))
        .chain(missing.map(|name| format!("{name} is missing at the top level")))
        .collect()
}
