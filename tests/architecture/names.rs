//! The names that a module mentions: its `use` lines, its inline paths and the paths inside its macros, tests left out.

use std::collections::BTreeMap;

use syn::{
    Attribute, ImplItem, Item, ItemMod, ItemUse, Macro, Path, UseTree, VisRestricted, Visibility,
    buffer::{Cursor, TokenBuffer},
    visit::{self, Visit},
};

use super::modules::{Module, Modules, is_for_tests, join};

/// What a module mentions, resolved to full paths: `logic::board::Board` inside the crate, `tokio::spawn` outside.
#[derive(Default)]
pub struct Names {
    pub inside: Vec<Vec<String>>,
    pub outside: Vec<Vec<String>>,
    /// Names of the crate that it hands on (`pub use`), with where they come from.
    pub reexports: BTreeMap<String, Vec<String>>,
}

impl Names {
    /// The names of one module.
    pub fn of(path: &str, module: &Module, modules: &Modules) -> Self {
        let mut reader = Reader {
            scope: segments(path),
            modules,
            uses: BTreeMap::new(),
            mentioned: Vec::new(),
            names: Self::default(),
        };
        if path == "main" {
            reader.scope.clear();
        }
        reader.visit_file(&module.syntax);
        for (scope, mentioned) in std::mem::take(&mut reader.mentioned) {
            reader.scope = scope;
            reader.sort_in(&mentioned, false);
        }
        reader.names
    }
}

/// `a::b` → `["a", "b"]`.
pub fn segments(path: &str) -> Vec<String> {
    path.split("::").filter(|segment| !segment.is_empty()).map(str::to_owned).collect()
}

struct Reader<'a> {
    /// The module that is being read, inline modules included.
    scope: Vec<String>,
    modules: &'a Modules,
    /// Names that `use` lines brought in.
    uses: BTreeMap<String, Place>,
    /// Inline paths and where they stand; they wait until every `use` line is known.
    mentioned: Vec<(Vec<String>, Vec<String>)>,
    names: Names,
}

/// Inside the crate or outside, by full path.
#[derive(Clone)]
enum Place {
    Inside(Vec<String>),
    Outside(Vec<String>),
    /// A name of the prelude, a local or a type parameter.
    Local,
}

impl Place {
    fn then(self, rest: &[String]) -> Self {
        match self {
            Self::Inside(path) => Self::Inside([path.as_slice(), rest].concat()),
            Self::Outside(path) => Self::Outside([path.as_slice(), rest].concat()),
            Self::Local => Self::Local,
        }
    }
}

impl Reader<'_> {
    fn place(&self, path: &[String], is_use: bool) -> Place {
        let Some((first, rest)) = path.split_first() else { return Place::Local };
        let below = |scope: &[String], rest: &[String]| Place::Inside([scope, rest].concat());
        match first.as_str() {
            "crate" | "stanch" => below(&[], rest),
            "self" => below(&self.scope, rest),
            "super" => {
                let ups = path.iter().take_while(|segment| *segment == "super").count();
                let kept = self.scope.len().saturating_sub(ups);
                below(self.scope.get(..kept).unwrap_or_default(), path.get(ups..).unwrap_or_default())
            }
            name => {
                let child = join(&self.scope.join("::"), name);
                if let Some(known) = self.uses.get(name).filter(|_| !is_use) {
                    known.clone().then(rest)
                } else if self.modules.by_path.contains_key(&child) {
                    below(&self.scope, path)
                } else if rest.is_empty() && !is_use {
                    Place::Local
                } else {
                    Place::Outside(path.to_vec())
                }
            }
        }
    }

    fn sort_in(&mut self, path: &[String], is_use: bool) {
        match self.place(path, is_use) {
            Place::Inside(full) => self.names.inside.push(full),
            Place::Outside(full) => self.names.outside.push(full),
            Place::Local => {}
        }
    }

    fn take_use(&mut self, prefix: &[String], tree: &UseTree, handed_on: bool) {
        let with = |name: &syn::Ident| [prefix, &[name.to_string()]].concat();
        match tree {
            UseTree::Path(path) => self.take_use(&with(&path.ident), &path.tree, handed_on),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.take_use(prefix, tree, handed_on)),
            UseTree::Glob(_) => self.sort_in(prefix, true),
            UseTree::Name(name) if name.ident == "self" => {
                let name = prefix.last().cloned().unwrap_or_default();
                self.take_leaf(name, prefix, handed_on);
            }
            UseTree::Name(name) => self.take_leaf(name.ident.to_string(), &with(&name.ident), handed_on),
            UseTree::Rename(rename) => self.take_leaf(rename.rename.to_string(), &with(&rename.ident), handed_on),
        }
    }

    fn take_leaf(&mut self, name: String, path: &[String], handed_on: bool) {
        let place = self.place(path, true);
        match &place {
            Place::Inside(full) if handed_on => {
                self.names.reexports.insert(name.clone(), full.clone());
            }
            _ => self.sort_in(path, true),
        }
        self.uses.insert(name, place);
    }

    /// Macro input has no syntax yet: every `a::b` in it counts.
    fn take_tokens(&mut self, mut cursor: Cursor<'_>) {
        let mut path = Vec::new();
        let mut colons = 0;
        while !cursor.eof() {
            if let Some((inner, _, _, next)) = cursor.any_group() {
                self.take_tokens(inner);
                cursor = next;
            } else if let Some((ident, next)) = cursor.ident() {
                if colons != 2 {
                    self.mention(std::mem::take(&mut path));
                }
                path.push(ident.to_string());
                (colons, cursor) = (0, next);
                continue;
            } else if let Some((_, next)) = cursor.punct().filter(|(punct, _)| punct.as_char() == ':') {
                (colons, cursor) = (colons + 1, next);
                continue;
            } else if let Some((_, next)) = cursor.token_tree() {
                cursor = next;
            } else {
                break;
            }
            self.mention(std::mem::take(&mut path));
            colons = 0;
        }
        self.mention(path);
    }

    fn mention(&mut self, path: Vec<String>) {
        if !path.is_empty() {
            self.mentioned.push((self.scope.clone(), path));
        }
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item(&mut self, item: &'ast Item) {
        if !is_for_tests(attributes(item)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_impl_item(&mut self, item: &'ast ImplItem) {
        if !matches!(item, ImplItem::Fn(function) if is_for_tests(&function.attrs)) {
            visit::visit_impl_item(self, item);
        }
    }

    fn visit_item_mod(&mut self, module: &'ast ItemMod) {
        self.scope.push(module.ident.to_string());
        visit::visit_item_mod(self, module);
        self.scope.pop();
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        self.take_use(&[], &item.tree, !matches!(item.vis, Visibility::Inherited));
    }

    fn visit_path(&mut self, path: &'ast Path) {
        self.mention(path.segments.iter().map(|segment| segment.ident.to_string()).collect());
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, makro: &'ast Macro) {
        visit::visit_macro(self, makro);
        let tokens = TokenBuffer::new2(makro.tokens.clone());
        self.take_tokens(tokens.begin());
    }

    /// `pub(in crate::a)` mentions who may look, not what is used.
    fn visit_vis_restricted(&mut self, _: &'ast VisRestricted) {}
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
