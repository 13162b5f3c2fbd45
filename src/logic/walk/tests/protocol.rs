//! The end of an effect, told by its reply or found out: reliability.md 2.5, steps 4 and 5.

use crate::{
    domain::{
        Truth,
        action::{ActionSpec, Reply, Sight, Target},
        journal::Ulid,
        walk::{Entry, Failure, Proof, Standing},
        workload::Kind,
    },
    logic::{
        gate::tests::make::scale,
        walk::{
            Class, Effect, Event, Finding, Kubernetes, Order, Protocol, Round, Status,
            tests::make::{Bench, at, intent, plan, safe, usual},
        },
    },
};

struct Seen {
    uid: &'static str,
    rv: &'static str,
    generation: i64,
    marker: Option<u128>,
    fence: Option<u128>,
    marked: bool,
}

/// As it was when the intent was recorded.
const STILL: Seen = Seen { uid: "u-1", rv: "7", generation: 3, marker: None, fence: None, marked: false };

fn sight(seen: &Seen) -> Sight {
    let id = |id: u128| safe(&Ulid(id).to_string());
    Sight::Object {
        uid: safe(seen.uid),
        rv: safe(seen.rv),
        generation: seen.generation,
        marker: seen.marker.map(id),
        fence: seen.fence.map(id),
        marked_revision: seen.marked,
        as_desired: false,
        last_writer: Some(safe("kubectl")),
    }
}

fn found(seen: &Seen) -> Finding {
    found_for(seen, &scale(), Kind::Deployment)
}

fn found_for(seen: &Seen, spec: &ActionSpec, kind: Kind) -> Finding {
    let target = Target { kind, ..plan(spec.clone()).target };
    Kubernetes.resolve(Effect { intent: &intent(5), spec, target: &target }, &sight(seen))
}

#[test]
fn its_marker_is_proof() {
    assert_eq!(found(&Seen { marker: Some(5), rv: "8", generation: 4, ..STILL }), Finding::Applied);
    assert_eq!(found(&Seen { marked: true, rv: "9", generation: 5, ..STILL }), Finding::Applied);
    assert_eq!(found(&Seen { marker: Some(4), ..STILL }), Finding::Fence, "another's marker is none");
}

#[test]
fn an_object_that_did_not_move_is_fenced_not_believed() {
    assert_eq!(found(&STILL), Finding::Fence);
}

#[test]
fn an_accepted_fence_is_proof() {
    assert_eq!(found(&Seen { fence: Some(5), rv: "8", generation: 4, ..STILL }), Finding::Fenced);
    let other = Seen { fence: Some(4), rv: "8", generation: 4, ..STILL };
    assert!(matches!(found(&other), Finding::Ask(_)), "a fence of another intent proves nothing");
}

#[test]
fn a_generation_that_stood_still_is_proof_where_the_write_would_have_raised_it() {
    let status_only = Seen { rv: "8", ..STILL };
    assert!(matches!(found(&status_only), Finding::NotApplied(_)));
    let annotate = ActionSpec::Annotate { key: safe("note"), value: safe("x") };
    assert!(matches!(found_for(&status_only, &annotate, Kind::Deployment), Finding::NotApplied(_)));
    for kind in [Kind::StatefulSet, Kind::DaemonSet] {
        assert!(matches!(found_for(&status_only, &annotate, kind), Finding::Ask(_)), "an annotation there raises none");
        assert!(matches!(found_for(&status_only, &scale(), kind), Finding::NotApplied(_)));
    }
}

#[test]
fn what_is_ambiguous_is_asked() {
    let Finding::Ask(question) = found(&Seen { rv: "8", generation: 4, ..STILL }) else { panic!() };
    assert!(question.contains("is not as the action would have made it; kubectl wrote last"), "{question}");
    let replaced = Seen { uid: "u-2", marker: Some(5), ..STILL };
    assert_eq!(found(&replaced), Finding::Ask(safe("the target was replaced (uid changed)")));
    let (intent, spec, target) = (intent(5), scale(), plan(scale()).target);
    let effect = Effect { intent: &intent, spec: &spec, target: &target };
    assert!(matches!(Kubernetes.resolve(effect, &Sight::Gone), Finding::Ask(_)));
    assert!(matches!(Kubernetes.resolve(effect, &Sight::Unreadable { message: safe("x") }), Finding::Again(_)));
}

#[test]
fn only_a_definite_reply_is_an_end() {
    let refused = Reply::Refused { status: 422, message: safe("uid") };
    assert_eq!(Kubernetes.classify(&Reply::Applied { rv: safe("8"), generation: 4 }), Class::Applied);
    assert!(matches!(Kubernetes.classify(&refused), Class::Failed(Failure::Refused { status: 422, .. })));
    assert!(matches!(
        Kubernetes.classify(&Reply::NotSent { message: safe("x") }),
        Class::Failed(Failure::NotSent { .. })
    ));
    assert!(matches!(Kubernetes.classify(&Reply::Conflict), Class::Resolve(_)), "it may be our own request twice");
    assert!(matches!(Kubernetes.classify(&Reply::Lost { message: safe("504") }), Class::Resolve(_)));
}

