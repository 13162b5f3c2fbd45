//! Recorded objects with one thing changed: what cannot be made to happen on a cluster that others use too.

use jiff::SignedDuration;
use stanch::{
    domain::{
        Truth,
        cluster::Gap,
        pod::{ContainerState, Termination},
        text::Safe,
        verdict::{Cause, State, Thresholds, Verdict},
    },
    logic::verdict::{Evidence, Kills, Reading, judge, kills},
};

use super::recorded::Recorded;

fn now(recorded: &Recorded) -> Verdict {
    recorded.judge(0, &Thresholds::default())
}

fn evidence(recorded: &Recorded) -> Evidence<'_> {
    Evidence {
        workload: &recorded.workload,
        pods: Reading::Read(recorded.pods.iter().collect()),
        revisions: Reading::Read(recorded.revisions.iter().collect()),
        events: recorded.events.iter().collect(),
        nodes: &recorded.nodes,
        words: &recorded.words,
        kills: &recorded.kills,
        losses: &recorded.losses,
        short_since: None,
    }
}

#[test]
fn a_controller_that_does_not_look_has_stalled_after_its_grace() {
    let mut good = Recorded::read("good");
    good.workload.generation += 1;
    good.workload.changed = Some(good.at);
    assert_eq!((now(&good).state, now(&good).rule), (State::Progressing, "stalled"));
    assert_eq!(now(&good).review, Some(good.at + SignedDuration::from_secs(30)));
    let later = good.judge(30, &Thresholds::default());
    assert_eq!((later.state, later.rule, later.early), (State::Failed, "stalled", false));
}

#[test]
fn early_failure_can_be_switched_off() {
    let thresholds = Thresholds { fail_early: false, ..Thresholds::default() };
    let verdict = Recorded::read("crash").judge(0, &thresholds);
    assert_eq!((verdict.state, verdict.rule), (State::Degraded, "crash-loop"));
    let over = Recorded::read("deadline").judge(0, &thresholds);
    assert_eq!((over.state, over.rule), (State::Failed, "progress-deadline"));
}

#[test]
fn too_few_pods_or_too_small_a_share_is_no_early_failure() {
    let many = Thresholds { min_pods: 4, ..Thresholds::default() };
    assert_eq!(Recorded::read("crash").judge(0, &many).state, State::Degraded);
    let all = Thresholds { failing_percent: 100, ..Thresholds::default() };
    assert_eq!(Recorded::read("crash-one").judge(0, &all).state, State::Degraded);
    assert_eq!(Recorded::read("crash").judge(0, &all).state, State::Failed);
}

#[test]
fn trouble_of_old_pods_alone_degrades() {
    let mut crash = Recorded::read("crash");
    let newest = crash.workload.revision.clone().unwrap();
    // The other way round: what crashes is of the older revision.
    for revision in &mut crash.revisions {
        let is_newest = revision.number == newest.parse().ok();
        revision.number = Some(if is_newest { 1 } else { newest.parse().unwrap() });
    }
    let verdict = now(&crash);
    assert_eq!((verdict.state, verdict.rule), (State::Degraded, "crash-loop"));
    assert!(verdict.why.contains("old pods crash"), "{}", verdict.why);
}

#[test]
fn while_revisions_are_not_known_no_pod_counts_as_new() {
    let crash = Recorded::read("crash");
    let blind = Evidence { revisions: Reading::Awaited, ..evidence(&crash) };
    assert_eq!(judge(&blind, &Thresholds::default(), crash.at).state, State::Progressing);
    let gap = gap("replicasets");
    let refused = Evidence { revisions: Reading::Refused(&gap), ..evidence(&crash) };
    assert_eq!(judge(&refused, &Thresholds::default(), crash.at).state, State::Failed);
}

fn gap(resource: &str) -> Gap {
    Gap { verb: Safe::clean("list"), resource: Safe::clean(resource), namespace: None, message: Safe::default() }
}

#[test]
fn without_pods_the_workload_itself_is_believed() {
    let degraded = Recorded::read("degraded");
    let waiting = Evidence { pods: Reading::Awaited, ..evidence(&degraded) };
    let verdict = judge(&waiting, &Thresholds::default(), degraded.at);
    assert_eq!((verdict.state, verdict.rule), (State::Degraded, "unavailable"));
    assert!(verdict.why.ends_with("its pods are being read"), "{}", verdict.why);
    let gap = gap("pods");
    let refused = Evidence { pods: Reading::Refused(&gap), ..evidence(&degraded) };
    let verdict = judge(&refused, &Thresholds::default(), degraded.at);
    assert!(verdict.why.ends_with("why is unknown: cannot list pods in v-degraded"), "{}", verdict.why);
    let deadline = Recorded::read("deadline");
    let refused = Evidence { pods: Reading::Refused(&gap), ..evidence(&deadline) };
    let verdict = judge(&refused, &Thresholds::default(), deadline.at);
    assert_eq!((verdict.state, verdict.rule), (State::Failed, "progress-deadline"));
    assert!(verdict.why.contains("cannot list pods"), "{}", verdict.why);
}

