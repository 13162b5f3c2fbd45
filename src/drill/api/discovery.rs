//! What is served, and that it is served: discovery in both its forms, the version, and health.

use serde_json::{Value, json};

use crate::drill::resource::{RESOURCES, Resource};

use super::{
    answer::Answer,
    asked::Asked,
    openapi, release,
    route::{Review, groups},
};

const VERBS: &[&str] = &["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

/// The media type of what `kubectl` asks for first.
const AGGREGATED: &str = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

/// A path that is no resource.
#[must_use]
pub fn answer(asked: &Asked) -> Answer {
    let path = asked.path.trim_end_matches('/');
    let aggregated = asked.accept.contains("as=APIGroupDiscoveryList") && asked.accept.contains("v=v2;");
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    match segments.as_slice() {
        ["api"] if aggregated => Answer { media: AGGREGATED, ..Answer::json(200, &all(true)) },
        ["apis"] if aggregated => Answer { media: AGGREGATED, ..Answer::json(200, &all(false)) },
        ["api"] => Answer::json(200, &versions()),
        ["apis"] => Answer::json(200, &group_list()),
        ["apis", group] if known(group) => Answer::json(200, &group_of(group, true)),
        ["api", "v1"] => Answer::json(200, &resources("", "v1")),
        ["apis", group, version] if groups().contains(&(group, version)) => {
            Answer::json(200, &resources(group, version))
        }
        ["version"] => Answer::json(200, &release::version()),
        ["healthz" | "livez" | "readyz", ..] => Answer::text(200, "ok"),
        ["openapi", "v3"] => Answer::json(200, &openapi::index()),
        ["openapi", "v3", "api", "v1"] => Answer::json(200, &openapi::document("", "v1")),
        ["openapi", "v3", "apis", group, version] if groups().contains(&(group, version)) => {
            Answer::json(200, &openapi::document(group, version))
        }
        [] => Answer::json(
            200,
            &json!({ "paths": ["/api", "/apis", "/healthz", "/livez", "/openapi/v3", "/readyz", "/version"] }),
        ),
        _ => Answer::text(404, "404 page not found\n"),
    }
}

fn known(group: &str) -> bool {
    !group.is_empty() && groups().iter().any(|(known, _)| *known == group)
}

fn versions() -> Value {
    json!({ "kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": [] })
}

fn group_list() -> Value {
    let named = groups().into_iter().map(|(group, _)| group).filter(|group| !group.is_empty());
    let all: Vec<Value> = named.map(|group| group_of(group, false)).collect();
    json!({ "kind": "APIGroupList", "apiVersion": "v1", "groups": all })
}

fn group_of(name: &str, alone: bool) -> Value {
    let version = groups().into_iter().find(|(group, _)| *group == name).map_or("v1", |(_, version)| version);
    let served = json!({ "groupVersion": format!("{name}/{version}"), "version": version });
    if alone {
        return json!({ "kind": "APIGroup", "apiVersion": "v1", "name": name, "versions": [served], "preferredVersion": served });
    }
    json!({ "name": name, "versions": [served], "preferredVersion": served })
}

fn verbs(resource: &Resource) -> Vec<&'static str> {
    // A namespace goes with all that is in it: not by the dozen.
    let all = VERBS.iter().copied();
    all.filter(|verb| resource.plural != "namespaces" || *verb != "deletecollection").collect()
}

fn categories(resource: &Resource) -> &'static [&'static str] {
    match resource.plural {
        "pods"
        | "services"
        | "daemonsets"
        | "deployments"
        | "replicasets"
        | "statefulsets"
        | "horizontalpodautoscalers" => &["all"],
        _ => &[],
    }
}

