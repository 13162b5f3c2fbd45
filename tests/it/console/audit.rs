//! Audit: what it looks like, and what follows from its keys.

use stanch::flow::{
    Effect,
    desk::{News, Order},
};

use super::{
    cluster::{first, safe},
    desk::{self, BOB, Log, busy, incident, orders, told},
    robot::Robot,
};

fn at(width: u16, height: u16, log: &Log) -> Robot {
    let mut robot = Robot::new(width, height);
    robot.feed(first(0, "eks-eu1", &[], &[]));
    log.tell(&mut robot);
    robot.press("6");
    robot.effects();
    robot
}

#[test]
fn looks() {
    for (width, height) in [(80, 24), (160, 45)] {
        insta::assert_snapshot!(format!("empty-{width}x{height}"), at(width, height, &Log::default()).snapshot());
        insta::assert_snapshot!(format!("busy-{width}x{height}"), at(width, height, &busy()).snapshot());
        let mut robot = at(width, height, &busy());
        robot.press("v");
        let (ticket, _) = orders(&mut robot).pop().unwrap();
        told(&mut robot, ticket, News::Refused(safe("BROKEN at record 7: expected 1a2b-3c4d, found 9f8e-7d6c")));
        desk::lost(&mut robot);
        insta::assert_snapshot!(format!("failing-{width}x{height}"), robot.wait(10).snapshot());
    }
}

#[test]
fn a_record_is_read_whole() {
    let mut robot = at(80, 24, &busy());
    robot.press("G enter").sees("RECORD 1 incident.opened").sees("os:1000(alice)@bastion2 loginuid=1000");
    robot.sees("\"title\": \"checkout: CrashLoop 5/5 new\"");
}

#[test]
fn a_filter_lets_pass_what_has_all_of_its_words_and_new_records_too() {
    let mut robot = at(80, 24, &busy());
    robot.press("/").write("bob fix.rej").press("enter").sees("1 of 11 pass").sees("it is another");
    let mut log = busy();
    log.say(0, BOB, 21, &desk::rejected("too late for that"));
    log.tell(&mut robot);
    robot.sees("2 of 12 pass").sees("too late for").press("esc").sees("incident.opened");
}

#[test]
fn the_cursor_stays_with_its_record_when_others_come() {
    let mut robot = at(80, 24, &busy());
    robot.press("j j");
    let before = robot.line(">");
    let mut log = busy();
    log.say(0, BOB, 30, &incident("another"));
    log.tell(&mut robot);
    assert_eq!(robot.line(">"), before);
}

#[test]
fn whether_the_chain_holds_is_said_by_who_looked_and_not_before() {
    let mut robot = at(80, 24, &busy());
    robot.sees("chain not checked").press("v").sees("chain is being checked");
    let (ticket, order) = orders(&mut robot).pop().unwrap();
    assert_eq!(order, Order::Verify);
    robot.press("v").sees("it is being checked");
    assert_eq!(orders(&mut robot), [], "it is asked once");
    told(&mut robot, ticket.next(), News::Done(safe("ok of another")));
    robot.sees("chain is being checked");
    told(&mut robot, ticket, News::Done(safe("ok, 11 records, head 1a2b-3c4d")));
    robot.sees("chain ok, 11 records");
}

#[test]
fn what_passes_is_written_to_a_file_with_what_it_says() {
    let mut robot = at(80, 24, &busy());
    robot.press("/").write("fix.rej").press("enter x");
    let Some(Effect::Save { name, text }) = robot.effects().pop() else { panic!("nothing is saved") };
    assert!(name.starts_with("audit-") && name.ends_with("Z.jsonl"), "{name}");
    let lines: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 1);
    assert_eq!((&lines[0]["kind"], &lines[0]["alias"]), (&"fix.rejected".into(), &"F-1".into()));
    assert_eq!(lines[0]["body"]["reason"], "it is another key");
    robot.press("/").write("nobody").press("enter x").sees("there is no record to write");
}

#[test]
fn the_chain_is_checked_from_anywhere() {
    let mut robot = at(80, 24, &busy());
    robot.press("1 :").write("audit verify").press("enter").sees("chain is being checked");
    assert!(matches!(orders(&mut robot).pop(), Some((_, Order::Verify))));
}
