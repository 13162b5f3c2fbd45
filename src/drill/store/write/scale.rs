//! How many replicas, as `autoscaling/v1` Scale.

use serde_json::{Value, json};

use crate::drill::{
    object::Object,
    store::{
        refusal::{Cause, Details, Refusal},
        request::{Body, Validation},
        schema,
        value::{copy, fields},
    },
};

use super::body;

/// An object as its `scale` subresource shows it.
#[must_use]
pub fn show(object: &Object) -> Value {
    let mut meta = json!({});
    for name in ["name", "namespace", "uid", "resourceVersion", "creationTimestamp"] {
        copy(object.value.get("metadata").unwrap_or(&Value::Null), fields(&mut meta), name);
    }
    let number = |pointer: &str| object.value.pointer(pointer).and_then(Value::as_i64).unwrap_or(0);
    let mut spec = json!({ "replicas": number("/spec/replicas") });
    if number("/spec/replicas") == 0 {
        spec = json!({});
    }
    let mut status = json!({ "replicas": number("/status/replicas") });
    let selector = object.value.pointer("/spec/selector").map(written).unwrap_or_default();
    fields(&mut status).insert("selector".to_owned(), selector.into());
    json!({ "kind": "Scale", "apiVersion": "autoscaling/v1", "metadata": meta, "spec": spec, "status": status })
}

/// A label selector as queries write it: `app=web,tier in (a,b)`.
fn written(selector: &Value) -> String {
    let labels = selector.get("matchLabels").and_then(Value::as_object).into_iter().flatten();
    let mut parts: Vec<String> =
        labels.map(|(name, value)| format!("{name}={}", value.as_str().unwrap_or_default())).collect();
    for expression in selector.get("matchExpressions").and_then(Value::as_array).into_iter().flatten() {
        let word = |name: &str| expression.get(name).and_then(Value::as_str).unwrap_or_default();
        let values = expression.get("values").and_then(Value::as_array).into_iter().flatten();
        let values: Vec<&str> = values.filter_map(Value::as_str).collect();
        parts.push(match word("operator") {
            "Exists" => word("key").to_owned(),
            "DoesNotExist" => format!("!{}", word("key")),
            "NotIn" => format!("{} notin ({})", word("key"), values.join(",")),
            _ => format!("{} in ({})", word("key"), values.join(",")),
        });
    }
    parts.sort();
    parts.join(",")
}

/// What was sent as a Scale.
pub(super) fn read(body: Body, validation: Validation) -> Result<(Value, Vec<String>), Refusal> {
    let Body { mut value, duplicates } = body;
    let kind = schema::named("autoscaling.v1.Scale");
    let warnings = body::typed(kind, &mut value, &duplicates, validation)
        .map_err(|why| Refusal::bad_request(format!("Scale in version \"v1\" cannot be handled as a Scale: {why}")))?;
    Ok((value, warnings))
}

/// How many it asks for.
pub(super) fn replicas(scale: &Value) -> i64 {
    scale.pointer("/spec/replicas").and_then(Value::as_i64).unwrap_or(0)
}

/// What is wrong with it.
pub(super) fn problems(scale: &Value) -> Vec<Cause> {
    let wanted = replicas(scale);
    if wanted >= 0 {
        return Vec::new();
    }
    vec![Cause::invalid("spec.replicas", &wanted.into(), "must be greater than or equal to 0")]
}

/// The refusal that names a Scale, not what it scales.
pub(super) fn invalid(name: &str, causes: Vec<Cause>) -> Refusal {
    let told: Vec<String> = causes.iter().map(|cause| format!("{}: {}", cause.field, cause.message)).collect();
    let details = Details {
        name: name.to_owned(),
        group: "autoscaling".to_owned(),
        kind: "Scale".to_owned(),
        causes,
        ..Details::default()
    };
    let message = format!("Scale.autoscaling \"{name}\" is invalid: {}", told.join(", "));
    Refusal { details: Some(Box::new(details)), ..Refusal::unprocessable(message) }
}
