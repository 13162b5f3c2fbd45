//! A crowd made to a running cluster.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::drill::{
    behaviour::Behaviours,
    clock::Clock,
    dice::Dice,
    engine::{self, Engine},
    object::{Key, Object},
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
    /// stepped. One workload is brought up by the controllers, and all others are made in its image; after that the controllers sleep, as what is
    /// measured is the API.
    pub fn raise(self, now: Timestamp, pace: Option<u32>) -> Result<Simulation, Error> {
        let mut store = Store::new(self.seed);
        let mut dice = Dice::new(self.seed);
        let began = now.saturating_sub(BEGAN).unwrap_or(Timestamp::MIN);
        let workloads = self.pods.div_ceil(REPLICAS);
        let nodes = workloads.saturating_mul(REPLICAS).div_ceil(ON_A_NODE);
        let namespaces = ["default", "kube-node-lease", "kube-public", "kube-system"].map(str::to_owned);
        for name in namespaces.into_iter().chain((0..TEAMS).map(|team| format!("team-{team}"))) {
            let value = json!({ "apiVersion": "v1", "kind": "Namespace", "metadata": { "name": name } });
            create(&mut store, began, "Namespace", "", value)?;
        }
        create(&mut store, began, "Node", "", engine::node("node-0", "16", "64Gi", began))?;
        let mut engine = Engine::new(Behaviours::default());
        // Whoever makes a pod needs its namespace's account.
        engine.advance(&mut store, began.saturating_add(SignedDuration::from_secs(1)).unwrap_or(began));
        create(&mut store, began, "Deployment", "team-0", deployment(0, "team-0", &mut dice))?;
        engine.advance(&mut store, now);
        let model = Model::of(&store);
        for number in 1..nodes {
            create(&mut store, began, "Node", "", engine::node(&format!("node-{number}"), "16", "64Gi", now))?;
        }
        for number in 1..workloads {
            model.copy(&mut store, number, nodes);
        }
        // Nobody watches from before the beginning.
        store.trim();
        let clock = pace.map_or_else(|| Clock::stepped(now), |pace| Clock::running(now, pace));
        Ok(Simulation::asleep(store, clock))
    }
}

/// The workload that the others are made in the image of.
struct Model(Vec<Arc<Object>>);

impl Model {
    fn of(store: &Store) -> Self {
        let kinds = ["Deployment", "ReplicaSet", "Pod"].into_iter().filter_map(Resource::of_kind);
        Self(kinds.flat_map(|kind| store.list(kind, Some("team-0"))).cloned().collect())
    }

    /// The same under another number: other names, other uids, other nodes.
    fn copy(&self, store: &mut Store, number: usize, nodes: usize) {
        let (app, namespace) = (format!("svc-{number}"), format!("team-{}", number % TEAMS));
        let uids: Vec<(&str, String)> = self.0.iter().map(|object| (object.uid(), store.dice().uid())).collect();
        for (index, object) in self.0.iter().enumerate() {
            let node = number.wrapping_mul(REPLICAS).wrapping_add(index).checked_rem(nodes).unwrap_or(0);
            let text = String::from_utf8_lossy(object.json())
                .replace("svc-0", &app)
                .replace("\"team-0\"", &format!("\"{namespace}\""));
            let text = text.replace("\"node-0\"", &format!("\"node-{node}\""));
            let text = uids.iter().fold(text, |text, (old, new)| text.replace(old, new));
            // It was an object before, and no name breaks out of its quotes.
            let Ok(value) = serde_json::from_str(&text) else { continue };
            let name = object.key.name.replace("svc-0", &app);
            store.put(
                Key { resource: object.key.resource, namespace: namespace.as_str().into(), name: name.into() },
                value,
            );
        }
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
        let pods = Resource::pods();
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
        simulation.step(SignedDuration::from_mins(1));
        churn.turn(&simulation, 0);
        assert_eq!(ready(&simulation), 50, "what failed its readiness comes back");
    }
}
