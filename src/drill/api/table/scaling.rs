//! Autoscalers and disruption budgets.

use serde_json::Value;

use super::field::{list, number, plain, text};

pub fn autoscaler(value: &Value, age: String) -> Vec<Value> {
    let of = |name: &str| text(value, &format!("/spec/scaleTargetRef/{name}"));
    let least = value.pointer("/spec/minReplicas").map_or_else(|| "<unset>".to_owned(), plain);
    vec![
        format!("{}/{}", of("kind"), of("name")).into(),
        metrics(value).into(),
        least.into(),
        number(value, "/spec/maxReplicas").into(),
        number(value, "/status/currentReplicas").into(),
        age.into(),
    ]
}

/// Two metrics at most, and how many more.
fn metrics(value: &Value) -> String {
    let current = list(value, "/status/currentMetrics");
    let all: Vec<String> =
        list(value, "/spec/metrics").iter().enumerate().map(|(index, spec)| metric(spec, current.get(index))).collect();
    match all.len() {
        0 => "<none>".to_owned(),
        1 | 2 => all.join(", "),
        many => format!("{} + {} more...", all.get(..2).unwrap_or_default().join(", "), many - 2),
    }
}

fn metric(spec: &Value, current: Option<&Value>) -> String {
    let (source, named) = match text(spec, "/type") {
        "Resource" => ("resource", true),
        "ContainerResource" => ("containerResource", true),
        "Pods" => ("pods", false),
        "Object" => ("object", false),
        _ => ("external", false),
    };
    let now = |field: &str| current.and_then(|one| one.pointer(&format!("/{source}/current/{field}")));
    let target = |field: &str| spec.pointer(&format!("/{source}/target/{field}"));
    let text = |known: Option<&Value>, unit: &str| {
        known.filter(|one| !one.is_null()).map_or_else(|| "<unknown>".to_owned(), |one| format!("{}{unit}", plain(one)))
    };
    let told = if let Some(most) = target("averageUtilization") {
        format!("{}/{}", text(now("averageUtilization"), "%"), text(Some(most), "%"))
    } else if let Some(most) = target("averageValue") {
        let mark = if named || source == "pods" { "" } else { " (avg)" };
        format!("{}/{}{mark}", text(now("averageValue"), ""), plain(most))
    } else {
        format!("{}/{}", text(now("value"), ""), text(target("value"), ""))
    };
    if named { format!("{}: {told}", super::field::text(spec, &format!("/{source}/name"))) } else { told }
}

pub fn budget(value: &Value, age: String) -> Vec<Value> {
    let limit = |name: &str| value.pointer(&format!("/spec/{name}")).map_or_else(|| "N/A".to_owned(), plain);
    vec![
        limit("minAvailable").into(),
        limit("maxUnavailable").into(),
        number(value, "/status/disruptionsAllowed").into(),
        age.into(),
    ]
}
