//! Everything that is wrong with a file is said at once, with its place.

use std::fmt::Write as _;

use super::reading::{END, faults, read, tree};

fn only(text: &str) -> String {
    let all = faults(text);
    assert_eq!(all.len(), 1, "{all:#?}");
    all.into_iter().next().unwrap()
}

#[test]
fn every_fault_is_reported_with_line_and_column() {
    let text = tree(&format!(
        "  a: {{type: condition, check: rollout.stat == \"ok\", yes: b, no: end}}\n  c: {{type: wiat, for: 3, next: end}}\n  d: {{type: loop, body: end, until: \"true\", max: no, next: end, exhausted: end, x: 1}}\n{END}"
    ));
    let found = faults(&text);
    let expected = [
        "tree.yaml:6:31: unknown observation `rollout.stat`, did you mean `rollout.state`?",
        "tree.yaml:6:58: yes leads to `b`, which is no node, did you mean `a`?",
        "tree.yaml:7:13: unknown node type `wiat`; known: condition, gate, action, collect, route, loop, wait, outcome",
        "tree.yaml:8:50: max must be a whole number, got text `no`",
    ];
    for fault in expected {
        assert!(found.iter().any(|said| said == fault), "{fault}\nin {found:#?}");
    }
}

#[test]
fn a_number_is_written_as_one() {
    for (written, got) in [("no", "text `no`"), ("010", "`010`"), ("1e3", "`1e3`"), ("true", "bool")] {
        let text = tree(&format!(
            "  a: {{type: gate, action: act, on_reject: end}}\n  act: {{type: action, action: scale, replicas: {written}, next: end, on_failure: end}}\n{END}"
        ));
        assert!(
            only(&text).ends_with(&format!("replicas must be a whole number, got {got}")),
            "{written}: {}",
            only(&text)
        );
    }
}

#[test]
fn bombs_are_refused_quickly_and_in_words() {
    let aliases = "a: &a [1,1]\nb: &b [*a,*a]\nc: [*b,*b]\n";
    assert!(only(aliases).contains("definition too large: alias limit (line 1)"), "{}", only(aliases));
    let nested = "[".repeat(100_000);
    assert!(only(&nested).contains("nesting deeper than 32 at line 1"), "{}", only(&nested));
    assert!(only(&"x".repeat(300_000)).contains("definition too large"));
}

#[test]
fn an_annotation_has_to_fit_into_a_record() {
    let note = |bytes: usize| {
        let act = format!(
            "type: action, title: t, action: annotate, key: note, value: '{}', next: end, on_failure: end",
            "x".repeat(bytes)
        );
        faults(&tree(&format!("  a: {{type: gate, title: t, action: act, on_reject: end}}\n  act: {{{act}}}\n{END}")))
    };
    let said = note(8193).join("\n");
    assert!(said.contains("at most 8192 bytes, got 8193"), "{said}");
    assert!(!note(8192).join("\n").contains("bytes"), "{:?}", note(8192));
}

#[test]
fn a_key_stands_once() {
    let text =
        tree(&format!("  a: {{type: wait, for: 3s, next: end}}\n  a: {{type: wait, for: 3s, next: end}}\n{END}"));
    assert!(only(&text).contains("duplicate key `a`, line 6 and 7"), "{}", only(&text));
}

#[test]
fn an_unknown_field_is_named_with_what_was_meant() {
    let text = tree(&format!("  a: {{type: wait, for: 3s, nxet: end, next: end}}\n{END}"));
    assert!(only(&text).ends_with("unknown field `nxet`, did you mean `next`? line 6"), "{}", only(&text));
}

#[test]
fn a_cycle_is_shown_and_a_bounded_loop_is_none() {
    let text = tree("  a: {type: wait, for: 3s, next: b}\n  b: {type: wait, for: 3s, next: a}\n");
    assert!(only(&text).ends_with("cycle: a > b > a"), "{}", only(&text));
    let looped = tree(&format!(
        "  a: {{type: loop, body: b, until: rollout.observed, max: 3, delay: 5s, next: end, exhausted: end}}\n  b: {{type: collect, next: a}}\n{END}"
    ));
    assert!(read(&looped).is_ok(), "{:?}", faults(&looped));
}

