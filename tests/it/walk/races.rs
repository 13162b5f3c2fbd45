//! Everything that may come in between: somebody's word, another policy, another cluster, a lost lease, a store that does not answer.

use std::{sync::Arc, time::Duration};

use stanch::{
    adapters::store,
    domain::walk::{Answer, Standing},
    logic::policy::{Environments, Policy},
    ops::walk::{self, Error, Pause, Spoken},
};

use super::{
    meddling::Meddling,
    stage::{Stage, site, words},
};
use crate::support::made::safe;

/// To three replicas, through a gate.
const GROW: &str = "\
strategy: grow
version: 1
title: Scale it
start: may_grow
nodes:
  may_grow: {type: gate, title: Scale, action: grow, on_reject: no}
  grow: {type: action, title: Scale, action: scale, replicas: 3, next: done, on_failure: no}
  done: {type: outcome, result: recovered, say: Done.}
  no: {type: outcome, result: not_recovered, say: Not done.}
";

/// One question, whose answer is unknown where nothing can be read.
const LOOK: &str = "\
strategy: look
version: 1
title: Look
start: is_there
nodes:
  is_there: {type: condition, title: Is it there, check: 'rollout.desired == 1', yes: done, no: no}
  done: {type: outcome, result: recovered, say: Done.}
  no: {type: outcome, result: not_recovered, say: Not done.}
";

/// A stage with a walk that was approved, and nothing done.
async fn approved() -> Stage {
    let stage = Stage::open().await;
    stage.start(GROW).await;
    let (_, pause) = stage.run(Arc::clone(&stage.journal)).await.unwrap();
    assert_eq!(pause, Pause::Gate);
    assert!(matches!(stage.approve(&stage.site).await, Ok(Spoken::Recorded)));
    stage
}

fn policy(text: &str) -> Environments {
    let mut environments = Environments::default();
    environments.tighten(Some(Policy::parse(text).unwrap()));
    environments
}

#[tokio::test]
async fn what_was_approved_is_done_once() {
    let stage = approved().await;
    let (walk, pause) = stage.run(Arc::clone(&stage.journal)).await.unwrap();
    assert_eq!((pause, walk.state.standing(), stage.writes()), (Pause::Ended, Standing::Done, 1));
    assert!(matches!(stage.approve(&stage.site).await, Ok(Spoken::Recorded)), "it was said, and counted");
    assert_eq!(stage.count("approval.approve").await, 1);
}

#[tokio::test]
async fn a_stop_that_was_acknowledged_is_before_the_effect_or_after_it() {
    let stage = approved().await;
    let (journal, mut other) = (Arc::clone(&stage.journal), stage.walk().await);
    let stop = async move {
        let now = jiff::Timestamp::now();
        walk::stop(&*journal, &mut other, &safe("it heals"), now).await.unwrap();
    };
    let meddling = Arc::new(Meddling::new(Arc::clone(&stage.journal)).before("intent.started", stop));
    let (walk, pause) = stage.run(meddling).await.unwrap();
    assert_eq!(
        (pause, stage.writes(), stage.count("intent.started").await),
        (Pause::Ended, 0, 0),
        "{:?}",
        stage.kinds().await
    );
    assert_eq!(walk.state.stopped().as_str(), "stopped: it heals; nothing was changed");
}

#[tokio::test]
async fn what_a_stopped_walk_had_done_is_said() {
    let stage = approved().await;
    let (journal, mut other) = (Arc::clone(&stage.journal), stage.walk().await);
    let stop = async move {
        let now = jiff::Timestamp::now();
        walk::stop(&*journal, &mut other, &safe("enough"), now).await.unwrap();
    };
    let meddling = Arc::new(Meddling::new(Arc::clone(&stage.journal)).before("intent.succeeded", stop));
    let (walk, _) = stage.run(meddling).await.unwrap();
    assert_eq!((stage.writes(), stage.count("intent.succeeded").await, stage.count("intent.unknown").await), (1, 1, 0));
    assert_eq!(walk.state.stopped().as_str(), "stopped: enough; scale was done before, and stays");
}

