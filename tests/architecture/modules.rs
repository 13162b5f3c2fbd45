//! The modules that the compiler sees, found as it finds them: from `lib.rs` and `main.rs`, `mod` line by `mod` line.

use std::collections::{BTreeMap, BTreeSet};

use syn::{Attribute, Expr, ExprLit, Item, Lit};

use super::tree::Tree;

/// One file of the crate.
pub struct Module {
    pub file: String,
    pub syntax: syn::File,
    /// Reached through `#[cfg(test)]` only.
    pub for_tests: bool,
}

/// Every file of the crate by its module path: `logic::board::fold`. The library's root is empty, the binary's `main`.
#[derive(Default)]
pub struct Modules {
    pub by_path: BTreeMap<String, Module>,
    /// What could not be read or found.
    pub complaints: Vec<String>,
}

/// A `mod` line that waits to be followed: where it may lie, and under what name.
struct Wanted {
    path: String,
    files: Vec<String>,
    for_tests: bool,
}

impl Modules {
    pub fn of(tree: &Tree) -> Self {
        let root = |path: &str, file: &str| Wanted { path: path.into(), files: vec![file.into()], for_tests: false };
        let mut modules = Self::default();
        let mut queue = vec![root("", "src/lib.rs"), root("main", "src/main.rs")];
        while let Some(wanted) = queue.pop() {
            let Some((file, text)) = wanted.files.iter().find_map(|file| Some((file, tree.text(file)?))) else {
                modules.complaints.push(format!(
                    "no file for module {} (looked for {})",
                    wanted.path,
                    wanted.files.join(", ")
                ));
                continue;
            };
            match syn::parse_file(text) {
                Ok(syntax) => {
                    let mut reader = Children { beside: beside(file), for_tests: wanted.for_tests, queue: &mut queue };
                    reader.take(&syntax.items, &wanted.path, &folder_of(file));
                    let module = Module { file: file.clone(), syntax, for_tests: wanted.for_tests };
                    modules.by_path.insert(wanted.path, module);
                }
                Err(error) => modules.complaints.push(format!("{file} cannot be parsed: {error}")),
            }
        }
        modules
    }

    /// Modules that are part of the product.
    pub fn shipped(&self) -> impl Iterator<Item = (&str, &Module)> {
        self.by_path.iter().filter(|(_, module)| !module.for_tests).map(|(path, module)| (path.as_str(), module))
    }

    /// A source file that no `mod` line leads to is compiled by nobody.
    pub fn unreachable(&self, tree: &Tree) -> Vec<String> {
        let reached: BTreeSet<&str> = self.by_path.values().map(|module| module.file.as_str()).collect();
        let mut complaints = self.complaints.clone();
        complaints.extend(
            tree.rust("src/")
                .filter(|(path, _)| !reached.contains(path))
                .map(|(path, _)| format!("{path}: no `mod` line leads to it")),
        );
        complaints
    }
}

fn beside(file: &str) -> &str {
    file.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Where the children of a file lie: beside a `mod.rs` or a root, else in the folder of its name.
fn folder_of(file: &str) -> String {
    let stem = file.trim_end_matches(".rs");
    match stem.rsplit_once('/') {
        Some((folder, "mod" | "lib" | "main")) => folder.to_owned(),
        _ => stem.to_owned(),
    }
}

/// `#[path = "…"]` counts from the folder of the file that says it.
fn path_attribute(attributes: &[Attribute], beside: &str) -> Option<String> {
    let value = attributes.iter().find(|attribute| attribute.path().is_ident("path"))?;
    match &value.meta.require_name_value().ok()?.value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(format!("{beside}/{}", text.value())),
        _ => None,
    }
}

/// The `mod` lines of one file.
struct Children<'a> {
    /// The folder that the file lies in.
    beside: &'a str,
    for_tests: bool,
    queue: &'a mut Vec<Wanted>,
}

impl Children<'_> {
    /// `path` and `folder` grow with each inline module.
    fn take(&mut self, items: &[Item], path: &str, folder: &str) {
        for item in items {
            let Item::Mod(module) = item else { continue };
            let name = module.ident.to_string();
            let (path, below) = (join(path, &name), format!("{folder}/{name}"));
            let for_tests = self.for_tests || is_for_tests(&module.attrs);
            if let Some((_, items)) = &module.content {
                Children { for_tests, beside: self.beside, queue: &mut *self.queue }.take(items, &path, &below);
                continue;
            }
            let files = path_attribute(&module.attrs, self.beside)
                .map_or_else(|| vec![format!("{below}.rs"), format!("{below}/mod.rs")], |file| vec![file]);
            self.queue.push(Wanted { path, files, for_tests });
        }
    }
}

/// Whether an item exists in test builds only.
pub fn is_for_tests(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg") && attribute.parse_args::<syn::Path>().is_ok_and(|path| path.is_ident("test"))
    })
}

/// `a::b` and `c` → `a::b::c`.
pub fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}::{name}") }
}
