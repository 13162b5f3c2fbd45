//! A pod's status, made of its life (`kubelet_pods.go`, `generateAPIPodStatus`).

use jiff::Timestamp;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{
    container::comes_back,
    life::{Container, Ended, Life, Role, Sandbox, Shown},
};
use crate::drill::{
    engine::{
        condition,
        fields::{Fields, put, stamp},
        node::address,
    },
    store::quality,
};

/// The status as the kubelet would write it now.
#[must_use]
pub fn compose(life: &Life, pod: &Value, now: Timestamp) -> Value {
    let host = address(pod.text("spec.nodeName"));
    let phase = phase(life, pod);
    let mut status = json!({"observedGeneration": pod.count("metadata.generation"), "phase": phase,
        "conditions": conditions(life, pod, phase, now), "hostIP": host, "hostIPs": [{"ip": host}],
        "startTime": stamp(life.begun), "qosClass": quality(pod.at("spec"))});
    if life.sandbox == Sandbox::Up && !life.ip.is_empty() {
        put(&mut status, "podIP", life.ip.as_str());
        put(&mut status, "podIPs", json!([{"ip": life.ip}]));
    }
    let of = |main: bool| {
        let some = life.containers.iter().filter(|container| (container.role == Role::Main) == main);
        some.map(|container| one(container, pod)).collect::<Vec<Value>>()
    };
    let inits = of(false);
    if !inits.is_empty() {
        put(&mut status, "initContainerStatuses", inits);
    }
    put(&mut status, "containerStatuses", of(true));
    status
}

fn phase(life: &Life, pod: &Value) -> &'static str {
    let policy = pod.text("spec.restartPolicy");
    let over = |container: &Container| match &container.shown {
        Shown::Ended(ended) if life.stopping || !comes_back(container.role, policy, ended.code) => Some(ended.code),
        _ => None,
    };
    let inits = || life.containers.iter().filter(|container| container.role == Role::Init);
    if inits().any(|container| over(container).is_some_and(|code| code != 0)) {
        return "Failed";
    }
    let mains: Vec<&Container> = life.containers.iter().filter(|container| container.role == Role::Main).collect();
    let ends: Option<Vec<i32>> = mains.iter().map(|container| over(container)).collect();
    if let Some(ends) = ends.filter(|ends| !ends.is_empty()) {
        return if ends.iter().all(|code| *code == 0) { "Succeeded" } else { "Failed" };
    }
    let begun = |container: &&Container| container.present.is_some();
    if (initialized(life) || life.stopping) && mains.iter().all(begun) { "Running" } else { "Pending" }
}

/// Whether what comes before its containers is done. Once one of them has begun, a sidecar that starts again does not undo it.
fn initialized(life: &Life) -> bool {
    let begun = |container: &Container| container.role == Role::Main && container.present.is_some();
    let mut before = life.containers.iter().filter(|container| container.role != Role::Main);
    life.containers.iter().any(begun) || before.all(Container::lets_pass)
}

fn conditions(life: &Life, pod: &Value, phase: &str, now: Timestamp) -> Vec<Value> {
    let known = pod.at("status");
    let make = |kind: &'static str, (holds, reason, message): (bool, &str, String)| {
        let word = if holds { "True" } else { "False" };
        let before = condition::find(known, kind);
        let since = if before.text("status") == word { before.at("lastTransitionTime").clone() } else { stamp(now) };
        let mut one = json!({"type": kind, "observedGeneration": pod.count("metadata.generation"), "status": word, "lastProbeTime": null,
            "lastTransitionTime": since});
        if !reason.is_empty() {
            put(&mut one, "reason", reason);
        }
        if !message.is_empty() {
            put(&mut one, "message", message);
        }
        one
    };
    let lacking = |role_is_main: bool, fits: &dyn Fn(&Container) -> bool| {
        let some = life
            .containers
            .iter()
            .filter(|container| (container.role == Role::Main) == role_is_main && !fits(container));
        some.map(|container| container.name.clone()).collect::<Vec<_>>()
    };
    let incomplete = lacking(false, &Container::lets_pass);
    let mut unready = lacking(true, &Container::ready);
    unready.extend(
        life.containers.iter().filter(|one| one.role == Role::Sidecar && !one.ready()).map(|one| one.name.clone()),
    );
    let initialized = match (phase, initialized(life)) {
        ("Succeeded", _) => (true, "PodCompleted", String::new()),
        (_, true) => (true, "", String::new()),
        _ => (
            false,
            "ContainersNotInitialized",
            format!("containers with incomplete status: [{}]", incomplete.join(" ")),
        ),
    };
    let ready = match phase {
        "Succeeded" => (false, "PodCompleted", String::new()),
        "Failed" => (false, "PodFailed", String::new()),
        _ if unready.is_empty() => (true, "", String::new()),
        _ => (false, "ContainersNotReady", format!("containers with unready status: [{}]", unready.join(" "))),
    };
    let sandboxed = life.sandbox == Sandbox::Up && !life.ip.is_empty() && !matches!(phase, "Succeeded" | "Failed");
    vec![
        make("PodReadyToStartContainers", (sandboxed, "", String::new())),
        make("Initialized", initialized),
        make("Ready", ready.clone()),
        make("ContainersReady", ready),
        make("PodScheduled", (true, "", String::new())),
    ]
}

fn one(container: &Container, pod: &Value) -> Value {
    let spec = container.spec(pod);
    let image = spec.text("image");
    let begun = container.present.is_some();
    let mut one = json!({"name": container.name, "state": state(&container.shown),
        "lastState": container.last.as_ref().map_or_else(|| json!({}), terminated), "ready": container.ready(),
        "restartCount": container.restarts, "image": image, "imageID": if begun { image_id(image) } else { String::new() },
        "started": container.started()});
    let id = match (&container.shown, &container.last) {
        (Shown::Running { id, .. }, _) => id,
        (Shown::Ended(ended), _) | (Shown::Waiting { .. }, Some(ended)) => &ended.id,
        (Shown::Waiting { .. }, None) => "",
    };
    if !id.is_empty() {
        put(&mut one, "containerID", id);
        put(&mut one, "resources", spec.at("resources").clone());
        let asked = spec.at("resources.requests");
        if asked.is_object() {
            put(&mut one, "allocatedResources", asked.clone());
        }
    }
    let mounts = spec.items("volumeMounts").iter().map(|mount| {
        let mut mount = mount.clone();
        if mount.flag("readOnly") {
            put(&mut mount, "recursiveReadOnly", "Disabled");
        }
        mount
    });
    let mounts: Vec<Value> = mounts.collect();
    if !mounts.is_empty() {
        put(&mut one, "volumeMounts", mounts);
    }
    one
}

fn state(shown: &Shown) -> Value {
    match shown {
        Shown::Waiting { reason, message } if message.is_empty() => json!({"waiting": {"reason": reason}}),
        Shown::Waiting { reason, message } => json!({"waiting": {"message": message, "reason": reason}}),
        Shown::Running { since, .. } => json!({"running": {"startedAt": stamp(*since)}}),
        Shown::Ended(ended) => terminated(ended),
    }
}

fn terminated(ended: &Ended) -> Value {
    let mut state = json!({"containerID": ended.id, "exitCode": ended.code, "finishedAt": stamp(ended.finished), "reason": ended.reason,
        "startedAt": stamp(ended.started)});
    if let Some(message) = &ended.message {
        put(&mut state, "message", message.as_ref());
    }
    json!({"terminated": state})
}

fn image_id(image: &str) -> String {
    format!("sha256:{}", hex::encode(Sha256::digest(image)))
}
