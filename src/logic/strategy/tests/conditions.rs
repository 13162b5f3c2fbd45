//! Yes, no and unknown.

use serde_json::{Value, json};

use super::reading::deep;
use crate::{
    domain::{Truth, strategy::Expression, text::Safe},
    logic::{
        strategy::{Said, evaluate, expression},
        yaml::{Faults, Spot},
    },
};

fn expression(source: &str) -> Expression {
    let mut faults = Faults::of("x");
    let made = expression::check(Spot::default(), source, &["window"], &mut faults);
    assert!(faults.is_empty(), "{source}: {faults:?}");
    made.unwrap()
}

fn truth(source: &str, observations: &Value) -> Truth {
    deep(|| evaluate(&expression(source), observations).said.truth())
}

#[test]
fn what_is_absent_or_null_is_unknown() {
    let seen = json!({"rollout": {"ready": 3, "state": null}, "pods": {"reasons": ["OOMKilled"]}});
    assert_eq!(truth("rollout.ready > 2", &seen), Truth::Yes);
    assert_eq!(truth("rollout.ready > 3", &seen), Truth::No);
    assert_eq!(truth("rollout.old_ready > 0", &seen), Truth::Unknown);
    assert_eq!(truth("rollout.state == \"ok\"", &seen), Truth::Unknown);
    assert_eq!(truth("rollout.state != \"ok\"", &seen), Truth::Unknown);
    assert_eq!(truth("serving.ready > 0", &seen), Truth::Unknown);
    assert_eq!(truth("\"OOMKilled\" in pods.reasons", &seen), Truth::Yes);
    assert_eq!(truth("pods.reasons.exists(reason, reason == \"Error\")", &seen), Truth::No);
}

#[test]
fn what_decides_alone_decides_whatever_else_is_unknown() {
    let seen = json!({"rollout": {"ready": 3}});
    for (source, expected) in [
        ("rollout.ready > 9 && rollout.old_ready > 0", Truth::No),
        ("rollout.old_ready > 0 && rollout.ready > 9", Truth::No),
        ("rollout.ready > 1 || rollout.old_ready > 0", Truth::Yes),
        ("rollout.old_ready > 0 || rollout.ready > 1", Truth::Yes),
        ("rollout.ready > 1 && rollout.old_ready > 0", Truth::Unknown),
        ("rollout.ready > 9 || rollout.old_ready > 0", Truth::Unknown),
        ("!(rollout.old_ready > 0)", Truth::Unknown),
    ] {
        assert_eq!(truth(source, &seen), expected, "{source}");
    }
}

#[test]
fn inputs_are_kept_with_what_was_unknown() {
    let seen = json!({"rollout": {"ready": 3}, "params": {"window": 7200}});
    let evaluation = deep(|| evaluate(&expression("rollout.ready < params.window || rollout.paused"), &seen));
    let inputs: Vec<_> = evaluation.inputs.iter().map(|(name, value)| format!("{name}={value}")).collect();
    assert_eq!(inputs, ["params.window=7200", "rollout.paused=unknown", "rollout.ready=3"]);
    assert_eq!(evaluation.said, Said::Yes);
}

#[test]
fn a_route_gives_its_text_and_a_number_is_neither_yes_nor_no() {
    let seen = json!({"rollout": {"state": "failed", "ready": 3}});
    assert_eq!(deep(|| evaluate(&expression("rollout.state"), &seen)).said, Said::Text(Safe::from_static("failed")));
    assert!(matches!(deep(|| evaluate(&expression("rollout.ready"), &seen)).said, Said::Unknown(_)));
}

#[test]
fn types_that_do_not_fit_are_unknown_and_say_so() {
    let seen = json!({"rollout": {"state": "failed", "ready": 3}});
    let said = deep(|| evaluate(&expression("rollout.state > 3"), &seen)).said;
    assert!(matches!(said, Said::Unknown(ref why) if !why.is_empty()), "{said:?}");
}
