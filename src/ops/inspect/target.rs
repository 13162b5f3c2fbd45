//! Which rollout is meant: `NAMESPACE/KIND/NAME`.

use std::str::FromStr;

use crate::domain::{
    cluster::ClusterNo,
    text::Safe,
    workload::{Key, Kind},
};

/// A rollout as somebody typed it, of no particular cluster yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    pub namespace: Safe,
    pub kind: Kind,
    pub name: Safe,
}

/// Why a word names no rollout.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadTarget {
    #[error("write NAMESPACE/KIND/NAME, such as payments/deploy/checkout")]
    Shape,
    #[error("unknown kind `{0}`; known: deployment (deploy), statefulset (sts), daemonset (ds)")]
    Kind(String),
    #[error("`{0}` can be no name: names are made of a-z, 0-9, - and .")]
    Name(String),
}

impl Target {
    /// The rollout of this name on one cluster.
    #[must_use]
    pub fn on(&self, cluster: ClusterNo) -> Key {
        Key { cluster, namespace: self.namespace.clone(), kind: self.kind, name: self.name.clone() }
    }
}

impl FromStr for Target {
    type Err = BadTarget;

    fn from_str(typed: &str) -> Result<Self, BadTarget> {
        let parts: Vec<&str> = typed.split('/').collect();
        let [namespace, kind, name] = parts.as_slice() else { return Err(BadTarget::Shape) };
        if namespace.is_empty() || name.is_empty() {
            return Err(BadTarget::Shape);
        }
        // What cannot be a name would be another path of the API server.
        let can_be =
            |name: &&&str| name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.".contains(c));
        if let Some(name) = [namespace, name].iter().find(|name| !can_be(name) || name.trim_matches('.').is_empty()) {
            return Err(BadTarget::Name((**name).to_string()));
        }
        let kind = Kind::parse(kind.trim_end_matches(".apps")).ok_or_else(|| BadTarget::Kind((*kind).to_owned()))?;
        Ok(Self { namespace: Safe::clean(namespace), kind, name: Safe::clean(name) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_can_be_no_name_is_no_path_either() {
        for typed in
            ["../deploy/web", "a/deploy/..", "a/deploy/Web", "a/deploy/a?b", "a/deploy/\u{440}rod", "a%2f/deploy/b"]
        {
            assert!(matches!(typed.parse::<Target>(), Err(BadTarget::Name(_))), "{typed}");
        }
        assert!("a-1/deploy/b.c-2".parse::<Target>().is_ok());
    }

    #[test]
    fn every_spelling_of_a_kind_is_known() {
        let kind = |typed: &str| typed.parse::<Target>().map(|target| target.kind);
        for word in ["deploy", "deployment", "deployments", "Deployment", "deployments.apps"] {
            assert_eq!(kind(&format!("web/{word}/a")), Ok(Kind::Deployment));
        }
        for (word, meant) in [("sts", Kind::StatefulSet), ("daemonset", Kind::DaemonSet), ("ds", Kind::DaemonSet)] {
            assert_eq!(kind(&format!("web/{word}/a")), Ok(meant));
        }
    }

    #[test]
    fn anything_else_says_how_to_write_it() {
        for typed in ["", "checkout", "web/checkout", "web/deploy/", "/deploy/a", "a/deploy/b/c"] {
            assert_eq!(typed.parse::<Target>(), Err(BadTarget::Shape), "{typed}");
        }
        assert_eq!("web/job/a".parse::<Target>(), Err(BadTarget::Kind("job".into())));
    }
}
