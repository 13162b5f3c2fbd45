//! The entries of `metadata.managedFields`.

use serde_json::{Value, json};

use crate::drill::{
    resource::Resource,
    store::{
        request::Part,
        schema,
        value::{fields, text},
    },
};

use super::{
    applied,
    differ::{Difference, differ},
    set::Set,
};

/// What the server writes itself, and nobody manages.
const SYSTEM: [&str; 9] = [
    "f:name",
    "f:namespace",
    "f:creationTimestamp",
    "f:selfLink",
    "f:uid",
    "f:generation",
    "f:managedFields",
    "f:resourceVersion",
    "f:deletionTimestamp",
];

/// Who writes, and how.
#[derive(Debug, Clone, Copy)]
pub struct Writer<'a> {
    pub manager: &'a str,
    pub part: Part,
    /// As objects carry times.
    pub time: &'a str,
}

/// One manager's fields.
#[derive(Debug, Clone)]
struct Entry {
    manager: String,
    /// Whether it applies; otherwise it updates.
    applies: bool,
    version: String,
    subresource: String,
    time: String,
    set: Set,
}

/// Notes in a new version of an object who changed what of the old one.
pub fn record(resource: &Resource, old: Option<&Value>, new: &mut Value, writer: Writer<'_>) {
    let mut found = differ(schema::of(resource), old, new);
    for set in [&mut found.added, &mut found.changed, &mut found.removed] {
        strip(resource, set, writer.part);
    }
    if [&found.added, &found.changed, &found.removed].into_iter().all(Set::is_empty) {
        return;
    }
    let mut entries = read(old);
    let own = Entry::of(resource, writer);
    let at = entries.iter().position(|entry| entry.is_of(&own)).unwrap_or_else(|| {
        entries.push(own);
        entries.len() - 1
    });
    update(&mut entries, at, &found, writer.time);
    write(new, entries);
}

/// A conflict: who has a field that somebody else applies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// `"kubectl-edit" using apps/v1`.
    pub manager: String,
    /// `.spec.replicas`.
    pub path: String,
}

/// Lays what a manager applies over an object, and takes away what it applied before and does no more. What others have stays theirs, unless
/// it is taken by force.
pub fn apply(
    resource: &Resource,
    live: Option<&Value>,
    configuration: &Value,
    writer: Writer<'_>,
    force: bool,
) -> Result<Value, Vec<Conflict>> {
    let kind = schema::of(resource);
    let mut entries = read(live);
    let mut set = applied::fields(kind, configuration);
    strip(resource, &mut set, writer.part);
    let own = Entry { set, applies: true, ..Entry::of(resource, writer) };
    let last = entries.iter().find(|entry| entry.is_of(&own)).map(|entry| entry.set.clone()).unwrap_or_default();
    let mut object = live.cloned().unwrap_or_else(|| json!({}));
    applied::lay(kind, &mut object, configuration);
    let mut unwanted = last.closed();
    unwanted.subtract(&own.set.closed());
    for other in entries.iter().filter(|entry| !entry.is_of(&own)) {
        unwanted.subtract(&other.set.closed());
    }
    applied::take(kind, &mut object, &unwanted);
    let mut found = differ(kind, live, &object);
    for set in [&mut found.added, &mut found.changed, &mut found.removed] {
        strip(resource, set, writer.part);
    }
    let conflicts = settle(&mut entries, &own, &found);
    if !force && !conflicts.is_empty() {
        return Err(conflicts);
    }
    match entries.iter_mut().find(|entry| entry.is_of(&own)) {
        // The time says when the set was last another.
        Some(entry) if entry.set == own.set => {}
        Some(entry) => *entry = own,
        None => entries.push(own),
    }
    entries.retain(|entry| !entry.set.is_empty());
    write(&mut object, entries);
    Ok(object)
}

/// Takes from the others what is applied; the conflicts that this is.
fn settle(entries: &mut [Entry], own: &Entry, found: &Difference) -> Vec<Conflict> {
    let mut touched = found.added.clone();
    touched.add(&found.changed);
    let mut conflicts = Vec::new();
    for entry in entries.iter_mut().filter(|entry| !entry.is_of(own)) {
        let manager = entry.shown();
        let paths = entry.set.common(&touched).paths().into_iter();
        conflicts.extend(paths.map(|path| Conflict { manager: manager.clone(), path }));
        entry.set.subtract(&touched);
        entry.set.subtract(&found.removed);
    }
    conflicts
}

