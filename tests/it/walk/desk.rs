//! One Deployment whose newest revision lost a variable, and a person at the command line.

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use stanch::{domain::journal::Ulid, drill::api::Options};

use crate::{
    cli::run::{Ended, Home},
    drill::{
        ask::{Patch, patch, post},
        stand::Stand,
        talk::Talk,
        talks::workloads::{DEPLOYMENTS, is_settled, running},
    },
    support::real::{image, kubeconfig, kubectl},
};

const MANIFEST: &str = r#"
apiVersion: v1
kind: Namespace
metadata: {name: NAMESPACE}
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
        image: 'IMAGE'
        env: [{name: DATABASE_URL, value: 'postgres://db/shop'}]
        command: [sh, -c, 'test "$DATABASE_URL" || { echo "KeyError: ''DATABASE_URL''"; exit 1; }; sleep 100000']
"#;

/// Longer than any pod of the tests takes to crash, or to come back.
pub const PATIENCE: Duration = Duration::from_mins(2);

/// A person, with a home and a journal of their own.
pub struct Desk {
    pub home: Home,
    pub namespace: String,
    pub kubeconfig: String,
    /// The cluster, where it is a simulated one: it goes with the desk.
    simulated: Option<Talk>,
}

impl Drop for Desk {
    fn drop(&mut self) {
        if self.simulated.is_none() {
            kubectl(&["delete", "namespace", &self.namespace, "--wait=false"], "");
        }
    }
}

impl Desk {
    /// `None` where there is no cluster, said aloud.
    pub fn open(test: &str) -> Option<Self> {
        let kubeconfig = kubeconfig(test)?.display().to_string();
        let namespace = format!("it-{}", Ulid::new().to_string().to_lowercase());
        let image = image();
        let manifest = MANIFEST.replace("NAMESPACE", &namespace).replace("IMAGE", &image);
        let desk = Self { home: Home::new(), namespace, kubeconfig, simulated: None };
        kubectl(&["apply", "-f", "-"], &manifest);
        desk.kubectl(&["rollout", "status", "deployment/web", "--timeout=90s"]);
        Some(desk)
    }

    /// The same on a cluster of its own, whose shell commands are behaviours.
    pub async fn simulated() -> Self {
        let stand = Arc::new(Stand::simulated(1, Options::default()).await);
        let kubeconfig = stand.kubeconfig.display().to_string();
        let talk = Talk::begin(stand, Arc::default()).await;
        let command = "test \"$DATABASE_URL\" || { echo \"KeyError: 'DATABASE_URL'\"; exit 1; }; sleep 100000";
        let mut web = running("web", 1, command);
        web["spec"]["template"]["spec"]["containers"][0]["env"] =
            json!([{ "name": "DATABASE_URL", "value": "postgres://db/shop" }]);
        assert_eq!(talk.quiet(&post(DEPLOYMENTS, &web)).await.status, 201);
        talk.until(DEPLOYMENTS, "web", is_settled).await;
        Self { home: Home::new(), namespace: talk.namespace.clone(), kubeconfig, simulated: Some(talk) }
    }

    /// Without pods there is nothing that moves by itself.
    pub async fn idle(&self) {
        match &self.simulated {
            None => drop(self.kubectl(&["scale", "deployment", "web", "--replicas=0"])),
            Some(talk) => {
                let none = json!({ "spec": { "replicas": 0 } });
                talk.quiet(&patch(&format!("{DEPLOYMENTS}/web"), Patch::Merge, &none)).await;
            }
        }
    }

    pub fn kubectl(&self, words: &[&str]) -> String {
        kubectl(&[words, &["-n", &self.namespace]].concat(), "")
    }

    /// A deploy takes the variable away, and the new pod crashes.
    pub fn broken(self) -> Self {
        self.kubectl(&["set", "env", "deployment/web", "DATABASE_URL-"]);
        let until = Instant::now() + PATIENCE;
        while self.stanch(&["board", "-n", &self.namespace, "--json"]).out.split("\"failed\"").count() == 1 {
            assert!(Instant::now() < until, "it does not fail");
        }
        self
    }

    pub fn stanch(&self, words: &[&str]) -> Ended {
        self.stanch_with(&self.kubeconfig, words, &[])
    }

    pub fn stanch_with(&self, kubeconfig: &str, words: &[&str], variables: &[(&str, &str)]) -> Ended {
        let words = [&["--kubeconfig", kubeconfig], words].concat();
        self.home.run_with(&words, variables)
    }

    /// A walk command with its exit code and its one object.
    pub fn walk(&self, words: &[&str]) -> (i32, Value) {
        let Ended { code, out, err } = self.stanch(&[&["walk"], words].concat());
        (code, serde_json::from_str(&out).unwrap_or_else(|_| panic!("{out}\n{err}")))
    }

    pub fn start(&self) -> (i32, Value) {
        let target = format!("{}/deploy/web", self.namespace);
        self.walk(&["start", "application_recovery", "--target", &target, "--set", "hold=6s"])
    }

    pub fn approve(&self, shown: &Value) -> (i32, Value) {
        self.walk(&["approve", "W-1", "--code", shown["gate"]["code"].as_str().unwrap(), "--type", "web"])
    }

    pub fn generation(&self) -> u64 {
        self.kubectl(&["get", "deployment", "web", "-o", "jsonpath={.metadata.generation}"]).parse().unwrap()
    }

    pub fn has_variable(&self) -> bool {
        self.kubectl(&["get", "deployment", "web", "-o", "jsonpath={.spec.template.spec.containers[0].env}"])
            .contains("DATABASE_URL")
    }

    pub fn is_whole(&self) {
        let verified = self.stanch(&["audit", "verify"]);
        assert_eq!(verified.code, 0, "{verified:?}");
    }

    pub fn records(&self) -> Vec<(String, Value)> {
        let shown = self.stanch(&["audit", "show", "W-1", "--json"]);
        let document: Value = serde_json::from_str(&shown.out).unwrap();
        let records = document["records"].as_array().unwrap();
        records.iter().map(|record| (record["kind"].as_str().unwrap().to_owned(), record["body"].clone())).collect()
    }

    pub fn count(&self, kind: &str) -> usize {
        self.records().iter().filter(|(found, _)| found == kind).count()
    }

    pub fn home(&self) -> &Path {
        self.home.path()
    }
}

/// What was found on the way, as text.
pub fn path(walk: &Value) -> String {
    walk["path"].to_string()
}
