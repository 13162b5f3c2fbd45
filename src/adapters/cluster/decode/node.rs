//! Nodes.

use jiff::Timestamp;
use serde::Deserialize;

use crate::domain::{Truth, node::Node, text::Safe};

use super::{
    Meta,
    text::{Shared, Status, nullable, present},
};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    pub metadata: Meta,
    spec: Spec,
    status: NodeStatus,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Spec {
    unschedulable: bool,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct NodeStatus {
    #[serde(deserialize_with = "nullable")]
    conditions: Vec<RawCondition>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct RawCondition {
    r#type: Shared,
    status: Status,
    last_transition_time: Option<Timestamp>,
    message: Safe,
}

impl Raw {
    pub(super) fn into_node(self) -> Node {
        let (ready, others): (Vec<_>, Vec<_>) =
            self.status.conditions.into_iter().partition(|condition| condition.r#type.0.as_str() == "Ready");
        let ready = ready.into_iter().next();
        let troubles = |kind: &str| kind.ends_with("Pressure") || kind == "NetworkUnavailable";
        Node {
            name: self.metadata.name,
            since: ready.as_ref().and_then(|condition| condition.last_transition_time),
            ready: ready.as_ref().map_or(Truth::Unknown, |condition| condition.status.0),
            message: ready.filter(|condition| condition.status.0 != Truth::Yes).and_then(|one| present(one.message)),
            pressures: others
                .into_iter()
                .filter(|condition| condition.status.0 == Truth::Yes && troubles(&condition.r#type.0))
                .map(|condition| condition.r#type.0)
                .collect(),
            unschedulable: self.spec.unschedulable,
        }
    }
}
