//! A crowd made to a running cluster.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::drill::{
    behaviour::Behaviours,
    clock::Clock,
    dice::Dice,
    engine::{self, Engine},
    resource::Resource,
    simulation::Simulation,
    store::{Options, Refusal, Store},
};

use super::template::{REPLICAS, deployment};

/// So many namespaces share the workloads: `team-0` and on.
const TEAMS: usize = 23;

/// Pods of a node; a real kubelet takes 110.
const ON_A_NODE: usize = 80;

/// So long ago it all began: everything is up by now, and the events of the beginning are forgotten.
const BEGAN: SignedDuration = SignedDuration::from_mins(70);

/// Changes that are kept: each holds a pod of many kB, and watches are read at once.
const KEPT: usize = 4_000;

/// How large a cluster is wanted.
#[derive(Debug, Clone, Copy)]
pub struct Crowd {
    /// Rounded up to whole workloads of ten.
    pub pods: usize,
    pub seed: u64,
}

/// Why there is no crowd.
#[derive(Debug, thiserror::Error)]
#[error("make {what}: {refusal}")]
pub struct Error {
    what: String,
    refusal: Refusal,
}

impl Crowd {
    /// A cluster in which all pods have started, on a clock that runs `pace` times as fast as the real one; without a pace it stands until it is
    /// stepped.
    pub fn raise(self, now: Timestamp, pace: Option<u32>) -> Result<Simulation, Error> {
        let mut store = Store::new(self.seed);
        store.keep(KEPT);
        let mut engine = Engine::new(Behaviours::default());
        let mut dice = Dice::new(self.seed);
        let began = now.saturating_sub(BEGAN).unwrap_or(Timestamp::MIN);
        let workloads = self.pods.div_ceil(REPLICAS);
        let namespaces = ["default", "kube-node-lease", "kube-public", "kube-system"].map(str::to_owned);
        for name in namespaces.into_iter().chain((0..TEAMS).map(|team| format!("team-{team}"))) {
            let value = json!({ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": name } });
            create(&mut store, began, "Namespace", "", value)?;
        }
        for number in 0..=(workloads * REPLICAS).div_ceil(ON_A_NODE) {
            let value = engine::node(&format!("node-{number}"), "16", "64Gi", began);
            create(&mut store, began, "Node", "", value)?;
        }
        // Whoever makes a pod needs its namespace's account.
        engine.advance(&mut store, began.saturating_add(SignedDuration::from_secs(1)).unwrap_or(began));
        for number in 0..workloads {
            let namespace = format!("team-{}", number % TEAMS);
            let value = deployment(number, &namespace, &mut dice);
            create(&mut store, began, "Deployment", &namespace, value)?;
        }
        engine.advance(&mut store, now);
        // Nobody watches from before the beginning.
        store.trim();
        let clock = pace.map_or_else(|| Clock::stepped(now), |pace| Clock::running(now, pace));
        Ok(Simulation::new(store, engine, clock))
    }
}

fn create(
    store: &mut Store,
    at: Timestamp,
    kind: &str,
    namespace: &str,
    value: serde_json::Value,
) -> Result<(), Error> {
    let what =
        format!("{kind} {}", value.pointer("/metadata/name").and_then(serde_json::Value::as_str).unwrap_or_default());
    let Some(resource) = Resource::of_kind(kind) else { return Ok(()) };
    let options = Options { manager: "crowd".to_owned(), ..Options::default() };
    store.create(at, resource, namespace, value, &options).map(drop).map_err(|refusal| Error { what, refusal })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drill::crowd::Churn;

    #[test]
    fn a_crowd_is_up_and_its_pods_change_as_often_as_asked() {
        let now = "2026-01-01T00:00:00Z".parse().unwrap();
        let simulation = Crowd { pods: 50, seed: 3 }.raise(now, None).unwrap();
        let pods = Resource::of_kind("Pod").unwrap();
        let ready = |simulation: &Simulation| {
            let is = |one: &serde_json::Value| one["type"] == "Ready" && one["status"] == "True";
            simulation.read(|store, _, _| {
                store
                    .list(pods, None)
                    .filter(|pod| pod.value["status"]["conditions"].as_array().is_some_and(|all| all.iter().any(is)))
                    .count()
            })
        };
        assert_eq!(ready(&simulation), 50);
        let size = simulation.read(|store, _, _| store.list(pods, None).next().unwrap().json().len());
        assert!((4_000..30_000).contains(&size), "several kB: {size}");
        let before = simulation.read(|store, _, _| store.version());
        let mut churn = Churn::of(&simulation, 3);
        for _ in 0..100 {
            simulation.step(SignedDuration::from_secs(1));
            churn.turn(&simulation, 10);
        }
        let written = simulation.read(|store, _, _| {
            store.since(before).unwrap().filter(|change| change.object.key.resource == pods).count()
        });
        assert!((950..1400).contains(&written), "a thousand, and what the kubelet says to it: {written}");
        simulation.step(SignedDuration::from_secs(60));
        churn.turn(&simulation, 0);
        assert_eq!(ready(&simulation), 50, "what failed its readiness comes back");
    }
}
