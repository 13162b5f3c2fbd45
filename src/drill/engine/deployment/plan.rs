//! What a Deployment asks for, and the ReplicaSets that it has.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;

use super::annotations::REVISION;
use crate::drill::{
    engine::{fields::Fields, share::share},
    object::{Key, Object},
};

/// A Deployment's spec, with the API server's defaults where something is missing.
#[derive(Debug, Clone)]
pub struct Plan {
    pub object: Arc<Object>,
    pub replicas: i64,
    pub surge: i64,
    pub unavailable: i64,
    pub recreate: bool,
    pub paused: bool,
    /// Seconds without progress that are borne.
    pub deadline: i64,
    pub history: usize,
}

impl Plan {
    #[must_use]
    pub fn of(object: &Arc<Object>) -> Self {
        let spec = object.value.at("spec");
        let replicas = spec.number("replicas").unwrap_or(1);
        let quarter = Value::from("25%");
        let bound = |name: &str| {
            let bound = spec.at("strategy.rollingUpdate").at(name);
            if bound.is_null() { quarter.clone() } else { bound.clone() }
        };
        let recreate = spec.text("strategy.type") == "Recreate";
        let surge = share(&bound("maxSurge"), replicas, true);
        let mut unavailable = share(&bound("maxUnavailable"), replicas, false);
        if surge == 0 && unavailable == 0 {
            // Both cannot be 0; a percentage may have been rounded down to it (`ResolveFenceposts`).
            unavailable = 1;
        }
        Self {
            object: Arc::clone(object),
            replicas,
            surge: if recreate { 0 } else { surge },
            unavailable: if recreate || replicas == 0 { 0 } else { unavailable.min(replicas) },
            recreate,
            paused: spec.flag("paused"),
            deadline: spec.number("progressDeadlineSeconds").unwrap_or(600),
            history: spec.number("revisionHistoryLimit").and_then(|limit| usize::try_from(limit).ok()).unwrap_or(10),
        }
    }

    #[must_use]
    pub fn key(&self) -> &Key {
        &self.object.key
    }

    #[must_use]
    pub fn template(&self) -> &Value {
        self.object.value.at("spec.template")
    }

    #[must_use]
    pub fn status(&self) -> &Value {
        self.object.value.at("status")
    }

    #[must_use]
    pub fn generation(&self) -> i64 {
        self.object.value.count("metadata.generation")
    }

    /// Whether progress is watched at all.
    #[must_use]
    pub fn has_deadline(&self) -> bool {
        self.deadline != i64::from(i32::MAX)
    }
}

/// A ReplicaSet of the Deployment.
#[derive(Debug, Clone)]
pub struct Set {
    pub object: Arc<Object>,
    /// As its spec has it.
    pub wanted: i64,
    pub actual: i64,
    pub ready: i64,
    pub available: i64,
    pub revision: i64,
    pub created: Option<Timestamp>,
}

impl Set {
    #[must_use]
    pub fn of(object: &Arc<Object>) -> Self {
        let value = &object.value;
        Self {
            object: Arc::clone(object),
            wanted: value.number("spec.replicas").unwrap_or(1),
            actual: value.count("status.replicas"),
            ready: value.count("status.readyReplicas"),
            available: value.count("status.availableReplicas"),
            revision: value
                .entry("metadata.annotations", REVISION)
                .as_str()
                .and_then(|text| text.parse().ok())
                .unwrap_or(0),
            created: value.time("metadata.creationTimestamp"),
        }
    }

    #[must_use]
    pub fn name(&self) -> &str {
        &self.object.key.name
    }
}

/// All ReplicaSets of a Deployment, the oldest first.
#[derive(Debug, Clone)]
pub struct Sets {
    /// That of the Deployment's template, if it exists.
    pub new: Option<Set>,
    pub old: Vec<Set>,
}

impl Sets {
    pub fn all(&self) -> impl Iterator<Item = &Set> {
        self.old.iter().chain(&self.new)
    }

    #[must_use]
    pub fn sum(&self, of: impl Fn(&Set) -> i64) -> i64 {
        self.all().map(of).sum()
    }
}
