//! Who stands where: another cluster, no rights, a journal that somebody edited, a kind of workload that names its revisions otherwise.

use std::{os::unix::fs::PermissionsExt, time::Instant};

use serde_json::{Value, json};
use sqlx::{Connection, SqliteConnection};

use super::desk::{Desk, PATIENCE};
use crate::support::real::{image, kubectl};

#[test]
fn whoever_has_no_rights_or_is_elsewhere_is_refused_and_leaves_the_gate_as_it_is() {
    let Some(desk) = Desk::open("whoever_has_no_rights…").map(Desk::broken) else { return };
    let (_, shown) = desk.start();
    let code = shown["gate"]["code"].as_str().unwrap();
    let admin = std::fs::read_to_string(&desk.kubeconfig).unwrap();
    let mut config: Value = serde_saphyr::from_str(&admin).unwrap();
    config["users"][0]["user"] = json!({});
    let nobody = desk.home.write("nobody", &config.to_string());
    std::fs::set_permissions(&nobody, std::fs::Permissions::from_mode(0o600)).unwrap();
    let nobody = nobody.display().to_string();
    for words in [&["walk", "approve", "W-1", "--code", code, "--type", "web"][..], &["walk", "run", "W-1"]] {
        let ended = desk.stanch_with(&nobody, words, &[]);
        let said: Value = serde_json::from_str(&ended.out).unwrap();
        assert_eq!((ended.code, &said["gate"]["code"]), (3, &shown["gate"]["code"]), "{ended:?}");
        assert!(said["refused"].as_str().unwrap().contains("W-1 is about cluster"), "{said}");
    }
    assert_eq!((desk.count("approval.stale"), desk.count("approval.approve")), (0, 0));
    assert_eq!(desk.approve(&shown).0, 0, "who may can still approve it");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_done_by_a_journal_that_somebody_edited() {
    let Some(desk) = Desk::open("nothing_is_done_by_a_journal…").map(Desk::broken) else { return };
    let (_, shown) = desk.start();
    assert_eq!(desk.approve(&shown).0, 0);
    let before = desk.generation();
    let file = desk.home().join(".local/state/stanch/stanch.db");
    let mut db = SqliteConnection::connect(&format!("sqlite://{}", file.display())).await.unwrap();
    let edit = "DROP TRIGGER log_is_not_changed; UPDATE log SET actor = 'mallory' WHERE kind = 'approval.requested'";
    sqlx::raw_sql(edit).execute(&mut db).await.unwrap();
    db.close().await.unwrap();
    let (code, refused) = desk.walk(&["run", "W-1"]);
    assert_eq!((code, desk.generation()), (3, before), "{refused}");
    assert!(refused["refused"].as_str().unwrap().contains("the journal is broken at seq"), "{refused}");
}

const AGENT: &str = r#"
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent, namespace: NAMESPACE}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      terminationGracePeriodSeconds: 0
      containers:
      - name: api
        image: 'IMAGE'
        env: [{name: DATABASE_URL, value: 'postgres://db/shop'}]
        command: [sh, -c, 'test "$DATABASE_URL" || exit 1; sleep 100000']
"#;

#[test]
fn a_daemon_set_that_a_deploy_broke_has_the_undo_as_its_first_gate_too() {
    let Some(desk) = Desk::open("a_daemon_set…") else { return };
    kubectl(&["apply", "-f", "-"], &AGENT.replace("NAMESPACE", &desk.namespace).replace("IMAGE", &image()));
    desk.kubectl(&["rollout", "status", "daemonset/agent", "--timeout=90s"]);
    desk.kubectl(&["set", "env", "daemonset/agent", "DATABASE_URL-"]);
    let until = Instant::now() + PATIENCE;
    while !desk.stanch(&["board", "-n", &desk.namespace, "--json"]).out.contains("\"failed\"") {
        assert!(Instant::now() < until, "it does not fail");
    }
    let target = format!("{}/ds/agent", desk.namespace);
    let (code, shown) = desk.walk(&["start", "application_recovery", "--target", &target]);
    assert_eq!((code, &shown["node"], &shown["gate"]["action"]["action"]), (20, &"may_undo".into(), &"undo".into()));
}
