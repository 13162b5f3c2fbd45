//! From where the referee looks at the cluster.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use tokio::{task::JoinHandle, time::sleep};

use crate::drill::{Simulation, referee::Referee, scenario::Scenario};

/// Between two looks, in real time.
const PERIOD: Duration = Duration::from_millis(200);

/// Looks until it is dropped.
pub struct Bench(JoinHandle<()>);

impl Bench {
    pub fn sit(scenario: Arc<Scenario>, simulation: Arc<Simulation>, referee: Arc<Mutex<Referee>>) -> Self {
        Self(tokio::spawn(async move {
            loop {
                let (is_well, now) = simulation.read(|store, _, now| (scenario.recovered(store, now), now));
                referee.lock().unwrap_or_else(PoisonError::into_inner).judges(is_well, now);
                sleep(PERIOD).await;
            }
        }))
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        self.0.abort();
    }
}
