//! What a walk shows and what keys order there.

use stanch::{
    domain::{
        action::Intent,
        digest::Digest,
        journal::{Alias, Ulid},
        walk::{Answer, Entry},
    },
    flow::{
        Event, Message,
        desk::{JournalNews, News, Order},
        effect::Ticket,
    },
};

use super::{
    super::robot::Robot,
    fixture::{ME, OTHER, Story, failing, hear, opened, orders, safe, well},
};

/// A walk whose action was sent, and nobody knows how it ended.
pub fn unknown() -> Story {
    let mut story = Story::at_gate(OTHER, well());
    let request = Ulid(31);
    let binding_sha256 = story.binding();
    story.say(OTHER, &Entry::LeaseTaken { token: 2, holder: safe("bastion1:4712") });
    story.say(ME, &Entry::Approve { request, binding_sha256, acknowledged: Vec::new(), self_approved: false });
    let intent = Intent {
        id: Ulid(55),
        rv: safe("70113"),
        uid: safe("8d1f-0042"),
        generation: 41,
        before_sha256: Digest::of(b"before"),
        patch_sha256: Digest::of(b"patch"),
    };
    story.say(OTHER, &Entry::IntentStarted { request, node: safe("undo"), attempt: 1, intent });
    story.say(OTHER, &Entry::IntentSent { intent: Ulid(55) });
    for reason in ["the reply was lost", "no marker is found, and the fence was not accepted. Was it applied?"] {
        story.say(OTHER, &Entry::IntentUnknown { intent: Ulid(55), reason: safe(reason) });
    }
    story.say(OTHER, &Entry::LeaseReleased { token: 2 });
    story
}

#[test]
fn the_only_walk_that_goes_on_is_open_already_and_says_what_it_waits_for() {
    let mut robot = Robot::new(80, 24);
    Story::at_gate(ME, well()).tell(&mut robot);
    robot.press("4").sees("WALK W-1 application_recovery").sees("AT A GATE").sees("WAITING 0 of 1");
    robot.sees("it waits for an answer").sees("enter opens it");
}

#[test]
fn nothing_that_was_not_recorded_is_shown_as_done() {
    let mut robot = Robot::new(80, 24);
    Story::looked(ME).tell(&mut robot);
    robot.press("4").sees("is being planned").sees("driver op1@bastion2, you watch").sees_no("WAITING");
    let ahead = robot.line("Undo to the newest earlier revision");
    assert!(ahead.contains("- ") && !ahead.contains("03:0"), "{ahead}");
}

#[test]
fn an_unknown_outcome_is_said_and_answered_with_a_reason() {
    let mut robot = Robot::new(80, 24);
    unknown().tell(&mut robot);
    robot.press("4").sees("OUTCOME UNKNOWN").sees("V answers").press("V").sees("not applied:");
    robot.press("j enter").write("the annotation is absent").press("enter");
    let order =
        Order::Resolve { walk: Alias::Walk(1), answer: Answer::NotApplied, reason: safe("the annotation is absent") };
    assert_eq!(orders(&mut robot), [order]);
}

#[test]
fn running_and_stopping_are_orders_and_stopping_asks_why() {
    let mut robot = Robot::new(80, 24);
    Story::at_gate(ME, well()).tell(&mut robot);
    robot.press("4 X").breathe().press("Z").write("handled by hand").press("enter");
    let walk = Alias::Walk(1);
    let stop = Order::StopWalk { walk, reason: safe("handled by hand") };
    assert_eq!(orders(&mut robot), [Order::RunWalk { walk }, stop]);
}

#[test]
fn a_walk_is_begun_for_the_selected_rollout_with_a_strategy_that_fits() {
    let mut robot = Robot::new(80, 24);
    robot.feed(failing());
    Story::new().tell(&mut robot);
    robot.press("w").sees("application_recovery").press("enter").sees("hold = 3m").press("enter");
    let begun = orders(&mut robot);
    let Some(Order::StartWalk { strategy, key, .. }) = begun.last() else { panic!("{begun:?}") };
    assert_eq!((strategy.as_str(), key.name.as_str()), ("application_recovery", "checkout"));
    robot.send(Message::Event(Event::Desk { ticket: Ticket(1), news: Box::new(News::Made(Alias::Walk(1))) }));
    robot.sees("W-1 is being read");
}

#[test]
fn a_store_that_is_gone_takes_no_orders() {
    let mut robot = Robot::new(80, 24);
    robot.feed(failing());
    Story::at_gate(ME, well()).tell(&mut robot);
    hear(&mut robot, JournalNews::Failed(safe("disk full")));
    robot.press("w").sees("the store cannot be used: disk full").press("4 X");
    assert_eq!(orders(&mut robot), []);
}

#[test]
fn line_one_says_how_long_the_console_is_armed_and_idleness_ends_it() {
    let mut robot = Robot::new(80, 24);
    robot.feed(failing());
    hear(&mut robot, opened());
    robot.sees("READ-ONLY").press(":").write("arm INC-42 rollback").press("enter");
    let armed = orders(&mut robot);
    assert!(
        matches!(armed.as_slice(), [Order::Arm { reason, .. }] if reason.as_str() == "INC-42 rollback"),
        "{armed:?}"
    );
    let until = Some(robot.now + jiff::SignedDuration::from_mins(15));
    let news = News::Armed { until, words: safe("armed") };
    robot.send(Message::Event(Event::Desk { ticket: Ticket(0), news: Box::new(news) }));
    robot.wait(10).sees("ARMED 14:50").sees_no("READ-ONLY");
    robot.wait(291).sees("READ-ONLY again: nobody pressed a key").sees_no("ARMED 0");
    assert_eq!(orders(&mut robot), [Order::Disarm]);
}
