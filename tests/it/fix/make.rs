//! A home with a repository in it.

use std::{path::PathBuf, process::Command};

use serde_json::Value;

use crate::cli::run::{Ended, Home};

/// What is in the repository at first.
pub const VALUES: &str = "env:\n  - name: LOG_LEVEL\n    value: info\nimage: shop/api:1.5\nreplicas: 3\n";

/// What gives the variable back.
pub const PATCH: &str = "--- a/chart/values.yaml
+++ b/chart/values.yaml
@@ -1,3 +1,5 @@
 env:
+  - name: STRIPE_API_KEY
+    valueFrom: {secretKeyRef: {name: stripe, key: key}}
   - name: LOG_LEVEL
     value: info
";

/// A home directory with a repository.
pub struct Bed {
    pub home: Home,
}

impl Bed {
    pub fn new() -> Self {
        let bed = Self { home: Home::new() };
        bed.write("chart/values.yaml", VALUES);
        bed.write("app/run.sh", "#!/bin/sh\necho run\n");
        bed.git(&["init", "-q", "-b", "main"]);
        bed.git(&["add", "."]);
        bed.git(&["commit", "-q", "-m", "first"]);
        bed
    }

    pub fn repository(&self) -> PathBuf {
        self.home.path().join("shop")
    }

    /// Writes a file of the repository.
    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        self.home.write(&format!("shop/{name}"), text)
    }

    pub fn git(&self, arguments: &[&str]) -> String {
        let (ok, said) = self.try_git(arguments);
        assert!(ok, "git {arguments:?}: {said}");
        said
    }

    pub fn try_git(&self, arguments: &[&str]) -> (bool, String) {
        let mut git = Command::new("git");
        git.arg("-C").arg(self.repository()).args(["-c", "user.name=Ann", "-c", "user.email=ann@example.org"]);
        let output = git.args(arguments).env("HOME", self.home.path()).output().unwrap();
        let said = if output.status.success() { output.stdout } else { output.stderr };
        (output.status.success(), String::from_utf8(said).unwrap().trim_end().to_owned())
    }

    /// Runs `stanch fix …`.
    pub fn fix(&self, arguments: &[&str]) -> Ended {
        self.home.run(&[&["fix"], arguments].concat())
    }

    /// Runs `stanch fix … --json`, which has to go well.
    pub fn said(&self, arguments: &[&str]) -> Value {
        let ended = self.fix(&[arguments, &["--json"]].concat());
        assert_eq!(ended.code, 0, "{arguments:?}: {ended:?}");
        serde_json::from_str(&ended.out).unwrap()
    }

    /// Proposes a patch that is checked on the repository.
    pub fn propose(&self, patch: &str) -> Value {
        let file = self.home.write("fix.patch", patch);
        self.said(&["new", "--patch", file.to_str().unwrap(), "--repo", self.repository().to_str().unwrap()])
    }

    /// Proposes and approves a patch: F-1.
    pub fn approved(&self, patch: &str) {
        let made = self.propose(patch);
        assert_eq!(made["state"], "pending", "{made}");
        assert_eq!(self.said(&["approve", "F-1"])["state"], "approved");
    }

    pub fn apply(&self) -> Ended {
        self.fix(&["apply", "F-1", "--repo", self.repository().to_str().unwrap(), "--json"])
    }
}

/// The answer of one check.
pub fn check<'a>(document: &'a Value, name: &str) -> &'a Value {
    let checks = document["checks"].as_array().unwrap();
    let found = checks.iter().find(|check| check["name"] == name);
    &found.unwrap_or_else(|| panic!("no check {name}: {document}"))["ok"]
}
