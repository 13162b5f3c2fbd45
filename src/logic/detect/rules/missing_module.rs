//! A module that is imported and not installed.

use crate::domain::{finding::Matter, severity::Severity, text::Safe};
use crate::logic::evidence::{Language, Side};

use super::super::{
    changes::Changes,
    clue::{About, Hint, Rule, Sign, Where},
};

pub(in super::super) const RULE: Rule = Rule {
    name: "missing_module",
    severity: Severity::High,
    title: "a module is missing",
    impact: "The program does not start.",
    remedy: "Add the module to the list of what the program needs and build again, or go back to the last image.",
    changes,
    signs: &[
        Sign::new(&["No module named"], r"No module named '?(?P<x>[\w.]+)'?", About::Module, Where::Program),
        Sign::new(
            &["Cannot find module", "Cannot find package"],
            r"Cannot find (module|package) '(?P<x>[^']+)'",
            About::Module,
            Where::Program,
        ),
        Sign::new(
            &["cannot import name"],
            r"cannot import name '?\w+'? from (partially initialized module )?'?(?P<x>[\w.]+)'?",
            About::Module,
            Where::Program,
        ),
        // What is no longer there under this name, besides where it was.
        Sign::new(&["cannot import name"], r"cannot import name '?(?P<x>\w+)'?", About::Field, Where::Program),
        Sign::new(&["has no attribute"], r"module '(?P<x>[\w.]+)' has no attribute", About::Module, Where::Program),
        Sign::new(
            &["no required module provides package"],
            r"no required module provides package (?P<x>[\w./-]+)",
            About::Module,
            Where::Program,
        ),
        Sign::new(
            &["ClassNotFoundException", "NoClassDefFoundError"],
            r"(ClassNotFoundException|NoClassDefFoundError): (?P<x>[\w./$]+)",
            About::Module,
            Where::Program,
        ),
        // A registry that does not have it.
        Sign::new(
            &["is not in this registry", "is not in the npm registry"],
            r"'(?P<x>@?[\w./-]+)@[^']*' is not in",
            About::Module,
            Where::Program,
        ),
        Sign::new(
            &["No matching distribution", "Could not find a version"],
            r"(No matching distribution found for|satisfies the requirement) (?P<x>[\w.-]+)",
            About::Module,
            Where::Program,
        ),
        Sign::new(
            &["cannot load such file"],
            r"cannot load such file -- (?P<x>[\w./-]+)",
            About::Module,
            Where::Program,
        ),
        Sign::new(
            &["shared libraries", "shared object"],
            r"(?P<x>lib[\w.+-]+): cannot open shared object",
            About::File,
            Where::Program,
        ),
    ],
    consequence: false,
};

/// Modules that the program's list no longer names, or names in another version; files that importers may still want.
fn changes<'a>(changes: &Changes<'a>) -> Vec<Hint<'a>> {
    let needs = |side: Side| {
        changes.lines.iter().filter(move |spot| spot.file.language == Language::Needs && spot.line.side == side)
    };
    let removed = needs(Side::Removed).filter_map(|spot| {
        let name = needed(spot.line.text)?;
        let now = needs(Side::Added).find(|new| needed(new.line.text).as_deref() == Some(name.as_str()));
        let (spot, what) = match now {
            Some(new) => (new, format!("{name} went to `{}`", new.line.text.trim())),
            None => (spot, format!("{name} was removed from what is installed")),
        };
        Some(Hint { matters: vec![Matter::Module(Safe::line(&name))], spot: spot.clone(), what, silent: now.is_some() })
    });
    let files =
        changes.files.iter().filter(|spot| spot.file.new != spot.file.old && spot.file.old.is_some()).filter_map(
            |spot| {
                let old = spot.file.old?;
                let module = old.rsplit_once('.').map_or(old, |(stem, _)| stem).replace('/', ".");
                let what =
                    if spot.file.new.is_some() { format!("{old} was renamed") } else { format!("{old} was removed") };
                let matters = vec![Matter::Module(Safe::line(&module)), Matter::File(Safe::line(old))];
                Some(Hint { matters, spot: spot.clone(), what, silent: true })
            },
        );
    removed.chain(files).collect()
}

/// `stripe==5.0`, `"stripe": "^12"`, `github.com/lib/pq v1.10.9`, `stripe = "^5"`
fn needed(line: &str) -> Option<String> {
    let line = line.trim().trim_start_matches(['"', '-', ' ']).trim_start_matches("require ");
    let name: String =
        line.chars().take_while(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | '@')).collect();
    let rest = line.get(name.len()..)?.trim_start_matches(['"', ' ']);
    let pinned = rest.is_empty() || rest.starts_with(['=', '<', '>', '~', '^', ':', '[', 'v', ';', '!']);
    (name.len() > 1 && pinned && name.starts_with(|c: char| c.is_alphabetic() || c == '@')).then_some(name)
}
