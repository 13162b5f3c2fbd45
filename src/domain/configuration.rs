//! What pods take from ConfigMaps and Secrets, and who wrote that last. What stands in them is never read (K-6).

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::Serialize;

use super::{cluster::Gap, text::Safe};

/// Everything that a pod template takes from ConfigMaps and Secrets.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Configuration {
    /// In the order in which the template names them first.
    pub objects: Vec<Configured>,
    /// Objects that the template names besides these, and that were not read.
    pub left_out: u32,
}

/// One object that a template takes something from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Configured {
    pub store: Store,
    pub name: Safe,
    /// How containers see it.
    pub uses: Vec<Use>,
    pub state: State,
}

/// The kinds of object that configuration is kept in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub enum Store {
    ConfigMap,
    Secret,
}

/// One way in which a container sees an object.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Use {
    pub container: Safe,
    pub sight: Sight,
}

/// What a container sees.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sight {
    /// A variable that holds one key.
    Variable { name: Safe, key: Safe },
    /// A variable for every key, each called as its key behind a prefix.
    Variables { prefix: Safe },
    /// A file that holds one key.
    File { path: Safe, key: Safe },
    /// A folder with a file for every key.
    Folder { path: Safe },
}

/// What became of reading an object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Read(History),
    /// There is no object of this name.
    Absent,
    Unreadable(Gap),
}

/// Who wrote an object, as its managedFields say: a hint, never proof (F6).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct History {
    pub made: Option<Timestamp>,
    /// The last write of each key, the newest first. Of many keys these are those that containers name, and the newest.
    pub keys: Vec<Written>,
    /// Keys besides these.
    pub left_out: u32,
    /// Keys that containers name and that the object does not have.
    pub lacking: Vec<Safe>,
}

/// The last write of a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Written {
    pub key: Safe,
    pub manager: Safe,
    /// `Update` or `Apply`.
    pub operation: Safe,
    /// `None` where the API server kept no time for it.
    pub at: Option<Timestamp>,
    /// Other keys that this manager wrote, then or before: what it wrote at this time may be one of those.
    pub beside: u32,
}

impl Configuration {
    /// What could not be read, each once.
    #[must_use]
    pub fn gaps(&self) -> BTreeSet<Gap> {
        let gaps = self.objects.iter().filter_map(|one| match &one.state {
            State::Unreadable(gap) => Some(gap.clone()),
            State::Read(_) | State::Absent => None,
        });
        gaps.collect()
    }
}

impl Store {
    /// As manifests write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::ConfigMap => "ConfigMap",
            Self::Secret => "Secret",
        }
    }

    /// As the API's paths and rights write it.
    #[must_use]
    pub fn plural(self) -> &'static str {
        match self {
            Self::ConfigMap => "configmaps",
            Self::Secret => "secrets",
        }
    }

    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::ConfigMap, Self::Secret].into_iter().find(|store| store.name() == word)
    }
}

impl Sight {
    /// The key, where it is of one.
    #[must_use]
    pub fn key(&self) -> Option<&Safe> {
        match self {
            Self::Variable { key, .. } | Self::File { key, .. } => Some(key),
            Self::Variables { .. } | Self::Folder { .. } => None,
        }
    }
}
