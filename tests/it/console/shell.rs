//! What is the same on every screen: line 1, keys, palette, help, sizes.

use proptest::prelude::*;
use stanch::{
    app::Settings,
    domain::{
        cluster::{Scope, Spaces},
        inspection::Answer,
        text::Safe,
        watch::{Change, Delta, Span},
        workload::Kind,
    },
    flow::{Command, Effect, Event, Message, event::Clipboard},
    ui::theme::Theme,
};

use super::{
    cluster::{batch, crashing, deployment, first, offline},
    robot::Robot,
};

fn robot(width: u16, height: u16) -> Robot {
    let mut robot = Robot::new(width, height);
    let (bad, pods) = crashing(0, "payments", "checkout", 5, 14);
    robot.feed(first(0, "eks-eu1", &[bad, deployment(0, "payments", "ledger", 3)], &pods));
    robot
}

#[test]
fn line_1_says_where_one_is_as_whom_and_how_old_it_is() {
    let mut robot = robot(80, 24);
    let line = robot.screen()[0].clone();
    assert_eq!(line, "stanch ##PROD## eks-eu1/all  op1@bastion2 k8s:op1.r   READ-ONLY  ai:off  LIVE 1s");
    robot.feed([batch(0, vec![Change::Source(offline())])]);
    let line = robot.screen()[0].clone();
    assert!(line.ends_with("READ-ONLY  ai:off  OFFLINE 03:09:00 retry 8s"), "{line}");
    assert!(line.starts_with("##PROD## eks-eu1/all "), "{line}");
}

#[test]
fn line_1_stays_above_a_dialog() {
    let mut robot = robot(80, 24);
    let line = robot.screen()[0].clone();
    robot.press("?").sees("ON THIS SCREEN");
    assert_eq!(robot.screen()[0], line);
}

#[test]
fn several_clusters_are_counted_in_line_1() {
    let mut robot = robot(80, 24);
    robot.feed(first(1, "eks-us1", &[deployment(1, "web", "frontend", 2)], &[]));
    let line = robot.screen()[0].clone();
    assert!(line.contains("2 clusters/all"), "{line}");
}

#[test]
fn help_lists_every_key_of_the_screen_and_can_be_searched() {
    let mut robot = robot(160, 45);
    robot.press("?").sees("half-page-down").sees("ctrl-d").press("G").sees("X FAIL  FAILED");
    robot.press("/").write("kubectl").press("enter").sees("/kubectl").press("esc esc");
    robot.sees_no("ON THIS SCREEN");
}

#[test]
fn the_palette_runs_commands_by_name_and_lines_with_words() {
    let mut robot = robot(80, 24);
    robot.press(":").write("sort ch").press("tab enter").sees("sort: latest change");
    robot
        .press(":")
        .write("ns web")
        .press("enter")
        .sees("0 watched")
        .press(":")
        .write("ns")
        .press("enter")
        .sees("2 watched");
    robot.press(":").write("quti now").press("enter").sees("unknown command `quti`, did you mean `quit`?");
    robot.effects();
    robot.press(":").write("ctx eks us").press("enter").sees("ctx NAME");
    robot.press(":").write("ctx eks-us1").press("enter");
    assert_eq!(robot.effects(), [Effect::OpenContext { name: Safe::clean("eks-us1") }]);
    robot.press(":").write("q").press("enter");
    assert_eq!(robot.effects(), [Effect::Quit]);
}

#[test]
fn every_command_can_be_found_in_the_palette() {
    for command in Command::ALL {
        let mut robot = robot(160, 45);
        robot.press(":").write(command.name());
        assert!(robot.screen().iter().any(|line| line.contains(&format!(" {} ", command.name()))), "{command:?}");
    }
}

