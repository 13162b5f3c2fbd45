//! Whether a revision has shown that it runs.

use serde_json::Value;

use crate::{
    adapters::cluster::{decode, effects::Surroundings, text},
    domain::{
        Truth,
        action::Guard,
        workload::{Kind, Revision},
    },
};

use super::{Subject, guards::guard};

/// The number of a revision, as people write it.
pub(super) fn number(revision: &Value) -> String {
    match revision.get("revision").and_then(Value::as_i64) {
        Some(number) => number.to_string(),
        None => text(revision, "/metadata/annotations/deployment.kubernetes.io~1revision").to_owned(),
    }
}

pub(super) fn shown(subject: &Subject, keeper: &Value, around: &Surroundings) -> Guard {
    let name = number(keeper);
    let (holds, message) = match counts(subject, keeper, around) {
        None => {
            (Truth::Unknown, format!("whether revision {name} runs anywhere cannot be seen: its pods cannot be read"))
        }
        Some((0, _)) => {
            (Truth::Yes, format!("revision {name} was rolled out before; no pod of it is left to tell how it did"))
        }
        Some((pods, 0)) => (Truth::No, format!("revision {name} has {pods} pods now and none of them is ready")),
        Some((pods, ready)) => (Truth::Yes, format!("revision {name} is ready on {ready} of its {pods} pods now")),
    };
    guard("history", holds, true, &message)
}

/// Pods of the revision, and how many of them are ready.
fn counts(subject: &Subject, keeper: &Value, around: &Surroundings) -> Option<(u32, u32)> {
    if subject.key.kind == Kind::Deployment {
        let count = |pointer| u32::try_from(keeper.pointer(pointer).and_then(Value::as_u64).unwrap_or_default()).ok();
        return Some((count("/status/replicas")?, count("/status/readyReplicas")?));
    }
    let revision: Revision = decode::revision(keeper.to_string().as_bytes()).ok()?;
    // A StatefulSet's pods carry the revision's name, a DaemonSet's its hash.
    let hash = text(keeper, "/metadata/labels/controller-revision-hash");
    let is_its = |found: &str| found == revision.name.as_str() || (!hash.is_empty() && found == hash);
    let pods = around.pods.as_ref().ok()?;
    let its: Vec<_> = pods.iter().filter(|pod| pod.hash.as_deref().is_some_and(is_its)).collect();
    let ready = its.iter().filter(|pod| pod.ready.status == Truth::Yes).count();
    Some((u32::try_from(its.len()).ok()?, u32::try_from(ready).ok()?))
}
