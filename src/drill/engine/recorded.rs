//! Rollouts that were recorded on a real cluster (`tests/fixtures/cluster`), replayed: the same specs at the same times come to the same.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::{
    fields::{Fields, put},
    node::node,
    run::Engine,
};
use crate::drill::{
    behaviour::{Behaviours, Table, read},
    object::Key,
    resource::Resource,
    store::{Options, Part, Store},
};

/// What is replayed, and what its containers do.
const CASES: &[(&str, &str)] = &[
    ("account-missing", ""),
    ("crash", "of: {command: '*KeyError*'}, ends: {after: 1s, code: 1}"),
    ("crash-first", "of: {}, ends: {after: 50ms, code: 2}, log: [{at: 1ms, say: ['panic: no such table: orders']}]"),
    ("deadline", "of: {}, ready: {never: true}"),
    ("ds-good", ""),
    ("env-configmap", ""),
    ("env-key", ""),
    ("env-secret", ""),
    ("exit-zero", "of: {}, ends: {after: 20ms, code: 0}"),
    ("flaps-down", "of: {}, ready: {after: 1s}, flaps: {first: 40s, every: 80s, down: 40s}"),
    ("flaps-up", "of: {}, ready: {after: 1s}, flaps: {first: 40s, every: 80s, down: 40s}"),
    ("good", ""),
    ("good-young", ""),
    ("init-crash", "of: {container: migrate}, ends: {after: 50ms, code: 3}"),
    ("init-slow", ""),
    ("liveness", "of: {}, hangs: {after: 0s, probe: deadlocked}"),
    ("min-ready", ""),
    ("oom", "of: {}, memory: {takes: 1Gi, after: 2s}"),
    ("oom-update", "of: {command: '*/dev/zero*'}, memory: {takes: 1Gi, after: 2s}"),
    ("paused", ""),
    ("paused-steady", ""),
    ("readiness", "of: {}, ready: {never: true}"),
    ("returned", "of: {}, ready: {after: 1s}, flaps: {first: 60s, every: 1h, down: 50s}"),
    ("sidecar-crash", "of: {container: proxy}, ends: {after: 50ms, code: 4}"),
    ("slow-start", "of: {}, ready: {never: true}"),
    ("sts-on-delete", ""),
    ("sts-partition", ""),
    ("sts-stuck-young", "of: {command: '*KeyError*'}, ends: {after: 1s, code: 1}"),
    ("unschedulable", ""),
    ("unschedulable-selector", ""),
    ("volume-configmap", ""),
    ("volume-secret", ""),
    ("warm", "of: {}, ready: {after: 75s}"),
    ("zero", ""),
];

/// What is not replayed, and why.
const LEFT: &[(&str, &str)] = &[
    ("admission", "there is no pod security admission"),
    ("claim-missing", "claims are bound at once"),
    ("claim-unbound", "claims are bound at once"),
    ("crash-one", "which pods crash follows from their names, and those are others"),
    ("crash-steady", "somebody broke it from inside of a container"),
    ("degraded", "somebody broke it from inside of a container"),
    ("degraded-young", "somebody broke it from inside of a container"),
    ("ds-stuck", "the words of a machine without a network"),
    ("evicted", "nodes never run out of disk"),
    ("hook", "hooks are not carried out"),
    ("image-host", "the words of a machine without a network"),
    ("image-missing", "the words of a registry on the node itself"),
    ("image-name", "what is no name of an image is pulled as well"),
    ("image-never", "`Never` pulls as well"),
    ("image-refused", "the words of a machine without a network"),
    ("image-update", "the words of a machine without a network"),
    ("init-image", "the words of a machine without a network"),
    ("liveness-term", "what a container does with SIGTERM is not said of behaviours"),
    ("no-command", "every command can be run"),
    ("non-root", "who runs a container is not looked at"),
    ("old-restarts", "what a volume holds outlives no run"),
    ("quota", "quotas count nothing"),
    ("rolling", "it was recorded in the middle of a step"),
    ("run-error", "every command can be run"),
    ("sandbox", "there are no runtime classes"),
    ("scaled", "how many replicas it had before was not recorded"),
    ("sts-stuck", "how far it gets follows from whether two pods that crash are ever up at once"),
    ("subpath", "volumes of the node have no files"),
    ("terminating", "how its pods were before was not recorded"),
    ("volume-host", "volumes of the node have no files"),
];

/// Of what only the pods are compared, and why.
const PODS_ONLY: &[(&str, &str)] =
    &[("sidecar-crash", "so short a run is over before a real kubelet sees it, and its rollout never was complete")];

/// What was recorded may have stood a moment sooner or later here.
const ABOUT: i64 = 45;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/cluster")
}

/// One recorded case.
struct Recorded(Value);

impl Recorded {
    fn load(case: &str) -> Self {
        Self(serde_json::from_str(&fs::read_to_string(folder().join(format!("{case}.json"))).unwrap()).unwrap())
    }

    fn workload(&self) -> &Value {
        self.0.at("workload")
    }