#[test]
fn ctrl_c_twice_asks_and_only_y_leaves() {
    let mut robot = robot(80, 24);
    robot.effects();
    robot.press("ctrl-c").sees("ctrl-c again").press("ctrl-c").sees("Leave stanch?").press("x enter");
    assert_eq!(robot.effects(), []);
    robot.press("y");
    assert_eq!(robot.effects(), [Effect::Quit]);
    robot.wait(5).press("ctrl-c ctrl-c ctrl-c");
    assert_eq!(robot.effects(), [Effect::Quit], "the third answers the question that the second asks");
    robot.press("esc ctrl-c").wait(5).press("ctrl-c").sees_no("Leave stanch?");
}

#[test]
fn q_leaves_from_the_board_and_closes_a_dialog() {
    let mut robot = robot(80, 24);
    robot.effects();
    robot.press("? q").sees_no("ON THIS SCREEN");
    assert_eq!(robot.effects(), []);
    robot.press("q");
    assert_eq!(robot.effects(), [Effect::Quit]);
}

#[test]
fn an_unknown_key_says_so_and_a_sequence_shows_its_beginning() {
    let mut robot = robot(80, 24);
    robot.press("g").sees(" g -").press("x").sees("no key g x; ? shows the keys");
}

#[test]
fn a_paste_without_a_field_does_nothing() {
    let mut robot = robot(80, 24);
    robot.effects();
    robot.send(Message::Paste { text: "q\nq\n".into(), cut: false });
    assert_eq!(robot.effects(), []);
    robot.sees("input ignored (paste): no field is open");
}

#[test]
fn a_question_ignores_a_paste_and_says_so() {
    let mut robot = robot(80, 24);
    robot.effects();
    robot.press("ctrl-c ctrl-c").sees("Leave stanch?");
    robot.send(Message::Paste { text: "y\n".into(), cut: false });
    assert_eq!(robot.effects(), []);
    robot.sees("Leave stanch?").sees("input ignored (paste)");
}

#[test]
fn a_text_that_is_awaited_says_how_long_until_it_comes_or_somebody_leaves_it() {
    let mut robot = robot(80, 24);
    robot.press("enter d").wait(3).sees("reading: describe pod/checkout-7f9cd8b64c-2xkq0, 3s; esc leaves it");
    robot.press("esc").sees_no("reading:").sees("[2 Inspect]").press("d");
    let asked = robot.effects().into_iter().rev().find_map(|effect| match effect {
        Effect::Ask { ticket, cluster, question } => Some((ticket, cluster, question)),
        _ => None,
    });
    let (ticket, cluster, question) = asked.unwrap();
    let answer = Answer::Text(vec![Safe::clean("Name: checkout")]);
    robot.send(Message::Event(Event::Answered { ticket, cluster, question, answer }));
    robot.sees("Name: checkout").press("esc").sees_no("reading:");
}

#[test]
fn where_a_copy_went_is_said_as_it_is() {
    let mut robot = robot(160, 45);
    let file = Safe::clean("/state/clip/last.txt");
    for (clipboard, said) in [
        (Clipboard::Sent, "1 line copied to the clipboard and to /state/clip/last.txt"),
        (Clipboard::TooLong, "1 line too long for the clipboard, written to /state/clip/last.txt"),
        (Clipboard::Swallowed, "1 line written to /state/clip/last.txt; GNU screen keeps the clipboard to itself"),
    ] {
        robot.send(Message::Event(Event::Copied { lines: 1, clipboard, file: file.clone() }));
        robot.sees(said);
    }
}

#[test]
fn enter_opens_a_rollout_and_esc_comes_back_to_it() {
    let mut robot = robot(80, 24);
    robot.press("enter").sees("[2 Inspect]");
    robot.press("1").sees("[1 Board]").press("2").sees("[2 Inspect]").press("esc").sees("[1 Board]");
    assert!(robot.line("checkout").starts_with('>'));
}

