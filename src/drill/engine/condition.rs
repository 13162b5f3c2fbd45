//! Conditions of a status, set as the controllers set them.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::fields::{Fields, NOTHING, map, put, stamp};

/// A condition to be set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    pub kind: &'static str,
    /// `True`, `False` or `Unknown`.
    pub status: &'static str,
    pub reason: String,
    pub message: String,
}

impl Condition {
    #[must_use]
    pub fn new(kind: &'static str, status: &'static str, reason: &str, message: &str) -> Self {
        Self { kind, status, reason: reason.to_owned(), message: message.to_owned() }
    }
}

/// The condition of a kind; null where there is none.
pub fn find<'a>(status: &'a Value, kind: &str) -> &'a Value {
    status.items("conditions").iter().find(|one| one.text("type") == kind).unwrap_or(&NOTHING)
}

/// Sets a condition as the Deployment controller does: nothing happens where status and reason are the same; `lastTransitionTime` moves with the
/// status alone (`SetDeploymentCondition`).
pub fn set(status: &mut Value, new: &Condition, now: Timestamp) {
    let known = find(status, new.kind);
    if known.text("status") == new.status && known.text("reason") == new.reason {
        return;
    }
    renew(status, new, now);
}

/// Sets a condition even if it says what it said: `lastUpdateTime` moves.
pub fn renew(status: &mut Value, new: &Condition, now: Timestamp) {
    let known = find(status, new.kind);
    let since = if known.text("status") == new.status { known.at("lastTransitionTime").clone() } else { stamp(now) };
    let condition = json!({"type": new.kind, "status": new.status, "lastUpdateTime": stamp(now), "lastTransitionTime": since,
        "reason": new.reason, "message": new.message});
    remove(status, new.kind);
    push(status, condition);
}

/// Takes the condition of a kind away.
pub fn remove(status: &mut Value, kind: &str) {
    if let Some(conditions) = status.get_mut("conditions").and_then(Value::as_array_mut) {
        conditions.retain(|one| one.text("type") != kind);
        if conditions.is_empty() {
            map(status, "").map(|status| status.shift_remove("conditions"));
        }
    }
}

/// Adds a condition at the end.
pub fn push(status: &mut Value, condition: Value) {
    match status.get_mut("conditions").and_then(Value::as_array_mut) {
        Some(conditions) => conditions.push(condition),
        None => put(status, "conditions", vec![condition]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transition_is_a_change_of_the_status_and_nothing_else() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let mut status = json!({});
        let said = |status: &str, reason: &str| {
            Condition::new("Progressing", if status == "True" { "True" } else { "False" }, reason, "")
        };
        set(&mut status, &said("True", "A"), at(10));
        set(&mut status, &said("True", "A"), at(20));
        assert_eq!(find(&status, "Progressing")["lastUpdateTime"], stamp(at(10)));
        set(&mut status, &said("True", "B"), at(30));
        let condition = find(&status, "Progressing");
        assert_eq!((&condition["lastUpdateTime"], &condition["lastTransitionTime"]), (&stamp(at(30)), &stamp(at(10))));
        set(&mut status, &said("False", "B"), at(40));
        assert_eq!(find(&status, "Progressing")["lastTransitionTime"], stamp(at(40)));
        remove(&mut status, "Progressing");
        assert_eq!(status, json!({}));
    }
}
