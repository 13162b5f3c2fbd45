//! Why the API server says no, as `metav1.Status` tells it.

use serde_json::{Map, Value, json};

use crate::drill::{object::Key, resource::Resource};

/// The cause of a refusal to create something in a namespace that is going.
const TERMINATING: &str = "NamespaceTerminating";

/// An answer that is not what was asked for. `k8s.io/apimachinery/pkg/api/errors` is where its words come from.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Refusal {
    /// The HTTP status.
    pub code: u16,
    /// The machine's word: `NotFound`. Empty where the server gives none.
    pub reason: &'static str,
    pub message: String,
    pub details: Option<Box<Details>>,
    /// Of an expired list: the token with which the rest can be had, at another version.
    pub resume: Option<String>,
}

/// What a refusal is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Details {
    pub name: String,
    pub group: String,
    /// The plural of the resource, or its kind where the object itself is invalid.
    pub kind: String,
    pub uid: String,
    pub causes: Vec<Cause>,
    pub retry_after_seconds: u32,
}

/// One thing that is wrong with an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// `FieldValueInvalid`.
    pub reason: &'static str,
    pub message: String,
    /// `spec.replicas`.
    pub field: String,
}

impl Refusal {
    fn new(code: u16, reason: &'static str, message: String) -> Self {
        Self { code, reason, message, details: None, resume: None }
    }

    fn about(code: u16, reason: &'static str, key: &Key, message: String) -> Self {
        let details = Details {
            name: key.name.to_string(),
            group: key.resource.group.to_owned(),
            kind: key.resource.plural.to_owned(),
            ..Details::default()
        };
        Self { details: Some(Box::new(details)), ..Self::new(code, reason, message) }
    }

    /// 400: what was sent cannot be read, or contradicts the request.
    pub fn bad_request(message: impl Into<String>) -> Self {
        Self::new(400, "BadRequest", message.into())
    }

    /// 404.
    #[must_use]
    pub fn not_found(key: &Key) -> Self {
        Self::about(404, "NotFound", key, format!("{} \"{}\" not found", key.resource.qualified(), key.name))
    }

    /// 409: there is one of that name.
    #[must_use]
    pub fn already_exists(key: &Key) -> Self {
        let message = format!("{} \"{}\" already exists", key.resource.qualified(), key.name);
        Self::about(409, "AlreadyExists", key, message)
    }

    /// 409: a precondition does not hold.
    #[must_use]
    pub fn conflict(key: &Key, why: &str) -> Self {
        let what = key.resource.qualified();
        let message = format!("Operation cannot be fulfilled on {what} \"{}\": {why}", key.name);
        Self::about(409, "Conflict", key, message)
    }

    /// 403.
    #[must_use]
    pub fn forbidden(key: &Key, why: &str) -> Self {
        let message = format!("{} \"{}\" is forbidden: {why}", key.resource.qualified(), key.name);
        Self::about(403, "Forbidden", key, message)
    }

    /// 403: nothing new comes into a namespace that is going.
    #[must_use]
    pub fn terminating(key: &Key) -> Self {
        let namespace = &key.namespace;
        let words = format!("unable to create new content in namespace {namespace} because it is being terminated");
        let mut refusal = Self::forbidden(key, &words);
        if let Some(details) = &mut refusal.details {
            details.causes.push(Cause {
                reason: TERMINATING,
                message: format!("namespace {namespace} is being terminated"),
                field: "metadata.namespace".to_owned(),
            });
        }
        refusal
    }

    /// Whether it is for a namespace that is going: controllers say nothing of that.
    #[must_use]
    pub fn is_terminating(&self) -> bool {
        self.details.as_ref().is_some_and(|details| details.causes.iter().any(|cause| cause.reason == TERMINATING))
    }

    /// 422: the object would not be a valid one.
    #[must_use]
    pub fn invalid(resource: &Resource, name: &str, causes: Vec<Cause>) -> Self {
        let kind = resource.qualified_kind();
        let told = told(&causes);
        let details = Details {
            name: name.to_owned(),
            group: resource.group.to_owned(),
            kind: resource.kind.to_owned(),
            causes,
            ..Details::default()
        };
        let message = format!("{kind} \"{name}\" is invalid: {told}");
        Self { details: Some(Box::new(details)), ..Self::new(422, "Invalid", message) }
    }

    /// 422 without a field: a patch that cannot be carried out.
    #[must_use]
    pub fn unprocessable(message: String) -> Self {
        Self::new(422, "Invalid", message)
    }

    /// 410: that version is no longer kept.
    #[must_use]
    pub fn expired(message: String, resume: Option<String>) -> Self {
        Self { resume, ..Self::new(410, "Expired", message) }
    }

    /// 415: a patch of a kind that is not known.
    #[must_use]
    pub fn unsupported_media_type() -> Self {
        let message = "415: Unsupported Media Type".to_owned();
        Self { details: Some(Box::default()), ..Self::new(415, "UnsupportedMediaType", message) }
    }

    /// 500.
    #[must_use]
    pub fn internal(message: String) -> Self {
        Self::new(500, "InternalError", message)
    }

    /// It as the `Status` that stands in the answer's body.
    #[must_use]
    pub fn status(&self) -> Value {
        let mut status = json!({
            "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": self.message,
        });
        if let (Some(resume), Some(meta)) = (&self.resume, status.get_mut("metadata")) {
            *meta = json!({ "continue": resume });
        }
        if let Value::Object(fields) = &mut status {
            if !self.reason.is_empty() {
                fields.insert("reason".to_owned(), self.reason.into());
            }
            if let Some(details) = &self.details {
                fields.insert("details".to_owned(), details.value());
            }
            fields.insert("code".to_owned(), self.code.into());
        }
        status
    }
}

/// All that is wrong in one line, each thing once.
fn told(causes: &[Cause]) -> String {
    let mut told: Vec<String> = Vec::new();
    for cause in causes {
        let line = format!("{}: {}", cause.field, cause.message);
        if !told.contains(&line) {
            told.push(line);
        }
    }
    match told.as_slice() {
        [one] => one.clone(),
        many => format!("[{}]", many.join(", ")),
    }
}

impl Details {
    fn value(&self) -> Value {
        let words = [("name", &self.name), ("group", &self.group), ("kind", &self.kind), ("uid", &self.uid)];
        let said = words.into_iter().filter(|(_, word)| !word.is_empty());
        let mut value: Map<String, Value> = said.map(|(name, word)| (name.to_owned(), word.as_str().into())).collect();
        if !self.causes.is_empty() {
            value.insert("causes".to_owned(), self.causes.iter().map(Cause::value).collect());
        }
        if self.retry_after_seconds > 0 {
            value.insert("retryAfterSeconds".to_owned(), self.retry_after_seconds.into());
        }
        Value::Object(value)
    }
}

impl Cause {
    /// A value that cannot be.
    #[must_use]
    pub fn invalid(field: &str, value: &Value, why: &str) -> Self {
        Self { reason: "FieldValueInvalid", message: format!("Invalid value: {value}: {why}"), field: field.to_owned() }
    }

    fn value(&self) -> Value {
        if self.field.is_empty() {
            return json!({ "reason": self.reason, "message": self.message });
        }
        json!({ "reason": self.reason, "message": self.message, "field": self.field })
    }
}
