//! What needs somebody, and incidents, on the board.

use std::collections::BTreeMap;

use stanch::{
    app::Screen,
    domain::{
        action::{ActionSpec, Blast, Intent, Plan, Target},
        approval::Rule,
        digest::Digest,
        incident::Place,
        journal::{Alias, Ulid},
        severity::Severity,
        walk::{ENGINE, Entry},
        workload::Kind,
    },
    flow::desk::{JournalNews, Order},
    logic::{
        gate::Ground,
        strategy,
        walk::{Event, Moment, WalkState, step},
    },
};

use super::{
    cluster::{ago, crashing, first, safe},
    desk::{self, ALICE, BOB, Log, busy, hear, orders},
    robot::Robot,
};

const STRATEGY: &str = "strategy: again
version: 1
title: Restart it
description: Restarts it, after somebody said so.
start: gate
nodes:
  gate:
    type: gate
    title: Restart?
    phase: immediate_response
    action: restart
    on_reject: left
  restart:
    type: action
    title: Restart
    phase: immediate_response
    action: restart
    next: done
    on_failure: left
  done:
    type: outcome
    result: recovered
    say: It was restarted.
  left:
    type: outcome
    result: needs_people
    say: It was left as it is.
";

fn plan(name: &str) -> Plan {
    Plan {
        spec: ActionSpec::Restart { at: safe("2026-11-21T03:00:00Z") },
        target: Target { kind: Kind::Deployment, namespace: safe("payments"), name: safe(name), uid: safe("u-1") },
        projection_sha256: Digest::of(b"projection"),
        before_sha256: Digest::of(b"before"),
        after_sha256: Digest::of(b"after"),
        observed_rv: safe("7"),
        blast: Blast::default(),
        guards: Vec::new(),
        command: safe("kubectl rollout restart"),
        undo: safe("none"),
    }
}

/// A walk that waits at its gate, or that does not know what became of its action.
fn walk(log: &mut Log, robot: &mut Robot, stream: u128, name: &str, is_unknown: bool) {
    let definition = strategy::parse("again.yaml", STRATEGY).unwrap();
    hear(robot, JournalNews::from(&definition));
    let started = Entry::Started {
        strategy: safe("again"),
        version: 1,
        def_sha256: definition.sha256,
        engine: ENGINE,
        target: Place {
            cluster: safe("4f2a9d0e-1b7c-4c53-9a51-0f66f1b2d7c1"),
            context: safe("eks-eu1"),
            namespace: safe("payments"),
            kind: Kind::Deployment,
            name: safe(name),
        },
        parameters: BTreeMap::new(),
        incident: None,
    };
    let mut state = WalkState::new(std::sync::Arc::new(definition.strategy));
    let mut entries = vec![started, Entry::LeaseTaken { token: 1, holder: safe("c") }];
    for entry in &entries {
        state.apply(entry, ago(5), &safe(ALICE)).unwrap();
    }
    let ground = Ground {
        walk: Ulid(stream),
        db_id: Ulid(1),
        def_sha256: definition.sha256,
        cluster: safe("4f2a9d0e-1b7c-4c53-9a51-0f66f1b2d7c1"),
        api_server: safe("https://eks-eu1.example.com:6443"),
        proves_people: false,
    };
    let rule = Rule { quorum: 1, allow_self: true, policy_sha256: Digest::of(b"") };
    let (plan, ground, request) = (Box::new(plan(name)), Box::new(ground), Ulid(stream + 1));
    let planned = Event::Planned { node: safe("restart"), attempt: 1, request, plan, rule, ground };
    for event in [Event::Tick, Event::Tick, planned] {
        let moment = Moment { now: ago(5), may_write: true };
        for entry in step(&state, &event, moment).entries {
            state.apply(&entry, ago(5), &safe(ALICE)).unwrap();
            entries.push(entry);
        }
    }
    if is_unknown {
        let binding_sha256 = state.request(request).unwrap().binding_sha256();
        let intent = Ulid(stream + 2);
        let (rv, uid, generation) = (safe("7"), safe("u-1"), 3);
        let (before_sha256, patch_sha256) = (Digest::of(b"before"), Digest::of(b"patch"));
        let begun = Intent { id: intent, rv, uid, generation, before_sha256, patch_sha256 };
        entries.extend([
            Entry::Approve { request, binding_sha256, acknowledged: Vec::new(), self_approved: true },
            Entry::IntentStarted { request, node: safe("restart"), attempt: 1, intent: begun },
            Entry::IntentSent { intent },
            Entry::IntentUnknown { intent, reason: safe("no answer within 10 s") },
        ]);
    }
    for entry in &entries {
        log.say(5, ALICE, stream, entry);
    }
}

