//! What the store makes of strategic merge patches, beside what a real API server made of them (`scripts/record_strategic.py`).

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use proptest::prelude::*;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::drill::{
    object::Key,
    resource::Resource,
    store::{Body, Options, Part, Patch, Refusal, Store, Validation, merge, schema},
};

const CASES: &str = include_str!("../../../../tests/fixtures/api/strategic.json");
const NOW: Timestamp = Timestamp::UNIX_EPOCH;

#[derive(Deserialize)]
struct Recorded {
    /// What is created.
    bases: BTreeMap<String, Value>,
    /// The same with what the server said of it.
    stands: BTreeMap<String, Value>,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    title: String,
    of: String,
    patch: Value,
    #[serde(default)]
    duplicates: Vec<String>,
    code: u16,
    message: Option<String>,
    /// What changed, as a merge patch.
    after: Option<Value>,
}

/// The bases in a store.
struct Bed {
    store: Store,
    keys: BTreeMap<String, Key>,
}

impl Bed {
    fn of(bases: &BTreeMap<String, Value>) -> Self {
        let mut store = Store::new(1);
        let home = json!({ "metadata": { "name": "shop" } });
        store.create(NOW, Resource::namespaces(), "", home, &Options::default()).unwrap();
        let mut make = |base: &Value| {
            let resource = Resource::of_kind(base["kind"].as_str().unwrap()).unwrap();
            let made = store.create(NOW, resource, "shop", base.clone(), &Options::default()).unwrap();
            made.object.key.clone()
        };
        let keys = bases.iter().map(|(name, base)| (name.clone(), make(base))).collect();
        Self { store, keys }
    }

    fn ask(&mut self, of: &str, patch: Body) -> Result<Value, Refusal> {
        let options = Options { dry_run: true, validation: Validation::Strict, ..Options::default() };
        let patch = Patch::Strategic(patch);
        self.store.patch(NOW, &self.keys[of], Part::Main, &patch, &options).map(|written| kept(&written.object.value))
    }
}

/// What does not differ from server to server.
fn kept(value: &Value) -> Value {
    let mut value = value.clone();
    let take = |fields: &mut Value, names: &[&str]| {
        let fields = fields.as_object_mut().into_iter();
        fields.for_each(|fields| fields.retain(|name, _| !names.contains(&name.as_str())));
    };
    take(&mut value, &["status"]);
    let owned = ["creationTimestamp", "generation", "managedFields", "namespace", "resourceVersion", "uid"];
    take(&mut value["metadata"], &owned);
    if value.get("spec").is_some() {
        take(&mut value["spec"], &["clusterIP", "clusterIPs"]);
    }
    value
}

/// Where two values differ, and how.
fn differ(theirs: &Value, ours: &Value, at: &str, found: &mut Vec<String>) {
    match (theirs, ours) {
        _ if theirs == ours => {}
        (Value::Object(one), Value::Object(other)) => {
            let names: BTreeSet<&String> = one.keys().chain(other.keys()).collect();
            for name in names {
                differ(&theirs[name], &ours[name], &format!("{at}/{name}"), found);
            }
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            for (index, (one, other)) in one.iter().zip(other).enumerate() {
                differ(one, other, &format!("{at}/{index}"), found);
            }
        }
        _ => found.push(format!("  {at}\n    theirs {theirs}\n    ours   {ours}")),
    }
}

#[test]
fn patches_come_to_what_they_come_to_on_a_real_server() {
    let recorded: Recorded = serde_json::from_str(CASES).unwrap();
    let mut bed = Bed::of(&recorded.bases);
    let mut found = Vec::new();
    for (name, stands) in &recorded.stands {
        let ours = kept(&bed.store.get(&bed.keys[name]).unwrap().value);
        differ(stands, &ours, name, &mut found);
    }
    for case in &recorded.cases {
        let body = Body { value: case.patch.clone(), duplicates: case.duplicates.clone() };
        let theirs = match &case.after {
            Some(after) => {
                let mut whole = recorded.stands[&case.of].clone();
                merge::merge(&mut whole, after);
                json!({ "code": case.code, "after": whole })
            }
            None => json!({ "code": case.code, "message": case.message }),
        };
        let ours = match bed.ask(&case.of, body) {
            Ok(value) => json!({ "code": 200, "after": value }),
            Err(refusal) => json!({ "code": refusal.code, "message": refusal.message }),
        };
        differ(&theirs, &ours, &case.title, &mut found);
    }
    assert!(found.is_empty(), "{}\n{}", found.len(), found.join("\n"));
}

/// Any JSON, in which names of fields that are merged, and of directives, are as likely as others.
fn anything() -> impl Strategy<Value = Value> {
    let name = prop::sample::select(&[
        "spec",
        "template",
        "containers",
        "env",
        "name",
        "value",
        "ports",
        "containerPort",
        "metadata",
        "labels",
        "finalizers",
        "$patch",
        "$retainKeys",
        "$setElementOrder/env",
        "$setElementOrder/containers",
        "$deleteFromPrimitiveList/finalizers",
        "x",
    ]);
    let word = prop::sample::select(&["replace", "delete", "merge", "A", "B", "name", ""]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (0..3).prop_map(Value::from),
        word.prop_map(Value::from)
    ];
    leaf.prop_recursive(6, 48, 5, move |inner| {
        let fields = prop::collection::vec((name.clone(), inner.clone()), 0..5);
        let fields =
            fields.prop_map(|fields| fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect());
        prop_oneof![prop::collection::vec(inner, 0..5).prop_map(Value::Array), fields.prop_map(Value::Object)]
    })
}

/// A change of one variable: another value, none at all, or another one in its place.
fn change(name: &'static str) -> impl Strategy<Value = Value> {
    let changes = [json!({ "name": name, "value": "new" }), json!({ "name": name, "$patch": "delete" })];
    prop::sample::select(changes.to_vec()).prop_map(
        |change| json!({ "spec": { "template": { "spec": { "containers": [{ "name": "app", "env": [change] }] } } } }),
    )
}

fn deployment() -> &'static schema::Struct {
    schema::of(Resource::of_kind("Deployment").unwrap())
}

fn merged(value: &Value, patch: &Value) -> Result<Value, Refusal> {
    let mut fields = value.as_object().cloned().unwrap_or_default();
    merge::merge_strategically(Some(deployment()), &mut fields, patch.as_object().cloned().unwrap_or_default())?;
    Ok(Value::Object(fields))
}

fn web() -> Value {
    let recorded: Recorded = serde_json::from_str(CASES).unwrap();
    recorded.stands["web"].clone()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_that_is_sent_is_too_strange(value in anything(), patch in anything()) {
        // Whatever it is, it is merged or refused.
        if let Err(refusal) = merged(&value, &patch) {
            prop_assert!(matches!(refusal.code, 400 | 500), "{refusal}");
        }
    }

    #[test]
    fn changes_of_two_elements_can_come_in_any_order(one in change("A"), other in change("C")) {
        let web = web();
        let first = merged(&merged(&web, &one).unwrap(), &other).unwrap();
        let second = merged(&merged(&web, &other).unwrap(), &one).unwrap();
        prop_assert_eq!(&first, &second);
        prop_assert_ne!(first, web);
    }
}

#[test]
fn what_is_sent_as_it_stands_changes_nothing() {
    let web = web();
    assert_eq!(merged(&web, &web).unwrap(), web);
    let parts: Map<String, Value> = web["spec"].as_object().unwrap().clone();
    for (name, part) in parts {
        assert_eq!(merged(&web, &json!({ "spec": { name: part } })).unwrap(), web);
    }
}
