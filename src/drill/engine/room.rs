//! What pods ask of a node.

use serde_json::Value;

use super::fields::Fields;
use crate::drill::quantity::Quantity;

/// A node takes so many pods where it does not say.
const PODS: i64 = 110;

/// Thousandths of a processor, bytes, and a number of pods.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Room {
    pub cpu: i64,
    pub memory: i64,
    pub pods: i64,
}

impl Room {
    /// What a node has for pods.
    #[must_use]
    pub fn of_node(node: &Value) -> Self {
        let of = |name: &str| Quantity::of(node.entry("status.allocatable", name));
        Self {
            cpu: of("cpu").map_or(0, |amount| amount.thousandths()),
            memory: of("memory").map_or(0, |amount| amount.units()),
            pods: of("pods").map_or(PODS, |amount| amount.units()),
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
    let asked = |container: &Value, name: &str| {
        let of = |what: &str| Quantity::of(container.at(what).get(name)?);
        of("resources.requests").or_else(|| of("resources.limits"))
    };
    let most = |name: &str, measure: fn(&Quantity) -> i64| {
        let of = |container: &Value| asked(container, name).as_ref().map_or(0, measure);
        let together: i64 = pod.items("spec.containers").iter().map(of).sum();
        together.max(pod.items("spec.initContainers").iter().map(of).max().unwrap_or(0))
    };
    Room { cpu: most("cpu", Quantity::thousandths), memory: most("memory", Quantity::units), pods: 1 }
}
