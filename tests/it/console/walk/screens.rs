//! What the screen looks like: empty, busy and failing, at both sizes.

use stanch::flow::desk::JournalNews;

use super::{
    super::robot::Robot,
    fixture::{ME, Story, diff, failing, hear, open_gate, opened, safe, well},
    tree::unknown,
};

fn robot(name: &str, width: u16, height: u16) -> Robot {
    let mut robot = Robot::new(width, height);
    robot.feed(failing());
    match name {
        "empty" => hear(&mut robot, opened()),
        "gone" => hear(&mut robot, JournalNews::Failed(safe("the disk is full"))),
        "unknown" => unknown().tell(&mut robot),
        _ => Story::at_gate(ME, well()).tell(&mut robot),
    }
    if name == "gate" {
        open_gate(&mut robot, diff());
    } else {
        robot.press("4");
    }
    robot
}

#[test]
fn the_screen_at_both_sizes() {
    for name in ["empty", "gone", "busy", "unknown", "gate"] {
        for (width, height) in [(80, 24), (160, 45)] {
            insta::assert_snapshot!(format!("{name}-{width}x{height}"), robot(name, width, height).snapshot());
        }
    }
}
