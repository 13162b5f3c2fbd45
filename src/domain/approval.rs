//! What people approve: the exact bytes of a binding, for a while (reliability.md 2.8).

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{
    Truth,
    action::{ActionSpec, Target},
    digest::Digest,
    journal::Ulid,
    text::Safe,
};

/// How long people may decide on a request.
pub const EXPIRES_SECONDS: u64 = 30 * 60;
/// How long an approval may be used once enough people gave it.
pub const USABLE_SECONDS: u64 = 10 * 60;
/// The most people that a policy or a strategy may ask for.
pub const MOST_PEOPLE: u8 = 5;

/// Until when a request can be approved or, once it is, used: never longer than people were told when they were asked.
#[must_use]
pub fn until(expires_at: Timestamp, approved_at: Option<Timestamp>) -> Timestamp {
    const USABLE: SignedDuration = SignedDuration::from_secs(USABLE_SECONDS.cast_signed());
    let usable = approved_at.map(|at| at.saturating_add(USABLE).unwrap_or(Timestamp::MAX));
    usable.map_or(expires_at, |usable| usable.min(expires_at))
}

/// What an approval is for. Built once, stored as bytes, hashed as those bytes and never written again: keys sorted, whole numbers as strings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Binding {
    pub action: ActionSpec,
    pub api_server: Safe,
    pub attempt: Safe,
    /// The uid of kube-system, or `sha256:` and the hash of CA and address where it may not be read.
    pub cluster: Safe,
    pub db_id: Ulid,
    pub def_sha256: Digest,
    pub dry_run_sha256: Digest,
    /// RFC 3339, in UTC.
    pub expires_at: Safe,
    pub node: Safe,
    pub policy_sha256: Digest,
    pub projection_sha256: Digest,
    pub quorum: Safe,
    pub target: Target,
    /// `namespace/kind/name/uid`: one open effect for each of these at a time, whoever may read who the cluster is.
    pub target_key: Safe,
    pub v: Safe,
    pub walk: Ulid,
}

impl Binding {
    /// A binding from its bytes: what a gate's screen is drawn from. Its numbers are texts there.
    pub fn read(text: &str) -> Result<Self, serde_json::Error> {
        let mut value: serde_json::Value = serde_json::from_str(text)?;
        if let Some(replicas) = value.pointer_mut("/action/replicas")
            && let Some(number) = replicas.as_str().and_then(|text| text.parse::<u32>().ok())
        {
            *replicas = number.into();
        }
        serde_json::from_value(value)
    }
}

/// A person's word on a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Word {
    Approve,
    Reject,
}

/// A guard that somebody took note of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Acknowledgement {
    pub guard: Safe,
    pub reason: Safe,
}

/// What a policy says about an action at a place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rule {
    /// How many people have to approve; 0 only where a policy says so.
    pub quorum: u8,
    /// Whether the one who asked counts. True without a policy file: a single-operator tool.
    pub allow_self: bool,
    /// Of the policy's bytes; of no bytes where there is none.
    pub policy_sha256: Digest,
}

/// Whether this console may act at all, and why not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Arming {
    pub allowed: Truth,
    /// The reasons that refuse it, in words; empty where nothing does.
    pub refusals: Vec<Safe>,
}
