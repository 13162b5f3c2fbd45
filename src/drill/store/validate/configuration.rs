//! ConfigMaps, Secrets, and the kinds that few people write.

use serde_json::Value;

use crate::drill::store::names;

use super::problems::{Problems, entries, items, text};

pub fn config_map(value: &Value, problems: &mut Problems) {
    for (key, _) in entries(value, "data") {
        problems.text(&format!("data[{key}]"), key, names::config_key(key));
        if value.get("binaryData").is_some_and(|binary| binary.get(key).is_some()) {
            problems.invalid(&format!("data[{key}]"), &key.into(), "duplicate of key present in binaryData");
        }
    }
    for (key, _) in entries(value, "binaryData") {
        problems.text(&format!("binaryData[{key}]"), key, names::config_key(key));
    }
}

pub fn secret(value: &Value, problems: &mut Problems) {
    for (key, _) in entries(value, "data") {
        problems.text(&format!("data[{key}]"), key, names::config_key(key));
    }
    let needed: &[&str] = match text(value, "type") {
        "kubernetes.io/tls" => &["tls.crt", "tls.key"],
        "kubernetes.io/dockerconfigjson" => &[".dockerconfigjson"],
        "kubernetes.io/ssh-auth" => &["ssh-privatekey"],
        _ => &[],
    };
    for key in needed.iter().filter(|key| value.get("data").and_then(|data| data.get(**key)).is_none()) {
        problems.required(&format!("data[{key}]"), "");
    }
}

pub fn other(kind: &str, value: &Value, problems: &mut Problems) {
    match kind {
        "Event" => {
            let about = value.get("involvedObject").map_or("", |about| text(about, "namespace"));
            let own = value.get("metadata").map_or("", |meta| text(meta, "namespace"));
            if about != own && !(about.is_empty() && own == "default") {
                problems.invalid("involvedObject.namespace", &about.into(), "does not match event.namespace");
            }
        }
        "ControllerRevision" if value.get("data").is_none() => problems.required("data", "data is mandatory"),
        "PersistentVolumeClaim" => {
            if value.pointer("/spec/accessModes").is_none() {
                problems.required("spec.accessModes", "at least 1 access mode is required");
            }
            if value.pointer("/spec/resources/requests/storage").is_none() {
                problems.required("spec.resources[storage]", "");
            }
        }
        "Endpoints" => {
            for (at, subset) in items(value, "", "subsets") {
                if subset.get("addresses").is_none() && subset.get("notReadyAddresses").is_none() {
                    problems.required(&at, "must specify `addresses` or `notReadyAddresses`");
                }
            }
        }
        "EndpointSlice" => endpoint_slice(value, problems),
        "LimitRange" => {
            for (at, limit) in items(value.get("spec").unwrap_or(&Value::Null), "spec", "limits") {
                let told = text(limit, "type");
                if !matches!(told, "Pod" | "Container" | "PersistentVolumeClaim") && !told.contains('/') {
                    let words = "must be a standard limit type or fully qualified";
                    problems.invalid(&format!("{at}.type"), &told.into(), words);
                }
            }
        }
        "ResourceQuota" => quota(value.get("spec").unwrap_or(&Value::Null), problems),
        _ => {}
    }
}

fn endpoint_slice(value: &Value, problems: &mut Problems) {
    if value.get("addressType").is_none() {
        problems.required("addressType", "");
    }
    problems.one_of("addressType", value.get("addressType"), &["FQDN", "IPv4", "IPv6"]);
    for (at, endpoint) in items(value, "", "endpoints") {
        if items(endpoint, &at, "addresses").next().is_none() {
            problems.required(&format!("{at}.addresses"), "must contain at least 1 address");
        }
    }
}

fn quota(spec: &Value, problems: &mut Problems) {
    const KNOWN: [&str; 17] = [
        "cpu",
        "memory",
        "ephemeral-storage",
        "pods",
        "services",
        "replicationcontrollers",
        "resourcequotas",
        "secrets",
        "configmaps",
        "persistentvolumeclaims",
        "services.nodeports",
        "services.loadbalancers",
        "requests.cpu",
        "requests.memory",
        "requests.storage",
        "limits.cpu",
        "limits.memory",
    ];
    for (name, _) in entries(spec, "hard") {
        if !KNOWN.contains(&name) && !name.contains('/') && !name.ends_with("ephemeral-storage") {
            let field = format!("spec.hard[{name}]");
            problems.invalid(&field, &name.into(), "must be a standard resource type or fully qualified");
            problems.invalid(&field, &name.into(), "must be a standard resource for quota");
        }
    }
}
