//! What a container sees when it starts: its environment and its configuration.

use std::collections::BTreeMap;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value;

use crate::drill::engine::{cluster::Cluster, fields::Fields};

/// The environment of a container, every reference resolved; or the kubelet's words for what is missing.
pub fn environment(cluster: &Cluster<'_>, pod: &Value, container: &Value) -> Result<BTreeMap<String, String>, String> {
    let mut env = BTreeMap::new();
    for source in container.items("envFrom") {
        for (kind, reference) in [("ConfigMap", "configMapRef"), ("Secret", "secretRef")] {
            let named = source.at(reference);
            let Some(name) = named.get("name").and_then(Value::as_str) else { continue };
            match contents(cluster, kind, pod.text("metadata.namespace"), name) {
                Some(all) => {
                    env.extend(all.into_iter().map(|(key, value)| (format!("{}{key}", source.text("prefix")), value)));
                }
                None if named.flag("optional") => {}
                None => return Err(missing(kind, name)),
            }
        }
    }
    for one in container.items("env") {
        let value = match one.get("valueFrom") {
            Some(from) => referred(cluster, pod, container, from)?,
            None => Some(expand(one.text("value"), &env)),
        };
        if let Some(value) = value {
            env.insert(one.text("name").to_owned(), value);
        }
    }
    Ok(env)
}

/// What is to be found of it even if something is missing: which image is pulled does not wait for a ConfigMap.
pub fn plain(container: &Value) -> BTreeMap<String, String> {
    let values = container.items("env").iter().filter(|one| one.get("valueFrom").is_none());
    values.map(|one| (one.text("name").to_owned(), one.text("value").to_owned())).collect()
}

/// Command and arguments, `$(NAME)` resolved.
#[must_use]
pub fn command(container: &Value, env: &BTreeMap<String, String>) -> String {
    let words = container.items("command").iter().chain(container.items("args")).filter_map(Value::as_str);
    words.map(|word| expand(word, env)).collect::<Vec<_>>().join(" ")
}

/// Everything in the ConfigMaps and Secrets that a pod refers to: `NAME/KEY`.
#[must_use]
pub fn configuration(cluster: &Cluster<'_>, pod: &Value) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for (kind, name) in references(pod) {
        let contents = contents(cluster, kind, pod.text("metadata.namespace"), name).unwrap_or_default();
        all.extend(contents.into_iter().map(|(key, value)| (format!("{name}/{key}"), value)));
    }
    all
}

fn references(pod: &Value) -> impl Iterator<Item = (&'static str, &str)> {
    let containers = pod.items("spec.initContainers").iter().chain(pod.items("spec.containers"));
    let from_containers = containers.flat_map(|container| {
        let whole = container.items("envFrom").iter();
        let whole = whole
            .flat_map(|one| [("ConfigMap", one.text("configMapRef.name")), ("Secret", one.text("secretRef.name"))]);
        let keys = container.items("env").iter();
        let keys = keys.flat_map(|one| {
            [
                ("ConfigMap", one.text("valueFrom.configMapKeyRef.name")),
                ("Secret", one.text("valueFrom.secretKeyRef.name")),
            ]
        });
        whole.chain(keys)
    });
    let from_volumes = pod.items("spec.volumes").iter().flat_map(|volume| {
        let projected = volume.items("projected.sources").iter();
        let projected =
            projected.flat_map(|one| [("ConfigMap", one.text("configMap.name")), ("Secret", one.text("secret.name"))]);
        [("ConfigMap", volume.text("configMap.name")), ("Secret", volume.text("secret.secretName"))]
            .into_iter()
            .chain(projected)
    });
    from_containers.chain(from_volumes).filter(|(_, name)| !name.is_empty() && *name != "kube-root-ca.crt")
}

/// The data of a ConfigMap or a Secret, decoded; `None` where it does not exist.
#[must_use]
pub fn contents(cluster: &Cluster<'_>, kind: &str, namespace: &str, name: &str) -> Option<BTreeMap<String, String>> {
    let object = cluster.named(kind, namespace, name)?;
    let decode = |text: &str| {
        STANDARD.decode(text).map_or_else(|_| text.to_owned(), |bytes| String::from_utf8_lossy(&bytes).into_owned())
    };
    let value = |value: &Value| {
        let text = value.as_str().unwrap_or_default();
        if kind == "Secret" { decode(text) } else { text.to_owned() }
    };
    Some(object.value.entries("data").map(|(key, data)| (key.clone(), value(data))).collect())
}

/// The kubelet's words for a ConfigMap or Secret that does not exist.
#[must_use]
pub fn missing(kind: &str, name: &str) -> String {
    format!("{} \"{name}\" not found", kind.to_lowercase())
}

fn referred(cluster: &Cluster<'_>, pod: &Value, container: &Value, from: &Value) -> Result<Option<String>, String> {
    let namespace = pod.text("metadata.namespace");
    for (kind, reference) in [("ConfigMap", "configMapKeyRef"), ("Secret", "secretKeyRef")] {
        let named = from.at(reference);
        let Some(name) = named.get("name").and_then(Value::as_str) else { continue };
        let key = named.text("key");
        let known = contents(cluster, kind, namespace, name);
        return match known.as_ref().map(|all| all.get(key)) {
            Some(Some(value)) => Ok(Some(value.clone())),
            _ if named.flag("optional") => Ok(None),
            Some(None) => Err(format!("couldn't find key {key} in {kind} {namespace}/{name}")),
            None => Err(missing(kind, name)),
        };
    }
    let resource = from.text("resourceFieldRef.resource");
    if let Some((what, name)) = resource.split_once('.') {
        return Ok(container
            .at("resources")
            .at(what)
            .get(name)
            .map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned)));
    }
    Ok(Some(field(pod, from.text("fieldRef.fieldPath"))))
}

fn field(pod: &Value, path: &str) -> String {
    let subscript = path.split_once("['").and_then(|(path, key)| Some((path, key.strip_suffix("']")?)));
    match subscript {
        Some((path, key)) => pod.entry(path, key).as_str().unwrap_or_default().to_owned(),
        None => pod.text(path).to_owned(),
    }
}

/// `$(NAME)` becomes the value of a variable that is known, and `$$` a dollar (`third_party/forked/golang/expansion`).
fn expand(text: &str, env: &BTreeMap<String, String>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('$') {
        out.push_str(before);
        rest = behind;
        if let Some(behind) = rest.strip_prefix('$') {
            out.push('$');
            rest = behind;
        } else if let Some((name, behind)) = rest.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
            match env.get(name) {
                Some(value) => out.push_str(value),
                None => out.extend(["$(", name, ")"]),
            }
            rest = behind;
        } else {
            out.push('$');
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_to_variables_are_resolved_and_others_stay() {
        let env = BTreeMap::from([("HOST".to_owned(), "db".to_owned())]);
        let table = [
            ("$(HOST):5432", "db:5432"),
            ("$$(HOST)", "$(HOST)"),
            ("$(NOPE)/$(HOST)", "$(NOPE)/db"),
            ("a$b", "a$b"),
            ("$(HOST", "$(HOST"),
        ];
        for (text, expected) in table {
            assert_eq!(expand(text, &env), expected, "{text}");
        }
    }
}
