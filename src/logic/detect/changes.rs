//! Everything that changed, read once for all rules.

use std::collections::BTreeSet;

use crate::logic::evidence::{Content, Language, Material, Side};

use super::{
    code::{self, Facts, is_variable},
    manifest::{self, Setting},
    spot::Spot,
};

/// Lines whose syntax is read; beyond them a diff is generated or vendored, and only its text is compared.
const LINES: usize = 20_000;

/// What changed.
#[derive(Debug, Default)]
pub(super) struct Changes<'a> {
    pub facts: Facts<'a>,
    pub settings: Vec<Setting<'a>>,
    /// Every line that was added or removed in what runs: no prose, no tests.
    pub lines: Vec<Spot<'a>>,
    /// Variables that a deployment gives, or no longer.
    pub variables: Vec<Given<'a>>,
    /// Files that the diff names.
    pub files: Vec<Spot<'a>>,
    removed_calls: BTreeSet<String>,
}

/// A variable that a manifest, a Dockerfile or a file of settings gives.
#[derive(Debug, Clone)]
pub(super) struct Given<'a> {
    pub name: String,
    pub side: Side,
    pub spot: Spot<'a>,
}

impl<'a> Changes<'a> {
    pub(super) fn of(materials: &'a [Material<'a>]) -> Self {
        let mut changes = Self::default();
        let mut budget = LINES;
        for material in materials {
            let Content::Changes(patch) = &material.content else { continue };
            for file in patch.files.iter().filter(|file| is_run(file.path(), file.language)) {
                if let Some(line) = file.lines().next() {
                    changes.files.push(Spot { header: material.header, file, line: *line, function: None });
                }
                for hunk in &file.hunks {
                    budget = budget.saturating_sub(hunk.lines.len());
                    if budget > 0 {
                        code::read_hunk(&mut changes.facts, material.header, file, hunk);
                    }
                    if file.language == Language::Yaml {
                        manifest::read_hunk(&mut changes.settings, material.header, file, hunk);
                    }
                    let spot = |line| Spot { header: material.header, file, line, function: None };
                    let touched = hunk.lines.iter().filter(|line| line.side != Side::Context);
                    changes.lines.extend(touched.map(|line| spot(*line)));
                }
            }
        }
        changes.variables = changes.given();
        let removed = changes.facts.calls.iter().filter(|call| call.side == Side::Removed);
        changes.removed_calls = removed.map(|call| call.text.clone()).collect();
        changes
    }

    /// Calls that were not there before, rather than moved or indented.
    pub(super) fn new_calls(&self) -> impl Iterator<Item = &code::Call<'a>> {
        self.facts.calls.iter().filter(|call| call.side == Side::Added && !self.removed_calls.contains(&call.text))
    }

    /// Settings that are there no longer, with what stands there now.
    pub(super) fn changed_settings(&self) -> impl Iterator<Item = (&Setting<'a>, Option<&Setting<'a>>)> {
        let (removed, added): (Vec<_>, Vec<_>) =
            self.settings.iter().partition(|setting| setting.side == Side::Removed);
        removed.into_iter().map(move |old| (old, added.iter().copied().find(|new| new.is_same(old))))
    }

    /// Everything that was added, and what was removed without anything in its place.
    pub(super) fn settings_now(&self) -> impl Iterator<Item = &Setting<'a>> {
        let gone = self.changed_settings().filter(|(_, new)| new.is_none()).map(|(old, _)| old);
        self.settings.iter().filter(|setting| setting.side == Side::Added).chain(gone)
    }

    /// Settings that were added, and did not stand there before.
    pub(super) fn new_settings(&self) -> impl Iterator<Item = &Setting<'a>> {
        self.settings.iter().filter(|new| {
            new.side == Side::Added && !self.settings.iter().any(|old| old.side == Side::Removed && old.is_same(new))
        })
    }

    fn given(&self) -> Vec<Given<'a>> {
        let settings = self.settings.iter().filter_map(|setting| {
            let name = variable_of(setting)?;
            Some(Given { name, side: setting.side, spot: setting.spot.clone() })
        });
        let lines = self.lines.iter().filter_map(|spot| {
            let name = assigned(spot.line.text, spot.file.language)?;
            Some(Given { name, side: spot.line.side, spot: spot.clone() })
        });
        settings.chain(lines).collect()
    }
}

/// An entry of `env`, or a key that is written like a variable.
fn variable_of(setting: &Setting<'_>) -> Option<String> {
    if setting.key == "name" {
        let entry = setting.path.last().is_none_or(|above| above == "env");
        return Some(setting.value.clone()).filter(|name| entry && is_variable(name));
    }
    if is_variable(&setting.key) {
        return Some(setting.key.clone());
    }
    let (name, _) = setting.value.split_once('=').filter(|_| setting.key.is_empty())?;
    Some(name.to_owned()).filter(|name| is_variable(name))
}

/// `X=1` of a file of settings, `ENV X=1` of a Dockerfile.
fn assigned(text: &str, language: Language) -> Option<String> {
    let text = text.trim();
    let rest = match language {
        Language::Dockerfile => text.strip_prefix("ENV ").or_else(|| text.strip_prefix("ARG "))?,
        Language::Settings => text.strip_prefix("export ").unwrap_or(text),
        Language::Json => text.strip_prefix('"')?,
        _ => return None,
    };
    let name: String = rest.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    Some(name).filter(|name| is_variable(name))
}

/// Whether a file takes part in what runs.
fn is_run(path: &str, language: Language) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let folder = |part: &str| path.starts_with(&format!("{part}/")) || path.contains(&format!("/{part}/"));
    let test = ["tests", "test", "__tests__", "spec", "testdata", "fixtures", "docs"].iter().any(|part| folder(part))
        || name.starts_with("test_")
        || [".test.", ".spec.", "_test."].iter().any(|part| name.contains(part))
        || name.starts_with("conftest");
    !test
        && language != Language::Prose
        && name.rsplit_once('.').is_none_or(|(_, ending)| ending != "lock")
        && !name.contains("-lock.")
        && name != "go.sum"
}