fn silence_nodes(recorded: &mut Recorded) {
    for node in recorded.nodes.values_mut() {
        (node.ready, node.since) = (Truth::Unknown, Some(recorded.at - SignedDuration::from_secs(300)));
    }
}

#[test]
fn a_node_that_is_not_ready_is_the_cause_of_what_is_lost_there() {
    let mut degraded = Recorded::read("degraded");
    silence_nodes(&mut degraded);
    let verdict = now(&degraded);
    assert_eq!((verdict.state, verdict.rule), (State::Degraded, "node-not-ready"));
    assert_eq!(verdict.cause, Some(Cause::Node(Safe::clean("node1"))));
    assert!(verdict.why.contains("is on node node1, which has not been ready since"), "{}", verdict.why);
}

#[test]
fn whether_a_daemon_runs_on_a_silent_node_is_unknown() {
    let mut daemon = Recorded::read("ds-good");
    silence_nodes(&mut daemon);
    daemon.workload.counts.ready = 0;
    daemon.workload.counts.available = 0;
    for pod in &mut daemon.pods {
        (pod.ready.status, pod.ready.since) = (Truth::No, Some(daemon.at - SignedDuration::from_secs(300)));
    }
    let verdict = now(&daemon);
    assert_eq!((verdict.state, verdict.rule), (State::Unknown, "node-not-ready"));
    assert_eq!(verdict.cause, Some(Cause::Node(Safe::clean("node1"))));
}

#[test]
fn between_two_crashes_a_container_has_not_recovered() {
    let mut crash = Recorded::read("crash");
    let at = crash.at;
    for container in crash.pods.iter_mut().flat_map(|pod| &mut pod.containers).filter(|one| one.restarts > 0) {
        (container.state, container.restarts) = (ContainerState::Running { since: Some(at) }, 3);
    }
    assert_eq!((now(&crash).state, now(&crash).rule), (State::Failed, "crash-loop"));
    // Twice as long as it ran before, and it is believed.
    assert_ne!(crash.judge(10, &Thresholds::default()).rule, "crash-loop");
}

#[test]
fn one_kill_for_memory_is_not_yet_a_pattern() {
    let mut oom = Recorded::read("oom");
    let at = oom.at;
    for container in oom.pods.iter_mut().flat_map(|pod| &mut pod.containers) {
        (container.state, container.restarts) = (ContainerState::Running { since: Some(at) }, 1);
    }
    assert_ne!(now(&oom).rule, "oom-killed");
    for container in oom.pods.iter_mut().flat_map(|pod| &mut pod.containers) {
        container.restarts = 2;
    }
    assert_eq!((now(&oom).state, now(&oom).rule), (State::Failed, "oom-killed"));
}

#[test]
fn graces_are_kept() {
    let patient =
        Thresholds { creating_grace: 9000, unschedulable_grace: 9000, image_grace: 9000, ..Thresholds::default() };
    for case in ["volume-secret", "sandbox", "unschedulable", "claim-missing", "image-host"] {
        let verdict = Recorded::read(case).judge(0, &patient);
        assert_eq!(verdict.state, State::Slow, "{case}: {}", verdict.why);
    }
}

#[test]
fn an_image_that_is_still_being_pulled_is_slow_and_not_failed() {
    let mut sandbox = Recorded::read("sandbox");
    sandbox.events.retain(|event| !event.warning);
    // Ordinary events were read, and none says that an image is being pulled.
    assert_eq!((now(&sandbox).state, now(&sandbox).rule), (State::Failed, "creating"));
    for event in &mut sandbox.events {
        event.reason = Safe::clean("Pulling");
    }
    assert_eq!(now(&sandbox).state, State::Slow);
    sandbox.events.clear();
    assert_eq!(now(&sandbox).state, State::Slow);
}

#[test]
fn a_paused_rollout_that_loses_pods_is_degraded_all_the_same() {
    let mut degraded = Recorded::read("degraded");
    degraded.workload.paused = true;
    assert_eq!(now(&degraded).state, State::Degraded);
}

#[test]
fn whatever_is_being_deleted_is_not_bad() {
    let mut crash = Recorded::read("crash");
    crash.workload.deleted = Some(crash.at);
    assert_eq!((now(&crash).state, now(&crash).rule), (State::Progressing, "deleted"));
}

