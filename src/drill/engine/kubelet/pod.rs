//! A pod from step to step: sandbox, init containers, containers, end.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use super::{
    container,
    life::{Bench, Container, Life, Role, Sandbox, Step},
    probe::after,
    stop, volumes,
};
use crate::drill::engine::{condition, fields::Fields};

/// Begins the life of a pod that was assigned to a node.
pub fn begin(bench: &mut Bench<'_, '_>, number: u64) -> Life {
    let pod = &bench.pod.value;
    let inits = pod.items("spec.initContainers");
    let reason = if inits.is_empty() { "ContainerCreating" } else { "PodInitializing" };
    let init = |(place, spec): (usize, &Value)| {
        let role = if spec.text("restartPolicy") == "Always" { Role::Sidecar } else { Role::Init };
        Container::new(spec.text("name"), role, place, reason)
    };
    let main = |(place, spec): (usize, &Value)| Container::new(spec.text("name"), Role::Main, place, reason);
    let containers =
        inits.iter().enumerate().map(init).chain(pod.items("spec.containers").iter().enumerate().map(main)).collect();
    let now = bench.now();
    Life {
        begun: now,
        ip: format!("10.88.{}.{}", number / 250 % 250, number % 250 + 2),
        seed: bench.cluster.store.dice().roll(),
        sandbox: Sandbox::Mounts(after(now, bench.cluster.while_of(40, 120)), 0),
        containers,
        gone: None,
        stopping: false,
    }
}

/// Does everything that is due for a pod. Whether its status may say something else now.
pub fn advance(life: &mut Life, bench: &mut Bench<'_, '_>) -> bool {
    let mut moved = false;
    if !life.stopping && !bench.pod.value.at("metadata.deletionTimestamp").is_null() {
        stop::begin(life, bench);
        moved = true;
    }
    moved |= enter(life, bench);
    if life.sandbox != Sandbox::Up {
        return moved;
    }
    // Until nothing more follows from anything: an init container that ends lets the next one start.
    while contain(life, bench) {
        moved = true;
    }
    if life.stopping {
        stop::finish(life, bench);
    }
    moved
}

/// When something happens to a pod next.
#[must_use]
pub fn next(life: &Life) -> Option<Timestamp> {
    let sandbox = match life.sandbox {
        Sandbox::Mounts(at, _) | Sandbox::Starts(at) => Some(at),
        Sandbox::Up => None,
    };
    sandbox.into_iter().chain(life.gone).chain(life.containers.iter().filter_map(Container::next)).min()
}

fn enter(life: &mut Life, bench: &mut Bench<'_, '_>) -> bool {
    let now = bench.now();
    match life.sandbox {
        Sandbox::Mounts(at, failures) if at <= now => {
            life.sandbox = if volumes::mount(bench) {
                Sandbox::Starts(after(now, bench.cluster.while_of(250, 700)))
            } else {
                // Twice as long each time, up to two minutes (`pkg/volume/util/exponentialbackoff`).
                let wait = Duration::from_millis(500) * 2_u32.saturating_pow(failures);
                Sandbox::Mounts(after(now, wait.min(Duration::from_secs(122))), failures.saturating_add(1))
            };
            true
        }
        Sandbox::Starts(at) if at <= now => {
            life.sandbox = Sandbox::Up;
            true
        }
        _ => false,
    }
}

fn contain(life: &mut Life, bench: &mut Bench<'_, '_>) -> bool {
    let mut moved = false;
    let now = bench.now();
    let mut open = true;
    for container in &mut life.containers {
        let fresh = container.step == Step::Rest && container.present.is_none();
        if fresh && open && !life.stopping && !failed(&bench.pod.value) {
            container.step = Step::Try(now);
        }
        moved |= container::advance(container, bench, life.seed);
        open &= container.lets_pass();
    }
    moved
}

/// Whether the pod has ended in its status: of that nothing starts again.
fn failed(pod: &Value) -> bool {
    matches!(pod.text("status.phase"), "Failed" | "Succeeded") && !condition::find(pod.at("status"), "Ready").is_null()
}
