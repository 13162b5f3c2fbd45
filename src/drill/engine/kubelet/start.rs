//! Starting a container: back-off, image, configuration, and the run itself.

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;

use super::{
    backoff,
    environment::{self, command, environment},
    life::{Bench, Container, Death, Role, Shown, Spoken, Step},
    probe::{Probe, Purpose, after},
};
use crate::drill::{
    behaviour::{Course, Pull, Run},
    engine::fields::Fields,
    quantity::Quantity,
};

/// A look of the kubelet at a pod that has trouble comes 10 to 15 s after the one before (`backOffPeriod`, with its jitter).
fn again(bench: &mut Bench<'_, '_>) -> Step {
    let wait = bench.cluster.while_of(10_000, 15_000);
    Step::Try(after(bench.now(), wait))
}

/// Tries to start a container.
pub fn attempt(container: &mut Container, bench: &mut Bench<'_, '_>, seed: u64) {
    let now = bench.now();
    if let Some(finished) = finished(container) {
        if let Some(length) = container.crashes.left(finished, now) {
            return back_off(container, bench, &backoff::words(length));
        }
        container.crashes.next(finished, now);
        if let Some(message) = container.waits.take() {
            container.show(Shown::Waiting { reason: "CrashLoopBackOff", message });
        }
    }
    let spec = container.spec(&bench.pod.value);
    let image = spec.text("image").to_owned();
    let place = (bench.pod.value.text("spec.nodeName").to_owned(), image.clone());
    if spec.text("imagePullPolicy") != "Always" && bench.images.contains(&place) {
        let message = format!("Container image \"{image}\" already present on machine");
        bench.report(&container.field(), (false, "Pulled"), message);
        return configure(container, bench);
    }
    if let Some((failed, message)) = container.pull_failure.clone()
        && container.pulls.left(failed, now).is_some()
    {
        bench.report(&container.field(), (false, "BackOff"), format!("Back-off pulling image \"{image}\""));
        bench.report(&container.field(), (true, "Failed"), "Error: ImagePullBackOff".to_owned());
        let message = format!("Back-off pulling image \"{image}\": ErrImagePull: {message}");
        container.show(Shown::Waiting { reason: "ImagePullBackOff", message });
        container.step = again(bench);
        return;
    }
    bench.report(&container.field(), (false, "Pulling"), format!("Pulling image \"{image}\""));
    let length = match course(container, bench, seed).pull {
        Pull::Comes { after } => after,
        Pull::Fails { .. } => bench.cluster.while_of(400, 1_900),
    };
    container.step = Step::Pull(after(now, length));
}

/// The image is here, or it is not to be had.
pub fn pulled(container: &mut Container, bench: &mut Bench<'_, '_>, seed: u64) {
    let now = bench.now();
    let image = container.spec(&bench.pod.value).text("image").to_owned();
    match course(container, bench, seed).pull {
        Pull::Comes { after } => {
            let took = words(after);
            let size = 4_000_000 + image.bytes().fold(0_u64, |sum, byte| sum * 31 % 90_000_000 + u64::from(byte));
            let message = format!(
                "Successfully pulled image \"{image}\" in {took} ({took} including waiting). Image size: {size} bytes."
            );
            bench.report(&container.field(), (false, "Pulled"), message);
            bench.images.insert((bench.pod.value.text("spec.nodeName").to_owned(), image));
            container.pull_failure = None;
            configure(container, bench);
        }
        Pull::Fails { message } => {
            let absent = message.ends_with(": not found") && !message.starts_with("rpc error");
            let message: Arc<str> =
                if absent { format!("rpc error: code = NotFound desc = {message}").into() } else { message };
            bench.report(&container.field(), (true, "Failed"), format!("Failed to pull image \"{image}\": {message}"));
            bench.report(&container.field(), (true, "Failed"), "Error: ErrImagePull".to_owned());
            container.pulls.next(now, now);
            container.show(Shown::Waiting { reason: "ErrImagePull", message: message.as_ref().to_owned() });
            // The first look after a failure comes at once: something has happened to the pod.
            let first = container.pull_failure.is_none();
            container.step =
                if first { Step::Try(after(now, bench.cluster.while_of(800, 1_600))) } else { again(bench) };
            container.pull_failure = Some((now, message));
        }
    }
}

fn configure(container: &mut Container, bench: &mut Bench<'_, '_>) {
    let pod = Arc::clone(&bench.pod);
    match environment(bench.cluster, &pod.value, container.spec(&pod.value)) {
        Ok(_) => container.step = Step::Create(after(bench.now(), bench.cluster.while_of(250, 700))),
        Err(message) => {
            bench.report(&container.field(), (true, "Failed"), format!("Error: {message}"));
            container.show(Shown::Waiting { reason: "CreateContainerConfigError", message });
            container.step = again(bench);
        }
    }
}

