//! From a failed rollout to a proven recovery, and everything that keeps a gate shut.

use super::desk::{Desk, path};

#[test]
fn a_variable_that_a_deploy_took_away_is_undone_through_the_gate_verified_and_held() {
    let Some(desk) = Desk::open("a_variable_that_a_deploy_took_away…").map(Desk::broken) else { return };
    let (code, shown) = desk.start();
    assert_eq!((code, &shown["state"], &shown["node"]), (20, &"waiting".into(), &"may_undo".into()), "{shown}");
    let gate = &shown["gate"];
    assert!(gate["change"].as_str().unwrap().contains("+        - name: DATABASE_URL"), "{gate}");
    assert_eq!((&gate["action"]["action"], &gate["blast"]["pods"]), (&"undo".into(), &1.into()));
    assert!(path(&shown).contains("KeyError: 'DATABASE_URL'"), "what was found is told: {shown}");
    let (cause, incident) = (shown["cause"].as_str().unwrap(), shown["incident"].as_str().unwrap());
    assert!(
        ["STRONG ", "MEDIUM "].iter().any(|strength| cause.starts_with(strength)),
        "what rules found is told: {cause}"
    );
    let kept = desk.stanch(&["incident", "show", incident, "--json"]);
    let kept: serde_json::Value = serde_json::from_str(&kept.out).unwrap();
    let sorts: Vec<_> = kept["evidence"].as_array().unwrap().iter().map(|one| one["sort"].as_str().unwrap()).collect();
    for sort in ["revision_diff", "status", "events", "runtime_log"] {
        assert!(sorts.contains(&sort), "{sort} is kept before anything is changed: {sorts:?}");
    }
    assert_eq!(kept["linked"], serde_json::json!(["W-1"]));
    let before = desk.generation();

    let (code, again) = desk.walk(&["run", "W-1"]);
    assert_eq!((code, &again["gate"]["code"]), (20, &gate["code"]), "a gate is not passed by running");
    let refused = |words: &[&str], why: &str| {
        let (code, shown) = desk.walk(&[&["approve", "W-1"], words].concat());
        assert_eq!((code, &shown["state"]), (3, &"waiting".into()), "{shown}");
        assert!(shown["refused"].as_str().unwrap().contains(why), "{shown}");
    };
    let code = gate["code"].as_str().unwrap();
    refused(&["--code", "0000-0000", "--type", "web"], "is not this request's");
    refused(&["--code", code], "type the name of the target, `web`");
    refused(&["--code", code, "--type", "wеb"], "character 2 is U+0435");
    assert_eq!((desk.generation(), desk.count("approval.approve")), (before, 0), "nothing was done or said");

    for _ in 0..2 {
        let (code, approved) = desk.approve(&shown);
        assert_eq!((code, &approved["state"]), (0, &"running".into()), "{approved}");
        assert_eq!(approved["gate"]["approvals"][0]["self_approved"], true);
    }
    assert_eq!((desk.generation(), desk.count("approval.approve")), (before, 1), "an approval does nothing by itself");

    for _ in 0..2 {
        let (code, done) = desk.walk(&["run", "W-1"]);
        assert_eq!((code, &done["state"], &done["outcome"]), (0, &"done".into(), &"recovered".into()), "{done}");
    }
    assert_eq!((desk.generation(), desk.has_variable()), (before + 1, true), "it was written once");
    assert_eq!((desk.count("intent.started"), desk.count("intent.succeeded")), (1, 1));
    assert!(desk.count("cond.evaluated") >= 4, "it was looked at for as long as it had to hold");
    desk.is_whole();
}

#[test]
fn what_somebody_else_undid_meanwhile_makes_the_approval_fall_and_is_not_taken_back() {
    let Some(desk) = Desk::open("what_somebody_else_undid…").map(Desk::broken) else { return };
    let (_, shown) = desk.start();
    desk.kubectl(&["rollout", "undo", "deployment/web"]);
    let before = desk.generation();
    let code = shown["gate"]["code"].as_str().unwrap();
    let ended = desk.stanch(&["walk", "approve", "W-1", "--code", code, "--type", "web"]);
    assert_eq!(ended.code, 3, "{ended:?}");
    assert!(ended.err.contains("target changed since it was shown: already at revision"), "{}", ended.err);
    assert!(ended.err.contains("api.env"), "what moved is named: {}", ended.err);
    assert_eq!((desk.count("approval.stale"), desk.count("approval.approve")), (1, 0));

    let (code, done) = desk.walk(&["run", "W-1"]);
    assert_eq!((code, &done["outcome"]), (0, &"recovered".into()), "what is there is verified: {done}");
    assert!(path(&done).contains("somebody else did it"), "{done}");
    assert_eq!((desk.generation(), desk.count("intent.started")), (before, 0), "nothing was written");
    desk.is_whole();
}

#[test]
fn an_approved_action_falls_as_well_if_its_target_moves_before_it_is_begun() {
    let Some(desk) = Desk::open("an_approved_action_falls…").map(Desk::broken) else { return };
    let (_, shown) = desk.start();
    assert_eq!(desk.approve(&shown).0, 0);
    desk.kubectl(&["set", "env", "deployment/web", "OTHER=1"]);
    let before = desk.generation();
    let (code, fallen) = desk.walk(&["run", "W-1"]);
    assert_eq!((code, &fallen["state"]), (20, &"waiting".into()), "{fallen}");
    assert_ne!(fallen["gate"]["code"], shown["gate"]["code"], "another binding");
    assert!(path(&fallen).contains("api.env"), "what moved is named: {fallen}");
    assert_eq!((desk.generation(), desk.count("intent.started")), (before, 0));
    for _ in 0..2 {
        assert_eq!(desk.walk(&["reject", "W-1", "--reason", "we go forward"]).0, 0);
    }
    let (code, done) = desk.walk(&["run", "W-1"]);
    assert_eq!((code, &done["outcome"]), (0, &"needs_people".into()));
    assert_eq!(desk.count("approval.reject"), 1);
}
