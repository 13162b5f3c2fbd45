//! DELETE.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::drill::{
    object::{Key, Object},
    resource::Resource,
    store::{
        objects::Store,
        refusal::Refusal,
        request::{Deleted, Deletion, Propagation},
        selector::Selector,
        value::{fields, text, within},
    },
};

use super::meta;

/// The garbage collector deletes what is owned before it takes this away.
const FOREGROUND: &str = "foregroundDeletion";
/// The garbage collector frees what is owned before it takes this away.
const ORPHAN: &str = "orphan";

impl Store {
    /// Deletes an object, or marks it: a pod stays until its kubelet is done with it, a namespace until it is empty, and everything until its
    /// finalizers are gone. What it owns is the garbage collector's.
    pub fn delete(&mut self, now: Timestamp, key: &Key, deletion: &Deletion) -> Result<Deleted, Refusal> {
        let before = self.expect(key)?;
        expect(key, &before, deletion)?;
        let value = marked(&before, deletion, now);
        let object =
            if value == before.value { before } else { Arc::new(Object::new(key.clone(), before.version, value)) };
        if !meta::may_go(&object.value) {
            let stored = deletion.dry_run || self.get(key).is_some_and(|known| Arc::ptr_eq(known, &object));
            let object = if stored { object } else { self.put(key.clone(), object.value.clone()) };
            return Ok(Deleted::Going(object));
        }
        let graceful = key.resource.kind == "Pod";
        let last = if graceful { object } else { self.expect(key)? };
        if !deletion.dry_run {
            self.remove(key);
        }
        Ok(Deleted::Gone(last))
    }

    /// Deletes all that is selected, in the order of a list.
    pub fn delete_collection(
        &mut self,
        now: Timestamp,
        resource: &'static Resource,
        namespace: Option<&str>,
        selector: &Selector,
        deletion: &Deletion,
    ) -> Result<Vec<Deleted>, Refusal> {
        let wanted = self.list(resource, namespace).filter(|object| selector.matches(object));
        let keys: Vec<Key> = wanted.map(|object| object.key.clone()).collect();
        keys.iter().map(|key| self.delete(now, key, deletion)).collect()
    }
}

fn expect(key: &Key, before: &Object, deletion: &Deletion) -> Result<(), Refusal> {
    let conflict = |what: &str, told: &str, known: &str, rest: &str| {
        let words = format!(
            "the {what} in the precondition ({told}) does not match the {what} in record ({known}). The object might have been {rest}"
        );
        let mut refusal = Refusal::conflict(key, &words);
        let kind = key.resource.qualified_kind();
        refusal.message = format!("Operation cannot be fulfilled on {kind} \"{}\": {words}", key.name);
        if let Some(details) = &mut refusal.details {
            key.resource.kind.clone_into(&mut details.kind);
        }
        Err(refusal)
    };
    if let Some(told) = deletion.uid.as_deref().filter(|told| *told != before.uid()) {
        return conflict("UID", told, before.uid(), "deleted and then recreated");
    }
    let version = before.version.to_string();
    if let Some(told) = deletion.version.as_deref().filter(|told| *told != version) {
        return conflict("ResourceVersion", told, &version, "modified");
    }
    Ok(())
}

/// An object as its deletion leaves it.
fn marked(before: &Object, deletion: &Deletion, now: Timestamp) -> Value {
    let mut value = before.value.clone();
    finalize(&mut value, deletion.propagation);
    let grace = grace(before, deletion);
    let first = text(&value, "/metadata/deletionTimestamp").is_empty();
    let known = value.pointer("/metadata/deletionGracePeriodSeconds").and_then(Value::as_i64).unwrap_or(0);
    if first || grace < known {
        let from = if first { now } else { begun(&value, known).unwrap_or(now) };
        let end = from.saturating_add(SignedDuration::from_secs(grace)).unwrap_or(now);
        let meta = within(&mut value, "metadata");
        meta.insert("deletionTimestamp".to_owned(), meta::stamp(end.max(now)).into());
        meta.insert("deletionGracePeriodSeconds".to_owned(), grace.into());
        if first {
            meta::next_generation(&mut value);
        }
    }
    if before.key.resource.kind == "Namespace" {
        within(&mut value, "metadata").shift_remove("deletionGracePeriodSeconds");
        within(&mut value, "status").insert("phase".to_owned(), "Terminating".into());
    }
    value
}

/// When the grace that is running began.
fn begun(value: &Value, grace: i64) -> Option<Timestamp> {
    let end: Timestamp = text(value, "/metadata/deletionTimestamp").parse().ok()?;
    end.checked_sub(SignedDuration::from_secs(grace)).ok()
}

/// How long it may take: only pods that are on a node have anything to do.
fn grace(before: &Object, deletion: &Deletion) -> i64 {
    let idle =
        before.text("/spec/nodeName").is_empty() || matches!(before.text("/status/phase"), "Succeeded" | "Failed");
    if before.key.resource.kind != "Pod" || idle {
        return 0;
    }
    let said = before.value.pointer("/spec/terminationGracePeriodSeconds").and_then(Value::as_i64).unwrap_or(30);
    match deletion.grace_seconds {
        Some(seconds) if seconds >= 0 => seconds,
        // Less than nothing is the least that is something.
        Some(_) => 1,
        None => said.max(0),
    }
}

/// The finalizers that the garbage collector looks at follow from what is wanted of the dependents.
fn finalize(value: &mut Value, propagation: Option<Propagation>) {
    let Some(propagation) = propagation else { return };
    let mut finalizers = meta::finalizers(value);
    finalizers.retain(|one| one != FOREGROUND && one != ORPHAN);
    match propagation {
        Propagation::Background => {}
        Propagation::Foreground => finalizers.push(FOREGROUND.to_owned()),
        Propagation::Orphan => finalizers.push(ORPHAN.to_owned()),
    }
    let meta = fields(value).entry("metadata").or_insert_with(|| json!({}));
    if finalizers.is_empty() {
        fields(meta).shift_remove("finalizers");
    } else {
        fields(meta).insert("finalizers".to_owned(), finalizers.into());
    }
}
