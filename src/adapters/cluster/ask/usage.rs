//! Memory and CPU of the rollout's pods, where metrics.k8s.io is served.

use serde_json::Value;

use crate::{
    adapters::cluster::{connection::Shared, path::Path},
    domain::{
        cluster::Gap,
        inspection::Usage,
        quantity::{thousandths, units},
        text::Safe,
        workload::Key,
    },
};

use super::reads::{items, text, workload};

pub(super) async fn usage(connection: &Shared, key: &Key) -> Result<Vec<Usage>, Gap> {
    let selector = workload(connection, key).await?.selector;
    let path = Path::collection("/apis/metrics.k8s.io/v1beta1", Some(&key.namespace), "pods");
    let metrics = items(connection, &path.with("labelSelector", &selector)).await.map_err(|error| {
        let gap = error.gap("list", "pods.metrics.k8s.io", Some(&key.namespace));
        match error.status() {
            Some(404 | 503) => {
                Gap { message: Safe::clean("metrics are not served here (metrics.k8s.io): use is unknown"), ..gap }
            }
            _ => gap,
        }
    })?;
    Ok(metrics.iter().flat_map(of_pod).collect())
}

fn of_pod(pod: &Value) -> Vec<Usage> {
    let containers = pod.get("containers").and_then(Value::as_array);
    let used = containers.into_iter().flatten().map(|container| Usage {
        pod: Safe::clean(text(pod, "/metadata/name")),
        container: Safe::clean(text(container, "/name")),
        memory: units(text(container, "/usage/memory")),
        cpu: thousandths(text(container, "/usage/cpu")),
    });
    used.collect()
}
