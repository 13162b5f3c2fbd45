//! Without a model, over the real command line: the first finding of every drill names what was planted, and its noise raises nothing strong.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use serde_json::Value;
use stanch::drill::scenario::Scenario;

use super::run::Home;

/// A drill that serves, and the home of who looks at it.
struct Night {
    child: Child,
    kubeconfig: String,
    home: Home,
}

impl Night {
    fn of(drill: &str) -> Self {
        let home = Home::new();
        let mut child = home.command(&["drill", drill, "--serve"]).stdout(Stdio::piped()).spawn().unwrap();
        let mut kubeconfig = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut kubeconfig).unwrap();
        Self { child, kubeconfig: kubeconfig.trim_end().to_owned(), home }
    }

    /// What `stanch` answers, as JSON.
    fn asks(&self, arguments: &[&str]) -> Value {
        let ended = self.home.run_with(arguments, &[("KUBECONFIG", &self.kubeconfig)]);
        serde_json::from_str(&ended.out).unwrap_or_else(|error| panic!("{arguments:?}: {error}: {ended:?}"))
    }

    /// The findings about a workload: from a change, and from what a walk collects before its first gate.
    fn findings(&self, workload: &str, diff: &str) -> Vec<Value> {
        let diff = self.home.write("change.diff", diff);
        self.asks(&["incident", "open", "--about", workload, "a drill", "--json"]);
        let about = ["--target", workload, "--incident", "INC-1", "--json"];
        self.asks(&[&["walk", "start", "application_recovery"], about.as_slice()].concat());
        let change = ["analyze", "--no-model", "--incident", "INC-1", "--json", "--diff", diff.to_str().unwrap()];
        self.asks(&change)["findings"].as_array().unwrap().clone()
    }
}

impl Drop for Night {
    fn drop(&mut self) {
        // SIGTERM, so that it takes its folder along.
        let pid = self.child.id().to_string();
        let _ = Command::new("kill").arg(pid).status();
        let _ = self.child.wait();
    }
}

#[test]
fn the_first_finding_of_every_drill_names_what_was_planted() {
    for scenario in Scenario::shipped().unwrap() {
        let (place, cause) = (scenario.broken.unwrap(), scenario.cause.unwrap());
        let workload = format!("{}/{}/{}", place.namespace, place.kind.to_lowercase(), place.name);
        let findings = Night::of(&scenario.name).findings(&workload, &scenario.diff);
        let first = &findings[0];
        assert_eq!(first["rule"], cause.rule, "{}: {first}", scenario.name);
        for word in &cause.names {
            assert!(first["summary"].as_str().unwrap().contains(word), "{}: {first}", scenario.name);
        }
    }
}

#[test]
fn the_noise_raises_nothing_strong() {
    for (drill, noise) in [
        ("db-pool", "shop/deployment/notifications"),
        ("dns", "payments/deployment/fraud-score"),
        ("oom", "platform/deployment/ingress-nginx"),
        ("credential", "catalog/deployment/indexer"),
    ] {
        let scenario = Scenario::load(drill).unwrap();
        let findings = Night::of(drill).findings(noise, &scenario.diff);
        let strong: Vec<&Value> = findings.iter().filter(|finding| finding["strength"] == "STRONG").collect();
        assert_eq!(strong, Vec::<&Value>::new(), "{drill}: {noise}");
    }
}
