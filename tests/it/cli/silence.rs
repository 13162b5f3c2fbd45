//! Clusters that do not answer, and readers that do not read.

use std::{
    io::{Read, Write},
    net::TcpListener,
    process::Stdio,
};

use super::run::Home;

/// A kubeconfig whose server is a port that nobody listens on.
fn closed(home: &Home) {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    home.write(
        ".kube/config",
        &format!(
            "{{apiVersion: v1, kind: Config, current-context: gone, users: [{{name: me, user: {{token: t}}}}], \
              clusters: [{{name: gone, cluster: {{server: 'http://127.0.0.1:{port}'}}}}], \
              contexts: [{{name: gone, context: {{cluster: gone, user: me}}}}]}}"
        ),
    );
}

#[test]
fn no_answer_is_4_and_a_row_that_says_so() {
    let home = Home::new();
    closed(&home);
    let plain = home.run(&["board", "--plain"]);
    assert_eq!(plain.code, 4, "{plain:?}");
    assert!(plain.out.contains("gone  context gone, offline, never answered"), "{plain:?}");
    let json = home.run(&["--json"]);
    assert_eq!(json.code, 4);
    let answer: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(answer["version"], 1);
    assert_eq!(answer["sources"][0]["state"], "offline");
    assert_eq!(answer["sources"][0]["age_s"], serde_json::Value::Null);
    assert_eq!(answer["rollouts"], serde_json::json!([]));
}

#[test]
fn inspecting_without_an_answer_is_4_too() {
    let home = Home::new();
    closed(&home);
    let ended = home.run(&["inspect", "web/deploy/shop", "--json"]);
    assert_eq!(ended.code, 4, "{ended:?}");
    assert!(ended.complaint().starts_with("stanch: no cluster answered: gone: "), "{ended:?}");
}

#[test]
fn a_closed_pipe_is_quiet() {
    let home = Home::new();
    let mut child =
        home.command(&["doctor", "--config"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!(said, "");
    assert_eq!(child.wait().unwrap().code(), Some(0));
    // Standard error may be closed as well.
    let mut child = home.command(&["borad"]).stderr(Stdio::piped()).stdin(Stdio::piped()).spawn().unwrap();
    drop(child.stderr.take());
    let _ = child.stdin.take().unwrap().write_all(b"x");
    assert_eq!(child.wait().unwrap().code(), Some(2));
}
