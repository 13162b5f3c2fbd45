//! What a drill is about, as its referee needs it.

/// One object of the simulated cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// The plural: `deployments`.
    pub resource: String,
    pub namespace: String,
    pub name: String,
}

/// What is broken, and what would have been best.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    pub name: String,
    /// The rollout that does not work.
    pub broken: Subject,
    /// What was planted, in words.
    pub cause: Option<String>,
    /// The best first action, in words.
    pub best: Option<String>,
    /// Virtual seconds in a real one.
    pub speed: u32,
}

impl Subject {
    /// Whether a change of it can mend `broken`: it is that, or something that its pods read.
    #[must_use]
    pub fn may_mend(&self, broken: &Self) -> bool {
        self == broken || matches!(self.resource.as_str(), "configmaps" | "secrets" | "services")
    }
}
