//! Which Kubernetes this is.

use serde_json::{Value, json};

/// The release that the simulation was compared with.
pub const RELEASE: &str = "v1.34.3";

/// The answer of `/version`.
#[must_use]
pub fn version() -> Value {
    json!({
        "major": "1", "minor": "34", "emulationMajor": "1", "emulationMinor": "34", "minCompatibilityMajor": "1",
        "minCompatibilityMinor": "33", "gitVersion": RELEASE, "gitCommit": "", "gitTreeState": "", "buildDate": "1970-01-01T00:00:00Z",
        "goVersion": "", "compiler": "", "platform": "stanch/drill",
    })
}
