//! Pod templates, and whether two are the same.

use serde_json::Value;

use crate::domain::{digest::Digest, workload::Kind};

use super::canonical::digest;

/// The template of a workload.
pub(super) fn of(object: &Value) -> Value {
    stripped(object.pointer("/spec/template"))
}

/// The template that a revision keeps.
pub(super) fn kept(kind: Kind, revision: &Value) -> Value {
    stripped(revision.pointer(if kind == Kind::Deployment { "/spec/template" } else { "/data/spec/template" }))
}

pub(super) fn sha256(template: &Value) -> Digest {
    digest(template)
}

/// Without what the controllers add for themselves: the label that tells their pods apart, the word that makes a patch of it.
fn stripped(template: Option<&Value>) -> Value {
    let mut template = template.cloned().unwrap_or_default();
    if let Some(fields) = template.as_object_mut() {
        fields.remove("$patch");
    }
    if let Some(metadata) = template.get_mut("metadata").and_then(Value::as_object_mut) {
        metadata.retain(|name, value| name != "creationTimestamp" || !value.is_null());
        if let Some(labels) = metadata.get_mut("labels").and_then(Value::as_object_mut) {
            labels.remove("pod-template-hash");
        }
    }
    template
}
