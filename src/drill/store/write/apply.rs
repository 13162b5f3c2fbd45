//! PATCH with what one manager wants: server-side apply.

use jiff::Timestamp;
use serde_json::Value;

use crate::drill::{
    object::Key,
    store::{
        managed::{self, Conflict, Writer},
        objects::Store,
        refusal::{Cause, Details, Refusal},
        request::{Body, Options, Part, Written},
        schema,
        value::{text, within},
    },
};

use super::{create::New, meta, update::Change};

impl Store {
    /// Applies what a manager wants, and creates the object where there is none. What another manager has is a conflict (409), unless it is forced.
    pub(super) fn apply(
        &mut self,
        now: Timestamp,
        key: &Key,
        part: Part,
        body: &Body,
        options: &Options,
    ) -> Result<Written, Refusal> {
        if part == Part::Scale {
            return Err(Refusal::unsupported_media_type());
        }
        let wanted = read(key, body)?;
        let before = self.get(key).map(std::sync::Arc::clone);
        let live = before.as_ref().map(|before| &before.value);
        let writer = Writer { manager: &options.manager, part, time: &meta::stamp(now) };
        let mut value =
            managed::apply(key.resource, live, &wanted, writer, options.force).map_err(|all| refuse(&all))?;
        let managers = within(&mut value, "metadata").shift_remove("managedFields").or(Some(Value::Null));
        let warnings = Vec::new();
        if let Some(before) = before {
            return self.change(now, Change { before, part, value, options, warnings, managers });
        }
        let (resource, namespace) = (key.resource, &*key.namespace);
        self.make(now, New { resource, namespace, value, warnings, managers }, options)
    }
}

/// What is wanted, as a value of its type.
fn read(key: &Key, body: &Body) -> Result<Value, Refusal> {
    let mut wanted = body.value.clone();
    let (version, kind) = (text(&wanted, "/apiVersion"), text(&wanted, "/kind"));
    if (version, kind) != (key.resource.api_version().as_str(), key.resource.kind) {
        let version = if version.contains('/') { version.to_owned() } else { format!("/{version}") };
        return Err(Refusal::bad_request(format!("invalid object type: {version}, Kind={kind}")));
    }
    if wanted.pointer("/metadata/managedFields").is_some_and(|fields| !fields.is_null()) {
        return Err(Refusal::bad_request("metadata.managedFields must be nil"));
    }
    let shown = format!("{}/{}", text(&wanted, "/metadata/namespace"), text(&wanted, "/metadata/name"));
    let found = schema::decode(schema::of(key.resource), &mut wanted);
    let unknown = found.unknown.first().map(|path| format!(".{path}: field not declared in schema"));
    if let Some(why) = unknown.or(found.wrong) {
        let version = key.resource.api_version();
        let words =
            format!("failed to create typed patch object ({shown}; {version}, Kind={}): {why}", key.resource.kind);
        return Err(Refusal { reason: "", ..Refusal::internal(words) });
    }
    let meta = within(&mut wanted, "metadata");
    if !meta.contains_key("name") {
        meta.insert("name".to_owned(), (&*key.name).into());
    }
    meta::place(key.resource, &key.namespace, &mut wanted)?;
    meta::named(key, &wanted)?;
    Ok(wanted)
}

fn refuse(conflicts: &[Conflict]) -> Refusal {
    let causes = conflicts.iter().map(|one| Cause {
        reason: "FieldManagerConflict",
        message: format!("conflict with {}", one.manager),
        field: one.path.clone(),
    });
    let details = Details { causes: causes.collect(), ..Details::default() };
    let told = if let [one] = conflicts {
        format!("1 conflict: conflict with {}: {}", one.manager, one.path)
    } else {
        let mut managers: Vec<&str> = conflicts.iter().map(|one| one.manager.as_str()).collect();
        managers.sort_unstable();
        managers.dedup();
        let of = |manager: &str| {
            let paths = conflicts.iter().filter(|one| one.manager == manager).map(|one| format!("\n- {}", one.path));
            format!("conflicts with {manager}:{}", paths.collect::<String>())
        };
        let all: Vec<String> = managers.into_iter().map(of).collect();
        format!("{} conflicts: {}", conflicts.len(), all.join("\n"))
    };
    let message = format!("Apply failed with {told}");
    Refusal { code: 409, reason: "Conflict", message, details: Some(Box::new(details)), resume: None }
}
