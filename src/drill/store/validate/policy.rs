//! HorizontalPodAutoscalers and PodDisruptionBudgets.

use serde_json::{Value, json};

use super::{
    problems::{Problems, items, number, text},
    rolling::{amount, at_most_all},
};

const METRICS: [&str; 5] = ["ContainerResource", "External", "Object", "Pods", "Resource"];

pub fn autoscaler(spec: &Value, problems: &mut Problems) {
    let (least, most) = (number(spec, "minReplicas"), number(spec, "maxReplicas"));
    if least < 1 {
        problems.invalid("spec.minReplicas", &least.into(), "must be greater than or equal to 1");
    }
    if most < 1 {
        problems.invalid("spec.maxReplicas", &most.into(), "must be greater than 0");
    }
    if most < least {
        problems.invalid("spec.maxReplicas", &most.into(), "must be greater than or equal to `minReplicas`");
    }
    let target = spec.get("scaleTargetRef").unwrap_or(&Value::Null);
    for name in ["kind", "name"] {
        if text(target, name).is_empty() {
            problems.required(&format!("spec.scaleTargetRef.{name}"), "");
        }
    }
    if text(target, "apiVersion").is_empty() {
        problems.invalid("spec.scaleTargetRef.apiVersion", &"".into(), "apiVersion must specify API group");
    }
    for (at, metric) in items(spec, "spec", "metrics") {
        let kind = text(metric, "type");
        if !METRICS.contains(&kind) {
            for _ in 0..2 {
                problems.unsupported(&format!("{at}.type"), &kind.into(), &METRICS);
            }
        }
        let target = metric.pointer("/resource/target");
        if let Some(target) =
            target.filter(|target| ["averageUtilization", "averageValue"].iter().all(|one| target.get(*one).is_none()))
        {
            let words = "must set either a target raw value or a target utilization";
            if text(target, "type") == "Utilization" {
                problems.required(&format!("{at}.resource.target.averageUtilization"), words);
            }
        }
    }
    if least == 0 {
        let words = "must specify at least one Object or External metric to support scaling to zero replicas";
        problems.forbidden("spec.metrics", words);
    }
}

pub fn budget(spec: &Value, problems: &mut Problems) {
    let (least, most) = (spec.get("minAvailable"), spec.get("maxUnavailable"));
    if least.is_some() && most.is_some() {
        let told = json!({
            "MinAvailable": least, "Selector": spec.get("selector"), "MaxUnavailable": most,
            "UnhealthyPodEvictionPolicy": spec.get("unhealthyPodEvictionPolicy"),
        });
        problems.invalid("spec", &told, "minAvailable and maxUnavailable cannot be both set");
    }
    for (name, told) in [("minAvailable", least), ("maxUnavailable", most)] {
        amount(told, &format!("spec.{name}"), problems);
        at_most_all(told, &format!("spec.{name}"), problems);
    }
}
