//! Namespaces, configuration, accounts, claims and quotas.

use serde_json::Value;

use super::field::{list, map, or, plain, text};

pub fn namespace(value: &Value, age: String) -> Vec<Value> {
    vec![text(value, "/status/phase").into(), age.into()]
}

fn count(value: &Value, pointer: &str) -> usize {
    map(value, pointer).map_or(0, serde_json::Map::len)
}

pub fn config_map(value: &Value, age: String) -> Vec<Value> {
    vec![(count(value, "/data") + count(value, "/binaryData")).into(), age.into()]
}

pub fn secret(value: &Value, age: String) -> Vec<Value> {
    vec![text(value, "/type").into(), count(value, "/data").into(), age.into()]
}

pub fn service_account(value: &Value, age: String) -> Vec<Value> {
    vec![list(value, "/secrets").len().into(), age.into()]
}

pub fn claim(value: &Value, age: String) -> Vec<Value> {
    let going = !text(value, "/metadata/deletionTimestamp").is_empty();
    let phase = if going { "Terminating" } else { text(value, "/status/phase") };
    let volume = text(value, "/spec/volumeName");
    let modes: Vec<&str> = list(value, "/status/accessModes")
        .iter()
        .filter_map(Value::as_str)
        .map(|mode| match mode {
            "ReadWriteOnce" => "RWO",
            "ReadOnlyMany" => "ROX",
            "ReadWriteMany" => "RWX",
            "ReadWriteOncePod" => "RWOP",
            other => other,
        })
        .collect();
    let capacity = if volume.is_empty() { "" } else { text(value, "/status/capacity/storage") };
    vec![
        phase.into(),
        volume.into(),
        capacity.into(),
        if volume.is_empty() { String::new() } else { modes.join(",") }.into(),
        text(value, "/spec/storageClassName").into(),
        or(text(value, "/spec/volumeAttributesClassName"), "<unset>").into(),
        age.into(),
        or(text(value, "/spec/volumeMode"), "<unset>").into(),
    ]
}

pub fn quota(value: &Value, age: String) -> Vec<Value> {
    let (mut requests, mut limits) = (Vec::new(), Vec::new());
    let mut hard: Vec<(&String, &Value)> = map(value, "/status/hard").into_iter().flatten().collect();
    hard.sort_unstable_by_key(|(name, _)| *name);
    for (name, most) in hard {
        let used = map(value, "/status/used").and_then(|used| used.get(name)).map_or_else(|| "0".to_owned(), plain);
        let told = format!("{name}: {used}/{}", plain(most));
        if name.starts_with("limits.") { limits.push(told) } else { requests.push(told) }
    }
    vec![requests.join(", ").into(), limits.join(", ").into(), age.into()]
}
