//! What was sent, held against the type of its resource.

use serde_json::Value;

use crate::drill::{
    resource::{RESOURCES, Resource},
    store::{
        refusal::Refusal,
        request::{Body, Validation},
        schema::{self, Struct},
        value::{fields, text},
    },
};

/// Versions of the API that the server knows, and nobody needs any more.
const REGISTERED: [&str; 6] = [
    "apps/v1beta1",
    "apps/v1beta2",
    "autoscaling/v1",
    "autoscaling/v2beta2",
    "discovery.k8s.io/v1beta1",
    "policy/v1beta1",
];

/// A body as a value of its type, and the warnings about what it says too much. Refused (400) is what is of another kind or type.
pub fn read(resource: &Resource, body: Body, validation: Validation) -> Result<(Value, Vec<String>), Refusal> {
    let Body { mut value, duplicates } = body;
    let (version, kind) = (resource.api_version(), resource.kind);
    if !value.is_object() {
        return Err(Refusal::bad_request(format!(
            "the object provided is unrecognized (must be of type {kind}): couldn't get version/kind; json parse error: json: cannot unmarshal {} into Go value of type struct {{ APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" }} ({})",
            if value.is_array() { "array" } else { "string" },
            hex::encode(value.to_string()),
        )));
    }
    declare(&mut value, &version, kind);
    let told = text(&value, "/kind").to_owned();
    let cannot = |why: &str| {
        let sent = text(&value, "/apiVersion");
        let short = sent.rsplit('/').next().unwrap_or(sent);
        Refusal::bad_request(format!("{told} in version \"{short}\" cannot be handled as a {kind}: {why}"))
    };
    if told != kind {
        return Err(cannot(&other_kind((resource.group, kind), text(&value, "/apiVersion"), &told)));
    }
    let sent = text(&value, "/apiVersion");
    if sent != version {
        if !REGISTERED.contains(&sent) {
            return Err(cannot(&other_kind((resource.group, kind), sent, &told)));
        }
        return Err(Refusal::bad_request(format!(
            "the API version in the data ({sent}) does not match the expected API version ({version})"
        )));
    }
    let short = resource.version;
    let warnings = typed(schema::of(resource), &mut value, &duplicates, validation).map_err(|why| {
        Refusal::bad_request(format!("{kind} in version \"{short}\" cannot be handled as a {kind}: {why}"))
    })?;
    Ok((value, warnings))
}

/// Takes a value for one of a type: warnings, or why it is none in the server's words.
pub fn typed(
    kind: &'static Struct,
    value: &mut Value,
    duplicates: &[String],
    validation: Validation,
) -> Result<Vec<String>, String> {
    let decoded = schema::decode(kind, value);
    if let Some(wrong) = decoded.wrong {
        return Err(wrong);
    }
    let twice = duplicates.iter().map(|path| format!("duplicate field \"{path}\""));
    let unknown = decoded.unknown.iter().map(|path| format!("unknown field \"{path}\""));
    let complaints: Vec<String> = twice.chain(unknown).collect();
    match validation {
        Validation::Strict if !complaints.is_empty() => {
            Err(format!("strict decoding error: {}", complaints.join(", ")))
        }
        Validation::Ignore => Ok(Vec::new()),
        _ => Ok(complaints),
    }
}

/// Says what it is, first of all, where it does not say so itself.
pub(super) fn declare(value: &mut Value, version: &str, kind: &str) {
    let fields = fields(value);
    for (index, (name, word)) in [("kind", kind), ("apiVersion", version)].into_iter().enumerate() {
        let said = fields.shift_remove(name).filter(|said| said.as_str().is_some_and(|said| !said.is_empty()));
        fields.shift_insert(index, name.to_owned(), said.unwrap_or_else(|| word.into()));
    }
}

/// Why an object of a version and kind is not taken for one of a group and another kind.
pub fn other_kind((group, kind): (&str, &str), version: &str, told: &str) -> String {
    let group = if group.is_empty() { "core" } else { group.split('.').next().unwrap_or_default() };
    if RESOURCES.iter().any(|one| one.kind == told && one.api_version() == version) {
        let short = version.rsplit('/').next().unwrap_or(version);
        return format!("converting ({short}.{told}) to ({group}.{kind}): unknown conversion");
    }
    format!("no kind \"{told}\" is registered for version \"{version}\" in scheme \"pkg/runtime/scheme.go:110\"")
}
