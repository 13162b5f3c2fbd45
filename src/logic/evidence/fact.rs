//! One line about configuration, as it is written and as it is read. Names that people choose stand in quotes where they hold more than a word.

use std::{borrow::Cow, fmt};

use jiff::Timestamp;

use crate::domain::{
    configuration::{Sight, Store, Use, Written},
    text::Safe,
};

use super::course::{Life, Template};

/// Which object.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Source {
    pub store: Store,
    pub name: Safe,
}

/// What one line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fact {
    Template(Template),
    Failed {
        first: Timestamp,
        none_before: Option<Timestamp>,
    },
    Life(Life),
    Written {
        of: Source,
        written: Written,
    },
    Used {
        of: Source,
        by: Use,
    },
    Lacks {
        of: Source,
        key: Safe,
    },
    Absent {
        of: Source,
    },
    Unreadable {
        of: Source,
        why: Safe,
    },
    /// Keys that are not told.
    More {
        of: Source,
        keys: u32,
    },
    /// Objects that were not read.
    Unread {
        objects: u32,
    },
}

/// A word as it is, or in quotes.
struct Word<'a>(&'a Safe);

impl fmt::Display for Word<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = |c: char| c.is_ascii_alphanumeric() || "._/@%+~*-".contains(c);
        if !self.0.is_empty() && self.0.chars().all(plain) {
            return out.write_str(self.0);
        }
        out.write_str(&serde_json::to_string(self.0.as_str()).map_err(|_| fmt::Error)?)
    }
}

impl fmt::Display for Source {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {}", self.store.name(), Word(&self.name))
    }
}

impl fmt::Display for Fact {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Template(Template { revision, made, restarts }) => {
                write!(out, "revision {} made {made}", Word(revision))?;
                restarts
                    .as_ref()
                    .map_or(Ok(()), |(before, at)| write!(out, " only restarts revision {} made {at}", Word(before)))
            }
            Self::Failed { first, none_before } => {
                write!(out, "first failure {first}")?;
                none_before.map_or(Ok(()), |at| write!(out, " none before {at}"))
            }
            Self::Life(life) => life_line(life, out),
            Self::Written { of, written } => written_line(of, written, out),
            Self::Used { of, by: Use { container, sight } } => {
                match sight {
                    Sight::Variable { name, key } => write!(out, "{of} key {} is variable {}", Word(key), Word(name)),
                    Sight::Variables { prefix } => write!(out, "{of} keys are variables behind {}", Word(prefix)),
                    Sight::File { path, key } => write!(out, "{of} key {} is file {}", Word(key), Word(path)),
                    Sight::Folder { path } => write!(out, "{of} keys are files in {}", Word(path)),
                }?;
                write!(out, " of container {}", Word(container))
            }
            Self::Lacks { of, key } => write!(out, "{of} has no key {}", Word(key)),
            Self::Absent { of } => write!(out, "{of} is not there"),
            Self::Unreadable { of, why } => write!(out, "{of} is unknown: {why}"),
            Self::More { of, keys } => write!(out, "{of} has {keys} keys more"),
            Self::Unread { objects } => write!(out, "{objects} objects more were not read"),
        }
    }
}

fn life_line(life: &Life, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(out, "pod {} container {} restarts {}", Word(&life.pod), Word(&life.container), life.restarts)?;
    if let Some(at) = life.started {
        write!(out, " started {at}")?;
    }
    if let Some(at) = life.failed {
        write!(out, " failed {at}")?;
    }
    out.write_str(if life.ready { " ready" } else { " not ready" })
}

fn written_line(of: &Source, written: &Written, out: &mut fmt::Formatter<'_>) -> fmt::Result {
    let Written { key, manager, operation, at, beside } = written;
    let at = at.map_or_else(|| "-".to_owned(), |at| at.to_string());
    write!(out, "{of} key {} written {at} by {} {}", Word(key), Word(manager), Word(operation))?;
    if *beside > 0 { write!(out, " or one of {beside} keys beside it") } else { Ok(()) }
}

