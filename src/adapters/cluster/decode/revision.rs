//! ReplicaSets and ControllerRevisions: one projection reads both.

use serde::Deserialize;

use crate::domain::workload::{Kind, Revision};

use super::{
    Meta,
    meta::Annotations,
    text::{nullable, present},
    workload::{RawCondition, Template},
};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    pub metadata: Meta<Annotations>,
    /// A `ControllerRevision`'s number.
    revision: Option<i64>,
    /// A `ControllerRevision`'s patch; `null` in a bookmark.
    #[serde(deserialize_with = "nullable")]
    data: Patch,
    spec: Option<Spec>,
    status: RawStatus,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Patch {
    spec: PatchSpec,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct PatchSpec {
    template: Template,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Spec {
    replicas: u32,
    template: Template,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct RawStatus {
    ready_replicas: u32,
    #[serde(deserialize_with = "nullable")]
    conditions: Vec<RawCondition>,
}

impl Raw {
    pub(super) fn into_revision(self) -> Revision {
        let Self { metadata, revision, data, spec, status } = self;
        let owner = metadata.controller().and_then(|owner| Some((Kind::parse(&owner.kind.0)?, owner.name.0.clone())));
        let annotated = metadata.annotations.revision.as_ref().and_then(|number| number.0.parse().ok());
        let hash = metadata.hash();
        let counts = spec.as_ref().map(|spec| (spec.replicas, status.ready_replicas));
        Revision {
            namespace: metadata.namespace.0,
            name: metadata.name,
            uid: metadata.uid,
            owner,
            number: revision.or(annotated),
            hash,
            created: metadata.creation_timestamp,
            change_cause: metadata.annotations.change_cause.and_then(present),
            images: spec.map_or(data.spec.template, |spec| spec.template).into_images(),
            counts,
            conditions: status.conditions.into_iter().map(RawCondition::into_condition).collect(),
        }
    }
}
