//! Fields in the order in which the server writes them: that of their Go types.

use serde_json::{Map, Value};

use super::types::{Shape, Struct};

/// Puts the fields of a value, and of everything in it, in their order. What its type does not have comes first.
pub fn arrange(kind: &'static Struct, value: &mut Value) {
    let Value::Object(fields) = value else { return };
    sort(kind, fields);
    for (name, value) in fields.iter_mut() {
        if let Some(field) = kind.fields.get(name.as_str()) {
            below(&field.shape, value);
        }
    }
}

fn below(shape: &'static Shape, value: &mut Value) {
    match (shape, &mut *value) {
        (Shape::List(inner), Value::Array(items)) => items.iter_mut().for_each(|item| below(inner, item)),
        (Shape::Map(inner), Value::Object(fields)) => fields.values_mut().for_each(|item| below(inner, item)),
        (Shape::Struct(_), _) => {
            if let Some(kind) = shape.fields() {
                arrange(kind, value);
            }
        }
        _ => {}
    }
}

fn sort(kind: &Struct, fields: &mut Map<String, Value>) {
    let place = |name: &str| kind.fields.get(name).map(|field| field.place);
    if fields.keys().map(|name| place(name)).is_sorted() {
        return;
    }
    let mut sorted: Vec<(String, Value)> = std::mem::take(fields).into_iter().collect();
    sorted.sort_by_key(|(name, _)| place(name));
    fields.extend(sorted);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{super::types::named, *};

    #[test]
    fn a_container_is_told_by_its_name_first() {
        let mut spec = json!({"volumes": [], "replicas": 1, "template": {"spec": {"containers": [{"resources": {}, "command": ["a"], "name": "api"}]},
            "metadata": {"labels": {"z": "1", "a": "2"}}}});
        arrange(named("apps.v1.DeploymentSpec"), &mut spec);
        let want = r#"{"volumes":[],"replicas":1,"template":{"metadata":{"labels":{"z":"1","a":"2"}},"spec":{"containers":[{"name":"api","command":["a"],"resources":{}}]}}}"#;
        assert_eq!(spec.to_string(), want);
    }
}
