//! Change: pods whose containers start again, and now and then one that is not ready for a moment.

use std::{collections::VecDeque, sync::Arc, time::Duration};

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use tokio::time::MissedTickBehavior;

use crate::drill::{dice::Dice, object::Key, resource::Resource, simulation::Simulation, store::Store};

/// Changes are made in bursts of this length, as they come from many kubelets.
const BEAT: Duration = Duration::from_millis(20);

/// One change of so many takes a pod out of service.
const FLIPS: u64 = 10;

/// So long it stays out.
const OUT: SignedDuration = SignedDuration::from_secs(5);

/// Who changes the pods of a crowd.
#[derive(Debug)]
pub struct Churn {
    pods: Vec<Key>,
    dice: Dice,
    /// Who is out of service, and until when.
    out: VecDeque<(Timestamp, Key)>,
}

impl Churn {
    /// Over the pods that are there now.
    #[must_use]
    pub fn of(simulation: &Simulation, seed: u64) -> Self {
        let pods =
            simulation.read(|store, _, _| store.list(Resource::pods(), None).map(|pod| pod.key.clone()).collect());
        Self { pods, dice: Dice::new(seed), out: VecDeque::new() }
    }

    /// Makes so many changes a real second, for ever.
    pub async fn run(mut self, simulation: Arc<Simulation>, rate: u32) {
        let mut beat = tokio::time::interval(BEAT);
        beat.set_missed_tick_behavior(MissedTickBehavior::Burst);
        let mut owed = 0.0;
        loop {
            beat.tick().await;
            owed += f64::from(rate) * BEAT.as_secs_f64();
            let mut changes = 0;
            while owed >= 1.0 {
                (owed, changes) = (owed - 1.0, changes + 1);
            }
            if changes > 0 {
                self.turn(&simulation, changes);
            }
        }
    }

    /// Makes so many changes now; who has been out for long enough comes back, and counts as one of them.
    pub fn turn(&mut self, simulation: &Simulation, changes: usize) {
        simulation.write(|store, now| {
            let mut left = changes;
            while self.out.front().is_some_and(|(until, _)| *until <= now) {
                if let Some((_, key)) = self.out.pop_front() {
                    ready(store, &key, true, now);
                    left = left.saturating_sub(1);
                }
            }
            for _ in 0..left {
                let index = usize::try_from(self.dice.below(self.pods.len() as u64)).unwrap_or(0);
                let Some(key) = self.pods.get(index).cloned() else { return };
                if self.dice.below(FLIPS) == 0 {
                    ready(store, &key, false, now);
                    self.out.push_back((now.saturating_add(OUT).unwrap_or(now), key));
                } else {
                    restart(store, &key, now);
                }
            }
        });
    }
}

fn stamp(now: Timestamp) -> Value {
    now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string().into()
}

/// Its first container ended and runs again.
fn restart(store: &mut Store, key: &Key, now: Timestamp) {
    store.edit(key, |pod| {
        let Some(status) = pod.pointer_mut("/status/containerStatuses/0") else { return };
        let count = status.get("restartCount").and_then(Value::as_i64).unwrap_or(0);
        let ended = json!({
            "exitCode": 1, "reason": "Error", "startedAt": status.pointer("/state/running/startedAt"), "finishedAt": stamp(now),
            "containerID": status.get("containerID"),
        });
        if let Some(status) = status.as_object_mut() {
            status.insert("restartCount".to_owned(), (count + 1).into());
            status.insert("lastState".to_owned(), json!({ "terminated": ended }));
            status.insert("state".to_owned(), json!({ "running": { "startedAt": stamp(now) } }));
        }
    });
}

/// Its first container fails its readiness probe, or passes it again.
fn ready(store: &mut Store, key: &Key, is: bool, now: Timestamp) {
    let word = if is { "True" } else { "False" };
    store.edit(key, |pod| {
        if let Some(status) = pod.pointer_mut("/status/containerStatuses/0/ready") {
            *status = is.into();
        }
        for condition in pod.pointer_mut("/status/conditions").and_then(Value::as_array_mut).into_iter().flatten() {
            let about = matches!(condition.get("type").and_then(Value::as_str), Some("Ready" | "ContainersReady"));
            if let Some(condition) = condition.as_object_mut().filter(|_| about) {
                condition.insert("status".to_owned(), word.into());
                condition.insert("lastTransitionTime".to_owned(), stamp(now));
            }
        }
    });
}