/// A walk whose request was sent and lost.
fn lost() -> Bench {
    let mut bench = Bench::new(usual());
    bench.go_to_gate(1);
    bench.approve(1);
    assert_eq!(bench.run().orders, [Order::Begin { request: Ulid(1) }]);
    let step = bench.step(&Event::Ready { request: Ulid(1), intent: intent(5) });
    assert!(matches!(step.entries[..], [Entry::IntentStarted { .. }]), "recorded in the same step that sends");
    assert!(matches!(step.orders[..], [Order::Send { .. }]));
    let step = bench.step(&Event::Replied { intent: Ulid(5), reply: Reply::Lost { message: safe("timed out") } });
    assert_eq!(step.orders, [look(1)]);
    assert_eq!(bench.walk.standing(), Standing::Unknown);
    bench
}

fn round(number: u8) -> Round {
    Round { number, since: at(0) }
}

fn look(number: u8) -> Order {
    Order::Look { intent: Ulid(5), round: round(number) }
}

fn seen(number: u8, seen: &Seen) -> Event {
    Event::Seen { intent: Ulid(5), round: round(number), sight: sight(seen) }
}

#[test]
fn a_lost_reply_is_found_by_its_marker() {
    let mut bench = lost();
    let step = bench.step(&seen(1, &Seen { marker: Some(5), rv: "8", generation: 4, ..STILL }));
    assert_eq!(step.entries, [Entry::IntentSucceeded { intent: Ulid(5), how: Proof::Marker }]);
    assert_eq!((bench.status("act"), bench.walk.open()), (Status::Succeeded, None));
}

#[test]
fn a_request_that_never_came_is_fenced() {
    let mut bench = lost();
    assert_eq!(bench.step(&seen(1, &STILL)).orders, [Order::Fence { intent: Ulid(5), round: round(1) }]);
    let again = Event::FenceReplied { intent: Ulid(5), round: round(1), reply: Reply::Conflict };
    assert_eq!(bench.step(&again).orders, [look(2)], "a fence that lost is no proof");
    let reply = Reply::Applied { rv: safe("8"), generation: 4 };
    bench.step(&Event::FenceReplied { intent: Ulid(5), round: round(2), reply });
    assert_eq!(bench.status("act"), Status::Failed);
    assert!(matches!(
        bench.journal[bench.journal.len() - 2..],
        [Entry::IntentFenced { .. }, Entry::IntentFailed { .. }]
    ));
    bench.run();
    assert_eq!(bench.status("people"), Status::Succeeded, "on_failure is followed");
}

#[test]
fn who_may_not_write_looks_and_never_fences() {
    let mut bench = lost();
    bench.may_write = false;
    assert_eq!(bench.step(&Event::Resumed).orders, [look(1)]);
    assert_eq!(bench.step(&seen(1, &STILL)).orders, [Order::AskToArm]);
    assert_eq!(bench.walk.standing(), Standing::Unknown);
}

#[test]
fn after_eight_looks_or_a_minute_a_person_is_asked() {
    let unreadable = |number| {
        let sight = Sight::Unreadable { message: safe("connection refused") };
        Event::Seen { intent: Ulid(5), round: round(number), sight }
    };
    let mut bench = lost();
    for number in 1..8 {
        assert_eq!(bench.step(&unreadable(number)).orders, [look(number + 1)]);
    }
    assert!(matches!(bench.step(&unreadable(8)).orders[..], [Order::AskPerson { .. }]));
    let mut bench = lost();
    bench.now = 60;
    assert!(matches!(bench.step(&unreadable(1)).orders[..], [Order::AskPerson { .. }]));
    assert!(bench.walk.question().unwrap().1.contains("connection refused"));
    assert!(matches!(bench.step(&Event::Tick).orders[..], [Order::AskPerson { .. }]), "it is asked, not looked for");
    assert!(matches!(bench.step(&Event::Resumed).orders[..], [Order::Look { .. }]), "a new console looks again");
    assert_eq!(bench.step(&unreadable(8)).entries, [], "the same question is not recorded twice");
}

#[test]
fn a_console_that_finds_an_open_intent_looks_before_anything_else() {
    let mut bench = Bench::new(usual());
    bench.go_to_gate(1);
    bench.approve(1);
    bench.step(&Event::Ready { request: Ulid(1), intent: intent(5) });
    bench.append(Entry::CancelRequested { reason: safe("enough") }).unwrap();
    let step = bench.step(&Event::Resumed);
    assert!(matches!(step.entries[..], [Entry::IntentUnknown { .. }]));
    assert_eq!(step.orders, [look(1)]);
    bench.step(&seen(1, &Seen { marker: Some(5), rv: "8", generation: 4, ..STILL }));
    bench.run();
    assert_eq!(bench.status("held"), Status::Skipped(crate::domain::walk::Skip::Cancelled));
    assert_eq!(bench.walk.standing(), Standing::Failed);
    let late = Event::Replied { intent: Ulid(5), reply: Reply::Applied { rv: safe("8"), generation: 4 } };
    assert_eq!(bench.step(&late), crate::logic::walk::Step::default(), "what comes too late is ignored");
}

#[test]
fn nothing_passes_for_yes_but_yes() {
    let mut bench = Bench::new(usual());
    bench.run();
    bench.step(&super::make::evaluated("broken", 1, Truth::Unknown));
    bench.run();
    assert_eq!(bench.status("act"), Status::Skipped(crate::domain::walk::Skip::NotTaken));
}
