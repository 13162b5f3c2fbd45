//! One policy file: strict YAML, within a budget (T-10).

use globset::{Glob, GlobMatcher};
use serde::Deserialize;
use serde_saphyr::{
    Error, Location, Spanned,
    budget::BudgetBreach,
    options::{DuplicateKeyPolicy, MergeKeyPolicy, Options},
};

use crate::{
    domain::{cluster::ClusterId, digest::Digest, environment::Environment},
    logic::spelling::suggestion,
};

use super::approvals::{self, Demand};

const LARGEST: usize = 256 * 1024;
const DEEPEST: usize = 32;

/// A policy, version 1: the first rule that matches decides.
#[derive(Debug, Clone)]
pub struct Policy {
    rules: Vec<Rule>,
    pub(super) demands: Vec<Demand>,
    /// Of its bytes.
    pub(super) sha256: Digest,
}

#[derive(Debug, Clone)]
struct Rule {
    cluster: GlobMatcher,
    namespace: GlobMatcher,
    environment: Environment,
}

/// Why a policy cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{text}")]
pub struct Mistake {
    /// In words, with the line where there is one.
    pub text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    version: Spanned<u32>,
    #[serde(default)]
    environments: Vec<Entry>,
    #[serde(default)]
    approvals: Vec<approvals::Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    cluster: Spanned<String>,
    namespace: Spanned<String>,
    name: Environment,
}

impl Policy {
    /// Parses a policy's text.
    pub fn parse(text: &str) -> Result<Self, Mistake> {
        if text.len() > LARGEST {
            return Err(Mistake { text: "larger than 256 KiB".to_owned() });
        }
        let document: Document =
            serde_saphyr::from_str_with_options(text, options()).map_err(|error| Mistake::of(&error, text))?;
        let version = document.version;
        if version.value != 1 {
            return Err(Mistake::at(version.referenced, format!("version {} is not known; this is 1", version.value)));
        }
        let rules = document.environments.iter().map(Rule::of).collect::<Result<_, _>>()?;
        let demands = document.approvals.into_iter().map(Demand::of).collect::<Result<_, _>>()?;
        Ok(Self { rules, demands, sha256: Digest::of(text.as_bytes()) })
    }

    /// What the first matching rule says; `None` where none matches.
    #[must_use]
    pub fn environment(&self, cluster: &ClusterId, namespace: &str) -> Option<Environment> {
        let matches = |rule: &&Rule| is_here(&rule.cluster, cluster) && rule.namespace.is_match(namespace);
        self.rules.iter().find(matches).map(|rule| rule.environment)
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.rules.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }
}

impl Rule {
    fn of(entry: &Entry) -> Result<Self, Mistake> {
        Ok(Self { cluster: glob(&entry.cluster)?, namespace: glob(&entry.namespace)?, environment: entry.name })
    }
}

/// Whether a pattern means this cluster, by either of its names.
pub(super) fn is_here(pattern: &GlobMatcher, cluster: &ClusterId) -> bool {
    cluster.names().any(|name| pattern.is_match(name.as_str()))
}

pub(super) fn glob(pattern: &Spanned<String>) -> Result<GlobMatcher, Mistake> {
    let made = Glob::new(&pattern.value).map(|glob| glob.compile_matcher());
    made.map_err(|error| Mistake::at(pattern.referenced, format!("bad glob `{}`: {}", pattern.value, error.kind())))
}

fn options() -> Options {
    serde_saphyr::options! {
        budget: serde_saphyr::budget! {
            max_events: 20_000,
            max_nodes: 10_000,
            max_depth: DEEPEST,
            flow_nesting_limit: DEEPEST,
            max_aliases: 0,
            max_anchors: 0,
            max_documents: 1,
            max_merge_keys: 0,
        },
        duplicate_keys: DuplicateKeyPolicy::Error,
        merge_keys: MergeKeyPolicy::Error,
        strict_booleans: true,
        with_snippet: false,
    }
}

impl Mistake {
    pub(super) fn at(location: Location, text: impl AsRef<str>) -> Self {
        Self { text: format!("{}, line {}", text.as_ref(), location.line()) }
    }

    fn of(error: &Error, text: &str) -> Self {
        let error = error.without_snippet();
        let line = error.location().map_or(0, |location| location.line());
        let here = if line == 0 { String::new() } else { format!(", line {line}") };
        let said = match error {
            Error::Budget { breach: BudgetBreach::Depth { .. }, .. } => {
                format!("nesting deeper than {DEEPEST} at line {line}")
            }
            Error::Budget { breach: BudgetBreach::Aliases { .. } | BudgetBreach::Anchors { .. }, .. } => {
                format!("too large: alias limit (line {line}); aliases and anchors are not allowed")
            }
            Error::Budget { .. } => format!("too large (line {line})"),
            Error::DuplicateMappingKey { key: Some(key), .. } => match first_line_of(key, line, text) {
                Some(first) => format!("duplicate key `{key}`, line {first} and {line}"),
                None => format!("duplicate key `{key}`{here}"),
            },
            Error::SerdeUnknownField { field, expected, .. } => {
                let hint = suggestion(field, expected.iter().copied());
                let here = if hint.is_empty() { here } else { format!(" line {line}") };
                format!("unknown field `{field}`{hint}{here}")
            }
            Error::SerdeUnknownVariant { variant, expected, .. } => {
                format!("unknown environment `{variant}`, known: {}{here}", expected.join(", "))
            }
            Error::SerdeMissingField { field, .. } => format!("missing field `{field}`{here}"),
            Error::InvalidScalar { ty: "u32", .. } => format!("expected a whole number{here}"),
            other => external(first_line(&other.to_string()), &here),
        };
        Self { text: said }
    }
}

/// What the YAML parser itself says; it may have named the place already.
fn external(said: &str, here: &str) -> String {
    if said.contains("recursion limit") {
        return format!("nesting deeper than {DEEPEST} at{}", here.trim_start_matches(','));
    }
    let here = if said.contains("line ") { "" } else { here };
    format!("{said}{here}")
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or(text)
}

/// The nearest line above `line` that gives `key`.
fn first_line_of(key: &str, line: u64, text: &str) -> Option<usize> {
    let before = usize::try_from(line).ok()?.checked_sub(1)?;
    let gives = |row: &str| {
        row.trim_start_matches(['-', ' ']).strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with(':'))
    };
    text.lines().take(before).enumerate().filter(|(_, row)| gives(row)).last().map(|(index, _)| index + 1)
}
