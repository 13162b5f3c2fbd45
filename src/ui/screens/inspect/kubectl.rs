//! What is selected, as a kubectl command for a POSIX shell.

use std::borrow::Cow;

use crate::domain::{cluster::Cluster, logs::LogSource, text::Safe, workload::Key};

/// A word as a shell takes it literally.
#[must_use]
pub fn quote(word: &str) -> Cow<'_, str> {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=,@%+".contains(c);
    if !word.is_empty() && word.chars().all(plain) && !word.starts_with('=') {
        Cow::Borrowed(word)
    } else {
        Cow::Owned(format!("'{}'", word.replace('\'', r"'\''")))
    }
}

/// A command about something in the rollout's namespace.
#[must_use]
pub fn command(cluster: Option<&Cluster>, key: &Key, words: &[&str]) -> Safe {
    let mut all = vec!["kubectl".to_owned()];
    if let Some(cluster) = cluster {
        all.push(format!("--context={}", quote(&cluster.context)));
    }
    all.push(format!("--namespace={}", quote(&key.namespace)));
    all.extend(words.iter().map(|word| quote(word).into_owned()));
    Safe::clean(&all.join(" "))
}

/// The command that prints a container's log.
#[must_use]
pub fn logs(cluster: Option<&Cluster>, key: &Key, source: &LogSource) -> Safe {
    let container = format!("--container={}", source.container);
    let mut words = vec!["logs", source.pod.as_str(), container.as_str(), "--timestamps"];
    if source.previous {
        words.push("--previous");
    }
    command(cluster, key, &words)
}

/// The command that says whether this user may do what was refused.
#[must_use]
pub fn can_i(cluster: Option<&Cluster>, verb: &str, resource: &str, namespace: Option<&str>) -> Safe {
    let context = cluster.map(|cluster| format!(" --context={}", quote(&cluster.context))).unwrap_or_default();
    let scope = match namespace {
        Some(namespace) => format!("--namespace={}", quote(namespace)),
        None => "--all-namespaces".to_owned(),
    };
    let verb = verb.split(',').next().unwrap_or(verb).trim();
    let (resource, sub) = resource.split_once('/').map_or((resource, None), |(resource, sub)| (resource, Some(sub)));
    let sub = sub.map(|sub| format!(" --subresource={}", quote(sub))).unwrap_or_default();
    Safe::clean(&format!("kubectl auth can-i {} {}{sub} {scope}{context}", quote(verb), quote(resource)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{cluster::ClusterNo, workload::Kind};

    #[test]
    fn nothing_escapes_its_quotes() {
        let key = Key {
            cluster: ClusterNo(0),
            namespace: Safe::clean("pay; rm -rf ~"),
            kind: Kind::Deployment,
            name: Safe::clean("checkout"),
        };
        let command = command(None, &key, &["get", "pod", "it's", "$(id)", ""]);
        assert_eq!(command.as_str(), r"kubectl --namespace='pay; rm -rf ~' get pod 'it'\''s' '$(id)' ''");
    }

    #[test]
    fn rights_are_asked_for_as_kubectl_wants_subresources() {
        assert_eq!(
            can_i(None, "get", "pods/log", Some("payments")).as_str(),
            "kubectl auth can-i get pods --subresource=log --namespace=payments"
        );
        assert_eq!(can_i(None, "list", "nodes", None).as_str(), "kubectl auth can-i list nodes --all-namespaces");
    }
}
