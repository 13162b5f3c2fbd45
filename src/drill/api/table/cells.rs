//! The cells of one object.

use jiff::Timestamp;
use serde_json::Value;

use crate::drill::object::Object;

use super::{age, config, event, network, node, pod, scaling, workload};

/// In the order of the columns.
pub fn cells(object: &Object, now: Timestamp) -> Vec<Value> {
    let value = &object.value;
    let name: Value = (*object.key.name).into();
    let age = || age::since(object.text("/metadata/creationTimestamp"), now);
    let rest = match object.key.resource.plural {
        "pods" => return pod::cells(name, value, age(), now),
        "events" => return event::cells(name, value, now),
        "nodes" => return node::cells(name, value, age()),
        "deployments" => workload::deployment(value, age()),
        "replicasets" => workload::replica_set(value, age()),
        "statefulsets" => workload::stateful_set(value, age()),
        "daemonsets" => workload::daemon_set(value, age()),
        "controllerrevisions" => workload::revision(value, age()),
        "services" => network::service(value, age()),
        "endpoints" => network::endpoints(value, age()),
        "endpointslices" => network::slice(value, age()),
        "namespaces" => config::namespace(value, age()),
        "configmaps" => config::config_map(value, age()),
        "secrets" => config::secret(value, age()),
        "serviceaccounts" => config::service_account(value, age()),
        "persistentvolumeclaims" => config::claim(value, age()),
        "resourcequotas" => config::quota(value, age()),
        "horizontalpodautoscalers" => scaling::autoscaler(value, age()),
        "poddisruptionbudgets" => scaling::budget(value, age()),
        _ => vec![object.text("/metadata/creationTimestamp").into()],
    };
    std::iter::once(name).chain(rest).collect()
}