/// Others lose what was changed or removed, and the writer has what it added or changed.
fn update(entries: &mut Vec<Entry>, own: usize, found: &Difference, time: &str) {
    for (index, entry) in entries.iter_mut().enumerate() {
        entry.set.subtract(&found.removed);
        if index == own {
            let before = entry.set.clone();
            entry.set.add(&found.added);
            entry.set.add(&found.changed);
            if before != entry.set || !found.removed.is_empty() {
                time.clone_into(&mut entry.time);
            }
        } else {
            entry.set.subtract(&found.added);
            entry.set.subtract(&found.changed);
        }
    }
    entries.retain(|entry| !entry.set.is_empty());
}

/// Takes out what nobody manages, and what this part of the object does not write.
fn strip(resource: &Resource, set: &mut Set, part: Part) {
    set.below.remove("f:apiVersion");
    set.below.remove("f:kind");
    if let Some(meta) = set.below.get_mut("f:metadata") {
        meta.member = false;
        for name in SYSTEM {
            meta.below.remove(name);
        }
    }
    if part == Part::Main && resource.subresources.contains(&"status") {
        set.below.remove("f:status");
    }
}

fn subresource(part: Part) -> &'static str {
    match part {
        Part::Main => "",
        Part::Status => "status",
        Part::Scale => "scale",
    }
}

impl Entry {
    /// Of who updates, without any fields yet.
    fn of(resource: &Resource, writer: Writer<'_>) -> Self {
        Self {
            manager: writer.manager.to_owned(),
            applies: false,
            version: resource.api_version(),
            subresource: subresource(writer.part).to_owned(),
            time: writer.time.to_owned(),
            set: Set::default(),
        }
    }

    /// As conflicts name it.
    fn shown(&self) -> String {
        let mut shown = format!("{:?}", self.manager);
        if !self.subresource.is_empty() {
            shown = format!("{shown} with subresource {:?}", self.subresource);
        }
        if !self.applies {
            shown = format!("{shown} using {}", self.version);
        }
        shown
    }

    fn is_of(&self, other: &Self) -> bool {
        (&self.manager, self.applies, &self.version, &self.subresource)
            == (&other.manager, other.applies, &other.version, &other.subresource)
    }

    fn value(&self) -> Value {
        let mut value = json!({
            "manager": self.manager, "operation": if self.applies { "Apply" } else { "Update" },
            "apiVersion": self.version, "time": self.time, "fieldsType": "FieldsV1", "fieldsV1": self.set.value(),
        });
        if !self.subresource.is_empty() {
            fields(&mut value).insert("subresource".to_owned(), self.subresource.as_str().into());
        }
        value
    }
}

fn read(object: Option<&Value>) -> Vec<Entry> {
    let listed = object.and_then(|object| object.pointer("/metadata/managedFields")?.as_array());
    let entry = |value: &Value| Entry {
        manager: text(value, "/manager").to_owned(),
        applies: text(value, "/operation") == "Apply",
        version: text(value, "/apiVersion").to_owned(),
        subresource: text(value, "/subresource").to_owned(),
        time: text(value, "/time").to_owned(),
        set: Set::read(value.get("fieldsV1").unwrap_or(&Value::Null)),
    };
    listed.into_iter().flatten().map(entry).collect()
}

/// Those who apply come first, then the older.
fn write(object: &mut Value, mut entries: Vec<Entry>) {
    entries.sort_by(|one, other| {
        let order = |entry: &Entry| (!entry.applies, entry.time.clone(), entry.manager.clone());
        order(one).cmp(&order(other))
    });
    let meta = fields(fields(object).entry("metadata").or_insert_with(|| json!({})));
    if entries.is_empty() {
        meta.shift_remove("managedFields");
    } else {
        meta.insert("managedFields".to_owned(), entries.iter().map(Entry::value).collect());
    }
}
