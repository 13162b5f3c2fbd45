//! Who wrote what its pods take, as the facts tell it.

use super::{
    console::Console,
    fixture::{configuration, key, safe},
};
use crate::{
    domain::{
        cluster::Gap,
        configuration::{Configuration, Configured, History, State, Store},
        inspection::{Answer, Question},
    },
    flow::Command,
};

fn told(console: &mut Console, answer: Answer) -> String {
    console.run(Command::Refresh);
    console.answer(&Question::Configuration(key()), answer);
    console.screen(160, 41)
}

fn gap(resource: &str) -> Gap {
    let message =
        format!("cannot get {resource} in namespace payments: forbidden. Check: kubectl auth can-i get {resource}");
    Gap { verb: safe("get"), resource: safe(resource), namespace: Some(safe("payments")), message: safe(&message) }
}

#[test]
fn a_key_is_told_by_when_it_was_written() {
    let mut console = Console::failing();
    for (written, expected) in [
        ("00:20:00", "config     1 object of configuration is as when revision 41 was made"),
        (
            "02:50:00",
            "config     ConfigMap checkout-config: key POOL_SIZE written 22m ago by kubectl-edit (Update), 21m before the first failure, by no rollout",
        ),
        ("03:12:00", "by kubectl-edit (Update), 10s after the first failure"),
        ("03:05:00", "config     ConfigMap checkout-config: key POOL_SIZE written 7m ago by kubectl-edit (Update) "),
    ] {
        let screen = told(&mut console, Answer::Configuration(configuration(written)));
        assert!(screen.contains(expected), "{expected}\n{screen}");
    }
}

#[test]
fn what_may_be_the_cause_is_seen_first_on_a_small_screen() {
    let mut console = Console::failing();
    told(&mut console, Answer::Configuration(configuration("02:50:00")));
    let screen = console.screen(80, 20);
    assert!(screen.contains("kubectl-edit (Update), 21m before the first failure"), "{screen}");
}

#[test]
fn what_is_not_there_or_may_not_be_read_is_said() {
    let mut console = Console::failing();
    let one = |name: &str, state| Configured { store: Store::Secret, name: safe(name), uses: Vec::new(), state };
    let objects = vec![
        one("gone", State::Absent),
        one("stripe", State::Unreadable(gap("secrets"))),
        one("short", State::Read(History { lacking: vec![safe("key")], ..History::default() })),
        one("old", State::Read(History::default())),
    ];
    let screen = told(&mut console, Answer::Configuration(Configuration { objects, left_out: 3 }));
    for part in [
        "config     Secret gone is not there; Secret short has no key key",
        "Secret stripe unknown: cannot get secrets in namespace payments: forbidden",
        "Secret old: who wrote it and when is not recorded",
        "3 objects more not read",
    ] {
        assert!(screen.contains(part), "{part}\n{screen}");
    }
    let screen = told(&mut console, Answer::Configuration(Configuration::default()));
    assert!(screen.contains("config     its pods take nothing from ConfigMaps or Secrets"), "{screen}");
    let screen = told(&mut console, Answer::Unreadable(gap("deployments")));
    assert!(screen.contains("config     unknown: cannot get deployments in namespace payments"), "{screen}");
}