    /// The template of its first revision.
    fn first(&self) -> Value {
        let ordered: BTreeMap<(&str, i64), &Value> = self
            .0
            .items("revisions")
            .iter()
            .map(|one| ((one.text("metadata.creationTimestamp"), one.count("revision")), one))
            .collect();
        let Some(first) = ordered.into_values().next() else { return self.workload().at("spec.template").clone() };
        let data = first.at("data.spec.template");
        let mut template = if data.is_null() { first.at("spec.template").clone() } else { data.clone() };
        template.as_object_mut().unwrap().shift_remove("$patch");
        if let Some(Value::Object(labels)) = template.pointer_mut("/metadata/labels") {
            labels.shift_remove("pod-template-hash");
        }
        template
    }

    /// When somebody changed it last.
    fn changed(&self) -> Option<Timestamp> {
        let managed = self.workload().items("metadata.managedFields").iter();
        managed.filter(|one| one.text("manager").starts_with("kubectl")).filter_map(|one| one.time("time")).max()
    }
}

/// The same on virtual time.
struct Replay {
    store: Store,
    engine: Engine,
    key: Key,
}

impl Replay {
    fn begin(recorded: &Recorded, behaviour: &str) -> Self {
        let workload = recorded.workload();
        let begun = workload.time("metadata.creationTimestamp").unwrap();
        let before = begun - SignedDuration::from_secs(60);
        let entry = if behaviour.is_empty() {
            "behaviours: []\n".to_owned()
        } else {
            format!("behaviours: [{{{behaviour}}}]\n")
        };
        let engine = Engine::new(Behaviours::of(&read::<Table>(&entry).unwrap()).unwrap());
        let resource = Resource::of_kind(workload.text("kind")).unwrap();
        let namespace = workload.text("metadata.namespace");
        let key = Key { resource, namespace: namespace.into(), name: workload.text("metadata.name").into() };
        let mut replay = Self { store: Store::new(1), engine, key };
        let name = recorded.0.items("nodes")[0].text("metadata.name").to_owned();
        replay.create("Node", "", node(&name, "4", "16Gi", before), before);
        replay.create("Namespace", "", json!({ "metadata": { "name": namespace } }), before);
        replay.engine.advance(&mut replay.store, begun);
        let mut spec = workload.at("spec").clone();
        spec["template"] = recorded.first();
        if recorded.changed().is_some_and(|changed| changed > begun) {
            spec.as_object_mut().unwrap().shift_remove("paused");
        }
        let first = json!({ "metadata": { "name": workload.at("metadata.name") }, "spec": spec });
        replay.create(workload.text("kind"), namespace, first, begun);
        if let Some(changed) = recorded.changed().filter(|changed| *changed > begun) {
            replay.engine.advance(&mut replay.store, changed);
            if workload.flag("spec.paused") {
                replay.change(changed, |spec| put(spec, "paused", true));
            }
            replay.change(changed, |spec| spec.clone_from(workload.at("spec")));
        }
        replay
    }

    fn change(&mut self, at: Timestamp, change: impl FnOnce(&mut Value)) {
        let mut value = self.store.get(&self.key).unwrap().value.clone();
        change(&mut value["spec"]);
        self.store.update(at, &self.key, Part::Main, value, &Options::default()).unwrap();
    }

    fn create(&mut self, kind: &str, namespace: &str, value: Value, at: Timestamp) {
        let resource = Resource::of_kind(kind).unwrap();
        self.store.create(at, resource, namespace, value, &Options::default()).unwrap();
    }

    fn all(&self, kind: &str) -> Vec<Value> {
        let resource = Resource::of_kind(kind).unwrap();
        self.store.list(resource, Some(&self.key.namespace)).map(|object| object.value.clone()).collect()
    }

    fn sight(&self) -> Sight {
        let revisions = if self.key.resource.kind == "Deployment" { "ReplicaSet" } else { "ControllerRevision" };
        let workload = self.store.get(&self.key).unwrap().value.clone();
        Sight::of(&workload, &self.all(revisions), &self.all("Pod"))
    }
}

/// What can be seen of a rollout, without what differs from cluster to cluster.
#[derive(Debug, PartialEq)]
struct Sight {
    workload: String,
    pods: Vec<String>,
}

impl Sight {
    fn of(workload: &Value, revisions: &[Value], pods: &[Value]) -> Self {
        let mut words: Vec<(String, String)> = Vec::new();
        let mut ordered: Vec<&Value> = revisions.iter().collect();
        ordered.sort_by_key(|one| (one.time("metadata.creationTimestamp"), one.count("revision")));
        for (index, revision) in ordered.iter().enumerate() {
            words.push((revision.text("metadata.name").to_owned(), format!("{{revision {index}}}")));
        }
        for pod in pods {
            words.push((pod.text("metadata.name").to_owned(), "{pod}".to_owned()));
            words.push((pod.text("metadata.uid").to_owned(), "{uid}".to_owned()));
        }
        // Names of pods begin with those of their revisions.
        words.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        let told = |value: &Value| {
            let text = words.iter().fold(value.to_string(), |text, (word, with)| text.replace(word, with));
            without_lengths(&text)
        };
        let hash = |pod: &Value| {
            let label = |name: &str| pod.entry("metadata.labels", name).as_str().unwrap_or_default().to_owned();
            let (template, revision) = (label("pod-template-hash"), label("controller-revision-hash"));
            let own = format!("{}-{template}{revision}", workload.text("metadata.name"));
            let named =
                |one: &&Value| own.ends_with(one.text("metadata.name")) || one.text("metadata.name") == revision;
            ordered.iter().position(named).map_or(Value::Null, Value::from)
        };
        let mut pods: Vec<String> = pods.iter().map(|pod| told(&sorted(&seen_of_pod(pod, &hash(pod))))).collect();
        pods.sort();
        Self { workload: told(&sorted(&timeless(workload.at("status")))), pods }
    }
}

