//! `HorizontalPodAutoscaler`s that scale the rollout, and `PodDisruptionBudget`s that select its pods.

use futures::future::join;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::{
    adapters::cluster::{connection::Shared, path::Path},
    domain::{
        cluster::Gap,
        inspection::{Autoscaler, Bounds, Budget},
        text::Safe,
        workload::{Key, Kind},
    },
};

use super::reads::{items, object, text};

pub(in crate::adapters::cluster) async fn bounds(connection: &Shared, key: &Key) -> Bounds {
    let (autoscalers, budgets) = join(autoscalers(connection, key), budgets(connection, key)).await;
    Bounds { autoscalers, budgets }
}

async fn autoscalers(connection: &Shared, key: &Key) -> Result<Vec<Autoscaler>, Gap> {
    // Nodes decide how many pods a DaemonSet has.
    if key.kind == Kind::DaemonSet {
        return Ok(Vec::new());
    }
    let plural = "horizontalpodautoscalers";
    let path = Path::collection("/apis/autoscaling/v2", Some(&key.namespace), plural);
    let found = items(connection, &path).await.map_err(|error| error.gap("list", plural, Some(&key.namespace)))?;
    Ok(found.iter().filter(|one| scales(one, key)).map(autoscaler).collect())
}

fn scales(autoscaler: &Value, key: &Key) -> bool {
    let target = |name| text(autoscaler, name);
    target("/spec/scaleTargetRef/apiVersion").starts_with("apps/")
        && Kind::parse(target("/spec/scaleTargetRef/kind")) == Some(key.kind)
        && target("/spec/scaleTargetRef/name") == key.name.as_str()
}

fn autoscaler(value: &Value) -> Autoscaler {
    let conditions = value.pointer("/status/conditions").and_then(Value::as_array);
    // The third condition, ScalingLimited, is no trouble: it is what the bounds are for.
    let broken =
        |one: &&Value| matches!(text(one, "/type"), "AbleToScale" | "ScalingActive") && text(one, "/status") == "False";
    Autoscaler {
        name: Safe::clean(text(value, "/metadata/name")),
        min: number(value, "/spec/minReplicas").unwrap_or(1),
        max: number(value, "/spec/maxReplicas").unwrap_or_default(),
        // The status counts nothing, not null, until its controller has looked.
        current: conditions.and_then(|_| number(value, "/status/currentReplicas")),
        desired: conditions.and_then(|_| number(value, "/status/desiredReplicas")),
        trouble: conditions.into_iter().flatten().find(broken).map(|one| Safe::clean(text(one, "/message"))),
    }
}

async fn budgets(connection: &Shared, key: &Key) -> Result<Vec<Budget>, Gap> {
    let plural = "poddisruptionbudgets";
    let path = Path::collection("/apis/policy/v1", Some(&key.namespace), plural);
    let found = items(connection, &path).await.map_err(|error| error.gap("list", plural, Some(&key.namespace)))?;
    if found.is_empty() {
        return Ok(Vec::new());
    }
    let workload = object(connection, key, None).await?;
    let labels = workload.pointer("/spec/template/metadata/labels").and_then(Value::as_object);
    let none = Map::new();
    let labels = labels.unwrap_or(&none);
    Ok(found.iter().filter(|one| selects(one.pointer("/spec/selector"), labels)).map(budget).collect())
}

fn budget(value: &Value) -> Budget {
    let share = |pointer| match value.pointer(pointer) {
        Some(Value::String(share)) => Some(Safe::clean(share)),
        Some(Value::Number(pods)) => Some(Safe::clean(&pods.to_string())),
        _ => None,
    };
    let is_counted = value.pointer("/status/observedGeneration").is_some();
    let count = |pointer| number(value, pointer).filter(|_| is_counted);
    Budget {
        name: Safe::clean(text(value, "/metadata/name")),
        min_available: share("/spec/minAvailable"),
        max_unavailable: share("/spec/maxUnavailable"),
        healthy: count("/status/currentHealthy"),
        needed: count("/status/desiredHealthy"),
        allowed: count("/status/disruptionsAllowed"),
    }
}

