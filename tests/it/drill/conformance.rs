//! The same conversations with the simulated cluster and with a real one. Neither may differ from what is recorded of a real one.

use std::{collections::BTreeSet, sync::Arc};

use serde_json::{Value, json};
use stanch::drill::api::Options;

use super::{
    command::reaches,
    compare::{Difference, differences},
    hold::{ENDED, Row, Transcript, hold, say},
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
        assert!(said.last().is_some_and(|(step, _)| step != ENDED), "{name} was not held to its end: {said:?}");
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

/// What differs from what is recorded, and does so still when it is held again, alone.
async fn what_differs(stand: &Arc<Stand>, rows: &[Row]) -> Vec<Difference> {
    let mut left = against_the_record(&hold(stand, rows, AT_ONCE).await);
    for _ in 0..AGAIN {
        let names: BTreeSet<String> = left.iter().map(|one| one.conversation().to_owned()).collect();
        if names.is_empty() {
            break;
        }
        let again: Vec<Row> = rows.iter().filter(|row| names.contains(row.name)).copied().collect();
        left = against_the_record(&hold(stand, &again, 1).await);
        for name in names {
            let stays = left.iter().any(|one| one.conversation() == name);
            say(&format!("HELD AGAIN {name}: {}\n", if stays { "differs still" } else { "does not differ" }));
        }
    }
    left
}

/// Fails with what differs, in a line each first of all: where tests run, little of what a test says is shown.
fn none(differences: &[Difference]) {
    let lines: Vec<String> = differences.iter().map(|one| format!("DIFFERS {}", one.line())).collect();
    let full: Vec<String> = differences.iter().map(Difference::to_string).collect();
    say(&lines.iter().map(|line| line.clone() + "\n").collect::<String>());
    assert!(lines.is_empty(), "{} differences\n{}\n\n{}", lines.len(), lines.join("\n"), full.join("\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_real_cluster_says_what_is_recorded() {
    let Some(file) = kubeconfig("a_real_cluster_says_what_is_recorded") else { return };
    let stand = Arc::new(Stand::real(file).await);
    let rows = rows(&stand);
    if std::env::var_os("STANCH_TEST_RECORD").is_some() {
        return record(&hold(&stand, &rows, 1).await);
    }
    none(&what_differs(&stand, &rows).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_simulated_cluster_says_what_a_real_one_says() {
    let stand = Arc::new(Stand::simulated(PACE, Options::default()).await);
    let rows = rows(&stand);
    none(&what_differs(&stand, &rows).await);
}
