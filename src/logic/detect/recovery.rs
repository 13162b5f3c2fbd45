//! What was tried again and then worked: no failure, however loudly it was said at first.

use std::collections::BTreeMap;

use crate::logic::evidence::{Level, Log, Said};

/// Bytes of one line that are read.
const LINE: usize = 4_096;

/// What says that something works again, whatever it was.
const WORKS: [&str; 6] =
    ["succeeded", "recovered", "reconnected", "connection established", "connected to", "successfully"];
/// What says so of a connection: enough for a warning that promised no second try.
const CONNECTED: [&str; 4] = ["recovered", "reconnected", "connection established", "connected to"];
const AGAIN: [&str; 5] = ["retry", "retrying", "attempt ", "will try again", "backing off"];
/// Words that two lines have in common without being about the same thing.
const COMMON: [&str; 20] = [
    "info",
    "warn",
    "warning",
    "error",
    "debug",
    "retry",
    "retrying",
    "attempt",
    "after",
    "again",
    "with",
    "from",
    "failed",
    "failure",
    "succeeded",
    "success",
    "successfully",
    "connected",
    "connection",
    "recovered",
];

/// The last line about each word that says that it works now.
#[derive(Debug, Default)]
pub(super) struct Recovery {
    works: BTreeMap<String, u64>,
    connected: BTreeMap<String, u64>,
}

impl Recovery {
    pub(super) fn of(log: &Log<'_>) -> Self {
        let mut recovery = Self::default();
        for said in log.said.iter().filter(|said| matches!(said.level, Level::Info | Level::Unsaid)) {
            let text = lower(said);
            if text.contains("not ") || !WORKS.iter().any(|word| text.contains(word)) {
                continue;
            }
            let connected = CONNECTED.iter().any(|word| text.contains(word));
            for word in words(&text) {
                recovery.works.insert(word.to_owned(), said.at);
                if connected {
                    recovery.connected.insert(word.to_owned(), said.at);
                }
            }
        }
        recovery
    }

    /// Whether a line tells of something that later worked: an exception never does, and only a line about the same thing says so.
    pub(super) fn covers(&self, said: &Said<'_>) -> bool {
        if said.thrown {
            return false;
        }
        let text = lower(said);
        let later = match (is_tried_again(&text), said.level) {
            (true, _) => &self.works,
            (false, Level::Warn) => &self.connected,
            _ => return false,
        };
        words(&text).any(|word| later.get(word).is_some_and(|at| *at > said.at))
    }
}

/// Whether a line tells of something that is not the end of it.
pub(super) fn is_tentative(said: &Said<'_>) -> bool {
    !said.thrown && (said.level == Level::Warn || is_tried_again(&lower(said)))
}

fn is_tried_again(text: &str) -> bool {
    AGAIN.iter().any(|word| text.contains(word))
}

fn lower(said: &Said<'_>) -> String {
    said.text.get(..LINE).unwrap_or(&said.text).to_ascii_lowercase()
}

/// What a line is about: its words, and `db:5432` as a whole.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let addresses = text.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()));
    let addresses = addresses.filter(|word| word.contains(':'));
    let all = text.split(|c: char| !c.is_alphanumeric() && c != '_');
    addresses
        .chain(all)
        .filter(|word| word.len() > 3 && !word.bytes().all(|b| b.is_ascii_digit()) && !COMMON.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covered(text: &str) -> Vec<bool> {
        let log = Log::read(text);
        let recovery = Recovery::of(&log);
        log.said.iter().map(|said| recovery.covers(said)).collect()
    }

    #[test]
    fn only_the_same_thing_recovers() {
        let cases = [
            ("WARN redis refused, retrying\nINFO connected to redis\n", true),
            ("WARN refused at db:5432, retrying\nINFO connected to db:5432\n", true),
            ("WARN lost redis:6379\nINFO reconnected to redis:6379\n", true),
            ("WARN request timed out, retrying\nINFO request succeeded\n", true),
            ("WARN slow request /charge\nINFO charge succeeded, request done\n", false),
            ("WARN redis refused, retrying\nINFO export succeeded\n", false),
            ("INFO connected to redis\nWARN redis refused, retrying\n", false),
            ("ERROR redis refused\nINFO connected to redis\n", false),
        ];
        for (text, expected) in cases {
            assert_eq!(covered(text).contains(&true), expected, "{text}");
        }
    }
}
