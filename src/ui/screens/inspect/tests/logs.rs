//! Whose log is read first, and what becomes of its lines.

use jiff::SignedDuration;

use super::{
    super::pick::{self, Pick},
    console::Console,
    fixture::{at, container, crashing, end, pod, running, safe},
};
use crate::{
    domain::{
        cluster::Gap,
        logs::{LogLine, LogNews},
        pod::{ContainerState, Pod, Role},
        verdict::Subject,
    },
    flow::{Command, Event, effect::Ticket},
    ui::screens::Input,
};

fn opened(pods: &[Pod]) -> Console {
    Console::with(pods, &[])
}

/// Pod, container and whether the previous log is read.
fn read(console: &Console) -> Vec<(&str, &str, bool)> {
    let sources = console.tail().map(|(_, request)| request.sources.as_slice()).unwrap_or_default();
    sources.iter().map(|source| (&*source.pod, &*source.container, source.previous)).collect()
}

#[test]
fn a_failing_init_container_comes_before_everything() {
    let waiting = ContainerState::Waiting { reason: safe("PodInitializing"), message: None };
    let containers =
        vec![container("api", Role::Main, waiting), crashing("migrate", Role::Init), crashing("proxy", Role::Sidecar)];
    let console = opened(&[pod("aaaaa", "7f9c", containers)]);
    assert_eq!(read(&console), [("checkout-7f9c-aaaaa", "migrate", true)]);
}

#[test]
fn the_pod_that_the_verdict_names_comes_before_the_first_of_the_list() {
    let pods = ["aaaaa", "bbbbb"].map(|suffix| pod(suffix, "7f9c", vec![crashing("api", Role::Main)]));
    let pods: Vec<&Pod> = pods.iter().collect();
    let named = Subject { pod: safe("checkout-7f9c-bbbbb"), container: Some(safe("api")), exit_code: Some(1) };
    let gone = Subject { pod: safe("checkout-7f9c-zzzzz"), ..named.clone() };
    let picked = |subject| match pick::first(&pods, subject) {
        Some(Pick::One { pod, .. }) => pod.to_string(),
        other => panic!("{other:?}"),
    };
    assert_eq!(picked(Some(&named)), "checkout-7f9c-bbbbb");
    assert_eq!(picked(Some(&gone)), "checkout-7f9c-aaaaa");
    assert_eq!(picked(None), "checkout-7f9c-aaaaa");
}

#[test]
fn the_previous_log_is_read_only_where_the_present_one_does_not_hold_the_crash() {
    let mut ended = crashing("api", Role::Main);
    ended.state = ContainerState::Terminated(end(1, "Error", "03:12:30"));
    let mut recovered = running();
    recovered.last = Some(end(1, "Error", "01:00:00"));
    let mut again = recovered.clone();
    again.ready = false;
    for (container, previous) in [(ended, false), (recovered, false), (again, true), (running(), false)] {
        let console = opened(&[pod("aaaaa", "7f9c", vec![container.clone()])]);
        assert_eq!(read(&console), [("checkout-7f9c-aaaaa", "api", previous)], "{container:?}");
    }
}

#[test]
fn a_container_that_never_started_has_no_log_and_the_pane_says_why() {
    let waiting = ContainerState::Waiting { reason: safe("ImagePullBackOff"), message: Some(safe("no such image")) };
    let mut console = opened(&[pod("aaaaa", "7f9c", vec![container("api", Role::Main, waiting)])]);
    assert_eq!(read(&console), []);
    let screen = console.screen(160, 41);
    assert!(
        screen.contains("no log: checkout-7f9c-aaaaa/api has not started: ImagePullBackOff, no such image"),
        "{screen}"
    );
}

#[test]
fn all_failing_pods_are_offered_first_and_merged_by_time() {
    let pods: Vec<Pod> = (0..30).map(|n| pod(&format!("p{n:02}"), "7f9c", vec![crashing("api", Role::Main)])).collect();
    let mut console = opened(&pods);
    console.run(Command::PickContainer);
    console.input(&Input::Chosen(crate::flow::reply::Choice::Container, 0));
    assert_eq!(read(&console).len(), 12, "each source is a connection");
    let line = |source, second, text: &str| LogLine {
        source,
        at: Some(at("03:11:00") + SignedDuration::from_secs(second)),
        text: safe(text),
        cut: 0,
    };
    console.news(LogNews::Lines(vec![line(0, 1, "first"), line(0, 3, "third")]));
    console.news(LogNews::Lines(vec![line(1, 2, "second")]));
    console.run(Command::Logs);
    let screen = console.screen(80, 20);
    let order: Vec<usize> = ["first", "second", "third"].map(|word| screen.find(word).expect(word)).to_vec();
    assert!(order.is_sorted(), "{screen}");
    assert!(screen.contains("p00 first") && screen.contains("p01 second"), "each line says whose it is: {screen}");
}

