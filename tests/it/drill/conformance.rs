//! The same conversations with the simulated cluster and with a real one.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    io::Write as _,
    sync::{Arc, Mutex},
    time::Duration,
};

use futures::{StreamExt, future::BoxFuture};
use serde_json::{Value, json};
use stanch::drill::api::Options;

use super::{
    command::reaches,
    compare::{Difference, differences},
    known::Known,
    stand::Stand,
    talk::{Said, Talk},
    talks::TALKS,
};
use crate::support::real::kubeconfig;

/// A conversation of the table.
#[derive(Clone, Copy)]
pub struct Row {
    pub name: &'static str,
    /// Left out where there is none, aloud.
    pub needs_kubectl: bool,
    pub hold: for<'a> fn(&'a mut Talk) -> BoxFuture<'a, ()>,
}

/// What a real cluster answered: `STANCH_TEST_RECORD=1` writes it again.
const RECORDED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/drills/said");
/// The longest that a conversation takes.
const PATIENCE: Duration = Duration::from_secs(80);
/// How fast the time of the simulation goes.
const PACE: u32 = 1;
/// So many are held at a time: each has a namespace and pods of its own.
const AT_ONCE: usize = 12;

type Transcript = BTreeMap<&'static str, Said>;

/// Holds all of them; what `STANCH_TEST_ONLY` does not name is left out.
async fn hold(stand: Stand) -> Transcript {
    let (stand, only) = (Arc::new(stand), std::env::var("STANCH_TEST_ONLY").unwrap_or_default());
    let rows = TALKS.iter().filter(|row| only.is_empty() || only.split(',').any(|name| name == row.name));
    let can = reaches(&stand.kubeconfig);
    if !can {
        say("SKIPPED conversations of kubectl: STANCH_TEST_KUBECTL names none that reaches the cluster\n");
    }
    let rows = rows.filter(|row| can || !row.needs_kubectl);
    let talks = rows.map(|row| {
        let (said, stand) = (Arc::new(Mutex::new(Said::new())), Arc::clone(&stand));
        let (heard, row) = (Arc::clone(&said), *row);
        let task = tokio::spawn(async move {
            let mut talk = Talk::begin(stand, heard).await;
            (row.hold)(&mut talk).await;
            talk.end().await;
        });
        async move {
            let ended = tokio::time::timeout(PATIENCE, task).await;
            let mut said = std::mem::take(&mut *said.lock().unwrap());
            let broken = match ended {
                Ok(Ok(())) => None,
                Ok(Err(error)) => Some(json!(format!("panicked: {}", words(error)))),
                Err(_) => Some(json!("never ended")),
            };
            said.extend(broken.map(|words| ("the end".to_owned(), words)));
            (row.name, said)
        }
    });
    futures::stream::iter(talks).buffer_unordered(AT_ONCE).collect().await
}

/// Not `eprintln!`: the harness keeps what a test that passes prints.
fn say(text: &str) {
    std::io::stderr().write_all(text.as_bytes()).unwrap();
}

fn words(error: tokio::task::JoinError) -> String {
    let Ok(panic) = error.try_into_panic() else { return "cancelled".to_owned() };
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default()
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

fn report(differences: &[Difference]) -> String {
    let mut text = String::new();
    for Difference { place, expected, got } in differences {
        writeln!(text, "{place}\n   expected {expected}\n        got {got}").unwrap();
    }
    text
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_real_cluster_says_what_is_recorded() {
    let Some(file) = kubeconfig("a_real_cluster_says_what_is_recorded") else { return };
    let transcript = hold(Stand::real(file).await).await;
    if std::env::var_os("STANCH_TEST_RECORD").is_some() {
        return record(&transcript);
    }
    // What is left to the moment differs from one time to the next.
    let known = Known::new();
    let found: Vec<_> =
        against_the_record(&transcript).into_iter().filter(|difference| known.reason(difference).is_none()).collect();
    assert!(found.is_empty(), "{} differences:\n{}", found.len(), report(&found));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_simulated_cluster_says_what_a_real_one_says() {
    let transcript = hold(Stand::simulated(PACE, Options::default()).await).await;
    let (known, mut met) = (Known::new(), BTreeSet::new());
    let (mut left, mut told) = (Vec::new(), String::new());
    for difference in against_the_record(&transcript) {
        match known.reason(&difference) {
            Some((place, reason)) if met.insert(place) => writeln!(told, "DIFFERS {place}: {reason}").unwrap(),
            Some(_) => {}
            None => left.push(difference),
        }
    }
    say(&told);
    assert!(left.is_empty(), "{} differences that nobody knows:\n{}", left.len(), report(&left));
    let was_held = |place: &&str| place.split('/').next().is_some_and(|name| transcript.contains_key(name));
    let mended: Vec<&str> = known.places().filter(was_held).filter(|place| !met.contains(place)).collect();
    if !mended.is_empty() {
        say(&format!("differ no longer: {mended:?}\n"));
    }
}
