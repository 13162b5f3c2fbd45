//! Nothing approves but the name, typed by hand, by somebody who has had all of it on the screen (R-15, R-18, T-3, B-11, B-47).

use stanch::{
    domain::{Truth, approval::Acknowledgement, walk::Entry},
    flow::{
        Message,
        desk::{JournalNews, Order},
    },
};

use super::{
    super::robot::Robot,
    fixture::{ME, OTHER, Story, diff, guard, hear, open_gate, orders, safe, settle, well},
};

fn at_gate(width: u16, height: u16) -> Robot {
    let mut robot = Robot::new(width, height);
    Story::at_gate(ME, well()).tell(&mut robot);
    open_gate(&mut robot, diff());
    robot
}

fn read_on(robot: &mut Robot) {
    robot.press("space space space");
}

fn approvals(robot: &mut Robot) -> Vec<Order> {
    orders(robot).into_iter().filter(|order| matches!(order, Order::Approve { .. })).collect()
}

#[test]
fn the_typed_name_approves_what_was_read() {
    let mut robot = at_gate(80, 24);
    read_on(&mut robot);
    robot.press("A");
    settle(&mut robot);
    robot.write("checkout").press("enter");
    let approved = approvals(&mut robot);
    let [Order::Approve { typed, acknowledged, .. }] = approved.as_slice() else { panic!("{approved:?}") };
    assert_eq!((typed.as_str(), acknowledged.len()), ("checkout", 0));
}

#[test]
fn what_was_not_on_the_screen_is_not_approved() {
    let mut robot = at_gate(80, 24);
    robot.sees("15 lines below (space)").press("A");
    settle(&mut robot);
    robot.write("checkout").press("enter");
    assert_eq!(approvals(&mut robot), []);
    // A jump to the end leaves out what is between, and shows what is there.
    let long = (0..200).map(|n| safe(&format!("+ line {n}"))).collect();
    let mut robot = Robot::new(80, 24);
    Story::at_gate(ME, well()).tell(&mut robot);
    open_gate(&mut robot, long);
    robot.press("G").sees("lines above (ctrl-b)").sees_no("below (");
    let above = |robot: &mut Robot| {
        let line = robot.line("lines above (ctrl-b)");
        line.split("first: ").nth(1).unwrap().split(' ').next().unwrap().parse::<usize>().unwrap()
    };
    let all = above(&mut robot);
    robot.press("ctrl-b");
    assert!((1..all).contains(&above(&mut robot)));
    // From the other end, what was read at the end stays read, at another size too.
    robot.press("g g").sees("lines below (space)").resize(100, 30);
    settle(&mut robot);
    for _ in 0..20 {
        robot.press("space");
    }
    robot.sees("A, then typing checkout");
}

#[test]
fn keys_that_were_typed_ahead_do_nothing() {
    let mut robot = Robot::new(160, 45);
    Story::at_gate(ME, well()).tell(&mut robot);
    robot.press("4 enter A").write("checkout").press("enter R K");
    assert_eq!(approvals(&mut robot), []);
    robot.sees("ROLL BACK").sees_no("REJECT W-1");
    // In the field too.
    let mut robot = at_gate(160, 45);
    robot.press("A").write("checkout").press("enter");
    assert_eq!(approvals(&mut robot), []);
    robot.sees("type checkout to approve");
}

#[test]
fn after_a_resize_keys_wait_again() {
    let mut robot = at_gate(160, 45);
    robot.effects();
    robot.resize(140, 44).press("A").sees_no("type checkout to approve");
    settle(&mut robot);
    robot.press("A").sees("type checkout to approve");
}

#[test]
fn the_name_is_not_pasted() {
    let mut robot = at_gate(160, 45);
    robot.press("A");
    settle(&mut robot);
    robot.send(Message::Paste { text: "checkout".to_owned(), cut: false });
    robot.press("enter");
    assert_eq!(approvals(&mut robot), []);
    robot.sees("nothing was typed");
}

#[test]
fn enter_alone_and_look_alikes_approve_nothing() {
    let mut robot = at_gate(160, 45);
    robot.press("A");
    settle(&mut robot);
    robot.press("enter").write("che\u{441}kout").press("enter").sees("character 4 is U+0441");
    assert_eq!(approvals(&mut robot), []);
    robot.press("esc").sees("nothing was approved").sees_no("to approve, or");
}

#[test]
fn a_guard_is_acknowledged_with_a_reason_or_blocks() {
    let mut robot = Robot::new(160, 45);
    let mut guards = well();
    guards.push(guard("configuration", Truth::No, true, "ConfigMap checkout-cfg changed since revision 40"));
    Story::at_gate(ME, guards).tell(&mut robot);
    open_gate(&mut robot, diff());
    robot.press("A").sees("guards speak against it").breathe();
    robot.press("K").write("both keys are optional").press("enter").sees("K configuration");
    robot.press("A");
    settle(&mut robot);
    robot.write("checkout").press("enter");
    let approved = approvals(&mut robot);
    let [Order::Approve { acknowledged, .. }] = approved.as_slice() else { panic!("{approved:?}") };
    let note = Acknowledgement { guard: safe("configuration"), reason: safe("both keys are optional") };
    assert_eq!(*acknowledged, [note]);
}

#[test]
fn what_is_unknown_blocks_where_the_environment_is_unknown_too() {
    let mut robot = Robot::new(160, 45);
    Story::at_gate(ME, vec![guard("owner", Truth::Unknown, true, "owners could not be read")]).tell(&mut robot);
    open_gate(&mut robot, diff());
    robot.press("K").write("seen by hand").press("enter").press("A").sees("this is production");
}

#[test]
fn the_own_approval_is_marked_before_and_after() {
    let mut robot = at_gate(160, 45);
    robot.sees("marked SELF-APPROVED");
    let mut robot = Robot::new(160, 45);
    Story::at_gate(OTHER, well()).tell(&mut robot);
    open_gate(&mut robot, diff());
    robot.sees_no("SELF-APPROVED");
}

#[test]
fn a_gate_whose_request_fell_is_left_with_the_reason() {
    let mut robot = Robot::new(160, 45);
    let mut story = Story::at_gate(ME, well());
    story.tell(&mut robot);
    open_gate(&mut robot, diff());
    let reason = safe("target changed since it was shown, last written by kubectl-rollout");
    story.say(ME, &Entry::Stale { request: stanch::domain::journal::Ulid(31), reason });
    story.tell(&mut robot);
    robot.sees("the approval falls: target changed since it was shown").sees_no("BOUND TO");
}

#[test]
fn a_change_that_cannot_be_read_is_not_approved() {
    let mut robot = Robot::new(160, 45);
    Story::at_gate(ME, well()).tell(&mut robot);
    robot.press("4 enter");
    settle(&mut robot);
    robot.sees("the change is being read").press("A");
    robot.write("checkout").press("enter");
    assert_eq!(approvals(&mut robot), []);
    hear(&mut robot, JournalNews::Failed(safe("disk full")));
    robot.sees("the change is being read");
}

#[test]
fn a_name_typed_at_a_gate_that_refuses_is_no_keys() {
    let mut robot = at_gate(80, 24);
    robot.press("A").write("checkout").press("enter");
    robot.sees("dropped what you typed: read all of it first").sees("GATE all of it");
    // The pause counts from the last key on.
    robot.press("space").sees_no("A, then typing").breathe().press("space").sees("A, then typing checkout");
    // A key that is no text ends it.
    robot.press("V q").sees("dropped what you typed: nothing was asked").sees("GATE all of it");
    robot.press("esc").sees_no("GATE all of it");
    assert_eq!(orders(&mut robot), []);
}
