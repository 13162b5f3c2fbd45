//! What is odd, and passes: the server's warnings.

use serde_json::Value;

use crate::drill::resource::Resource;

use super::problems::{items, number, text};

/// What the server warns of when it sees an object for the first time.
pub fn warnings(resource: &Resource, value: &Value) -> Vec<String> {
    let (spec, path) = match resource.kind {
        "Pod" => (value.get("spec"), "spec"),
        "Deployment" | "ReplicaSet" | "StatefulSet" | "DaemonSet" => {
            (value.pointer("/spec/template/spec"), "spec.template.spec")
        }
        _ => return Vec::new(),
    };
    let mut found = Vec::new();
    let Some(spec) = spec else { return found };
    for list in ["initContainers", "containers"] {
        for (at, container) in items(spec, path, list) {
            repeated(container, &at, &mut found);
        }
    }
    found
}

fn repeated(container: &Value, path: &str, found: &mut Vec<String>) {
    let mut names: Vec<&str> = Vec::new();
    for (at, variable) in items(container, path, "env") {
        let name = text(variable, "name");
        if names.contains(&name) {
            found.push(format!("{at}: hides previous definition of {name:?}, which may be dropped when using apply"));
        }
        names.push(name);
    }
    let mut ports: Vec<((i64, &str), String)> = Vec::new();
    for (at, port) in items(container, path, "ports") {
        let told = (number(port, "containerPort"), text(port, "protocol"));
        if let Some((_, first)) = ports.iter().find(|(known, _)| *known == told) {
            found.push(format!("{at}: duplicate port definition with {first}"));
        }
        ports.push((told, at));
    }
}
