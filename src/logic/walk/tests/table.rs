//! The table of reliability.md 2.4, row by row; every pair of a state and a record that is not in it is a violation.

use crate::{
    domain::{
        Truth,
        action::{Refusal, Reply},
        digest::Digest,
        journal::Ulid,
        walk::{Answer, Entry, Failure, Proof, Skip},
    },
    logic::gate::Request,
    logic::walk::{
        Event, Status,
        tests::make::{Bench, evaluated, intent, planned, rule, safe, the_plan, usual},
    },
};

/// Where an action may stand; `Asked` is awaiting approval with an open request, `Reached` without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum From {
    Planned,
    Reached,
    Asked,
    Approved,
    Started,
    Unknown,
    Succeeded,
    Failed,
    Rejected,
}

const ALL: [From; 9] = [
    From::Planned,
    From::Reached,
    From::Asked,
    From::Approved,
    From::Started,
    From::Unknown,
    From::Succeeded,
    From::Failed,
    From::Rejected,
];

/// The records of an action, by the words of the table.
const RECORDS: [&str; 23] = [
    "reached",
    "reached with quorum 0",
    "branch not taken",
    "run cancelled",
    "requested",
    "approve",
    "reject",
    "expire",
    "projection changed",
    "nothing to do",
    "cannot be planned",
    "start",
    "sent",
    "reply 2xx",
    "definite refusal",
    "not sent",
    "anything else",
    "marker found",
    "fence accepted",
    "proven not applied",
    "person: applied",
    "person: not applied",
    "person: abandon",
];

/// Where a record leads; nothing where it must not come.
#[expect(clippy::match_same_arms, reason = "one arm for each row, as the table has them")]
fn leads(from: From, record: &str) -> Option<Status> {
    use Status::{Approved, AwaitingApproval, Failed, Skipped, Started, Succeeded, Unknown};
    Some(match (from, record) {
        (From::Planned, "reached") => AwaitingApproval,
        (From::Reached, "reached with quorum 0") => Approved,
        (From::Planned, "branch not taken") => Skipped(Skip::NotTaken),
        (From::Planned | From::Reached | From::Asked | From::Approved, "run cancelled") => Skipped(Skip::Cancelled),
        (From::Reached, "requested") => AwaitingApproval,
        (From::Asked, "approve") => Approved,
        // A second person's word counts as well, and a rejection wins whichever comes first (B-46).
        (From::Approved, "approve") => Approved,
        (From::Asked | From::Approved, "reject") => Skipped(Skip::Rejected),
        (From::Asked | From::Approved, "expire" | "projection changed") => AwaitingApproval,
        (From::Reached, "nothing to do") => Succeeded,
        (From::Reached, "cannot be planned") => Failed,
        (From::Approved, "start") => Started,
        (From::Started, "sent") => Started,
        (From::Started, "reply 2xx") => Succeeded,
        (From::Started, "definite refusal" | "not sent") => Failed,
        (From::Started | From::Unknown, "anything else") => Unknown,
        (From::Unknown, "marker found") => Succeeded,
        (From::Unknown, "fence accepted") => Unknown,
        (From::Unknown, "proven not applied") => Failed,
        (From::Unknown, "person: applied") => Succeeded,
        (From::Unknown, "person: not applied") => Failed,
        (From::Unknown, "person: abandon") => Skipped(Skip::Abandoned),
        _ => return None,
    })
}

fn bench(from: From) -> Bench {
    let mut bench = Bench::new(usual());
    bench.run();
    bench.step(&evaluated("broken", 1, Truth::Yes));
    if from == From::Planned {
        return bench;
    }
    bench.run();
    if from == From::Reached {
        return bench;
    }
    bench.step(&planned("act", 1, 1));
    if from == From::Rejected {
        let binding_sha256 = bench.walk.request(Ulid(1)).unwrap().binding_sha256();
        bench.append(Entry::Reject { request: Ulid(1), binding_sha256, reason: safe("no") }).unwrap();
    }
    if matches!(from, From::Asked | From::Rejected) {
        return bench;
    }
    bench.approve(1);
    if from == From::Approved {
        return bench;
    }
    bench.step(&Event::Ready { request: Ulid(1), intent: intent(5) });
    let reply = match from {
        From::Started => return bench,
        From::Succeeded => Reply::Applied { rv: safe("8"), generation: 4 },
        From::Failed => Reply::Refused { status: 403, message: safe("no") },
        _ => Reply::Lost { message: safe("timed out") },
    };
    bench.step(&Event::Replied { intent: Ulid(5), reply });
    bench
}

