//! What rules saw in evidence.

use serde::{Deserialize, Serialize};

use super::{
    evidence::{EvidenceNo, Place},
    severity::Severity,
    text::Safe,
};

/// How much a finding is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Strength {
    /// A change and a symptom that agree: same variable, file, module, key, column, port, route, image, limit, or kind of slowness.
    Strong,
    /// A symptom alone: it says what failed, not which change did it.
    Medium,
    /// A change alone, without a symptom.
    Weak,
}

/// What a finding is about: two of them that agree in one make a strong one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "what", content = "name", rename_all = "snake_case")]
pub enum Matter {
    Variable(Safe),
    File(Safe),
    Module(Safe),
    /// A key of a ConfigMap, Secret or configuration file.
    Key(Safe),
    /// A ConfigMap, Secret or volume.
    Object(Safe),
    Column(Safe),
    Table(Safe),
    Port(u16),
    Route(Safe),
    Image(Safe),
    Host(Safe),
    /// A limit of memory or CPU of a container.
    Limit(Safe),
    /// A function, as a stack frame names it.
    Function(Safe),
    /// A kind of slowness: `blocking`, `queries`, `memory`, `cpu`, `files`.
    Slowness(Safe),
}

impl Matter {
    /// What it is called, without what sort of thing it is.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Port(port) => port.to_string(),
            Self::Variable(name)
            | Self::File(name)
            | Self::Module(name)
            | Self::Key(name)
            | Self::Object(name)
            | Self::Column(name)
            | Self::Table(name)
            | Self::Route(name)
            | Self::Image(name)
            | Self::Host(name)
            | Self::Limit(name)
            | Self::Function(name)
            | Self::Slowness(name) => name.to_string(),
        }
    }
}

/// What one rule saw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The rule's name: `missing_env_var`.
    pub rule: Safe,
    pub severity: Severity,
    pub strength: Strength,
    /// In words, naming both places where there are two.
    pub summary: Safe,
    pub matter: Option<Matter>,
    /// Where the change is.
    pub change: Option<Place>,
    /// Where the symptom is.
    pub symptom: Option<Place>,
    /// The pod that shows it.
    pub pod: Option<Safe>,
    /// Every piece of evidence that it rests on.
    pub evidence: Vec<EvidenceNo>,
    /// What it does to those who use the service.
    pub impact: Safe,
    /// What to do about it.
    pub remedy: Safe,
}
