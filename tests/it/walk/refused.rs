//! What is refused, and said, before anything waits for anybody.

use super::desk::{Desk, path};

#[test]
fn a_right_that_is_missing_is_named_before_any_gate() {
    let Some(desk) = Desk::open("a_right_that_is_missing…").map(Desk::broken) else { return };
    desk.kubectl(&["create", "serviceaccount", "looker"]);
    let subject = format!("--serviceaccount={}:looker", desk.namespace);
    desk.kubectl(&["create", "rolebinding", "looker", "--clusterrole=view", &subject]);
    let token = desk.kubectl(&["create", "token", "looker"]);
    let admin = std::fs::read_to_string(&desk.kubeconfig).unwrap();
    let mut config: serde_json::Value = serde_saphyr::from_str(&admin).unwrap();
    config["users"][0]["user"] = serde_json::json!({ "token": token.trim() });
    let looker = desk.home.write("looker", &config.to_string()).display().to_string();

    let target = format!("{}/deploy/web", desk.namespace);
    let ended = desk.stanch_with(&looker, &["walk", "start", "application_recovery", "--target", &target], &[]);
    let walk: serde_json::Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!((ended.code, &walk["state"], &walk["gate"]), (3, &"failed".into(), &serde_json::Value::Null), "{walk}");
    assert!(path(&walk).contains("you may not patch deployments"), "{walk}");
    for key in ["refused", "end"] {
        assert!(walk[key].as_str().unwrap().contains("you may not patch deployments"), "{key}: {walk}");
    }
    assert_eq!(desk.count("approval.requested"), 0);
}

#[test]
fn what_is_not_there_or_makes_no_sense_is_said_and_begins_nothing() {
    let Some(desk) = Desk::open("what_is_not_there…") else { return };
    let target = format!("{}/deploy/web", desk.namespace);
    let nowhere = format!("{}/deploy/nope", desk.namespace);
    for (words, why) in [
        (["application_recovery", "--target", &nowhere, "--set", "hold=6s"], "no Deployment `nope`"),
        (["application_recovry", "--target", &target, "--set", "hold=6s"], "did you mean"),
        (["application_recovery", "--target", &target, "--set", "hold=soon"], "expected a duration"),
        (["application_recovery", "--target", &target, "--set", "hodl=6s"], "unknown parameter `hodl`"),
    ] {
        let ended = desk.stanch(&[&["walk", "start"], &words[..]].concat());
        assert_eq!((ended.code, ended.out.as_str()), (2, ""), "{}", ended.err);
        assert!(ended.err.contains(why), "{}", ended.err);
    }
    let (code, list) = desk.walk(&["list"]);
    assert_eq!((code, list["walks"].as_array().map(Vec::len)), (0, Some(0)), "{list}");
    assert!(desk.home().exists());
}

const GROW: &str = "\
strategy: grow
version: 1
title: Scale it
applies_to:
  kinds: [Deployment]
start: may_grow
nodes:
  may_grow: {type: gate, title: Scale, action: grow, on_reject: no}
  grow: {type: action, title: Scale, action: scale, replicas: 2, next: done, on_failure: no}
  done: {type: outcome, result: recovered, say: Done.}
  no: {type: outcome, result: not_recovered, say: Not done.}
";

#[test]
fn a_policy_that_asks_for_two_people_is_said_at_the_gate_and_one_cannot_be_both() {
    let Some(desk) = Desk::open("a_policy_that_asks_for_two_people…") else { return };
    desk.home.write(".config/stanch/strategies/grow.yaml", GROW);
    let policy = desk.home.write(
        "policy.yaml",
        &format!(
            "version: 1\napprovals:\n- {{cluster: '*', namespace: {}, action: scale, quorum: 2}}\n",
            desk.namespace
        ),
    );
    let policy = policy.display().to_string();
    let target = format!("{}/deploy/web", desk.namespace);
    let before = desk.generation();
    let started = desk.stanch(&["--policy", &policy, "walk", "start", "grow", "--target", &target]);
    let shown: serde_json::Value = serde_json::from_str(&started.out).unwrap();
    let guards = shown["gate"]["guards"].as_array().unwrap();
    let second = guards.iter().find(|guard| guard["name"] == "second_person").unwrap();
    assert_eq!((started.code, &second["holds"]), (20, &"no".into()), "{shown}");
    let code = shown["gate"]["code"].as_str().unwrap();
    let words = ["walk", "approve", "W-1", "--code", code, "--type", "web", "--ack", "second_person=I am two"];
    let ended = desk.stanch(&words);
    assert_eq!((ended.code, desk.count("approval.approve")), (3, 0), "{}", ended.err);
    let shown: serde_json::Value = serde_json::from_str(&ended.out).unwrap();
    assert!(shown["refused"].as_str().unwrap().contains("cannot prove a second one"), "{shown}");
    assert!(ended.err.contains("cannot prove a second one"), "{}", ended.err);
    assert_eq!(desk.walk(&["stop", "W-1", "--reason", "nobody else is here"]).0, 0);

    // Without it the operator's own word counts, and a number of replicas is bound as well.
    let (code, shown) = desk.walk(&["start", "grow", "--target", &target]);
    assert_eq!(code, 20, "{shown}");
    let code = shown["gate"]["code"].as_str().unwrap();
    assert_eq!(desk.walk(&["approve", "W-2", "--code", code, "--type", "web"]).0, 0);
    assert_eq!(desk.walk(&["run", "W-2"]).0, 0);
    assert_eq!(desk.generation(), before + 1);
}

