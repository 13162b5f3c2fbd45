//! Whole walks.

use std::collections::BTreeMap;

use crate::{
    domain::{
        Truth,
        action::{Guard, Refusal, Reply},
        digest::Digest,
        journal::Ulid,
        strategy::{Amount, Does, Lasting, Outcome, Value},
        walk::{Answer, Entry, Skip, Standing},
    },
    logic::walk::{
        Capture, End, Event, Look, Order, Reading, Status, Step, Violation, WalkState,
        tests::make::{
            Bench, action, at, condition, evaluated, expression, gate_of, intent, node, outcome, planned, rule, safe,
            started, strategy, usual,
        },
    },
};

fn applied() -> Event {
    Event::Replied { intent: Ulid(5), reply: Reply::Applied { rv: safe("8"), generation: 4 } }
}

#[test]
fn a_walk_goes_from_its_first_question_to_its_outcome() {
    let mut bench = Bench::new(usual());
    let step = bench.run();
    let node = safe("broken");
    let order = Order::Observe { node, attempt: 1, expression: expression(), look: Look::Truth, timeout_s: 300 };
    assert_eq!(step.orders, [order]);
    assert_eq!(bench.walk.standing(), Standing::Running);
    bench.step(&evaluated("broken", 1, Truth::Yes));
    assert!(matches!(bench.run().orders[..], [Order::Plan { attempt: 1, .. }]));
    bench.step(&planned("act", 1, 1));
    let step = bench.run();
    assert_eq!(step.orders, [Order::AskApproval { request: Ulid(1) }, Order::WaitUntil { at: at(1800) }]);
    assert_eq!(bench.walk.standing(), Standing::Waiting);
    bench.approve(1);
    assert_eq!(bench.run().orders, [Order::Begin { request: Ulid(1) }]);
    bench.step(&Event::Ready { request: Ulid(1), intent: intent(5) });
    bench.step(&applied());
    for second in [0, 5, 10, 15, 20] {
        bench.now = second;
        assert!(matches!(bench.run().orders[..], [Order::Observe { .. }]), "at {second} s");
        bench.step(&evaluated("held", 1, Truth::Yes));
    }
    assert_eq!(bench.run(), Step::default());
    assert_eq!(bench.walk.standing(), Standing::Done);
    assert!(matches!(bench.walk.ended(), Some(End::Completed { outcome: Outcome::Recovered, .. })));
    let way: Vec<_> = bench.walk.path().iter().map(|trace| (trace.node.to_string(), trace.words.to_string())).collect();
    let words = ["yes", "done, says the API server", "yes", "well"];
    assert_eq!(way.iter().map(|(_, words)| words.as_str()).collect::<Vec<_>>(), words, "{way:?}");
    assert_eq!(bench.status("people"), Status::Skipped(Skip::NotTaken));
}

#[test]
fn a_fold_of_the_same_records_is_the_same_walk() {
    let mut bench = Bench::new(usual());
    bench.go_to_gate(1);
    bench.approve(1);
    bench.step(&Event::Ready { request: Ulid(1), intent: intent(5) });
    bench.step(&applied());
    bench.run();
    let mut again = WalkState::new(usual());
    for entry in &bench.journal {
        again.apply(entry, bench.time(), &safe("op")).unwrap();
    }
    assert_eq!(again, bench.walk);
}

#[test]
fn a_rejection_goes_its_own_way() {
    let mut bench = Bench::new(usual());
    bench.go_to_gate(1);
    let binding_sha256 = bench.walk.request(Ulid(1)).unwrap().binding_sha256();
    let reject = Entry::Reject { request: Ulid(1), binding_sha256, reason: safe("not in the peak hour") };
    bench.append_as("eve", reject).unwrap();
    assert_eq!(bench.walk.path().last().unwrap().words.as_str(), "rejected by eve: not in the peak hour");
    bench.run();
    assert_eq!(bench.status("people"), Status::Succeeded);
}

#[test]
fn an_approval_falls_when_the_object_changed_and_is_asked_for_again() {
    let mut bench = Bench::new(usual());
    bench.go_to_gate(1);
    bench.approve(1);
    bench.run();
    let drifted = Event::Drifted { request: Ulid(1), reason: safe("image a -> b by kubectl") };
    assert!(matches!(bench.step(&drifted).entries[..], [Entry::Stale { .. }]));
    assert!(matches!(bench.run().orders[..], [Order::Plan { attempt: 2, .. }]));
    assert_eq!(bench.step(&Event::Ready { request: Ulid(1), intent: intent(5) }), Step::default(), "it is void");
    bench.step(&planned("act", 2, 2));
    assert!(matches!(bench.run().orders[..], [Order::AskApproval { .. }, _]), "the old word does not count");
    bench.approve(2);
    let other = crate::domain::action::Intent { uid: safe("u-2"), ..intent(5) };
    let step = bench.step(&Event::Ready { request: Ulid(2), intent: other });
    assert!(matches!(step.entries[..], [Entry::Stale { .. }]) && step.orders.is_empty(), "another object is drift");
}

