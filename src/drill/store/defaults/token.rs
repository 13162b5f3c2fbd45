//! A pod's own token: a volume of it, and where containers find it (`k8s.io/kubernetes/plugin/pkg/admission/serviceaccount`).

use serde_json::{Map, Value, json};

use crate::drill::{dice::Dice, store::value::items};

type Fields = Map<String, Value>;

/// How the names of such volumes begin.
const PREFIX: &str = "kube-api-access-";
const PLACE: &str = "/var/run/secrets/kubernetes.io/serviceaccount";

/// Mounts the token where containers have nothing else in its place.
pub fn mount(spec: &mut Fields, dice: &mut Dice) {
    let known = items(spec, "volumes").find_map(|volume| {
        volume.get("name").and_then(Value::as_str).filter(|name| name.starts_with(PREFIX)).map(str::to_owned)
    });
    let is_new = known.is_none();
    let name = known.unwrap_or_else(|| format!("{PREFIX}{}", dice.letters(5)));
    let mut is_mounted = false;
    for list in ["initContainers", "containers"] {
        for container in items(spec, list) {
            is_mounted |= mount_in(container, &name);
        }
    }
    if is_new && is_mounted {
        push(spec, "volumes", volume(&name));
    }
}

/// Whether there was room for it.
fn mount_in(container: &mut Fields, name: &str) -> bool {
    let is_taken = items(container, "volumeMounts").any(|mount| mount.get("mountPath") == Some(&PLACE.into()));
    if !is_taken {
        push(container, "volumeMounts", json!({ "name": name, "readOnly": true, "mountPath": PLACE }));
    }
    !is_taken
}

fn volume(name: &str) -> Value {
    let namespace = json!({ "apiVersion": "v1", "fieldPath": "metadata.namespace" });
    json!({ "name": name, "projected": { "defaultMode": 0o644, "sources": [
        { "serviceAccountToken": { "expirationSeconds": 3607, "path": "token" } },
        { "configMap": { "name": "kube-root-ca.crt", "items": [{ "key": "ca.crt", "path": "ca.crt" }] } },
        { "downwardAPI": { "items": [{ "path": "namespace", "fieldRef": namespace }] } },
    ] } })
}

fn push(fields: &mut Fields, list: &str, item: Value) {
    if let Value::Array(items) = fields.entry(list).or_insert_with(|| json!([])) {
        items.push(item);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mounted(mut spec: Value) -> Value {
        mount(spec.as_object_mut().unwrap(), &mut Dice::new(1));
        spec
    }

    #[test]
    fn every_container_has_the_token_once() {
        let spec = mounted(json!({ "initContainers": [{ "name": "a" }], "containers": [{ "name": "b" }] }));
        let name = spec["volumes"][0]["name"].as_str().unwrap();
        assert!(name.len() == PREFIX.len() + 5 && name.starts_with(PREFIX), "{name}");
        for list in ["initContainers", "containers"] {
            let mount = json!([{ "name": name, "readOnly": true, "mountPath": PLACE }]);
            assert_eq!(spec[list][0]["volumeMounts"], mount, "{list}");
        }
        assert_eq!(mounted(spec.clone()), spec, "a second time changes nothing");
    }

    #[test]
    fn what_stands_in_its_place_stays() {
        let own = json!({ "containers": [{ "name": "a", "volumeMounts": [{ "name": "own", "mountPath": PLACE }] }] });
        assert_eq!(mounted(own.clone()), own);
    }
}
