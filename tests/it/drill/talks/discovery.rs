//! What the API says of itself.

use serde_json::{Value, json};

use crate::drill::{ask::get, talk::Talk};

/// The groups and what is asked of them: a simulation has no others.
const GROUPS: [(&str, &[&str]); 6] = [
    (
        "/api/v1",
        &[
            "configmaps",
            "endpoints",
            "events",
            "limitranges",
            "namespaces",
            "namespaces/status",
            "nodes",
            "nodes/status",
            "persistentvolumeclaims",
            "pods",
            "pods/status",
            "pods/log",
            "pods/eviction",
            "resourcequotas",
            "secrets",
            "serviceaccounts",
            "services",
            "services/status",
        ],
    ),
    (
        "/apis/apps/v1",
        &[
            "controllerrevisions",
            "daemonsets",
            "daemonsets/status",
            "deployments",
            "deployments/status",
            "deployments/scale",
            "replicasets",
            "replicasets/status",
            "replicasets/scale",
            "statefulsets",
            "statefulsets/status",
            "statefulsets/scale",
        ],
    ),
    ("/apis/autoscaling/v2", &["horizontalpodautoscalers", "horizontalpodautoscalers/status"]),
    ("/apis/policy/v1", &["poddisruptionbudgets", "poddisruptionbudgets/status"]),
    ("/apis/discovery.k8s.io/v1", &["endpointslices"]),
    ("/apis/authorization.k8s.io/v1", &["selfsubjectaccessreviews", "selfsubjectrulesreviews"]),
];

pub async fn discovery(talk: &mut Talk) {
    let version = talk.quiet(&get("/version")).await;
    let fields: Vec<&String> = version.body.as_object().unwrap().keys().collect();
    talk.fact("the version", json!([version.status, version.body["major"], version.body["minor"], fields]));
    for (path, wanted) in GROUPS {
        let list = talk.quiet(&get(path)).await.body;
        talk.fact(path, json!([list["kind"], list["apiVersion"], list["groupVersion"]]));
        for name in wanted {
            let found = list["resources"].as_array().into_iter().flatten().find(|one| one["name"] == **name);
            let mut found = found.cloned().unwrap_or_default();
            if let Some(fields) = found.as_object_mut() {
                fields.remove("storageVersionHash");
            }
            talk.fact(&format!("{path} {name}"), found);
        }
    }
    let core = talk.quiet(&get("/api")).await.body;
    talk.fact("the core group", json!([core["kind"], core["versions"]]));
    let groups = talk.quiet(&get("/apis")).await.body;
    talk.fact("the groups", json!([groups["kind"], groups["apiVersion"]]));
    for (path, _) in GROUPS.iter().skip(1) {
        let name = path.split('/').nth(2).unwrap();
        let found = groups["groups"].as_array().into_iter().flatten().find(|one| one["name"] == name);
        let preferred = found.map(|group| group["preferredVersion"].clone());
        talk.fact(&format!("the group {name}"), json!(preferred));
        let group = talk.quiet(&get(&format!("/apis/{name}"))).await.body;
        talk.fact(
            &format!("the group {name} by itself"),
            json!([group["kind"], group["name"], group["preferredVersion"]]),
        );
    }
    for path in ["/healthz", "/livez", "/readyz"] {
        talk.ask(path, get(path)).await;
    }
    let all: Value = talk.quiet(&get("/openapi/v3")).await.body;
    let has_apps = all["paths"]["apis/apps/v1"]["serverRelativeURL"].is_string();
    talk.fact("schemas", json!(has_apps));
}
