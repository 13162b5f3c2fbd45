//! Whose manifest it is: a limit that went down in one workload's file explains nothing about the pods of another.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    domain::evidence::EvidenceNo,
    logic::evidence::{Content, Language, Material},
};

use super::clue::{Spot, Symptom};

/// Words in the names of manifests that name no workload.
const GENERIC: [&str; 40] = [
    "all",
    "api",
    "app",
    "backend",
    "base",
    "chart",
    "common",
    "config",
    "configmap",
    "default",
    "defaults",
    "deploy",
    "deployment",
    "deployments",
    "dev",
    "env",
    "frontend",
    "global",
    "k8s",
    "kustomization",
    "limits",
    "main",
    "manifest",
    "manifests",
    "patch",
    "pod",
    "prod",
    "production",
    "resources",
    "rollout",
    "secret",
    "secrets",
    "server",
    "service",
    "shared",
    "staging",
    "template",
    "values",
    "web",
    "worker",
];

/// Servers that people run and do not write: no code of theirs is in such a pod.
const SERVERS: [&str; 21] = [
    "cassandra",
    "clickhouse",
    "consul",
    "elasticsearch",
    "etcd",
    "grafana",
    "kafka",
    "keycloak",
    "mariadb",
    "memcached",
    "mongo",
    "mongodb",
    "mysql",
    "nats",
    "opensearch",
    "postgres",
    "postgresql",
    "prometheus",
    "rabbitmq",
    "redis",
    "zookeeper",
];

/// What tells of those behind it: how slow they are, not how slow it is itself.
const PROXIES: [&str; 6] = ["envoy", "gateway", "haproxy", "ingress", "nginx", "traefik"];

/// Whether a pod stands in front of others.
pub(super) fn is_proxy(pod: &str) -> bool {
    words(name(pod)).any(|word| PROXIES.contains(&word))
}

/// Which workloads the changes and the symptoms are of, as far as names tell.
#[derive(Debug, Default)]
pub(super) struct Workloads {
    /// By evidence: what its manifests and the images in them are called.
    changed: BTreeMap<EvidenceNo, BTreeSet<String>>,
    /// The words in the names of pods that fail.
    failing: BTreeSet<String>,
}

impl Workloads {
    pub(super) fn of(materials: &[Material<'_>], symptoms: &[Symptom]) -> Self {
        let mut found = Self::default();
        for material in materials {
            let Content::Changes(patch) = &material.content else { continue };
            let manifests = patch.files.iter().filter(|file| file.language == Language::Yaml);
            let names = manifests.flat_map(|file| {
                named(file.path()).into_iter().chain(file.lines().filter_map(|line| image(line.text)))
            });
            let names: BTreeSet<String> = names.flat_map(words).map(str::to_owned).collect();
            found.changed.insert(material.header.no, names);
        }
        let pods = symptoms.iter().filter_map(|symptom| symptom.pod.as_ref());
        found.failing = pods.flat_map(|pod| words(name(pod))).map(str::to_owned).collect();
        found
    }

    /// Whether the pod is of another workload than the one that is changed there. Where no name tells, it is not.
    pub(super) fn is_another(&self, spot: &Spot<'_>, pod: Option<&str>) -> bool {
        let Some(pod) = pod else { return false };
        let path = spot.file.path();
        if words(name(pod)).any(|word| words(path).any(|known| known == word)) {
            return false;
        }
        if spot.file.language == Language::Yaml && named(path).is_some() {
            return true;
        }
        let names = self.changed.get(&spot.header.no);
        if let Some(names) = names.filter(|names| !names.is_empty()) {
            return !words(name(pod)).any(|word| names.contains(word));
        }
        // The path names another of the pods that fail, or the pod runs what nobody here writes.
        let other = words(path).any(|word| self.failing.contains(word) && !GENERIC.contains(&word));
        other || spot.file.language.has_grammar() && words(name(pod)).any(|word| SERVERS.contains(&word))
    }
}

/// What a manifest's file is called, where that names a workload.
fn named(path: &str) -> Option<&str> {
    let file = path.rsplit('/').next().unwrap_or(path);
    let stem = file.split('.').next().unwrap_or(file);
    (stem.len() > 2 && !words(stem).any(|word| GENERIC.contains(&word.to_ascii_lowercase().as_str()))).then_some(stem)
}

/// `pricing` of `image: registry.local/shop/pricing:7.9.1`.
fn image(line: &str) -> Option<&str> {
    let image = line.trim_start_matches([' ', '-']).strip_prefix("image:")?.trim().trim_matches(['"', '\'']);
    let last = image.rsplit('/').next()?;
    Some(last.split([':', '@']).next().unwrap_or(last)).filter(|name| !name.is_empty())
}

/// `cart` of `cart-5d8f7b9c4-x2k9p`, `db` of `db-0`.
pub(super) fn name(pod: &str) -> &str {
    let hash = |part: &str| part.bytes().any(|b| b.is_ascii_digit()) || part.len() == 5;
    let Some((rest, _)) = pod.rsplit_once('-') else { return pod };
    rest.rsplit_once('-').filter(|(_, last)| hash(last) && last.len() > 3).map_or(rest, |(name, _)| name)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_name_that_names_another_one_counts() {
        for (path, named_so) in [
            ("deploy/ledger.yaml", Some("ledger")),
            ("deploy/shop-cart.yaml", Some("shop-cart")),
            ("charts/ledger/values.yaml", None),
            ("cart/overlay/limits-patch.yaml", None),
            ("revision-5/pod-template.yaml", None),
        ] {
            assert_eq!(named(path), named_so, "{path}");
        }
        assert_eq!(image("        - image: \"registry.local/shop/pricing:7.9.1\""), Some("pricing"));
        assert_eq!(image("image: redis@sha256:0"), Some("redis"));
        assert_eq!(image("imagePullPolicy: Always"), None);
    }

    #[test]
    fn the_workload_of_a_pod_is_in_its_name() {
        for (pod, workload) in
            [("cart-5d8f7b9c4-x2k9p", "cart"), ("db-0", "db"), ("shop-cart-5d8f7b9c4-x2k9p", "shop-cart")]
        {
            assert_eq!(name(pod), workload);
        }
    }
}
