//! Deployments, ReplicaSets, StatefulSets, DaemonSets.

use serde_json::{Value, json};

use crate::drill::store::selector::Labels;

use super::{
    meta, pod,
    problems::{Problems, items, number, text},
    rolling::{amount, at_most_all, is_none},
};

const TYPES: [&str; 2] = ["Recreate", "RollingUpdate"];

pub fn deployment(spec: &Value, problems: &mut Problems) {
    problems.not_negative("spec.replicas", spec.get("replicas"));
    selector(spec, "deployment", true, problems);
    template(spec, true, problems);
    strategy(spec, problems);
    for name in ["minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds"] {
        problems.not_negative(&format!("spec.{name}"), spec.get(name));
    }
    if let Some(deadline) = spec.get("progressDeadlineSeconds")
        && deadline.as_i64().unwrap_or(0) <= number(spec, "minReadySeconds")
    {
        problems.invalid("spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds");
    }
}

pub fn replica_set(spec: &Value, problems: &mut Problems) {
    problems.not_negative("spec.replicas", spec.get("replicas"));
    problems.not_negative("spec.minReadySeconds", spec.get("minReadySeconds"));
    selector(spec, "replicaset", true, problems);
    template(spec, true, problems);
}

pub fn stateful_set(spec: &Value, problems: &mut Problems) {
    let policy = text(spec, "podManagementPolicy");
    if !matches!(policy, "OrderedReady" | "Parallel") {
        problems.invalid("spec.podManagementPolicy", &policy.into(), "must be 'OrderedReady' or 'Parallel'");
    }
    let update = spec.get("updateStrategy").unwrap_or(&Value::Null);
    let partition = update.pointer("/rollingUpdate/partition");
    match text(update, "type") {
        "RollingUpdate" => problems.not_negative("spec.updateStrategy.rollingUpdate.partition", partition),
        "OnDelete" => {
            if update.get("rollingUpdate").is_some() {
                let told = json!({ "Partition": partition, "MaxUnavailable": update.pointer("/rollingUpdate/maxUnavailable") });
                let words = "only allowed for updateStrategy 'RollingUpdate'";
                problems.invalid("spec.updateStrategy.rollingUpdate", &told, words);
            }
        }
        other => {
            let told = json!({ "Type": other, "RollingUpdate": null });
            problems.invalid("spec.updateStrategy", &told, "must be 'RollingUpdate' or 'OnDelete'");
        }
    }
    problems.not_negative("spec.replicas", spec.get("replicas"));
    problems.not_negative("spec.minReadySeconds", spec.get("minReadySeconds"));
    selector(spec, "statefulset", true, problems);
    template(spec, true, problems);
}

pub fn daemon_set(spec: &Value, problems: &mut Problems) {
    selector(spec, "daemonset", false, problems);
    template(spec, true, problems);
    problems.not_negative("spec.minReadySeconds", spec.get("minReadySeconds"));
    let update = spec.get("updateStrategy").unwrap_or(&Value::Null);
    match text(update, "type") {
        "OnDelete" => {}
        "RollingUpdate" => {
            let field = "spec.updateStrategy.rollingUpdate";
            let rolling = update.get("rollingUpdate").unwrap_or(&Value::Null);
            let (unavailable, surge) = (rolling.get("maxUnavailable"), rolling.get("maxSurge"));
            for (name, told) in [("maxUnavailable", unavailable), ("maxSurge", surge)] {
                amount(told, &format!("{field}.{name}"), problems);
                at_most_all(told, &format!("{field}.{name}"), problems);
            }
            if !is_none(unavailable) && !is_none(surge) {
                let words = "may not be set when maxUnavailable is non-zero";
                problems.invalid(&format!("{field}.maxSurge"), surge.unwrap_or(&Value::Null), words);
            } else if is_none(unavailable) && is_none(surge) {
                problems.required(&format!("{field}.maxUnavailable"), "cannot be 0 when maxSurge is 0");
            }
        }
        other => {
            let told = json!({ "Type": other, "RollingUpdate": null });
            problems.unsupported("spec.updateStrategy", &told, &["RollingUpdate", "OnDelete"]);
        }
    }
    problems.not_negative("spec.revisionHistoryLimit", spec.get("revisionHistoryLimit"));
}

