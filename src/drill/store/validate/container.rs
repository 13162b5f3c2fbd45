//! A container: image, environment, ports, resources.

use serde_json::{Value, json};

use crate::drill::{quantity::Quantity, store::names};

use super::{
    port::port_number,
    probe,
    problems::{Problems, entries, items, number, text},
};

const PULLS: [&str; 3] = ["Always", "IfNotPresent", "Never"];
const PROTOCOLS: [&str; 3] = ["SCTP", "TCP", "UDP"];
const RESOURCES: [&str; 6] = [
    "limits.cpu",
    "limits.ephemeral-storage",
    "limits.memory",
    "requests.cpu",
    "requests.ephemeral-storage",
    "requests.memory",
];
/// What `fieldRef` may name, besides labels and annotations by key.
const FIELDS: [&str; 11] = [
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "metadata.labels",
    "metadata.annotations",
    "spec.nodeName",
    "spec.serviceAccountName",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs",
];

/// What is wrong with a container, but for its name.
pub fn check(container: &Value, path: &str, init: bool, problems: &mut Problems) {
    let image = text(container, "image");
    if image.is_empty() {
        problems.required(&format!("{path}.image"), "");
    } else if image.trim() != image {
        problems.invalid(&format!("{path}.image"), &image.into(), "must not have leading or trailing whitespace");
    }
    ports(container, path, problems);
    for (at, variable) in items(container, path, "env") {
        variable_check(variable, &at, problems);
    }
    for (at, source) in items(container, path, "envFrom") {
        let named = [("configMapRef", source.get("configMapRef")), ("secretRef", source.get("secretRef"))];
        let said: Vec<_> = named.iter().filter_map(|(name, one)| Some((name, (*one)?))).collect();
        let all = format!("{path}.envFrom");
        match said.as_slice() {
            [] => problems.invalid(&all, &"".into(), "must specify one of: `configMapRef` or `secretRef`"),
            [(name, one)] if text(one, "name").is_empty() => problems.required(&format!("{at}.{name}.name"), ""),
            [_] => {}
            _ => problems.invalid(&all, &"".into(), "may not have more than one field specified at a time"),
        }
    }
    resources(container, path, problems);
    probe::all(container, path, init, problems);
    problems.one_of(&format!("{path}.imagePullPolicy"), container.get("imagePullPolicy"), &PULLS);
    let policy = container.get("terminationMessagePolicy");
    problems.one_of(&format!("{path}.terminationMessagePolicy"), policy, &["File", "FallbackToLogsOnError"]);
    for name in ["runAsUser", "runAsGroup"] {
        let told = container.get("securityContext").and_then(|context| context.get(name));
        if let Some(told) = told.filter(|told| told.as_i64().is_some_and(|id| !(0..=2_147_483_647).contains(&id))) {
            let words = "must be between 0 and 2147483647, inclusive";
            problems.invalid(&format!("{path}.securityContext.{name}"), told, words);
        }
    }
}

fn ports(container: &Value, path: &str, problems: &mut Problems) {
    let (mut seen, mut hosts): (Vec<&str>, Vec<String>) = (Vec::new(), Vec::new());
    for (at, port) in items(container, path, "ports") {
        let name = text(port, "name");
        if !name.is_empty() {
            problems.text(&format!("{at}.name"), name, names::port(name).into_iter().take(1).collect());
            if seen.contains(&name) {
                problems.duplicate(&format!("{at}.name"), &name.into());
            }
            seen.push(name);
        }
        match number(port, "containerPort") {
            0 => problems.required(&format!("{at}.containerPort"), ""),
            number => port_number(number, &format!("{at}.containerPort"), problems),
        }
        let host = number(port, "hostPort");
        if host != 0 {
            port_number(host, &format!("{at}.hostPort"), problems);
            let told = format!("{}/{}/{host}", text(port, "protocol"), text(port, "hostIP"));
            if hosts.contains(&told) {
                problems.duplicate(&format!("{at}.hostPort"), &told.as_str().into());
            }
            hosts.push(told);
        }
        problems.one_of(&format!("{at}.protocol"), port.get("protocol"), &PROTOCOLS);
    }
}

