//! Numbers and times in words, and verdicts out of them.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::domain::{
    text::Safe,
    verdict::{Cause, State, Subject, Verdict},
};

use super::trouble::Trouble;

/// A verdict in the making.
pub(super) struct Opinion<'a> {
    pub(super) state: State,
    pub(super) rule: &'static str,
    pub(super) since: Option<Timestamp>,
    pub(super) why: String,
    pub(super) brief: String,
    pub(super) about: Option<&'a Trouble<'a>>,
}

impl Opinion<'_> {
    pub(super) fn into_verdict(self) -> Verdict {
        Verdict {
            state: self.state,
            early: false,
            since: self.since,
            rule: self.rule,
            why: Safe::line(&self.why),
            brief: Safe::line(&self.brief),
            subject: self.about.map(Trouble::subject),
            cause: self.about.and_then(|trouble| trouble.cause.clone()),
            ailing: BTreeSet::new(),
            review: None,
        }
    }
}

impl<'a> Opinion<'a> {
    pub(super) fn new(state: State, rule: &'static str, why: String, brief: String) -> Opinion<'a> {
        Opinion { state, rule, since: None, why, brief, about: None }
    }

    pub(super) fn since(self, since: Option<Timestamp>) -> Self {
        Self { since, ..self }
    }

    pub(super) fn about(self, about: Option<&'a Trouble<'a>>) -> Self {
        Self { about, ..self }
    }
}

/// A verdict about a pod that no trouble explains, or about a node.
pub(super) fn pointing(verdict: Verdict, subject: Option<Subject>, cause: Option<Cause>) -> Verdict {
    Verdict { subject: verdict.subject.or(subject), cause: verdict.cause.or(cause), ..verdict }
}

/// `1 pod`, `3 pods`.
pub(super) fn pods(count: usize) -> String {
    format!("{count} pod{}", if count == 1 { "" } else { "s" })
}

/// How long, as people say it: `40 s`, `6 min`, `3 h`, `5 d`.
pub(super) fn span(seconds: i64) -> String {
    match seconds.max(0) {
        seconds @ 0..120 => format!("{seconds} s"),
        seconds @ 120..7_200 => format!("{} min", seconds / 60),
        seconds @ 7_200..172_800 => format!("{} h", seconds / 3_600),
        seconds => format!("{} d", seconds / 86_400),
    }
}

/// Since when, by the clock (UTC): a sentence stays true while time passes. Nothing where it is not known.
pub(super) fn since(since: Option<Timestamp>, now: Timestamp) -> String {
    let Some(since) = since else { return String::new() };
    let form = if now.duration_since(since).as_hours() < 20 { " since %H:%M:%S" } else { " since %Y-%m-%d %H:%M" };
    since.strftime(form).to_string()
}
