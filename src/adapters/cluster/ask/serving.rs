//! Which Services send traffic to the rollout's pods: is anything still serving?

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::Value;

use crate::{
    adapters::cluster::{connection::Shared, path::Path},
    domain::{cluster::Gap, inspection::Serving, text::Safe, workload::Key},
};

use super::reads::{items, object, text, workload};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Slice {
    metadata: SliceMeta,
    endpoints: Option<Vec<Endpoint>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct SliceMeta {
    labels: SliceLabels,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct SliceLabels {
    #[serde(rename = "kubernetes.io/service-name")]
    service: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Endpoint {
    conditions: Conditions,
    target_ref: Option<Target>,
    addresses: Option<Vec<String>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Conditions {
    /// Absent means ready: <https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/#conditions>.
    ready: Option<bool>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Target {
    name: String,
}

pub(in crate::adapters::cluster) async fn serving(connection: &Shared, key: &Key) -> Result<Vec<Serving>, Gap> {
    let namespace = Some(&key.namespace);
    let list = |prefix: &'static str, plural: &'static str| Path::collection(prefix, Some(&key.namespace), plural);
    let services = items(connection, &list("/api/v1", "services")).await;
    let services = services.map_err(|error| error.gap("list", "services", namespace))?;
    let template = object(connection, key, None).await?;
    let labels = template.pointer("/spec/template/metadata/labels").cloned().unwrap_or_default();
    let named: BTreeSet<String> = services
        .iter()
        .filter(|service| selects(service, &labels))
        .map(|service| text(service, "/metadata/name").to_owned())
        .collect();
    if named.is_empty() {
        return Ok(Vec::new());
    }
    let slices = items(connection, &list("/apis/discovery.k8s.io/v1", "endpointslices")).await;
    let slices = slices.map_err(|error| error.gap("list", "endpointslices", namespace))?;
    let own = pods(connection, key).await?;
    let slices: Vec<Slice> = slices.into_iter().filter_map(|slice| serde_json::from_value(slice).ok()).collect();
    Ok(named.iter().map(|service| count(service, &slices, &own)).collect())
}

/// Whether a Service's selector takes pods with these labels; one without a selector takes none.
fn selects(service: &Value, labels: &Value) -> bool {
    let selector = service.pointer("/spec/selector").and_then(Value::as_object);
    selector.is_some_and(|selector| {
        !selector.is_empty() && selector.iter().all(|(name, value)| labels.get(name) == Some(value))
    })
}

async fn pods(connection: &Shared, key: &Key) -> Result<BTreeSet<String>, Gap> {
    let selector = workload(connection, key).await?.selector;
    let path = Path::collection("/api/v1", Some(&key.namespace), "pods").with("labelSelector", &selector);
    let pods = items(connection, &path).await.map_err(|error| error.gap("list", "pods", Some(&key.namespace)))?;
    Ok(pods.iter().map(|pod| text(pod, "/metadata/name").to_owned()).collect())
}

fn count(service: &str, slices: &[Slice], own: &BTreeSet<String>) -> Serving {
    // An endpoint is one pod's; dual-stack Services have a slice for each family, which must not count twice.
    let (mut ready, mut not_ready, mut others) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for slice in slices.iter().filter(|slice| slice.metadata.labels.service == service) {
        for endpoint in slice.endpoints.iter().flatten() {
            let address = endpoint.addresses.iter().flatten().next().map_or("", String::as_str);
            let pod = endpoint.target_ref.as_ref().map_or(address, |target| target.name.as_str());
            let is_ready = endpoint.conditions.ready.unwrap_or(true);
            match (own.contains(pod), is_ready) {
                (true, true) => ready.insert(pod),
                (true, false) => not_ready.insert(pod),
                (false, true) => others.insert(pod),
                (false, false) => false,
            };
        }
    }
    let number = |pods: &BTreeSet<&str>| u32::try_from(pods.len()).unwrap_or(u32::MAX);
    Serving {
        service: Safe::clean(service),
        ready: number(&ready),
        not_ready: number(&not_ready),
        others: number(&others),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoints_are_counted_once_for_each_pod() {
        let slices: Vec<Slice> = serde_json::from_str(
            r#"[{"metadata":{"labels":{"kubernetes.io/service-name":"web"}},"endpoints":[
                {"conditions":{"ready":true},"targetRef":{"name":"web-1"}},{"conditions":{},"targetRef":{"name":"web-2"}},
                {"conditions":{"ready":false},"targetRef":{"name":"web-3"}},{"conditions":{"ready":true},"targetRef":{"name":"old-1"}}]},
               {"metadata":{"labels":{"kubernetes.io/service-name":"web"}},"endpoints":[{"conditions":{"ready":true},"targetRef":{"name":"web-1"}}]},
               {"metadata":{"labels":{"kubernetes.io/service-name":"other"}},"endpoints":[{"targetRef":{"name":"web-1"}}]}]"#,
        )
        .unwrap();
        let own = ["web-1", "web-2", "web-3"].map(str::to_owned).into();
        let serving = count("web", &slices, &own);
        assert_eq!((serving.ready, serving.not_ready, serving.others), (2, 1, 1));
    }

    #[test]
    fn a_selector_has_to_match_whole() {
        let service = |selector: Value| serde_json::json!({ "spec": { "selector": selector } });
        let labels = serde_json::json!({ "app": "web", "tier": "front" });
        assert!(selects(&service(serde_json::json!({ "app": "web" })), &labels));
        assert!(!selects(&service(serde_json::json!({ "app": "web", "x": "y" })), &labels));
        assert!(!selects(&service(serde_json::json!({})), &labels));
        assert!(!selects(&serde_json::json!({}), &labels));
    }
}
