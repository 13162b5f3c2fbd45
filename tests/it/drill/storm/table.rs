//! All of them at once: nothing is applied twice, and every end is what the store says.

use std::{sync::Arc, time::Duration};

use futures::StreamExt;

use super::{
    bed::Bed,
    cell::{Cell, Outcome},
    script::{LATE, Script, by_chance, every},
};

/// The longest that a walk may take, with all that it waits for.
const PATIENCE: Duration = Duration::from_secs(100);
/// So many walks go on at a time.
const AT_ONCE: usize = 48;
/// Scripts by chance; `STANCH_TEST_SCRIPTS` says otherwise, `STANCH_TEST_SEED` which.
const SCRIPTS: u64 = 24;
// `STANCH_TEST_STORM` asks for all kinds of action at every step.

/// So many in one cluster: it keeps its history for no more.
const TOGETHER: usize = 150;

async fn storms(scripts: Vec<Script>) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    for some in scripts.chunks(TOGETHER) {
        outcomes.extend(storm(some.to_vec()).await);
    }
    outcomes
}

async fn storm(scripts: Vec<Script>) -> Vec<Outcome> {
    let bed = Bed::make().await;
    let cells = scripts.into_iter().enumerate().map(|(number, script)| {
        // No name is the beginning of another.
        let cell = Cell { bed: &bed, name: format!("web-{number}-of-all"), script, progress: Arc::default() };
        let (said, progress) = (format!("{:?}", cell.script), Arc::clone(&cell.progress));
        async move {
            tokio::time::timeout(PATIENCE, cell.run())
                .await
                .unwrap_or_else(|_| panic!("{said}: it never ends, at {:?}", progress.lock().unwrap()))
        }
    });
    let outcomes: Vec<Outcome> = futures::stream::iter(cells).buffer_unordered(AT_ONCE).collect().await;
    // What was answered with a 504 may still come: then it has to be refused.
    tokio::time::sleep(LATE * 2).await;
    for outcome in &outcomes {
        let applied = bed.applied(&outcome.name);
        assert_eq!(
            applied.len(),
            usize::from(outcome.done),
            "{}, {:?}: applied by {applied:?}",
            outcome.name,
            outcome.script
        );
    }
    outcomes
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_fault_at_every_step_of_every_action_ends_in_the_truth() {
    let outcomes = storms(every(std::env::var_os("STANCH_TEST_STORM").is_some())).await;
    let done = outcomes.iter().filter(|outcome| outcome.done).count();
    let asked = outcomes.iter().filter(|outcome| outcome.asked).count();
    eprintln!("{} walks, {done} did what they were for, {asked} asked a person", outcomes.len());
    // A fault before anything was sent is waited for, and one after it is found out: hardly anything needs a person.
    assert!(done * 2 > outcomes.len(), "{done} of {}", outcomes.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn faults_by_chance_end_in_the_truth() {
    let number = |name: &str, usual: u64| std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(usual);
    let (seed, count) = (number("STANCH_TEST_SEED", 1), number("STANCH_TEST_SCRIPTS", SCRIPTS));
    let outcomes = storms(by_chance(seed, count)).await;
    assert_eq!(outcomes.len() as u64, count, "seed {seed}");
}
