//! What a console says where its cluster is a drill's.

use stanch::{
    domain::{
        incident::{Entry, Place},
        journal::Alias,
        severity::Severity,
        watch::Change as Told,
        workload::Kind,
    },
    flow::{
        Drill, Effect, Event, Message,
        desk::{News, Order},
        drill::{Change, Standing},
    },
    ui::theme::Theme,
};

use super::{
    cluster::{batch, crashing, deployment, first, offline, safe},
    desk::{ALICE, Log, orders, told},
    robot::Robot,
};

const JOIN: &str = "KUBECONFIG=/tmp/stanch-drill-x7k2p/kubeconfig";

fn drill() -> Drill {
    Drill {
        title: safe("checkout fails since its deploy"),
        story: vec![
            safe(
                "PagerDuty, 03:12: more than 5 % of the requests to checkout fail, since a deploy at 03:05. Nobody else is awake.",
            ),
            safe(""),
            safe("The deploy came from the payments team, who do not answer."),
        ],
        speed: 1,
        kubeconfig: safe("/tmp/stanch-drill-x7k2p/kubeconfig"),
        change: Some(Change {
            namespace: safe("payments"),
            kind: Kind::Deployment,
            name: safe("checkout"),
            file: safe("/tmp/stanch-drill-x7k2p/deploy.diff"),
        }),
        standing: Standing {
            recovered: None,
            awaited: None,
            so_far: vec![safe("first look at it   nobody looked")],
            answer: vec![safe("best first action  undo")],
        },
    }
}

fn robot(width: u16, height: u16, theme: Theme) -> Robot {
    let mut robot = Robot::in_theme(width, height, theme);
    robot.state.begin_drill(drill());
    robot.resize(width, height);
    let (bad, pods) = crashing(0, "payments", "checkout", 5, 14);
    robot.feed(first(0, "operator", &[bad, deployment(0, "payments", "ledger", 3)], &pods));
    robot
}

fn dark(width: u16, height: u16) -> Robot {
    robot(width, height, Theme::default())
}

fn stands(robot: &mut Robot, recovered: Option<&str>) {
    let standing = Standing { recovered: recovered.map(safe), ..drill().standing };
    robot.send(Message::Event(Event::Drill(standing)));
}

#[test]
fn looks() {
    for (width, height) in [(80, 24), (160, 45)] {
        let mut robot = dark(width, height);
        insta::assert_snapshot!(format!("begin-{width}x{height}"), robot.snapshot());
        stands(&mut robot, Some("RECOVERED after 3m12s"));
        insta::assert_snapshot!(format!("recovered-{width}x{height}"), robot.wait(10).snapshot());
        insta::assert_snapshot!(format!("end-{width}x{height}"), robot.press("q").snapshot());
        robot.press("esc : d r i l l enter");
        insta::assert_snapshot!(format!("told-{width}x{height}"), robot.snapshot());
    }
}

#[test]
fn looks_before_the_cluster_answers_and_when_it_does_no_more() {
    for (width, height) in [(80, 24), (160, 45)] {
        let mut robot = Robot::new(width, height);
        robot.state.begin_drill(drill());
        robot.resize(width, height);
        insta::assert_snapshot!(format!("empty-{width}x{height}"), robot.snapshot());
        let mut robot = dark(width, height);
        robot.feed([batch(0, vec![Told::Source(offline())])]);
        insta::assert_snapshot!(format!("failing-{width}x{height}"), robot.wait(10).snapshot());
    }
}

#[test]
fn line_1_says_it_on_every_screen_in_every_theme() {
    for (name, _) in stanch::ui::theme::BUILTIN {
        for ascii in [false, true] {
            for theme in [Theme::builtin(name).unwrap(), Theme::builtin(name).unwrap().without_colour()] {
                let mut robot = robot(80, 24, theme.with_ascii(ascii));
                for key in ["1", "enter", "3", "4", "5", "6", "?"] {
                    robot.press(key);
                    let line = robot.screen()[0].clone();
                    assert!(line.contains("DRILL READ-ONLY"), "{name} {key}: {line}");
                }
            }
        }
    }
}

#[test]
fn the_kubeconfig_is_told_at_the_start_and_again() {
    let mut robot = dark(80, 24);
    robot.sees(JOIN).wait(10).sees_no(JOIN);
    robot
        .press(":")
        .write("drill")
        .press("enter")
        .sees(JOIN)
        .sees("deploy.diff")
        .press("G")
        .sees("nobody looked")
        .sees_no("undo");
}

