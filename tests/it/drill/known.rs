//! Where the simulation differs from a real cluster, and why that is left so.

use globset::{Glob, GlobMatcher};

use super::compare::Difference;

/// Places (`conversation/step#/pointer`, `*` for anything) and the reason.
const KNOWN: &[(&str, &str)] = &[];

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