/// The container is made and runs.
pub fn run(container: &mut Container, bench: &mut Bench<'_, '_>, seed: u64) {
    let now = bench.now();
    let course = course(container, bench, seed);
    bench.report(&container.field(), (false, "Created"), format!("Created container: {}", container.name));
    bench.report(&container.field(), (false, "Started"), format!("Started container {}", container.name));
    let dice = bench.cluster.store.dice();
    let id = hex::encode([dice.roll(), dice.roll(), dice.roll(), dice.roll()].map(u64::to_be_bytes).concat());
    if container.present.is_some() {
        container.restarts += 1;
    }
    container.previous = container.present.take();
    container.show(Shown::Running { id: format!("containerd://{id}"), since: now });
    let spec = container.spec(&bench.pod.value);
    let startup = Probe::of(spec, Purpose::Startup, now, now);
    container.probes = startup.map_or_else(|| probes(container, bench, now, now), |startup| vec![startup]);
    container.death = death(&course, spec, now);
    container.present = Some(Spoken { started: now, ended: None, course: Arc::new(course) });
    container.step = Step::Run;
}

/// Those that ask once the container has started.
#[must_use]
pub fn probes(container: &Container, bench: &Bench<'_, '_>, started: Timestamp, from: Timestamp) -> Vec<Probe> {
    if container.role == Role::Init {
        return Vec::new();
    }
    let spec = container.spec(&bench.pod.value);
    [Purpose::Readiness, Purpose::Liveness]
        .into_iter()
        .filter_map(|purpose| Probe::of(spec, purpose, started, from))
        .collect()
}

fn finished(container: &Container) -> Option<Timestamp> {
    match &container.shown {
        Shown::Ended(ended) => Some(ended.finished),
        _ => container.last.as_ref().map(|ended| ended.finished),
    }
}

fn back_off(container: &mut Container, bench: &mut Bench<'_, '_>, length: &str) {
    let (name, called) = (container.name.clone(), bench.called());
    bench.report(
        &container.field(),
        (true, "BackOff"),
        format!("Back-off restarting failed container {name} in pod {called}"),
    );
    let message = format!("back-off {length} restarting failed container={name} pod={called}");
    // A look writes the status before it finds that it has to wait: what ended is shown until the next one.
    if let Some(message) = container.waits.replace(message) {
        container.show(Shown::Waiting { reason: "CrashLoopBackOff", message });
    }
    container.step = again(bench);
}

fn course(container: &Container, bench: &Bench<'_, '_>, seed: u64) -> Course {
    let pod = &bench.pod.value;
    let spec = container.spec(pod);
    let env = environment(bench.cluster, pod, spec).unwrap_or_else(|_| environment::plain(spec));
    let config = environment::configuration(bench.cluster, pod);
    let restarts = container.restarts + u32::from(container.present.is_some());
    bench.behaviours.course(&Run {
        namespace: &bench.pod.key.namespace,
        pod: &bench.pod.key.name,
        container: &container.name,
        image: spec.text("image"),
        command: &command(spec, &env),
        env: &env,
        config: &config,
        restarts,
        seed,
        at: bench.now(),
    })
}

fn death(course: &Course, spec: &serde_json::Value, now: Timestamp) -> Option<Death> {
    let own = course.end.as_ref().map(|end| Death {
        at: after(now, end.after),
        code: end.code,
        reason: if end.code == 0 { "Completed" } else { "Error" },
        message: end
            .message
            .clone()
            .or_else(|| (end.code != 0).then(|| last_words(course, spec, now, end.after)).flatten()),
    });
    let limit = Quantity::of(spec.at("resources.limits.memory")).and_then(|limit| u64::try_from(limit.units()).ok());
    let killed = course.memory.filter(|(bytes, _)| limit.is_some_and(|limit| *bytes > limit));
    let killed = killed.map(|(_, late)| Death {
        at: after(now, late),
        code: 137,
        reason: "OOMKilled",
        message: last_words(course, spec, now, late),
    });
    own.into_iter().chain(killed).min_by_key(|death| death.at)
}

/// The end of the log, where the spec wants it as the termination message (at most 80 lines and 2 KiB).
fn last_words(course: &Course, spec: &serde_json::Value, now: Timestamp, end: Duration) -> Option<Arc<str>> {
    if spec.text("terminationMessagePolicy") != "FallbackToLogsOnError" {
        return None;
    }
    let said = course.log.last(now, end, 80);
    let mut tail = said.as_slice();
    while tail.iter().map(|line| line.text.len() + 1).sum::<usize>() > 2048 {
        tail = tail.get(1..).unwrap_or_default();
    }
    (!tail.is_empty()).then(|| tail.iter().flat_map(|line| [line.text.as_str(), "\n"]).collect::<String>().into())
}

/// As Go writes a duration below or above a second: `312ms`, `1.204s`.
fn words(length: Duration) -> String {
    if length.as_secs() == 0 { format!("{}ms", length.as_millis()) } else { format!("{:.3}s", length.as_secs_f64()) }
}
