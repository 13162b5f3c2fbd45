//! As much of the API's description (`OpenAPI` v3) as clients look at before they write: that a patch knows `fieldValidation` and `dryRun`.
//! It describes no schema: what an object may hold is said by the answer to a write.

use serde_json::{Map, Value, json};

use crate::drill::resource::{RESOURCES, Resource};

use super::{release::RELEASE, route::groups};

/// Where the descriptions are.
#[must_use]
pub fn index() -> Value {
    let path = |group: &str, version: &str| {
        if group.is_empty() { format!("api/{version}") } else { format!("apis/{group}/{version}") }
    };
    let paths: Map<String, Value> = groups()
        .into_iter()
        .map(|(group, version)| path(group, version))
        .map(|path| (path.clone(), json!({ "serverRelativeURL": format!("/openapi/v3/{path}") })))
        .collect();
    json!({ "paths": paths })
}

/// That of one group and version.
#[must_use]
pub fn document(group: &str, version: &str) -> Value {
    let served = RESOURCES.iter().filter(|one| one.group == group && one.version == version);
    let paths: Map<String, Value> = served.map(|one| (path(one), operations(one))).collect();
    let info = json!({ "title": "Kubernetes", "version": RELEASE });
    json!({ "openapi": "3.0.0", "info": info, "paths": paths })
}

fn path(one: &Resource) -> String {
    let root = if one.group.is_empty() { "/api" } else { "/apis" };
    let inside = if one.namespaced { "/namespaces/{namespace}" } else { "" };
    format!("{root}/{}{inside}/{}/{{name}}", one.api_version(), one.plural)
}

fn operations(one: &Resource) -> Value {
    let parameters = ["dryRun", "fieldManager", "fieldValidation", "force"].map(parameter);
    let operation = |action: &str| {
        json!({
            "x-kubernetes-action": action,
            "x-kubernetes-group-version-kind": { "group": one.group, "kind": one.kind, "version": one.version },
            "parameters": parameters,
            "responses": { "200": { "description": "OK" } },
        })
    };
    json!({ "get": operation("get"), "patch": operation("patch"), "put": operation("put"), "delete": operation("delete") })
}

fn parameter(name: &str) -> Value {
    let kind = if name == "force" { "boolean" } else { "string" };
    json!({ "name": name, "in": "query", "schema": { "type": kind, "uniqueItems": true } })
}
