//! When a behaviour is a container's.

use std::collections::BTreeMap;

use globset::{GlobBuilder, GlobMatcher};
use jiff::Timestamp;
use serde::Deserialize;

use super::{run::Run, units::Moment};

/// All of it has to hold; what is not said holds. Words match by glob, in which `*` passes over every character.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Condition {
    namespace: Option<Words>,
    pod: Option<Words>,
    container: Option<Words>,
    image: Option<Words>,
    command: Option<Words>,
    env: BTreeMap<String, Wanted>,
    /// By `NAME/KEY`.
    config: BTreeMap<String, Wanted>,
    /// How often it ran before.
    restarts: Count,
    /// It started from this moment on.
    from: Option<Moment>,
    /// It started before this moment.
    until: Option<Moment>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
struct Words(GlobMatcher);

/// `absent`, `present`, or what the value looks like.
#[derive(Debug, Clone, Deserialize)]
#[serde(try_from = "String")]
enum Wanted {
    Absent,
    Present,
    Like(Words),
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Count {
    from: u32,
    to: Option<u32>,
}

impl TryFrom<String> for Words {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let glob = GlobBuilder::new(&text).literal_separator(false).build();
        glob.map(|glob| Self(glob.compile_matcher())).map_err(|error| error.to_string())
    }
}

impl TryFrom<String> for Wanted {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.as_str() {
            "absent" => Ok(Self::Absent),
            "present" => Ok(Self::Present),
            _ => Words::try_from(text).map(Self::Like),
        }
    }
}

impl Condition {
    /// Whether it says which image.
    pub fn names_image(&self) -> bool {
        self.image.is_some()
    }

    /// Whether it holds in a drill that started at `start`; where nothing starts, moments say nothing.
    #[must_use]
    pub fn holds(&self, run: &Run<'_>, start: Option<Timestamp>) -> bool {
        let after = start.map(|start| run.at.duration_since(start));
        let like = |words: &Option<Words>, text: &str| words.as_ref().is_none_or(|words| words.0.is_match(text));
        like(&self.namespace, run.namespace)
            && like(&self.pod, run.pod)
            && like(&self.container, run.container)
            && like(&self.image, run.image)
            && like(&self.command, run.command)
            && self.env.iter().all(|(name, wanted)| wanted.is(run.env.get(name)))
            && self.config.iter().all(|(name, wanted)| wanted.is(run.config.get(name)))
            && self.from.zip(after).is_none_or(|(from, after)| after >= from.0)
            && self.until.zip(after).is_none_or(|(until, after)| after < until.0)
            && run.restarts >= self.restarts.from
            && self.restarts.to.is_none_or(|to| run.restarts <= to)
    }
}

impl Wanted {
    fn is(&self, value: Option<&String>) -> bool {
        match (self, value) {
            (Self::Absent, value) => value.is_none(),
            (Self::Present, value) => value.is_some(),
            (Self::Like(words), Some(value)) => words.0.is_match(value),
            (Self::Like(_), None) => false,
        }
    }
}
