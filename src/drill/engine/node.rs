//! Nodes: what a standard one looks like.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    agenda::Who,
    cluster::Cluster,
    fields::{Fields, put, stamp},
};
use crate::drill::object::Key;

/// A ready node with so much for pods: `node("node-a", "4", "16Gi", now)`. Name, processors and memory are quantities as the API writes them.
#[must_use]
pub fn node(name: &str, cpu: &str, memory: &str, now: Timestamp) -> Value {
    let since = stamp(now);
    let condition = |kind: &str, status: &str, reason: &str, message: &str| json!({"type": kind, "status": status, "lastHeartbeatTime": since, "lastTransitionTime": since, "reason": reason, "message": message});
    let size =
        json!({"cpu": cpu, "ephemeral-storage": "103079844Ki", "hugepages-2Mi": "0", "memory": memory, "pods": "110"});
    json!({"apiVersion": "v1", "kind": "Node",
        "metadata": {"name": name, "creationTimestamp": since,
            "labels": {"beta.kubernetes.io/arch": "amd64", "beta.kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64",
                "kubernetes.io/hostname": name, "kubernetes.io/os": "linux"},
            "annotations": {"node.alpha.kubernetes.io/ttl": "0", "volumes.kubernetes.io/controller-managed-attach-detach": "true"}},
        "spec": {},
        "status": {"addresses": [{"type": "InternalIP", "address": address(name)}, {"type": "Hostname", "address": name}],
            "allocatable": size, "capacity": size,
            "conditions": [
                condition("MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
                condition("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
                condition("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
                condition("Ready", "True", "KubeletReady", "kubelet is posting ready status")],
            "daemonEndpoints": {"kubeletEndpoint": {"Port": 10250}},
            "nodeInfo": {"architecture": "amd64", "containerRuntimeVersion": "containerd://2.1.4", "kernelVersion": "6.12.48",
                "kubeProxyVersion": "", "kubeletVersion": "v1.34.3", "operatingSystem": "linux", "osImage": "Debian GNU/Linux 13 (trixie)",
                "bootID": "", "machineID": "", "systemUUID": ""}}})
}

/// A ready node says every five minutes that nothing has changed (`nodeStatusReportFrequency`); one that is not is silent. Before
/// `seen` nobody hears it.
pub fn beat(cluster: &mut Cluster<'_>, key: &Key, seen: Timestamp) {
    if let Ok(silence) = Duration::try_from(seen.duration_since(cluster.now))
        && !silence.is_zero()
    {
        let first = cluster.while_of(0, 300_000);
        return cluster.again(Who::Heartbeats, key, silence.saturating_add(first));
    }
    let now = stamp(cluster.now);
    cluster.edit(key, |node| {
        let conditions = node.pointer_mut("/status/conditions").and_then(Value::as_array_mut);
        let speaks = |one: &Value| one.text("status") != "Unknown";
        for condition in conditions.into_iter().flatten().filter(|one| speaks(one)) {
            put(condition, "lastHeartbeatTime", now.clone());
        }
    });
    let wait = cluster.while_of(290_000, 300_000);
    cluster.again(Who::Heartbeats, key, wait);
}

/// An address that follows from the name, so that nodes have different ones.
#[must_use]
pub fn address(name: &str) -> String {
    let number = name.bytes().fold(7_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte)));
    format!("10.99.{}.{}", number / 256 % 256, number % 254 + 1)
}
