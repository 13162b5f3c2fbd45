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

/// What no deploy brought is joined with who wrote it and when; what these pods do not see, and what came too late, is no cause.
#[test]
fn a_change_outside_the_rollout_is_named_with_who_and_when() {
    let scenario = Scenario::load("config-drift").unwrap();
    let night = Night::of("config-drift");
    let findings = night.findings("shop/deployment/pricing", &scenario.diff);
    let first = &findings[0];
    assert_eq!(first["strength"], "STRONG", "{first}");
    let summary = first["summary"].as_str().unwrap();
    assert!(summary.contains("14 min before the first failure") && summary.contains("(Update)"), "{summary}");
    let change = first["where"]["text"].as_str().unwrap();
    assert!(change.starts_with("ConfigMap pricing-rules key rules.yaml written 2"), "{change}");
    let pieces = first["evidence"].as_array().unwrap();
    assert!(pieces.contains(&first["where"]["evidence"]) && pieces.contains(&first["symptom"]["evidence"]), "{first}");
    for other in ["pricing-banner", "pricing-switches"] {
        assert!(findings.iter().all(|finding| !finding.to_string().contains(other)), "{other}: {findings:#?}");
    }
    let seen = night.asks(&["inspect", "shop/deployment/pricing", "--json"])["configuration"]["objects"].to_string();
    assert!(seen.contains("pricing-switches") && !seen.contains("pricing-banner"), "{seen}");
}

/// Nothing was changed: the symptom stands alone, with where the credential is from. Whoever may not read Secrets is told that.
#[test]
fn a_credential_that_nobody_changed_is_told_with_its_place() {
    let scenario = Scenario::load("credential").unwrap();
    let night = Night::of("credential");
    let findings = night.findings("payments/deployment/payouts", &scenario.diff);
    assert_eq!(findings[0]["strength"], "MEDIUM", "{findings:#?}");
    let summary = findings[0]["summary"].as_str().unwrap();
    assert!(summary.contains("key token last written 8 d before the first failure"), "{summary}");
    assert!(summary.contains("nobody has changed it since revision 3 was made"), "{summary}");
    let seen = night.asks(&["inspect", "payments/deployment/payouts", "--json", "--context", "viewer"]);
    let state = &seen["configuration"]["objects"][0]["state"];
    assert_eq!(state["unreadable"]["resource"], "secrets", "{state}");
    assert!(seen["unknown"].as_array().unwrap().contains(&state["unreadable"]), "{}", seen["unknown"]);
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