#[test]
fn a_crash_loop_whose_last_end_is_not_recorded_is_a_crash_loop() {
    let mut crash = Recorded::read("crash");
    for container in crash.pods.iter_mut().flat_map(|pod| &mut pod.containers) {
        container.last = None;
        container.state = ContainerState::Waiting { reason: Safe::clean("CrashLoopBackOff"), message: None };
        container.restarts = 7;
    }
    let verdict = now(&crash);
    assert_eq!((verdict.state, verdict.rule, verdict.early), (State::Failed, "crash-loop", true));
    assert!(
        verdict.why.contains("is in CrashLoopBackOff after 7 restarts; how it ended is not recorded"),
        "{}",
        verdict.why
    );
    assert_eq!(verdict.subject.unwrap().exit_code, None);
}

#[test]
fn a_kill_by_a_probe_is_remembered_when_its_event_is_forgotten() {
    let mut recorded = Recorded::read("liveness");
    let told = now(&recorded);
    recorded.kills = kills(&evidence(&recorded));
    recorded.events.clear();
    let remembered = now(&recorded);
    assert_eq!((told.rule, remembered.rule), ("liveness-kill", "liveness-kill"));
    assert_eq!(told.why, remembered.why);
    let mut another = |change: fn(&mut Termination)| {
        let ends = recorded.pods.iter_mut().flat_map(|pod| &mut pod.containers).filter_map(|one| one.last.as_mut());
        ends.for_each(change);
        now(&recorded).rule
    };
    assert_eq!(another(|end| end.started = end.finished), "crash-loop", "no probe kills right after the start");
    assert_eq!(another(|end| end.exit_code += 1), "crash-loop");
    recorded.kills = Kills::new();
    assert_eq!(now(&recorded).rule, "crash-loop");
}

/// Has its pods seen as they stop being ready, so many seconds before the recording.
fn see_lost(known: &mut Recorded, before: i64) {
    let lost = known.at - SignedDuration::from_secs(before);
    let begun = known.at.checked_sub(SignedDuration::from_hours(1)).ok();
    for pod in &mut known.pods {
        (pod.created, pod.scheduled.since) = (begun, begun);
        pod.containers.iter_mut().for_each(|one| one.state = ContainerState::Running { since: begun });
    }
    let mut pods = known.pods.clone();
    for pod in &mut pods {
        (pod.ready.status, pod.ready.since) = (Truth::No, Some(lost));
        pod.containers.iter_mut().for_each(|one| one.ready = false);
    }
    known.losses.see(pods.iter(), lost);
}

#[test]
fn readiness_that_was_seen_to_come_and_go_is_remembered_while_all_is_well() {
    let mut known = Recorded::read("returned");
    known.events.clear();
    see_lost(&mut known, 400);
    assert_eq!(now(&known).rule, "returning", "once is not again and again");
    see_lost(&mut known, 100);
    let verdict = now(&known);
    assert_eq!((verdict.state, verdict.rule, verdict.ailing.len()), (State::Degraded, "flapping", 3));
    assert!(verdict.why.contains("has lost it 2 times since"), "{}", verdict.why);
    // It came back 38 s before the recording, and is believed when it stayed for 120 s.
    assert_eq!(verdict.review, Some(known.at + SignedDuration::from_secs(82)));
    assert_eq!(known.judge(82, &Thresholds::default()).state, State::Ok);
    known.losses.see([].into_iter(), known.at + SignedDuration::from_secs(300));
    assert_eq!(now(&known).rule, "returning", "what was 10 minutes ago is forgotten");
}

#[test]
fn a_pod_that_is_out_for_good_does_not_come_and_go() {
    let mut flaps = Recorded::read("flaps-down");
    assert_eq!(now(&flaps).rule, "flapping");
    // As many probes may have failed since it was lost last.
    assert_eq!(flaps.judge(60, &Thresholds::default()).rule, "unready");
    see_lost(&mut flaps, 100);
    let rule = |later| flaps.judge(later, &Thresholds::default()).rule;
    assert_eq!((rule(60), rule(284), rule(286)), ("flapping", "flapping", "unready"));
}

#[test]
fn a_probe_that_failed_once_before_took_nothing_away() {
    let mut lost = Recorded::read("flaps-down");
    for event in &mut lost.events {
        event.count = event.count.min(4);
    }
    assert_eq!((now(&lost).state, now(&lost).rule), (State::Progressing, "coming-up"));
    let later = lost.judge(60, &Thresholds::default());
    assert_eq!((later.state, later.rule), (State::Degraded, "unready"));
}

#[test]
fn between_two_kills_pods_fail_although_all_are_ready() {
    let mut oom = Recorded::read("oom-update");
    for pod in &mut oom.pods {
        pod.ready.status = Truth::Yes;
        for container in &mut pod.containers {
            (container.state, container.ready) = (ContainerState::Running { since: Some(oom.at) }, true);
        }
    }
    let killed = oom.pods.iter().filter(|pod| pod.containers.iter().any(|one| one.restarts > 1)).count();
    assert!(killed > 0);
    assert_eq!(now(&oom).ailing.len(), killed);
    assert!(now(&Recorded::read("good")).ailing.is_empty());
}
