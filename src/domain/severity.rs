//! How bad an incident is, and how soon somebody has to answer (B6).

use serde::{Deserialize, Serialize};

/// The five severities, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Complete outage, or data may be lost.
    Critical,
    /// Major functionality is broken.
    High,
    /// Some of it is unavailable.
    Medium,
    /// Minor trouble.
    Low,
    /// Nothing has to be done.
    Info,
}

impl Severity {
    /// As people and JSON write it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
            Self::Info => "info",
        }
    }
}

/// How soon an incident of a severity has to be answered: data, from assets/rules/response.toml or the configuration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResponseTarget {
    pub severity: Severity,
    /// Seconds until somebody has to be at it; 0 is at once, `None` is as needed.
    pub respond_within: Option<u32>,
    /// What it means, in words.
    pub meaning: String,
    /// What usually helps.
    pub usual: String,
}
