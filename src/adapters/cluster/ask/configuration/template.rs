//! ConfigMaps and Secrets that a pod template names, and how its containers see them.

use serde_json::Value;

use crate::{
    adapters::cluster::ask::reads::text,
    domain::{
        configuration::{Sight, Store, Use},
        text::Safe,
    },
};

/// Uses of one object that are kept: a template may name every key of a large one.
const USES: usize = 64;

type Named = Vec<((Store, Safe), Vec<Use>)>;

/// Every object that the containers of a pod's spec see, in the order in which they are named.
pub(super) fn named(spec: &Value) -> Named {
    let mut found = Named::new();
    for container in ["initContainers", "containers"].into_iter().flat_map(|field| list(spec, field)) {
        for variable in list(container, "env") {
            for (store, field) in
                [(Store::ConfigMap, "/valueFrom/configMapKeyRef"), (Store::Secret, "/valueFrom/secretKeyRef")]
            {
                let Some(from) = variable.pointer(field) else { continue };
                let sight = Sight::Variable { name: safe(variable, "/name"), key: safe(from, "/key") };
                note(&mut found, (store, text(from, "/name")), container, sight);
            }
        }
        for source in list(container, "envFrom") {
            for (store, field) in [(Store::ConfigMap, "/configMapRef/name"), (Store::Secret, "/secretRef/name")] {
                let sight = Sight::Variables { prefix: safe(source, "/prefix") };
                note(&mut found, (store, text(source, field)), container, sight);
            }
        }
        for mount in list(container, "volumeMounts") {
            let volume = list(spec, "volumes").iter().find(|volume| text(volume, "/name") == text(mount, "/name"));
            for (of, items) in volume.into_iter().flat_map(sources) {
                for sight in mounted(mount, items) {
                    note(&mut found, of, container, sight);
                }
            }
        }
    }
    found
}

/// An object, and the keys of it that become files; nothing where all do.
type Source<'a> = ((Store, &'a str), &'a [Value]);

/// What a volume is made of. A volume of its own says `secretName`, a projected one `name`.
fn sources(volume: &Value) -> Vec<Source<'_>> {
    let projected = volume.pointer("/projected/sources").and_then(Value::as_array).into_iter().flatten();
    let all = std::iter::once((volume, "/secretName")).chain(projected.map(|source| (source, "/name")));
    all.flat_map(|(source, secret)| {
        let of = |field, store, name| {
            source.get(field).map(|from| ((store, text(from, name)), list(from, "items"))).into_iter()
        };
        of("configMap", Store::ConfigMap, "/name").chain(of("secret", Store::Secret, secret))
    })
    .collect()
}

/// The files of a mount: those that `items` names, the one of a `subPath`, or all.
fn mounted(mount: &Value, items: &[Value]) -> Vec<Sight> {
    let at = text(mount, "/mountPath").trim_end_matches('/');
    let only = text(mount, "/subPath").trim_end_matches('/');
    let file = |path: &str, key: &str| Sight::File { path: Safe::line(path), key: Safe::line(key) };
    match (items, only) {
        ([], "") => vec![Sight::Folder { path: Safe::line(at) }],
        ([], only) => vec![file(at, only)],
        (items, only) => {
            let files = items.iter().map(|item| (text(item, "/path"), text(item, "/key")));
            let seen = files.filter_map(|(path, key)| match (only, path.strip_prefix(only)) {
                ("", _) => Some(file(&format!("{at}/{path}"), key)),
                // The file itself, or one of a folder below.
                (_, Some(rest)) if rest.is_empty() || rest.starts_with('/') => Some(file(&format!("{at}{rest}"), key)),
                _ => None,
            });
            seen.collect()
        }
    }
}

fn note(found: &mut Named, (store, name): (Store, &str), container: &Value, sight: Sight) {
    if name.is_empty() {
        return;
    }
    let seen = Use { container: safe(container, "/name"), sight };
    let name = Safe::line(name);
    match found.iter_mut().find(|(known, _)| *known == (store, name.clone())) {
        Some((_, uses)) if uses.len() < USES && !uses.contains(&seen) => uses.push(seen),
        Some(_) => {}
        None => found.push(((store, name), vec![seen])),
    }
}

fn list<'a>(value: &'a Value, field: &str) -> &'a [Value] {
    value.get(field).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn safe(value: &Value, pointer: &str) -> Safe {
    Safe::line(text(value, pointer))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn seen(spec: &Value) -> Vec<String> {
        let line = |one: &Use, name: &Safe| match &one.sight {
            Sight::Variable { name: variable, key } => format!("{name}: ${variable} {key} in {}", one.container),
            Sight::Variables { prefix } => format!("{name}: ${prefix}* in {}", one.container),
            Sight::File { path, key } => format!("{name}: {path} {key} in {}", one.container),
            Sight::Folder { path } => format!("{name}: {path}/ in {}", one.container),
        };
        let found = named(spec);
        found.iter().flat_map(|((_, name), uses)| uses.iter().map(move |one| line(one, name))).collect()
    }

    #[test]
    fn every_way_in_which_a_container_sees_a_key_is_known() {
        let spec = json!({
            "initContainers": [{ "name": "init", "envFrom": [{ "prefix": "DB_", "secretRef": { "name": "db" } }] }],
            "containers": [{
                "name": "api",
                "env": [{ "name": "PLAIN", "value": "x" },
                        { "name": "POOL", "valueFrom": { "configMapKeyRef": { "name": "web", "key": "POOL_SIZE" } } },
                        { "name": "TOKEN", "valueFrom": { "secretKeyRef": { "name": "bank", "key": "token" } } }],
                "volumeMounts": [{ "name": "all", "mountPath": "/etc/web/" }, { "name": "some", "mountPath": "/etc/some" },
                                 { "name": "all", "mountPath": "/app/one.yaml", "subPath": "one.yaml" },
                                 { "name": "some", "mountPath": "/app/b", "subPath": "sub/b.txt" },
                                 { "name": "both", "mountPath": "/both" }, { "name": "data", "mountPath": "/data" }],
            }],
            "volumes": [
                { "name": "all", "configMap": { "name": "web" } },
                { "name": "some", "secret": { "secretName": "bank", "items": [{ "key": "a", "path": "a.txt" }, { "key": "b", "path": "sub/b.txt" }] } },
                { "name": "both", "projected": { "sources": [{ "configMap": { "name": "more" } }, { "secret": { "name": "bank" } }] } },
                { "name": "data", "emptyDir": {} }],
        });
        let expected = [
            "db: $DB_* in init",
            "web: $POOL POOL_SIZE in api",
            "web: /etc/web/ in api",
            "web: /app/one.yaml one.yaml in api",
            "bank: $TOKEN token in api",
            "bank: /etc/some/a.txt a in api",
            "bank: /etc/some/sub/b.txt b in api",
            "bank: /app/b b in api",
            "bank: /both/ in api",
            "more: /both/ in api",
        ];
        assert_eq!(seen(&spec), expected);
        assert_eq!(seen(&Value::Null), [""; 0]);
    }

    #[test]
    fn a_template_that_names_a_thousand_keys_is_cut() {
        let of = |at: usize| json!({ "name": format!("V{at}"), "valueFrom": { "configMapKeyRef": { "name": "web", "key": format!("k{at}") } } });
        let spec = json!({ "containers": [{ "name": "api", "env": (0..1000).map(of).collect::<Vec<_>>() }] });
        assert_eq!(seen(&spec).len(), USES);
    }
}
