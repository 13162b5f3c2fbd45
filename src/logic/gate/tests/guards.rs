use crate::{
    domain::{
        Truth,
        action::Guard,
        approval::Acknowledgement,
        environment::Environment::{Development, Production},
    },
    logic::gate::{Standpoint, acknowledgement, arming, blockers, second_person, tightened},
};

use super::make::{rule, safe};

fn guard(name: &str, holds: Truth, can_acknowledge: bool) -> Guard {
    Guard { name: safe(name), holds, can_acknowledge, message: safe("words") }
}

#[test]
fn what_does_not_hold_needs_a_reason_and_what_is_unknown_blocks_production() {
    let note = |guard: &str| vec![acknowledgement(&format!("{guard}=seen with Eve")).unwrap()];
    let blocked = |guard: &Guard, notes: &[Acknowledgement], environment| {
        !blockers(std::slice::from_ref(guard), notes, environment).is_empty()
    };
    let owner = guard("owner", Truth::No, true);
    assert!(blocked(&owner, &[], Production));
    assert!(blocked(&owner, &note("autoscaler"), Production), "another guard's note is none");
    assert!(!blocked(&owner, &note("owner"), Production));
    assert!(blocked(&guard("rights", Truth::No, false), &note("rights"), Development));
    let unknown = guard("owner", Truth::Unknown, true);
    assert!(blocked(&unknown, &note("owner"), Production));
    assert!(blocked(&unknown, &[], Development));
    assert!(!blocked(&unknown, &note("owner"), Development));
    assert!(!blocked(&guard("fresh", Truth::Yes, false), &[], Production));
    let empty = [Acknowledgement { guard: safe("owner"), reason: safe("  ") }];
    assert!(blocked(&owner, &empty, Production), "a note without a reason is none");
}

#[test]
fn an_acknowledgement_is_a_guard_and_a_reason() {
    let read = acknowledgement("owner= argo is paused = yes ").unwrap();
    assert_eq!((read.guard.as_str(), read.reason.as_str()), ("owner", "argo is paused = yes"));
    for bad in ["owner", "owner=", "=why", " = "] {
        assert_eq!(acknowledgement(bad), None, "{bad}");
    }
}

#[test]
fn a_store_that_cannot_tell_people_apart_says_so() {
    let blocks = |quorum, own, proves| second_person(&rule(quorum, own), proves).is_some();
    assert!(blocks(2, true, false));
    assert!(blocks(1, false, false), "another person is a second one");
    assert!(!blocks(1, true, false));
    assert!(!blocks(0, false, false));
    assert!(!blocks(2, false, true));
    assert_eq!(tightened(rule(1, true), Some(2), &[]).quorum, 2);
    assert_eq!(tightened(rule(2, true), Some(1), &[]).quorum, 2, "a strategy never asks for fewer people");
    assert_eq!(tightened(rule(0, true), None, &[guard("rights", Truth::Yes, false)]).quorum, 0);
    for holds in [Truth::No, Truth::Unknown] {
        let red = tightened(rule(0, true), None, &[guard("owner", holds, true)]);
        assert_eq!(red.quorum, 1, "what does not hold is seen by somebody");
    }
}

#[test]
fn only_what_is_known_to_be_right_is_armed() {
    let good = Standpoint {
        tls_verified: Truth::Yes,
        known_user: Truth::Yes,
        impersonates: false,
        ephemeral: false,
        durable: Truth::Yes,
        store: Vec::new(),
        policy_locked: false,
        same_cluster: Truth::Yes,
    };
    assert_eq!(arming(&good).allowed, Truth::Yes);
    let mut bad = Vec::new();
    for truth in [Truth::No, Truth::Unknown] {
        bad.push(Standpoint { tls_verified: truth, ..good.clone() });
        bad.push(Standpoint { known_user: truth, ..good.clone() });
        bad.push(Standpoint { durable: truth, ..good.clone() });
        bad.push(Standpoint { same_cluster: truth, ..good.clone() });
    }
    bad.push(Standpoint { impersonates: true, ..good.clone() });
    bad.push(Standpoint { ephemeral: true, ..good.clone() });
    bad.push(Standpoint { policy_locked: true, ..good.clone() });
    bad.push(Standpoint { store: vec![safe("database was rewound or rewritten")], ..good });
    for standpoint in bad {
        let arming = arming(&standpoint);
        assert_eq!((arming.allowed, arming.refusals.len()), (Truth::No, 1), "{standpoint:?}");
    }
}
