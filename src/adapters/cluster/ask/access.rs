//! Whether this user may read what a board and inspecting read, by `SelfSubjectAccessReview`.

use futures::future::join_all;

use crate::{
    adapters::cluster::connection::Shared,
    domain::{inspection::Right, text::Safe},
};

use super::rights::review;

/// Group and resource of what is listed and watched.
const WATCHED: [(&str, &str); 7] = [
    ("apps", "deployments"),
    ("apps", "statefulsets"),
    ("apps", "daemonsets"),
    ("apps", "replicasets"),
    ("apps", "controllerrevisions"),
    ("", "pods"),
    ("", "events"),
];

pub(super) async fn access(connection: &Shared, namespace: Option<&Safe>) -> Vec<Right> {
    let watched = WATCHED.into_iter().flat_map(|(group, resource)| {
        ["list", "watch"].map(|verb| review(connection, namespace, (verb, group, resource, "")))
    });
    let log = review(connection, namespace, ("get", "", "pods", "log"));
    let services = review(connection, namespace, ("list", "", "services", ""));
    // Who changed what pods take from these, and when: their metadata alone.
    let configuration =
        ["configmaps", "secrets"].map(|resource| review(connection, namespace, ("get", "", resource, "")));
    let nodes = ["list", "watch"].map(|verb| review(connection, None, (verb, "", "nodes", "")));
    join_all(watched.chain([log, services]).chain(configuration).chain(nodes)).await
}
