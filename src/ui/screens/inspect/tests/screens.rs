//! What the screen shows: empty, busy and failing, on a small terminal and on a large one. Rows 1, 2, 23 and 24 are the
//! console's own, so that 80x24 leaves 80x20 and 160x45 leaves 160x41.

use insta::Settings;

use super::{
    console::Console,
    fixture::{at, container, crashing, event, key, pod, revision, running, safe, workload},
};
use crate::domain::{
    inspection::{Answer, Question, Serving},
    logs::LogNews,
    pod::{ContainerState, Role},
    watch::{Change, Delta, Span},
    workload::{Kind, Workload},
};
use crate::{flow::Command, ui::theme::Theme};

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
            let time = format!("03:{:02}:44", n % 11);
            event(&time, n + 1, false, ("Pulling", "Pulling image \"checkout:2.9.1\""), ("Pod", "checkout-7f9c-new01"))
        })
        .collect();
    let mut console = Console::with(&pods, &events);
    let recent = Workload { changed: Some(at("03:12:00")), ..workload(&pods) };
    console.hear(vec![Change::Workload(Kind::Deployment, Delta::Apply(recent))]);
    console.answer_all();
    let services = ["checkout", "checkout-internal", "metrics"].map(|name| Serving {
        service: safe(name),
        ready: 38,
        not_ready: 2,
        others: 0,
    });
    console.answer(&Question::Serving(key()), Answer::Serving(services.to_vec()));
    for _ in 0..3 {
        console.run(Command::Down);
    }
    console.run(Command::Open);
    console.log((0..900).map(|n| format!("GET /cart/{n} 200 {}ms", n % 40)));
    console.news(LogNews::Dropped(214));
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
    settled().bind(|| {
        for name in ["empty", "busy", "failing"] {
            for (width, height) in SIZES {
                let mut console = match name {
                    "empty" => Console::empty(),
                    "busy" => busy(),
                    _ => Console::failing(),
                };
                let text = console.screen(width, height);
                let styles = console.styles(width, height);
                insta::assert_snapshot!(format!("{name}-{width}x{height}"), format!("{text}\n\n{styles}"));
            }
        }
    });
}

/// Dark is the one that the other pictures are drawn with.
#[test]
fn the_screen_in_every_other_theme() {
    settled().bind(|| {
        for (width, height) in SIZES {
            let dark = Console::failing().screen(width, height);
            for name in ["light", "colour-blind", "mono"] {
                let mut console = Console::failing();
                console.theme = Theme::builtin(name).expect(name).with_ascii(true);
                let text = console.screen(width, height);
                assert_eq!(text, dark, "a theme changes no text: {name}");
                let styles = console.styles(width, height);
                insta::assert_snapshot!(format!("failing-{name}-{width}x{height}"), format!("{text}\n\n{styles}"));
            }
        }
    });
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
    let mut console = Console::with(&pods, &[]);
    let screen = console.screen(160, 41);
    let places: Vec<usize> =
        ["eeeee", "ddddd", "ccccc", "bbbbb", "aaaaa"].map(|pod| screen.find(pod).expect(pod)).to_vec();
    assert!(places.is_sorted(), "{screen}");
}

#[test]
fn a_rollback_makes_the_older_template_the_newest_revision() {
    let revisions = [revision(42, "6d8b", "checkout:2.9.0"), revision(41, "7f9c", "checkout:2.9.1")];
    let mut console = Console::with(&[pod("x", "6d8b", vec![running()]), pod("y", "7f9c", vec![running()])], &[]);
    console.hear(vec![Change::Revision(Delta::Replace { span: Span::Rollout(key()), items: revisions.to_vec() })]);
    let screen = console.screen(160, 41);
    assert!(screen.contains("checkout-6d8b-x new") && screen.contains("checkout-7f9c-y old"), "{screen}");
}
