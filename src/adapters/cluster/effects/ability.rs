//! What an action may ask of a cluster.

use async_trait::async_trait;
use jiff::Timestamp;
use serde_json::Value;

use crate::{
    adapters::cluster::Error,
    domain::{
        action::Reply,
        cluster::Gap,
        inspection::{Bounds, Right, Serving},
        pod::Pod,
        text::Safe,
        workload::Key,
    },
};

use super::Write;

/// One pinned cluster, as actions need it. Every answer is of this moment, never from a cache.
#[async_trait]
pub trait Effects: Send + Sync {
    /// Who it is, asked now: the uid of kube-system, or `sha256:` and the hash of CA and address where that may not be read.
    async fn identity(&self) -> Result<Safe, Error>;

    /// Whether this user may do that to this workload or, for a list, in its namespace.
    async fn may(&self, need: &Need, key: &Key) -> Right;

    /// The workload as it is; `None` where there is none.
    async fn get(&self, key: &Key) -> Result<Option<Value>, Error>;

    /// The ReplicaSets or ControllerRevisions that this object controls, the newest first.
    async fn revisions(&self, key: &Key, object: &Value) -> Result<Vec<Value>, Error>;

    async fn bounds(&self, key: &Key) -> Bounds;

    async fn surroundings(&self, key: &Key) -> Surroundings;

    /// When these `ConfigMaps` and Secrets were changed last. Their contents are not read.
    async fn settings(&self, key: &Key, stored: &[Stored]) -> Vec<Setting>;

    /// The object as this patch would make it; nothing is stored.
    async fn dry_run(&self, key: &Key, patch: &[u8]) -> Result<Value, Error>;

    /// Sends it, once. Only a 429, which was not executed, is tried again, with the same bytes and while it still may be.
    async fn patch(&self, write: &Write, may_still: &MayStill<'_>) -> Reply;
}

/// Whether what allowed a write allows it still: asked again after each wait.
pub type MayStill<'a> = dyn Fn() -> bool + Send + Sync + 'a;

/// A right that an action needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Need {
    pub verb: &'static str,
    pub group: &'static str,
    pub resource: &'static str,
    /// Of this object, not of the whole namespace.
    pub named: bool,
}

/// Who is around the workload; each may be unreadable by itself.
#[derive(Debug, Clone)]
pub struct Surroundings {
    pub services: Result<Vec<Serving>, Gap>,
    pub pods: Result<Vec<Pod>, Gap>,
    pub bounds: Bounds,
}

/// A configuration object that a pod template names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stored {
    ConfigMap(String),
    Secret(String),
}

/// What is known of a configuration object.
#[derive(Debug, Clone)]
pub struct Setting {
    pub of: Stored,
    /// When it was written last, as managedFields say (a hint, F6), or made; `None` where it does not exist.
    pub changed: Result<Option<Timestamp>, Gap>,
}

impl Stored {
    /// As rights and paths write it.
    #[must_use]
    pub fn plural(&self) -> &'static str {
        match self {
            Self::ConfigMap(_) => "configmaps",
            Self::Secret(_) => "secrets",
        }
    }

    #[must_use]
    pub fn name(&self) -> &str {
        let (Self::ConfigMap(name) | Self::Secret(name)) = self;
        name
    }

    /// For people: `ConfigMap checkout`.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::ConfigMap(name) => format!("ConfigMap {name}"),
            Self::Secret(name) => format!("Secret {name}"),
        }
    }
}
