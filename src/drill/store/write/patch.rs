//! PATCH.

use jiff::Timestamp;
use serde_json::Value;

use crate::drill::{
    object::Key,
    store::{
        merge,
        objects::Store,
        refusal::{Cause, Details, Refusal},
        request::{Options, Part, Patch, Validation, Written},
        schema::{self, Struct},
        value::text,
    },
};

use super::{body, meta, scale, update::Change};

impl Store {
    /// Changes a part of an object. Refused besides what an update is refused for: what is no patch (400), and one that does not fit (422).
    pub fn patch(
        &mut self,
        now: Timestamp,
        key: &Key,
        part: Part,
        patch: &Patch,
        options: &Options,
    ) -> Result<Written, Refusal> {
        if let Patch::Apply(body) = patch {
            return self.apply(now, key, part, body, options);
        }
        let before = self.expect(key)?;
        let kind = match part {
            Part::Scale => schema::named("autoscaling.v1.Scale"),
            _ => schema::of(key.resource),
        };
        let mut value = if part == Part::Scale { scale::show(&before) } else { before.value.clone() };
        patch_over(kind, &mut value, patch)?;
        let warnings = decode(kind, key, part, patch, (&mut value, options.validation))?;
        if part == Part::Scale {
            meta::named(key, &value)?;
            return self.rescale(now, Change { before, part, value, options, warnings, managers: None });
        }
        meta::place(key.resource, &key.namespace, &mut value)?;
        meta::named(key, &value)?;
        self.change(now, Change { before, part, value, options, warnings, managers: None })
    }
}

fn patch_over(kind: &'static Struct, value: &mut Value, patch: &Patch) -> Result<(), Refusal> {
    match patch {
        Patch::Json(operations) => {
            if let Some(wrong) = no_operations(operations) {
                return Err(Refusal::bad_request(format!("error decoding patch: json: cannot unmarshal {wrong}")));
            }
            merge::operate(value, operations).map_err(|merge::Unfit| unfit())
        }
        Patch::Merge(body) => {
            expect_object(&body.value).map_err(|why| Refusal::bad_request(format!("error decoding patch: {why}")))?;
            merge::merge(value, &body.value);
            Ok(())
        }
        Patch::Strategic(body) => {
            expect_object(&body.value).map_err(Refusal::bad_request)?;
            if let (Value::Object(value), Value::Object(wanted)) = (value, &body.value) {
                merge::merge_strategically(Some(kind), value, wanted.clone())?;
            }
            Ok(())
        }
        Patch::Apply(_) => Err(Refusal::unsupported_media_type()),
    }
}

/// What comes of a patch has to be of the type of its resource.
fn decode(
    kind: &'static Struct,
    key: &Key,
    part: Part,
    patch: &Patch,
    (value, validation): (&mut Value, Validation),
) -> Result<Vec<String>, Refusal> {
    let (group, version, word) = match part {
        Part::Scale => ("autoscaling", "autoscaling/v1".to_owned(), "Scale"),
        _ => (key.resource.group, key.resource.api_version(), key.resource.kind),
    };
    let shown = match patch {
        Patch::Strategic(body) | Patch::Apply(body) => merge::go(&body.value),
        Patch::Json(_) | Patch::Merge(_) => value.to_string(),
    };
    let (told_version, told_kind) = (text(value, "/apiVersion"), text(value, "/kind"));
    if value.is_object() && !told_kind.is_empty() && (told_version, told_kind) != (version.as_str(), word) {
        return Err(no_object(&shown, &body::other_kind((group, word), told_version, told_kind)));
    }
    let duplicates: &[String] = match patch {
        Patch::Json(_) => &[],
        Patch::Merge(body) | Patch::Strategic(body) | Patch::Apply(body) => &body.duplicates,
    };
    body::typed(kind, value, duplicates, validation).map_err(|why| {
        let why = if matches!(patch, Patch::Strategic(_)) { converted(&why) } else { why };
        no_object(&shown, &why)
    })
}

/// A strategic merge is converted, not decoded, and its words for what does not fit are others.
fn converted(why: &str) -> String {
    let Some((found, shape)) = why
        .strip_prefix("json: cannot unmarshal ")
        .and_then(|rest| Some((rest.split(' ').next()?, rest.rsplit(" of type ").next()?)))
    else {
        return why.to_owned();
    };
    let found = match found {
        "object" => "map",
        "array" => "slice",
        "number" => "int64",
        word => word,
    };
    if shape.starts_with("[]") {
        format!("cannot restore slice from {found}")
    } else if shape.starts_with("map[") {
        format!("cannot restore map from {found}")
    } else if shape.contains('.') {
        format!("cannot restore struct from: {found}")
    } else if matches!(found, "string" | "bool" | "map" | "slice") {
        format!("unrecognized type: {shape}")
    } else {
        format!("cannot convert {found} to {shape}")
    }
}

fn no_object(shown: &str, why: &str) -> Refusal {
    let cause = Cause {
        reason: "FieldValueInvalid",
        message: format!("Invalid value: {shown:?}: {why}"),
        field: "patch".to_owned(),
    };
    let message = format!(" \"\" is invalid: patch: {}", cause.message);
    let details = Details { causes: vec![cause], ..Details::default() };
    Refusal { details: Some(Box::new(details)), ..Refusal::unprocessable(message) }
}

/// What the server says of every JSON patch that cannot be carried out.
fn unfit() -> Refusal {
    let message = "the server rejected our request due to an error in our request".to_owned();
    Refusal { details: Some(Box::default()), ..Refusal::unprocessable(message) }
}

fn no_operations(operations: &Value) -> Option<&'static str> {
    match operations {
        Value::Array(items) if items.iter().all(Value::is_object) => None,
        Value::Array(_) => Some("string into Go value of type handlers.jsonPatchOp"),
        Value::Object(_) => Some("object into Go value of type []handlers.jsonPatchOp"),
        _ => Some("string into Go value of type []handlers.jsonPatchOp"),
    }
}

fn expect_object(value: &Value) -> Result<(), String> {
    let found = match value {
        Value::Object(_) | Value::Null => return Ok(()),
        Value::Array(_) => "array",
        Value::String(_) => "string",
        Value::Number(_) => "number",
        Value::Bool(_) => "bool",
    };
    Err(format!("json: cannot unmarshal {found} into Go value of type map[string]interface {{}}"))
}