/// A subresource: group, version and kind of what it takes and gives (empty: as its parent), and what can be done.
fn subresource(resource: &Resource, name: &str) -> (&'static str, &'static str, &'static str, &'static [&'static str]) {
    match name {
        "scale" => ("autoscaling", "v1", "Scale", &["get", "patch", "update"]),
        "eviction" => ("policy", "v1", "Eviction", &["create"]),
        "log" => ("", "", resource.kind, &["get"]),
        _ => ("", "", resource.kind, &["get", "patch", "update"]),
    }
}

fn resources(group: &str, version: &str) -> Value {
    let mut all: Vec<Value> = Vec::new();
    for one in RESOURCES.iter().filter(|one| one.group == group && one.version == version) {
        let mut told = json!({
            "name": one.plural, "singularName": one.singular, "namespaced": one.namespaced, "kind": one.kind, "verbs": verbs(one),
        });
        if let Some(told) = told.as_object_mut() {
            for (name, words) in [("shortNames", one.short), ("categories", categories(one))] {
                if !words.is_empty() {
                    told.insert(name.to_owned(), json!(words));
                }
            }
        }
        all.push(told);
        for name in one.subresources {
            let (group, version, kind, verbs) = subresource(one, name);
            let full = format!("{}/{name}", one.plural);
            let mut told = json!({ "name": full, "singularName": "", "namespaced": one.namespaced });
            if let Some(told) = told.as_object_mut() {
                if !group.is_empty() {
                    told.insert("group".to_owned(), group.into());
                    told.insert("version".to_owned(), version.into());
                }
                told.insert("kind".to_owned(), kind.into());
                told.insert("verbs".to_owned(), json!(verbs));
            }
            all.push(told);
        }
    }
    for review in Review::ALL.iter().filter(|review| review.group() == group) {
        let (name, kind) = (review.plural(), review.kind());
        let single = kind.to_lowercase();
        all.push(
            json!({ "name": name, "singularName": single, "namespaced": false, "kind": kind, "verbs": ["create"] }),
        );
    }
    let full = if group.is_empty() { version.to_owned() } else { format!("{group}/{version}") };
    if group.is_empty() {
        return json!({ "kind": "APIResourceList", "groupVersion": full, "resources": all });
    }
    json!({ "kind": "APIResourceList", "apiVersion": "v1", "groupVersion": full, "resources": all })
}

/// Everything at once (`apidiscovery.k8s.io/v2`).
fn all(core: bool) -> Value {
    let wanted = groups().into_iter().filter(|(group, _)| group.is_empty() == core);
    let items: Vec<Value> = wanted
        .map(|(group, version)| {
            let meta = if core { json!({}) } else { json!({ "name": group }) };
            let served: Vec<Value> = RESOURCES
                .iter()
                .filter(|one| one.group == group && one.version == version)
                .map(aggregated)
                .chain(Review::ALL.into_iter().filter(|review| review.group() == group).map(review))
                .collect();
            json!({ "metadata": meta, "versions": [{ "version": version, "resources": served, "freshness": "Current" }] })
        })
        .collect();
    json!({ "kind": "APIGroupDiscoveryList", "apiVersion": "apidiscovery.k8s.io/v2", "metadata": {}, "items": items })
}

fn aggregated(one: &Resource) -> Value {
    let kind = |group: &str, version: &str, kind: &str| json!({ "group": group, "version": version, "kind": kind });
    let scope = if one.namespaced { "Namespaced" } else { "Cluster" };
    let mut told = json!({
        "resource": one.plural, "responseKind": kind("", "", one.kind), "scope": scope, "singularResource": one.singular,
        "verbs": verbs(one), "shortNames": one.short, "categories": categories(one),
    });
    let below: Vec<Value> = one
        .subresources
        .iter()
        .map(|name| {
            let (group, version, of, verbs) = subresource(one, name);
            json!({ "subresource": name, "responseKind": kind(group, version, of), "verbs": verbs })
        })
        .collect();
    if let Some(told) = told.as_object_mut().filter(|_| !below.is_empty()) {
        told.insert("subresources".to_owned(), below.into());
    }
    told
}

fn review(one: Review) -> Value {
    let kind = json!({ "group": "", "version": "", "kind": one.kind() });
    let single = one.kind().to_lowercase();
    json!({ "resource": one.plural(), "responseKind": kind, "scope": "Cluster", "singularResource": single, "verbs": ["create"] })
}
