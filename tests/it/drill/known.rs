//! Where the simulation differs from a real cluster, and why that is left so.

use globset::{Glob, GlobMatcher};

use super::compare::Difference;

/// Places (`conversation/step#/pointer`, `*` for anything) and the reason.
const KNOWN: &[(&str, &str)] = &[
    ("columns/autoscalers#*", "a real autoscaler looks every 15 s, and has not yet; the simulated one looks at once"),
    ("eviction/the next may not#*", "how far the budget's controller is depends on the moment"),
    (
        "invalid/a kind that moves#*",
        "the words of a conversion in Go that the simulation has not; the refusal is the same",
    ),
    (
        "kubectl-change/create deployment made*",
        "its body is protobuf, which the simulation takes of the simple kinds only",
    ),
    ("kubectl-change/delete deployment made*", "because it was not created"),
    ("kubectl-look/describe *", "when a probe looked first, and whether the image was there, depends on the moment"),
    ("kubectl-sets/describe *", "events of one second have no order"),
    ("logs/of one that ended, before#*", "a real kubelet may have removed the container already"),
    ("logs/*", "OPEN: under load one of its pods does not come to its back-off in time"),
    ("pages/*", "OPEN: a second page is refused while many others write"),
    ("paused/resumed#*", "OPEN: a real one leaves a field that is false away"),
    ("services/*", "OPEN: whether the name of an unnamed port is empty or absent"),
    ("stateful/stuck#*", "OPEN: a set whose last pod crashes counts its pods otherwise"),
    ("stuck/*", "how many old pods go while the new ones run for a moment is a race"),
    ("trouble/nothere#*", "a machine without a network says why it cannot pull in other words than a registry"),
    (
        "trouble/events of nothere#*",
        "a machine without a network says why it cannot pull in other words than a registry",
    ),
    ("trouble/unhealthy#*", "which of its lives a pod is in depends on the moment"),
];

/// The list, ready to be held against what was found.
pub struct Known(Vec<(GlobMatcher, &'static str, &'static str)>);

impl Known {
    pub fn new() -> Self {
        Self(
            KNOWN
                .iter()
                .map(|(place, reason)| (Glob::new(place).unwrap().compile_matcher(), *place, *reason))
                .collect(),
        )
    }

    /// Why a difference is left.
    pub fn reason(&self, difference: &Difference) -> Option<(&'static str, &'static str)> {
        self.0.iter().find(|(glob, ..)| glob.is_match(&difference.place)).map(|(_, place, reason)| (*place, *reason))
    }

    pub fn places(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().map(|(_, place, _)| *place)
    }
}
