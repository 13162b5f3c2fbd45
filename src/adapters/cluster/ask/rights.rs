//! What this user may do here, by `SelfSubjectAccessReview`.

use futures::future::join_all;
use serde::Deserialize;

use crate::{
    adapters::cluster::{connection::Shared, path::Path},
    domain::{
        Truth,
        cluster::Gap,
        inspection::Right,
        text::Safe,
        workload::{Key, Kind},
    },
};

#[derive(Deserialize)]
struct Review {
    status: Status,
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Status {
    allowed: bool,
    reason: Option<Safe>,
}

/// Verb, group, resource and subresource of what matters in an incident.
fn asked(kind: Kind) -> [(&'static str, &'static str, &'static str, &'static str); 8] {
    let revisions = if kind == Kind::Deployment { "replicasets" } else { "controllerrevisions" };
    [
        ("list", "", "pods", ""),
        ("get", "", "pods", "log"),
        ("list", "", "events", ""),
        ("list", "apps", revisions, ""),
        ("list", "", "services", ""),
        ("patch", "apps", kind.plural(), ""),
        ("patch", "apps", kind.plural(), "scale"),
        ("delete", "", "pods", ""),
    ]
}

pub(super) async fn rights(connection: &Shared, key: &Key) -> Result<Vec<Right>, Gap> {
    let namespace = Some(&key.namespace);
    Ok(join_all(asked(key.kind).map(|attributes| review(connection, namespace, attributes))).await)
}

/// One review: verb, group, resource and subresource; in a namespace, or in all.
pub(super) async fn review(
    connection: &Shared,
    namespace: Option<&Safe>,
    (verb, group, resource, subresource): (&'static str, &'static str, &'static str, &'static str),
) -> Right {
    let path = Path::fixed("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews");
    let body = serde_json::json!({
        "apiVersion": "authorization.k8s.io/v1",
        "kind": "SelfSubjectAccessReview",
        "spec": { "resourceAttributes": {
            "namespace": namespace.map_or("", |name| name.as_str()), "verb": verb, "group": group,
            "resource": resource, "subresource": subresource,
        } },
    });
    let (allowed, reason) = match connection.review::<Review>(&path, &body).await {
        Ok(review) => (if review.status.allowed { Truth::Yes } else { Truth::No }, review.status.reason),
        Err(error) => (Truth::Unknown, Some(Safe::clean(&error.cause()))),
    };
    let name = if subresource.is_empty() { resource.to_owned() } else { format!("{resource}/{subresource}") };
    let reason = reason.filter(|reason| !reason.is_empty());
    Right { verb: Safe::clean(verb), resource: Safe::clean(&name), allowed, reason }
}
