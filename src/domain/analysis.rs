//! Why a rollout failed: findings of rules, and what a model made of them.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    claim::{Claim, Standing},
    environment::Environment,
    finding::Finding,
    severity::Severity,
    text::Safe,
};

/// The ten types of failure (B5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    Infrastructure,
    Configuration,
    Dependency,
    Resource,
    Application,
    Data,
    Security,
    Network,
    Timing,
    HumanError,
}

/// The thirteen types of component (B7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Component {
    Frontend,
    Backend,
    Database,
    ApiGateway,
    LoadBalancer,
    Cache,
    MessageQueue,
    FileStorage,
    Cdn,
    Monitoring,
    Logging,
    Authentication,
    ExternalApi,
}

/// How much it takes to recover (B8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Complexity {
    Automatic,
    SemiAutomatic,
    Manual,
    Complex,
    Emergency,
}

/// What kind of failure it is, and why that is said. `category` is `None` where nothing points anywhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Classification {
    pub category: Option<Category>,
    pub severity: Severity,
    pub components: Vec<Component>,
    pub complexity: Complexity,
    /// In words: which finding says so.
    pub reason: Safe,
}

/// Why there is no answer of a model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "model", rename_all = "snake_case")]
pub enum ModelUse {
    /// No model is configured, or the rules alone were asked for.
    Off,
    /// It answered.
    Used { name: Safe, prompt: Safe },
    /// It was asked and its answer cannot be used: the rules' result stands.
    Failed {
        name: Safe,
        why: Safe,
        /// What it said until then: shown as text, and used for nothing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        partial: Option<Safe>,
    },
    /// It would leave this host, and nobody allowed that.
    NotAllowed { name: Safe },
}

/// What the model said, split and checked.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Explanation {
    pub summary: Safe,
    pub cause: Safe,
    pub impact: Safe,
    pub suggested_fix: Safe,
    pub alternatives: Vec<Safe>,
    pub next_steps: Vec<Safe>,
    pub technical_details: Option<Safe>,
    pub claims: Vec<Claim>,
    /// What it said about itself, in percent; shown, never used.
    pub own_confidence: Option<u8>,
    /// A unified diff that it proposes, unchecked.
    pub patch: Option<Safe>,
}

impl Explanation {
    /// How many of its claims have this verdict.
    #[must_use]
    pub fn count(&self, verdict: Standing) -> usize {
        self.claims.iter().filter(|claim| claim.verdict == verdict).count()
    }

    /// Whether a model's words may stand where the rules' would: half of its claims were verified, and nothing contradicted.
    #[must_use]
    pub fn holds(&self) -> bool {
        let verified = self.count(Standing::Verified);
        verified > 0 && verified * 2 >= self.claims.len() && self.count(Standing::Contradicted) == 0
    }
}

/// Bands of confidence (A12).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Band {
    Low,
    Medium,
    High,
}

/// A confidence in hundredths, computed from findings and verified claims, with how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confidence {
    /// 0 to 100.
    pub hundredths: u8,
    /// `rules STRONG + 4/6 claims + time order ok`
    pub how: Safe,
}

impl Confidence {
    /// 0.7 and more is high, 0.5 and more medium (A12).
    #[must_use]
    pub fn band(&self) -> Band {
        match self.hundredths {
            70.. => Band::High,
            50..70 => Band::Medium,
            _ => Band::Low,
        }
    }
}

/// One analysis of an incident's evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Analysis {
    pub at: Timestamp,
    pub environment: Environment,
    /// The strongest first.
    pub findings: Vec<Finding>,
    /// Rules that looked and found nothing.
    pub quiet: Vec<Safe>,
    pub classification: Classification,
    pub model: ModelUse,
    pub explanation: Option<Explanation>,
    pub confidence: Confidence,
}
