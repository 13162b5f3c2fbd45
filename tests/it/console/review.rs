//! Review: what it looks like, and what follows from its keys.

use stanch::{
    domain::{
        Truth,
        fix::{self, Exit},
        journal::Alias,
    },
    flow::desk::{News, Order},
};

use super::{
    cluster::{first, safe},
    desk::{self, ALICE, BOB, Log, approved, busy, by_rule, checked, orders, patch, proposed},
    robot::Robot,
};

fn at(width: u16, height: u16, log: &Log) -> Robot {
    let mut robot = Robot::new(width, height);
    robot.feed(first(0, "eks-eu1", &[], &[]));
    log.tell(&mut robot);
    robot.press("5");
    desk::answer_patches(&mut robot);
    robot
}

fn branch(commit: Option<&str>) -> Exit {
    let commit = commit.map(safe);
    Exit::Branch { repository: safe("/src/checkout"), branch: safe("stanch/F-2"), base: safe("a1b2c3d4e5f6"), commit }
}

/// One whose apply was begun and not ended, one whose apply failed, and a store that does not answer any more.
fn failing(robot: &mut Robot) {
    let mut log = busy();
    log.say(20, ALICE, 21, &fix::Entry::ApplyStarted { patch_sha256: patch(), exit: branch(None) });
    log.say(10, ALICE, 23, &approved(true));
    log.say(9, ALICE, 23, &fix::Entry::ApplyStarted { patch_sha256: patch(), exit: branch(None) });
    log.say(9, ALICE, 23, &fix::Entry::ApplyFailed { reason: safe("the working tree of /src/checkout has changes") });
    log.tell(robot);
    robot.press("5");
    desk::answer_patches(robot);
    desk::lost(robot);
}

#[test]
fn looks() {
    for (width, height) in [(80, 24), (160, 45)] {
        insta::assert_snapshot!(format!("empty-{width}x{height}"), at(width, height, &Log::default()).snapshot());
        insta::assert_snapshot!(format!("busy-{width}x{height}"), at(width, height, &busy()).snapshot());
        let mut robot = Robot::new(width, height);
        robot.feed(first(0, "eks-eu1", &[], &[]));
        failing(&mut robot);
        insta::assert_snapshot!(format!("failing-{width}x{height}"), robot.snapshot());
    }
}

#[test]
fn what_waits_comes_first_and_an_apply_without_an_end_is_called_unknown() {
    let mut robot = at(80, 24, &busy());
    assert!(robot.line(">").contains("F-4"), "{}", robot.line(">"));
    let mut robot = Robot::new(80, 24);
    failing(&mut robot);
    assert!(robot.line(">").contains("F-2"), "{}", robot.line(">"));
    robot.sees("OUTCOME UNKNOWN").sees("U applying").sees("X apply FAILED").sees("what is shown is old");
}

#[test]
fn an_approval_is_about_the_bytes_that_were_on_the_screen() {
    let mut robot = at(80, 24, &busy());
    robot.press("A").sees("read all of its patch first (enter): 2 lines below").breathe();
    robot.press("enter A").sees("APPROVE F-4").sees("SELF-APPROVED");
    assert_eq!(orders(&mut robot), [], "nothing happens on one key");
    // Another fix comes in while the question stands.
    let mut log = busy();
    log.say(0, BOB, 24, &proposed("a newer one", by_rule()));
    log.tell(&mut robot);
    desk::answer_patches(&mut robot);
    robot.write("looks right").press("enter");
    let order = Order::ApproveFix { fix: Alias::Fix(4), patch_sha256: patch(), comment: Some(safe("looks right")) };
    assert_eq!(orders(&mut robot).into_iter().map(|(_, order)| order).collect::<Vec<_>>(), [order]);
    robot.press("A").press("esc").sees("F-4 PATCH").press("esc").sees("REVIEW QUEUE");
    assert_eq!(orders(&mut robot), [], "esc leaves");
}

#[test]
fn what_was_not_read_or_failed_a_check_is_not_approved() {
    let mut robot = Robot::new(80, 24);
    busy().tell(&mut robot);
    robot.press("5 A").sees("before its patch was read").breathe();
    desk::answer_patches(&mut robot);
    robot.press("j");
    desk::answer_patches(&mut robot);
    assert!(robot.line(">").contains("F-3"), "{}", robot.line(">"));
    robot.press("A").sees("F-3 cannot be approved: no_secret failed");
    assert_eq!(orders(&mut robot), []);
}

