//! Who carries a walk out, and what is asked before something is changed or left.

use jiff::SignedDuration;
use stanch::{
    app::Screen,
    domain::{
        Truth,
        cluster::ClusterNo,
        digest::Digest,
        inspection::{Answer, Question, Right},
        journal::{Alias, Ulid},
        walk::Entry,
        watch::Change,
    },
    flow::{
        Effect, Event, Message,
        desk::{JournalNews, News, Order},
        effect::Ticket,
    },
};

use super::{
    super::{
        cluster::{batch, offline},
        robot::Robot,
    },
    fixture::{ME, OTHER, Story, diff, failing, hear, open_gate, orders, safe, settle, well},
};

const WALK: Alias = Alias::Walk(1);
const HOLDER: &str = "bastion1:4711";

fn robot(story: &Story) -> Robot {
    let mut robot = Robot::new(80, 24);
    robot.feed(failing());
    story.tell(&mut robot);
    robot.effects();
    robot
}

/// Approved by whoever asked.
fn approved() -> Story {
    let mut story = Story::at_gate(ME, well());
    let binding_sha256 = story.binding();
    let request = Ulid(31);
    story.say(ME, &Entry::Approve { request, binding_sha256, acknowledged: Vec::new(), self_approved: true });
    story
}

/// An action was begun, and whoever began it said nothing more.
fn begun() -> Story {
    use stanch::domain::action::Intent;
    let mut story = approved();
    story.say(ME, &Entry::LeaseTaken { token: 2, holder: safe(HOLDER) });
    let (before_sha256, patch_sha256) = (Digest::of(b"before"), Digest::of(b"patch"));
    let intent =
        Intent { id: Ulid(55), rv: safe("7"), uid: safe("8d1f-0042"), generation: 3, before_sha256, patch_sha256 };
    story.say(ME, &Entry::IntentStarted { request: Ulid(31), node: safe("undo"), attempt: 1, intent });
    story.say(ME, &Entry::IntentSent { intent: Ulid(55) });
    story
}

fn arm(robot: &mut Robot) {
    let until = Some(robot.now + SignedDuration::from_mins(15));
    let news = News::Armed { until, words: safe("armed") };
    robot.send(Message::Event(Event::Desk { ticket: Ticket(0), news: Box::new(news) }));
}

#[test]
fn what_a_killed_console_began_has_an_unknown_outcome_and_comes_first() {
    let mut robot = robot(&begun());
    robot.sees_no("NEEDS YOU").press("4").sees("RUNNING").sees("IN FLIGHT").press("1");
    hear(&mut robot, JournalNews::Ended(vec![safe(HOLDER)]));
    robot.sees("NEEDS YOU 1  1 action OUTCOME UNKNOWN").sees("OUTCOME UNKNOWN W-1 roll back deploy payments/checkout");
    robot.press("tab enter").sees_no("IN FLIGHT").sees_no("RUNNING").sees("nobody carries it out").sees("X finds out");
    robot.press("X");
    assert_eq!(orders(&mut robot), [Order::RunWalk { walk: WALK }]);
}

#[test]
fn a_note_on_a_walk_whose_driver_ended_brings_nobody_back() {
    let mut story = begun();
    let mut robot = robot(&story);
    hear(&mut robot, JournalNews::Ended(vec![safe(HOLDER)]));
    story.say(OTHER, &Entry::Note { text: safe("who knows?") }).tell(&mut robot);
    robot.sees("1 action OUTCOME UNKNOWN");
}

#[test]
fn what_goes_on_elsewhere_is_watched_and_taken_over_on_request() {
    let mut robot = robot(&begun());
    robot.press("4 X").sees("T takes it over").breathe();
    assert_eq!(orders(&mut robot), []);
    hear(&mut robot, JournalNews::Holder(safe(HOLDER)));
    robot.sees("this console").press("T").sees("carries it out already");
    assert_eq!(orders(&mut robot), []);
}

#[test]
fn what_is_approved_is_run_by_an_armed_console_after_the_name_was_typed() {
    let mut robot = robot(&approved());
    robot.sees("W-1 approved, not run").press("4 X").sees("ARM this console").write("INC-42").press("enter");
    let ordered = orders(&mut robot);
    let [Order::Arm { cluster: ClusterNo(0), reason }] = ordered.as_slice() else { panic!("{ordered:?}") };
    assert_eq!(reason.as_str(), "INC-42");
    arm(&mut robot);
    robot.press("X").sees("RUN W-1").sees("type checkout to do it").press("enter").sees("nothing was done");
    robot.press("X").write("chekout").press("enter").sees("chekout is not checkout: nothing was done");
    assert_eq!(orders(&mut robot), []);
    robot.write("checkout").press("enter");
    assert_eq!(orders(&mut robot), [Order::RunWalk { walk: WALK }]);
}

#[test]
fn nothing_is_approved_or_run_on_what_is_too_old() {
    let mut robot = robot(&approved());
    arm(&mut robot);
    robot
        .feed([batch(0, vec![Change::Source(offline())])])
        .wait(1)
        .sees("READ-ONLY again: the cluster does not answer");
    robot.effects();
    arm(&mut robot);
    robot.press("4 X").sees("s old, refresh first");
    assert_eq!(orders(&mut robot), []);
}

