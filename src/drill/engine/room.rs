//! What pods ask of a node.

use serde_json::Value;

use super::{fields::Fields, quantity};

/// Thousandths of a processor and of a byte, and a number of pods.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Room {
    pub cpu: i128,
    pub memory: i128,
    pub pods: i128,
}

impl Room {
    /// What a node has for pods.
    #[must_use]
    pub fn of_node(node: &Value) -> Self {
        let of = |name: &str| quantity::of(node.entry("status.allocatable", name));
        Self {
            cpu: of("cpu").unwrap_or(0),
            memory: of("memory").unwrap_or(0),
            pods: of("pods").unwrap_or(110_000) / 1000,
        }
    }

    pub fn take(&mut self, other: Self) {
        self.cpu += other.cpu;
        self.memory += other.memory;
        self.pods += other.pods;
    }

    pub fn give_back(&mut self, other: Self) {
        self.cpu -= other.cpu;
        self.memory -= other.memory;
        self.pods -= other.pods;
    }
}

/// What a pod asks for: its containers together, or its greediest init container if that is more.
#[must_use]
pub fn demand(pod: &Value) -> Room {
    let of = |container: &Value, name: &str| {
        let asked = |what: &str| quantity::of(container.at(what).get(name)?);
        asked("resources.requests").or_else(|| asked("resources.limits")).unwrap_or(0)
    };
    let sum = |name: &str| pod.items("spec.containers").iter().map(|one| of(one, name)).sum::<i128>();
    let first = |name: &str| pod.items("spec.initContainers").iter().map(|one| of(one, name)).max().unwrap_or(0);
    Room { cpu: sum("cpu").max(first("cpu")), memory: sum("memory").max(first("memory")), pods: 1 }
}