#[test]
fn a_rejection_needs_a_reason() {
    let mut robot = at(80, 24, &busy());
    robot.press("R enter").sees("nothing was typed").write("another key").press("enter");
    let order = Order::RejectFix { fix: Alias::Fix(4), patch_sha256: patch(), reason: safe("another key") };
    assert_eq!(orders(&mut robot).into_iter().map(|(_, order)| order).collect::<Vec<_>>(), [order]);
}

#[test]
fn only_what_was_approved_is_applied_and_where_to_is_asked() {
    let mut robot = at(80, 24, &busy());
    robot.press("X").sees("only what was approved is applied").breathe();
    robot.press("j j");
    desk::answer_patches(&mut robot);
    assert!(robot.line(">").contains("F-2"), "{}", robot.line(">"));
    robot.press("X").sees("a new branch of a local repository").press("enter").sees("stanch/F-2");
    robot.press("ctrl-u").write("/src/checkout").press("enter");
    let to_branch = Order::ApplyFix { fix: Alias::Fix(2), repository: Some(safe("/src/checkout")), file: None };
    robot.press("X j enter enter");
    let to_file = Order::ApplyFix { fix: Alias::Fix(2), repository: None, file: Some(safe("F-2.patch")) };
    assert_eq!(orders(&mut robot).into_iter().map(|(_, order)| order).collect::<Vec<_>>(), [to_branch, to_file]);
}

#[test]
fn a_patch_that_cannot_be_read_says_why() {
    let mut robot = Robot::new(80, 24);
    busy().tell(&mut robot);
    let (ticket, _) = orders(&mut robot).pop().unwrap();
    robot.press("5");
    desk::told(&mut robot, ticket, News::Refused(safe("no such blob")));
    assert!(robot.line("no such blob").starts_with(' '), "in the pane of the patch");
    robot.press("r");
    assert!(orders(&mut robot).iter().any(|(_, order)| *order == Order::ReadPatch { fix: Alias::Fix(4) }));
}

#[test]
fn a_hostile_title_and_patch_reach_the_screen_cleaned() {
    let mut log = Log::default();
    log.say(1, BOB, 20, &proposed("\u{1b}]0;owned\u{7}x\u{202e}y", by_rule())).say(1, BOB, 20, &checked(Truth::Yes));
    let mut robot = at(160, 45, &log);
    let screen = robot.screen().join("");
    assert!(!screen.contains('\u{1b}') && !screen.contains('\u{202e}') && !screen.contains('\u{7}'));
}

#[test]
fn a_patch_is_read_whole_before_it_is_approved_and_none_of_it_is_cut_off() {
    let mut robot = Robot::new(80, 24);
    busy().tell(&mut robot);
    robot.press("5");
    let long = format!("{}+{} fin\n", desk::PATCH, "x".repeat(3000));
    desk::answer_with(&mut robot, &long);
    robot.press("A").sees("read all of its patch first").breathe();
    robot.press("enter").sees_no("REVIEW QUEUE").sees_no(" fin");
    robot.press("G A").sees("F-4: read all of its patch first (enter): ").sees("lines above (ctrl-b)").breathe();
    robot.press("g g A").sees("lines below (space)").breathe();
    robot.press("space space space").sees("read, 10 lines").press("A").sees("APPROVE F-4");
}

#[test]
fn an_edited_patch_is_proposed_and_what_was_refused_is_kept() {
    let mut robot = at(80, 24, &busy());
    robot.effects();
    robot.press("E");
    let (ticket, name, text) = desk::edits(&mut robot).pop().unwrap();
    assert_eq!((name.as_str(), text.as_str()), ("F-4.patch", desk::PATCH));
    desk::edited(&mut robot, ticket, Ok(desk::PATCH));
    robot.sees("nothing is proposed");
    assert_eq!(orders(&mut robot), []);
    robot.press("E");
    let (ticket, ..) = desk::edits(&mut robot).pop().unwrap();
    desk::edited(&mut robot, ticket, Err("the editor ended with exit status: 1"));
    robot.sees("the editor ended with exit status: 1");
    robot.press("E");
    let (ticket, ..) = desk::edits(&mut robot).pop().unwrap();
    let other = desk::PATCH.replace("key: key", "key: live");
    desk::edited(&mut robot, ticket, Ok(&other));
    let (ticket, order) = orders(&mut robot).pop().unwrap();
    assert_eq!(order, Order::EditPatch { fix: Alias::Fix(4), patch: other });
    desk::told(&mut robot, ticket, News::Refused(safe("bad hunk at line 3")));
    robot.sees("NOT PROPOSED").sees("bad hunk at line 3").sees("/state/edit/F-4.patch");
}
