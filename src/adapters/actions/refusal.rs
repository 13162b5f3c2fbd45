//! Why there is no plan, in short.

use crate::{
    adapters::cluster::{Error, effects::Need},
    domain::{action::Refusal, shell::can_i, text::Safe, workload::Key},
};

pub(super) fn impossible(text: &str) -> Refusal {
    Refusal::Impossible { message: Safe::line(text) }
}

pub(super) fn no_change(text: &str) -> Refusal {
    Refusal::NoChange { message: Safe::line(text) }
}

pub(super) fn unread(text: &str) -> Refusal {
    Refusal::Unread { message: Safe::line(text) }
}

pub(super) fn denied(need: &Need, key: &Key, why: Option<&Safe>) -> Refusal {
    let Need { verb, resource, .. } = need;
    let why = why.map(|reason| format!(" ({reason})")).unwrap_or_default();
    let check = can_i(verb, resource, Some(&key.namespace));
    let text = format!("you may not {verb} {resource} in namespace {}{why}. Check: kubectl {check}", key.namespace);
    Refusal::Denied {
        verb: Safe::from_static(need.verb),
        resource: Safe::from_static(need.resource),
        message: Safe::line(&text),
    }
}

/// What could not be read, or may not be.
pub(super) fn failed(error: &Error, need: &Need, key: &Key) -> Refusal {
    match error.status() {
        Some(403) => denied(need, key, None),
        _ => unread(&error.gap(need.verb, need.resource, Some(&key.namespace)).message),
    }
}
