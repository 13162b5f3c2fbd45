//! What is selected, as a kubectl command for a POSIX shell.

use crate::domain::{
    cluster::Cluster,
    logs::LogSource,
    shell::{self, quoted},
    text::Safe,
    workload::Key,
};

/// A command about something in the rollout's namespace.
#[must_use]
pub fn command(cluster: Option<&Cluster>, key: &Key, words: &[&str]) -> Safe {
    let mut all = vec!["kubectl".to_owned()];
    if let Some(cluster) = cluster {
        all.push(format!("--context={}", quoted(&cluster.context)));
    }
    all.push(format!("--namespace={}", quoted(&key.namespace)));
    all.extend(words.iter().map(|word| quoted(word).into_owned()));
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
    let context = cluster.map(|cluster| format!(" --context={}", quoted(&cluster.context))).unwrap_or_default();
    let verb = verb.split(',').next().unwrap_or(verb).trim();
    Safe::clean(&format!("kubectl {}{context}", shell::can_i(verb, resource, namespace)))
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
}
