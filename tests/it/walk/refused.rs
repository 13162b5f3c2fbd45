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
