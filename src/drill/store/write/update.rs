//! PUT, and what every change of an object has to pass.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;

use crate::drill::{
    object::{Key, Object},
    store::{
        defaults,
        objects::Store,
        refusal::Refusal,
        request::{Body, Options, Part, Written},
        validate,
        value::{copy, fields, within},
    },
};

use super::{body, commit::Write, meta, scale};

/// A change that is wanted of an object, decoded.
pub(super) struct Change<'a> {
    pub before: Arc<Object>,
    pub part: Part,
    pub value: Value,
    pub options: &'a Options,
    pub warnings: Vec<String>,
    /// Of an apply: who manages what from then on.
    pub managers: Option<Value>,
}

impl Store {
    /// Replaces a part of an object. A resourceVersion or uid in the body is a precondition (409).
    pub fn update(
        &mut self,
        now: Timestamp,
        key: &Key,
        part: Part,
        body: impl Into<Body>,
        options: &Options,
    ) -> Result<Written, Refusal> {
        let body = body.into();
        if part == Part::Scale {
            let (value, warnings) = scale::read(body, options.validation)?;
            meta::named(key, &value)?;
            let before = self.expect(key)?;
            return self.rescale(now, Change { before, part, value, options, warnings, managers: None });
        }
        let (mut value, warnings) = body::read(key.resource, body, options.validation)?;
        meta::place(key.resource, &key.namespace, &mut value)?;
        meta::named(key, &value)?;
        let before = self.expect(key)?;
        meta::expect_uid(key, &before, &value)?;
        self.change(now, Change { before, part, value, options, warnings, managers: None })
    }

    /// An object that a request names.
    pub(super) fn expect(&self, key: &Key) -> Result<Arc<Object>, Refusal> {
        self.get(key).map(Arc::clone).ok_or_else(|| Refusal::not_found(key))
    }

    /// Changes how many replicas an object wants, as a Scale says it.
    pub(super) fn rescale(&mut self, now: Timestamp, change: Change<'_>) -> Result<Written, Refusal> {
        let Change { before, value: told, .. } = &change;
        let problems = scale::problems(told);
        if !problems.is_empty() {
            return Err(scale::invalid(&before.key.name, problems));
        }
        meta::expect_version(&before.key, before, told)?;
        let mut value = before.value.clone();
        within(&mut value, "spec").insert("replicas".to_owned(), scale::replicas(told).into());
        self.change(now, Change { value, ..change })
    }

    /// Carries out a change: of its part only, by its preconditions, if what comes of it is valid.
    pub(super) fn change(&mut self, now: Timestamp, change: Change<'_>) -> Result<Written, Refusal> {
        let Change { before, part, mut value, options, warnings, managers } = change;
        let key = before.key.clone();
        meta::expect_version(&key, &before, &value)?;
        if part == Part::Status {
            status_only(&before, &mut value);
        } else {
            all_but_status(&before, &mut value);
        }
        let mut problems = validate::metadata_change(&before.value, &value);
        meta::keep(&before, &mut value);
        let applied = managers.is_some();
        if let Some(managers) = managers {
            within(&mut value, "metadata").insert("managedFields".to_owned(), managers);
        }
        if part != Part::Status {
            defaults::fill(key.resource, &mut value);
            if key.resource.kind == "Pod" {
                defaults::admit(within(&mut value, "spec"));
            }
            count_template(&before, &mut value);
            if wants_otherwise(&before, &value) {
                meta::next_generation(&mut value);
            }
            problems.extend(validate::object(key.resource, &value));
            problems.extend(validate::change(key.resource, &before.value, &value));
        }
        if !problems.is_empty() {
            return Err(Refusal::invalid(key.resource, &key.name, problems));
        }
        Ok(self.commit(now, Write { key, before: Some(before), value, part, applied, options, warnings }))
    }
}

/// Whether something else is wanted of the object than before. A Deployment's annotations count: its controller copies them.
fn wants_otherwise(before: &Object, value: &Value) -> bool {
    let differs = |pointer: &str| before.value.pointer(pointer) != value.pointer(pointer);
    match before.key.resource.kind {
        "Deployment" => differs("/spec") || differs("/metadata/annotations"),
        "EndpointSlice" => differs("/endpoints") || differs("/ports") || differs("/addressType"),
        _ => differs("/spec"),
    }
}

/// DaemonSets count the changes of their template in an annotation, which is nobody else's.
fn count_template(before: &Object, value: &mut Value) {
    const COUNT: &str = "deprecated.daemonset.template.generation";
    if before.key.resource.kind != "DaemonSet" {
        return;
    }
    let known = before.value.pointer("/metadata/annotations").and_then(|all| all.get(COUNT)?.as_str()?.parse().ok());
    let differs = before.value.pointer("/spec/template") != value.pointer("/spec/template");
    let count: i64 = known.unwrap_or(1) + i64::from(differs);
    let annotations = within(value, "metadata").entry("annotations").or_insert_with(|| serde_json::json!({}));
    fields(annotations).insert(COUNT.to_owned(), count.to_string().into());
}

fn all_but_status(before: &Object, value: &mut Value) {
    if before.key.resource.subresources.contains(&"status") {
        copy(&before.value, fields(value), "status");
    }
    if before.key.resource.kind == "Service" {
        // What was given stays, unless something else is asked for.
        let (old, spec) = (before.value.get("spec").unwrap_or(&Value::Null), within(value, "spec"));
        for name in ["clusterIP", "clusterIPs"] {
            if !spec.contains_key(name) && spec.get("type").and_then(Value::as_str) != Some("ExternalName") {
                copy(old, spec, name);
            }
        }
    }
}

fn status_only(before: &Object, value: &mut Value) {
    for name in before.value.as_object().into_iter().flat_map(|fields| fields.keys()) {
        if !matches!(name.as_str(), "metadata" | "status") {
            copy(&before.value, fields(value), name);
        }
    }
    fields(value).retain(|name, _| name == "status" || before.value.get(name).is_some());
    let old = before.value.get("metadata").unwrap_or(&Value::Null);
    let kept = match before.key.resource.kind {
        "Deployment" => "labels",
        _ => "ownerReferences",
    };
    copy(old, within(value, "metadata"), kept);
}
