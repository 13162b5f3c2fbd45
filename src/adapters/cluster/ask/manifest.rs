//! Objects as YAML, without what nobody reads and what nobody may keep (K-6).

use serde_json::Value;

use crate::{
    adapters::cluster::connection::Shared,
    domain::{cluster::Gap, text::Safe, workload::Key},
};

use super::reads::object;

const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

pub(super) async fn manifest(connection: &Shared, key: &Key, pod: Option<&Safe>) -> Result<Vec<Safe>, Gap> {
    let mut object = object(connection, key, pod).await?;
    trim(&mut object);
    Ok(yaml(&object))
}

/// Takes out managedFields and the copy that kubectl keeps of the whole object.
pub(super) fn trim(object: &mut Value) {
    let Some(metadata) = object.get_mut("metadata").and_then(Value::as_object_mut) else { return };
    metadata.remove("managedFields");
    if let Some(annotations) = metadata.get_mut("annotations").and_then(Value::as_object_mut) {
        annotations.remove(LAST_APPLIED);
    }
}

/// Lines of YAML, clean.
pub(super) fn yaml(value: &Value) -> Vec<Safe> {
    match serde_saphyr::to_string(value) {
        Ok(text) => text.lines().map(Safe::clean).collect(),
        Err(reason) => vec![Safe::clean(&format!("cannot be written as YAML: {reason}"))],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_noise_is_left_out() {
        let mut object = serde_json::json!({
            "metadata": { "name": "web", "managedFields": [{}], "annotations": { LAST_APPLIED: "{}", "team": "a" } },
            "spec": { "args": ["--x=\u{1b}[31m", "no", "012"] },
        });
        trim(&mut object);
        let text = yaml(&object).iter().map(Safe::as_str).collect::<Vec<_>>().join("\n");
        assert!(
            text.contains("team: a") && !text.contains("managedFields") && !text.contains("last-applied"),
            "{text}"
        );
        assert!(!text.contains('\u{1b}'), "{text}");
        let again: Value = serde_saphyr::from_str(&text.replace("\\e", "")).unwrap();
        assert_eq!(again.pointer("/spec/args/1"), Some(&Value::from("no")), "{text}");
        assert_eq!(again.pointer("/spec/args/2"), Some(&Value::from("012")), "{text}");
    }
}