fn number(value: &Value, pointer: &str) -> Option<u32> {
    value.pointer(pointer).and_then(Value::as_u64).and_then(|number| u32::try_from(number).ok())
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Selector {
    match_labels: Map<String, Value>,
    match_expressions: Vec<Expression>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Expression {
    key: String,
    operator: String,
    values: Vec<String>,
}

/// Whether a budget's selector takes pods with these labels: an empty one takes all, none takes nothing.
fn selects(selector: Option<&Value>, labels: &Map<String, Value>) -> bool {
    let Some(selector) = selector.and_then(|selector| Selector::deserialize(selector).ok()) else { return false };
    let by_labels = selector.match_labels.iter().all(|(name, value)| labels.get(name) == Some(value));
    by_labels && selector.match_expressions.iter().all(|expression| expression.holds(labels))
}

impl Expression {
    fn holds(&self, labels: &Map<String, Value>) -> bool {
        let value = labels.get(&self.key).and_then(Value::as_str);
        let is_listed = value.is_some_and(|value| self.values.iter().any(|known| known == value));
        match self.operator.as_str() {
            "In" => is_listed,
            "NotIn" => !is_listed,
            "Exists" => value.is_some(),
            "DoesNotExist" => value.is_none(),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::domain::cluster::ClusterNo;

    #[test]
    fn a_selector_takes_what_the_api_server_would_take() {
        let labels = json!({ "app": "web", "tier": "front" });
        let expression = |key: &str, operator: &str, values: &[&str]| json!({ "matchExpressions": [{ "key": key, "operator": operator, "values": values }] });
        let table = [
            (json!(null), false),
            (json!({}), true),
            (json!({ "matchLabels": { "app": "web" } }), true),
            (json!({ "matchLabels": { "app": "web", "tier": "back" } }), false),
            (expression("tier", "In", &["front", "edge"]), true),
            (expression("tier", "In", &["back"]), false),
            (expression("tier", "NotIn", &["front"]), false),
            (expression("zone", "NotIn", &["a"]), true),
            (json!({ "matchExpressions": [{ "key": "app", "operator": "Exists" }] }), true),
            (json!({ "matchExpressions": [{ "key": "app", "operator": "DoesNotExist" }] }), false),
            (expression("app", "Gt", &["1"]), false),
        ];
        for (selector, expected) in table {
            assert_eq!(selects(Some(&selector), labels.as_object().unwrap()), expected, "{selector}");
        }
        assert!(!selects(None, labels.as_object().unwrap()));
    }

    #[test]
    fn an_autoscaler_scales_what_it_names_and_says_why_it_cannot() {
        let value = json!({
            "metadata": { "name": "web" },
            "spec": { "scaleTargetRef": { "apiVersion": "apps/v1", "kind": "Deployment", "name": "web" }, "maxReplicas": 12 },
            "status": { "currentReplicas": 4, "desiredReplicas": 6, "conditions": [
                { "type": "ScalingLimited", "status": "False", "message": "within" },
                { "type": "ScalingActive", "status": "False", "message": "no metrics" }] },
        });
        let key =
            |kind, name| Key { cluster: ClusterNo(0), namespace: Safe::clean("shop"), kind, name: Safe::clean(name) };
        assert!(scales(&value, &key(Kind::Deployment, "web")));
        assert!(!scales(&value, &key(Kind::StatefulSet, "web")) && !scales(&value, &key(Kind::Deployment, "webs")));
        let found = autoscaler(&value);
        assert_eq!((found.min, found.max, found.current, found.desired), (1, 12, Some(4), Some(6)));
        assert_eq!(found.trouble.as_deref(), Some("no metrics"));
        let fresh = autoscaler(&json!({ "spec": { "maxReplicas": 3 }, "status": { "desiredReplicas": 0 } }));
        assert_eq!((fresh.current, fresh.desired), (None, None));
    }

    #[test]
    fn a_budget_counts_pods_or_shares() {
        let found = budget(&json!({
            "metadata": { "name": "web" },
            "spec": { "minAvailable": 4 },
            "status": { "observedGeneration": 1, "currentHealthy": 1, "desiredHealthy": 4, "disruptionsAllowed": 0 },
        }));
        assert_eq!((found.min_available.as_deref(), found.max_unavailable), (Some("4"), None));
        assert_eq!((found.healthy, found.needed, found.allowed), (Some(1), Some(4), Some(0)));
        let zeros = json!({ "currentHealthy": 0, "desiredHealthy": 0, "disruptionsAllowed": 0 });
        let fresh = budget(&json!({ "spec": { "maxUnavailable": "25%" }, "status": zeros }));
        assert_eq!((fresh.max_unavailable.as_deref(), fresh.allowed), (Some("25%"), None));
    }
}