#[test]
fn a_crash_opens_at_its_first_error_line_and_stays_where_somebody_moved() {
    let mut console = Console::failing();
    console.run(Command::Logs);
    let screen = console.screen(80, 12);
    assert!(screen.contains("119 E 03:11:46 KeyError: 'STRIPE_API_KEY'"), "{screen}");
    assert_eq!(console.state.log.cursor.at, 118);
    console.run(Command::Top);
    console.log(["more".to_owned()].into_iter());
    assert_eq!(console.state.log.cursor.at, 0);
    console.run(Command::NextError);
    assert_eq!(console.state.log.cursor.at, 118);
}

#[test]
fn what_is_missing_is_said_where_it_is_missing() {
    let mut console = Console::failing();
    console.news(LogNews::Dropped(214));
    console.news(LogNews::Ended { source: 0, at: at("03:11:50"), why: safe("container exited") });
    console.run(Command::Logs);
    console.run(Command::Bottom);
    let screen = console.screen(100, 12);
    assert!(screen.contains("-- 214 lines dropped --"), "{screen}");
    assert!(screen.contains("-- stream ended 03:11:50: container exited --"), "{screen}");
    assert!(screen.contains("drops 214"), "{screen}");
}

#[test]
fn a_log_as_long_as_was_asked_for_says_that_it_is_cut_and_a_line_says_how_much() {
    let mut console = Console::failing();
    console.log((0..4_877).map(|n| format!("line {n}")));
    console.run(Command::Logs);
    console.run(Command::Top);
    let screen = console.screen(100, 12);
    assert!(screen.contains("-- cut: 5,000 line cap --"), "{screen}");

    let long = LogLine { source: 0, at: Some(at("03:11:59")), text: safe(&"x".repeat(16_384)), cut: 10_468_000 };
    console.news(LogNews::Lines(vec![long]));
    console.run(Command::Bottom);
    let screen = console.screen(100, 12);
    assert!(screen.contains("xxx .. 9.9Mi more, enter opens it"), "{screen}");
}

#[test]
fn a_refused_log_names_the_verb_and_the_line_that_checks_it() {
    let mut console = opened(&[pod("aaaaa", "7f9c", vec![crashing("api", Role::Main)])]);
    let gap = Gap {
        verb: safe("get"),
        resource: safe("pods/log"),
        namespace: Some(safe("payments")),
        message: safe("cannot get pods/log in namespace payments: forbidden. Check: kubectl auth can-i get pods/log"),
    };
    console.news(LogNews::Failed { source: 0, gap });
    let screen = console.screen(200, 41);
    assert!(screen.contains("cannot get pods/log in namespace payments: forbidden (you are k8s:op1.r)"), "{screen}");
    assert!(screen.contains("kubectl auth can-i get pods --subresource=log -n payments --context=eks-eu1"), "{screen}");
}

#[test]
fn a_pause_holds_the_pane_still_and_loses_nothing() {
    let mut console = Console::failing();
    let before = console.state.log.ring.len();
    console.run(Command::Pause);
    console.log((0..3).map(|n| format!("late {n}")));
    assert_eq!((console.state.log.ring.len(), console.state.log.held()), (before, 3));
    assert!(console.screen(160, 41).contains("PAUSED +3"));
    console.run(Command::Pause);
    assert_eq!(console.state.log.ring.len(), before + 3);
}

#[test]
fn a_pause_that_lasts_counts_what_it_cannot_keep() {
    let mut console = Console::failing();
    console.run(Command::Pause);
    console.log((0..49_999).map(|n| n.to_string()));
    console.log((0..3).map(|n| n.to_string()));
    console.log((0..4).map(|n| n.to_string()));
    console.run(Command::Pause);
    assert_eq!(console.state.log.ring.dropped(), 7);
}

#[test]
fn lines_of_an_older_request_are_dropped() {
    let mut console = Console::failing();
    let (old, _) = console.tail().expect("a log");
    console.run(Command::PreviousLog);
    let line = LogLine { source: 0, at: None, text: safe("late"), cut: 0 };
    console.input(&Input::Event(Event::Log { ticket: old, news: LogNews::Lines(vec![line]) }));
    assert!(console.state.log.ring.is_empty());
    assert_ne!(console.tail().map(|(ticket, _)| ticket), Some(old));
    assert!(old > Ticket(100), "tickets count on from those of the screen before");
}

#[test]
fn previous_follow_and_since_read_anew() {
    let mut console = Console::failing();
    assert_eq!(read(&console), [("checkout-7f9c-2xkq8", "api", true)]);
    console.run(Command::PreviousLog);
    assert_eq!(read(&console), [("checkout-7f9c-2xkq8", "api", false)]);
    assert!(console.tail().is_some_and(|(_, request)| request.follow));
    console.run(Command::PreviousLog);
    assert_eq!(read(&console), [("checkout-7f9c-2xkq8", "api", true)]);
    console.news(LogNews::Ended { source: 0, at: at("03:11:50"), why: safe("container exited") });
    console.run(Command::Follow);
    assert_eq!(read(&console), [("checkout-7f9c-2xkq8", "api", false)]);
    console.input(&Input::Chosen(crate::flow::reply::Choice::Since, 2));
    assert_eq!(console.tail().and_then(|(_, request)| request.since), Some(300));
}
