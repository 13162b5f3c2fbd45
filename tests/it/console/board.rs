//! The board: what it looks like, and what keys do on it.

use stanch::{
    domain::{
        Truth,
        pod::Pod,
        text::Safe,
        watch::{Batch, Change, Delta, Span},
        workload::{Kind, Workload},
    },
    flow::Effect,
    ui::theme::Theme,
};

use super::{
    cluster::{batch, cluster, crashing, deployment, details, first, gap, live, node, offline},
    robot::Robot,
};

/// A day without trouble.
fn calm() -> Vec<Batch> {
    let names = ["gateway", "ledger", "login", "mailer", "search-indexer-with-a-rather-long-name"];
    let workloads = names.map(|name| deployment(0, "payments", name, 3));
    first(0, "eks-eu1", &workloads, &[])
}

/// One rollout crashes among others that are well.
fn failing() -> Vec<Batch> {
    let (bad, pods) = crashing(0, "payments", "checkout", 5, 14);
    let mut workloads: Vec<Workload> =
        ["gateway", "ledger", "login"].into_iter().map(|name| deployment(0, "payments", name, 3)).collect();
    let mut paused = deployment(0, "auth", "sessions", 2);
    paused.paused = true;
    workloads.extend([bad, paused]);
    first(0, "eks-eu1", &workloads, &pods)
}

/// Two clusters: in one a rollout crashes, the other does not answer any more.
fn two_clusters() -> Vec<Batch> {
    let mut batches = failing();
    batches.extend(first(1, "eks-ap1", &[deployment(1, "web", "frontend", 24)], &[]));
    batches.push(batch(1, vec![Change::Source(offline())]));
    batches
}

/// A rollout that was not there before, with its pods.
fn appears(workload: Workload, pods: &[Pod]) -> Batch {
    let details = details(&workload, pods);
    let mut changes = vec![Change::Workload(Kind::Deployment, Delta::Apply(workload))];
    changes.extend(details);
    batch(0, changes)
}

fn picture(width: u16, height: u16, batches: Vec<Batch>) -> String {
    Robot::new(width, height).feed(batches).snapshot()
}

#[test]
fn looks() {
    for (width, height) in [(80, 24), (160, 45)] {
        let connecting = vec![batch(0, vec![Change::Cluster(cluster(0, "eks-eu1"))])];
        for (name, batches) in [
            ("connecting", connecting),
            ("empty", first(0, "eks-eu1", &[], &[])),
            ("calm", calm()),
            ("failing", failing()),
            ("two-clusters", two_clusters()),
        ] {
            insta::assert_snapshot!(format!("{name}-{width}x{height}"), picture(width, height, batches));
        }
    }
}

/// Dark is the one that the other pictures are drawn with.
#[test]
fn looks_in_every_other_theme() {
    for (width, height) in [(80, 24), (160, 45)] {
        let dark = Robot::new(width, height).feed(failing()).screen();
        for name in ["light", "colour-blind", "mono"] {
            let mut robot = Robot::in_theme(width, height, Theme::builtin(name).unwrap());
            robot.feed(failing());
            assert_eq!(robot.screen(), dark, "a theme changes no text: {name}");
            insta::assert_snapshot!(format!("failing-{name}-{width}x{height}"), robot.snapshot());
        }
    }
}

#[test]
fn gaps_and_unwell_nodes_are_told() {
    let mut source = live();
    source.gaps = vec![gap("payments")];
    let mut robot = Robot::new(80, 24);
    robot.feed(failing());
    robot.feed([batch(0, vec![Change::Source(source), Change::Node(Delta::Apply(node("ip-10-0-7-1", Truth::No)))])]);
    robot.sees("cannot list statefulsets in payments");
    assert!(robot.line("unwell").contains("1 node unwell: ip-10-0-7-1 is not ready since 03:01:00"));
}

#[test]
fn the_worst_row_is_selected_and_the_selection_stays_with_its_rollout() {
    let mut robot = Robot::new(80, 24);
    robot.feed(failing());
    assert!(robot.line("checkout").starts_with(">X FAIL"), "{}", robot.line("checkout"));
    robot.press("j j");
    let selected = robot.line(">");
    let (bad, pods) = crashing(0, "auth", "newly-bad", 3, 2);
    robot.feed([appears(bad, &pods)]);
    let (before, after) = (selected, robot.line(">"));
    assert_eq!(before.split_whitespace().nth(2), after.split_whitespace().nth(2), "the cursor left its row");
}

#[test]
fn a_filter_lets_pass_what_has_all_of_its_words_and_esc_clears_it() {
    let mut robot = Robot::new(80, 24);
    robot.feed(failing()).press("/").write("ledg");
    robot.sees("ledger").sees_no("gateway").sees("1 of 5 pass");
    robot.press("enter j k").sees("1 of 5 pass");
    robot.press("esc").sees("gateway").sees_no("pass");
    robot.press("/").write("payments failed").sees("checkout").sees_no("ledger").press("esc").sees("ledger");
    robot.press("/").write("nothing-like-it").sees("no row passes");
}

#[test]
fn what_was_changed_last_comes_first_when_sorted_so_with_its_cause() {
    let mut robot = Robot::new(160, 45);
    let mut fresh = deployment(0, "payments", "freshly-changed", 2);
    fresh.changed = Some(super::cluster::ago(1));
    fresh.change_cause = Some(Safe::clean("ci: MR 88"));
    let mut batches = calm();
    batches.push(batch(0, vec![Change::Workload(Kind::Deployment, Delta::Apply(fresh))]));
    robot.feed(batches).press("s");
    let rows: Vec<String> = robot.screen().into_iter().filter(|line| line.contains(". OK")).collect();
    assert!(rows[0].contains("freshly-changed"), "{}", rows[0]);
    assert!(rows[0].contains("ci: MR 88"), "{}", rows[0]);
}

