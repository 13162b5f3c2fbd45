//! Things that a model may name: those that the incident has. A sentence that sends somebody to another thing is taken out (T-6).

use std::collections::BTreeSet;

use crate::{
    domain::{evidence::Sort, incident::Place, text::Safe},
    logic::evidence::Content,
};

use super::exhibit::Exhibit;

/// Words behind which the name of a thing stands.
const KINDS: [&str; 26] = [
    "deployment",
    "deployments",
    "deploy",
    "statefulset",
    "sts",
    "daemonset",
    "ds",
    "replicaset",
    "rs",
    "pod",
    "pods",
    "po",
    "namespace",
    "ns",
    "service",
    "svc",
    "configmap",
    "cm",
    "secret",
    "node",
    "job",
    "cronjob",
    "pvc",
    "hpa",
    "ingress",
    "context",
];

/// Flags of a command behind which one stands.
const FLAGS: [&str; 6] = ["-n", "--namespace", "--context", "-l", "--selector", "--from"];

/// Orders behind which the name of a thing may stand without its kind.
const ORDERS: [&str; 12] =
    ["delete", "restart", "scale", "drain", "cordon", "evict", "kill", "undo", "rollback", "stop", "target", "exec"];

/// Words that stand behind a kind in ordinary sentences.
const PROSE: [&str; 44] = [
    "is", "was", "are", "were", "has", "had", "and", "or", "the", "a", "an", "in", "of", "on", "to", "for", "with",
    "by", "that", "which", "template", "status", "spec", "logs", "log", "events", "event", "restarts", "crashes",
    "exits", "starts", "fails", "failed", "cannot", "does", "did", "will", "can", "may", "must", "should", "not", "no",
    "so",
];

/// The things that the incident has.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Targets(BTreeSet<String>);

impl Targets {
    /// What the incident is about, and what the cluster itself named. What logs and diffs name is not among it: anybody writes those.
    #[must_use]
    pub fn of(about: Option<&Place>, exhibits: &[Exhibit<'_>]) -> Self {
        let mut names = BTreeSet::new();
        if let Some(place) = about {
            names.extend([&place.namespace, &place.name, &place.context].map(|name| name.to_lowercase()));
        }
        for exhibit in exhibits {
            let header = exhibit.material.header;
            names.extend(header.pod.iter().chain(&header.container).map(|name| name.to_lowercase()));
            if let (Content::Says(log), Sort::Status | Sort::Events) = (&exhibit.material.content, header.sort) {
                names.extend(log.said.iter().filter_map(|said| said.pod).map(str::to_lowercase));
            }
        }
        Self(names)
    }

    /// The first thing that a text names and the incident does not have.
    #[must_use]
    pub fn foreign(&self, text: &str) -> Option<String> {
        let words: Vec<String> = text.split(is_between).map(bare).filter(|word| !word.is_empty()).collect();
        let command = words.iter().any(|word| word == "kubectl" || word == "helm");
        words.iter().enumerate().find_map(|(at, word)| {
            let next = words.get(at + 1);
            let named = match word.split_once('/') {
                Some((kind, name)) if KINDS.contains(&kind) => Some(name.to_owned()),
                _ if FLAGS.contains(&word.as_str()) => next.cloned(),
                _ if ORDERS.contains(&word.as_str()) => next.filter(|name| is_machines(name)).cloned(),
                _ if KINDS.contains(&word.as_str()) => next.filter(|name| is_named(name, command)).cloned(),
                _ => None,
            };
            named.filter(|name| !name.is_empty() && !self.has(name))
        })
    }

    fn has(&self, name: &str) -> bool {
        // `payments/checkout` is two names.
        name.split('/').all(|part| self.0.contains(part))
    }

    /// The text itself, or what stands in its place.
    #[must_use]
    pub fn pass(&self, text: &Safe) -> Safe {
        self.foreign(text).map_or_else(
            || text.clone(),
            |name| Safe::line(&format!("[left out: names `{name}`, which this incident does not have]")),
        )
    }
}

fn is_between(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '(' | ')' | '"' | '\'' | '`' | '{' | '}' | '[' | ']' | '<' | '>' | ':' | ';' | ',' | '=')
}

fn bare(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | '/' | '*')).to_lowercase()
}

/// Whether a word is a name as machines give it: with a dash and a digit.
fn is_machines(word: &str) -> bool {
    word.contains('-') && word.bytes().any(|b| b.is_ascii_digit()) && !word.contains(['.', '/'])
}

/// Whether the word behind a kind is a name: in a command any, in a sentence what is no ordinary word.
fn is_named(word: &str, command: bool) -> bool {
    let kind = KINDS.contains(&word);
    let machine = word.contains(['-', '_', '.']) || word.bytes().any(|b| b.is_ascii_digit());
    !kind && !PROSE.contains(&word) && (command || machine)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_incident_does_not_have_is_foreign() {
        let targets = Targets(["payments", "checkout", "checkout-7f9c-2xkq8"].map(str::to_owned).into());
        for (text, name) in [
            ("kubectl delete namespace prod", Some("prod")),
            ("kubectl -n kube-system delete pod coredns-1", Some("kube-system")),
            ("Scale deployment/ledger to zero", Some("ledger")),
            ("roll back deploy/checkout", None),
            ("look at pod checkout-7f9c-2xkq8", None),
            ("the pod is restarted, and the deployment has one replica", None),
            ("restart pod billing-7 at once", Some("billing-7")),
            ("Restart billing-7 for me", Some("billing-7")),
            ("restart checkout-7f9c-2xkq8", None),
            ("kubectl rollout undo deployment/checkout --namespace=payments", None),
            ("kubectl rollout undo deployment/checkout --namespace=prod", Some("prod")),
        ] {
            assert_eq!(targets.foreign(text).as_deref(), name, "{text}");
        }
    }
}
