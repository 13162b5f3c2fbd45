//! What the screen shows: empty, busy and failing, on a small terminal and on a large one. Rows 1, 2, 23 and 24 are the
//! console's own, so that 80x24 leaves 80x20 and 160x45 leaves 160x41.

use insta::Settings;

use super::fixture::{Console, container, crashing, event, pod, revision, rollout, running, safe};
use crate::domain::{
    inspection::{Answer, Question, Serving},
    logs::LogNews,
    pod::{ContainerState, Role},
    verdict::State as Verdictum,
};

const SIZES: [(u16, u16); 2] = [(80, 20), (160, 41)];

/// A rollout that goes well and is not done: forty pods, two of them new and starting.
fn busy() -> Console {
    let starting = ContainerState::Waiting { reason: safe("ContainerCreating"), message: None };
    let mut pods: Vec<_> = (0..38).map(|n| pod(&format!("old{n:02}"), "6d8b", vec![running()])).collect();
    pods.push(pod("new01", "7f9c", vec![container("api", Role::Main, starting), running()]));
    let mut leaving = pod("gone1", "6d8b", vec![running()]);
    leaving.deleted = leaving.created;
    pods.push(leaving);
    let events: Vec<_> = (0..30)
        .map(|n| {
            let time = format!("03:{:02}:44", n % 12);
            event(&time, n + 1, false, ("Pulling", "Pulling image \"checkout:2.9.1\""), ("Pod", "checkout-7f9c-new01"))
        })
        .collect();
    let mut console =
        Console::with(&rollout(Verdictum::Progressing, "2 of 40 new pods are ready", None), &pods, &events);
    console.answer_all();
    let services = ["checkout", "checkout-internal", "metrics"].map(|name| Serving {
        service: safe(name),
        ready: 38,
        not_ready: 2,
        others: 0,
    });
    console.answer(&Question::Serving(super::fixture::key()), Answer::Serving(services.to_vec()));
    if console.tail().is_some() {
        console.log((0..900).map(|n| format!("GET /cart/{n} 200 {}ms", n % 40)));
        console.news(LogNews::Dropped(214));
    }
    console
}

fn settled() -> Settings {
    let mut settings = Settings::clone_current();
    settings.set_snapshot_path("../../../../../tests/snapshots/inspect");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}

#[test]
fn the_screen_at_both_sizes() {
    let consoles: [(&str, fn() -> Console); 3] =
        [("empty", Console::empty), ("busy", busy), ("failing", Console::failing)];
    settled().bind(|| {
        for (name, open) in consoles {
            for (width, height) in SIZES {
                let mut console = open();
                let text = console.screen(width, height);
                let styles = console.styles(width, height);
                insta::assert_snapshot!(format!("{name}-{width}x{height}"), format!("{text}\n\n{styles}"));
            }
        }
    });
}

#[test]
fn a_long_name_never_hides_the_state() {
    let mut console = Console::failing();
    console.state.key.name = safe(&"checkout-".repeat(7));
    let screen = console.screen(80, 20);
    assert!(screen.lines().next().is_some_and(|title| title.contains("X FAIL early  for 12m  1/6 ready")), "{screen}");
}

#[test]
fn pods_are_failing_first_then_new_then_old() {
    let mut waits = running();
    waits.ready = false;
    let pods = [
        pod("aaaaa", "6d8b", vec![running()]),
        pod("bbbbb", "7f9c", vec![running()]),
        pod("ccccc", "7f9c", vec![waits]),
        pod("ddddd", "6d8b", vec![crashing("api", Role::Main)]),
        pod("eeeee", "7f9c", vec![crashing("api", Role::Main)]),
    ];
    let mut console = Console::with(&rollout(Verdictum::Failed, "it fails", None), &pods, &[]);
    let screen = console.screen(160, 41);
    let places: Vec<usize> =
        ["eeeee", "ddddd", "ccccc", "bbbbb", "aaaaa"].map(|pod| screen.find(pod).expect(pod)).to_vec();
    assert!(places.is_sorted(), "{screen}");
}

#[test]
fn a_rollback_makes_the_older_template_the_newest_revision() {
    let entry_revisions = [revision(42, "6d8b", "checkout:2.9.0"), revision(41, "7f9c", "checkout:2.9.1")];
    let workload = super::fixture::workload();
    let rollout = rollout(Verdictum::Ok, "", None);
    let entry = crate::logic::board::Entry {
        rollout: &rollout,
        workload: &workload,
        pods: Vec::new(),
        revisions: entry_revisions.iter().collect(),
        events: Vec::new(),
        unread: Vec::new(),
    };
    let newest = super::super::known::newest(&entry);
    let generation = |hash| super::super::known::generation(&pod("x", hash, vec![running()]), &workload, newest).word();
    assert_eq!((generation("6d8b"), generation("7f9c")), ("new", "old"));
}