#[tokio::test]
async fn a_rejection_just_before_the_effect_wins() {
    let stage = approved().await;
    let (journal, mut other) = (Arc::clone(&stage.journal), stage.walk().await);
    let reject = async move {
        let now = jiff::Timestamp::now();
        walk::reject(&*journal, &mut other, (&safe("wait"), None), now).await.unwrap();
    };
    let meddling = Arc::new(Meddling::new(Arc::clone(&stage.journal)).before("intent.started", reject));
    let (walk, _) = stage.run(meddling).await.unwrap();
    assert_eq!((walk.state.standing(), stage.writes()), (Standing::Failed, 0));
    assert_eq!(walk.state.violation(), None);
}

#[tokio::test]
async fn an_intent_whose_record_was_not_acknowledged_is_found_out_and_not_sent() {
    let stage = approved().await;
    let silent = Arc::new(Meddling::new(Arc::clone(&stage.journal)).silent_after("intent.started"));
    let (walk, _) = stage.run(silent).await.unwrap();
    assert_eq!((stage.count("intent.started").await, stage.count("intent.fenced").await), (1, 1));
    assert_eq!((walk.state.standing(), stage.writes()), (Standing::Failed, 1), "the fence, and nothing else");
    assert_eq!(stage.sham.inside().object["spec"]["replicas"], 1);
}

#[tokio::test]
async fn two_answers_at_once_are_one_answer() {
    let stage = Stage::open().await;
    stage.start(LOOK).await;
    let driver = stage.take(Arc::clone(&stage.journal)).await.unwrap();
    stage.sham.inside().identity = safe("uid-of-another");
    let (_, pause) = driver.run().await.unwrap();
    assert_eq!(pause, Pause::Question, "what another cluster has is no answer");
    stage.sham.inside().identity = safe("uid-of-c1");

    let (journal, mut other) = (Arc::clone(&stage.journal), stage.walk().await);
    let answer = async move {
        let now = jiff::Timestamp::now();
        walk::resolve(&*journal, &mut other, (Answer::Applied, &safe("seen")), now).await.unwrap();
    };
    let meddling = Meddling::new(Arc::clone(&stage.journal)).before("human.resolved", answer);
    let (mut walk, now) = (stage.walk().await, jiff::Timestamp::now());
    let second = walk::resolve(&meddling, &mut walk, (Answer::NotApplied, &safe("not seen")), now).await.unwrap_err();
    assert_eq!(words(&second).as_str(), "W-1 asks nobody anything");
    assert_eq!(stage.count("human.resolved").await, 1);
    let (walk, pause) = stage.run(Arc::clone(&stage.journal)).await.unwrap();
    assert_eq!((pause, walk.state.standing(), walk.state.violation()), (Pause::Ended, Standing::Done, None));
}

#[tokio::test]
async fn the_same_word_at_once_is_said_once() {
    let stage = Stage::open().await;
    stage.start(GROW).await;
    stage.run(Arc::clone(&stage.journal)).await.unwrap();
    let (journal, mut other) = (Arc::clone(&stage.journal), stage.walk().await);
    let reject = async move {
        let now = jiff::Timestamp::now();
        walk::reject(&*journal, &mut other, (&safe("wait"), None), now).await.unwrap();
    };
    let meddling = Meddling::new(Arc::clone(&stage.journal)).before("approval.reject", reject);
    let (mut walk, now) = (stage.walk().await, jiff::Timestamp::now());
    walk::reject(&meddling, &mut walk, (&safe("wait"), None), now).await.unwrap();
    assert_eq!((stage.count("approval.reject").await, walk.state.violation()), (1, None));
}

