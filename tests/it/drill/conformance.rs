//! The same conversations with the simulated cluster and with a real one.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    sync::Arc,
};

use serde_json::{Value, json};
use stanch::drill::api::Options;

use super::{
    command::reaches,
    compare::{Difference, differences},
    hold::{Row, Transcript, hold, say},
    known::Known,
    stand::Stand,
    talk::Said,
    talks::TALKS,
};
use crate::support::real::kubeconfig;

/// What a real cluster answered: `STANCH_TEST_RECORD=1` writes it again, of conversations that are held alone.
const RECORDED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/drills/said");
/// How fast the time of the simulation goes.
const PACE: u32 = 1;
/// So many are held at a time at first.
const AT_ONCE: usize = 12;
/// So often a conversation that differs is held again, alone: what only load or chance makes differ goes away.
const AGAIN: usize = 2;

/// All that can be held with a cluster; what `STANCH_TEST_ONLY` does not name is left out.
fn rows(stand: &Stand) -> Vec<Row> {
    let only = std::env::var("STANCH_TEST_ONLY").unwrap_or_default();
    let can = reaches(&stand.kubeconfig);
    if !can {
        say("SKIPPED conversations of kubectl: STANCH_TEST_KUBECTL names none that reaches the cluster\n");
    }
    let wanted = |row: &&Row| only.is_empty() || only.split(',').any(|name| name == row.name);
    TALKS.iter().filter(wanted).filter(|row| can || !row.needs_kubectl).copied().collect()
}

fn recorded(name: &str) -> Option<Said> {
    let text = std::fs::read_to_string(format!("{RECORDED}/{name}.json")).ok()?;
    let steps: Vec<(String, Value)> = serde_json::from_str(&text).unwrap();
    Some(steps)
}

fn record(transcript: &Transcript) {
    std::fs::create_dir_all(RECORDED).unwrap();
    for (name, said) in transcript {
        let text = serde_json::to_string_pretty(said).unwrap();
        std::fs::write(format!("{RECORDED}/{name}.json"), text + "\n").unwrap();
    }
}

/// Every difference from what is recorded.
fn against_the_record(transcript: &Transcript) -> Vec<Difference> {
    let compare = |(name, said): (&&'static str, &Said)| match recorded(name) {
        Some(expected) => differences(name, &expected, said),
        None => vec![Difference { place: format!("{name}/#"), expected: json!("a record"), got: json!("none") }],
    };
    transcript.iter().flat_map(compare).collect()
}

/// How a cluster's conversations compare with what is recorded.
struct Proof {
    held: BTreeSet<&'static str>,
    known: Known,
    /// Places of known differences that were met, and one that was.
    met: BTreeMap<&'static str, (&'static str, Difference)>,
    /// What nobody knows, and what stays.
    left: Vec<Difference>,
}

impl Proof {
    async fn of(stand: &Arc<Stand>, rows: &[Row], transcript: &Transcript) -> Self {
        let held = transcript.keys().copied().collect();
        let mut proof = Self { held, known: Known::new(), met: BTreeMap::new(), left: Vec::new() };
        proof.judge(transcript);
        for _ in 0..AGAIN {
            let names: BTreeSet<String> = proof.left.drain(..).map(|one| one.conversation().to_owned()).collect();
            let again: Vec<Row> = rows.iter().filter(|row| names.contains(row.name)).copied().collect();
            if again.is_empty() {
                break;
            }
            proof.judge(&hold(stand, &again, 1).await);
            for name in names {
                let stays = proof.left.iter().any(|one| one.conversation() == name);
                say(&format!("HELD AGAIN {name}: {}\n", if stays { "differs still" } else { "does not differ" }));
            }
        }
        proof
    }

    fn judge(&mut self, transcript: &Transcript) {
        for difference in against_the_record(transcript) {
            match self.known.reason(&difference) {
                Some((place, reason)) => drop(self.met.entry(place).or_insert((reason, difference))),
                None => self.left.push(difference),
            }
        }
    }

    /// Fails with what is left, in a line each first of all: where tests run, little of what a test says is shown.
    fn hold_true(&self) {
        let mut lines = String::new();
        for difference in &self.left {
            writeln!(lines, "DIFFERS NOT KNOWN {}", difference.line()).unwrap();
        }
        say(&lines);
        let full: String = self.left.iter().map(|one| format!("{one}\n")).collect();
        assert!(self.left.is_empty(), "{} differences that nobody knows\n{lines}\n{full}", self.left.len());
    }

    /// What is known to differ, and what was, and does no longer.
    fn tell(&self) {
        for (place, (reason, difference)) in &self.met {
            say(&format!("DIFFERS {place}: {reason}\n    {}\n", difference.line()));
        }
        let was_held = |place: &&str| place.split('/').next().is_some_and(|name| self.held.contains(name));
        let gone: Vec<&str> =
            self.known.places().filter(was_held).filter(|place| !self.met.contains_key(place)).collect();
        if !gone.is_empty() {
            say(&format!("differ no longer: {gone:?}\n"));
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_real_cluster_says_what_is_recorded() {
    let Some(file) = kubeconfig("a_real_cluster_says_what_is_recorded") else { return };
    let stand = Arc::new(Stand::real(file).await);
    let rows = rows(&stand);
    if std::env::var_os("STANCH_TEST_RECORD").is_some() {
        return record(&hold(&stand, &rows, 1).await);
    }
    let transcript = hold(&stand, &rows, AT_ONCE).await;
    Proof::of(&stand, &rows, &transcript).await.hold_true();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_simulated_cluster_says_what_a_real_one_says() {
    let stand = Arc::new(Stand::simulated(PACE, Options::default()).await);
    let rows = rows(&stand);
    let transcript = hold(&stand, &rows, AT_ONCE).await;
    let proof = Proof::of(&stand, &rows, &transcript).await;
    proof.tell();
    proof.hold_true();
}
