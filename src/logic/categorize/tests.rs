use super::{Circumstances, classify};
use crate::domain::{
    analysis::{Category, Complexity, Component},
    evidence::{EvidenceNo, Place},
    finding::{Finding, Matter, Strength},
    severity::Severity,
    text::Safe,
    verdict::State,
};

fn finding(rule: &str, strength: Strength, severity: Severity, text: &str) -> Finding {
    let place = Place {
        evidence: EvidenceNo(1),
        line: 1,
        file: None,
        file_line: None,
        function: None,
        text: Safe::clean(text),
    };
    Finding {
        rule: Safe::clean(rule),
        severity,
        strength,
        summary: Safe::clean("it broke"),
        matter: None,
        change: (strength != Strength::Medium).then(|| place.clone()),
        symptom: (strength != Strength::Weak).then_some(place),
        pod: None,
        evidence: vec![EvidenceNo(1)],
        impact: Safe::default(),
        remedy: Safe::default(),
    }
}

#[test]
fn findings_name_their_type() {
    let (strong, medium) = (Strength::Strong, Strength::Medium);
    let cases = [
        ("missing_env_var", strong, "KeyError: 'X_KEY'", Some(Category::Configuration)),
        ("missing_module", medium, "No module named 'x'", Some(Category::Dependency)),
        ("out_of_memory", medium, "OOMKilled 137", Some(Category::Resource)),
        ("image_pull", medium, "manifest unknown", Some(Category::Configuration)),
        ("image_pull", medium, "pull access denied", Some(Category::Security)),
        ("image_pull", medium, "dial tcp: i/o timeout", Some(Category::Network)),
        ("failed_migration", medium, "column x does not exist", Some(Category::Data)),
        ("failed_migration", medium, "deadlock detected", Some(Category::Timing)),
        ("name_resolution", medium, "no such host", Some(Category::Network)),
        ("connection_refused", medium, "ECONNREFUSED ledger:80", Some(Category::Dependency)),
        ("not_scheduled", medium, "Insufficient cpu", Some(Category::Infrastructure)),
        ("blocking_operations", strong, "took 45s", Some(Category::Application)),
        ("probe_failing", medium, "statuscode: 503", None),
        ("new_dependency", Strength::Weak, "import x", None),
    ];
    for (rule, strength, text, category) in cases {
        let found = classify(&[finding(rule, strength, Severity::High, text)], &Circumstances::default());
        assert_eq!(found.category, category, "{rule} {text}");
    }
}

#[test]
fn nothing_found_says_so() {
    let calm = classify(&[], &Circumstances::default());
    assert_eq!((calm.category, calm.severity, calm.components.len()), (None, Severity::Info, 0));
    assert!(calm.reason.contains("nothing that was given shows a failure"), "{}", calm.reason);
    let bad = classify(&[], &Circumstances { state: Some(State::Failed), ..Circumstances::default() });
    assert_eq!((bad.category, bad.severity), (None, Severity::Medium));
}

#[test]
fn what_still_serves_decides_how_bad_it_is() {
    let findings = [finding("missing_env_var", Strength::Strong, Severity::Critical, "x")];
    let at = |serving| classify(&findings, &Circumstances { serving, ..Circumstances::default() }).severity;
    assert_eq!(at(Some((0, 3))), Severity::Critical);
    assert_eq!(at(Some((2, 3))), Severity::High);
    assert_eq!(at(Some((3, 3))), Severity::Medium);
    assert_eq!(at(None), Severity::Critical);
}

#[test]
fn parts_and_effort_follow() {
    let mut refused =
        finding("connection_refused", Strength::Medium, Severity::High, "dial tcp 10.0.0.7:5432: refused");
    refused.matter = Some(Matter::Port(5432));
    let found = classify(&[refused], &Circumstances::default());
    assert_eq!((found.category, found.complexity), (Some(Category::Data), Complexity::Manual));
    assert_eq!(found.components, [Component::Backend, Component::Database]);
    let undo = classify(&[finding("image_pull", Strength::Strong, Severity::Critical, "x")], &Circumstances::default());
    assert_eq!(undo.complexity, Complexity::SemiAutomatic);
    let migration =
        classify(&[finding("failed_migration", Strength::Strong, Severity::Critical, "x")], &Circumstances::default());
    assert_eq!(migration.complexity, Complexity::Emergency);
}
