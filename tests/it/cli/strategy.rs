//! Strategies at the command line.

use serde_json::Value;

use super::run::Home;

const MINE: &str = "\
strategy: mine
version: 1
title: Mine
start: end
nodes:
  end: {type: outcome, result: needs_people, say: by hand}
";

#[test]
fn shipped_strategies_and_the_users_own_are_listed() {
    let home = Home::new();
    home.write(".config/stanch/strategies/mine.yaml", MINE);
    let listed = home.run(&["strategy", "list", "--json"]);
    assert_eq!((listed.code, listed.err.as_str()), (0, ""));
    let document: Value = serde_json::from_str(&listed.out).unwrap();
    let ids: Vec<_> =
        document["strategies"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["application_recovery", "look_first", "mine", "outside_change"]);
    let shown = home.run(&["strategy", "show", "application_recovery"]);
    assert!(shown.out.contains("may_undo") && shown.out.contains("approved undo, rejected rejected"), "{}", shown.out);
    let missing = home.run(&["strategy", "show", "aplication_recovery"]);
    assert_eq!(missing.code, 2);
    assert!(missing.err.contains("did you mean `application_recovery`?"), "{}", missing.err);
}

#[test]
fn lint_says_everything_with_its_place_and_ends_with_2() {
    let home = Home::new();
    let good = home.write("good.yaml", MINE);
    let bad = home.write("bad.yaml", "strategy: Bad\nversion: no\ntitle: T\nstart: end\nnodes: {}\n");
    let (good, bad) = (good.to_str().unwrap(), bad.to_str().unwrap());
    let sound = home.run(&["strategy", "lint", good]);
    assert_eq!(sound.code, 0, "{}", sound.err);
    assert!(sound.out.contains("good.yaml: ok, 1 node, 0 actions"), "{}", sound.out);
    let faulty = home.run(&["strategy", "lint", good, bad, "/no/such/file.yaml"]);
    assert_eq!(faulty.code, 2);
    for fault in [
        "bad.yaml:1:11: bad id `Bad`",
        "bad.yaml:2:10: version must be a whole number, got text `no`",
        "bad.yaml:4:8: start leads to `end`, which is no node",
        "/no/such/file.yaml:0: cannot be read",
    ] {
        assert!(faulty.out.contains(fault), "{fault}\nin {}", faulty.out);
    }
}
