//! One policy file: strict YAML, within a budget (T-10).

use globset::GlobMatcher;
use serde::Deserialize;
use serde_saphyr::Spanned;

use crate::{
    domain::{cluster::ClusterId, digest::Digest, environment::Environment},
    logic::yaml::strict,
};

use super::{
    demand::{self, Demand},
    mistake::{DEEPEST, Mistake},
    pattern::{glob, is_here},
};

const LARGEST: usize = 256 * 1024;
const EVENTS: usize = 20_000;
const NODES: usize = 10_000;

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

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    version: Spanned<u32>,
    #[serde(default)]
    environments: Vec<Entry>,
    #[serde(default)]
    approvals: Vec<demand::Entry>,
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
        let document: Document = serde_saphyr::from_str_with_options(text, strict(EVENTS, NODES, DEEPEST))
            .map_err(|error| Mistake::of(&error, text))?;
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