#[test]
fn a_server_that_is_not_verified_is_looked_at_and_never_written_to() {
    let Some(desk) = Desk::open("a_server_that_is_not_verified…").map(Desk::broken) else { return };
    let (_, shown) = desk.start();
    assert_eq!(desk.approve(&shown).0, 0);
    let before = desk.generation();
    let admin = std::fs::read_to_string(&desk.kubeconfig).unwrap();
    let mut config: serde_json::Value = serde_saphyr::from_str(&admin).unwrap();
    let cluster = config["clusters"][0]["cluster"].as_object_mut().unwrap();
    cluster.remove("certificate-authority");
    cluster.insert("insecure-skip-tls-verify".to_owned(), true.into());
    let insecure = desk.home.write("insecure", &config.to_string()).display().to_string();
    let ended = desk.stanch_with(&insecure, &["walk", "run", "W-1"], &[]);
    assert_eq!(ended.code, 3, "{ended:?}");
    assert!(ended.err.contains("certificate is not verified"), "{}", ended.err);
    assert_eq!((desk.generation(), desk.count("intent.started"), desk.count("armed")), (before, 0, 0));
    assert_eq!(desk.walk(&["run", "W-1"]).0, 0);
    assert_eq!(desk.generation(), before + 1);
}

const UNDO: &str = "\
strategy: back
version: 1
title: Go back
start: may_undo
nodes:
  may_undo: {type: gate, title: Undo, action: undo, on_reject: no}
  undo: {type: action, title: Undo, action: undo, next: done, on_failure: no}
  done: {type: outcome, result: recovered, say: Done.}
  no: {type: outcome, result: not_recovered, say: Not done.}
";

#[test]
fn what_cannot_be_done_is_refused_with_its_reason_and_what_is_so_already_is_no_failure() {
    let Some(desk) = Desk::open("what_cannot_be_done…") else { return };
    desk.home.write(".config/stanch/strategies/back.yaml", UNDO);
    desk.home.write(".config/stanch/strategies/grow.yaml", &GROW.replace("replicas: 2", "replicas: 100000"));
    let target = format!("{}/deploy/web", desk.namespace);
    let refused = |strategy: &str, why: &str| {
        let (code, ended) = desk.walk(&["start", strategy, "--target", &target]);
        assert_eq!((code, &ended["state"], &ended["gate"]), (3, &"failed".into(), &serde_json::Value::Null), "{ended}");
        assert!(ended["refused"].as_str().unwrap().contains(why), "{ended}");
        // A walk that has ended repeats its end.
        assert_eq!(desk.walk(&["run", ended["walk"].as_str().unwrap()]).0, 3);
    };
    refused("back", "no earlier revision (revisionHistoryLimit 0?)");
    refused("grow", "above the limit 3 (3x current); raise in policy");
    desk.kubectl(&["rollout", "pause", "deployment/web"]);
    refused("back", "paused: resume first");
    let (code, paused) = desk.walk(&["start", "application_recovery", "--target", &target]);
    assert_eq!((code, &paused["outcome"], &paused["node"]), (0, &"needs_people".into(), &"paused".into()), "{paused}");
    desk.kubectl(&["rollout", "resume", "deployment/web"]);
    desk.home.write(".config/stanch/strategies/grow.yaml", &GROW.replace("replicas: 2", "replicas: 1"));
    let (code, same) = desk.walk(&["start", "grow", "--target", &target]);
    assert_eq!((code, &same["state"], &same["refused"]), (0, &"done".into(), &serde_json::Value::Null), "{same}");
    assert!(path(&same).contains("already at 1 replicas: nothing to do"), "{same}");
}

#[test]
fn what_keeps_no_record_looks_and_does_nothing() {
    let Some(desk) = Desk::open("what_keeps_no_record…") else { return };
    desk.home.write(".config/stanch/strategies/grow.yaml", GROW);
    let target = format!("{}/deploy/web", desk.namespace);
    let ended = desk.stanch(&["--ephemeral", "walk", "start", "grow", "--target", &target]);
    let shown: serde_json::Value = serde_json::from_str(&ended.out).unwrap();
    assert_eq!(ended.code, 3, "{ended:?}");
    assert!(shown["refused"].as_str().unwrap().contains("--ephemeral keeps no record"), "{shown}");
    assert_eq!(desk.stanch(&["--ephemeral", "walk", "start", "look_first", "--target", &target]).code, 0);
}