#[test]
fn no_way_leads_round_a_gate() {
    let act = "  act: {type: action, action: restart, next: end, on_failure: end}\n";
    let without = tree(&format!("  a: {{type: wait, for: 3s, next: act}}\n{act}{END}"));
    let said = faults(&without).join("\n");
    assert!(said.contains("next leads to action `act` without a gate"), "{said}");
    assert!(said.contains("action `act` has no gate"), "{said}");
    let first = format!("strategy: s\nversion: 1\ntitle: T\nstart: act\nnodes:\n{act}{END}");
    assert!(faults(&first).join("\n").contains("start leads to action `act` without a gate"));
    let twice = tree(&format!(
        "  a: {{type: gate, action: act, on_reject: b}}\n  b: {{type: gate, action: act, on_reject: end}}\n{act}{END}"
    ));
    assert!(only(&twice).contains("action `act` has two gates: `a` and `b`"), "{}", only(&twice));
    let nothing = tree(&format!("  a: {{type: gate, action: end, on_reject: end}}\n{END}"));
    assert!(only(&nothing).contains("a gate names one action; `end` is none"), "{}", only(&nothing));
}

#[test]
fn what_is_not_carried_out_yet_and_what_never_will_be_is_refused() {
    let parallel = tree("  a: {type: parallel, children: [b]}\n");
    assert!(faults(&parallel).join("\n").contains("`parallel` is not yet carried out"));
    let exec = tree(&format!(
        "  a: {{type: gate, action: b, on_reject: end}}\n  b: {{type: action, action: exec, next: end, on_failure: end}}\n{END}"
    ));
    assert!(faults(&exec).join("\n").contains("unknown action kind `exec`; known: undo, restart, scale, annotate"));
}

#[test]
fn unknown_is_never_yes() {
    let text =
        tree(&format!("  a: {{type: condition, check: rollout.observed, yes: end, no: end, on_unknown: end}}\n{END}"));
    assert!(only(&text).contains("unknown is not yes"), "{}", only(&text));
    let has = tree(&format!("  a: {{type: condition, check: has(rollout.state), yes: end, no: end}}\n{END}"));
    assert!(only(&has).contains("has() would make what is unknown a no"), "{}", only(&has));
}

#[test]
fn parameters_are_typed() {
    let text = format!(
        "strategy: s\nversion: 1\ntitle: T\nstart: a\nparameters:\n  n: {{type: integer, default: 3}}\nnodes:\n  a: {{type: wait, for: $n, next: b}}\n  b: {{type: wait, for: $m, next: end}}\n{END}"
    );
    let said = faults(&text).join("\n");
    assert!(said.contains("parameter `n` is not a duration") && said.contains("unknown parameter `m`"), "{said}");
}

#[test]
fn a_tree_that_nothing_reaches_or_that_is_too_deep_is_refused() {
    let text =
        tree(&format!("  a: {{type: wait, for: 3s, next: end}}\n  z: {{type: wait, for: 3s, next: end}}\n{END}"));
    assert!(only(&text).contains("node `z` is never reached"));
    let mut nodes = String::from("  a: {type: wait, for: 1s, next: n1}\n");
    for n in 1..40 {
        let _ = writeln!(
            nodes,
            "  n{n}: {{type: wait, for: 1s, next: {}}}",
            if n == 39 { "end".to_owned() } else { format!("n{}", n + 1) }
        );
    }
    assert!(only(&tree(&format!("{nodes}{END}"))).contains("a path of 41 nodes; at most 32"));
}

#[test]
fn a_hostile_expression_does_not_bring_the_reader_down() {
    for shape in [
        "(".repeat(900) + "1" + &")".repeat(900),
        "1+".repeat(900) + "1",
        "a.".repeat(900) + "b",
        "!".repeat(1800) + "true",
        "[".repeat(1000),
    ] {
        let text = tree(&format!("  a: {{type: condition, check: \"{shape}\", yes: end, no: end}}\n{END}"));
        // Chains of additions and of nots are sound, however silly.
        assert_eq!(faults(&text).is_empty(), shape.starts_with(['1', '!']), "{shape}");
    }
    let long =
        tree(&format!("  a: {{type: condition, check: \"{}true\", yes: end, no: end}}\n{END}", "true && ".repeat(400)));
    assert!(only(&long).contains("at most 2048 bytes"), "{}", only(&long));
}
