//! The pod templates of the two newest revisions, compared.

use serde_json::Value;
use similar::TextDiff;

use crate::{
    adapters::cluster::{connection::Shared, path::Path},
    domain::{
        cluster::Gap,
        inspection::Diff,
        text::Safe,
        workload::{Key, Kind},
    },
};

use super::{
    manifest::yaml,
    reads::{items, object, text},
};

/// Lines around a change.
const CONTEXT: usize = 3;

pub(super) async fn diff(connection: &Shared, key: &Key) -> Result<Diff, Gap> {
    let workload = object(connection, key, None).await?;
    let resource = if key.kind == Kind::Deployment { "replicasets" } else { "controllerrevisions" };
    let trimmed = super::reads::workload(connection, key).await?;
    let path =
        Path::collection("/apis/apps/v1", Some(&key.namespace), resource).with("labelSelector", &trimmed.selector);
    let revisions = items(connection, &path).await;
    let revisions = revisions.map_err(|error| error.gap("list", resource, Some(&key.namespace)))?;
    Ok(compare(key.kind, text(&workload, "/metadata/uid"), revisions))
}

/// Compares the two newest of the revisions that belong to the workload.
fn compare(kind: Kind, uid: &str, revisions: Vec<Value>) -> Diff {
    let owned = |revision: &Value| {
        let owners = revision.pointer("/metadata/ownerReferences").and_then(Value::as_array);
        owners.is_some_and(|owners| owners.iter().any(|owner| text(owner, "/uid") == uid))
    };
    let mut own: Vec<_> = revisions.into_iter().filter(owned).collect();
    own.sort_by_key(|revision| std::cmp::Reverse(number(kind, revision)));
    let mut newest = own.iter();
    let Some(new) = newest.next() else {
        return Diff { old: None, new: Safe::clean("none yet"), lines: Vec::new() };
    };
    let name = |revision| Safe::clean(&number(kind, revision).to_string());
    let Some(old) = newest.next() else {
        return Diff { old: None, new: name(new), lines: Vec::new() };
    };
    Diff { old: Some(name(old)), new: name(new), lines: unified(&template(kind, old), &template(kind, new)) }
}

/// Two objects compared as YAML: hunks with `@@`, lines with ` `, `+` and `-`; nothing where they are alike.
pub(in crate::adapters) fn unified(before: &Value, after: &Value) -> Vec<Safe> {
    let text = |value| yaml(value).iter().flat_map(|line| [line.as_str(), "\n"]).collect::<String>();
    let (before, after) = (text(before), text(after));
    let unified = TextDiff::from_lines(&before, &after).unified_diff().context_radius(CONTEXT).to_string();
    unified.lines().map(Safe::clean).collect()
}

fn number(kind: Kind, revision: &Value) -> i64 {
    match kind {
        Kind::Deployment => {
            text(revision, "/metadata/annotations/deployment.kubernetes.io~1revision").parse().unwrap_or(0)
        }
        Kind::StatefulSet | Kind::DaemonSet => revision.get("revision").and_then(Value::as_i64).unwrap_or(0),
    }
}

/// The pod template without the label that always differs.
fn template(kind: Kind, revision: &Value) -> Value {
    let pointer = if kind == Kind::Deployment { "/spec/template" } else { "/data/spec/template" };
    let mut template = revision.pointer(pointer).cloned().unwrap_or_default();
    if let Some(fields) = template.as_object_mut() {
        fields.remove("$patch");
    }
    if let Some(metadata) = template.get_mut("metadata").and_then(Value::as_object_mut) {
        metadata.remove("creationTimestamp");
        if let Some(labels) = metadata.get_mut("labels").and_then(Value::as_object_mut) {
            labels.remove("pod-template-hash");
        }
    }
    template
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(number: &str, owner: &str, image: &str) -> Value {
        serde_json::json!({
            "metadata": {
                "annotations": { "deployment.kubernetes.io/revision": number },
                "ownerReferences": [{ "uid": owner }],
            },
            "spec": { "template": {
                "metadata": { "labels": { "app": "web", "pod-template-hash": number } },
                "spec": { "containers": [{ "name": "api", "image": image }] },
            } },
        })
    }

    #[test]
    fn the_two_newest_of_its_own_are_compared() {
        let sets =
            vec![set("9", "u", "api:9"), set("10", "u", "api:10"), set("11", "other", "x"), set("2", "u", "api:2")];
        let diff = compare(Kind::Deployment, "u", sets);
        assert_eq!((diff.old.as_deref(), diff.new.as_str()), (Some("9"), "10"));
        let changed: Vec<_> = diff.lines.iter().filter(|line| line.starts_with(['+', '-'])).map(Safe::as_str).collect();
        assert_eq!(
            changed.iter().map(|line| line.replace(' ', "")).collect::<Vec<_>>(),
            ["-image:api:9", "+image:api:10"]
        );
    }

    #[test]
    fn a_single_revision_has_nothing_before_it() {
        let diff = compare(Kind::Deployment, "u", vec![set("1", "u", "a")]);
        assert_eq!((diff.old, diff.lines.len()), (None, 0));
    }
}
