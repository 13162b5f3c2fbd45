//! What is at stake where: production until a policy says otherwise.

use serde::{Deserialize, Serialize};

/// The environment of a namespace of a cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Environment {
    Development,
    Staging,
    /// Also what an unknown environment is treated as.
    #[default]
    Production,
}

impl Environment {
    /// The word of line 1.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Production => "PROD",
            Self::Staging => "STAGE",
            Self::Development => "DEV",
        }
    }
}
