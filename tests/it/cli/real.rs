//! The command line against a real API server, where `STANCH_TEST_KUBECONFIG` names one.

use std::time::{Duration, Instant};

use serde_json::Value;

use super::run::{Ended, Home};
use crate::support::real::{image, kubeconfig, kubectl};

/// The longest that a pod of the tests takes to crash often enough.
const PATIENCE: Duration = Duration::from_mins(2);

const WELL: &str = r"
apiVersion: v1
kind: Namespace
metadata: {name: it-cli-well}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: it-cli-well}
spec:
  replicas: 1
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      terminationGracePeriodSeconds: 0
      containers: [{name: api, image: 'IMAGE', command: [sleep, '3600']}]
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: looker, namespace: it-cli-well}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: looker, namespace: it-cli-well}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
subjects: [{kind: ServiceAccount, name: looker, namespace: it-cli-well}]
";

const BAD: &str = r#"
apiVersion: v1
kind: Namespace
metadata: {name: it-cli-bad}
---
apiVersion: v1
kind: Service
metadata: {name: api, namespace: it-cli-bad}
spec: {selector: {app: api}, ports: [{port: 80}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: it-cli-bad}
spec:
  replicas: 1
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec:
      terminationGracePeriodSeconds: 0
      containers: [{name: api, image: 'IMAGE', command: [sh, -c, "echo 'KeyError: KEY'; exit 3"]}]
"#;

/// A home with the kubeconfig of the real cluster's admin; `None`, and a line that says so, where there is none.
fn admin(test: &str) -> Option<Home> {
    let file = kubeconfig(test)?;
    let home = Home::new();
    home.write(".kube/config", &std::fs::read_to_string(file).unwrap());
    Some(home)
}

/// The same cluster for somebody who may look at one namespace, at this address.
fn looker(server: Option<&str>) -> Home {
    let token = kubectl(&["create", "token", "looker", "-n", "it-cli-well"], "");
    let config = kubectl(&["config", "view", "--raw", "--minify", "-o", "json"], "");
    let mut config: Value = serde_json::from_str(&config).unwrap();
    config["users"][0]["user"] = serde_json::json!({ "token": token.trim() });
    config["contexts"][0]["context"]["namespace"] = "it-cli-well".into();
    if let Some(server) = server {
        config["clusters"][0]["cluster"]["server"] = server.into();
    }
    let home = Home::new();
    home.write(".kube/config", &config.to_string());
    home
}

/// Waits until what an earlier run left behind is gone.
fn afresh(namespace: &str) {
    kubectl(&["delete", "namespace", namespace, "--ignore-not-found"], "");
}

fn json(ended: &Ended) -> Value {
    serde_json::from_str(&ended.out).unwrap_or_else(|_| panic!("no JSON: {ended:?}"))
}

/// Runs a command again until it ends as it should.
#[track_caller]
fn until(home: &Home, arguments: &[&str], done: impl Fn(&Ended) -> bool) -> Ended {
    let began = Instant::now();
    loop {
        let ended = home.run(arguments);
        if done(&ended) {
            return ended;
        }
        assert!(began.elapsed() < PATIENCE, "{arguments:?} never ended well: {ended:?}");
    }
}

#[track_caller]
fn has_keys(value: &Value, keys: &str) {
    let found: Vec<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
    let missing: Vec<&str> = keys.split(' ').filter(|key| !found.contains(key)).collect();
    assert!(missing.is_empty(), "no {missing:?} in {value:#}");
}

const ROW: &str = "cluster namespace kind name revision ready desired updated image state early rule why since changed pod \
                   container exit_code owner";

#[test]
fn what_is_well_is_0_what_is_hidden_11_and_silence_4() {
    let Some(home) = admin("what_is_well_is_0_what_is_hidden_11_and_silence_4") else { return };
    afresh("it-cli-well");
    kubectl(&["apply", "-f", "-"], &WELL.replace("IMAGE", &image()));
    kubectl(&["rollout", "status", "-n", "it-cli-well", "deployment/web", "--timeout=60s"], "");
    let well = until(&home, &["board", "--json", "-n", "it-cli-well"], |ended| ended.code == 0);
    let board = json(&well);
    assert_eq!(board["sources"][0]["state"], "live");
    has_keys(&board["sources"][0], "cluster context state age_s message");
    has_keys(&board["rollouts"][0], ROW);
    assert_eq!((&board["rollouts"][0]["name"], &board["rollouts"][0]["state"]), (&"web".into(), &"ok".into()));
    let plain = home.run(&["board", "--plain", "-n", "it-cli-well"]);
    assert!(plain.code == 0 && plain.out.contains("web"), "{plain:?}");
    // One namespace is enough for who asks for no other.
    let one = looker(None);
    assert_eq!(one.run(&["board"]).code, 0);
    let two = one.run(&["board", "--json", "-n", "it-cli-well", "-n", "kube-system"]);
    assert_eq!(two.code, 11, "{two:?}");
    assert!(json(&two)["rollouts"].as_array().unwrap().iter().any(|row| row["name"] == "web"), "{two:?}");
    let silence = looker(Some("https://127.0.0.1:1"));
    for arguments in [vec!["board", "--json"], vec!["board", "--plain"], vec!["inspect", "it-cli-well/deploy/web"]] {
        assert_eq!(silence.run(&arguments).code, 4, "{arguments:?}");
    }
    identities(&home, &one);
    kubectl(&["delete", "namespace", "it-cli-well", "--wait=false"], "");
}

/// The doctor of both users: the admin's cluster has two names, of which the other one sees the second.
fn identities(admin: &Home, looker: &Home) {
    let uid = kubectl(&["get", "namespace", "kube-system", "-o", "jsonpath={.metadata.uid}"], "");
    let id = |home: &Home| {
        let doctor = home.run(&["doctor", "--json"]);
        assert_eq!(doctor.code, 0, "{doctor:?}");
        let checks = json(&doctor)["checks"].as_array().unwrap().clone();
        let check =
            checks.iter().find(|check| check["name"].as_str().unwrap().starts_with("cluster id")).unwrap().clone();
        (check["state"].as_str().unwrap().to_owned(), check["text"].as_str().unwrap().to_owned())
    };
    let ((known, both), (warned, hash)) = (id(admin), id(looker));
    assert_eq!((known.as_str(), warned.as_str()), ("ok", "warn"));
    assert!(both.starts_with(&format!("{uid} (uid of kube-system) or ")), "{both}");
    let hash = hash.split(' ').next().unwrap();
    assert!(hash.len() == 64 && both.contains(hash), "{both} and {hash}");
}

#[test]
fn what_is_bad_is_10_and_inspect_says_everything() {
    let Some(home) = admin("what_is_bad_is_10_and_inspect_says_everything") else { return };
    afresh("it-cli-bad");
    for key in ["STRIPE", "STRIPE_API_KEY"] {
        kubectl(&["apply", "-f", "-"], &BAD.replace("IMAGE", &image()).replace("KEY\'", &format!("{key}\'")));
        // Each has to become a revision: two changes at once are one.
        kubectl(&["wait", "-n", "it-cli-bad", "deployment/api", "--for=condition=Progressing", "--timeout=60s"], "");
    }
    // Before the new pod has crashed often enough, the old one is what is bad.
    let failed = |ended: &Ended| ended.code == 10 && json(ended)["rollouts"][0]["state"] == "failed";
    let board = json(&until(&home, &["board", "--json", "-n", "it-cli-bad"], failed));
    let row = &board["rollouts"][0];
    has_keys(row, ROW);
    assert_eq!((&row["state"], &row["exit_code"], &row["container"]), (&"failed".into(), &3.into(), &"api".into()));
    assert!(row["why"].as_str().unwrap().contains("KeyError: STRIPE_API_KEY"), "{row}");
    let plain = home.run(&["board", "--plain", "-n", "it-cli-bad"]);
    assert!(plain.code == 10 && plain.out.contains("KeyError: STRIPE_API_KEY"), "{plain:?}");
    // A container that has just ended may have no log yet; then that of the old one is the first.
    let said = |ended: &Ended| ended.code == 0 && json(ended)["logs"][0]["lines"][0] == "KeyError: STRIPE_API_KEY";
    everything(&json(&until(&home, &["inspect", "--json", "it-cli-bad/deploy/api"], said)));
    let words = home.run(&["inspect", "it-cli-bad/deploy/api"]);
    assert!(words.code == 0 && words.out.contains("KeyError: STRIPE_API_KEY"), "{words:?}");
    assert_eq!(home.run(&["inspect", "it-cli-bad/deploy/apu"]).code, 2);
    kubectl(&["delete", "namespace", "it-cli-bad", "--wait=false"], "");
}

fn everything(document: &Value) {
    has_keys(document, "version rollout conditions revisions pods events logs diff serving rights unknown");
    has_keys(&document["rollout"], ROW);
    has_keys(&document["conditions"][0], "type status reason message updated since");
    has_keys(&document["revisions"][0], "name number hash created change_cause images desired ready");
    let pod = &document["pods"][0];
    has_keys(pod, "name revision phase ready node created deleted reason message containers");
    let container = &pod["containers"][0];
    has_keys(container, "name init sidecar image ready state reason message exit_code restarts last_termination");
    assert_eq!(container["last_termination"]["exit_code"], 3);
    assert!(pod["node"].is_string() && container["restarts"].as_u64().unwrap() > 0, "{pod:#}");
    has_keys(&document["events"][0], "warning reason message object container count first last source");
    has_keys(&document["logs"][0], "pod container previous lines cut");
    assert_eq!(document["logs"][0]["lines"][0], "KeyError: STRIPE_API_KEY");
    let diff = document["diff"].as_str().unwrap();
    assert!(diff.contains("\n-") && diff.contains("STRIPE_API_KEY"), "{diff}");
    has_keys(&document["serving"][0], "service ready not_ready others");
    assert_eq!(document["serving"][0]["ready"], 0);
    has_keys(&document["rights"][0], "verb resource allowed reason");
    assert!(document["unknown"].is_array());
}
