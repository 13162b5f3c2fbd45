//! Several policies as one answer: one decides, the others may only tighten.

use crate::domain::{cluster::ClusterId, environment::Environment};

use super::Policy;

/// What the machine's own policy says.
#[derive(Debug, Clone, Default)]
pub enum Base {
    /// There is none: nothing is known, so everything is production.
    #[default]
    Absent,
    Given(Policy),
    /// There is one, and it cannot be trusted or read.
    Locked,
}

/// The environments of everything on the board.
#[derive(Debug, Clone, Default)]
pub struct Environments {
    pub(super) base: Base,
    pub(super) tighter: Vec<Policy>,
    pub(super) locked: bool,
}

impl Environments {
    #[must_use]
    pub fn new(base: Base) -> Self {
        Self { locked: matches!(base, Base::Locked), base, tighter: Vec::new() }
    }

    /// Adds a policy that may only tighten; one that could not be read locks everything.
    pub fn tighten(&mut self, policy: Option<Policy>) {
        match policy {
            Some(policy) => self.tighter.push(policy),
            None => self.locked = true,
        }
    }

    /// Whether everything is production because a policy cannot be trusted or read.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        self.locked
    }

    /// The environment of a namespace. A cluster that is not known yet is production.
    #[must_use]
    pub fn of(&self, cluster: Option<&ClusterId>, namespace: &str) -> Environment {
        let (Base::Given(base), Some(cluster), false) = (&self.base, cluster, self.locked) else {
            return Environment::Production;
        };
        let said = base.environment(cluster, namespace).unwrap_or_default();
        let tighter = self.tighter.iter().filter_map(|policy| policy.environment(cluster, namespace));
        tighter.fold(said, Environment::max)
    }
}
