//! Which behaviour a container has.

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;

use crate::drill::dice::Dice;

use super::{
    condition::Condition,
    course::{Course, End, Pull},
    document::{Entry, Table},
    log::{Log, Speaker, Voice},
    mistake::Mistake,
    readiness::Readiness,
    run::Run,
};

/// An image that does not exist, whatever its tag is.
const NOWHERE: &str = "registry.local/nothere";
/// How long an image takes to come that nothing is said of.
const PULL: Duration = Duration::from_millis(300);
const PROBE: &str = "HTTP probe failed with statuscode: 503";

/// The behaviours of a scenario, the first that fits counts.
#[derive(Debug, Clone, Default)]
pub struct Behaviours {
    entries: Arc<[Behaviour]>,
    start: Option<Timestamp>,
}

#[derive(Debug)]
struct Behaviour {
    of: Condition,
    entry: Entry,
    voices: Arc<[Voice]>,
}

impl Behaviours {
    /// From the part of a file that tells of them.
    pub fn of(table: &Table) -> Result<Self, Mistake> {
        let entries = table.behaviours.iter().map(|entry| {
            Ok(Behaviour { of: entry.of.clone(), entry: entry.clone(), voices: table.voices(&entry.log)? })
        });
        Ok(Self { entries: entries.collect::<Result<Vec<_>, Mistake>>()?.into(), start: None })
    }

    /// These, in a drill that starts at this moment: conditions count from it.
    #[must_use]
    pub fn starting(self, at: Timestamp) -> Self {
        Self { start: Some(at), ..self }
    }

    /// What a container does. An image that no behaviour names runs and is ready after a second; `registry.local/nothere` does not pull.
    #[must_use]
    pub fn course(&self, run: &Run<'_>) -> Course {
        let found = self.entries.iter().find(|behaviour| behaviour.of.holds(run, self.start));
        found.map_or_else(|| plain(run), |behaviour| behaviour.course(run))
    }
}

impl Behaviour {
    fn course(&self, run: &Run<'_>) -> Course {
        let entry = &self.entry;
        let pull = match (&entry.pull.fails, entry.pull.after) {
            (Some(words), _) => Pull::Fails { message: words.replace("{image}", run.image).into() },
            // What a command does says nothing of where its image is.
            (None, _) if is_nowhere(run.image) && !self.of.names_image() => plain(run).pull,
            (None, after) => Pull::Comes { after: after.map_or(PULL, |after| after.0) },
        };
        let flap = entry.flaps.as_ref().map(|flaps| flaps.of_pod(Dice::new(run.seed).roll()));
        let speaker = Speaker {
            namespace: run.namespace.to_owned(),
            pod: run.pod.to_owned(),
            env: run.env.clone(),
            seed: run.seed ^ u64::from(run.restarts).rotate_left(32),
        };
        Course {
            pull,
            ready: Readiness::new(&entry.ready.turns(), flap),
            probe: entry.probe.as_deref().unwrap_or(PROBE).into(),
            hangs: entry.hangs.as_ref().map(|hang| (hang.after.0, hang.probe.as_str().into())),
            end: entry.ends.as_ref().map(|end| End {
                after: end.after.0,
                code: end.code,
                message: end.message.as_deref().map(Arc::from),
            }),
            log: Log::new(Arc::clone(&self.voices), speaker),
            memory: entry.memory.as_ref().map(|memory| (memory.takes.0, memory.after.0)),
        }
    }
}

/// Whether an image is the one that is never there.
fn is_nowhere(image: &str) -> bool {
    image.strip_prefix(NOWHERE).is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '@']))
}

fn plain(run: &Run<'_>) -> Course {
    let pull = if is_nowhere(run.image) {
        Pull::Fails { message: not_found(run.image).into() }
    } else {
        Pull::Comes { after: PULL }
    };
    Course {
        pull,
        ready: Readiness::after(Duration::from_secs(1)),
        probe: PROBE.into(),
        hangs: None,
        end: None,
        log: Log::default(),
        memory: None,
    }
}

