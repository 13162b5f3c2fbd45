//! What conditions read, taken live: counts and generation from a GET of this moment, pods and verdict from lists of this moment (K-5).
//! What could not be read is absent: unknown, never no.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::{
    adapters::{
        actions::{Subject, kind, resolve},
        cluster::effects::Surroundings,
    },
    domain::{
        Truth,
        action::{ActionSpec, Refusal, Wish},
        inspection::Autoscaler,
        pod::{ContainerState, Pod},
        strategy::{Parameter, Value as Setting},
        text::Safe,
        verdict::State,
        workload::{Kind, Owner, Revision, Workload},
    },
    logic::{board::Entry, strategy::is_brought_back},
};

use super::{
    Error,
    read::Walk,
    site::{Glance, Site},
};

/// Observes everything that conditions may read; nothing where this is not the walk's cluster.
pub async fn observe(site: &Site, walk: &Walk) -> Result<Value, Error> {
    site.is_surely_of(walk).await?;
    let mut tree = Map::new();
    let (glance, around, object) =
        futures::join!(site.glance(), site.effects.surroundings(&site.key), site.effects.get(&site.key));
    let now = glance.skew().cluster_time(site.now());
    if let Ok(Some(object)) = object {
        let revisions = site.effects.revisions(&site.key, &object).await;
        let known = revisions.is_ok();
        let autoscalers = around.bounds.autoscalers.clone();
        if let Ok(subject) = Subject::read(&site.key, object, revisions.unwrap_or_default(), autoscalers) {
            tree.insert("rollout".to_owned(), rollout(&subject, known, &glance, now));
            tree.insert("owner".to_owned(), owner(&subject.workload.owner));
            tree.insert("action".to_owned(), action(walk, &subject.object, site.now()));
        }
    }
    if let Some(entry) = glance.entry()
        && let Some(pods) = readable_pods(&entry)
    {
        tree.insert("pods".to_owned(), failing(&entry, &pods));
    }
    tree.insert("serving".to_owned(), serving(&around));
    tree.insert("autoscaler".to_owned(), around.bounds.autoscalers.map_or(Value::Null, |found| autoscaler(&found)));
    tree.insert("incident".to_owned(), walk.incident.clone());
    tree.insert("cluster".to_owned(), json!({ "environment": site.environment() }));
    if let Some(start) = walk.state.started() {
        tree.insert("walk".to_owned(), json!({ "elapsed_s": seconds(start.at, site.now()) }));
        tree.insert("params".to_owned(), parameters(&start.parameters, &walk.state.strategy().parameters));
    }
    Ok(Value::Object(tree))
}

fn rollout(subject: &Subject, revisions_known: bool, glance: &Glance, now: Timestamp) -> Value {
    let workload = &subject.workload;
    let mut fields = counts(workload, now);
    if revisions_known {
        fields.extend(previous(subject, now));
    }
    // A verdict about an older version of it says nothing about this one.
    let seen = glance.entry().filter(|entry| entry.workload.generation == workload.generation);
    if let Some(entry) = seen {
        fields.extend(verdict(&entry));
        fields.extend(brought_back(&entry));
        fields.extend(sides(&entry, workload).unwrap_or_default());
    }
    Value::Object(fields)
}

fn counts(workload: &Workload, now: Timestamp) -> Map<String, Value> {
    let counts = &workload.counts;
    let stalled = workload.conditions.iter().any(|condition| {
        condition.kind.as_str() == "Progressing" && condition.reason.as_str() == "ProgressDeadlineExceeded"
    });
    fields([
        ("age_s", workload.created.map(|at| json!(seconds(at, now)))),
        ("available", Some(json!(counts.available))),
        ("changed_s", workload.changed.map(|at| json!(seconds(at, now)))),
        ("desired", Some(json!(workload.desired))),
        ("generation", Some(json!(workload.generation))),
        ("observed", Some(json!(workload.observed_generation.is_some_and(|seen| seen >= workload.generation)))),
        ("paused", Some(json!(workload.paused))),
        ("progress_deadline_exceeded", Some(json!(stalled))),
        ("ready", Some(json!(counts.ready))),
        ("revision", workload.revision.as_ref().map(|revision| json!(revision))),
        ("updated", Some(json!(counts.updated))),
    ])
}

/// Whether there is a way back, and to what.
fn previous(subject: &Subject, now: Timestamp) -> Map<String, Value> {
    match resolve(&Wish::Undo { to: None }, subject, now) {
        Ok(ActionSpec::Undo { revision, .. }) => {
            fields([("has_previous", Some(json!(true))), ("previous_revision", Some(json!(revision)))])
        }
        Ok(_) | Err(Refusal::Unread { .. } | Refusal::Denied { .. }) => Map::new(),
        Err(Refusal::NoChange { .. } | Refusal::Impossible { .. }) => fields([("has_previous", Some(json!(false)))]),
    }
}

fn verdict(entry: &Entry<'_>) -> Map<String, Value> {
    let verdict = &entry.rollout.verdict;
    fields([
        ("early", Some(json!(verdict.early))),
        ("rule", Some(json!(verdict.rule))),
        ("state", (verdict.state != State::Unknown).then(|| json!(verdict.state))),
        ("why", Some(json!(verdict.why))),
    ])
}

fn brought_back(entry: &Entry<'_>) -> Map<String, Value> {
    let known = match is_brought_back(entry.workload, &entry.revisions) {
        Truth::Yes => Some(true),
        Truth::No => Some(false),
        Truth::Unknown => None,
    };
    fields([("brought_back", known.map(|is| json!(is)))])
}

