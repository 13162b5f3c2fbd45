//! A scenario made to a running cluster.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::drill::{
    clock::Clock,
    engine::{self, Engine},
    simulation::Simulation,
    store::Store,
};

use super::{
    document::NodeEntry,
    script::{Error, Scenario},
    step::{self, Step},
};

/// What every cluster has.
const NAMESPACES: [&str; 4] = ["default", "kube-node-lease", "kube-public", "kube-system"];
const ADMIN: &str = "kubeadm";
/// What is older than that is only seen in what it left behind.
const SEEN: SignedDuration = SignedDuration::from_hours(1);

impl Scenario {
    /// A cluster in which everything up to `now` has happened, on a clock that runs `pace` times as fast as the real one; without a pace it stands
    /// until it is stepped. The same seed gives the same names and the same logs.
    pub fn raise(&self, seed: u64, now: Timestamp, pace: Option<u32>) -> Result<Simulation, Error> {
        let mut store = Store::new(seed);
        let mut engine = Engine::new(self.ground.behaviours.clone().starting(now))
            .seen_from(now.saturating_sub(SEEN).unwrap_or(Timestamp::MIN));
        let begin = now.saturating_add(self.ground.begin).unwrap_or(Timestamp::MIN);
        self.found(&mut store, begin).map_err(|what| self.impossible("the beginning", what))?;
        engine.advance(&mut store, begin);
        let (past, later): (Vec<&Step>, Vec<&Step>) =
            self.ground.steps.iter().partition(|step| step.at.0 <= SignedDuration::ZERO);
        for step in past {
            let at = now.saturating_add(step.at.0).unwrap_or(begin);
            engine.advance(&mut store, at);
            step.carry_out(&mut store, at)
                .map_err(|refused| self.impossible(&format!("{:#}", step.at.0), refused.to_string()))?;
        }
        engine.advance(&mut store, now);
        let clock = pace.map_or_else(|| Clock::stepped(now), |pace| Clock::running(now, pace));
        let simulation = Simulation::new(store, engine, clock);
        for step in later {
            let step = step.clone();
            let at = now.saturating_add(step.at.0).unwrap_or(Timestamp::MAX);
            // What a person took away in the meantime cannot be changed any more.
            simulation.plan(at, move |store, at| drop(step.carry_out(store, at)));
        }
        Ok(simulation)
    }

    fn found(&self, store: &mut Store, begin: Timestamp) -> Result<(), String> {
        for name in NAMESPACES {
            step::namespace(store, begin, name).map_err(|refusal| refusal.to_string())?;
        }
        self.ground.nodes.iter().try_for_each(|entry| register(store, begin, entry))?;
        step::apply(store, begin, ADMIN, &self.ground.objects).map_err(|refused| refused.to_string())
    }

    fn impossible(&self, at: &str, what: String) -> Error {
        Error::Impossible { name: self.name.clone(), at: at.to_owned(), what }
    }
}

/// A node as it registers itself, with the scenario's labels.
fn register(store: &mut Store, begin: Timestamp, entry: &NodeEntry) -> Result<(), String> {
    let mut node = engine::node(&entry.name, &entry.cpu, &entry.memory, begin);
    if let Some(labels) = node.pointer_mut("/metadata/labels").and_then(Value::as_object_mut) {
        labels.extend(entry.labels.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str()))));
    }
    step::apply(store, begin, "kubelet", &[node]).map_err(|refused| refused.to_string())
}
