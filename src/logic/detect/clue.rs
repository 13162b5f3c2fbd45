//! The words of rules: what a change could do, what a symptom is about.

use crate::{
    domain::{evidence::Place, finding::Matter, severity::Severity, text::Safe},
    logic::evidence::Frame,
};

use super::changes::Changes;

pub(super) use super::spot::Spot;

/// One rule: what it looks for on either side, and what it says.
#[derive(Debug)]
pub(super) struct Rule {
    pub name: &'static str,
    pub severity: Severity,
    /// What is wrong, in a few words.
    pub title: &'static str,
    pub impact: &'static str,
    pub remedy: &'static str,
    /// What of a change could be the cause.
    pub changes: for<'c, 'a> fn(&'c Changes<'a>) -> Vec<Hint<'a>>,
    /// What it looks like when it fails.
    pub signs: &'static [Sign],
    /// Whether something else usually stands behind it: a crash, a probe that fails.
    pub consequence: bool,
}

/// A rule that only knows symptoms.
pub(super) fn no_changes<'a>(_: &Changes<'a>) -> Vec<Hint<'a>> {
    Vec::new()
}

/// A form of words that programs or clusters say.
#[derive(Debug)]
pub(super) struct Sign {
    /// One of them is in every line that the pattern can match; without regard to case.
    pub needles: &'static [&'static str],
    /// The capture `x` is what the line is about.
    pub pattern: &'static str,
    pub about: About,
    pub said: Where,
}

impl Sign {
    pub(super) const fn new(
        needles: &'static [&'static str],
        pattern: &'static str,
        about: About,
        said: Where,
    ) -> Self {
        Self { needles, pattern, about, said }
    }
}

/// Who says it, and how loud it has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Where {
    /// A program, not in passing: not at the levels info and debug.
    Program,
    /// A program, at any level.
    Aloud,
    /// The cluster: status or events.
    Cluster,
}

/// How what a sign captured becomes a matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum About {
    Nothing,
    Variable,
    /// A field of settings, which is read from the variable of this name.
    Setting,
    File,
    Module,
    /// A key, or a variable where it is written like one.
    Key,
    /// A key that is no variable.
    Field,
    Object,
    Column,
    Table,
    Image,
    Host,
    /// `10.1.2.3:5432`
    Address,
    /// A URL: its port and its path.
    Probe,
    Limit(&'static str),
    Named(&'static str),
    Slow(&'static [&'static str]),
    /// A time with its unit, of which only a long one counts.
    Took,
    /// A time in milliseconds, as its name says.
    TookMs,
}

/// Something of a change that could be the cause.
#[derive(Debug, Clone)]
pub(super) struct Hint<'a> {
    pub matters: Vec<Matter>,
    pub spot: Spot<'a>,
    /// What was done: `time.sleep(45) was added`.
    pub what: String,
    /// Too common to be told without a symptom.
    pub silent: bool,
}

/// Something that failed.
#[derive(Debug, Clone)]
pub(super) struct Symptom {
    pub rule: &'static Rule,
    pub matters: Vec<Matter>,
    pub place: Place,
    pub pod: Option<Safe>,
    pub container: Option<Safe>,
    /// What the program said right before it threw: often what it was about.
    pub above: Option<Safe>,
    pub frames: Vec<Frame>,
    /// The cluster says so rather than the program.
    pub cluster: bool,
    pub count: u32,
}

/// The kinds of slowness.
pub(super) fn slowness(kinds: &[&str]) -> Vec<Matter> {
    kinds.iter().map(|kind| Matter::Slowness(Safe::line(kind))).collect()
}
