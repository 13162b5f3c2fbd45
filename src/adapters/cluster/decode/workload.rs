//! Deployments, StatefulSets and DaemonSets: one projection reads all three.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Deserialize;

use crate::domain::{
    cluster::ClusterNo,
    text::Safe,
    workload::{Condition, Counts, Key, Kind, Strategy, Workload},
};

use super::{
    Written,
    text::{Shared, Status, nullable, present, shared},
};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Raw {
    pub metadata: Written,
    spec: Spec,
    status: RawStatus,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Spec {
    replicas: Option<u32>,
    paused: bool,
    // Bookmarks come with a selector of `null`.
    #[serde(deserialize_with = "nullable")]
    selector: Selector,
    template: Template,
    progress_deadline_seconds: Option<u32>,
    min_ready_seconds: u32,
    strategy: RawStrategy,
    update_strategy: RawStrategy,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Selector {
    #[serde(deserialize_with = "nullable")]
    match_labels: BTreeMap<String, String>,
    #[serde(deserialize_with = "nullable")]
    match_expressions: Vec<Requirement>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Requirement {
    key: String,
    operator: String,
    #[serde(deserialize_with = "nullable")]
    values: Vec<String>,
}

/// A pod template, as far as its images go.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Template {
    spec: TemplateSpec,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct TemplateSpec {
    #[serde(deserialize_with = "nullable")]
    containers: Vec<TemplateContainer>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct TemplateContainer {
    name: Shared,
    image: Shared,
}

impl Template {
    pub(super) fn into_images(self) -> Vec<(Safe, Safe)> {
        self.spec.containers.into_iter().map(|container| (container.name.0, container.image.0)).collect()
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct RawStrategy {
    r#type: Shared,
    #[serde(deserialize_with = "nullable")]
    rolling_update: Rolling,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Rolling {
    max_unavailable: Option<Amount>,
    max_surge: Option<Amount>,
    partition: u32,
}

/// A number or a percentage.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Amount {
    Number(i64),
    Text(String),
}

impl Amount {
    fn text(&self) -> Safe {
        match self {
            Self::Number(number) => shared(&number.to_string()),
            Self::Text(text) => shared(text),
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct RawStatus {
    observed_generation: Option<i64>,
    replicas: u32,
    updated_replicas: u32,
    ready_replicas: u32,
    available_replicas: u32,
    current_revision: Option<Shared>,
    update_revision: Option<Shared>,
    current_number_scheduled: u32,
    desired_number_scheduled: u32,
    updated_number_scheduled: u32,
    number_ready: u32,
    number_available: u32,
    number_misscheduled: u32,
    #[serde(deserialize_with = "nullable")]
    conditions: Vec<RawCondition>,
}

/// A condition of a workload or `ReplicaSet`.
#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct RawCondition {
    r#type: Shared,
    status: Status,
    reason: Shared,
    message: Safe,
    last_update_time: Option<Timestamp>,
    last_transition_time: Option<Timestamp>,
}

impl RawCondition {
    pub(super) fn into_condition(self) -> Condition {
        Condition {
            kind: self.r#type.0,
            status: self.status.0,
            reason: self.reason.0,
            message: self.message,
            updated: self.last_update_time.or(self.last_transition_time),
            since: self.last_transition_time,
        }
    }
}

impl Raw {
    pub(super) fn into_workload(self, cluster: ClusterNo, kind: Kind) -> Workload {
        let Self { metadata, spec, status } = self;
        let named = |revision: &Option<Shared>| revision.as_ref().and_then(|name| present(name.0.clone()));
        let (changed, owner) = (metadata.changed(), metadata.owner());
        let (current, update) = (named(&status.current_revision), named(&status.update_revision));
        Workload {
            revision: named(&metadata.annotations.revision).or_else(|| update.clone()),
            change_cause: metadata.annotations.change_cause.and_then(present),
            key: Key { cluster, namespace: metadata.namespace.0, kind, name: metadata.name },
            uid: metadata.uid,
            created: metadata.creation_timestamp,
            deleted: metadata.deletion_timestamp,
            changed,
            generation: metadata.generation,
            observed_generation: status.observed_generation,
            owner,
            selector: spec.selector.query(),
            paused: spec.paused,
            strategy: strategy(kind, if kind == Kind::Deployment { &spec.strategy } else { &spec.update_strategy }),
            desired: match kind {
                Kind::DaemonSet => status.desired_number_scheduled,
                Kind::Deployment | Kind::StatefulSet => spec.replicas.unwrap_or(1),
            },
            progress_deadline: spec.progress_deadline_seconds.filter(|seconds| *seconds < i32::MAX.unsigned_abs()),
            min_ready: spec.min_ready_seconds,
            images: spec.template.into_images(),
            counts: status.counts(kind),
            current_revision: current,
            update_revision: update,
            conditions: status.conditions.into_iter().map(RawCondition::into_condition).collect(),
        }
    }
}

impl RawStatus {
    fn counts(&self, kind: Kind) -> Counts {
        if kind == Kind::DaemonSet {
            return Counts {
                total: self.current_number_scheduled,
                updated: self.updated_number_scheduled,
                ready: self.number_ready,
                available: self.number_available,
                misscheduled: self.number_misscheduled,
            };
        }
        Counts {
            total: self.replicas,
            updated: self.updated_replicas,
            ready: self.ready_replicas,
            available: self.available_replicas,
            misscheduled: 0,
        }
    }
}

fn strategy(kind: Kind, raw: &RawStrategy) -> Strategy {
    let text = |amount: &Option<Amount>| amount.as_ref().map(Amount::text);
    match raw.r#type.0.as_str() {
        "Recreate" => Strategy::Recreate,
        "OnDelete" => Strategy::OnDelete,
        _ => Strategy::Rolling {
            max_unavailable: text(&raw.rolling_update.max_unavailable),
            max_surge: text(&raw.rolling_update.max_surge),
            partition: if kind == Kind::StatefulSet { raw.rolling_update.partition } else { 0 },
        },
    }
}

impl Selector {
    /// The API's query form: <https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#api>.
    fn query(&self) -> Safe {
        let equal = self.match_labels.iter().map(|(key, value)| format!("{key}={value}"));
        let expressions = self.match_expressions.iter().map(|need| {
            let values = need.values.join(",");
            match need.operator.as_str() {
                "In" => format!("{} in ({values})", need.key),
                "NotIn" => format!("{} notin ({values})", need.key),
                "DoesNotExist" => format!("!{}", need.key),
                _ => need.key.clone(),
            }
        });
        Safe::clean(&equal.chain(expressions).collect::<Vec<_>>().join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_of_a_selector_are_honoured() {
        let selector: Selector = serde_json::from_str(
            r#"{"matchLabels":{"app":"web","tier":"front"},"matchExpressions":[
                {"key":"zone","operator":"In","values":["a","b"]},{"key":"canary","operator":"DoesNotExist"},
                {"key":"track","operator":"Exists"},{"key":"age","operator":"NotIn","values":["old"]}]}"#,
        )
        .unwrap();
        assert_eq!(selector.query().as_str(), "app=web,tier=front,zone in (a,b),!canary,track,age notin (old)");
    }

    #[test]
    fn absent_counts_are_zero_and_absent_replicas_one() {
        let raw: Raw = serde_json::from_str(r#"{"metadata":{"name":"a","namespace":"b"}}"#).unwrap();
        let workload = raw.into_workload(ClusterNo(0), Kind::Deployment);
        assert_eq!((workload.desired, workload.counts, workload.observed_generation), (1, Counts::default(), None));
    }
}
