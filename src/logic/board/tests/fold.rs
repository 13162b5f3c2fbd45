//! Rows, their order, and what belongs to whom.

use crate::domain::{
    cluster::{Gap, Link, Skew, Source},
    event::{About, ClusterEvent},
    node::Node,
    text::Safe,
    verdict::State,
    watch::{Change, Delta, Span},
    workload::Kind,
};

use super::make::{apply, at, board, key, list, live, pod, pods_of, rows, safe, send, state, workload};

#[test]
fn the_worst_come_first_then_the_latest_change_then_the_name() {
    let mut early = workload("a", "crash-early", 0, 1);
    early.changed = Some(at(-9000));
    let items =
        vec![workload("b", "fine", 1, 1), workload("a", "fine", 1, 1), early, workload("z", "crash-late", 0, 1)];
    let mut board = board(items);
    for (namespace, name) in [("a", "crash-early"), ("z", "crash-late")] {
        let pods = vec![pod(namespace, name, "7f9c", "1", true)];
        send(&mut board, 1, vec![pods_of(&key(namespace, name), pods)]);
    }
    let names: Vec<String> = rows(&board).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["z/crash-late", "a/crash-early", "a/fine", "b/fine"]);
}

#[test]
fn a_pod_belongs_to_its_owner_and_not_to_a_name_that_begins_alike() {
    let mut board = board(vec![workload("a", "web", 1, 1), workload("a", "web-canary", 0, 1)]);
    send(&mut board, 1, vec![Change::Pod(Delta::Apply(pod("a", "web-canary", "7f9c", "1", true)))]);
    assert_eq!(state(&board, &key("a", "web-canary")), State::Failed);
    assert_eq!(state(&board, &key("a", "web")), State::Ok);
    assert_eq!(board.entry(&key("a", "web")).unwrap().pods.len(), 0);
}

#[test]
fn a_list_swaps_everything_in_its_span_and_nothing_else() {
    let mut board = board(vec![workload("a", "one", 1, 1), workload("a", "two", 1, 1), workload("b", "three", 1, 1)]);
    let span = Span::Namespace(safe("a"));
    let relist = Change::Workload(Kind::Deployment, Delta::Replace { span, items: vec![workload("a", "two", 1, 1)] });
    assert!(send(&mut board, 1, vec![relist]));
    let names: Vec<String> = rows(&board).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["a/two", "b/three"]);
    let gone = Delta::Delete { namespace: Some(safe("b")), name: safe("three") };
    assert!(send(&mut board, 2, vec![Change::Workload(Kind::Deployment, gone)]));
    assert_eq!(rows(&board).len(), 1);
}

#[test]
fn a_change_that_nobody_can_see_is_none() {
    let mut board = board(vec![workload("a", "one", 1, 1)]);
    assert!(!send(&mut board, 1, vec![apply(workload("a", "one", 1, 1))]));
    assert!(send(&mut board, 2, vec![apply(workload("a", "one", 0, 1))]));
    assert!(!board.tick(at(3)));
}

#[test]
fn a_few_known_pods_do_not_speak_for_all() {
    let mut board = board(vec![workload("a", "web", 9, 10)]);
    send(&mut board, 1, vec![Change::Pod(Delta::Apply(pod("a", "web", "7f9c", "1", true)))]);
    let entry = board.entry(&key("a", "web")).unwrap();
    assert_eq!(entry.rollout.verdict.state, State::Degraded);
    assert!(entry.rollout.verdict.why.starts_with("1 of 10 pods crashes"), "{}", entry.rollout.verdict.why);
}

#[test]
fn what_cannot_be_read_is_said_with_the_missing_verb() {
    let web = key("a", "web");
    let mut board = board(vec![workload("a", "web", 0, 2)]);
    let gap = Gap { verb: safe("list"), resource: safe("pods"), namespace: Some(safe("a")), message: Safe::default() };
    send(&mut board, 1, vec![Change::Unreadable(web.clone(), gap)]);
    let entry = board.entry(&web).unwrap();
    assert_ne!(entry.rollout.verdict.state, State::Ok);
    assert!(entry.rollout.verdict.why.contains("cannot list pods in a"), "{}", entry.rollout.verdict.why);
    assert_eq!(entry.unread.len(), 1);
}

#[test]
fn a_crash_that_goes_on_has_not_begun_just_now() {
    let web = key("a", "web");
    let mut board = board(vec![workload("a", "web", 0, 1)]);
    let mut crashing = pod("a", "web", "7f9c", "1", true);
    crashing.ready.since = Some(at(0));
    send(&mut board, 1, vec![pods_of(&web, vec![crashing.clone()])]);
    crashing.ready.since = Some(at(40));
    send(&mut board, 41, vec![Change::Pod(Delta::Apply(crashing))]);
    assert_eq!(board.entry(&web).unwrap().rollout.verdict.since, Some(at(0)));
}

