//! The layer rule: the picture in `src/ARCHITECTURE.md` is read, not repeated, so that rule and picture cannot differ.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    modules::Modules,
    names::{Names, segments},
    tree::Tree,
};

const PICTURE: &str = "src/ARCHITECTURE.md";
/// These are values and functions over values: they leave the world alone.
const PURE: [&str; 5] = ["domain", "logic", "flow", "ui", "app"];
/// Folders whose files may need one another: the picture's text says why.
const ONE_THING: [&str; 2] = ["app", "logic::verdict"];
/// Where the world is, inside the crate and outside.
const WORLD_INSIDE: [&str; 6] = ["adapters", "ops", "runtime", "server", "drill", "cli"];
const WORLD_OUTSIDE: [&str; 10] = [
    "tokio",
    "kube",
    "sqlx",
    "reqwest",
    "std::env",
    "std::fs",
    "std::net",
    "std::process",
    "std::thread",
    "crossterm::terminal",
];

/// Rows of the picture: the higher the number, the more a module may import.
pub struct Layers {
    rows: BTreeMap<String, u32>,
    pub complaints: Vec<String>,
}

/// Where a path of the crate stands.
enum Standing {
    On(String, u32),
    /// Above several modules of the picture: `logic`, or the crate itself.
    Group(String),
}

impl Layers {
    pub fn of(tree: &Tree, modules: &Modules) -> Self {
        let mut layers = Self { rows: BTreeMap::new(), complaints: Vec::new() };
        let Some(text) = tree.text(PICTURE) else {
            layers.complaints.push(format!("{PICTURE} is missing"));
            return layers;
        };
        for line in text.lines() {
            let digits = line.chars().take_while(char::is_ascii_digit).count();
            if let (Ok(row), Some(names)) = (line.get(..digits).unwrap_or_default().parse(), line.get(digits..))
                && names.starts_with("  ")
            {
                layers.rows.extend(expand(names).into_iter().map(|name| (name, row)));
            }
        }
        for name in layers.rows.keys().filter(|name| !modules.by_path.contains_key(*name)) {
            layers.complaints.push(format!("{PICTURE} shows {name}, which is not there"));
        }
        layers
    }

    fn standing(&self, path: &[String]) -> Standing {
        (1..=path.len())
            .rev()
            .find_map(|len| {
                let name = path.get(..len)?.join("::");
                Some(Standing::On(name.clone(), *self.rows.get(&name)?))
            })
            .unwrap_or_else(|| Standing::Group(path.first().cloned().unwrap_or_default()))
    }

    /// Every module of the product stands on a row, or holds only modules that do.
    pub fn without_layer(&self, modules: &Modules) -> Vec<String> {
        let mut complaints = self.complaints.clone();
        for (path, module) in modules.shipped().filter(|(path, _)| !matches!(*path, "" | "main")) {
            let holds_rows = self.rows.keys().any(|row| row.starts_with(&format!("{path}::")));
            if matches!(self.standing(&segments(path)), Standing::Group(_)) && !holds_rows {
                complaints.push(format!("{}: {path} has no layer in {PICTURE}", module.file));
            }
        }
        complaints
    }

    /// Imports point down, and neighbours on a row are strangers.
    pub fn upward(&self, graph: &Graph<'_>) -> Vec<String> {
        // One complaint for a file and a rule that it breaks, not one for each name.
        let mut complaints = BTreeMap::new();
        for (path, module, names) in graph.shipped() {
            let from = match (path, self.standing(&segments(path))) {
                ("main", _) => continue,
                (_, standing) => standing,
            };
            for target in names.inside.iter().chain(names.reexports.values()) {
                let target = graph.origin(target);
                let says = match (&from, self.standing(&target)) {
                    (Standing::On(from, low), Standing::On(to, high)) if *from != to && high > *low => {
                        format!("{from} is on row {low}, {to} above it on row {high}")
                    }
                    (Standing::On(from, low), Standing::On(to, high)) if *from != to && high == *low => {
                        format!("{from} and {to} are neighbours on row {low}, and neighbours are strangers")
                    }
                    (Standing::On(from, low), Standing::Group(to)) if self.top_of(&to) >= *low => {
                        format!("{from} is on row {low}, {} reaches row {}", group(&to), self.top_of(&to))
                    }
                    (Standing::Group(from), _) if !target.starts_with(&segments(path)) => {
                        format!("{} only holds its own modules together", group(from))
                    }
                    _ => continue,
                };
                let complaint = format!("{} imports {}: {says}", module.file, target.join("::"));
                complaints.entry((&module.file, says)).or_insert(complaint);
            }
        }
        complaints.into_values().collect()
    }

    /// The highest row below a group.
    fn top_of(&self, group: &str) -> u32 {
        let below = format!("{group}::");
        self.rows
            .iter()
            .filter(|(name, _)| group.is_empty() || name.starts_with(&below))
            .map(|(_, row)| *row)
            .max()
            .unwrap_or(u32::MAX)
    }
}

fn group(name: &str) -> String {
    if name.is_empty() { "the crate's root".to_owned() } else { format!("the whole of {name}") }
}

/// `  logic::{a, b}   flow` → `logic::a`, `logic::b`, `flow`.
fn expand(names: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = names;
    while let Some((before, after)) = rest.split_once('{') {
        let (inner, next) = after.split_once('}').unwrap_or((after, ""));
        let mut words: Vec<&str> = before.split_whitespace().collect();
        let prefix = words.pop().unwrap_or_default();
        found.extend(words.into_iter().map(str::to_owned));
        found.extend(inner.split(',').map(|name| format!("{prefix}{}", name.trim())));
        rest = next;
    }
    found.extend(rest.split_whitespace().map(str::to_owned));
    found
}

