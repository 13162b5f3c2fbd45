//! POST, PUT, PATCH and DELETE.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::drill::{
    object::Object,
    simulation::Simulation,
    store::{Deleted, Deletion, Outcome, Page, Part, Patch, Propagation, Query, Refusal, Selector, Written, scale},
};

use super::{accept::Form, answer::Answer, asked::Asked, body, encode, read::key, refusals, route::Place};

/// Resources of which a deletion answers with the object, and not with a `Status`.
const SHOWN: [&str; 5] = ["persistentvolumeclaims", "pods", "resourcequotas", "serviceaccounts", "services"];

pub fn create(simulation: &Simulation, asked: &Asked, place: &Place) -> Result<Answer, Refusal> {
    let options = asked.options("CreateOptions")?;
    let body = asked.object(place.resource.kind)?;
    let namespace = place.namespace.as_deref().unwrap_or_default();
    let written =
        simulation.write(|store, now| store.create(now, place.resource, namespace, body, &options).map(|it| (it, now)));
    answer(asked, Part::Main, written?)
}

pub fn update(simulation: &Simulation, asked: &Asked, place: &Place, part: Part) -> Result<Answer, Refusal> {
    let options = asked.options("UpdateOptions")?;
    let kind = if part == Part::Scale { "Scale" } else { place.resource.kind };
    let body = asked.object(kind)?;
    let written =
        simulation.write(|store, now| store.update(now, &key(place), part, body, &options).map(|it| (it, now)));
    answer(asked, part, written?)
}

pub fn patch(simulation: &Simulation, asked: &Asked, place: &Place, part: Part) -> Result<Answer, Refusal> {
    let patch = read_patch(asked)?;
    let options = asked.options("PatchOptions")?;
    let applies = matches!(patch, Patch::Apply(_));
    if applies && asked.query.text("fieldManager").is_empty() {
        let message = "Required value: is required for apply patch";
        return Err(refusals::option("PatchOptions", "FieldValueRequired", "fieldManager", message));
    }
    if !applies && asked.query.get("force").is_some() {
        let message = "Forbidden: may not be specified for non-apply patch";
        return Err(refusals::option("PatchOptions", "FieldValueForbidden", "force", message));
    }
    let written =
        simulation.write(|store, now| store.patch(now, &key(place), part, &patch, &options).map(|it| (it, now)));
    answer(asked, part, written?)
}

fn read_patch(asked: &Asked) -> Result<Patch, Refusal> {
    let parsed = |before: &str| {
        let wrong = |error| Refusal::bad_request(format!("{before}{}", body::why(&asked.body, &error)));
        body::json(&asked.body).map_err(wrong)
    };
    let decoding = "error decoding patch: ";
    match asked.media.as_str() {
        "application/json-patch+json" => Ok(Patch::Json(parsed(decoding)?.value)),
        "application/merge-patch+json" => Ok(Patch::Merge(parsed(decoding)?)),
        "application/strategic-merge-patch+json" => Ok(Patch::Strategic(parsed("")?)),
        "application/apply-patch+yaml" => Ok(Patch::Apply(body::yaml(&asked.body)?)),
        _ => Err(refusals::patch_type()),
    }
}

fn answer(asked: &Asked, part: Part, (written, now): (Written, Timestamp)) -> Result<Answer, Refusal> {
    let status = if written.outcome == Outcome::Created { 201 } else { 200 };
    let changed = written.outcome != Outcome::Unchanged && !asked.is_dry();
    let name = Some(Arc::clone(&written.object.key.name));
    let content = match part {
        Part::Scale => scale::show(&written.object).to_string().into(),
        Part::Main | Part::Status => encode::one(asked.form()?, &written.object, now, true),
    };
    Ok(Answer { warnings: written.warnings, name, changed, ..Answer::bytes(status, content) })
}

