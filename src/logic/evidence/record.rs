//! What pods take from ConfigMaps and Secrets, written as evidence and read back: the same facts either way.

use jiff::Timestamp;

use crate::domain::{
    configuration::{Configuration, State, Use, Written},
    text::Safe,
};

use super::{
    course::Course,
    fact::{Fact, Source},
};

/// What was written down, each fact with its line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Record {
    facts: Vec<(u64, Fact)>,
    pub course: Course,
}

/// Configuration as lines; none where nothing is taken from anywhere.
#[must_use]
pub fn configuration(configuration: &Configuration, course: &Course) -> Vec<Safe> {
    if configuration.objects.is_empty() {
        return Vec::new();
    }
    let mut facts: Vec<Fact> = course.template.iter().cloned().map(Fact::Template).collect();
    facts.extend(course.failed.map(|first| Fact::Failed { first, none_before: course.none_before }));
    for one in &configuration.objects {
        let of = || Source { store: one.store, name: one.name.clone() };
        match &one.state {
            State::Absent => facts.push(Fact::Absent { of: of() }),
            State::Unreadable(gap) => facts.push(Fact::Unreadable { of: of(), why: gap.message.clone() }),
            State::Read(history) => {
                facts.extend(history.keys.iter().map(|key| Fact::Written { of: of(), written: key.clone() }));
                facts.extend(history.lacking.iter().map(|key| Fact::Lacks { of: of(), key: key.clone() }));
                facts.extend((history.left_out > 0).then(|| Fact::More { of: of(), keys: history.left_out }));
            }
        }
        facts.extend(one.uses.iter().map(|by| Fact::Used { of: of(), by: by.clone() }));
    }
    facts.extend((configuration.left_out > 0).then_some(Fact::Unread { objects: configuration.left_out }));
    facts.extend(course.lives.iter().cloned().map(Fact::Life));
    facts.iter().map(|fact| Safe::line(&fact.to_string())).collect()
}

impl Record {
    /// Reads it; a line that says nothing of the kind is passed over.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut record = Self::default();
        for (at, fact) in (1..).zip(text.lines()).filter_map(|(at, line)| Some((at, Fact::read(line)?))) {
            match fact {
                Fact::Template(template) => record.course.template = Some(template),
                Fact::Failed { first, none_before } => {
                    (record.course.failed, record.course.none_before) = (Some(first), none_before);
                }
                Fact::Life(life) => record.course.lives.push(life),
                fact => record.facts.push((at, fact)),
            }
        }
        record
    }

    /// How containers see objects.
    pub fn uses(&self) -> impl Iterator<Item = (&Source, &Use, u64)> {
        self.facts.iter().filter_map(|(at, fact)| match fact {
            Fact::Used { of, by } => Some((of, by, *at)),
            _ => None,
        })
    }

    /// The last write of each key.
    pub fn writes(&self) -> impl Iterator<Item = (&Source, &Written, u64)> {
        self.facts.iter().filter_map(|(at, fact)| match fact {
            Fact::Written { of, written } => Some((of, written, *at)),
            _ => None,
        })
    }

    /// What is not known of an object, or not there of it.
    pub fn lacks(&self, source: &Source) -> impl Iterator<Item = (&Fact, u64)> {
        self.facts.iter().filter_map(move |(at, fact)| match fact {
            Fact::Lacks { of, .. } | Fact::Absent { of } | Fact::Unreadable { of, .. } if of == source => {
                Some((fact, *at))
            }
            _ => None,
        })
    }

    /// Whether every container that fails started after this time, as far as they are known; `None` where none is.
    #[must_use]
    pub fn has_started_since(&self, container: &str, at: Timestamp) -> Option<bool> {
        let failing = self.course.lives.iter().filter(|life| life.container.as_str() == container);
        let failing = failing.filter(|life| life.failed.is_some() || !life.ready).map(|life| life.started);
        failing.fold(None, |all, started| Some(all.unwrap_or(true) && started.is_some_and(|started| started > at)))
    }

    /// A pod whose container started after this time and has outlived the failure of another.
    #[must_use]
    pub fn survivor(&self, container: &str, at: Timestamp) -> Option<&Safe> {
        let lives = || self.course.lives.iter().filter(|life| life.container.as_str() == container);
        let last = lives().filter_map(|life| life.failed).max()?;
        let well = |life: &&super::Life| life.ready && life.failed.is_none() && life.restarts == 0;
        lives()
            .filter(well)
            .find(|life| life.started.is_some_and(|started| at < started && started < last))
            .map(|life| &life.pod)
    }
}
