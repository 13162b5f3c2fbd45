//! Refusals that are about a request, and not about an object.

use crate::drill::store::{Cause, Details, Refusal};

fn bare(code: u16, reason: &'static str, message: &str) -> Refusal {
    Refusal { code, reason, message: message.to_owned(), details: None, resume: None }
}

fn with(details: Details, refusal: Refusal) -> Refusal {
    Refusal { details: Some(Box::new(details)), ..refusal }
}

/// 401: a token that nobody has.
#[must_use]
pub fn unauthorized() -> Refusal {
    bare(401, "Unauthorized", "Unauthorized")
}

/// 404: no such resource.
#[must_use]
pub fn missing() -> Refusal {
    with(Details::default(), bare(404, "NotFound", "the server could not find the requested resource"))
}

/// 405.
#[must_use]
pub fn method() -> Refusal {
    let message = "the server does not allow this method on the requested resource";
    with(Details::default(), bare(405, "MethodNotAllowed", message))
}

/// 406.
#[must_use]
pub fn not_acceptable() -> Refusal {
    let message = "only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf";
    bare(406, "NotAcceptable", message)
}

/// 413.
#[must_use]
pub fn too_large(limit: usize) -> Refusal {
    bare(413, "RequestEntityTooLarge", &format!("Request entity too large: limit is {limit}"))
}

/// 415 of a create or an update.
#[must_use]
pub fn media_type() -> Refusal {
    let message = "the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, \
                   application/vnd.kubernetes.protobuf";
    bare(415, "UnsupportedMediaType", message)
}

/// 415 of a patch.
#[must_use]
pub fn patch_type() -> Refusal {
    with(Details::default(), bare(415, "UnsupportedMediaType", "415: Unsupported Media Type"))
}

/// 422: a parameter that cannot be.
#[must_use]
pub fn option(kind: &str, reason: &'static str, field: &str, message: &str) -> Refusal {
    let cause = Cause { reason, message: message.to_owned(), field: field.to_owned() };
    let group = "meta.k8s.io".to_owned();
    let details = Details { group, kind: kind.to_owned(), causes: vec![cause], ..Details::default() };
    let message = format!("{kind}.meta.k8s.io \"\" is invalid: {field}: {message}");
    with(details, bare(422, "Invalid", &message))
}

/// 422: a log that cannot be had so.
#[must_use]
pub fn log_option(pod: &str, reason: &'static str, field: &str, message: &str) -> Refusal {
    let cause = Cause { reason, message: message.to_owned(), field: field.to_owned() };
    let (name, kind) = (pod.to_owned(), "PodLogOptions".to_owned());
    let details = Details { name, kind, causes: vec![cause], ..Details::default() };
    with(details, bare(422, "Invalid", &format!("PodLogOptions \"{pod}\" is invalid: {field}: {message}")))
}

/// 504: a version that is yet to come.
#[must_use]
pub fn too_new(asked: u64, current: u64) -> Refusal {
    let message = "Too large resource version".to_owned();
    let cause = Cause { reason: "ResourceVersionTooLarge", message, field: String::new() };
    let details = Details { causes: vec![cause], retry_after_seconds: 1, ..Details::default() };
    let message = format!("Timeout: Too large resource version: {asked}, current: {current}");
    with(details, bare(504, "Timeout", &message))
}

/// 429 of an eviction, with what the budget says.
#[must_use]
pub fn disruption(message: String) -> Refusal {
    let cause = Cause { reason: "DisruptionBudget", message, field: String::new() };
    let details = Details { causes: vec![cause], ..Details::default() };
    let told = "Cannot evict pod as it would violate the pod's disruption budget.";
    with(details, bare(429, "TooManyRequests", told))
}

/// Any code with the reason that the API machinery gives it.
#[must_use]
pub fn plain(code: u16) -> Refusal {
    match code {
        429 => bare(429, "TooManyRequests", "too many requests, please try again later"),
        502 => bare(502, "", "bad gateway"),
        503 => bare(503, "ServiceUnavailable", "the server is currently unable to handle the request"),
        504 => bare(504, "Timeout", "Timeout: request did not complete within the allotted timeout"),
        other => bare(other, "InternalError", "Internal error occurred: etcdserver: request timed out"),
    }
}

/// 501: what a simulated container cannot do.
#[must_use]
pub fn not_simulated(what: &str) -> Refusal {
    let message =
        format!("{what} is not simulated: the containers of a drill have logs and states, but no processes to join");
    bare(501, "NotImplemented", &message)
}
