//! Where the pods of a Service are reached.

use std::{collections::BTreeMap, sync::Arc};

use serde_json::{Value, json};

use super::super::{
    fields::{Fields, put},
    pods,
};
use crate::drill::object::Object;

/// A pod with an address.
#[derive(Debug)]
pub struct Address {
    pub pod: Arc<Object>,
    /// Whether traffic goes there.
    pub ready: bool,
}

impl Address {
    /// `None` for pods that have no address, or have ended.
    #[must_use]
    pub fn of(service: &Value, pod: Arc<Object>) -> Option<Self> {
        let value = &pod.value;
        if value.text("status.podIP").is_empty() || pods::ended(value) {
            return None;
        }
        let early = service.flag("spec.publishNotReadyAddresses");
        let ready = early || pods::ready(value) && value.at("metadata.deletionTimestamp").is_null();
        Some(Self { pod, ready })
    }

    fn target(&self) -> Value {
        let key = &self.pod.key;
        json!({"kind": "Pod", "namespace": &*key.namespace, "name": &*key.name, "uid": self.pod.uid()})
    }

    /// As an EndpointSlice has it.
    #[must_use]
    pub fn endpoint(&self) -> Value {
        let value = &self.pod.value;
        let mut endpoint = json!({"addresses": [value.text("status.podIP")],
            "conditions": {"ready": self.ready, "serving": pods::ready(value),
                "terminating": !value.at("metadata.deletionTimestamp").is_null()},
            "nodeName": value.text("spec.nodeName"), "targetRef": self.target()});
        if !value.text("spec.hostname").is_empty() && !value.text("spec.subdomain").is_empty() {
            put(&mut endpoint, "hostname", value.text("spec.hostname"));
        }
        endpoint
    }

    /// As Endpoints have it.
    #[must_use]
    pub fn subset(&self) -> Value {
        let value = &self.pod.value;
        json!({"ip": value.text("status.podIP"), "nodeName": value.text("spec.nodeName"), "targetRef": self.target()})
    }
}

/// The ports of a Service as its pods have them, each with a name, be it empty; a named target is what the first pod calls so.
#[must_use]
pub fn ports(service: &Value, first: Option<&Value>) -> Vec<Value> {
    let named: BTreeMap<&str, i64> = first
        .into_iter()
        .flat_map(|pod| pod.items("spec.containers"))
        .flat_map(|container| container.items("ports"))
        .map(|port| (port.text("name"), port.count("containerPort")))
        .collect();
    let port = |port: &Value| {
        let target = port.at("targetPort");
        let number = match target {
            Value::Number(number) => number.as_i64(),
            Value::String(name) => named.get(name.as_str()).copied(),
            _ => port.number("port"),
        };
        let protocol = if port.text("protocol").is_empty() { "TCP" } else { port.text("protocol") };
        Some(json!({"name": port.text("name"), "protocol": protocol, "port": number?}))
    };
    service.items("spec.ports").iter().filter_map(port).collect()
}
