//! A pod that is deleted: its containers are told to end, and then it goes.

use std::time::Duration;

use super::{
    container::later,
    life::{Bench, Death, Life, Sandbox, Step},
    probe::after,
};
use crate::drill::engine::fields::Fields;

/// What ends well needs about so many milliseconds for it.
const ENDS_WITHIN: (u64, u64) = (120, 900);

/// Tells the containers to end, once.
pub fn begin(life: &mut Life, bench: &mut Bench<'_, '_>) {
    life.stopping = true;
    let grace = bench.pod.value.number("metadata.deletionGracePeriodSeconds").unwrap_or(30);
    let now = bench.now();
    for container in &mut life.containers {
        if !container.running() {
            container.step = Step::Rest;
            continue;
        }
        bench.report(&container.field(), (false, "Killing"), format!("Stopping container {}", container.name));
        let hangs = container.present.as_ref().and_then(|run| Some((run.started, run.course.hangs.as_ref()?.0)));
        let hangs = hangs.is_some_and(|(started, hangs)| after(started, hangs) <= now);
        let killed = later(now, grace);
        let ended = after(now, bench.cluster.while_of(ENDS_WITHIN.0, ENDS_WITHIN.1));
        let death = if hangs || killed <= ended {
            Death { at: killed, code: 137, reason: "Error", message: None }
        } else {
            Death { at: ended, code: 0, reason: "Completed", message: None }
        };
        if container.death.as_ref().is_none_or(|known| known.at > death.at) {
            container.death = Some(death);
        }
        for probe in &mut container.probes {
            probe.next = None;
        }
    }
    life.sandbox = Sandbox::Up;
}

/// Whether everything has stopped; then the pod goes a moment later.
pub fn finish(life: &mut Life, bench: &mut Bench<'_, '_>) {
    if life.gone.is_none() && life.containers.iter().all(|container| !container.running()) {
        life.gone = Some(after(bench.now(), bench.cluster.while_of(20, 120).max(Duration::from_millis(1))));
    }
}