#[test]
fn what_was_typed_for_a_question_that_did_not_come_up_is_dropped() {
    let mut robot = dark(80, 24);
    robot.press("X").write("1qx").press("enter").sees("dropped what you typed: no key X").sees_no("THE DRILL ENDS");
    robot.breathe().press("enter").sees("[2 Inspect]");
    // A lower-case key that is nobody's asks nothing, and what comes after it counts.
    robot.press("1").press("v enter").sees("[2 Inspect]");
}

#[test]
fn elsewhere_there_is_no_drill_to_tell_of() {
    let mut robot = Robot::new(80, 24);
    robot.press(":").write("drill").press("enter").sees("this is no drill").sees_no("DRILL READ-ONLY");
}

#[test]
fn the_end_is_a_summary_and_only_enter_or_q_leaves() {
    for leaves in ["enter", "q"] {
        let mut robot = dark(80, 24);
        robot.press("q").sees("THE DRILL ENDS").sees("nobody looked").sees_no("undo");
        robot.press("esc").sees_no("THE DRILL ENDS").press("q");
        assert!(!robot.effects().contains(&Effect::Quit));
        robot.press(leaves);
        assert!(robot.effects().contains(&Effect::Quit), "{leaves}");
    }
    let mut robot = dark(80, 24);
    stands(&mut robot, Some("RECOVERED after 3m12s"));
    robot.press("q").sees("best first action  undo").press("esc").wait(10);
    robot.press("ctrl-c ctrl-c").sees("THE DRILL ENDS");
    assert!(!robot.effects().contains(&Effect::Quit));
    robot.press("ctrl-c");
    assert!(robot.effects().contains(&Effect::Quit), "whoever insists leaves");
}

#[test]
fn while_it_is_open_whether_a_change_helped_nothing_else_is_to_be_pressed() {
    let mut robot = dark(80, 24);
    let awaited = Some(safe("not known yet: the last change is 59s old"));
    robot.send(Message::Event(Event::Drill(Standing { awaited, ..drill().standing })));
    robot.sees("RECOVERED? not known yet: the last change is 59s old").sees_no("the worst row");
}

#[test]
fn how_fast_its_clock_runs_is_said() {
    let mut robot = Robot::new(80, 24);
    robot.state.begin_drill(Drill { speed: 4, ..drill() });
    robot.sees("DRILL 4x READ-ONLY");
}

#[test]
fn that_it_is_recovered_is_said_once_and_stays_above_the_board() {
    let mut robot = dark(80, 24);
    robot.wait(10).press("2");
    stands(&mut robot, Some("RECOVERED after 3m12s"));
    robot.sees("! RECOVERED after 3m12s: q on the board ends the drill").wait(10).sees_no("RECOVERED");
    stands(&mut robot, Some("RECOVERED after 3m12s"));
    robot.sees_no("RECOVERED").press("1").sees("RECOVERED after 3m12s");
}

#[test]
fn what_somebody_looks_into_is_a_rollout_that_is_open() {
    let mut robot = dark(80, 24);
    let attends = |robot: &Robot| robot.state.attends().map(|key| key.name.to_string());
    assert_eq!(attends(&robot), None);
    robot.press("enter");
    assert_eq!(attends(&robot).as_deref(), Some("checkout"));
    robot.press("4");
    assert_eq!(attends(&robot), None, "no walk is there");
}

#[test]
fn the_change_comes_along_with_an_incident_about_its_rollout() {
    for (name, comes) in [("checkout", true), ("ledger", false)] {
        let mut robot = dark(80, 24);
        let (cluster, ..) = robot.state.model().board.sources()[0];
        let key = stanch::domain::workload::Key {
            cluster: cluster.no,
            namespace: safe("payments"),
            kind: Kind::Deployment,
            name: safe(name),
        };
        let about = Place::of(cluster, &key);
        robot.press("I").write("x").press("enter");
        let (ticket, _) = orders(&mut robot).pop().unwrap();
        told(&mut robot, ticket, News::Made(Alias::Incident(1)));
        let mut log = Log::default();
        log.say(0, ALICE, 10, &Entry::Opened { title: safe("checkout"), severity: Severity::High, about });
        log.tell(&mut robot);
        told(&mut robot, ticket, News::Done(safe("read")));
        let files: Vec<String> = orders(&mut robot)
            .into_iter()
            .filter_map(|(_, order)| match order {
                Order::BringFile { file, .. } => Some(file.to_string()),
                _ => None,
            })
            .collect();
        assert_eq!(files == ["/tmp/stanch-drill-x7k2p/deploy.diff"], comes, "{name}: {files:?}");
    }
}
