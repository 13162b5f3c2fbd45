//! What a service does not say, and where its address comes from.

use std::{collections::BTreeSet, net::Ipv4Addr};

use serde_json::{Map, Value, json};

use crate::drill::{
    dice::Dice,
    store::value::{default, items},
};

type Fields = Map<String, Value>;

pub fn fill(spec: &mut Fields) {
    default(spec, "sessionAffinity", "None");
    if spec.get("sessionAffinity").and_then(Value::as_str) == Some("ClientIP") {
        default(spec, "sessionAffinityConfig", json!({ "clientIP": { "timeoutSeconds": 10_800 } }));
    }
    default(spec, "type", "ClusterIP");
    for port in items(spec, "ports") {
        default(port, "protocol", "TCP");
        let same = port.get("port").cloned().unwrap_or_default();
        if matches!(port.get("targetPort"), None | Some(Value::Null)) || port.get("targetPort") == Some(&json!(0)) {
            port.insert("targetPort".to_owned(), same);
        }
    }
    let kind = spec.get("type").and_then(Value::as_str).unwrap_or_default().to_owned();
    if kind == "ExternalName" {
        return;
    }
    if matches!(kind.as_str(), "NodePort" | "LoadBalancer") {
        default(spec, "externalTrafficPolicy", "Cluster");
    }
    if kind == "LoadBalancer" {
        default(spec, "allocateLoadBalancerNodePorts", true);
    }
    default(spec, "internalTrafficPolicy", "Cluster");
    default(spec, "ipFamilies", json!(["IPv4"]));
    default(spec, "ipFamilyPolicy", "SingleStack");
}

/// The addresses and node ports that services have.
#[derive(Debug, Default)]
pub struct Addresses {
    addresses: BTreeSet<Ipv4Addr>,
    ports: BTreeSet<u64>,
}

/// 10.96.0.0/12, as kubeadm has it.
const NETWORK: u32 = 0x0A60_0000;
const SIZE: u64 = 1 << 20;

impl Addresses {
    /// Those of these services.
    pub fn of<'a>(services: impl Iterator<Item = &'a Value>) -> Self {
        let mut taken = Self::default();
        for spec in services.filter_map(|service| service.get("spec")) {
            let address = spec.get("clusterIP").and_then(Value::as_str);
            taken.addresses.extend(address.and_then(|text| text.parse::<Ipv4Addr>().ok()));
            let ports = spec.get("ports").and_then(Value::as_array).into_iter().flatten();
            taken.ports.extend(ports.filter_map(|port| port.get("nodePort")?.as_u64()));
        }
        taken
    }

    /// Whether an address can be had, or why not.
    pub fn refuse(&self, address: Ipv4Addr) -> Option<String> {
        if u64::from(u32::from(address).wrapping_sub(NETWORK)) >= SIZE {
            return Some(format!(
                "failed to allocate IP {address}: the provided IP ({address}) is not in the valid range. The range of valid IPs is 10.96.0.0/12"
            ));
        }
        let taken = self.addresses.contains(&address);
        taken.then(|| format!("failed to allocate IP {address}: provided IP is already allocated"))
    }

    /// Gives a service its address and its ports.
    pub fn assign(&self, spec: &mut Fields, dice: &mut Dice) {
        let kind = spec.get("type").and_then(Value::as_str).unwrap_or_default().to_owned();
        if kind == "ExternalName" {
            return;
        }
        if !spec.contains_key("clusterIP") {
            spec.insert("clusterIP".to_owned(), self.address(dice).to_string().into());
        }
        let address = spec.get("clusterIP").cloned().unwrap_or_default();
        default(spec, "clusterIPs", json!([address]));
        if matches!(kind.as_str(), "NodePort" | "LoadBalancer") {
            let mut taken = self.ports.clone();
            for port in items(spec, "ports") {
                if port.get("nodePort").and_then(Value::as_u64).unwrap_or(0) == 0 {
                    let free = port_from(&taken, dice);
                    taken.insert(free);
                    port.insert("nodePort".to_owned(), free.into());
                }
            }
        }
    }

    fn address(&self, dice: &mut Dice) -> Ipv4Addr {
        loop {
            let offset = u32::try_from(dice.below(SIZE - 512) + 256).unwrap_or(256);
            let address = Ipv4Addr::from(NETWORK + offset);
            if !self.addresses.contains(&address) {
                return address;
            }
        }
    }
}

fn port_from(taken: &BTreeSet<u64>, dice: &mut Dice) -> u64 {
    const FIRST: u64 = 30_000;
    let from = FIRST + dice.below(2_768);
    (from..=32_767).find(|port| !taken.contains(port)).unwrap_or(from)
}
