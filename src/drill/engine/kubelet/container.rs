//! A container from step to step.

use jiff::{SignedDuration, Timestamp};

use super::{
    life::{Bench, Container, Death, Ended, Role, Shown, Step},
    probe::{Purpose, after},
    start,
};
use crate::drill::engine::fields::Fields;

/// Does everything that is due for a container. Whether anything was.
pub fn advance(container: &mut Container, bench: &mut Bench<'_, '_>, seed: u64) -> bool {
    let mut moved = false;
    while container.next().is_some_and(|at| at <= bench.now()) {
        moved = true;
        match container.step {
            Step::Try(_) => start::attempt(container, bench, seed),
            Step::Pull(_) => start::pulled(container, bench, seed),
            Step::Create(_) => start::run(container, bench, seed),
            Step::Run if container.death.as_ref().is_some_and(|death| death.at <= bench.now()) => end(container, bench),
            Step::Run => ask(container, bench),
            Step::Rest => break,
        }
    }
    moved
}

/// Whether a container of that kind is started again after such an end.
#[must_use]
pub fn comes_back(role: Role, policy: &str, code: i32) -> bool {
    match (role, policy) {
        (Role::Init | Role::Main, "Never") => false,
        (Role::Init, _) | (Role::Main, "OnFailure") => code != 0,
        (Role::Sidecar | Role::Main, _) => true,
    }
}

fn end(container: &mut Container, bench: &mut Bench<'_, '_>) {
    let Some(death) = container.death.take() else { return };
    let Shown::Running { id, since } = &container.shown else { return };
    let ended = Ended {
        id: id.clone(),
        code: death.code,
        reason: death.reason,
        message: death.message,
        started: *since,
        finished: death.at,
    };
    if let Some(present) = &mut container.present {
        present.ended = Some(death.at);
    }
    container.probes.clear();
    container.show(Shown::Ended(ended));
    let back = bench.pod.value.at("metadata.deletionTimestamp").is_null()
        && comes_back(container.role, bench.pod.value.text("spec.restartPolicy"), death.code);
    container.step = if back { Step::Try(after(bench.now(), bench.cluster.while_of(150, 900))) } else { Step::Rest };
}

fn ask(container: &mut Container, bench: &mut Bench<'_, '_>) {
    let now = bench.now();
    let Some(course) = container.present.as_ref().map(|present| std::sync::Arc::clone(&present.course)) else { return };
    let field = container.field();
    let mut broken = None;
    let mut begun = false;
    for probe in &mut container.probes {
        let Some(asked) = probe.ask(&course, now) else { continue };
        begun |= asked.answer && probe.passes && probe.purpose == Purpose::Startup;
        if asked.answer || container.death.as_ref().is_some_and(|death| death.code == 137 && death.reason == "Error") {
            continue;
        }
        let words = match (probe.purpose, &course.hangs) {
            (Purpose::Liveness, Some((_, words))) => words,
            _ => &course.probe,
        };
        bench.report(&field, (true, "Unhealthy"), format!("{} probe failed: {words}", probe.purpose.word()));
        if asked.failed && probe.purpose != Purpose::Readiness {
            broken = Some(probe.purpose);
            probe.next = None;
        }
    }
    if let Some(purpose) = broken {
        kill(container, bench, purpose);
    }
    if begun && let Shown::Running { since, .. } = container.shown {
        let rest = start::probes(container, bench, since, now);
        container.probes.retain(|probe| probe.purpose == Purpose::Startup);
        container.probes.extend(rest);
    }
}

/// A container that hangs does not hear the signal to end; it is killed when its grace is over.
fn kill(container: &mut Container, bench: &mut Bench<'_, '_>, purpose: Purpose) {
    let message =
        format!("Container {} failed {} probe, will be restarted", container.name, purpose.word().to_lowercase());
    bench.report(&container.field(), (false, "Killing"), message);
    let spec = container.spec(&bench.pod.value);
    let own = spec
        .at(if purpose == Purpose::Startup { "startupProbe" } else { "livenessProbe" })
        .number("terminationGracePeriodSeconds");
    let grace = own.or_else(|| bench.pod.value.number("spec.terminationGracePeriodSeconds")).unwrap_or(30);
    let death = Death { at: later(bench.now(), grace), code: 137, reason: "Error", message: None };
    if container.death.as_ref().is_none_or(|known| known.at > death.at) {
        container.death = Some(death);
    }
}

/// So many seconds later.
#[must_use]
pub fn later(now: Timestamp, seconds: i64) -> Timestamp {
    now.checked_add(SignedDuration::from_secs(seconds)).unwrap_or(Timestamp::MAX)
}