fn strategy(spec: &Value, problems: &mut Problems) {
    let strategy = spec.get("strategy").unwrap_or(&Value::Null);
    let rolling = strategy.get("rollingUpdate");
    match text(strategy, "type") {
        "Recreate" => {
            if rolling.is_some() {
                let words = "may not be specified when strategy `type` is 'Recreate'";
                problems.forbidden("spec.strategy.rollingUpdate", words);
            }
        }
        "RollingUpdate" => {
            let part = |name: &str| rolling.and_then(|rolling| rolling.get(name));
            let (unavailable, surge) = (part("maxUnavailable"), part("maxSurge"));
            let field = |name: &str| format!("spec.strategy.rollingUpdate.{name}");
            amount(unavailable, &field("maxUnavailable"), problems);
            amount(surge, &field("maxSurge"), problems);
            if is_none(unavailable) && is_none(surge) {
                let told = unavailable.cloned().unwrap_or_else(|| json!(0));
                problems.invalid(&field("maxUnavailable"), &told, "may not be 0 when `maxSurge` is 0");
            }
            at_most_all(unavailable, &field("maxUnavailable"), problems);
        }
        other => {
            let told = json!({ "Type": other, "RollingUpdate": null });
            problems.unsupported("spec.strategy", &told, &TYPES);
        }
    }
}

/// What selects the pods.
fn selector(spec: &Value, kind: &str, required: bool, problems: &mut Problems) {
    let Some(selector) = spec.get("selector") else {
        if required {
            problems.required("spec.selector", "");
        }
        return;
    };
    if selector.as_object().is_some_and(serde_json::Map::is_empty) {
        problems.invalid("spec.selector", selector, &format!("empty selector is invalid for {kind}"));
    }
    let mut broken = false;
    for (at, expression) in items(selector, "spec.selector", "matchExpressions") {
        let values = expression.get("values").is_some();
        match text(expression, "operator") {
            "In" | "NotIn" if !values => {
                problems.required(&format!("{at}.values"), "must be specified when `operator` is 'In' or 'NotIn'");
            }
            "Exists" | "DoesNotExist" if values => {
                let words = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
                problems.forbidden(&format!("{at}.values"), words);
            }
            "In" | "NotIn" | "Exists" | "DoesNotExist" => continue,
            other => problems.invalid(&format!("{at}.operator"), &other.into(), "not a valid selector operator"),
        }
        broken = true;
    }
    if broken {
        problems.invalid("spec.selector", selector, "invalid label selector");
    }
}

/// What the pods look like, and whether the selector finds them.
fn template(spec: &Value, always: bool, problems: &mut Problems) {
    let template = spec.get("template").unwrap_or(&Value::Null);
    let labels = template.pointer("/metadata/labels");
    let selector = spec.get("selector");
    let readable = selector.is_none_or(|selector| {
        let mut expressions = items(selector, "", "matchExpressions");
        expressions.all(|(_, one)| Labels::of(&json!({ "matchExpressions": [one] })) != Labels::default() && sound(one))
    });
    let empty = selector.is_some_and(|selector| selector.as_object().is_some_and(serde_json::Map::is_empty));
    let finds = selector.is_some_and(|selector| Labels::of(selector).matches(labels));
    if readable && !empty && !finds {
        let words = "`selector` does not match template `labels`";
        problems.invalid("spec.template.metadata.labels", labels.unwrap_or(&Value::Null), words);
    }
    meta::labels(template.get("metadata").unwrap_or(&Value::Null), "spec.template.labels", problems);
    let pod = template.get("spec").unwrap_or(&Value::Null);
    pod::spec(pod, "spec.template.spec", problems);
    let restarts = pod.get("restartPolicy").filter(|policy| always && policy.as_str() != Some("Always"));
    if let Some(policy) = restarts.filter(|policy| matches!(policy.as_str(), Some("OnFailure" | "Never"))) {
        problems.unsupported("spec.template.spec.restartPolicy", policy, &["Always"]);
    }
    if pod.get("activeDeadlineSeconds").is_some() {
        let words = "activeDeadlineSeconds in ReplicaSet is not Supported";
        problems.forbidden("spec.template.spec.activeDeadlineSeconds", words);
    }
}

fn sound(expression: &Value) -> bool {
    let values = expression.get("values").is_some();
    match text(expression, "operator") {
        "In" | "NotIn" => values,
        "Exists" | "DoesNotExist" => !values,
        _ => false,
    }
}