fn seen_of_pod(pod: &Value, revision: &Value) -> Value {
    let containers = |list: &str| {
        let seen = pod.items(list).iter().map(|one| {
            json!({ "name": one.at("name"), "ready": one.at("ready"), "started": one.at("started"), "state": timeless(one.at("state")),
                "lastState": timeless(one.at("lastState")), "restarted": one.count("restartCount") > 0 })
        });
        seen.collect::<Vec<Value>>()
    };
    let conditions: Vec<Value> = pod.items("status.conditions").iter().map(timeless).collect();
    json!({ "revision": revision, "phase": pod.at("status.phase"), "conditions": conditions,
        "init": containers("status.initContainerStatuses"), "containers": containers("status.containerStatuses"),
        "qosClass": pod.at("status.qosClass") })
}

/// A value without times and ids.
fn timeless(value: &Value) -> Value {
    const OWN: [&str; 7] = [
        "lastTransitionTime",
        "lastUpdateTime",
        "startedAt",
        "finishedAt",
        "containerID",
        "lastProbeTime",
        "collisionCount",
    ];
    match value {
        Value::Object(fields) => {
            let kept = fields.iter().filter(|(name, _)| !OWN.contains(&name.as_str()));
            Value::Object(kept.map(|(name, value)| (name.clone(), timeless(value))).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(timeless).collect()),
        other => other.clone(),
    }
}

/// A value whose fields, and conditions, stand in an order of their own.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(fields) => {
            let fields: BTreeMap<&String, Value> = fields.iter().map(|(name, value)| (name, sorted(value))).collect();
            Value::Object(fields.into_iter().map(|(name, value)| (name.clone(), value)).collect::<Map<_, _>>())
        }
        Value::Array(items) => {
            let mut items: Vec<Value> = items.iter().map(sorted).collect();
            items.sort_by_key(Value::to_string);
            Value::Array(items)
        }
        other => other.clone(),
    }
}

/// How long a back-off is depends on the moment.
fn without_lengths(text: &str) -> String {
    let mut parts = text.split("back-off ");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        let rest = part.split_once(" restarting").map_or(part, |(_, rest)| rest);
        format!("{text}back-off {{while}} restarting{rest}")
    })
}

#[test]
fn recorded_rollouts_come_to_the_same_again() {
    let mut found = Vec::new();
    for (case, behaviour) in CASES {
        let recorded = Recorded::load(case);
        let theirs = Sight::of(recorded.workload(), recorded.0.items("revisions"), recorded.0.items("pods"));
        let mut replay = Replay::begin(&recorded, behaviour);
        let at = recorded.0.time("recorded").unwrap();
        let mut sights = Vec::new();
        let mut known = 0;
        for offset in -ABOUT..=ABOUT {
            replay.engine.advance(&mut replay.store, at + SignedDuration::from_secs(offset));
            if replay.store.version() != known {
                sights.push(replay.sight());
                known = replay.store.version();
            }
        }
        let all: BTreeSet<&String> = sights.iter().flat_map(|sight| &sight.pods).collect();
        let last = sights.last().unwrap();
        let are_pods_all = PODS_ONLY.iter().any(|(name, _)| name == case);
        if !are_pods_all && !sights.iter().any(|sight| sight.workload == theirs.workload) {
            found.push(format!("{case}\n  theirs {}\n  ours   {}", theirs.workload, last.workload));
        }
        for pod in theirs.pods.iter().filter(|pod| !all.contains(pod)).take(1) {
            found.push(format!(
                "{case}: a pod\n  theirs {pod}\n  ours   {}",
                all.iter().map(|pod| pod.as_str()).collect::<Vec<_>>().join("\n         ")
            ));
        }
        if !sights.iter().any(|sight| sight.pods.len() == theirs.pods.len()) {
            found.push(format!("{case}: {} pods, ours {}", theirs.pods.len(), last.pods.len()));
        }
    }
    assert!(found.is_empty(), "{}\n{}", found.len(), found.join("\n"));
}

#[test]
fn every_recorded_case_is_replayed_or_left_with_a_reason() {
    let named: BTreeSet<String> = CASES.iter().chain(LEFT).map(|(case, _)| format!("{case}.json")).collect();
    let files = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let recorded: BTreeSet<String> = files.filter(|name| !name.contains(".sh")).collect();
    assert_eq!(named, recorded);
}
