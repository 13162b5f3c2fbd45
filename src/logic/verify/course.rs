//! Which way a sentence says that something went: there or gone, more or less; and whether it denies it.

use crate::logic::evidence::Side;

/// What a sentence says became of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Course {
    Gone,
    Came,
    Grew,
    Shrank,
}

const GONE: [&str; 9] =
    ["removed", "removes", "deleted", "deletes", "dropped", "drops", "no longer", "removal of", "took out"];
const CAME: [&str; 6] = ["added", "adds", "introduced", "introduces", "new line", "addition of"];
const GREW: [&str; 6] = ["raised", "increased", "increases", "raises", "doubled", "bumped"];
const SHRANK: [&str; 8] = ["lowered", "lowers", "reduced", "reduces", "decreased", "decreases", "halved", "shrunk"];
const DENIED: [&str; 7] = ["was not ", "were not ", "not been ", "never ", "did not ", "wasn't ", "has not "];

/// What says that something is fine or has nothing to do with it.
const CLEARED: [&str; 16] = [
    "is not the cause",
    "not the cause",
    "unrelated",
    "has nothing to do",
    "is set",
    "is present",
    "is defined",
    "is available",
    "is correct",
    "works",
    "is healthy",
    "no problem",
    "not missing",
    "did not cause",
    "does not cause",
    "is not involved",
];

/// What a sentence says became of something; `None` where it says nothing of the kind, or more than one thing.
pub(super) fn of(sentence: &str) -> Option<Course> {
    let lower = sentence.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let all = [
        (Course::Gone, says(&GONE)),
        (Course::Came, says(&CAME)),
        (Course::Grew, says(&GREW)),
        (Course::Shrank, says(&SHRANK)),
    ];
    let mut said = all.iter().filter(|(_, said)| *said).map(|(course, _)| *course);
    let first = said.next()?;
    said.next().is_none().then_some(first)
}

/// Whether the sentence denies it: `was not removed`.
pub(super) fn is_denied(sentence: &str) -> bool {
    let lower = sentence.to_lowercase();
    DENIED.iter().any(|word| lower.contains(word))
}

/// Whether it says that what it names is fine, or not the cause.
pub(super) fn clears(sentence: &str) -> bool {
    let lower = sentence.to_lowercase();
    CLEARED.iter().any(|words| lower.contains(words)) && !lower.contains("is set to") && !lower.contains("no longer")
}

/// Why a line on that side of a diff does not bear out the sentence.
pub(super) fn against(sentence: &str, side: Side) -> Option<&'static str> {
    let denied = is_denied(sentence);
    match (of(sentence)?, side) {
        (Course::Gone, Side::Added) if !denied => Some("the line is an addition, not a deletion"),
        (Course::Came, Side::Removed) if !denied => Some("the line is a deletion, not an addition"),
        (Course::Gone | Course::Came, Side::Context) if !denied => Some("the line was not changed"),
        (Course::Gone, Side::Removed) if denied => Some("the line is a deletion"),
        (Course::Came, Side::Added) if denied => Some("the line is an addition"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directions_are_read() {
        assert_eq!(of("values.yaml no longer sets X"), Some(Course::Gone));
        assert_eq!(of("the limit was lowered to 64Mi"), Some(Course::Shrank));
        assert_eq!(of("X was removed and Y added"), None);
        assert!(clears("STRIPE_API_KEY is set and unrelated") && !clears("timeout is set to 3 s"));
        assert_eq!(against("X was not removed", Side::Removed), Some("the line is a deletion"));
        assert_eq!(against("X was removed", Side::Removed), None);
    }
}
