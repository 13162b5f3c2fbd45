//! Incidents opened and closed where they are shown, and the ways in which evidence is brought.

use super::{super::desk::open, *};

#[test]
fn without_an_incident_the_key_that_opens_one_is_named_and_works_there() {
    let mut robot = robot(80, 24);
    journal(&mut robot, JournalNews::Records(Vec::new()));
    robot.press("3");
    open(&mut robot);
    robot.sees("I opens one").press("I").sees("OPEN AN INCIDENT").sees("checkout");
}

#[test]
fn evidence_comes_from_a_file_a_repository_and_the_cluster_too() {
    let mut robot = analysed(80, 24, MADE.analysis.clone());
    robot.effects();
    robot
        .press("i")
        .sees("a local repository")
        .press("f")
        .sees("EVIDENCE FOR INC-1")
        .write("/tmp/x.diff")
        .press("enter");
    assert_eq!(ordered(&mut robot).1, Order::BringFile { incident: INCIDENT, file: safe("/tmp/x.diff") });
    robot.press("i r ctrl-u").write("/src/shop v1..v2").press("enter");
    let (ticket, order) = ordered(&mut robot);
    assert_eq!(order, Order::BringRange { incident: INCIDENT, range: safe("/src/shop v1..v2") });
    told(&mut robot, ticket, News::Done(safe("E3 of INC-1: a unified diff of 1 file, 1 secret masked")));
    let (ticket, _) = ordered(&mut robot);
    told(&mut robot, ticket, News::Done(safe("INC-1 is analysed: 0.70")));
    robot.sees("1 secret masked; INC-1 is analysed");
    robot.press("i g");
    assert_eq!(ordered(&mut robot).1, Order::Pull { incident: INCIDENT, key: key() });
}

#[test]
fn secrets_of_a_paste_are_counted_before_it_is_taken_in() {
    let mut robot = analysed(80, 24, MADE.analysis.clone());
    robot.press("i");
    let text = "boot\nGITHUB_TOKEN=ghp_abcdefghijklmnopqrstuvwxyz0123456789\nKeyError: 'X'\n";
    robot.send(Message::Paste { text: text.to_owned(), cut: false });
    robot.sees("1 secret masked");
}

#[test]
fn closing_an_incident_asks_for_a_reason_and_disarms_whoever_closed_it() {
    let mut robot = analysed(80, 24, MADE.analysis.clone());
    let until = Some("2099-01-01T00:00:00Z".parse().unwrap());
    told(&mut robot, Ticket(1), News::Armed { until, words: safe("armed") });
    robot.effects();
    robot
        .press(":")
        .write("close")
        .press("enter")
        .sees("CLOSE INC-1")
        .sees("read-only again")
        .write("mended")
        .press("enter");
    let close = Order::CloseIncident { incident: INCIDENT, reason: safe("mended") };
    assert_eq!(ordered(&mut robot).1, close);
    journal(&mut robot, JournalNews::Records(vec![record(11, &Entry::Closed { reason: safe("mended") })]));
    robot.sees("READ-ONLY again: INC-1 was closed");
    assert_eq!(ordered(&mut robot).1, Order::Disarm);
}

#[test]
fn evidence_is_pulled_from_the_cluster_that_the_incident_is_about() {
    let mut robot = analysed(80, 24, MADE.analysis.clone());
    robot.effects();
    robot.press("p");
    assert_eq!(ordered(&mut robot).1, Order::Pull { incident: INCIDENT, key: key() });
}

#[test]
fn a_line_of_inspect_is_marked_for_the_incident_about_it_alone() {
    let mut robot = opened(160, 45);
    robot.press("1 enter");
    robot.effects();
    robot.press("m");
    let (_, order) = ordered(&mut robot);
    assert!(matches!(&order, Order::Mark { incident: INCIDENT, place, .. } if place.contains("checkout")), "{order:?}");
    let mut other = self::robot(160, 45);
    other.press("enter");
    other.effects();
    other.press("m").sees("no incident is open about checkout");
    assert_eq!(orders(&mut other), []);
}

#[test]
fn a_closed_incident_takes_nothing_more() {
    let mut robot = analysed(80, 24, MADE.analysis.clone());
    journal(&mut robot, JournalNews::Records(vec![record(11, &Entry::Closed { reason: safe("over") })]));
    robot.effects();
    robot.press("r p i V b v").sees("INC-1 is closed");
    assert_eq!(orders(&mut robot), []);
}
