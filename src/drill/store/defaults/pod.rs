//! What a pod, or the template of one, does not say.

use serde_json::{Map, Value, json};

use crate::drill::{
    quantity::Quantity,
    store::value::{default, items},
};

type Fields = Map<String, Value>;

/// Fills in a pod's spec.
pub fn fill(spec: &mut Fields) {
    for list in ["initContainers", "containers"] {
        for container in items(spec, list) {
            fill_container(container);
        }
    }
    for volume in items(spec, "volumes") {
        fill_volume(volume);
    }
    default(spec, "restartPolicy", "Always");
    default(spec, "terminationGracePeriodSeconds", 30);
    default(spec, "dnsPolicy", "ClusterFirst");
    if let Some(account) = spec.get("serviceAccountName").or_else(|| spec.get("serviceAccount")).cloned() {
        default(spec, "serviceAccountName", account.clone());
        default(spec, "serviceAccount", account);
    }
    default(spec, "securityContext", json!({}));
    default(spec, "schedulerName", "default-scheduler");
}

/// What admission adds to a pod, and not to a template: where it may run, as whom, and what happens when its node is lost.
pub fn admit(spec: &mut Fields) {
    default(spec, "serviceAccountName", "default");
    let account = spec.get("serviceAccountName").cloned().unwrap_or_default();
    default(spec, "serviceAccount", account);
    default(spec, "priority", 0);
    default(spec, "enableServiceLinks", true);
    default(spec, "preemptionPolicy", "PreemptLowerPriority");
    let tolerations = spec.entry("tolerations").or_insert_with(|| json!([]));
    let Some(tolerations) = tolerations.as_array_mut() else { return };
    for key in ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"] {
        let tolerated = |one: &Value| {
            let has = |name: &str| one.get(name).and_then(Value::as_str).unwrap_or_default();
            (has("key") == key || has("key").is_empty()) && matches!(has("effect"), "" | "NoExecute")
        };
        if !tolerations.iter().any(tolerated) {
            tolerations.push(json!({
                "key": key, "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300,
            }));
        }
    }
}

fn fill_container(container: &mut Fields) {
    for port in items(container, "ports") {
        default(port, "protocol", "TCP");
    }
    for variable in items(container, "env") {
        if let Some(reference) = variable.get_mut("valueFrom").and_then(|from| from.get_mut("fieldRef"))
            && let Some(reference) = reference.as_object_mut()
        {
            default(reference, "apiVersion", "v1");
        }
        if let Some(Value::Object(reference)) =
            variable.get_mut("valueFrom").and_then(|from| from.get_mut("resourceFieldRef"))
        {
            default(reference, "divisor", "0");
        }
    }
    default(container, "resources", json!({}));
    for probe in ["livenessProbe", "readinessProbe", "startupProbe"] {
        if let Some(Value::Object(probe)) = container.get_mut(probe) {
            fill_probe(probe);
        }
    }
    if let Some(Value::Object(lifecycle)) = container.get_mut("lifecycle") {
        for hook in ["postStart", "preStop"] {
            if let Some(Value::Object(hook)) = lifecycle.get_mut(hook) {
                fill_http(hook);
            }
        }
    }
    default(container, "terminationMessagePath", "/dev/termination-log");
    default(container, "terminationMessagePolicy", "File");
    let policy = pull_policy(container.get("image").and_then(Value::as_str).unwrap_or_default());
    default(container, "imagePullPolicy", policy);
}

/// What a pod limits and does not request is requested. Templates stay as they are.
pub fn request(spec: &mut Fields) {
    for list in ["initContainers", "containers"] {
        for container in items(spec, list) {
            let Some(Value::Object(resources)) = container.get_mut("resources") else { continue };
            let Some(Value::Object(limits)) = resources.get("limits").cloned() else { continue };
            if let Value::Object(requests) = resources.entry("requests").or_insert_with(|| json!({})) {
                limits.into_iter().for_each(|(name, amount)| default(requests, &name, amount));
            }
        }
    }
}

