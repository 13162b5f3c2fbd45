//! Guards: what has to hold, what somebody may take note of, and what blocks.

use crate::domain::{
    Truth,
    action::Guard,
    approval::{Acknowledgement, Rule},
    environment::Environment,
    text::Safe,
};

/// What stands against an approval, in words; empty where nothing does. An unknown guard blocks in production, whoever takes note of it.
#[must_use]
pub fn blockers(guards: &[Guard], taken_note: &[Acknowledgement], environment: Environment) -> Vec<Safe> {
    guards.iter().filter_map(|guard| blocker(guard, taken_note, environment)).collect()
}

fn blocker(guard: &Guard, taken_note: &[Acknowledgement], environment: Environment) -> Option<Safe> {
    let Guard { name, message, .. } = guard;
    let noted = taken_note.iter().any(|note| note.guard == *name && !note.reason.trim().is_empty());
    let may_be_noted = match guard.holds {
        Truth::Yes => return None,
        Truth::No => guard.can_acknowledge,
        Truth::Unknown if environment == Environment::Production => {
            return Some(Safe::line(&format!("{name} is unknown, and this is production: {message}")));
        }
        Truth::Unknown => true,
    };
    match (may_be_noted, noted) {
        (true, true) => None,
        (true, false) => Some(Safe::line(&format!("{name}: {message} (acknowledge it with {name}=REASON)"))),
        (false, _) => Some(Safe::line(&format!("{name}: {message}"))),
    }
}

/// Reads `GUARD=REASON`.
#[must_use]
pub fn acknowledgement(text: &str) -> Option<Acknowledgement> {
    let (guard, reason) = text.split_once('=')?;
    let (guard, reason) = (guard.trim(), reason.trim());
    (!guard.is_empty() && !reason.is_empty())
        .then(|| Acknowledgement { guard: Safe::line(guard), reason: Safe::line(reason) })
}

/// The guard of a rule that asks for another person, where the store cannot tell two people apart.
#[must_use]
pub fn second_person(rule: &Rule, proves_people: bool) -> Option<Guard> {
    let wanted = rule.quorum > 1 || (rule.quorum == 1 && !rule.allow_self);
    (wanted && !proves_people).then(|| Guard {
        name: Safe::from_static("second_person"),
        holds: Truth::No,
        can_acknowledge: false,
        message: Safe::from_static(
            "the policy asks for another person's approval, and this store cannot prove a second one: \
             use a store where people sign in, or let the policy allow a single operator here",
        ),
    })
}

/// Whether nothing stands against an action that nobody is asked about.
pub(super) fn all_hold(guards: &[Guard]) -> bool {
    guards.iter().all(|guard| guard.holds == Truth::Yes)
}

/// The policy's rule with what the strategy and the guards ask for on top: a gate may want more people, never fewer, and what does not hold
/// or is unknown wants somebody to see it.
#[must_use]
pub fn tightened(mut rule: Rule, quorum: Option<u8>, guards: &[Guard]) -> Rule {
    let somebody = u8::from(!all_hold(guards));
    rule.quorum = rule.quorum.max(quorum.unwrap_or_default()).max(somebody);
    rule
}