#[test]
fn ascii_draws_nothing_else() {
    let settings = Settings { theme: Theme::default().with_ascii(true), ..Settings::default() };
    let mut robot = Robot::with(160, 45, settings);
    let (bad, pods) = crashing(0, "zahlung\u{e9}n", "check\u{1b}[31mout", 5, 14);
    robot.feed(first(0, "eks-eu1", &[bad], &pods));
    for keys in ["", "?", "esc :", "esc @", "/"] {
        robot.press(keys);
        for line in robot.screen() {
            assert!(line.is_ascii(), "{line}");
        }
    }
}

#[test]
fn a_terminal_that_is_too_small_is_told_what_is_needed() {
    let mut robot = robot(72, 20);
    assert_eq!(robot.screen()[0].trim_end(), "needs 80x24, have 72x20; resize or `stanch board --plain`; until then");
    robot.resize(80, 24).sees("checkout");
}

#[test]
fn nothing_is_answered_that_cannot_be_seen() {
    let mut robot = robot(80, 24);
    robot.press("ctrl-c ctrl-c").sees("Leave stanch?").resize(70, 20).effects();
    robot.press("y q : q enter");
    assert_eq!(robot.effects(), []);
    robot.resize(80, 24).sees("Leave stanch?").press("y");
    assert_eq!(robot.effects(), [Effect::Quit]);
}

#[test]
fn a_command_that_asks_takes_no_words() {
    let mut robot = robot(80, 24);
    robot.press(":").write("choose-walk application_recovery").press("enter");
    robot.sees("`choose-walk` takes no words: it asks");
}

#[test]
fn nothing_changes_on_the_screen_while_nothing_happens() {
    let mut robot = robot(80, 24);
    robot.screen();
    assert!(!robot.state.take_dirty(), "drawn, and nothing has happened since");
    robot.press("j");
    assert!(robot.state.take_dirty(), "the cursor has moved");
}

#[test]
fn what_changes_below_the_screen_is_not_drawn() {
    let mut robot = Robot::new(80, 24);
    let many = (0..60).map(|n| deployment(0, "payments", &format!("app-{n:02}"), 3)).collect::<Vec<_>>();
    robot.feed(first(0, "eks-eu1", &many, &[]));
    robot.screen();
    let changed = |name: &str| {
        let mut workload = deployment(0, "payments", name, 3);
        workload.change_cause = Some(Safe::clean("ci: deploy"));
        batch(0, vec![Change::Workload(Kind::Deployment, Delta::Apply(workload))])
    };
    robot.feed([changed("app-58")]);
    assert!(!robot.state.take_dirty(), "app-58 is not on the screen");
    robot.feed([changed("app-02")]);
    assert!(robot.state.take_dirty(), "app-02 is on the screen");
}

#[test]
fn the_scope_is_named_where_there_is_nothing() {
    let scope = Scope::Only(vec![Safe::clean("payments"), Safe::clean("web")]);
    let mut robot = Robot::with(80, 24, Settings { scope, ..Settings::default() });
    robot.feed(first(0, "eks-eu1", &[], &[]));
    let watched = vec![Safe::clean("payments"), Safe::clean("web")];
    let list = |namespace: &Safe, kind| {
        Change::Workload(kind, Delta::Replace { span: Span::Namespace(namespace.clone()), items: Vec::new() })
    };
    let lists = watched.iter().flat_map(|namespace| Kind::ALL.map(|kind| list(namespace, kind)));
    let lists: Vec<Change> = lists.collect();
    robot.feed([batch(0, vec![Change::Watching(Spaces::Only(watched))]), batch(0, lists)]);
    robot.sees("no rollouts in payments, web").sees("eks-eu1/2 namespaces");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_key_at_any_size_panics(steps in prop::collection::vec((0_usize..Command::ALL.len(), 0_u16..220, 0_u16..70, "[a-z:/?@ ]{0,2}"), 1..24)) {
        let mut robot = robot(80, 24);
        for (command, width, height, typed) in steps {
            robot.resize(width.max(1), height.max(1));
            robot.press(":").write(Command::ALL[command].name()).press("enter").write(&typed);
            robot.screen();
        }
    }
}