#[test]
fn time_runs_out_at_a_gate() {
    let mut bench = Bench::new(usual());
    bench.go_to_gate(1);
    bench.now = 1800;
    bench.step(&Event::Tick);
    assert!(matches!(bench.journal.last(), Some(Entry::Expired { .. })));
    bench.run();
    bench.step(&planned("act", 2, 2));
    bench.approve(2);
    bench.now += 599;
    assert_eq!(bench.run().orders, [Order::Begin { request: Ulid(2) }]);
    bench.now += 1;
    let step = bench.step(&Event::Ready { request: Ulid(2), intent: intent(5) });
    assert!(matches!(step.entries[..], [Entry::Expired { .. }]), "an approval is usable for ten minutes");
    assert_eq!(step.orders, []);
}

#[test]
fn who_is_not_armed_begins_nothing() {
    let mut bench = Bench::new(usual());
    bench.go_to_gate(1);
    bench.approve(1);
    bench.may_write = false;
    assert_eq!(bench.run().orders, [Order::AskToArm, Order::WaitUntil { at: at(600) }]);
    assert_eq!(bench.step(&Event::Ready { request: Ulid(1), intent: intent(5) }), Step::default());
}

#[test]
fn what_cannot_be_planned_fails_and_what_is_so_already_is_done() {
    let refused = |refusal| Event::PlanRefused { node: safe("act"), attempt: 1, refusal };
    let gate = || {
        let mut bench = Bench::new(usual());
        bench.run();
        bench.step(&evaluated("broken", 1, Truth::Yes));
        bench.run();
        bench
    };
    let (mut same, mut paused, mut unread) = (gate(), gate(), gate());
    same.step(&refused(Refusal::NoChange { message: safe("already at revision 5: nothing to do") }));
    assert_eq!(same.status("act"), Status::Succeeded);
    paused.step(&refused(Refusal::Impossible { message: safe("paused: resume first") }));
    paused.run();
    assert_eq!((paused.status("act"), paused.status("people")), (Status::Failed, Status::Succeeded));
    let message = safe("timed out");
    let step = unread.step(&refused(Refusal::Unread { message: message.clone() }));
    assert_eq!((step.entries.len(), &step.orders[..]), (0, &[Order::WaitUntil { at: at(5) }][..]), "it is tried again");
    unread.now = 300;
    unread.step(&refused(Refusal::Unread { message }));
    assert_eq!(unread.status("act"), Status::Failed, "while the node's time lasts");
}

#[test]
fn a_gate_for_two_says_that_this_store_cannot_prove_a_second_person() {
    let mut bench = Bench::new(usual());
    bench.run();
    bench.step(&evaluated("broken", 1, Truth::Yes));
    bench.run();
    let Event::Planned { node, attempt, request, plan, ground, .. } = planned("act", 1, 1) else { panic!() };
    bench.step(&Event::Planned { node, attempt, request, plan, ground, rule: rule(2, true) });
    let guards = &bench.walk.request(Ulid(1)).unwrap().asked().plan.guards;
    assert_eq!(guards.iter().map(|guard| guard.name.as_str()).collect::<Vec<_>>(), ["second_person"]);
}

#[test]
fn a_binding_that_says_something_else_is_a_violation() {
    let mut bench = Bench::new(usual());
    bench.go_to_gate(1);
    let Some(Entry::Requested { binding, .. }) = bench.journal.last().cloned() else { panic!() };
    for (from, to) in
        [("\"replicas\":\"3\"", "\"replicas\":\"30\""), ("c-1", "c-2"), ("\"node\":\"act\"", "\"node\":\"x\"")]
    {
        let mut other = Bench::new(usual());
        other.run();
        other.step(&evaluated("broken", 1, Truth::Yes));
        other.run();
        let Some(Entry::Requested { request, node, attempt, rule, plan, expires_at, .. }) =
            bench.journal.last().cloned()
        else {
            panic!()
        };
        let binding = binding.replace(from, to);
        let entry = Entry::Requested { request, node, attempt, binding, rule, plan, expires_at };
        assert!(matches!(other.append(entry), Err(Violation::Binding { .. })), "{from}");
    }
}