fn variable_check(variable: &Value, path: &str, problems: &mut Problems) {
    let name = text(variable, "name");
    if name.is_empty() {
        problems.required(&format!("{path}.name"), "");
    } else {
        problems.text(&format!("{path}.name"), name, names::variable(name));
    }
    let Some(source) = variable.get("valueFrom") else { return };
    let field = format!("{path}.valueFrom");
    let said: Vec<&str> = source.as_object().into_iter().flatten().map(|(name, _)| name.as_str()).collect();
    let mut wrong = |words: &str| problems.invalid(&field, &"".into(), words);
    if said.is_empty() {
        wrong("must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`");
    } else if !text(variable, "value").is_empty() {
        wrong("may not be specified when `value` is not empty");
    } else if said.len() > 1 {
        wrong("may not have more than one field specified at a time");
    }
    for kind in ["configMapKeyRef", "secretKeyRef"] {
        if let Some(reference) = source.get(kind) {
            problems.text(
                &format!("{field}.{kind}.name"),
                text(reference, "name"),
                names::subdomain(text(reference, "name")),
            );
            match text(reference, "key") {
                "" => problems.required(&format!("{field}.{kind}.key"), ""),
                key => problems.text(&format!("{field}.{kind}.key"), key, names::config_key(key)),
            }
        }
    }
    if let Some(told) = source.get("fieldRef").map(|reference| text(reference, "fieldPath")) {
        let keyed = ["metadata.labels['", "metadata.annotations['"].iter().any(|start| told.starts_with(start));
        if !FIELDS.contains(&told) && !keyed {
            let words = format!("error converting fieldPath: field label not supported: {told}");
            problems.invalid(&format!("{field}.fieldRef.fieldPath"), &told.into(), &words);
        }
    }
    if let Some(reference) = source.get("resourceFieldRef") {
        problems.one_of(&format!("{field}.resourceFieldRef.resource"), reference.get("resource"), &RESOURCES);
    }
}

fn resources(container: &Value, path: &str, problems: &mut Problems) {
    let told = container.get("resources").unwrap_or(&Value::Null);
    let path = format!("{path}.resources");
    let limits = told.get("limits").unwrap_or(&Value::Null);
    for list in ["limits", "requests"] {
        for (name, amount) in entries(told, list) {
            let field = format!("{path}.{list}[{name}]");
            let known = matches!(name, "cpu" | "memory" | "ephemeral-storage") || name.starts_with("hugepages-");
            if !known && !name.contains('/') {
                problems.invalid(&field, &name.into(), "must be a standard resource type or fully qualified");
                problems.invalid(&field, &name.into(), "must be a standard resource for containers");
            }
            if Quantity::read(amount).is_ok_and(|amount| amount.is_negative()) {
                problems.invalid(&field, &amount.into(), "must be greater than or equal to 0");
            }
        }
    }
    for (name, request) in entries(told, "requests") {
        let limit = text(limits, name);
        match (Quantity::read(request), Quantity::read(limit)) {
            (Ok(wanted), Ok(most)) if wanted > most => {
                let words = format!("must be less than or equal to {name} limit of {limit}");
                problems.invalid(&format!("{path}.requests"), &request.into(), &words);
            }
            (Ok(_), Err(_)) if name.contains('/') => {
                problems.required(&format!("{path}.limits"), "Limit must be set for non overcommitable resources");
            }
            _ => {}
        }
    }
}

/// Where a container's volumes are mounted.
pub fn mounts(container: &Value, path: &str, volumes: &[&str], problems: &mut Problems) {
    let mut paths: Vec<&str> = Vec::new();
    for (at, mount) in items(container, path, "volumeMounts") {
        match text(mount, "name") {
            "" => problems.required(&format!("{at}.name"), ""),
            name if !volumes.contains(&name) => problems.unknown(&format!("{at}.name"), &json!(name)),
            _ => {}
        }
        match text(mount, "mountPath") {
            "" => problems.required(&format!("{at}.mountPath"), ""),
            told if paths.contains(&told) => {
                problems.invalid(&format!("{at}.mountPath"), &told.into(), "must be unique");
            }
            told => paths.push(told),
        }
    }
}