/// Two walks and the fixes of a night.
fn needing(robot: &mut Robot) {
    let (bad, pods) = crashing(0, "payments", "checkout", 5, 14);
    robot.feed(first(0, "eks-eu1", &[bad], &pods));
    let mut log = busy();
    walk(&mut log, robot, 100, "checkout", false);
    walk(&mut log, robot, 200, "ledger", true);
    log.tell(robot);
}

#[test]
fn looks() {
    for (width, height) in [(80, 24), (160, 45)] {
        let mut robot = Robot::new(width, height);
        needing(&mut robot);
        insta::assert_snapshot!(format!("needs-{width}x{height}"), robot.press("tab").snapshot());
        robot.press("tab I");
        insta::assert_snapshot!(format!("incident-{width}x{height}"), robot.snapshot());
    }
}

#[test]
fn the_unknown_comes_before_gates_and_gates_before_fixes() {
    let mut robot = Robot::new(80, 24);
    needing(&mut robot);
    let screen = robot.screen();
    let at = |text: &str| screen.iter().position(|line| line.contains(text)).unwrap_or_else(|| panic!("no {text}"));
    assert!(screen[at("NEEDS YOU 4")].contains("NEEDS YOU"));
    assert!(at("OUTCOME UNKNOWN W-2 restart deploy payments/ledger") < at("GATE  W-1 restart"));
    assert!(at("GATE  W-1") < at("FIX   F-3"));
    assert!(at("FIX   F-3") < at("ROLLOUTS"));
    assert!(robot.line("GATE").contains("0/1 approved, 25m left"), "{}", robot.line("GATE"));
}

#[test]
fn tab_goes_there_and_enter_opens_it_and_without_needs_nothing_is_there() {
    let mut robot = Robot::new(80, 24);
    robot.feed(first(0, "eks-eu1", &[], &[]));
    robot.sees_no("NEEDS YOU").press("tab").sees_no("NEEDS YOU");
    needing(&mut robot);
    robot.press("tab enter");
    assert_eq!(robot.state.screen(), Screen::Walk);
    robot.press("1").press("j j j enter");
    assert_eq!(robot.state.screen(), Screen::Review);
    assert!(robot.line(">").contains("F-4"), "{}", robot.line(">"));
    robot.press("1 esc enter");
    assert_eq!(robot.state.screen(), Screen::Inspect, "esc gives the keys back to the rows");
}

#[test]
fn an_incident_is_opened_about_the_selected_rollout_with_a_title_to_begin_with() {
    let mut robot = Robot::new(80, 24);
    let (bad, pods) = crashing(0, "payments", "checkout", 5, 14);
    let key = bad.key.clone();
    robot.feed(first(0, "eks-eu1", &[bad], &pods));
    robot.effects();
    desk::open(&mut robot);
    robot.press(";").sees("no incident is open").press("I").sees("about Deployment payments/checkout");
    assert_eq!(orders(&mut robot), []);
    robot.press("enter");
    let ordered = orders(&mut robot);
    let [(_, Order::OpenIncident { title, severity, about })] = ordered.as_slice() else { panic!("{ordered:?}") };
    assert!(title.starts_with("checkout: "), "{title}");
    assert_eq!((*severity, about.as_ref()), (Severity::Critical, Some(&key)));
    let mut log = Log::default();
    log.say(0, BOB, 10, &desk::incident("checkout: crash loop"));
    log.tell(&mut robot);
    assert!(robot.screen()[1].contains(" INC-1 "), "{}", robot.screen()[1]);
    robot.press("enter ;").sees("NOTE ON INC-1").write("rev 40 was fine").press("enter");
    let note = Order::Note { alias: Alias::Incident(1), text: safe("rev 40 was fine") };
    assert_eq!(orders(&mut robot).into_iter().map(|(_, order)| order).collect::<Vec<_>>(), [note]);
}
