//! Reading and writing fields of objects by a dotted path: `spec.template.metadata.labels`.

use jiff::Timestamp;
use serde_json::{Map, Value};

pub static NOTHING: Value = Value::Null;

/// Fields of a JSON value. What is absent reads as nothing, zero or empty, as Go's zero values do.
pub trait Fields {
    /// What stands at a path; null where nothing does.
    fn at(&self, path: &str) -> &Value;
    /// One entry, whatever its name is made of: labels and annotations hold dots.
    fn entry(&self, path: &str, name: &str) -> &Value;

    fn text(&self, path: &str) -> &str {
        self.at(path).as_str().unwrap_or_default()
    }

    fn number(&self, path: &str) -> Option<i64> {
        self.at(path).as_i64()
    }

    fn count(&self, path: &str) -> i64 {
        self.number(path).unwrap_or(0)
    }

    fn flag(&self, path: &str) -> bool {
        self.at(path).as_bool().unwrap_or(false)
    }

    fn items(&self, path: &str) -> &[Value] {
        self.at(path).as_array().map(Vec::as_slice).unwrap_or_default()
    }

    fn entries<'a>(&'a self, path: &str) -> impl Iterator<Item = (&'a String, &'a Value)>
    where
        Self: 'a,
    {
        self.at(path).as_object().into_iter().flatten()
    }

    fn time(&self, path: &str) -> Option<Timestamp> {
        self.text(path).parse().ok()
    }
}

impl Fields for Value {
    fn at(&self, path: &str) -> &Value {
        path.split('.').try_fold(self, |value, name| value.get(name)).unwrap_or(&NOTHING)
    }

    fn entry(&self, path: &str, name: &str) -> &Value {
        self.at(path).get(name).unwrap_or(&NOTHING)
    }
}

/// The map at a path, made where there is none.
pub fn map<'a>(value: &'a mut Value, path: &str) -> Option<&'a mut Map<String, Value>> {
    let names = path.split('.').filter(|name| !name.is_empty());
    names.fold(object(value), |place, name| place.and_then(|place| object(place.entry(name).or_insert(Value::Null))))
}

/// Writes at a path, and makes what is missing on the way.
pub fn put(value: &mut Value, path: &str, new: impl Into<Value>) {
    let (place, name) = path.rsplit_once('.').unwrap_or(("", path));
    if let Some(place) = map(value, place) {
        place.insert(name.to_owned(), new.into());
    }
}

/// Takes away what stands at a path.
pub fn clear(value: &mut Value, path: &str) {
    let (place, name) = path.rsplit_once('.').unwrap_or(("", path));
    if !place.is_empty() && value.at(place).is_null() {
        return;
    }
    if let Some(place) = map(value, place) {
        place.shift_remove(name);
    }
}

/// Sets a number, or takes it away where it is 0: Go's `omitempty`.
pub fn count(status: &mut Value, name: &str, number: i64) {
    if number == 0 {
        clear(status, name);
    } else {
        put(status, name, number);
    }
}

/// A time of the API: whole seconds.
pub fn stamp(at: Timestamp) -> Value {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string().into()
}

/// A `MicroTime` of the API.
pub fn micro(at: Timestamp) -> Value {
    at.strftime("%Y-%m-%dT%H:%M:%S.%6fZ").to_string().into()
}

fn object(value: &mut Value) -> Option<&mut Map<String, Value>> {
    if !value.is_object() {
        *value = Value::Object(Map::new());
    }
    value.as_object_mut()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_missing_reads_as_nothing_and_is_made_by_writing() {
        let mut value = json!({"spec": {"replicas": 3, "paused": true}});
        assert_eq!((value.count("spec.replicas"), value.flag("spec.paused"), value.text("a.b")), (3, true, ""));
        put(&mut value, "status.a.b", 7);
        clear(&mut value, "spec.replicas");
        clear(&mut value, "nowhere.at.all");
        assert_eq!(value, json!({"spec": {"paused": true}, "status": {"a": {"b": 7}}}));
    }

    #[test]
    fn times_have_the_precision_of_the_api() {
        let at: Timestamp = "2026-11-21T13:29:58.719845678Z".parse().unwrap();
        assert_eq!(stamp(at), "2026-11-21T13:29:58Z");
        assert_eq!(micro(at), "2026-11-21T13:29:58.719845Z");
    }
}
