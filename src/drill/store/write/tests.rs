//! Conversations with the store; what is expected here was seen on a real API server.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::drill::{
    object::Key,
    resource::Resource,
    store::{Body, Deleted, Deletion, Options, Outcome, Part, Patch, Propagation, Refusal, Store, Written},
};

const NOW: &str = "2026-11-21T22:00:00Z";

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

fn kind(kind: &str) -> &'static Resource {
    Resource::of_kind(kind).unwrap()
}

fn store() -> Store {
    let mut store = Store::new(1);
    let home = json!({ "metadata": { "name": "shop" } });
    store.create(now(), kind("Namespace"), "", home, &Options::default()).unwrap();
    store
}

fn deployment(replicas: i64) -> Value {
    json!({
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": { "name": "web" },
        "spec": {
            "replicas": replicas, "selector": { "matchLabels": { "app": "web" } },
            "template": {
                "metadata": { "labels": { "app": "web" } },
                "spec": { "containers": [{ "name": "c", "image": "registry.local/busybox:1" }] },
            },
        },
    })
}

fn key(of: &str, name: &str) -> Key {
    Key { resource: kind(of), namespace: "shop".into(), name: name.into() }
}

fn by(manager: &str) -> Options {
    Options { manager: manager.to_owned(), ..Options::default() }
}

fn with_web() -> (Store, Key) {
    let mut store = store();
    store.create(now(), kind("Deployment"), "shop", deployment(0), &by("maker")).unwrap();
    (store, key("Deployment", "web"))
}

fn merge(store: &mut Store, key: &Key, patch: Value) -> Result<Written, Refusal> {
    store.patch(now(), key, Part::Main, &Patch::Merge(patch.into()), &by("ask"))
}

#[test]
fn a_created_object_is_stamped_and_filled_in() {
    let (store, key) = with_web();
    let value = &store.get(&key).unwrap().value;
    assert_eq!(value["metadata"]["generation"], 1);
    assert_eq!(value["metadata"]["creationTimestamp"], NOW);
    assert_eq!(value["status"], json!({}));
    assert_eq!(value["spec"]["strategy"]["rollingUpdate"], json!({ "maxUnavailable": "25%", "maxSurge": "25%" }));
    let fields = json!({ "f:spec": {
        "f:progressDeadlineSeconds": {}, "f:replicas": {}, "f:revisionHistoryLimit": {}, "f:selector": {},
        "f:strategy": { "f:rollingUpdate": { ".": {}, "f:maxSurge": {}, "f:maxUnavailable": {} }, "f:type": {} },
        "f:template": {
            "f:metadata": { "f:labels": { ".": {}, "f:app": {} } },
            "f:spec": {
                "f:containers": { "k:{\"name\":\"c\"}": {
                    ".": {}, "f:image": {}, "f:imagePullPolicy": {}, "f:name": {}, "f:resources": {},
                    "f:terminationMessagePath": {}, "f:terminationMessagePolicy": {},
                } },
                "f:dnsPolicy": {}, "f:restartPolicy": {}, "f:schedulerName": {}, "f:securityContext": {},
                "f:terminationGracePeriodSeconds": {},
            },
        },
    } });
    assert_eq!(value["metadata"]["managedFields"][0]["fieldsV1"], fields);
}

#[test]
fn a_write_that_changes_nothing_is_none() {
    let (mut store, key) = with_web();
    let before = store.version();
    let done = merge(&mut store, &key, json!({ "spec": { "replicas": 0 } })).unwrap();
    assert_eq!((done.outcome, store.version()), (Outcome::Unchanged, before));
    let done = merge(&mut store, &key, json!({ "spec": { "replicas": 2 } })).unwrap();
    assert_eq!((done.outcome, store.version()), (Outcome::Changed, before + 1));
    assert_eq!(done.object.value["metadata"]["generation"], 2);
    let done = merge(&mut store, &key, json!({ "metadata": { "labels": { "a": "b" } } })).unwrap();
    assert_eq!(done.object.value["metadata"]["generation"], 2, "labels are nothing that is wanted of it");
    let done = merge(&mut store, &key, json!({ "metadata": { "annotations": { "a": "b" } } })).unwrap();
    assert_eq!(done.object.value["metadata"]["generation"], 3, "annotations go to its ReplicaSets");
}