#[tokio::test]
async fn a_walk_goes_on_nowhere_but_on_its_own_cluster() {
    let stage = Stage::open().await;
    stage.start(GROW).await;
    stage.run(Arc::clone(&stage.journal)).await.unwrap();
    stage.sham.inside().identity = safe("uid-of-another");
    let refused = stage.take(Arc::clone(&stage.journal)).await.err().unwrap();
    assert!(matches!(&refused, Error::Refused(text) if text.contains("and this is uid-of-another")), "{refused}");
    let refused = stage.approve(&stage.site).await.unwrap_err();
    assert!(matches!(&refused, Error::Refused(_)), "{refused}");
    let counts = (stage.count("lease.taken").await, stage.count("approval.approve").await);
    assert_eq!((counts, stage.count("approval.stale").await), ((1, 0), 0), "nothing is said there, and nothing falls");
}

#[tokio::test]
async fn an_approval_falls_with_the_policy_that_asked_for_it() {
    let mut stage = approved().await;
    stage.site = site(
        &stage.sham,
        policy("version: 1\napprovals:\n- {cluster: '*', namespace: shop, action: scale, quorum: 2}\n"),
    );
    let (walk, pause) = stage.run(Arc::clone(&stage.journal)).await.unwrap();
    assert_eq!((pause, stage.writes(), stage.count("approval.stale").await), (Pause::Gate, 0, 1));
    assert_eq!(walk.state.waiting().unwrap().asked().rule.quorum, 2, "and is asked for again, as it says now");
    let said = walk.state.path().iter().any(|trace| trace.words.contains("the policy is not the one"));
    assert!(said, "{:?}", walk.state.path());
}

#[tokio::test]
async fn a_change_that_the_server_would_make_otherwise_now_is_not_made() {
    let stage = approved().await;
    stage.sham.inside().webhook = Some(|object| object["spec"]["template"]["spec"]["sidecar"] = "injected".into());
    let (_, pause) = stage.run(Arc::clone(&stage.journal)).await.unwrap();
    assert_eq!((pause, stage.writes(), stage.count("approval.stale").await), (Pause::Gate, 0, 1));
    // What is beside the change may move.
    assert!(matches!(stage.approve(&stage.site).await, Ok(Spoken::Recorded)));
    {
        let mut inside = stage.sham.inside();
        let mut object = inside.object.clone();
        object["metadata"]["annotations"]["team"] = "b".into();
        inside.store(object);
    }
    let (_, pause) = stage.run(Arc::clone(&stage.journal)).await.unwrap();
    assert_eq!((pause, stage.writes()), (Pause::Ended, 1));
}

#[tokio::test]
async fn a_plan_that_no_record_can_hold_is_refused_and_the_walk_goes_on() {
    let stage = Stage::open().await;
    stage.sham.inside().services = 2_000;
    stage.start(GROW).await;
    let (walk, pause) = stage.run(Arc::clone(&stage.journal)).await.unwrap();
    assert_eq!((pause, stage.count("plan.refused").await), (Pause::Ended, 1));
    assert!(walk.state.path().iter().any(|trace| trace.words.contains("too large")), "{:?}", walk.state.path());
}

#[tokio::test]
async fn a_lease_that_was_lost_ends_whoever_held_it() {
    let stage = approved().await;
    let journal = Arc::new(Meddling::new(Arc::clone(&stage.journal)));
    let mut driver = stage.take(Arc::clone(&journal) as _).await.unwrap();
    driver.arm(&stage.site.glance().await).await.unwrap();
    stage.ahead.store(3_600, std::sync::atomic::Ordering::SeqCst);
    // The next renewal finds out.
    journal.fenced.notified().await;
    let ended = tokio::time::timeout(Duration::from_secs(5), driver.run()).await.expect("it ends");
    assert!(matches!(ended, Err(Error::Store(store::Error::Fenced))));
    assert_eq!(stage.writes(), 0);
}