/// The words of containerd when a registry has no such tag.
fn not_found(image: &str) -> String {
    format!(
        "rpc error: code = NotFound desc = failed to pull and unpack image \"{image}\": failed to resolve reference \"{image}\": {image}: not found"
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::drill::behaviour::mistake::read;

    fn behaviours(text: &str) -> Result<Behaviours, Mistake> {
        Behaviours::of(&read::<Table>(text)?)
    }

    const FILE: &str = r#"
words: {route: [/pay]}
logs:
  start:
  - {at: 100ms, say: ["starting {pod}"]}
behaviours:
- of: {image: "registry.local/shop/pay:2.*", env: {API_KEY: absent}}
  ends: {after: 2s, code: 78}
  log: [{use: start}, {at: 1s, say: ["API_KEY is not set"]}]
- of: {image: "*/pay:*", config: {pay/pool: "1?"}, restarts: {from: 2}}
  ready: {after: 4s}
  flaps: {first: 30s, every: 20s, down: 5s, spread: 20s}
  memory: {takes: 64Mi, after: 10s}
  log: [{every: 1s, say: ["GET {route}"]}]
- of: {command: "*sleep*", env: {MODE: "a*"}}
  ready: {never: true}
"#;

    struct Case<'a> {
        image: &'a str,
        command: &'a str,
        env: &'a [(&'a str, &'a str)],
        config: &'a [(&'a str, &'a str)],
        restarts: u32,
        at: Timestamp,
    }

    const PLAIN: Case<'_> = Case {
        image: "registry.local/a:1",
        command: "",
        env: &[],
        config: &[],
        restarts: 0,
        at: Timestamp::UNIX_EPOCH,
    };

    fn course(behaviours: &Behaviours, case: &Case<'_>) -> Course {
        let map = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
        };
        behaviours.course(&Run {
            namespace: "shop",
            pod: "pay-1",
            container: "app",
            image: case.image,
            command: case.command,
            env: &map(case.env),
            config: &map(case.config),
            restarts: case.restarts,
            at: case.at,
            seed: 7,
        })
    }

    #[test]
    fn the_first_that_fits_counts() {
        let table = behaviours(FILE).unwrap();
        let pay = Case { image: "registry.local/shop/pay:2.1", ..PLAIN };
        let ended = course(&table, &pay);
        assert_eq!(ended.end, Some(End { after: Duration::from_secs(2), code: 78, message: None }));
        let said = ended.log.lines(Timestamp::UNIX_EPOCH, Duration::ZERO..Duration::from_secs(2));
        assert_eq!(said.map(|line| line.text).collect::<Vec<_>>(), ["starting pay-1", "API_KEY is not set"]);

        let given = Case { env: &[("API_KEY", "x")], ..pay };
        assert_eq!(course(&table, &given), course(&Behaviours::default(), &given), "no behaviour fits");
        let again = Case { env: &[("API_KEY", "x")], config: &[("pay/pool", "12")], restarts: 2, ..pay };
        let flapping = course(&table, &again);
        assert_eq!(flapping.memory, Some((64 << 20, Duration::from_secs(10))));
        let down = flapping.ready.next(Duration::from_secs(5)).unwrap();
        assert!(!down.ready && (30..50).contains(&down.after.as_secs()), "{down:?}");
        let once = Case { restarts: 1, ..again };
        assert_eq!(course(&table, &once).memory, None, "it did not run often enough");
        let never = Case { command: "sh -c sleep 5", env: &[("MODE", "ab")], ..PLAIN };
        assert_eq!(course(&table, &never).ready.next(Duration::ZERO), None);
    }

    #[test]
    fn what_no_behaviour_names_runs_but_for_an_image_that_is_not_there() {
        let table = Behaviours::default();
        let runs = course(&table, &PLAIN);
        assert_eq!((runs.ready.at(Duration::from_secs(1)), runs.end), (true, None));
        for image in ["registry.local/nothere", "registry.local/nothere:2"] {
            let Pull::Fails { message } = course(&table, &Case { image, ..PLAIN }).pull else { panic!("{image} came") };
            assert!(message.ends_with(": not found") && message.contains(image), "{message}");
        }
        let sleeps = behaviours("behaviours:\n- of: {command: '*sleep*'}\n  ready: {after: 0s}\n").unwrap();
        let named = Case { image: "registry.local/nothere:2", command: "sh -c sleep 5", ..PLAIN };
        assert!(matches!(course(&sleeps, &named).pull, Pull::Fails { .. }), "a command brings no image");
        let other = Case { image: "registry.local/nothere-else:1", ..PLAIN };
        assert!(matches!(course(&table, &other).pull, Pull::Comes { .. }));
    }

    #[test]
    fn a_moment_may_decide() {
        let table = behaviours("behaviours:\n- of: {from: -10m, until: 1m}\n  ends: {after: 1s, code: 1}\n").unwrap();
        let ends = |table: &Behaviours, minutes: i64| {
            let at = Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_mins(minutes);
            course(table, &Case { at, ..PLAIN }).end.is_some()
        };
        let started = table.clone().starting(Timestamp::UNIX_EPOCH);
        assert_eq!([-11, -10, 0, 1].map(|minutes| ends(&started, minutes)), [false, true, true, false]);
        assert!(ends(&table, 5), "without a start a moment says nothing");
    }

    #[test]
    fn a_mistake_is_told_with_its_line() {
        let cases = [
            ("behaviours:\n- of: {imag: x}\n", "unknown field `imag`", "line 2"),
            ("behaviours:\n- log: [{use: gone}]\n", "no log is called `gone`", "line 2"),
            ("behaviours:\n- log:\n  - say: ['{nonsense}']\n", "{nonsense} is not a field", "line 3"),
            ("behaviours:\n- ends: {code: 1}\n", "missing field `after`", "line 2"),
            ("behaviours:\n- of: {image: '[x'}\n", "error parsing glob", "line 2"),
            ("logs: {a: [{use: b}], b: []}\nbehaviours:\n- log: [{use: a}]\n", "cannot use another", "line 1"),
        ];
        for (text, what, line) in cases {
            let mistake = behaviours(text).unwrap_err().text;
            assert!(mistake.contains(what) && mistake.contains(line), "{text}: {mistake}");
        }
    }
}