#[test]
fn a_question_that_cannot_be_answered_is_asked() {
    for (answer, end) in [(Answer::Applied, "well"), (Answer::NotApplied, "people")] {
        let nodes = vec![
            condition("sure", Lasting::Once, ["well", "people"], None),
            outcome("well", Outcome::Recovered),
            outcome("people", Outcome::NeedsPeople),
        ];
        let mut bench = Bench::new(strategy(nodes));
        bench.run();
        bench.step(&evaluated("sure", 1, Truth::Unknown));
        assert_eq!(bench.walk.standing(), Standing::Waiting);
        assert!(matches!(bench.run().orders[..], [Order::AskPerson { .. }]));
        let answered = |reason: &str| Event::Answered { node: safe("sure"), answer, reason: safe(reason) };
        assert_eq!(bench.step(&answered(" ")), Step::default(), "a reason is typed");
        bench.step(&answered("I looked"));
        bench.run();
        assert_eq!(bench.status(end), Status::Succeeded);
    }
}

#[test]
fn what_a_person_abandons_ends_the_walk() {
    let mut bench = Bench::new(usual());
    bench.go_to_gate(1);
    bench.approve(1);
    bench.step(&Event::Ready { request: Ulid(1), intent: intent(5) });
    bench.step(&Event::Resumed);
    bench.step(&Event::Answered { node: safe("act"), answer: Answer::Abandon, reason: safe("by hand") });
    bench.run();
    assert!(matches!(bench.walk.ended(), Some(End::Failed { .. })));
    assert_eq!((bench.walk.standing(), bench.walk.open()), (Standing::Failed, None));
}

#[test]
fn a_loop_is_bounded() {
    let does = Does::Loop {
        body: safe("gate_act"),
        until: expression(),
        max: 2,
        delay: Amount::Given(30),
        next: safe("well"),
        exhausted: safe("people"),
    };
    let mut bench = Bench::new(strategy(vec![
        node("again", does),
        gate_of("act", "people"),
        action("act", "again", "again", None),
        outcome("well", Outcome::Recovered),
        outcome("people", Outcome::NeedsPeople),
    ]));
    for round in 1..=2 {
        bench.run();
        bench.step(&evaluated("again", round, Truth::Unknown));
        if round == 2 {
            assert_eq!(bench.run().orders, [Order::WaitUntil { at: at(30) }], "a delay between rounds");
            bench.now = 30;
        }
        assert!(matches!(bench.run().orders[..], [Order::Plan { .. }]), "round {round}: unknown is not yet");
        let refusal = Refusal::Impossible { message: safe("paused") };
        bench.step(&Event::PlanRefused { node: safe("act"), attempt: round, refusal });
    }
    bench.run();
    bench.step(&evaluated("again", 3, Truth::No));
    bench.run();
    assert_eq!(bench.status("people"), Status::Succeeded);
}

#[test]
fn a_route_goes_where_its_text_says() {
    let cases = BTreeMap::from([(safe("oom"), safe("well"))]);
    let (value, otherwise, on_unknown) = (expression(), safe("people"), None);
    let nodes = vec![
        node("which", Does::Route { value, cases, otherwise, on_unknown }),
        outcome("well", Outcome::Recovered),
        outcome("people", Outcome::NeedsPeople),
    ];
    let routed = |value: Option<&str>| {
        let mut bench = Bench::new(strategy(nodes.clone()));
        bench.run();
        let (node, reading) = (safe("which"), Reading::default());
        bench.step(&Event::Routed { node, attempt: 1, value: value.map(safe), reading });
        bench.run();
        bench
    };
    assert_eq!(routed(Some("oom")).status("well"), Status::Succeeded);
    assert_eq!(routed(Some("image")).status("people"), Status::Succeeded);
    let mut unknown = routed(None);
    assert_eq!(unknown.walk.standing(), Standing::Waiting);
    let answered = |answer| Event::Answered { node: safe("which"), answer, reason: safe("seen") };
    assert_eq!(unknown.step(&answered(Answer::Applied)), Step::default(), "that is no answer to it");
    unknown.step(&answered(Answer::NotApplied));
    unknown.run();
    assert_eq!(unknown.status("people"), Status::Succeeded);
}

#[test]
fn a_collect_that_fails_goes_its_way_or_fails_the_walk() {
    let of = |on_failure: Option<&str>, capture: Capture| {
        let does = Does::Collect { next: safe("well"), on_failure: on_failure.map(safe) };
        let ends = [outcome("well", Outcome::Recovered), outcome("people", Outcome::NeedsPeople)];
        let mut bench = Bench::new(strategy([vec![node("logs", does)], ends.to_vec()].concat()));
        assert!(matches!(bench.run().orders[..], [Order::Collect { .. }]));
        bench.step(&Event::Collected { node: safe("logs"), attempt: 1, capture });
        bench.run();
        bench
    };
    let failed = || Capture::Failed { reason: safe("timed out") };
    let taken = Capture::Taken { observations_sha256: Digest::of(b""), words: safe("3 logs") };
    assert_eq!(of(None, taken).status("well"), Status::Succeeded);
    assert_eq!(of(Some("people"), failed()).status("people"), Status::Succeeded);
    assert!(matches!(of(None, failed()).walk.ended(), Some(End::Failed { .. })));
}

