//! What a path is about.

use std::fmt;

use crate::drill::resource::{RESOURCES, Resource};

use super::query::decoded;

/// What is asked for, in the words of access control.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    Get,
    List,
    Watch,
    Create,
    Update,
    Patch,
    Delete,
    DeleteCollection,
}

impl Verb {
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Get => "get",
            Self::List => "list",
            Self::Watch => "watch",
            Self::Create => "create",
            Self::Update => "update",
            Self::Patch => "patch",
            Self::Delete => "delete",
            Self::DeleteCollection => "deletecollection",
        }
    }

    #[must_use]
    pub fn reads(self) -> bool {
        matches!(self, Self::Get | Self::List | Self::Watch)
    }
}

impl fmt::Display for Verb {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.word())
    }
}

/// A resource, and where in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    pub resource: &'static Resource,
    /// `None`: all, or it has none.
    pub namespace: Option<String>,
    /// `None`: the collection.
    pub name: Option<String>,
    /// Empty for the object itself.
    pub subresource: String,
}

/// Questions about oneself, which store nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Review {
    Subject,
    Access,
    Rules,
}

impl Review {
    pub const ALL: [Self; 3] = [Self::Subject, Self::Access, Self::Rules];

    #[must_use]
    pub fn group(self) -> &'static str {
        match self {
            Self::Subject => "authentication.k8s.io",
            Self::Access | Self::Rules => "authorization.k8s.io",
        }
    }

    #[must_use]
    pub fn kind(self) -> &'static str {
        match self {
            Self::Subject => "SelfSubjectReview",
            Self::Access => "SelfSubjectAccessReview",
            Self::Rules => "SelfSubjectRulesReview",
        }
    }

    #[must_use]
    pub fn plural(self) -> String {
        format!("{}s", self.kind().to_lowercase())
    }
}

/// What a path leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    Place(Place),
    Review(Review),
    /// Discovery, health, the version, and all that leads nowhere.
    Document,
    /// A group and version that exist, but no such resource in it.
    Missing,
}

/// Every group and version that is served.
pub fn groups() -> Vec<(&'static str, &'static str)> {
    let mut known: Vec<(&str, &str)> = Vec::new();
    let reviews = Review::ALL.iter().map(|review| (review.group(), "v1"));
    for group in RESOURCES.iter().map(|one| (one.group, one.version)).chain(reviews) {
        if !known.contains(&group) {
            known.push(group);
        }
    }
    known
}

/// The path that is watched by an old one: `/api/v1/watch/pods` is `/api/v1/pods` with `watch`.
#[must_use]
pub fn watched(path: &str) -> Option<String> {
    let (before, after) = path.split_once("/watch/")?;
    let depth = before.split('/').count();
    let versioned = (before.starts_with("/api/") && depth == 3) || (before.starts_with("/apis/") && depth == 4);
    versioned.then(|| format!("{before}/{after}"))
}

impl Target {
    #[must_use]
    pub fn of(path: &str) -> Self {
        let segments: Vec<String> = path.split('/').filter(|part| !part.is_empty()).map(decoded).collect();
        let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        let (group, version, rest) = match segments.as_slice() {
            ["api", version, rest @ ..] => ("", *version, rest),
            ["apis", group, version, rest @ ..] => (*group, *version, rest),
            _ => return Self::Document,
        };
        if !groups().iter().any(|(known, _)| *known == group) {
            return Self::Document;
        }
        if !groups().contains(&(group, version)) {
            return Self::Missing;
        }
        if rest.is_empty() {
            return Self::Document;
        }
        Self::review(group, rest).or_else(|| Self::place(group, version, rest)).unwrap_or(Self::Missing)
    }

    fn review(group: &str, rest: &[&str]) -> Option<Self> {
        let [plural] = rest else { return None };
        let asked = |review: &Review| review.group() == group && review.plural() == *plural;
        Review::ALL.into_iter().find(asked).map(Self::Review)
    }

    fn place(group: &str, version: &str, rest: &[&str]) -> Option<Self> {
        let (namespace, rest) = match rest {
            ["namespaces", _] | ["namespaces", _, "status" | "finalize"] => (None, rest),
            ["namespaces", namespace, rest @ ..] => (Some(*namespace), rest),
            rest => (None, rest),
        };
        let (plural, name, subresource) = match rest {
            [plural] => (plural, None, ""),
            [plural, name] => (plural, Some(*name), ""),
            [plural, name, subresource] => (plural, Some(*name), *subresource),
            _ => return None,
        };
        let resource = Resource::find(group, version, plural)?;
        let somewhere = namespace.is_some() == resource.namespaced || (namespace.is_none() && name.is_none());
        let known = subresource.is_empty() || subresources(resource).any(|known| known == subresource);
        (somewhere && known).then(|| {
            let (namespace, name) = (namespace.map(str::to_owned), name.map(str::to_owned));
            Self::Place(Place { resource, namespace, name, subresource: subresource.to_owned() })
        })
    }
}