#[test]
fn a_muted_row_is_out_of_the_way_until_its_revision_changes() {
    let mut robot = Robot::new(80, 24);
    robot.feed(failing()).press("m").wait(9);
    robot.sees_no("checkout").sees("0 bad, 1 muted");
    robot.press("M").sees("checkout").press("M").wait(9);
    let (mut bad, _) = crashing(0, "payments", "checkout", 5, 14);
    bad.revision = Some(Safe::clean("42"));
    robot.feed([batch(0, vec![Change::Workload(Kind::Deployment, Delta::Apply(bad))])]);
    robot.sees("checkout").sees("1 bad");
}

#[test]
fn what_is_new_since_one_looked_is_marked_until_one_looks() {
    let mut robot = Robot::new(80, 24);
    robot.feed(failing());
    assert!(robot.line("checkout").contains("X FAIL  "), "what was bad before is no news");
    let (bad, pods) = crashing(0, "auth", "newly-bad", 3, 2);
    robot.feed([appears(bad, &pods)]);
    assert!(robot.line("newly-bad").contains("FAIL*"), "{}", robot.line("newly-bad"));
    robot.press("j g g j");
    assert!(!robot.line("newly-bad").contains("FAIL*"), "{}", robot.line("newly-bad"));
}

#[test]
fn rows_of_a_cluster_that_is_gone_are_one_line_that_opens() {
    let mut robot = Robot::new(80, 24);
    robot.feed(two_clusters());
    robot.sees("eks-ap1 unknown since 03:09:00").sees_no("frontend");
    robot.press("j enter").sees("frontend");
    assert!(robot.line("frontend").contains("OK  ~"), "{}", robot.line("frontend"));
}

#[test]
fn a_row_is_copied_as_text_and_as_a_command() {
    let mut robot = Robot::new(80, 24);
    robot.feed(failing()).effects();
    let copied = |robot: &mut Robot, key: &str| match robot.press(key).effects().as_slice() {
        [Effect::Copy { text }] => text.to_string(),
        other => panic!("{key} copies nothing: {other:?}"),
    };
    assert_eq!(copied(&mut robot, "Y"), "kubectl --context eks-eu1 -n payments describe deploy/checkout");
    let row = copied(&mut robot, "c");
    assert!(row.starts_with("X FAIL payments/deployments/checkout rev 41 0/5 "), "{row}");
    assert_eq!(copied(&mut robot, "c").lines().count(), 5);
}

#[test]
fn a_cause_that_several_share_is_one_line_that_opens() {
    let mut robot = Robot::new(120, 30);
    let dark = node("ip-10-0-3-4", Truth::No);
    let (one, mut pods) = crashing(0, "payments", "checkout", 2, 14);
    let (two, more) = crashing(0, "payments", "ledger", 2, 14);
    pods.extend(more);
    for pod in &mut pods {
        pod.containers[0].state = stanch::domain::pod::ContainerState::Waiting {
            reason: Safe::clean("ErrImagePull"),
            message: Some(Safe::clean(
                "failed to pull and unpack image: failed to do request: dial tcp 10.1.2.3:443: connect: connection refused",
            )),
        };
        pod.containers[0].last = None;
        pod.containers[0].restarts = 0;
    }
    robot.feed(first(0, "eks-eu1", &[one, two, deployment(0, "payments", "gateway", 2)], &pods));
    robot.feed([batch(0, vec![Change::Node(Delta::Apply(dark))])]);
    assert!(robot.line("2 rollouts").contains("registry.example.com does not answer"), "{}", robot.line("2 rollouts"));
    assert!(robot.line("2 rollouts").contains("X FAIL+ 2 rollouts"), "{}", robot.line("2 rollouts"));
    robot.feed([batch(0, vec![Change::Source(offline())])]);
    assert!(robot.line("2 rollouts").contains("X FAIL+~ 2 rollouts"), "old: {}", robot.line("2 rollouts"));
    robot.feed([batch(0, vec![Change::Source(live())])]);
    robot.sees("2 bad");
    assert!(!robot.screen().iter().any(|line| line.starts_with("\u{2551} X FAIL  payments")));
    robot.press("enter");
    assert!(
        robot.screen().iter().any(|line| line.starts_with("\u{2551} X FAIL  payments  checkout")),
        "enter opens it"
    );
    robot.press("enter z").sees("every row by itself").sees_no("2 rollouts:");
}

/// Only a look: `cargo test --release --test it -- --ignored --nocapture rows_of_a_big_fleet`.
#[test]
#[ignore = "a measure, not a test"]
fn rows_of_a_big_fleet() {
    for count in [50, 25_000] {
        let many =
            (0..count).map(|n| deployment(0, &format!("ns-{:03}", n % 250), &format!("app-{n:05}"), 3)).collect();
        let mut robot = Robot::new(160, 45);
        robot.feed(first(0, "eks-eu1", &[], &[]));
        let list = Delta::Replace { span: Span::All, items: many };
        robot.feed([batch(0, vec![Change::Workload(Kind::Deployment, list)])]).screen();
        let time = |what: &str, work: &mut dyn FnMut()| {
            let begin = std::time::Instant::now();
            (0..20).for_each(|_| work());
            eprintln!("{count} rows, {what}: {:?}", begin.elapsed() / 20);
        };
        time("a key and its frame", &mut || drop(robot.press("j").screen()));
        time("one letter of a filter and its frame", &mut || drop(robot.press("/ a esc").screen()));
    }
}
