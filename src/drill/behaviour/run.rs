//! What a container is started with.

use std::collections::BTreeMap;

use jiff::Timestamp;

/// All that a container's behaviour may depend on, as it is when the container starts.
#[derive(Debug, Clone)]
pub struct Run<'a> {
    pub namespace: &'a str,
    pub pod: &'a str,
    pub container: &'a str,
    pub image: &'a str,
    /// Command and arguments, joined by blanks.
    pub command: &'a str,
    /// Its environment, with every reference resolved.
    pub env: &'a BTreeMap<String, String>,
    /// Data of the ConfigMaps and Secrets that its pod refers to: `NAME/KEY`.
    pub config: &'a BTreeMap<String, String>,
    /// How often it ran before.
    pub restarts: u32,
    /// When it starts: what is outside of the cluster changes as well, a token's validity for one.
    pub at: Timestamp,
    /// Of the pod: what is random about it stays the same.
    pub seed: u64,
}
