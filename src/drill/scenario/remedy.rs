//! What a person may try.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::drill::{
    object::Object,
    resource::Resource,
    store::{Body, Deletion, Options, Part, Patch, Store},
};

use super::{goal::pods_of, place::Place, step};

/// One way to act: what it is called, and what it does.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Move {
    /// In words: `undo the rollout`.
    pub says: String,
    /// In order.
    #[serde(rename = "do")]
    pub remedies: Vec<Remedy>,
}

/// A change of the broken workload, or of what it needs.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Remedy {
    /// As `kubectl rollout undo`.
    Undo,
    /// As `kubectl rollout restart`.
    Restart,
    DeletePods,
    Scale(u32),
    /// As a step of the scenario does it.
    Apply(Vec<Value>),
}

const BY: &str = "kubectl";

impl Move {
    /// Does it to the workload; whether all of it could be done.
    pub fn carry_out(&self, store: &mut Store, now: Timestamp, workload: &Place) -> bool {
        self.remedies.iter().all(|remedy| remedy.carry_out(store, now, workload).is_some())
    }
}

impl Remedy {
    fn carry_out(&self, store: &mut Store, now: Timestamp, workload: &Place) -> Option<()> {
        let object = store.get(&workload.key()?).cloned()?;
        match self {
            Self::Undo => {
                let template = earlier_template(store, &object)?;
                let patch = json!([{"op": "replace", "path": "/spec/template", "value": template}]);
                change(store, now, &object, &Patch::Json(patch))
            }
            Self::Restart => {
                let mark = json!({"kubectl.kubernetes.io/restartedAt": now.to_string()});
                let template = json!({"spec": {"template": {"metadata": {"annotations": mark}}}});
                change(store, now, &object, &Patch::Strategic(Body::from(template)))
            }
            Self::Scale(replicas) => {
                let patch = json!({"spec": {"replicas": replicas}});
                change(store, now, &object, &Patch::Merge(Body::from(patch)))
            }
            Self::DeletePods => {
                let keys: Vec<_> = pods_of(store, &object).iter().map(|pod| pod.key.clone()).collect();
                keys.iter().try_for_each(|key| store.delete(now, key, &Deletion::default()).ok().map(drop))
            }
            Self::Apply(objects) => step::apply(store, now, BY, objects).ok(),
        }
    }
}

fn change(store: &mut Store, now: Timestamp, object: &Object, patch: &Patch) -> Option<()> {
    let options = Options { manager: BY.to_owned(), ..Options::default() };
    store.patch(now, &object.key, Part::Main, patch, &options).ok().map(drop)
}

/// The template of the newest revision of a Deployment before its present one.
fn earlier_template(store: &Store, workload: &Object) -> Option<Value> {
    const REVISION: &str = "/metadata/annotations/deployment.kubernetes.io~1revision";
    let revision = |object: &Object| object.text(REVISION).parse::<u64>().ok();
    let now = revision(workload)?;
    let sets = store.list(Resource::of_kind("ReplicaSet")?, Some(&workload.key.namespace));
    let earlier = sets
        .filter(|set| set.text("/metadata/ownerReferences/0/uid") == workload.uid())
        .filter_map(|set| Some((revision(set)?, set)))
        .filter(|(revision, _)| *revision < now)
        .max_by_key(|(revision, _)| *revision);
    let mut template = earlier?.1.value.pointer("/spec/template")?.clone();
    if let Some(labels) = template.pointer_mut("/metadata/labels").and_then(Value::as_object_mut) {
        labels.remove("pod-template-hash");
    }
    Some(template)
}
