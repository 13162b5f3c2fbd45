//! The columns of every resource.

use serde_json::{Value, json};

/// One column, as `metav1.TableColumnDefinition` has it.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    pub name: &'static str,
    /// `string`, `integer`.
    pub kind: &'static str,
    /// 0 is always shown, 1 only by `-o wide`.
    pub priority: u8,
}

impl Column {
    #[must_use]
    pub fn value(&self) -> Value {
        let format = if self.name == "Name" { "name" } else { "" };
        json!({ "name": self.name, "type": self.kind, "format": format, "description": "", "priority": self.priority })
    }
}

const fn shown(name: &'static str) -> Column {
    Column { name, kind: "string", priority: 0 }
}

const fn wide(name: &'static str) -> Column {
    Column { name, kind: "string", priority: 1 }
}

const fn count(name: &'static str) -> Column {
    Column { name, kind: "integer", priority: 0 }
}

const NAME: Column = shown("Name");
const AGE: Column = shown("Age");

const PODS: &[Column] = &[
    NAME,
    shown("Ready"),
    shown("Status"),
    shown("Restarts"),
    AGE,
    wide("IP"),
    wide("Node"),
    wide("Nominated Node"),
    wide("Readiness Gates"),
];
const DEPLOYMENTS: &[Column] = &[
    NAME,
    shown("Ready"),
    shown("Up-to-date"),
    shown("Available"),
    AGE,
    wide("Containers"),
    wide("Images"),
    wide("Selector"),
];
const REPLICA_SETS: &[Column] = &[
    NAME,
    count("Desired"),
    count("Current"),
    count("Ready"),
    AGE,
    wide("Containers"),
    wide("Images"),
    wide("Selector"),
];
const STATEFUL_SETS: &[Column] = &[NAME, shown("Ready"), AGE, wide("Containers"), wide("Images")];
const DAEMON_SETS: &[Column] = &[
    NAME,
    count("Desired"),
    count("Current"),
    count("Ready"),
    count("Up-to-date"),
    count("Available"),
    shown("Node Selector"),
    AGE,
    wide("Containers"),
    wide("Images"),
    wide("Selector"),
];
const REVISIONS: &[Column] = &[NAME, shown("Controller"), shown("Revision"), AGE];
const NODES: &[Column] = &[
    NAME,
    shown("Status"),
    shown("Roles"),
    AGE,
    shown("Version"),
    wide("Internal-IP"),
    wide("External-IP"),
    wide("OS-Image"),
    wide("Kernel-Version"),
    wide("Container-Runtime"),
];
const EVENTS: &[Column] = &[
    shown("Last Seen"),
    shown("Type"),
    shown("Reason"),
    shown("Object"),
    wide("Subobject"),
    wide("Source"),
    shown("Message"),
    wide("First Seen"),
    wide("Count"),
    Column { name: "Name", kind: "string", priority: 1 },
];
const SERVICES: &[Column] =
    &[NAME, shown("Type"), shown("Cluster-IP"), shown("External-IP"), shown("Port(s)"), AGE, wide("Selector")];
const SLICES: &[Column] = &[NAME, shown("AddressType"), shown("Ports"), shown("Endpoints"), AGE];
const CLAIMS: &[Column] = &[
    NAME,
    shown("Status"),
    shown("Volume"),
    shown("Capacity"),
    shown("Access Modes"),
    shown("StorageClass"),
    shown("VolumeAttributesClass"),
    AGE,
    wide("VolumeMode"),
];
const AUTOSCALERS: &[Column] =
    &[NAME, shown("Reference"), shown("Targets"), shown("MinPods"), shown("MaxPods"), shown("Replicas"), AGE];
const BUDGETS: &[Column] = &[NAME, shown("Min Available"), shown("Max Unavailable"), count("Allowed Disruptions"), AGE];
const QUOTAS: &[Column] = &[NAME, shown("Request"), shown("Limit"), AGE];
const LIMITS: &[Column] = &[NAME, Column { name: "Created At", kind: "date", priority: 0 }];

/// Those of a resource, by its plural.
#[must_use]
pub fn columns(plural: &str) -> &'static [Column] {
    match plural {
        "pods" => PODS,
        "deployments" => DEPLOYMENTS,
        "replicasets" => REPLICA_SETS,
        "statefulsets" => STATEFUL_SETS,
        "daemonsets" => DAEMON_SETS,
        "controllerrevisions" => REVISIONS,
        "nodes" => NODES,
        "events" => EVENTS,
        "services" => SERVICES,
        "endpoints" => const { &[NAME, shown("Endpoints"), AGE] },
        "endpointslices" => SLICES,
        "namespaces" => const { &[NAME, shown("Status"), AGE] },
        "configmaps" => const { &[NAME, shown("Data"), AGE] },
        "secrets" => const { &[NAME, shown("Type"), shown("Data"), AGE] },
        "serviceaccounts" => const { &[NAME, shown("Secrets"), AGE] },
        "persistentvolumeclaims" => CLAIMS,
        "horizontalpodautoscalers" => AUTOSCALERS,
        "poddisruptionbudgets" => BUDGETS,
        "resourcequotas" => QUOTAS,
        "limitranges" => LIMITS,
        // What has no printer of its own.
        _ => const { &[NAME, Column { name: "Created At", kind: "date", priority: 0 }] },
    }
}
