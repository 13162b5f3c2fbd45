//! A module that is imported from now on, and that no list of needed modules in the change names.

use crate::domain::{finding::Matter, severity::Severity, text::Safe};
use crate::logic::evidence::{Language, Side};

use super::super::{
    changes::Changes,
    clue::{Hint, Rule},
    code::is_builtin,
};

pub(in super::super) const RULE: Rule = Rule {
    name: "new_dependency",
    severity: Severity::High,
    title: "a new module",
    impact: "The program does not start where the module is not installed.",
    remedy: "Name the module in requirements.txt, package.json or go.mod and build the image again.",
    changes,
    signs: &[],
    consequence: false,
};

fn changes<'a>(changes: &Changes<'a>) -> Vec<Hint<'a>> {
    let before = |module: &str| {
        changes.facts.imports.iter().any(|import| import.side == Side::Removed && import.module == module)
    };
    let imports = changes.facts.imports.iter().filter(|import| import.side == Side::Added && !before(&import.module));
    imports
        .filter(|import| !is_builtin(import.spot.file.language, &import.module) && !is_own(changes, &import.module))
        .filter(|import| !is_listed(changes, &import.module))
        .map(|import| Hint {
            matters: vec![Matter::Module(Safe::line(&import.module))],
            spot: import.spot.clone(),
            what: format!("{} is imported, and no list of needed modules in the change names it", import.module),
            silent: false,
        })
        .collect()
}

/// A folder or file of the same repository, as far as the diff shows it.
fn is_own(changes: &Changes<'_>, module: &str) -> bool {
    let top = module.split(['.', '/']).next().unwrap_or(module);
    changes.files.iter().any(|spot| spot.file.path().split(['/', '.']).any(|part| part == top))
}

fn is_listed(changes: &Changes<'_>, module: &str) -> bool {
    let top = module.split('.').next().unwrap_or(module);
    let lines =
        changes.lines.iter().filter(|spot| spot.file.language == Language::Needs && spot.line.side == Side::Added);
    lines
        .into_iter()
        .any(|spot| spot.line.text.to_lowercase().replace('_', "-").contains(&top.to_lowercase().replace('_', "-")))
}