fn event(uid: &str, about: &str, count: u32, last: i64) -> Change {
    Change::Event(Delta::Apply(ClusterEvent {
        uid: safe(uid),
        namespace: safe("a"),
        about: About { kind: safe("Pod"), name: safe(about), uid: Safe::default(), container: None },
        warning: true,
        reason: safe("BackOff"),
        message: Safe::default(),
        count,
        first: Some(at(0)),
        last: Some(at(last)),
        source: safe("kubelet"),
    }))
}

#[test]
fn events_are_merged_capped_and_outlive_the_api() {
    let web = key("a", "web");
    let mut board = board(vec![workload("a", "web", 1, 1)]);
    for number in 0..250 {
        send(&mut board, number, vec![event(&number.to_string(), "web-7f9c-1", 1, number)]);
    }
    send(&mut board, 300, vec![event("249", "web-7f9c-1", 7, 300)]);
    let gone = Delta::Delete { namespace: Some(safe("a")), name: safe("249") };
    send(&mut board, 301, vec![Change::Event(gone), Change::Event(Delta::Replace { span: Span::All, items: vec![] })]);
    let events = board.entry(&web).unwrap().events;
    assert_eq!(events.len(), 200);
    assert_eq!(events.last().map(|event| (event.count, event.last)), Some((7, Some(at(300)))));
    assert_eq!(events[0].last, Some(at(50)));
}

#[test]
fn graces_run_by_the_clusters_clock_and_anew_when_it_is_known() {
    let web = key("a", "web");
    let mut board = board(vec![workload("a", "web", 1, 2)]);
    let mut lost = pod("a", "web", "7f9c", "1", false);
    lost.ready.status = crate::domain::Truth::No;
    lost.ready.since = Some(at(0));
    send(&mut board, 10, vec![pods_of(&web, vec![lost, pod("a", "web", "7f9c", "2", false)])]);
    assert_eq!(state(&board, &web), State::Progressing);
    let ahead = Source { skew: Some(Skew(50)), ..live() };
    send(&mut board, 10, vec![Change::Source(ahead)]);
    assert_eq!(state(&board, &web), State::Degraded);
    send(&mut board, 10, vec![Change::Source(live())]);
    assert_eq!(state(&board, &web), State::Progressing);
    assert!(!board.tick(at(59)));
    assert!(board.tick(at(60)));
    assert_eq!(state(&board, &web), State::Degraded);
}

#[test]
fn nodes_are_unknown_until_listed_and_only_unwell_ones_are_shown() {
    let mut board = board(vec![]);
    assert_eq!(board.unwell_nodes().0, crate::domain::Truth::Unknown);
    let node = |name: &str, ready| Node {
        name: safe(name),
        ready,
        since: None,
        message: None,
        pressures: vec![],
        unschedulable: false,
    };
    let items = vec![node("n1", crate::domain::Truth::Yes), node("n2", crate::domain::Truth::Unknown)];
    send(&mut board, 1, vec![Change::Node(Delta::Replace { span: Span::All, items })]);
    let (known, unwell) = board.unwell_nodes();
    assert_eq!((known, unwell.len(), unwell[0].1.name.as_str()), (crate::domain::Truth::Yes, 1, "n2"));
    send(&mut board, 2, vec![Change::Source(Source { link: Link::Offline, ..live() })]);
    assert_eq!(board.unwell_nodes().0, crate::domain::Truth::Unknown);
}

#[test]
fn a_relist_that_brings_the_same_changes_nothing_in_the_order() {
    let items = || vec![workload("a", "one", 0, 1), workload("a", "two", 1, 1)];
    let mut board = board(items());
    let before = rows(&board);
    send(&mut board, 1, vec![list(items())]);
    assert_eq!(rows(&board), before);
}

#[test]
fn what_a_probe_was_seen_to_kill_it_killed_again() {
    let web = key("a", "web");
    let mut board = board(vec![workload("a", "web", 0, 1)]);
    let mut killed = pod("a", "web", "7f9c", "1", true);
    let Change::Event(Delta::Apply(mut event)) = event("1", &killed.name, 1, 0) else { unreachable!() };
    (event.reason, event.message) = (safe("Killing"), safe("Container api failed liveness probe, will be restarted"));
    send(&mut board, 1, vec![pods_of(&web, vec![killed.clone()]), Change::Event(Delta::Apply(event))]);
    // The kubelet says so once in a while only.
    let end = killed.containers[0].last.as_mut().unwrap();
    (end.started, end.finished) = (Some(at(998)), Some(at(999)));
    send(&mut board, 1000, vec![Change::Pod(Delta::Apply(killed))]);
    assert_eq!(board.entry(&web).unwrap().rollout.verdict.rule, "liveness-kill");
}
