//! The kinds that the simulated API server knows.

use std::{
    cmp::Ordering,
    hash::{Hash, Hasher},
};

/// One resource of the API, as discovery tells of it.
///
/// There is one of each, in [`RESOURCES`]: group and plural say which, and looking whether two are the same costs nothing.
#[derive(Debug)]
pub struct Resource {
    /// Empty for the core group.
    pub group: &'static str,
    pub version: &'static str,
    pub plural: &'static str,
    pub singular: &'static str,
    pub kind: &'static str,
    pub short: &'static [&'static str],
    pub namespaced: bool,
    pub subresources: &'static [&'static str],
}

impl Resource {
    /// `apps/v1`, `v1`.
    #[must_use]
    pub fn api_version(&self) -> String {
        if self.group.is_empty() { self.version.to_owned() } else { format!("{}/{}", self.group, self.version) }
    }

    /// As messages name it: `deployments.apps`, `pods`.
    #[must_use]
    pub fn qualified(&self) -> String {
        if self.group.is_empty() { self.plural.to_owned() } else { format!("{}.{}", self.plural, self.group) }
    }

    /// Its kind as messages name it: `Deployment.apps`, `Pod`.
    #[must_use]
    pub fn qualified_kind(&self) -> String {
        if self.group.is_empty() { self.kind.to_owned() } else { format!("{}.{}", self.kind, self.group) }
    }

    #[must_use]
    pub const fn namespaces() -> &'static Self {
        &NAMESPACES
    }

    #[must_use]
    pub const fn pods() -> &'static Self {
        &PODS
    }

    #[must_use]
    pub const fn service_accounts() -> &'static Self {
        &SERVICE_ACCOUNTS
    }

    /// Whether a deletion answers with the object; the others answer with a `Status`.
    #[must_use]
    pub fn shows_deleted(&self) -> bool {
        matches!(self.kind, "Pod" | "Service" | "ServiceAccount" | "ResourceQuota" | "PersistentVolumeClaim")
    }

    /// By its plural in a group and version of the API.
    #[must_use]
    pub fn find(group: &str, version: &str, plural: &str) -> Option<&'static Self> {
        RESOURCES.iter().find(|one| one.group == group && one.version == version && one.plural == plural)
    }

    /// By its kind, such as `Deployment`: no two kinds of the table share a name but the two of events, of which the core one counts.
    #[must_use]
    pub fn of_kind(kind: &str) -> Option<&'static Self> {
        RESOURCES.iter().find(|one| one.kind == kind)
    }
}

impl Ord for Resource {
    fn cmp(&self, other: &Self) -> Ordering {
        if std::ptr::eq(self, other) {
            return Ordering::Equal;
        }
        (self.group, self.plural).cmp(&(other.group, other.plural))
    }
}

impl PartialOrd for Resource {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Resource {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Resource {}

impl Hash for Resource {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.group.hash(state);
        self.plural.hash(state);
    }
}

const fn core(
    plural: &'static str,
    singular: &'static str,
    kind: &'static str,
    short: &'static [&'static str],
    subresources: &'static [&'static str],
) -> Resource {
    Resource { group: "", version: "v1", plural, singular, kind, short, namespaced: true, subresources }
}

const fn apps(
    plural: &'static str,
    singular: &'static str,
    kind: &'static str,
    short: &'static [&'static str],
    subresources: &'static [&'static str],
) -> Resource {
    Resource { group: "apps", version: "v1", plural, singular, kind, short, namespaced: true, subresources }
}

const NAMESPACES: Resource =
    Resource { namespaced: false, ..core("namespaces", "namespace", "Namespace", &["ns"], &["status"]) };
const PODS: Resource = core("pods", "pod", "Pod", &["po"], &["status", "log", "eviction"]);
const SERVICE_ACCOUNTS: Resource = core("serviceaccounts", "serviceaccount", "ServiceAccount", &["sa"], &[]);

/// Every stored resource.
pub static RESOURCES: &[Resource] = &[
    core("configmaps", "configmap", "ConfigMap", &["cm"], &[]),
    core("endpoints", "endpoints", "Endpoints", &["ep"], &[]),
    core("events", "event", "Event", &["ev"], &[]),
    core("limitranges", "limitrange", "LimitRange", &["limits"], &[]),
    NAMESPACES,
    Resource { namespaced: false, ..core("nodes", "node", "Node", &["no"], &["status"]) },
    core("persistentvolumeclaims", "persistentvolumeclaim", "PersistentVolumeClaim", &["pvc"], &["status"]),
    PODS,
    core("resourcequotas", "resourcequota", "ResourceQuota", &["quota"], &["status"]),
    core("secrets", "secret", "Secret", &[], &[]),
    SERVICE_ACCOUNTS,
    core("services", "service", "Service", &["svc"], &["status"]),
    apps("controllerrevisions", "controllerrevision", "ControllerRevision", &[], &[]),
    apps("daemonsets", "daemonset", "DaemonSet", &["ds"], &["status"]),
    apps("deployments", "deployment", "Deployment", &["deploy"], &["status", "scale"]),
    apps("replicasets", "replicaset", "ReplicaSet", &["rs"], &["status", "scale"]),
    apps("statefulsets", "statefulset", "StatefulSet", &["sts"], &["status", "scale"]),
    Resource {
        group: "autoscaling",
        version: "v2",
        plural: "horizontalpodautoscalers",
        singular: "horizontalpodautoscaler",
        kind: "HorizontalPodAutoscaler",
        short: &["hpa"],
        namespaced: true,
        subresources: &["status"],
    },
    Resource {
        group: "policy",
        version: "v1",
        plural: "poddisruptionbudgets",
        singular: "poddisruptionbudget",
        kind: "PodDisruptionBudget",
        short: &["pdb"],
        namespaced: true,
        subresources: &["status"],
    },
    Resource {
        group: "discovery.k8s.io",
        version: "v1",
        plural: "endpointslices",
        singular: "endpointslice",
        kind: "EndpointSlice",
        short: &[],
        namespaced: true,
        subresources: &[],
    },
];
