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
    assert_eq!((&walk["gate"], &walk["outcome"]), (&serde_json::Value::Null, &"needs_people".into()), "{walk}");
    assert!(path(&walk).contains("you may not patch deployments"), "{walk}");
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