#[test]
fn preconditions_are_conflicts_in_the_servers_words() {
    let (mut store, key) = with_web();
    let stale = merge(&mut store, &key, json!({ "metadata": { "resourceVersion": "1" } })).unwrap_err();
    assert_eq!(
        (stale.code, stale.reason, stale.message.as_str()),
        (
            409,
            "Conflict",
            "Operation cannot be fulfilled on deployments.apps \"web\": the object has been modified; please apply your changes to the latest version and try again"
        )
    );
    let mut body = deployment(0);
    body["metadata"]["uid"] = "3".into();
    let wrong = store.update(now(), &key, Part::Main, body, &by("ask")).unwrap_err();
    let uid = store.get(&key).unwrap().uid();
    assert_eq!(
        wrong.message,
        format!(
            "Operation cannot be fulfilled on deployments.apps \"web\": StorageError: invalid object, Code: 4, Key: /registry/deployments/shop/web, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: 3, UID in object meta: {uid}"
        )
    );
    let deletion = Deletion { uid: Some("x".to_owned()), ..Deletion::default() };
    let refused = store.delete(now(), &key, &deletion).unwrap_err();
    assert!(
        refused
            .message
            .starts_with("Operation cannot be fulfilled on Deployment.apps \"web\": the UID in the precondition (x)")
    );
}

#[test]
fn a_dry_run_leaves_nothing_behind() {
    let (mut store, key) = with_web();
    let before = store.version();
    let dry = Options { dry_run: true, ..by("ask") };
    let done = store.patch(now(), &key, Part::Main, &Patch::Merge(json!({ "spec": { "replicas": 9 } }).into()), &dry);
    assert_eq!(done.unwrap().object.value["spec"]["replicas"], 9);
    let deletion = Deletion { dry_run: true, ..Deletion::default() };
    assert!(matches!(store.delete(now(), &key, &deletion).unwrap(), Deleted::Gone(_)));
    let mut other = deployment(0);
    other["metadata"]["name"] = "other".into();
    store.create(now(), kind("Deployment"), "shop", other, &dry).unwrap();
    assert_eq!((store.version(), store.list(kind("Deployment"), None).count()), (before, 1));
}

#[test]
fn each_part_is_written_by_itself() {
    let (mut store, key) = with_web();
    let all = json!({
        "metadata": { "labels": { "a": "b" }, "annotations": { "q": "1" } },
        "spec": { "replicas": 4 }, "status": { "replicas": 9 },
    });
    let status = store.patch(now(), &key, Part::Status, &Patch::Merge(all.clone().into()), &by("ask")).unwrap();
    let value = &status.object.value;
    assert_eq!((&value["spec"]["replicas"], &value["status"]["replicas"]), (&json!(0), &json!(9)));
    assert_eq!((value["metadata"].get("labels"), &value["metadata"]["annotations"]["q"]), (None, &json!("1")));
    assert_eq!(value["metadata"]["generation"], 1);
    let mut main = all;
    main["status"]["replicas"] = 1.into();
    let main = merge(&mut store, &key, main).unwrap();
    assert_eq!(
        (&main.object.value["spec"]["replicas"], &main.object.value["status"]["replicas"]),
        (&json!(4), &json!(9))
    );
    let scale =
        store.patch(now(), &key, Part::Scale, &Patch::Merge(json!({ "spec": { "replicas": 7 } }).into()), &by("ask"));
    assert_eq!(scale.unwrap().object.value["spec"]["replicas"], 7);
    let refused =
        store.patch(now(), &key, Part::Scale, &Patch::Merge(json!({ "spec": { "replicas": -1 } }).into()), &by("ask"));
    assert_eq!(
        refused.unwrap_err().message,
        "Scale.autoscaling \"web\" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0"
    );
}

