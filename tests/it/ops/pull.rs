//! `ops::pull`: what explains a rollout, read as evidence.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use stanch::{
    adapters::cluster::{Api, Settings, pin},
    domain::{
        cluster::ClusterNo,
        evidence::Sort,
        finding::Strength,
        inspection::{Answer, Diff, Question},
        logs::{LogLine, LogNews},
        workload::{Key, Kind},
    },
    ops::{
        analyze::{Case, Desk, rules},
        pull::{Error, Pulled, pull},
    },
    runtime::clock,
};

use super::shop::{board, details, shop};
use crate::support::{
    Fake,
    made::{cluster, lists, live, now, safe},
    real::{image, kubeconfig, kubectl},
};

fn shown(pulled: &Pulled) -> Vec<(Sort, String)> {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    pulled.brought.iter().map(|one| (one.sort.unwrap(), text(&one.bytes))).collect()
}

#[tokio::test]
async fn a_rollout_is_read_with_its_change_its_pods_and_their_last_words() {
    let cluster = cluster(0, "eks-eu1");
    let (well, bad) = shop(&cluster);
    let lists = lists(&cluster, live(), &[well, bad.clone()]);
    let key = bad.key.clone();
    let line = |source, text| LogLine { source, at: Some(now()), text: safe(text), cut: 0 };
    let news = vec![LogNews::Lines(vec![line(0, "KeyError: 'STRIPE_API_KEY'")])];
    let diff = |question: &Question| match question {
        Question::Diff(_) => {
            let lines = ["@@ -1,2 +1,1 @@", " env:", "-- name: STRIPE_API_KEY"].map(safe).to_vec();
            Some(Answer::Diff(Diff { old: Some(safe("2")), new: safe("3"), lines }))
        }
        _ => None,
    };
    let fake = Fake::new(cluster, lists).detailing(move |wanted| details(wanted, &bad)).answering(diff).logging(news);
    let fake: Arc<dyn Api> = Arc::new(fake);
    let pulled = pull(Arc::clone(&fake), board(), &key, now).await.unwrap();
    let shown = shown(&pulled);
    let sorts: Vec<Sort> = shown.iter().map(|(sort, _)| *sort).collect();
    assert_eq!(sorts, [Sort::RevisionDiff, Sort::Status, Sort::RuntimeLog]);
    assert!(shown[0].1.starts_with("--- a/revision-2/pod-template.yaml\n+++ b/revision-3/"), "{}", shown[0].1);
    assert!(shown[2].1.ends_with(" KeyError: 'STRIPE_API_KEY'\n"), "{}", shown[2].1);
    assert!(pulled.brought[2].pod.is_some());
    let absent = Key { name: safe("vanished"), ..key };
    assert!(matches!(pull(fake, board(), &absent, now).await, Err(Error::Gone { .. })));
}

/// A namespace that goes with the test, however it ends.
struct Namespace(String);

impl Drop for Namespace {
    fn drop(&mut self) {
        kubectl(&["delete", "namespace", &self.0, "--wait=false"], "");
    }
}

const MANIFEST: &str = r#"
apiVersion: v1
kind: Namespace
metadata: {name: NAMESPACE}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: checkout, namespace: NAMESPACE}
spec:
  replicas: 1
  selector: {matchLabels: {app: checkout}}
  template:
    metadata: {labels: {app: checkout}}
    spec:
      terminationGracePeriodSeconds: 0
      containers:
      - name: api
        image: IMAGE
        env: [{name: STRIPE_API_KEY, value: placed}]
        command: [sh, -c, "[ -n \"$STRIPE_API_KEY\" ] || { echo \"KeyError: 'STRIPE_API_KEY'\"; exit 1; }; sleep 9999"]
"#;

