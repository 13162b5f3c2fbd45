//! What one of many workloads looks like.

use serde_json::{Value, json};

use crate::drill::dice::Dice;

/// Where the images are from; any of them runs and is ready after a second.
const IMAGES: &str = "registry.local/crowd";

/// Pods of every workload.
pub const REPLICAS: usize = 10;

/// The Deployment of a number: about as large as those that charts make.
#[must_use]
pub fn deployment(number: usize, namespace: &str, dice: &mut Dice) -> Value {
    let app = format!("svc-{number}");
    let version = format!("1.{}.{}", number % 40, number % 7);
    let labels = json!({ "app": app, "version": version });
    let checksum = format!("{:016x}{:016x}", dice.roll(), dice.roll());
    let env: Vec<Value> = (0..16)
        .map(|key| json!({ "name": format!("CFG_{key:02}"), "value": format!("{:016x}", dice.roll()) }))
        .collect();
    let few = env.get(..4).unwrap_or_default();
    json!({
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": { "name": app, "namespace": namespace, "labels": { "app": app } },
        "spec": {
            "replicas": REPLICAS,
            "selector": { "matchLabels": { "app": app } },
            "template": {
                "metadata": { "labels": labels, "annotations": { "checksum/config": checksum } },
                "spec": {
                    "containers": [
                        container("app", &format!("{IMAGES}/{app}:{version}"), 8080, &env),
                        container("sidecar", &format!("{IMAGES}/proxy:1.22.1"), 9090, few),
                    ],
                },
            },
        },
    })
}

fn container(name: &str, image: &str, port: u16, env: &[Value]) -> Value {
    let probe = |path: &str| json!({ "httpGet": { "path": path, "port": port }, "periodSeconds": 10 });
    json!({
        "name": name,
        "image": image,
        "env": env,
        "ports": [{ "containerPort": port, "name": format!("{name}-http") }],
        "resources": { "limits": { "cpu": "500m", "memory": "512Mi" }, "requests": { "cpu": "10m", "memory": "16Mi" } },
        "livenessProbe": probe("/healthz"),
        "readinessProbe": probe("/ready"),
    })
}