#[test]
fn what_a_deletion_leaves_depends_on_what_keeps_the_object() {
    let (mut store, key) = with_web();
    let foreground = Deletion { propagation: Some(Propagation::Foreground), ..Deletion::default() };
    let Deleted::Going(object) = store.delete(now(), &key, &foreground).unwrap() else { panic!("it is gone") };
    let meta = &object.value["metadata"];
    assert_eq!(
        (&meta["finalizers"], &meta["deletionGracePeriodSeconds"], &meta["generation"], &meta["deletionTimestamp"]),
        (&json!(["foregroundDeletion"]), &json!(0), &json!(2), &json!(NOW))
    );
    let freed = merge(&mut store, &key, json!({ "metadata": { "finalizers": null } })).unwrap();
    assert_eq!((freed.outcome, store.get(&key).is_none()), (Outcome::Deleted, true));
}

#[test]
fn a_pod_on_a_node_has_its_grace() {
    let mut store = store();
    let pod = json!({ "metadata": { "name": "p" }, "spec": { "nodeName": "n", "containers": [{ "name": "c", "image": "i" }] } });
    store.create(now(), kind("Pod"), "shop", pod, &by("ask")).unwrap();
    let key = key("Pod", "p");
    let Deleted::Going(pod) = store.delete(now(), &key, &Deletion::default()).unwrap() else { panic!("it is gone") };
    assert_eq!(pod.value["metadata"]["deletionTimestamp"], "2026-11-21T22:00:30Z");
    let Deleted::Going(again) = store.delete(now(), &key, &Deletion::default()).unwrap() else { panic!("it is gone") };
    assert_eq!(again.version, pod.version);
    let at_once = Deletion { grace_seconds: Some(0), ..Deletion::default() };
    assert!(matches!(store.delete(now(), &key, &at_once).unwrap(), Deleted::Gone(_)));
}

#[test]
fn nothing_comes_into_a_namespace_that_goes() {
    let (mut store, _) = with_web();
    store.delete(now(), &Key::namespace("shop"), &Deletion::default()).unwrap();
    let mut other = deployment(0);
    other["metadata"]["name"] = "other".into();
    let refused = store.create(now(), kind("Deployment"), "shop", other.clone(), &by("ask")).unwrap_err();
    assert_eq!(
        (refused.code, refused.message.as_str()),
        (
            403,
            "deployments.apps \"other\" is forbidden: unable to create new content in namespace shop because it is being terminated"
        )
    );
    let missing = store.create(now(), kind("Deployment"), "nope", other, &by("ask")).unwrap_err();
    assert_eq!(missing.status()["details"], json!({ "name": "nope", "kind": "namespaces" }));
}

#[test]
fn bodies_that_cannot_be_read_are_refused_in_gos_words() {
    let mut store = store();
    let mut refuse = |change: &dyn Fn(&mut Value), options: &Options| {
        let mut value = deployment(0);
        change(&mut value);
        store.create(now(), kind("Deployment"), "shop", value, options).unwrap_err().message
    };
    let go = "Deployment in version \"v1\" cannot be handled as a Deployment: ";
    let plain = Options::default();
    assert_eq!(
        refuse(&|value| value["spec"]["template"]["spec"]["containers"][0]["name"] = 3.into(), &plain),
        format!(
            "{go}json: cannot unmarshal number into Go struct field Container.spec.template.spec.containers.name of type string"
        )
    );
    assert_eq!(
        refuse(&|value| value["spec"]["template"]["spec"]["containers"] = "x".into(), &plain),
        format!(
            "{go}json: cannot unmarshal string into Go struct field PodSpec.spec.template.spec.containers of type []v1.Container"
        )
    );
    let strict = Options { validation: crate::drill::store::Validation::Strict, ..Options::default() };
    assert_eq!(
        refuse(&|value| value["spec"]["template"]["spec"]["containers"][0]["bar"] = 3.into(), &strict),
        format!("{go}strict decoding error: unknown field \"spec.template.spec.containers[0].bar\"")
    );
    let body = Body { value: deployment(0), duplicates: vec!["spec.replicas".to_owned()] };
    let refused = store.create(now(), kind("Deployment"), "shop", body.clone(), &strict).unwrap_err().message;
    assert_eq!(refused, format!("{go}strict decoding error: duplicate field \"spec.replicas\""));
    let warned = store.create(now(), kind("Deployment"), "shop", body, &plain).unwrap().warnings;
    assert_eq!(warned, ["duplicate field \"spec.replicas\""]);
}