/// Those that are served, and those that are known but refused in words.
fn subresources(resource: &Resource) -> impl Iterator<Item = &'static str> {
    let refused: &[&str] = match resource.plural {
        "pods" => &["attach", "exec", "portforward", "proxy"],
        _ => &[],
    };
    resource.subresources.iter().chain(refused).copied()
}

impl Place {
    /// What a method asks of it; `None`: the resource does not allow it.
    #[must_use]
    pub fn verb(&self, method: &str, watch: bool) -> Option<Verb> {
        let named = self.name.is_some();
        let placed = self.namespace.is_some() || !self.resource.namespaced;
        Some(match method {
            "GET" if watch && self.subresource.is_empty() => Verb::Watch,
            "GET" if named => Verb::Get,
            "GET" => Verb::List,
            "POST" if !self.subresource.is_empty() || (!named && placed) => Verb::Create,
            "PUT" if named => Verb::Update,
            "PATCH" if named => Verb::Patch,
            "DELETE" if named && self.subresource.is_empty() => Verb::Delete,
            // A namespace goes with all that is in it: not by the dozen.
            "DELETE" if !named && placed && self.resource.plural != "namespaces" => Verb::DeleteCollection,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(path: &str) -> (String, Option<String>, Option<String>, String) {
        let Target::Place(place) = Target::of(path) else { panic!("{path}: {:?}", Target::of(path)) };
        (place.resource.plural.to_owned(), place.namespace, place.name, place.subresource)
    }

    #[test]
    fn a_path_leads_to_a_resource_a_namespace_and_a_name() {
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(place("/api/v1/pods"), ("pods".into(), None, None, String::new()));
        assert_eq!(place("/api/v1/namespaces/a"), ("namespaces".into(), None, some("a"), String::new()));
        assert_eq!(place("/api/v1/namespaces/a/status"), ("namespaces".into(), None, some("a"), "status".into()));
        assert_eq!(place("/api/v1/namespaces/a/pods/b%3Ac/log"), ("pods".into(), some("a"), some("b:c"), "log".into()));
        let scale = ("deployments".into(), some("a"), some("web"), "scale".into());
        assert_eq!(place("/apis/apps/v1/namespaces/a/deployments/web/scale"), scale);
    }

    #[test]
    fn what_is_not_there_is_missing_or_no_resource_at_all() {
        for missing in
            ["/api/v1/foos", "/api/v1/pods/x", "/api/v1/namespaces/a/nodes", "/api/v1/namespaces/a/pods/b/foo"]
        {
            assert_eq!(Target::of(missing), Target::Missing, "{missing}");
        }
        assert_eq!(Target::of("/api/v2/pods"), Target::Missing);
        assert_eq!(
            watched("/apis/apps/v1/watch/namespaces/a/deployments"),
            Some("/apis/apps/v1/namespaces/a/deployments".into())
        );
        assert_eq!(watched("/api/v1/namespaces/watch/pods"), None);
        for nothing in ["/", "/apis/none/v1/foos", "/apis/apps/v1", "/healthz"] {
            assert_eq!(Target::of(nothing), Target::Document, "{nothing}");
        }
        assert_eq!(Target::of("/apis/authentication.k8s.io/v1/selfsubjectreviews"), Target::Review(Review::Subject));
    }

    #[test]
    fn methods_become_verbs() {
        let verb = |path: &str, method: &str| match Target::of(path) {
            Target::Place(place) => place.verb(method, false).map(Verb::word),
            other => panic!("{other:?}"),
        };
        let (one, all, everywhere) = ("/api/v1/namespaces/a/pods/b", "/api/v1/namespaces/a/pods", "/api/v1/pods");
        assert_eq!([verb(one, "GET"), verb(all, "GET")], [Some("get"), Some("list")]);
        assert_eq!([verb(all, "POST"), verb(one, "POST"), verb(everywhere, "POST")], [Some("create"), None, None]);
        assert_eq!([verb(one, "DELETE"), verb(all, "DELETE")], [Some("delete"), Some("deletecollection")]);
        assert_eq!([verb(all, "PUT"), verb(everywhere, "DELETE"), verb(one, "HEAD")], [None, None, None]);
    }
}