/// The pods of the newest revision, and those of the ones before it.
fn sides(entry: &Entry<'_>, workload: &Workload) -> Option<Map<String, Value>> {
    let newest = newest(entry, workload)?;
    let pods = readable_pods(entry)?;
    let is_new = |pod: &&&Pod| pod.hash.as_ref() == Some(newest);
    let (new, old): (Vec<&Pod>, Vec<&Pod>) = pods.iter().copied().partition(|pod| is_new(&pod));
    let ready = |pods: &[&Pod]| pods.iter().filter(|pod| pod.ready.status == Truth::Yes).count();
    Some(fields([
        ("new_failing", Some(json!(new.iter().filter(|pod| fails(entry, pod)).count()))),
        ("new_ready", Some(json!(ready(&new)))),
        ("old_ready", Some(json!(ready(&old)))),
    ]))
}

/// What pods of the newest revision carry as its hash.
fn newest<'e>(entry: &'e Entry<'_>, workload: &'e Workload) -> Option<&'e Safe> {
    match workload.key.kind {
        Kind::StatefulSet => return workload.update_revision.as_ref(),
        // A DaemonSet does not name it: it is the one with the highest number, which going back gives anew.
        Kind::DaemonSet => return entry.revisions.iter().max_by_key(|revision| revision.number)?.hash.as_ref(),
        Kind::Deployment => {}
    }
    let number = workload.revision.as_ref()?;
    let is_it = |revision: &&&Revision| revision.number.is_some_and(|found| found.to_string() == number.as_str());
    entry.revisions.iter().find(is_it)?.hash.as_ref()
}

/// Pods that are there to stay; `None` where they cannot be read.
fn readable_pods<'e>(entry: &Entry<'e>) -> Option<Vec<&'e Pod>> {
    let unread = entry.unread.iter().any(|gap| gap.resource.as_str() == "pods");
    let staying = |pod: &&Pod| pod.deleted.is_none() && pod.phase.as_str() != "Succeeded";
    (!unread).then(|| entry.pods.iter().copied().filter(staying).collect())
}

/// It is not ready, or the verdict says that something ails it: between two kills every pod is ready.
fn fails(entry: &Entry<'_>, pod: &Pod) -> bool {
    pod.ready.status != Truth::Yes || entry.rollout.verdict.ailing.contains(&pod.name)
}

fn failing(entry: &Entry<'_>, pods: &[&Pod]) -> Value {
    let containers = || pods.iter().flat_map(|pod| &pod.containers);
    let mut reasons: BTreeSet<&str> = BTreeSet::new();
    for pod in pods.iter().filter(|pod| fails(entry, pod)) {
        reasons.extend(pod.reason.as_deref());
        reasons.extend(pod.scheduled.reason.as_deref());
        for container in &pod.containers {
            match &container.state {
                ContainerState::Waiting { reason, .. } => reasons.extend([reason.as_str()]),
                ContainerState::Terminated(end) => reasons.extend([end.reason.as_str()]),
                ContainerState::Running { .. } | ContainerState::Unknown => {}
            }
            reasons.extend(container.last.iter().map(|end| end.reason.as_str()));
        }
    }
    reasons.remove("");
    json!({
        "failing": pods.iter().filter(|pod| fails(entry, pod)).count(),
        "reasons": reasons,
        "restarts": containers().map(|container| u64::from(container.restarts)).sum::<u64>(),
        "total": pods.len(),
    })
}

fn serving(around: &Surroundings) -> Value {
    let Ok(services) = &around.services else { return Value::Null };
    json!({
        "ready": services.iter().map(|one| u64::from(one.ready)).sum::<u64>(),
        "services": services.len(),
    })
}

fn autoscaler(found: &[Autoscaler]) -> Value {
    let Some(first) = found.first() else { return json!({ "present": false }) };
    json!({ "present": true, "min": first.min, "max": first.max })
}

fn owner(owner: &Owner) -> Value {
    let (word, heals) = match owner {
        Owner::Nobody => ("none", Some(false)),
        Owner::Helm(_) => ("helm", Some(false)),
        Owner::Flux(_) => ("flux", Some(true)),
        // Whether it syncs by itself stands in an object of its own.
        Owner::ArgoCd(_) => ("argocd", None),
        Owner::Operator { kind, .. } if kind.as_str() == "Rollout" => ("rollout", Some(true)),
        Owner::Operator { .. } => ("operator", Some(true)),
    };
    json!({ "kind": word, "self_heals": heals })
}

fn action(walk: &Walk, object: &Value, now: Timestamp) -> Value {
    let Some(applied) = &walk.applied else { return Value::Null };
    json!({ "applied_s": seconds(applied.at, now), "present": kind(&applied.spec).is_done(object) })
}

fn parameters(set: &BTreeMap<Safe, Setting>, known: &BTreeMap<Safe, Parameter>) -> Value {
    let value = |name: &Safe, parameter: &Parameter| {
        let value = set.get(name).or(parameter.default.as_ref())?;
        Some(match value {
            Setting::Duration(seconds) => json!(seconds),
            Setting::Integer(number) => json!(number),
            Setting::Text(text) => json!(text),
            Setting::Boolean(yes) => json!(yes),
        })
    };
    known.iter().filter_map(|(name, parameter)| Some((name.to_string(), value(name, parameter)?))).collect()
}

fn fields<const N: usize>(all: [(&str, Option<Value>); N]) -> Map<String, Value> {
    all.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

fn seconds(from: Timestamp, to: Timestamp) -> i64 {
    to.duration_since(from).as_secs().max(0)
}
