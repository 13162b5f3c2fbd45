//! A person's word at a gate, checked before it is recorded.

use jiff::Timestamp;

use crate::domain::{
    approval::{Acknowledgement, Word},
    environment::Environment,
    text::Safe,
    walk::Entry,
};

use super::{Decision, Denial, Request, blockers, typed};

/// Who speaks, and what they gave along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approver {
    /// As proven.
    pub by: Safe,
    pub environment: Environment,
    /// The short code, where they gave it.
    pub code: Option<Safe>,
    /// The name that they typed, in their own letters; production asks for it.
    pub typed: Option<String>,
    pub acknowledged: Vec<Acknowledgement>,
}

/// The record of an approval, or why there is none.
pub fn approve(request: &Request, approver: &Approver, now: Timestamp) -> Result<Entry, Denial> {
    let code = request.binding_sha256().code();
    if let Some(given) = &approver.code
        && !given.eq_ignore_ascii_case(&code)
    {
        return Err(Denial::OtherCode { given: given.clone() });
    }
    let plan = &request.asked().plan;
    match &approver.typed {
        Some(name) => typed(&plan.target.name, name)?,
        None if approver.environment == Environment::Production => {
            return Err(Denial::Untyped { name: plan.target.name.clone() });
        }
        None => {}
    }
    let reasons = blockers(&plan.guards, &approver.acknowledged, approver.environment);
    if !reasons.is_empty() {
        return Err(Denial::Guarded { reasons });
    }
    let binding_sha256 = request.binding_sha256();
    let acknowledged = approver.acknowledged.clone();
    let self_approved = request.is_own(&approver.by);
    let by = approver.by.clone();
    let decision = Decision { by, at: now, word: Word::Approve, binding_sha256, acknowledged, reason: None };
    request.clone().decide(decision)?;
    let acknowledged = approver.acknowledged.clone();
    Ok(Entry::Approve { request: request.asked().id, binding_sha256, acknowledged, self_approved })
}

/// The record of a rejection: anybody may, with a reason.
pub fn reject(request: &Request, by: Safe, reason: &Safe, now: Timestamp) -> Result<Entry, Denial> {
    if reason.trim().is_empty() {
        return Err(Denial::NoReason);
    }
    let binding_sha256 = request.binding_sha256();
    let (word, acknowledged) = (Word::Reject, Vec::new());
    let decision = Decision { by, at: now, word, binding_sha256, acknowledged, reason: Some(reason.clone()) };
    request.clone().decide(decision)?;
    Ok(Entry::Reject { request: request.asked().id, binding_sha256, reason: reason.clone() })
}
