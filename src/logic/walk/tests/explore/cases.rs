use std::time::Instant;

use crate::{
    domain::strategy::{Amount, Does, Outcome},
    logic::walk::{
        Status, WalkState,
        tests::{
            explore::{
                console::Happening,
                search::{Bounds, Found, Search},
                variant::Variant,
            },
            make::{Bench, action, expression, gate_of, node, outcome, safe, strategy},
        },
    },
};

/// Small enough for every build; `stolen` leases and `outside` writes grow fast.
const SMALL: Bounds = Bounds { outside: 1, leases: 2, meddling: 1 };
const UNDISTURBED: Bounds = Bounds { meddling: 0, ..SMALL };

/// Up to two attempts: one that failed is planned, approved and tried once more.
fn twice() -> WalkState {
    let does = Does::Loop {
        body: safe("gate_act"),
        until: expression(),
        max: 2,
        delay: Amount::Given(0),
        next: safe("well"),
        exhausted: safe("people"),
    };
    let mut bench = Bench::new(strategy(vec![
        node("again", does),
        gate_of("act", "people"),
        action("act", "well", "again", None),
        outcome("well", Outcome::Recovered),
        outcome("people", Outcome::NeedsPeople),
    ]));
    bench.run();
    for happening in [Happening::Observed, Happening::Tick, Happening::Planned { shape: 0 }] {
        let event = happening.event(&bench.walk);
        bench.step(&event);
    }
    bench.approve(1);
    assert_eq!(bench.status("act"), Status::Approved);
    bench.walk
}

fn explore(variant: Variant, bounds: Bounds) -> Found {
    let began = Instant::now();
    let found = Search::new(variant, bounds).run(twice());
    let (states, asked, ended) = (found.states, found.asked, found.ended);
    println!("{variant:?}: {states} states, {asked} ask a person, {ended} have ended, {:.1?}", began.elapsed());
    if let Some((rule, way)) = &found.broken {
        println!("    {rule}: {}", way.join(" > "));
    }
    found
}

#[test]
fn no_interleaving_breaks_a_rule() {
    let found = explore(Variant::Real, SMALL);
    assert_eq!(found.broken, None);
    assert!(found.states > 50_000, "it explores: {}", found.states);
    assert!(found.asked > 0 && found.ended > 0);
}

#[test]
fn without_the_lease_it_is_safe_still() {
    assert_eq!(explore(Variant::NoLease, UNDISTURBED).broken, None);
}

#[test]
fn every_mutant_is_caught() {
    let mutants = [
        Variant::NoPosition,
        Variant::NoCas,
        Variant::NoFence,
        Variant::MovedIsFailed,
        Variant::ConflictIsFailed,
        Variant::AppendAfterSend,
        Variant::AnyGeneration,
    ];
    for mutant in mutants {
        let bounds = if mutant == Variant::NoPosition { SMALL } else { UNDISTURBED };
        let found = explore(mutant, bounds);
        assert!(found.broken.is_some(), "{mutant:?} was not caught in {} states", found.states);
    }
}

#[test]
#[ignore = "minutes, and gigabytes: cargo test --release explore -- --ignored --nocapture"]
fn no_interleaving_breaks_a_rule_within_larger_bounds() {
    let bounds = |outside, meddling| Bounds { outside, leases: 3, meddling };
    for bounds in [bounds(1, 1), bounds(1, 2), bounds(2, 0)] {
        for variant in [Variant::Real, Variant::NoLease] {
            let found = explore(variant, bounds);
            assert_eq!(found.broken, None, "{bounds:?}");
        }
    }
}
