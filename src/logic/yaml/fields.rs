//! Taking a map's fields out by their names, collecting what is wrong with them.

use std::collections::BTreeSet;

use crate::domain::{
    fault::{Fault, nearest},
    text::Safe,
};

use super::tree::{Spot, Tree, Value};

/// The faults of one file, as they are found.
#[derive(Debug)]
pub struct Faults {
    file: Safe,
    found: Vec<Fault>,
}

impl Faults {
    #[must_use]
    pub fn of(file: &str) -> Self {
        Self { file: Safe::line(file), found: Vec::new() }
    }

    pub fn add(&mut self, at: Spot, text: &str) {
        let fault = Fault { file: self.file.clone(), line: at.line, column: at.column, text: Safe::line(text) };
        if !self.found.contains(&fault) {
            self.found.push(fault);
        }
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// In the order of the file.
    #[must_use]
    pub fn into_vec(mut self) -> Vec<Fault> {
        self.found.sort_by_key(|fault| (fault.line, fault.column));
        self.found
    }
}

/// The fields of one map.
#[derive(Debug)]
pub struct Fields<'t> {
    pub at: Spot,
    pairs: &'t [(Spot, String, Tree)],
    known: BTreeSet<&'static str>,
}

impl<'t> Fields<'t> {
    /// The fields of a value that has to be a map; `what` names it in the fault.
    pub fn of(tree: &'t Tree, what: &str, faults: &mut Faults) -> Option<Self> {
        if let Value::Map(pairs) = &tree.value {
            return Some(Self { at: tree.at, pairs, known: BTreeSet::new() });
        }
        faults.add(tree.at, &format!("{what} must be a map, got {}", tree.value.sort()));
        None
    }

    /// Every pair, for maps whose keys are names.
    #[must_use]
    pub fn pairs(&self) -> &'t [(Spot, String, Tree)] {
        self.pairs
    }

    /// A field that may be missing; an empty one is missing.
    pub fn get(&mut self, name: &'static str) -> Option<&'t Tree> {
        self.known.insert(name);
        let found = self.pairs.iter().find(|(_, key, _)| key == name)?;
        (found.2.value != Value::Null).then_some(&found.2)
    }

    /// A field that may not.
    pub fn need(&mut self, name: &'static str, faults: &mut Faults) -> Option<&'t Tree> {
        let found = self.get(name);
        if found.is_none() {
            faults.add(self.at, &format!("missing field `{name}`"));
        }
        found
    }

    pub fn text(&mut self, name: &'static str, faults: &mut Faults) -> Option<(Spot, &'t str)> {
        self.get(name).and_then(|tree| text(tree, name, faults))
    }

    pub fn need_text(&mut self, name: &'static str, faults: &mut Faults) -> Option<(Spot, &'t str)> {
        self.need(name, faults).and_then(|tree| text(tree, name, faults))
    }

    /// Texts: one, or a list of them.
    pub fn texts(&mut self, name: &'static str, faults: &mut Faults) -> Vec<(Spot, &'t str)> {
        let Some(tree) = self.get(name) else { return Vec::new() };
        match &tree.value {
            Value::List(items) => items.iter().filter_map(|item| text(item, name, faults)).collect(),
            _ => text(tree, name, faults).into_iter().collect(),
        }
    }

    /// Complains of every field that nobody asked for.
    pub fn finish(self, faults: &mut Faults) {
        for (at, key, _) in self.pairs.iter().filter(|(_, key, _)| !self.known.contains(key.as_str())) {
            let hint = nearest(key, self.known.iter().copied());
            let hint = hint.map_or_else(String::new, |word| format!(", did you mean `{word}`?"));
            faults.add(*at, &format!("unknown field `{key}`{hint} line {}", at.line));
        }
    }
}

/// A value that has to be text.
pub fn text<'t>(tree: &'t Tree, what: &str, faults: &mut Faults) -> Option<(Spot, &'t str)> {
    if let Value::Text(text) = &tree.value {
        return Some((tree.at, text));
    }
    faults.add(tree.at, &format!("{what} must be text, got {}", tree.value.sort()));
    None
}

/// A value that has to be a whole number, written as one: not `010`, `1e3` or `no`.
pub fn whole(tree: &Tree, what: &str, faults: &mut Faults) -> Option<i64> {
    if let Value::Number(_, written) = &tree.value
        && let Ok(number) = written.parse::<i64>()
        && number.to_string() == *written
    {
        return Some(number);
    }
    let got = match &tree.value {
        Value::Number(_, written) => format!("`{written}`"),
        Value::Text(text) => format!("text `{text}`"),
        other => other.sort().to_owned(),
    };
    faults.add(tree.at, &format!("{what} must be a whole number, got {got}"));
    None
}