#[test]
fn a_cancel_starts_nothing_more() {
    let mut bench = Bench::new(usual());
    bench.go_to_gate(1);
    bench.approve(1);
    bench.step(&Event::Cancel { reason: safe("it heals") });
    assert_eq!(bench.step(&Event::Ready { request: Ulid(1), intent: intent(5) }), Step::default());
    bench.run();
    assert_eq!(bench.walk.ended(), Some(&End::Cancelled));
    assert_eq!(bench.status("act"), Status::Skipped(Skip::Cancelled));
    assert!(bench.walk.request(Ulid(1)).unwrap().closed().is_some());
}

#[test]
fn nothing_begins_in_a_walk_that_is_being_stopped() {
    let mut bench = Bench::new(usual());
    bench.go_to_gate(1);
    bench.approve(1);
    bench.append_as("eve", Entry::CancelRequested { reason: safe("it heals") }).unwrap();
    let begin = Entry::IntentStarted { request: Ulid(1), node: safe("act"), attempt: 1, intent: intent(5) };
    assert_eq!(bench.append(begin), Err(Violation::Cancelling));
}

#[test]
fn what_does_not_hold_is_asked_about_even_where_the_policy_asks_for_nobody() {
    for (holds, waits) in [(Truth::Yes, false), (Truth::Unknown, true), (Truth::No, true)] {
        let mut bench = Bench::new(usual());
        bench.run();
        bench.step(&evaluated("broken", 1, Truth::Yes));
        bench.run();
        let Event::Planned { node, attempt, request, mut plan, ground, .. } = planned("act", 1, 1) else { panic!() };
        plan.guards = vec![Guard { name: safe("owner"), holds, can_acknowledge: true, message: safe("words") }];
        bench.step(&Event::Planned { node, attempt, request, plan, ground, rule: rule(0, true) });
        assert_eq!(bench.walk.waiting().unwrap().asked().rule.quorum, u8::from(waits), "{holds:?}");
        assert_eq!(bench.status("act") == Status::AwaitingApproval, waits, "{holds:?}");
    }
}

#[test]
fn an_approval_that_ran_out_is_asked_for_again() {
    let mut bench = Bench::new(usual());
    bench.now = 1000;
    bench.go_to_gate(1);
    bench.now = 1001;
    bench.approve(1);
    let until = bench.walk.waiting().unwrap().until();
    bench.now = 1601;
    assert_eq!(until, bench.time(), "ten minutes, within the thirty of the request");
    assert!(matches!(bench.run().orders[..], [Order::Plan { attempt: 2, .. }]));
    assert_eq!(bench.status("act"), Status::AwaitingApproval);
}

#[test]
fn records_off_the_course_are_violations() {
    let reach = |id: &str, attempt| Entry::Reached { node: safe(id), attempt };
    let mut bench = Bench::new(usual());
    assert!(matches!(bench.append(reach("held", 1)), Err(Violation::OffCourse { .. })));
    let mut bench = Bench::new(usual());
    assert!(matches!(bench.append(reach("broken", 2)), Err(Violation::Attempt { .. })));
    let mut bench = Bench::new(usual());
    bench.run();
    assert!(matches!(bench.append(reach("broken", 2)), Err(Violation::Busy { .. })));
    let mut bench = Bench::new(usual());
    assert!(matches!(bench.append(started()), Err(Violation::StartedAgain)));
    let mut bench = Bench::new(usual());
    let completed = Entry::Completed { outcome: Outcome::Recovered, say: safe("well") };
    assert!(bench.append(completed).is_err(), "there is no end but an outcome");
    let mut early = WalkState::new(usual());
    assert_eq!(early.apply(&reach("broken", 1), at(0), &safe("op")), Err(Violation::NotStarted));
}

#[test]
fn what_this_engine_or_strategy_cannot_carry_is_shown_and_never_continued() {
    let begin = |change: fn(&mut Entry)| {
        let (mut walk, mut entry) = (WalkState::new(usual()), started());
        change(&mut entry);
        walk.apply(&entry, at(0), &safe("op"))
    };
    let engine = |entry: &mut Entry| {
        if let Entry::Started { engine, .. } = entry {
            *engine += 1;
        }
    };
    assert!(matches!(begin(engine), Err(Violation::Engine { engine: 2 })));
    let version = |entry: &mut Entry| {
        if let Entry::Started { version, .. } = entry {
            *version += 1;
        }
    };
    assert!(matches!(begin(version), Err(Violation::OtherStrategy { .. })));
    let text = |entry: &mut Entry| {
        if let Entry::Started { parameters, .. } = entry {
            parameters.insert(safe("hold"), Value::Text(safe("long")));
        }
    };
    assert!(matches!(begin(text), Err(Violation::Parameter { .. })));
}
