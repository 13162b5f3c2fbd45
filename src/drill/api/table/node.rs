//! Nodes.

use serde_json::Value;

use super::field::{list, map, or, text};

pub fn cells(name: Value, node: &Value, age: String) -> Vec<Value> {
    vec![
        name,
        status(node).into(),
        roles(node).into(),
        age.into(),
        text(node, "/status/nodeInfo/kubeletVersion").into(),
        address(node, "InternalIP").into(),
        address(node, "ExternalIP").into(),
        or(text(node, "/status/nodeInfo/osImage"), "<unknown>").into(),
        or(text(node, "/status/nodeInfo/kernelVersion"), "<unknown>").into(),
        or(text(node, "/status/nodeInfo/containerRuntimeVersion"), "<unknown>").into(),
    ]
}

fn status(node: &Value) -> String {
    let ready = list(node, "/status/conditions").iter().find(|one| text(one, "/type") == "Ready");
    let word = match ready.map(|one| text(one, "/status")) {
        Some("True") => "Ready",
        Some(_) => "NotReady",
        None => "Unknown",
    };
    let closed = node.pointer("/spec/unschedulable") == Some(&Value::Bool(true));
    if closed { format!("{word},SchedulingDisabled") } else { word.to_owned() }
}

fn roles(node: &Value) -> String {
    let role = |(name, value): (&String, &Value)| match name.strip_prefix("node-role.kubernetes.io/") {
        Some(role) => Some(role.to_owned()),
        None if name == "kubernetes.io/role" => value.as_str().map(str::to_owned),
        None => None,
    };
    let mut roles: Vec<String> =
        map(node, "/metadata/labels").into_iter().flatten().filter_map(role).filter(|role| !role.is_empty()).collect();
    roles.sort_unstable();
    if roles.is_empty() { "<none>".to_owned() } else { roles.join(",") }
}

fn address<'a>(node: &'a Value, kind: &str) -> &'a str {
    let found = list(node, "/status/addresses").iter().find(|one| text(one, "/type") == kind);
    found.map_or("<none>", |one| text(one, "/address"))
}