pub fn delete(simulation: &Simulation, asked: &Asked, place: &Place) -> Result<Answer, Refusal> {
    let deletion = deletion(asked)?;
    let key = key(place);
    let deleted = simulation.write(|store, now| store.delete(now, &key, &deletion))?;
    let answer = match deleted {
        Deleted::Gone(object) if !SHOWN.contains(&place.resource.plural) => Answer::json(200, &success(&object)),
        Deleted::Gone(object) | Deleted::Going(object) => Answer::object(200, &object),
    };
    Ok(Answer { changed: !deletion.dry_run, ..answer })
}

fn success(object: &Object) -> Value {
    let resource = object.key.resource;
    let mut details = json!({ "name": &*object.key.name });
    if let Some(details) = details.as_object_mut() {
        if !resource.group.is_empty() {
            details.insert("group".to_owned(), resource.group.into());
        }
        details.insert("kind".to_owned(), resource.plural.into());
        details.insert("uid".to_owned(), object.uid().into());
    }
    json!({ "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "details": details })
}

/// `DeleteOptions`, of which the body counts where there is one, and else the query.
fn deletion(asked: &Asked) -> Result<Deletion, Refusal> {
    let body = if asked.body.is_empty() { Value::Null } else { asked.object("DeleteOptions")?.value };
    let text = |pointer: &str| body.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
    let dry_run = body.get("dryRun").and_then(Value::as_array).is_some_and(|all| all.contains(&"All".into()));
    let policy = text("/propagationPolicy").unwrap_or_else(|| asked.query.text("propagationPolicy").to_owned());
    let orphans = body.get("orphanDependents").and_then(Value::as_bool);
    if orphans.is_some() && !policy.is_empty() {
        let message =
            format!("Invalid value: \"{policy}\": orphanDependents and deletionPropagation cannot be both set");
        return Err(refusals::option("DeleteOptions", "FieldValueInvalid", "propagationPolicy", &message));
    }
    let propagation = match (policy.as_str(), orphans) {
        ("", None) => None,
        ("", Some(true)) | ("Orphan", _) => Some(Propagation::Orphan),
        ("", Some(false)) | ("Background", _) => Some(Propagation::Background),
        ("Foreground", _) => Some(Propagation::Foreground),
        (other, _) => {
            let known = "\"Foreground\", \"Background\", \"Orphan\", \"nil\"";
            let message = format!("Unsupported value: \"{other}\": supported values: {known}");
            return Err(refusals::option("DeleteOptions", "FieldValueNotSupported", "propagationPolicy", &message));
        }
    };
    Ok(Deletion {
        uid: text("/preconditions/uid"),
        version: text("/preconditions/resourceVersion"),
        grace_seconds: body
            .get("gracePeriodSeconds")
            .and_then(Value::as_i64)
            .or(asked.query.number("gracePeriodSeconds")?),
        propagation,
        dry_run: asked.dry_run("DeleteOptions")? || dry_run,
    })
}

pub fn delete_collection(simulation: &Simulation, asked: &Asked, place: &Place) -> Result<Answer, Refusal> {
    let deletion = deletion(asked)?;
    let (labels, fields) = (asked.query.text("labelSelector"), asked.query.text("fieldSelector"));
    let selector = Selector::read(place.resource, labels, fields)?;
    let namespace = place.namespace.as_deref();
    let (page, now) = simulation.write(|store, now| {
        let query =
            Query { resource: place.resource, namespace, selector: &selector, limit: 0, token: None, exact: None };
        let found = store.page(&query)?;
        let mut objects = Vec::with_capacity(found.objects.len());
        for object in &found.objects {
            match store.delete(now, &object.key, &deletion) {
                Ok(Deleted::Gone(object) | Deleted::Going(object)) => objects.push(object),
                // Somebody was faster.
                Err(refusal) if refusal.code == 404 => {}
                Err(refusal) => return Err(refusal),
            }
        }
        Ok((Page { objects, version: store.version(), token: None, remaining: None }, now))
    })?;
    let changed = !page.objects.is_empty() && !deletion.dry_run;
    Ok(Answer { changed, ..encode::list(Form::Object, place.resource, page, now) })
}