fn fill_probe(probe: &mut Fields) {
    fill_http(probe);
    if let Some(Value::Object(call)) = probe.get_mut("grpc") {
        default(call, "service", "");
    }
    // A zero means that nothing was said.
    for (name, value) in
        [("timeoutSeconds", 1), ("periodSeconds", 10), ("successThreshold", 1), ("failureThreshold", 3)]
    {
        if probe.get(name).and_then(Value::as_i64).unwrap_or(0) == 0 {
            probe.insert(name.to_owned(), value.into());
        }
    }
}

fn fill_http(action: &mut Fields) {
    if let Some(Value::Object(get)) = action.get_mut("httpGet") {
        default(get, "path", "/");
        default(get, "scheme", "HTTP");
    }
}

/// `latest` may be another one tomorrow.
fn pull_policy(image: &str) -> &'static str {
    let (image, digest) = image.split_once('@').map_or((image, false), |(image, _)| (image, true));
    let name = image.rsplit('/').next().unwrap_or(image);
    let tag = name.split_once(':').map(|(_, tag)| tag);
    match tag {
        Some("latest") => "Always",
        None if !digest => "Always",
        _ => "IfNotPresent",
    }
}

fn fill_volume(volume: &mut Fields) {
    const MODE: i32 = 0o644;
    for kind in ["configMap", "secret", "downwardAPI", "projected"] {
        if let Some(Value::Object(source)) = volume.get_mut(kind) {
            default(source, "defaultMode", MODE);
        }
    }
    if let Some(Value::Object(source)) = volume.get_mut("hostPath") {
        default(source, "type", "");
    }
    if volume.len() == 1 {
        volume.insert("emptyDir".to_owned(), json!({}));
    }
    if let Some(Value::Object(projected)) = volume.get_mut("projected") {
        for source in items(projected, "sources") {
            if let Some(Value::Object(token)) = source.get_mut("serviceAccountToken") {
                default(token, "expirationSeconds", 3600);
            }
        }
    }
}

/// Its quality of service class, by which the kubelet chooses whom to evict.
#[must_use]
pub fn quality(spec: &Value) -> &'static str {
    let lists = ["initContainers", "containers"].into_iter().filter_map(|name| spec.get(name)?.as_array());
    let containers: Vec<&Value> = lists.flatten().collect();
    let amount = |container: &Value, which: &str, name: &str| {
        let amount = container.get("resources")?.get(which)?.get(name)?.as_str()?;
        Quantity::read(amount).ok().filter(|amount| amount.units() > 0)
    };
    let mut any = false;
    let mut all = true;
    for container in &containers {
        for name in ["cpu", "memory"] {
            let (limit, request) = (amount(container, "limits", name), amount(container, "requests", name));
            any |= limit.is_some() || request.is_some();
            all &= limit.is_some() && (request.is_none() || request == limit);
        }
    }
    match (any, all) {
        (false, _) => "BestEffort",
        (true, true) => "Guaranteed",
        (true, false) => "Burstable",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pull_policy_follows_from_the_tag() {
        let cases = [
            ("web", "Always"),
            ("web:latest", "Always"),
            ("web:1", "IfNotPresent"),
            ("registry.local:5000/web", "Always"),
            ("registry.local:5000/web:2", "IfNotPresent"),
            ("web@sha256:aa", "IfNotPresent"),
        ];
        for (image, policy) in cases {
            assert_eq!(pull_policy(image), policy, "{image}");
        }
    }

    #[test]
    fn quality_follows_from_requests_and_limits() {
        let pod = |resources: Value| json!({ "containers": [{ "resources": resources }] });
        assert_eq!(quality(&pod(json!({}))), "BestEffort");
        let both = json!({ "cpu": "1", "memory": "1Gi" });
        assert_eq!(quality(&pod(json!({ "limits": both, "requests": both }))), "Guaranteed");
        assert_eq!(
            quality(&pod(json!({ "limits": both, "requests": { "cpu": "500m", "memory": "1Gi" } }))),
            "Burstable"
        );
        assert_eq!(quality(&pod(json!({ "limits": { "cpu": "1" } }))), "Burstable");
    }
}
