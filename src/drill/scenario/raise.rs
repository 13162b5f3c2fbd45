//! A scenario made to a running cluster.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::drill::{clock::Clock, engine::Engine, simulation::Simulation, store::Store};

use super::{
    document::NodeEntry,
    script::{Error, Scenario},
    step::{self, Step},
};

/// What every cluster has.
const NAMESPACES: [&str; 4] = ["default", "kube-node-lease", "kube-public", "kube-system"];
const ADMIN: &str = "kubeadm";

impl Scenario {
    /// A cluster in which everything up to `now` has happened, on a clock that runs `pace` times as fast as the real one; without a pace it stands
    /// until it is stepped. The same seed gives the same names and the same logs.
    pub fn raise(&self, seed: u64, now: Timestamp, pace: Option<u32>) -> Result<Simulation, Error> {
        let mut store = Store::new(seed);
        let mut engine = Engine::new(self.ground.behaviours.clone());
        let begin = now.saturating_add(self.ground.begin).unwrap_or(Timestamp::MIN);
        self.found(&mut store, begin).map_err(|what| self.impossible("the beginning", what))?;
        let (past, later): (Vec<&Step>, Vec<&Step>) =
            self.ground.steps.iter().partition(|step| step.at <= SignedDuration::ZERO);
        for step in past {
            let at = now.saturating_add(step.at).unwrap_or(begin);
            engine.advance(&mut store, at);
            step.carry_out(&mut store, at)
                .map_err(|refused| self.impossible(&format!("{:#}", step.at), refused.to_string()))?;
        }
        engine.advance(&mut store, now);
        let clock = pace.map_or_else(|| Clock::stepped(now), |pace| Clock::running(now, pace));
        let simulation = Simulation::new(store, engine, clock);
        for step in later {
            let step = step.clone();
            let at = now.saturating_add(step.at).unwrap_or(Timestamp::MAX);
            // What a person took away in the meantime cannot be changed any more.
            simulation.plan(at, move |store, at| drop(step.carry_out(store, at)));
        }
        Ok(simulation)
    }

    fn found(&self, store: &mut Store, begin: Timestamp) -> Result<(), String> {
        for name in NAMESPACES {
            step::namespace(store, begin, name).map_err(|refusal| refusal.to_string())?;
        }
        let nodes: Vec<Value> = self.ground.nodes.iter().map(node).collect();
        step::apply(store, begin, ADMIN, &nodes).map_err(|refused| refused.to_string())?;
        step::apply(store, begin, ADMIN, &self.ground.objects).map_err(|refused| refused.to_string())
    }

    fn impossible(&self, at: &str, what: String) -> Error {
        Error::Impossible { name: self.name.clone(), at: at.to_owned(), what }
    }
}

fn node(entry: &NodeEntry) -> Value {
    let room = json!({"cpu": entry.cpu, "memory": entry.memory, "pods": "110", "ephemeral-storage": "100Gi"});
    json!({
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": entry.name, "labels": entry.labels},
        "status": {"capacity": room, "allocatable": room},
    })
}
