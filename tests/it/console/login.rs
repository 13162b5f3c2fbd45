//! A program that a cluster wants to run for a login: asked about once, and never in somebody's way.

use stanch::{
    domain::{
        cluster::{ClusterNo, Link, Plugin, Source},
        watch::Change,
    },
    flow::{Effect, Message},
};

use super::{
    cluster::{batch, cluster, deployment, first, live, safe},
    robot::Robot,
};

const CALL: &str = "sha256:c0ffee";

fn plugin() -> Plugin {
    Plugin {
        command: safe("acme-login"),
        path: safe("/opt/acme/bin/acme-login"),
        arguments: ["--region", "eu"].map(safe).to_vec(),
        variables: vec![safe("ACME_PROFILE=prod")],
        sha256: safe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        call: safe(CALL),
        changed: false,
    }
}

fn waiting(plugin: Plugin) -> Source {
    Source { link: Link::Denied, message: Some(safe("not allowed")), plugin: Some(plugin), ..Source::default() }
}

/// A console of two clusters, one of which waits for an answer.
fn robot(plugin: Plugin) -> Robot {
    let mut robot = Robot::new(80, 24);
    robot.feed(first(0, "eks-eu1", &[deployment(0, "payments", "ledger", 3)], &[]));
    robot.feed([batch(1, vec![Change::Cluster(cluster(1, "acme")), Change::Source(waiting(plugin))])]);
    robot.effects();
    robot.wait(1);
    robot
}

fn allowed(robot: &mut Robot) -> Vec<Effect> {
    let effects = robot.effects().into_iter();
    effects.filter(|effect| matches!(effect, Effect::AllowPlugin { .. })).collect()
}

#[test]
fn the_question_shows_all_that_would_run() {
    let mut robot = robot(plugin());
    insta::assert_snapshot!("plugin-80x24", robot.snapshot());
    robot.resize(160, 45);
    insta::assert_snapshot!("plugin-160x45", robot.snapshot());
}

#[test]
fn the_typed_word_is_yes_for_that_call() {
    let mut robot = robot(plugin());
    robot.sees("RUN A PROGRAM FOR acme?").write("yes").press("enter").sees_no("RUN A PROGRAM");
    assert_eq!(allowed(&mut robot), [Effect::AllowPlugin { cluster: ClusterNo(1), call: safe(CALL) }]);
    assert!(allowed(robot.wait(30)).is_empty());
    robot.sees_no("RUN A PROGRAM");
}

#[test]
fn anything_else_is_no_and_is_not_asked_again_before_r() {
    for keys in ["esc", "enter", "y enter esc", "ctrl-c"] {
        let mut robot = robot(plugin());
        robot.press(keys).wait(30).sees_no("RUN A PROGRAM");
        assert_eq!(allowed(&mut robot), [], "{keys}");
        robot.press("r").wait(1).sees("RUN A PROGRAM FOR acme?");
    }
    let mut robot = robot(plugin());
    robot.press("esc").sees("acme-login was not run: no login to acme (r asks again)");
}

#[test]
fn a_paste_answers_nothing() {
    let mut robot = robot(plugin());
    robot.send(Message::Paste { text: "yes".to_owned(), cut: false });
    robot.press("enter");
    assert_eq!(allowed(&mut robot), []);
}

#[test]
fn what_is_being_typed_is_not_interrupted() {
    let mut robot = Robot::new(80, 24);
    robot.feed(first(0, "eks-eu1", &[deployment(0, "payments", "ledger", 3)], &[]));
    robot.press("/").write("pay");
    robot.feed([batch(1, vec![Change::Cluster(cluster(1, "acme")), Change::Source(waiting(plugin()))])]);
    robot.wait(3).sees_no("RUN A PROGRAM").press("enter").wait(1).sees("RUN A PROGRAM FOR acme?");
}

#[test]
fn the_others_go_on_while_the_question_stands() {
    let mut robot = robot(plugin());
    robot.feed([batch(0, vec![Change::Source(Source { link: Link::Stale, ..live() })])]);
    robot.sees("RUN A PROGRAM FOR acme?").press("esc").sees("ledger");
    let line = robot.screen()[0].clone();
    assert!(line.contains("2 clusters"), "{line}");
}

#[test]
fn two_clusters_with_one_program_are_one_question() {
    let mut robot = robot(plugin());
    robot.feed([batch(2, vec![Change::Cluster(cluster(2, "acme-2")), Change::Source(waiting(plugin()))])]);
    robot.press("esc").wait(3).sees_no("RUN A PROGRAM");
}

#[test]
fn what_has_changed_since_it_was_allowed_says_so() {
    robot(Plugin { changed: true, ..plugin() }).sees("NOT THE ONE you allowed");
}
