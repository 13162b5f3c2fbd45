//! What the store says to objects that a real API server was asked to create, beside what that said (`scripts/record_refusals.py`).

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::drill::{
    resource::Resource,
    store::{Options, Store},
};

const CASES: &str = include_str!("../../../../tests/fixtures/api/refusals.json");

/// Where the store is content with less than the real thing, and why.
const KNOWN: [(&str, &str); 3] = [
    ("svc ip range", "services have addresses of 10.96.0.0/12, and the recorded server of 10.0.0.0/24"),
    ("genname", "the end of a generated name is not the recorded one"),
    ("priority", "there are no PriorityClasses"),
];

#[derive(Deserialize)]
struct Case {
    kind: String,
    title: String,
    body: Value,
    code: u16,
    message: Option<String>,
    #[serde(rename = "causes")]
    reasons: Option<Value>,
    warnings: Option<Vec<String>>,
}

fn store(now: Timestamp) -> Store {
    let mut store = Store::new(1);
    for name in ["drill-refusals", "default"] {
        let body = json!({ "metadata": { "name": name } });
        store.create(now, Resource::namespaces(), "", body, &Options::default()).unwrap();
    }
    store
}

#[test]
fn objects_are_refused_as_by_the_real_server() {
    let now: Timestamp = "2026-11-21T22:00:00Z".parse().unwrap();
    let mut store = store(now);
    let cases: Vec<Case> = serde_json::from_str(CASES).unwrap();
    let mut differences = Vec::new();
    for case in cases.iter().filter(|case| KNOWN.iter().all(|(title, _)| *title != case.title)) {
        let resource = Resource::of_kind(&case.kind).unwrap();
        let dry = Options { dry_run: true, ..Options::default() };
        let (code, message, reasons, warnings) =
            match store.create(now, resource, "drill-refusals", case.body.clone(), &dry) {
                Ok(written) => (201, None, None, Some(written.warnings).filter(|list| !list.is_empty())),
                Err(refusal) => {
                    let reasons = refusal.status().pointer("/details/causes").cloned();
                    (refusal.code, Some(refusal.message), reasons, None)
                }
            };
        if (code, &message, &reasons) != (case.code, &case.message, &case.reasons) {
            differences.push(format!(
                "{}: {}\n  theirs {} {:?} {:?}\n  ours   {code} {message:?} {reasons:?}",
                case.kind, case.title, case.code, case.message, case.reasons
            ));
        } else if code == 201 && warnings != case.warnings {
            differences
                .push(format!("{}: {}\n  theirs {:?}\n  ours   {warnings:?}", case.kind, case.title, case.warnings));
        }
    }
    assert!(differences.is_empty(), "{} of {}\n{}", differences.len(), cases.len(), differences.join("\n"));
}
