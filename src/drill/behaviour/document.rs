//! Behaviours as a file gives them.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use serde::Deserialize;
use serde_saphyr::Spanned;

use super::{
    condition::Condition,
    log::Voice,
    mistake::Mistake,
    readiness::{Flap, Turn},
    template::{Template, Words},
    units::{Bytes, Time},
};

/// The part of a file that says what containers do.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Table {
    /// Lists that fields of log lines choose from.
    pub words: Words,
    /// Pieces of logs by name, for several behaviours.
    pub logs: BTreeMap<String, Vec<Part>>,
    /// The first whose condition holds counts.
    pub behaviours: Vec<Entry>,
}

/// What containers do for which `of` holds. What is not said is as of any image: it comes, runs, and is ready after a second.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Entry {
    pub of: Condition,
    pub pull: Pulled,
    pub ready: Ready,
    /// What its readiness probe says while it is not ready.
    pub probe: Option<String>,
    pub flaps: Option<Flaps>,
    pub hangs: Option<Hang>,
    pub ends: Option<Ends>,
    pub memory: Option<Memory>,
    pub log: Vec<Part>,
}

/// `{after: 2s}`, or `{fails: "…"}` in the kubelet's words.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Pulled {
    pub after: Option<Time>,
    pub fails: Option<String>,
}

/// `{after: 3s}`, `{never: true}`, or `{turns: [{after: 3s, ready: true}, …]}`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Ready {
    pub after: Option<Time>,
    pub never: bool,
    pub turns: Vec<ReadyTurn>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadyTurn {
    pub after: Time,
    pub ready: bool,
}

/// Away for `down`, every `every`, for the first time after `first`. Up to `spread` is added to when and how often, pod by pod, so that pods do not
/// go together.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flaps {
    pub first: Time,
    pub every: Time,
    pub down: Time,
    pub spread: Option<Time>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hang {
    pub after: Time,
    /// What its liveness probe says then.
    pub probe: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ends {
    pub after: Time,
    pub code: i32,
    /// The termination message.
    pub message: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Memory {
    pub takes: Bytes,
    pub after: Time,
}

/// One source of lines, or all of a named piece.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Part {
    /// The name of a piece under `logs`.
    #[serde(rename = "use")]
    pub piece: Option<Spanned<String>>,
    /// When it speaks, or begins to.
    pub at: Option<Time>,
    pub until: Option<Time>,
    /// Once in every such span; not given: once.
    pub every: Option<Time>,
    /// What it says, one of them each time.
    pub say: Vec<Spanned<String>>,
}

impl Table {
    /// This, and behind it what another file says.
    #[must_use]
    pub fn before(mut self, other: &Self) -> Self {
        for (name, list) in &other.words {
            self.words.entry(name.clone()).or_insert_with(|| list.clone());
        }
        for (name, parts) in &other.logs {
            self.logs.entry(name.clone()).or_insert_with(|| parts.clone());
        }
        self.behaviours.extend(other.behaviours.iter().cloned());
        self
    }

    /// The voices of a log.
    pub(super) fn voices(&self, parts: &[Part]) -> Result<Arc<[Voice]>, Mistake> {
        let mut voices = Vec::new();
        for part in parts {
            match &part.piece {
                None => voices.push(self.voice(part)?),
                Some(name) => {
                    let piece = self.logs.get(&name.value);
                    let unknown = || Mistake::at(name.referenced, format!("no log is called `{}`", name.value));
                    for part in piece.ok_or_else(unknown)? {
                        voices.push(self.voice(part)?);
                    }
                }
            }
        }
        Ok(voices.into())
    }

    fn voice(&self, part: &Part) -> Result<Voice, Mistake> {
        if let Some(name) = &part.piece {
            return Err(Mistake::at(name.referenced, "a piece of a log cannot use another"));
        }
        let says = part
            .say
            .iter()
            .map(|text| Template::parse(&text.value, &self.words).map_err(|what| Mistake::at(text.referenced, what)));
        Ok(Voice {
            from: part.at.map_or(Duration::ZERO, |at| at.0),
            until: part.until.map(|until| until.0),
            every: part.every.map(|every| every.0),
            says: says.collect::<Result<Vec<_>, _>>()?.into(),
        })
    }
}

impl Ready {
    pub(super) fn turns(&self) -> Vec<Turn> {
        if self.never {
            return Vec::new();
        }
        let given: Vec<Turn> = self.turns.iter().map(|turn| Turn { after: turn.after.0, ready: turn.ready }).collect();
        if given.is_empty() {
            let after = self.after.map_or(Duration::from_secs(1), |after| after.0);
            vec![Turn { after, ready: true }]
        } else {
            given
        }
    }
}

impl Flaps {
    /// Those of one pod, by a number between 0 and 1 000 000 that is its own.
    pub(super) fn of_pod(&self, number: u64) -> Flap {
        let spread = self.spread.map_or(Duration::ZERO, |spread| spread.0);
        let more = spread / 1_000_000 * u32::try_from(number % 1_000_000).unwrap_or(0);
        Flap { first: self.first.0 + more, every: self.every.0 + more, down: self.down.0 }
    }
}