#[test]
fn what_is_applied_belongs_to_who_applies_it() {
    let mut store = store();
    let key = key("Deployment", "web");
    let apply = |store: &mut Store, manager: &str, force: bool, change: &dyn Fn(&mut Value)| {
        let mut wanted = deployment(0);
        wanted["metadata"]["labels"] = json!({ "x": "y" });
        change(&mut wanted);
        let options = Options { force, ..by(manager) };
        store.patch(now(), &key, Part::Main, &Patch::Apply(wanted.into()), &options)
    };
    let made = apply(&mut store, "one", false, &|_| ()).unwrap();
    assert_eq!(made.outcome, Outcome::Created);
    let managers = &made.object.value["metadata"]["managedFields"];
    assert_eq!((&managers[0]["operation"], managers.get(1)), (&json!("Apply"), None));
    assert_eq!(managers[0]["fieldsV1"]["f:spec"]["f:strategy"], Value::Null, "defaults are nobody's");
    assert_eq!(apply(&mut store, "one", false, &|_| ()).unwrap().outcome, Outcome::Unchanged);
    let change = |wanted: &mut Value| {
        wanted["spec"]["replicas"] = 1.into();
        wanted["spec"]["template"]["spec"]["containers"][0]["image"] = "j".into();
    };
    assert_eq!(
        apply(&mut store, "two", false, &change).unwrap_err().message,
        "Apply failed with 2 conflicts: conflicts with \"one\":\n- .spec.replicas\n- .spec.template.spec.containers[name=\"c\"].image"
    );
    assert_eq!(apply(&mut store, "two", true, &change).unwrap().object.value["spec"]["replicas"], 1);
    merge(&mut store, &key, json!({ "spec": { "replicas": 5 } })).unwrap();
    let refused = apply(&mut store, "two", false, &change).unwrap_err();
    assert_eq!(refused.message, "Apply failed with 1 conflict: conflict with \"ask\" using apps/v1: .spec.replicas");
    let forget = |wanted: &mut Value| {
        wanted["metadata"]["labels"] = Value::Null;
        wanted["spec"]["replicas"] = 5.into();
        wanted["spec"]["template"]["spec"]["containers"][0]["image"] = "j".into();
    };
    for manager in ["one", "two"] {
        apply(&mut store, manager, false, &forget).unwrap();
    }
    let value = &store.get(&key).unwrap().value;
    assert_eq!(
        (value["metadata"].get("labels"), &value["spec"]["template"]["spec"]["containers"][0]["image"]),
        (None, &json!("j"))
    );
}

#[test]
fn every_change_of_what_is_wanted_is_counted_once() {
    let mut store = store();
    for of in ["StatefulSet", "DaemonSet"] {
        let mut body = deployment(0);
        body["kind"] = of.into();
        if of == "DaemonSet" {
            body["spec"]["replicas"] = Value::Null;
        }
        store.create(now(), kind(of), "shop", body, &by("maker")).unwrap();
        let key = key(of, "web");
        let template = json!({ "spec": { "template": { "metadata": { "annotations": { "a": "b" } } } } });
        let after = merge(&mut store, &key, template.clone()).unwrap().object;
        assert_eq!(after.value["metadata"]["generation"], 2, "{of}");
        let again = merge(&mut store, &key, template).unwrap();
        assert_eq!(again.outcome, Outcome::Unchanged, "{of}");
        let after = merge(&mut store, &key, json!({ "spec": { "revisionHistoryLimit": 3 } })).unwrap().object;
        assert_eq!(after.value["metadata"]["generation"], 3, "{of}");
        let count = &after.value["metadata"]["annotations"]["deprecated.daemonset.template.generation"];
        assert_eq!(count, &if of == "DaemonSet" { json!("2") } else { Value::Null });
    }
}

#[test]
fn the_times_of_conditions_are_there_even_if_nobody_says_them() {
    let (mut store, key) = with_web();
    let status = json!({ "status": { "conditions": [{ "type": "X", "status": "True" }] } });
    let done = store.patch(now(), &key, Part::Status, &Patch::Strategic(status.into()), &by("ask")).unwrap();
    let condition = &done.object.value["status"]["conditions"][0];
    assert_eq!(
        (condition.get("lastUpdateTime"), condition.get("lastTransitionTime")),
        (Some(&Value::Null), Some(&Value::Null))
    );
}