#[test]
fn a_gate_that_needs_somebody_is_opened_by_enter_and_named_in_line_2() {
    let mut robot = robot(&Story::at_gate(ME, well()));
    robot.press("tab enter").sees("[4 Walk > Gate]").sees("ROLL BACK Deployment/checkout");
    let ordered = orders(&mut robot);
    assert!(matches!(ordered.as_slice(), [Order::ReadGate { walk: WALK, .. }]), "{ordered:?}");
    robot.press("esc").sees("[4 Walk]");
}

#[test]
fn leaving_asks_first_where_something_goes_on_here() {
    let mut robot = robot(&begun());
    hear(&mut robot, JournalNews::Holder(safe(HOLDER)));
    arm(&mut robot);
    for leave in ["q", ": q enter"] {
        robot.press(leave).sees("W-1 is carried out here").sees("this console is ARMED").press("esc");
        assert_eq!(robot.effects(), [], "{leave}");
    }
    robot.press("q y");
    assert_eq!(robot.effects(), [Effect::Quit]);
}

#[test]
fn a_walk_begins_with_the_parameters_that_were_set() {
    let mut robot = robot(&Story::new());
    robot.press("w enter j enter").sees("value: 3m").press("ctrl-u").write("soon").press("enter");
    robot.sees("parameter `hold`").sees("hold = 3m");
    robot.press("j enter ctrl-u").write("10s").press("enter").sees("hold = 10s").press("enter");
    let begun = orders(&mut robot);
    let Some(Order::StartWalk { parameters, .. }) = begun.last() else { panic!("{begun:?}") };
    assert_eq!(parameters.get("hold").map(stanch::domain::text::Safe::as_str), Some("10s"));
    assert_eq!((parameters.len(), robot.state.screen()), (1, Screen::Walk));
}

#[test]
fn a_store_that_is_gone_closes_gates_and_disarms() {
    let mut robot = robot(&Story::at_gate(ME, well()));
    arm(&mut robot);
    open_gate(&mut robot, diff());
    hear(&mut robot, JournalNews::Failed(safe("disk full")));
    robot.sees("READ-ONLY again: the store is gone").sees("cannot record decisions, gates are closed");
    assert_eq!(orders(&mut robot), [Order::Disarm]);
    robot.press("space space space A");
    settle(&mut robot);
    robot.write("checkout").press("enter");
    assert_eq!(orders(&mut robot), []);
    robot.press("1").sees("X STORE cannot record decisions");
}

#[test]
fn a_change_by_somebody_else_is_looked_at_while_the_gate_is_open() {
    let mut robot = robot(&Story::at_gate(ME, well()));
    open_gate(&mut robot, diff());
    robot.wait(2);
    assert_eq!(orders(&mut robot), []);
    let (mut workload, pods) = super::super::cluster::crashing(0, "payments", "checkout", 6, 14);
    workload.revision = Some(safe("99"));
    robot.feed(super::super::cluster::first(0, "eks-eu1", &[workload], &pods)).wait(2);
    robot.sees("looking again");
    assert_eq!(orders(&mut robot), [Order::RunWalk { walk: WALK }]);
}

/// Asks for the actions, and answers what the cluster allows of patching and of listing revisions.
fn actions(robot: &mut Robot, patch: Truth, list: Truth) {
    robot.press("a");
    let asked = robot.effects().into_iter().find_map(|effect| match effect {
        Effect::Ask { ticket, question: question @ Question::Rights(_), .. } => Some((ticket, question)),
        _ => None,
    });
    let (ticket, question) = asked.expect("the cluster is asked");
    let right = |verb: &str, resource: &str, allowed: Truth| Right {
        verb: safe(verb),
        resource: safe(resource),
        allowed,
        reason: None,
    };
    let answer = Answer::Rights(vec![right("patch", "deployments", patch), right("list", "replicasets", list)]);
    robot.send(Message::Event(Event::Answered { ticket, cluster: ClusterNo(0), question, answer }));
}

#[test]
fn what_the_cluster_forbids_is_listed_with_the_reason() {
    let mut robot = robot(&Story::new());
    actions(&mut robot, Truth::No, Truth::Yes);
    robot.sees("ACTIONS on deploy payments/checkout").sees("roll back: you may not patch deployments in payments");
    robot.sees("walk a recovery: look, change nothing").press("down enter").sees("its line says why");
    assert_eq!(orders(&mut robot), []);
}

#[test]
fn one_key_is_one_line_of_what_can_be_done() {
    let mut robot = robot(&Story::new());
    actions(&mut robot, Truth::Yes, Truth::Yes);
    robot.sees("v w   walk a recovery: roll back or restart, each behind a gate").sees_no("scale");
    let lines = robot.screen();
    assert_eq!(lines.iter().filter(|line| line.contains("v w  ")).count(), 1, "{lines:#?}");
    robot.press("enter").sees("WALK payments/checkout");
}

#[test]
fn what_cannot_be_rolled_back_can_still_be_restarted() {
    let mut robot = robot(&Story::new());
    actions(&mut robot, Truth::Yes, Truth::No);
    robot.sees("walk a recovery: restart, behind a gate").sees("roll back: you may not list replicasets in payments");
}
