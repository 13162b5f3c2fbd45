//! Timers, and clocks that are not to be trusted.

use crate::{
    domain::{
        Truth,
        strategy::{Amount, Does, Lasting, Outcome, Value},
        walk::{Answer, Entry, Standing},
    },
    logic::walk::{
        Event, Order, Status, WalkState,
        tests::make::{
            Bench, action, at, condition, evaluated, gate_of, node, outcome, safe, started, strategy, usual,
        },
    },
};

fn wait(seconds: u64, next: &str) -> Bench {
    let next = safe(next);
    Bench::new(strategy(vec![
        node("pause", Does::Wait { seconds: Amount::Given(seconds), next }),
        gate_of("act", "well"),
        action("act", "well", "well", None),
        outcome("well", Outcome::Recovered),
    ]))
}

#[test]
fn a_wait_ends_at_a_time_that_was_fixed_when_it_began() {
    let mut bench = wait(100, "well");
    assert_eq!(bench.run().orders, [Order::WaitUntil { at: at(100) }]);
    bench.now = 99;
    assert_eq!(bench.run().orders, [Order::WaitUntil { at: at(100) }]);
    bench.now = 100;
    bench.run();
    assert_eq!(bench.walk.standing(), Standing::Done);
}

#[test]
fn a_clock_that_was_set_back_neither_extends_nor_unfires() {
    let mut bench = wait(100, "well");
    bench.run();
    bench.now = 90;
    bench.append(Entry::Note { text: safe("x") }).unwrap();
    bench.now = -7110;
    assert_eq!(bench.walk.behind(bench.time()), 7200);
    assert_eq!(bench.walk.effective(bench.time()), at(90));
    assert_eq!(bench.run().orders, [Order::WaitUntil { at: at(100) }]);
}

#[test]
fn a_wait_that_ended_late_asks_before_an_action() {
    let after = |seconds, late: i64, next| {
        let mut bench = wait(seconds, next);
        bench.run();
        bench.now = i64::try_from(seconds).unwrap() + late;
        bench.step(&Event::Tick);
        bench.status("pause")
    };
    assert_eq!(after(10, 60, "gate_act"), Status::Succeeded);
    assert_eq!(after(10, 61, "gate_act"), Status::Unknown);
    assert_eq!(after(1000, 500, "gate_act"), Status::Succeeded);
    assert_eq!(after(1000, 501, "gate_act"), Status::Unknown);
    assert_eq!(after(10, 9000, "well"), Status::Succeeded, "nothing is done after it");
    for (answer, goes_on) in [(Answer::Applied, true), (Answer::NotApplied, false)] {
        let mut bench = wait(10, "gate_act");
        bench.run();
        bench.now = 1000;
        bench.run();
        bench.step(&Event::Answered { node: safe("pause"), answer, reason: safe("seen") });
        let step = bench.run();
        assert_eq!(matches!(step.orders[..], [Order::Plan { .. }]), goes_on);
        assert_eq!(bench.walk.standing() == Standing::Failed, !goes_on);
    }
}

#[test]
fn a_hold_takes_its_seconds_from_the_parameter_and_survives_a_restart() {
    let nodes = vec![
        condition("held", Lasting::For(Amount::Parameter(safe("hold"))), ["well", "people"], Some("people")),
        outcome("well", Outcome::Recovered),
        outcome("people", Outcome::NeedsPeople),
    ];
    let definition = strategy(nodes);
    let mut bench = Bench { walk: WalkState::new(definition.clone()), journal: Vec::new(), now: 0, may_write: true };
    let mut begin = started();
    if let Entry::Started { parameters, .. } = &mut begin {
        parameters.insert(safe("hold"), Value::Duration(10));
    }
    bench.append(begin).unwrap();
    bench.run();
    bench.step(&evaluated("held", 1, Truth::Yes));
    bench.now = 4;
    assert_eq!(bench.run().orders, [Order::WaitUntil { at: at(5) }]);
    bench.now = 5;
    bench.step(&evaluated("held", 1, Truth::Yes));
    assert_eq!(bench.status("held"), Status::Started);
    bench.now = 10;
    bench.step(&evaluated("held", 1, Truth::Yes));
    assert_eq!(bench.status("held"), Status::Succeeded);
    assert_eq!(bench.step(&evaluated("held", 1, Truth::No)).entries, [], "what comes too late is ignored");
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
