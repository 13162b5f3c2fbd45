//! Kills at random times and at every failpoint, with a relay that loses, delays and doubles writes: nothing acknowledged is lost, nothing is
//! done twice, and every end is known or asked about.

use std::{process::Stdio, time::Duration};

use serde_json::Value;
use stanch::drill::Dice;

use super::desk::Desk;
use crate::support::{Fate, Relay};

/// How many processes are killed; `STANCH_TEST_KILLS` says otherwise.
const KILLS: u64 = 8;

const STRATEGY: &str = "\
strategy: shake
version: 1
title: Restart it, and say so
applies_to:
  kinds: [Deployment]
start: may_restart
nodes:
  may_restart:
    type: gate
    title: Restart
    action: restart
    on_reject: no
  restart:
    type: action
    title: Restart
    action: restart
    next: done
    on_failure: no
  done:
    type: outcome
    result: recovered
    say: Done.
  no:
    type: outcome
    result: not_recovered
    say: Not done.
";

const FATES: [Fate; 6] = [Fate::Pass, Fate::LoseReply, Fate::LoseRequest, Fate::Stall, Fate::Twice, Fate::Delay];

const ENDS: [&str; 10] = [
    "before:intent.started",
    "after:intent.started",
    "before:send",
    "after:send",
    "before:intent.succeeded",
    "after:intent.succeeded",
    "before:walk.completed",
    "before:intent.unknown",
    "after:intent.unknown",
    "after:fence",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_any_time_nothing_is_lost_or_done_twice() {
    let Some(desk) = Desk::open("killed_at_any_time…") else { return };
    kills(&desk).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_any_time_on_a_simulated_cluster_nothing_is_lost_or_done_twice() {
    kills(&Desk::simulated().await).await;
}

async fn kills(desk: &Desk) {
    desk.idle().await;
    desk.home.write(".config/stanch/strategies/shake.yaml", STRATEGY);
    let kills = std::env::var("STANCH_TEST_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(KILLS);
    let mut dice = Dice::new(std::env::var("STANCH_TEST_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(1));
    let mut asked = 0;
    for kill in 1..=kills {
        let relay = Relay::start(desk.kubeconfig.as_ref()).await;
        let fate = *pick(&mut dice, &FATES);
        let at = (dice.below(2) == 0).then(|| *pick(&mut dice, &ENDS));
        let after = Duration::from_millis(dice.below(2500));
        let said = format!("kill {kill}: {fate:?}, at {at:?} or after {after:?}");
        asked += u64::from(one(desk, &relay, fate, at, after, &said).await);
    }
    let verified = desk.stanch(&["audit", "verify"]);
    assert_eq!(verified.code, 0, "{verified:?}");
    eprintln!("{kills} kills, {asked} asked a person");
}

fn pick<'a, T>(dice: &mut Dice, of: &'a [T]) -> &'a T {
    &of[usize::try_from(dice.below(of.len() as u64)).unwrap()]
}

/// One walk, killed once, and taken over; says whether a person had to be asked.
async fn one(desk: &Desk, relay: &Relay, fate: Fate, at: Option<&str>, after: Duration, said: &str) -> bool {
    let through = relay.settings.kubeconfigs[0].display().to_string();
    let target = format!("{}/deploy/web", desk.namespace);
    let walk = |words: &[&str]| {
        let ended = desk.stanch_with(&through, &[&["walk"], words].concat(), &[]);
        let value: Value = serde_json::from_str(&ended.out).unwrap_or_else(|_| panic!("{said}: {ended:?}"));
        (ended.code, value)
    };
    let (code, shown) = walk(&["start", "shake", "--target", &target]);
    assert_eq!(code, 20, "{said}: {shown}");
    let alias = shown["walk"].as_str().unwrap().to_owned();
    let short = shown["gate"]["code"].as_str().unwrap();
    assert_eq!(walk(&["approve", &alias, "--code", short, "--type", "web"]).0, 0, "{said}");

    relay.plan(&[fate]);
    let mut command = desk.home.command(&["--kubeconfig", &through, "walk", "run", &alias]);
    command.env("STANCH_TEST_FAILPOINT", at.unwrap_or_default()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    tokio::time::sleep(after).await;
    // It may have ended by itself.
    let _ = child.kill();
    child.wait().unwrap();

    let (mut code, mut ended) = walk(&["run", &alias]);
    let late = relay.deliver().await;
    assert!(!late.contains(&200) || applied(relay) <= 1, "{said}: {late:?}");
    let asked = ended["question"].is_string();
    if asked {
        assert!([20, 22].contains(&code), "{said}: {ended}");
        let answer = if applied(relay) > 0 { "applied" } else { "not-applied" };
        assert_eq!(walk(&["resolve", &alias, "--as", answer, "--reason", "looked"]).0, 0, "{said}");
        (code, ended) = walk(&["run", &alias]);
    }
    let recovered = ended["outcome"] == "recovered";
    assert_eq!(code, if recovered { 0 } else { 21 }, "{said}: {ended}");
    assert_eq!(applied(relay), usize::from(recovered), "{said}: {ended}");
    let shown = desk.stanch(&["audit", "list", "--stream", &alias]);
    for kind in ["walk.started", "approval.requested", "approval.approve"] {
        assert_eq!(shown.out.matches(kind).count(), 1, "{said}: {kind} was acknowledged\n{}", shown.out);
    }
    asked
}

/// How often the API server applied an effect. A fence is none.
fn applied(relay: &Relay) -> usize {
    let effects =
        relay.writes().into_iter().filter(|write| String::from_utf8_lossy(&write.body).contains("restartedAt"));
    effects.flat_map(|write| write.statuses).filter(|status| *status == 200).count()
}
