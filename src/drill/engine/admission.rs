//! What admission and defaults add to a pod before it is stored: the service account and its token, tolerations, priority.

use serde_json::{Value, json};

use super::fields::{Fields, map, put};
use crate::drill::dice::Dice;

/// Completes a pod. What it says itself stays.
pub fn admit(pod: &mut Value, dice: &mut Dice) {
    let account = pod.text("spec.serviceAccountName").to_owned();
    let account = if account.is_empty() { "default".to_owned() } else { account };
    let fixed = json!({"dnsPolicy": "ClusterFirst", "enableServiceLinks": true, "preemptionPolicy": "PreemptLowerPriority", "priority": 0,
        "restartPolicy": "Always", "schedulerName": "default-scheduler", "securityContext": {}, "serviceAccount": account,
        "serviceAccountName": account, "terminationGracePeriodSeconds": 30});
    for (name, value) in fixed.as_object().into_iter().flatten() {
        if let Some(spec) = map(pod, "spec") {
            spec.entry(name.clone()).or_insert_with(|| value.clone());
        }
    }
    tolerate(pod);
    mount_token(pod, dice);
    for list in ["initContainers", "containers"] {
        for container in containers(pod, list) {
            complete(container);
            if container.at("resources.limits").is_object() {
                ask(container);
            }
        }
    }
    if pod.text("status.phase").is_empty() {
        put(pod, "status.phase", "Pending");
        let class = quality(pod);
        put(pod, "status.qosClass", class);
    }
}

/// Guaranteed, Burstable or `BestEffort` (`GetPodQOS`).
#[must_use]
pub fn quality(pod: &Value) -> &'static str {
    let all = || pod.items("spec.initContainers").iter().chain(pod.items("spec.containers"));
    let asked = |container: &Value, what: &str| ["cpu", "memory"].map(|name| container.at(what).get(name).cloned());
    let any = |container: &Value| {
        let asked = ["resources.requests", "resources.limits"].map(|what| asked(container, what));
        asked.iter().flatten().any(Option::is_some)
    };
    let full = |container: &Value| {
        let limits = asked(container, "resources.limits");
        let requests = asked(container, "resources.requests");
        limits.iter().all(Option::is_some)
            && requests.iter().zip(&limits).all(|(request, limit)| request.is_none() || request == limit)
    };
    if !all().any(any) {
        "BestEffort"
    } else if all().all(full) {
        "Guaranteed"
    } else {
        "Burstable"
    }
}

fn tolerate(pod: &mut Value) {
    let mut all = pod.items("spec.tolerations").to_vec();
    for key in ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"] {
        let said = |one: &Value| {
            (one.text("key") == key || one.text("key").is_empty()) && matches!(one.text("effect"), "" | "NoExecute")
        };
        if !all.iter().any(said) {
            all.push(json!({"key": key, "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300}));
        }
    }
    put(pod, "spec.tolerations", all);
}

fn mount_token(pod: &mut Value, dice: &mut Dice) {
    const PLACE: &str = "/var/run/secrets/kubernetes.io/serviceaccount";
    let mut volumes = pod.items("spec.volumes").to_vec();
    let known = volumes.iter().any(|volume| volume.text("name").starts_with("kube-api-access-"));
    if known || pod.at("spec.automountServiceAccountToken") == &Value::Bool(false) {
        return;
    }
    let name = format!("kube-api-access-{}", dice.letters(5));
    volumes.push(json!({"name": name, "projected": {"defaultMode": 420, "sources": [
        {"serviceAccountToken": {"expirationSeconds": 3607, "path": "token"}},
        {"configMap": {"name": "kube-root-ca.crt", "items": [{"key": "ca.crt", "path": "ca.crt"}]}},
        {"downwardAPI": {"items": [{"path": "namespace", "fieldRef": {"apiVersion": "v1", "fieldPath": "metadata.namespace"}}]}}]}}));
    put(pod, "spec.volumes", volumes);
    for list in ["initContainers", "containers"] {
        for container in containers(pod, list) {
            let mut mounts = container.items("volumeMounts").to_vec();
            mounts.push(json!({"name": name, "readOnly": true, "mountPath": PLACE}));
            put(container, "volumeMounts", mounts);
        }
    }
}

fn complete(container: &mut Value) {
    let image = container.text("image").to_owned();
    let latest = image.ends_with(":latest") || !image.rsplit('/').next().is_some_and(|name| name.contains([':', '@']));
    let fixed = json!({"imagePullPolicy": if latest { "Always" } else { "IfNotPresent" }, "resources": {},
        "terminationMessagePath": "/dev/termination-log", "terminationMessagePolicy": "File"});
    for (name, value) in fixed.as_object().into_iter().flatten() {
        if let Some(fields) = map(container, "") {
            fields.entry(name.clone()).or_insert_with(|| value.clone());
        }
    }
}

/// What is limited and not asked for is asked for.
fn ask(container: &mut Value) {
    let limits: Vec<(String, Value)> =
        container.entries("resources.limits").map(|(name, value)| (name.clone(), value.clone())).collect();
    if let Some(requests) = map(container, "resources.requests").filter(|_| !limits.is_empty()) {
        for (name, value) in limits {
            requests.entry(name).or_insert(value);
        }
    }
}

fn containers<'a>(pod: &'a mut Value, list: &str) -> impl Iterator<Item = &'a mut Value> {
    pod.get_mut("spec").and_then(|spec| spec.get_mut(list)).and_then(Value::as_array_mut).into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pod_is_completed_once() {
        let mut pod =
            json!({"spec": {"containers": [{"name": "api", "image": "shop/api:1"}, {"name": "b", "image": "shop/b"}]}});
        admit(&mut pod, &mut Dice::new(1));
        let policies: Vec<&str> = pod.items("spec.containers").iter().map(|one| one.text("imagePullPolicy")).collect();
        assert_eq!(policies, ["IfNotPresent", "Always"]);
        assert_eq!((pod.text("spec.serviceAccountName"), pod.text("status.qosClass")), ("default", "BestEffort"));
        let before = pod.clone();
        admit(&mut pod, &mut Dice::new(2));
        assert_eq!(pod, before);
    }

    #[test]
    fn the_quality_of_service_follows_from_requests_and_limits() {
        let of = |resources: Value| quality(&json!({"spec": {"containers": [{"resources": resources}]}}));
        let both = json!({"cpu": "1", "memory": "1Gi"});
        assert_eq!(of(json!({})), "BestEffort");
        assert_eq!(of(json!({"requests": {"cpu": "1"}})), "Burstable");
        assert_eq!(of(json!({"limits": both})), "Guaranteed");
        assert_eq!(of(json!({"limits": both, "requests": {"cpu": "500m", "memory": "1Gi"}})), "Burstable");
    }
}
