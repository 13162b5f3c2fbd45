//! Who wrote which key of an object last, from its managedFields. They name an object's keys without what is in them.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{
    Deserialize,
    de::{IgnoredAny, MapAccess, Visitor},
};

use crate::domain::{
    configuration::{History, Sight, Use, Written},
    text::Safe,
};

/// Keys that are told of one object.
const KEYS: usize = 32;

/// An object's metadata. Annotations are not read: one of them may hold all that was applied, values included.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Partial {
    kind: String,
    metadata: Metadata,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Metadata {
    creation_timestamp: Option<Timestamp>,
    managed_fields: Option<Vec<Managed>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Managed {
    manager: String,
    operation: String,
    time: Option<Timestamp>,
    #[serde(rename = "fieldsV1")]
    fields: Option<Fields>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Fields {
    #[serde(rename = "f:data")]
    data: Keys,
    #[serde(rename = "f:binaryData")]
    binary: Keys,
}

/// The names of a map's fields, as managedFields write them: `f:pool.yaml`.
#[derive(Debug, Default)]
struct Keys(Vec<String>);

impl<'de> Deserialize<'de> for Keys {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Naming;
        impl<'de> Visitor<'de> for Naming {
            type Value = Keys;

            fn expecting(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.write_str("fields")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Keys, A::Error> {
                let mut keys = Vec::new();
                while let Some((name, IgnoredAny)) = map.next_entry::<String, IgnoredAny>()? {
                    keys.extend(name.strip_prefix("f:").map(str::to_owned));
                }
                Ok(Keys(keys))
            }
        }
        from.deserialize_map(Naming)
    }
}

impl Partial {
    /// Whether this is what was asked for, rather than the object itself.
    pub(super) fn is_metadata(&self) -> bool {
        self.kind == "PartialObjectMetadata"
    }
}

/// The last write of each key, as far as the containers that use it may see it.
pub(super) fn history(partial: Partial, uses: &[Use]) -> History {
    let Metadata { creation_timestamp: made, managed_fields } = partial.metadata;
    let mut newest: BTreeMap<String, Written> = BTreeMap::new();
    for entry in managed_fields.unwrap_or_default() {
        let keys: Vec<String> =
            entry.fields.map(|fields| [fields.data.0, fields.binary.0].concat()).unwrap_or_default();
        let beside = u32::try_from(keys.len().saturating_sub(1)).unwrap_or(u32::MAX);
        for key in keys {
            let written = Written {
                key: Safe::line(&key),
                manager: Safe::line(&entry.manager),
                operation: Safe::line(&entry.operation),
                at: entry.time,
                beside,
            };
            match newest.get(&key) {
                Some(known) if known.at >= written.at => {}
                _ => drop(newest.insert(key, written)),
            }
        }
    }
    let all = uses.iter().any(|one| matches!(one.sight, Sight::Variables { .. } | Sight::Folder { .. }));
    let named = |key: &str| uses.iter().filter_map(|one| one.sight.key()).any(|known| known.as_str() == key);
    let lacking = if newest.is_empty() {
        // Nobody wrote down who wrote what (F6): then nobody knows which keys there are.
        Vec::new()
    } else {
        let keys = uses.iter().filter_map(|one| one.sight.key());
        let mut keys: Vec<Safe> = keys.filter(|key| !newest.contains_key(key.as_str())).cloned().collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    };
    let mut keys: Vec<Written> =
        newest.into_iter().filter(|(key, _)| all || named(key)).map(|(_, written)| written).collect();
    keys.sort_by_key(|written| (!named(&written.key), std::cmp::Reverse(written.at)));
    let left_out = u32::try_from(keys.len().saturating_sub(KEYS)).unwrap_or(u32::MAX);
    keys.truncate(KEYS);
    keys.sort_by_key(|written| std::cmp::Reverse(written.at));
    History { made, keys, left_out, lacking }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn entry(manager: &str, time: &str, keys: &[&str]) -> Value {
        let keys: serde_json::Map<String, Value> = keys.iter().map(|key| (format!("f:{key}"), json!({}))).collect();
        json!({ "manager": manager, "operation": "Update", "time": time, "fieldsType": "FieldsV1",
                "fieldsV1": { "f:data": keys, "f:metadata": { "f:labels": {} } } })
    }

    fn of(entries: &[Value], uses: &[Use]) -> History {
        let partial = json!({
            "kind": "PartialObjectMetadata",
            "metadata": { "creationTimestamp": "2026-01-01T00:00:00Z", "managedFields": entries,
                          "annotations": { "kubectl.kubernetes.io/last-applied-configuration": "{\"data\":{\"a\":\"hush\"}}" } },
        });
        let partial: Partial = serde_json::from_value(partial).unwrap();
        assert!(partial.is_metadata() && !format!("{partial:?}").contains("hush"));
        history(partial, uses)
    }

    fn seeing(sight: Sight) -> Use {
        Use { container: Safe::clean("api"), sight }
    }

    fn variable(key: &str) -> Use {
        seeing(Sight::Variable { name: Safe::clean("X"), key: Safe::clean(key) })
    }

    fn folder() -> Use {
        seeing(Sight::Folder { path: Safe::clean("/etc/web") })
    }

    #[test]
    fn the_newest_write_of_each_key_counts() {
        let entries = [
            entry("helm", "2026-01-01T00:00:00Z", &["a", "b", "."]),
            entry("kubectl-edit", "2026-01-02T00:00:00Z", &["b"]),
            json!({ "manager": "labels", "operation": "Apply", "time": "2026-01-03T00:00:00Z", "fieldsV1": { "f:metadata": {} } }),
            json!({ "manager": "nothing" }),
        ];
        let found = of(&entries, &[folder()]);
        let told: Vec<_> = found.keys.iter().map(|one| (one.key.as_str(), one.manager.as_str(), one.beside)).collect();
        assert_eq!(told, [("b", "kubectl-edit", 0), (".", "helm", 2), ("a", "helm", 2)]);
        assert_eq!(of(&entries, &[variable("a")]).keys.len(), 1);
    }

    #[test]
    fn a_key_that_nobody_wrote_is_not_there_if_anybody_wrote_any() {
        let entries = [entry("helm", "2026-01-01T00:00:00Z", &["a"])];
        assert_eq!(of(&entries, &[variable("b"), variable("b")]).lacking, [Safe::clean("b")]);
        assert_eq!(
            of(&[], &[variable("b")]),
            History { made: "2026-01-01T00:00:00Z".parse().ok(), ..History::default() }
        );
    }

    #[test]
    fn a_hundred_managers_and_a_thousand_keys_are_cut_and_what_is_named_stays() {
        let keys: Vec<String> = (0..1000).map(|at| format!("k{at}")).collect();
        let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
        let mut entries = vec![entry("first", "2025-01-01T00:00:00Z", &["named"])];
        entries.extend((0..100).map(|at| entry(&format!("m{at}\u{1b}[31m"), "2026-01-01T00:00:00Z", &keys)));
        let found = of(&entries, &[folder(), variable("named")]);
        assert_eq!((found.keys.len(), found.left_out), (KEYS, 1001 - 32));
        assert!(found.keys.iter().any(|one| one.key.as_str() == "named"));
        assert!(!found.keys[0].manager.contains('\u{1b}'));
    }
}