/// The record, in the words of a walk that stands there.
fn record(bench: &mut Bench, word: &str) -> Entry {
    let (node, attempt, request, intent_id) =
        (safe("act"), bench.walk.cell(&safe("act")).unwrap().attempt, Ulid(1), Ulid(5));
    let binding_sha256 = bench.walk.request(request).map_or(Digest::default(), Request::binding_sha256);
    let refused = |refusal| Entry::PlanRefused { node: node.clone(), attempt, refusal };
    let answered = |answer| Entry::Resolved { node: node.clone(), answer, reason: safe("seen") };
    let failed = |how| Entry::IntentFailed { intent: intent_id, how };
    let message = safe("words");
    match word {
        "reached" => Entry::Reached { node: safe("gate_act"), attempt: attempt + 1 },
        "requested" => requested(attempt, 1),
        "reached with quorum 0" => requested(attempt, 0),
        "branch not taken" => Entry::Skipped { node, attempt, why: Skip::NotTaken },
        "run cancelled" => {
            bench.append(Entry::CancelRequested { reason: safe("enough") }).unwrap();
            Entry::Skipped { node, attempt, why: Skip::Cancelled }
        }
        "approve" => Entry::Approve { request, binding_sha256, acknowledged: Vec::new(), self_approved: false },
        "reject" => Entry::Reject { request, binding_sha256, reason: message },
        "expire" => Entry::Expired { request },
        "projection changed" => Entry::Stale { request, reason: message },
        "nothing to do" => refused(Refusal::NoChange { message }),
        "cannot be planned" => refused(Refusal::Impossible { message }),
        "start" => Entry::IntentStarted { request, node, attempt, intent: intent(5) },
        "sent" => Entry::IntentSent { intent: intent_id },
        "reply 2xx" => Entry::IntentSucceeded { intent: intent_id, how: Proof::Replied },
        "definite refusal" => failed(Failure::Refused { status: 422, message }),
        "not sent" => failed(Failure::NotSent { message }),
        "anything else" => Entry::IntentUnknown { intent: intent_id, reason: message },
        "marker found" => Entry::IntentSucceeded { intent: intent_id, how: Proof::Marker },
        "fence accepted" => Entry::IntentFenced { intent: intent_id },
        "proven not applied" => failed(Failure::NotApplied { message }),
        "person: applied" => answered(Answer::Applied),
        "person: not applied" => answered(Answer::NotApplied),
        "person: abandon" => answered(Answer::Abandon),
        other => panic!("no record for {other}"),
    }
}

fn requested(attempt: u32, quorum: u8) -> Entry {
    use crate::logic::{
        gate::{Visit, bind, text},
        walk::tests::make::{at, ground},
    };
    let (rule, plan, node, expires_at) = (rule(quorum, true), the_plan(), safe("act"), at(1800));
    let visit = Visit { node: node.clone(), attempt, expires_at };
    let binding = text(&bind(&ground(), &plan, &rule, &visit)).unwrap();
    Entry::Requested { request: Ulid(1), node, attempt, binding, rule, plan, expires_at }
}

#[test]
fn every_pair_of_state_and_record_is_a_row_or_a_violation() {
    for from in ALL {
        for word in RECORDS {
            let mut bench = bench(from);
            let entry = record(&mut bench, word);
            let applied = bench.append_as("eve", entry);
            if let Some(status) = leads(from, word) {
                assert_eq!(applied, Ok(()), "{from:?}, {word}");
                assert_eq!(bench.status("act"), status, "{from:?}, {word}");
            } else {
                let violation = applied.expect_err(&format!("{from:?}, {word}"));
                assert_eq!(bench.walk.violation(), Some(&violation));
                assert_eq!(bench.append(Entry::Cancelled), Err(violation), "from then on it is read-only");
                assert_eq!(bench.step(&Event::Tick), crate::logic::walk::Step::default());
            }
        }
    }
}

#[test]
fn every_record_of_the_table_leads_somewhere_and_every_state_is_left_or_final() {
    for word in RECORDS {
        assert!(ALL.iter().any(|from| leads(*from, word).is_some()), "{word} is in no row");
    }
    for from in ALL {
        let last = matches!(from, From::Succeeded | From::Failed | From::Rejected);
        assert_eq!(RECORDS.iter().all(|word| leads(from, word).is_none()), last, "{from:?}");
    }
}

#[test]
fn a_gate_that_falls_asks_again_with_a_new_attempt() {
    for word in ["expire", "projection changed"] {
        for from in [From::Asked, From::Approved] {
            let mut bench = bench(from);
            let entry = record(&mut bench, word);
            bench.append(entry).unwrap();
            let cell = bench.walk.cell(&safe("act")).unwrap();
            assert_eq!((cell.attempt, cell.request), (2, None), "the old word does not count for the new one");
            assert!(bench.walk.request(Ulid(1)).unwrap().closed().is_some());
        }
    }
}
