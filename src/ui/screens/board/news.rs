//! What is new since one looked, and what is known to be bad.

use std::collections::BTreeMap;

use crate::domain::{rollout::Rollout, text::Safe, verdict::State, workload::Key};

/// What a verdict rests on: another rule or revision is another matter.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Matter {
    state: State,
    rule: &'static str,
    revision: Option<Safe>,
}

impl Matter {
    fn of(rollout: &Rollout) -> Self {
        Self { state: rollout.verdict.state, rule: rollout.verdict.rule, revision: rollout.revision.clone() }
    }
}

/// Bad rows that one has looked at, and those that one has put aside.
#[derive(Debug, Clone, Default)]
pub struct News {
    /// `None` until everything was there once: what was bad before one came is not news.
    looked: Option<BTreeMap<Key, Matter>>,
    muted: BTreeMap<Key, Matter>,
}

impl News {
    /// Takes all that is bad now as looked at.
    pub fn look_at_all<'a>(&mut self, rollouts: impl IntoIterator<Item = &'a Rollout>) {
        let bad = rollouts.into_iter().filter(|rollout| rollout.verdict.state.is_bad());
        self.looked = Some(bad.map(|rollout| (rollout.key.clone(), Matter::of(rollout))).collect());
    }

    /// Takes one row as looked at.
    pub fn look_at(&mut self, rollout: &Rollout) {
        if let Some(looked) = self.looked.as_mut().filter(|_| rollout.verdict.state.is_bad()) {
            looked.insert(rollout.key.clone(), Matter::of(rollout));
        }
    }

    /// Whether everything was there once.
    #[must_use]
    pub fn has_begun(&self) -> bool {
        self.looked.is_some()
    }

    /// Whether a bad row is so for another reason than when one last looked.
    #[must_use]
    pub fn is_new(&self, rollout: &Rollout) -> bool {
        let Some(looked) = &self.looked else { return false };
        rollout.verdict.state.is_bad() && looked.get(&rollout.key) != Some(&Matter::of(rollout))
    }

    /// Puts a row aside until it changes, or takes it back; returns whether it is aside now.
    pub fn toggle_mute(&mut self, rollout: &Rollout) -> bool {
        if self.is_muted(rollout) {
            self.muted.remove(&rollout.key);
            return false;
        }
        self.muted.insert(rollout.key.clone(), Matter::of(rollout));
        true
    }

    #[must_use]
    pub fn is_muted(&self, rollout: &Rollout) -> bool {
        !self.muted.is_empty() && self.muted.get(&rollout.key) == Some(&Matter::of(rollout))
    }
}
