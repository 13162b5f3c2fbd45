//! Where a pod may run.

use serde_json::Value;

use crate::drill::store::names;

use super::problems::{Problems, entries, items, number, text};

const EFFECTS: [&str; 3] = ["NoSchedule", "PreferNoSchedule", "NoExecute"];
const OPERATORS: [&str; 6] = ["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"];
const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";

pub fn check(spec: &Value, path: &str, problems: &mut Problems) {
    for (name, value) in entries(spec, "nodeSelector") {
        problems.text(&format!("{path}.nodeSelector"), name, names::qualified(name));
        problems.text(&format!("{path}.nodeSelector"), value, names::value(value));
    }
    for (at, toleration) in items(spec, path, "tolerations") {
        tolerate(toleration, &at, problems);
    }
    if let Some(affinity) = spec.get("affinity") {
        node_affinity(affinity, &format!("{path}.affinity.nodeAffinity.{REQUIRED}"), problems);
        for kind in ["podAffinity", "podAntiAffinity"] {
            let terms = affinity.get(kind).unwrap_or(&Value::Null);
            for (at, term) in items(terms, &format!("{path}.affinity.{kind}"), REQUIRED) {
                let key = text(term, "topologyKey");
                if key.is_empty() {
                    problems.required(&format!("{at}.topologyKey"), "can not be empty");
                }
                problems.text(&format!("{at}.topologyKey"), key, names::qualified(key));
            }
        }
    }
    for (at, constraint) in items(spec, path, "topologySpreadConstraints") {
        if number(constraint, "maxSkew") <= 0 {
            problems.invalid(
                &format!("{at}.maxSkew"),
                &number(constraint, "maxSkew").into(),
                "must be greater than zero",
            );
        }
        if text(constraint, "topologyKey").is_empty() {
            problems.required(&format!("{at}.topologyKey"), "can not be empty");
        }
        let told = text(constraint, "whenUnsatisfiable").into();
        problems.one_of(&format!("{at}.whenUnsatisfiable"), Some(&told), &["DoNotSchedule", "ScheduleAnyway"]);
    }
}

fn tolerate(toleration: &Value, path: &str, problems: &mut Problems) {
    let (key, operator) = (text(toleration, "key"), text(toleration, "operator"));
    let (field, value) = (format!("{path}.operator"), text(toleration, "value"));
    if !key.is_empty() {
        problems.text(&format!("{path}.key"), key, names::qualified(key));
    }
    if key.is_empty() && operator != "Exists" {
        let words = "operator must be Exists when `key` is empty, which means \"match all values and all keys\"";
        problems.invalid(&field, &operator.into(), words);
    }
    match operator {
        "Exists" if !value.is_empty() => {
            problems.invalid(&field, &value.into(), "value must be empty when `operator` is 'Exists'");
        }
        "Equal" | "" => problems.text(&field, value, names::value(value)),
        "Exists" => {}
        other => problems.unsupported(&field, &other.into(), &["Equal", "Exists"]),
    }
    problems.one_of(&format!("{path}.effect"), toleration.get("effect"), &EFFECTS);
}

fn node_affinity(affinity: &Value, path: &str, problems: &mut Problems) {
    let Some(required) = affinity.get("nodeAffinity").and_then(|node| node.get(REQUIRED)) else { return };
    if items(required, path, "nodeSelectorTerms").next().is_none() {
        problems.required(&format!("{path}.nodeSelectorTerms"), "must have at least one node selector term");
    }
    for (at, term) in items(required, path, "nodeSelectorTerms") {
        for (at, expression) in items(term, &at, "matchExpressions") {
            let operator = text(expression, "operator");
            if !OPERATORS.contains(&operator) {
                problems.invalid(&format!("{at}.operator"), &operator.into(), "not a valid selector operator");
            }
        }
    }
}