impl Fact {
    /// Reads a line that was written so; anything else is `None`.
    #[must_use]
    pub fn read(line: &str) -> Option<Self> {
        let words = words(line)?;
        let words: Vec<&str> = words.iter().map(AsRef::as_ref).collect();
        match words.as_slice() {
            ["revision", revision, "made", made, rest @ ..] => {
                let restarts = match rest {
                    [] => None,
                    ["only", "restarts", "revision", before, "made", at] => Some((Safe::line(before), time(at)?)),
                    _ => return None,
                };
                Some(Self::Template(Template { revision: Safe::line(revision), made: time(made)?, restarts }))
            }
            ["first", "failure", first] => Some(Self::Failed { first: time(first)?, none_before: None }),
            ["first", "failure", first, "none", "before", at] => {
                Some(Self::Failed { first: time(first)?, none_before: Some(time(at)?) })
            }
            ["pod", pod, "container", container, "restarts", restarts, rest @ ..] => {
                let (pod, container) = (Safe::line(pod), Safe::line(container));
                let whose = Life {
                    pod,
                    container,
                    started: None,
                    failed: None,
                    restarts: restarts.parse().ok()?,
                    ready: false,
                };
                life_of(whose, rest).map(Self::Life)
            }
            [objects, "objects", "more", "were", "not", "read"] => {
                Some(Self::Unread { objects: objects.parse().ok()? })
            }
            [store, name, rest @ ..] => {
                Self::of(&Source { store: Store::parse(store)?, name: Safe::line(name) }, rest, line)
            }
            _ => None,
        }
    }

    /// What a line says of an object.
    fn of(of: &Source, words: &[&str], line: &str) -> Option<Self> {
        let of = of.clone();
        let used =
            |container: &str, sight| Self::Used { of: of.clone(), by: Use { container: Safe::line(container), sight } };
        let safe = Safe::line;
        Some(match words {
            ["key", key, "written", at, "by", manager, operation, rest @ ..] => {
                let beside = match rest {
                    [] => 0,
                    ["or", "one", "of", beside, "keys", "beside", "it"] => beside.parse().ok()?,
                    _ => return None,
                };
                let at = if *at == "-" { None } else { Some(time(at)?) };
                let written =
                    Written { key: safe(key), manager: safe(manager), operation: safe(operation), at, beside };
                Self::Written { of, written }
            }
            ["key", key, "is", "variable", name, "of", "container", container] => {
                used(container, Sight::Variable { name: safe(name), key: safe(key) })
            }
            ["key", key, "is", "file", path, "of", "container", container] => {
                used(container, Sight::File { path: safe(path), key: safe(key) })
            }
            ["keys", "are", "variables", "behind", prefix, "of", "container", container] => {
                used(container, Sight::Variables { prefix: safe(prefix) })
            }
            ["keys", "are", "files", "in", path, "of", "container", container] => {
                used(container, Sight::Folder { path: safe(path) })
            }
            ["has", "no", "key", key] => Self::Lacks { of, key: safe(key) },
            ["has", keys, "keys", "more"] => Self::More { of, keys: keys.parse().ok()? },
            ["is", "not", "there"] => Self::Absent { of },
            ["is", "unknown:", ..] => {
                let (_, why) = line.split_once(" is unknown: ")?;
                Self::Unreadable { of, why: safe(why) }
            }
            _ => return None,
        })
    }
}

fn life_of(life: Life, words: &[&str]) -> Option<Life> {
    match words {
        ["started", at, rest @ ..] => life_of(Life { started: Some(time(at)?), ..life }, rest),
        ["failed", at, rest @ ..] => life_of(Life { failed: Some(time(at)?), ..life }, rest),
        ["ready"] => Some(Life { ready: true, ..life }),
        ["not", "ready"] => Some(life),
        _ => None,
    }
}