/// Who mentions what, across the crate.
pub struct Graph<'a> {
    modules: &'a Modules,
    names: BTreeMap<&'a str, Names>,
}

impl<'a> Graph<'a> {
    pub fn of(modules: &'a Modules) -> Self {
        let names = modules.shipped().map(|(path, module)| (path, Names::of(path, module, modules))).collect();
        Self { modules, names }
    }

    fn shipped(&self) -> impl Iterator<Item = (&'a str, &'a super::modules::Module, &Names)> {
        self.modules.shipped().filter_map(|(path, module)| Some((path, module, self.names.get(path)?)))
    }

    /// The longest part of a path that is a file of the crate.
    fn module_of(&self, path: &[String]) -> Option<&'a str> {
        (0..=path.len()).rev().find_map(|len| {
            let name = path.get(..len)?.join("::");
            self.names.get_key_value(name.as_str()).map(|(name, _)| *name)
        })
    }

    /// Where a name really comes from: a re-export is not an origin.
    fn origin(&self, path: &[String]) -> Vec<String> {
        let mut path = path.to_vec();
        for _ in 0..8 {
            let Some(module) = self.module_of(&path) else { break };
            let depth = segments(module).len();
            let handed_on = path.get(depth).and_then(|name| self.names.get(module)?.reexports.get(name));
            let Some(source) = handed_on else { break };
            path = [source.as_slice(), path.get(depth + 1..).unwrap_or_default()].concat();
        }
        path
    }

    /// Pure modules leave the world alone.
    pub fn impure(&self) -> Vec<String> {
        let mut complaints = Vec::new();
        for (path, module, names) in self.shipped() {
            let Some(pure) = PURE.iter().find(|pure| path == **pure || path.starts_with(&format!("{pure}::"))) else {
                continue;
            };
            let inside = names
                .inside
                .iter()
                .filter(|name| name.first().is_some_and(|first| WORLD_INSIDE.contains(&first.as_str())));
            let outside = names.outside.iter().filter(|name| {
                let name = name.join("::");
                WORLD_OUTSIDE.iter().any(|world| name == *world || name.starts_with(&format!("{world}::")))
            });
            let named = inside.chain(outside).map(|name| name.join("::"));
            complaints.extend(named.map(|name| format!("{} names {name}: {pure} is pure", module.file)));
        }
        complaints.sort();
        complaints.dedup();
        complaints
    }

    /// Neither a folder nor a file needs itself by way of others, except for the files of a folder that is one thing. A
    /// parent's re-exports do not count: they only hand names on.
    pub fn cycles(&self) -> Vec<String> {
        let mut edges: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (path, _, names) in self.shipped().filter(|(path, ..)| *path != "main") {
            let targets = names.inside.iter().filter_map(|name| self.module_of(&self.origin(name)));
            for (from, to) in targets.filter_map(|target| self.siblings(path, target)) {
                edges.entry(from).or_default().insert(to);
            }
        }
        let mut needs: BTreeMap<&str, Vec<&str>> =
            edges.iter().map(|(from, to)| (from.as_str(), to.iter().map(String::as_str).collect())).collect();
        let mut complaints = Vec::new();
        loop {
            Self::peel(&mut needs);
            let ring = Self::walk(&needs);
            if ring.is_empty() {
                return complaints;
            }
            complaints.push(format!("a cycle: {}", ring.join(" → ")));
            needs.retain(|path, _| !ring.contains(path));
        }
    }

    /// Where the ways of two modules part: which folder, or file beside a folder, needs which. At the top the rows decide.
    fn siblings(&self, from: &str, to: &str) -> Option<(String, String)> {
        let (from, to) = (segments(from), segments(to));
        let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
        if common == 0 {
            return None;
        }
        let (from, to) = (from.get(..=common)?.join("::"), to.get(..=common)?.join("::"));
        let is_folder = |path: &str| self.names.keys().any(|name| name.starts_with(&format!("{path}::")));
        let parent = from.rsplit_once("::").map_or("", |(parent, _)| parent);
        let counts = is_folder(&from) || is_folder(&to) || !ONE_THING.contains(&parent);
        counts.then_some((from, to))
    }

    /// Takes away what is on no cycle: what needs nothing, and what nothing needs, again and again.
    fn peel(needs: &mut BTreeMap<&str, Vec<&str>>) {
        loop {
            let before = needs.len();
            let left: BTreeSet<&str> = needs.keys().copied().collect();
            needs.retain(|_, targets| targets.iter().any(|target| left.contains(target)));
            let needed: BTreeSet<&str> = needs.values().flatten().copied().collect();
            needs.retain(|path, _| needed.contains(path));
            if needs.len() == before {
                return;
            }
        }
    }

    /// One way round, from the first module that is on it.
    fn walk<'n>(needs: &BTreeMap<&'n str, Vec<&'n str>>) -> Vec<&'n str> {
        let mut way: Vec<&str> = needs.keys().next().copied().into_iter().collect();
        while let Some(last) = way.last() {
            let Some(next) =
                needs.get(last).and_then(|targets| targets.iter().find(|target| needs.contains_key(**target)))
            else {
                break;
            };
            if let Some(at) = way.iter().position(|seen| seen == next) {
                way.drain(..at);
                way.push(next);
                break;
            }
            way.push(next);
        }
        way
    }
}