#[tokio::test]
async fn a_variable_that_a_deploy_removed_is_named_from_what_a_real_cluster_says() {
    let Some(file) = kubeconfig("pull") else { return };
    let image = image();
    let guard = Namespace(format!("it-pull-{}", std::process::id()));
    let namespace = guard.0.clone();
    kubectl(&["apply", "-f", "-"], &MANIFEST.replace("NAMESPACE", &namespace).replace("IMAGE", &image));
    kubectl(&["-n", &namespace, "rollout", "status", "deploy/checkout", "--timeout=60s"], "");
    kubectl(&["-n", &namespace, "set", "env", "deploy/checkout", "STRIPE_API_KEY-"], "");
    let settings = Settings { kubeconfigs: vec![file], ..Settings::default() };
    let live: Arc<dyn Api> = pin(&settings, ClusterNo(0)).unwrap().0.remove(0);
    let key =
        Key { cluster: ClusterNo(0), namespace: safe(&namespace), kind: Kind::Deployment, name: safe("checkout") };
    let begun = Instant::now();
    loop {
        let pulled = pull(Arc::clone(&live), board(), &key, clock::now).await.unwrap();
        let (mut case, mut desk) = (Case::default(), Desk::new([]).unwrap());
        for one in pulled.brought.clone() {
            case.bring(&mut desk, one, clock::now()).unwrap();
        }
        let analysis = rules(&case, clock::now());
        let found = analysis.findings.iter().find(|one| one.rule.as_str() == "missing_env_var");
        if let Some(found) = found.filter(|one| one.strength == Strength::Strong) {
            assert!(found.summary.contains("STRIPE_API_KEY"), "{}", found.summary);
            assert_eq!(pulled.unread, []);
            break;
        }
        assert!(begun.elapsed() < Duration::from_mins(1), "{:#?}\n{:#?}", shown(&pulled), analysis.findings);
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

const DRIFTING: &str = r#"
apiVersion: v1
kind: Namespace
metadata: {name: NAMESPACE}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: web-rules, namespace: NAMESPACE}
data: {rules.yaml: "rounding_mode: half_up"}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: banner, namespace: NAMESPACE}
data: {text: none}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: NAMESPACE}
spec:
  replicas: 1
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      terminationGracePeriodSeconds: 0
      containers:
      - name: api
        image: IMAGE
        volumeMounts: [{name: rules, mountPath: /etc/web}]
        command: [sh, -c, "grep -q rounding_mode /etc/web/rules.yaml || { echo \"ERROR /etc/web/rules.yaml cannot be used\"; echo \"KeyError: 'rounding_mode'\"; exit 1; }; sleep 9999"]
      volumes: [{name: rules, configMap: {name: web-rules}}]
"#;

#[tokio::test]
async fn a_key_that_somebody_edited_by_hand_is_named_from_what_a_real_cluster_says() {
    let Some(file) = kubeconfig("drift") else { return };
    let guard = Namespace(format!("it-drift-{}", std::process::id()));
    let namespace = guard.0.clone();
    let applied = kubectl;
    let kubectl = |arguments: &[&str]| kubectl(&[&["-n", namespace.as_str()], arguments].concat(), "");
    applied(&["apply", "-f", "-"], &DRIFTING.replace("NAMESPACE", &namespace).replace("IMAGE", &image()));
    kubectl(&["rollout", "status", "deploy/web", "--timeout=60s"]);
    for (map, data) in
        [("web-rules", r#"{"data":{"rules.yaml":"rounding: none"}}"#), ("banner", r#"{"data":{"text":"sale"}}"#)]
    {
        kubectl(&["patch", "configmap", map, "--type=merge", "--field-manager=kubectl-edit", "-p", data]);
    }
    // No rollout: the same template, started again.
    kubectl(&["scale", "deploy/web", "--replicas=0"]);
    kubectl(&["wait", "--for=delete", "pod", "-l", "app=web", "--timeout=60s"]);
    kubectl(&["scale", "deploy/web", "--replicas=1"]);
    let settings = Settings { kubeconfigs: vec![file], ..Settings::default() };
    let live: Arc<dyn Api> = pin(&settings, ClusterNo(0)).unwrap().0.remove(0);
    let key = Key { cluster: ClusterNo(0), namespace: safe(&namespace), kind: Kind::Deployment, name: safe("web") };
    let begun = Instant::now();
    loop {
        let pulled = pull(Arc::clone(&live), board(), &key, clock::now).await.unwrap();
        let (mut case, mut desk) = (Case::default(), Desk::new([]).unwrap());
        for one in pulled.brought.clone() {
            case.bring(&mut desk, one, clock::now()).unwrap();
        }
        let analysis = rules(&case, clock::now());
        let found = analysis.findings.iter().find(|one| one.rule.as_str() == "changed_configuration");
        if let Some(found) = found.filter(|one| one.strength == Strength::Strong) {
            let change = &found.change.as_ref().unwrap().text;
            assert!(change.starts_with("ConfigMap web-rules key rules.yaml written 2"), "{change}");
            assert!(change.ends_with("Z by kubectl-edit Update"), "{change}");
            assert!(!shown(&pulled).iter().any(|(_, text)| text.contains("banner") || text.contains("half_up")));
            assert_eq!(pulled.unread, []);
            break;
        }
        assert!(begun.elapsed() < Duration::from_mins(1), "{:#?}\n{:#?}", shown(&pulled), analysis.findings);
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}