fn time(word: &str) -> Option<Timestamp> {
    word.parse().ok()
}

/// The words of a line, those in quotes without them.
fn words(line: &str) -> Option<Vec<Cow<'_, str>>> {
    let mut words = Vec::new();
    let mut rest = line.trim_start();
    while !rest.is_empty() {
        let (word, after) = if rest.starts_with('"') {
            let mut values = serde_json::Deserializer::from_str(rest).into_iter::<String>();
            match values.next() {
                Some(Ok(word)) => (Cow::Owned(word), rest.get(values.byte_offset()..)?),
                // What a program says in quotes need not be ours.
                _ => (Cow::Borrowed(rest), ""),
            }
        } else {
            let end = rest.find(' ').unwrap_or(rest.len());
            let (word, after) = rest.split_at_checked(end)?;
            (Cow::Borrowed(word), after)
        };
        words.push(word);
        rest = after.trim_start();
    }
    Some(words)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn facts(name: &str, second: i64) -> Vec<Fact> {
        let safe = Safe::line(name);
        let of = Source { store: Store::Secret, name: safe.clone() };
        let written = |at, beside| Written {
            key: safe.clone(),
            manager: safe.clone(),
            operation: Safe::from_static("Update"),
            at,
            beside,
        };
        let used = |sight| Fact::Used { of: of.clone(), by: Use { container: safe.clone(), sight } };
        let life = |started, failed| {
            let (pod, container) = (safe.clone(), safe.clone());
            Fact::Life(Life { pod, container, started, failed, restarts: 3, ready: failed.is_none() })
        };
        let template = |restarts| Fact::Template(Template { revision: safe.clone(), made: at(second), restarts });
        vec![
            template(None),
            template(Some((safe.clone(), at(3)))),
            Fact::Failed { first: at(second), none_before: None },
            Fact::Failed { first: at(second), none_before: Some(at(7)) },
            life(None, None),
            life(Some(at(second)), Some(at(8))),
            Fact::Written { of: of.clone(), written: written(Some(at(second)), 0) },
            Fact::Written { of: of.clone(), written: written(None, 4) },
            used(Sight::Variable { name: safe.clone(), key: safe.clone() }),
            used(Sight::Variables { prefix: safe.clone() }),
            used(Sight::File { path: safe.clone(), key: safe.clone() }),
            used(Sight::Folder { path: safe.clone() }),
            Fact::Lacks { of: of.clone(), key: safe.clone() },
            Fact::More { of: of.clone(), keys: 9 },
            Fact::Absent { of },
            Fact::Unread { objects: 9 },
        ]
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_whatever_people_call_things(name in "[ -~\u{e9}\u{1b}\u{202e}]{0,40}", second in 0_i64..4_000_000_000) {
            for fact in facts(&name, second) {
                prop_assert_eq!(Fact::read(&Safe::line(&fact.to_string())), Some(fact));
            }
        }

        #[test]
        fn no_line_is_too_odd(line in ".{0,80}") {
            let _ = Fact::read(&line);
        }
    }

    #[test]
    fn lines_read_like_sentences() {
        let of = Source { store: Store::ConfigMap, name: Safe::clean("pricing-rules") };
        let key = Safe::clean("rules.yaml");
        let (manager, operation) = (Safe::clean("kubectl-edit"), Safe::clean("Update"));
        let written = Written { key, manager, operation, at: Some(at(1_700_000_000)), beside: 0 };
        assert_eq!(
            Fact::Written { of: of.clone(), written }.to_string(),
            "ConfigMap pricing-rules key rules.yaml written 2023-11-14T22:13:20Z by kubectl-edit Update"
        );
        let why = Safe::clean(
            "cannot get configmaps in namespace shop: forbidden. Check: kubectl auth can-i get configmaps -n shop",
        );
        let unreadable = Fact::Unreadable { of, why };
        assert_eq!(Fact::read(&unreadable.to_string()), Some(unreadable));
    }
}
