use std::{collections::BTreeMap, sync::Arc};

use jiff::Timestamp;

use crate::{
    domain::{
        Truth,
        action::{ActionSpec, Intent, Plan, Wish},
        digest::Digest,
        incident::Place,
        journal::Ulid,
        strategy::{
            Amount, AppliesTo, Does, Expression, Lasting, Node, Outcome, Parameter, ParameterSort, Strategy, Value,
            WishTemplate,
        },
        walk::{ENGINE, Entry},
        workload::Kind,
    },
    logic::{
        gate::tests::make as gate,
        walk::{Event, Moment, Reading, Step, Violation, WalkState, step},
    },
};
pub use gate::{at, ground, plan, rule, safe};

pub fn expression() -> Expression {
    Expression { source: safe("rollout.settled"), reads: vec![safe("rollout.settled")] }
}

pub fn node(id: &str, does: Does) -> Node {
    Node { id: safe(id), line: 1, title: safe(id), phase: None, timeout: Amount::Given(300), does }
}

pub fn condition(id: &str, lasting: Lasting, [yes, no]: [&str; 2], on_unknown: Option<&str>) -> Node {
    let (yes, no, on_unknown) = (safe(yes), safe(no), on_unknown.map(safe));
    node(id, Does::Condition { check: expression(), lasting, yes, no, on_unknown })
}

pub fn gate_of(action: &str, on_reject: &str) -> Node {
    let (action_id, on_reject) = (safe(action), safe(on_reject));
    let does = Does::Gate { action: action_id, quorum: None, expires: Amount::Given(1800), on_reject };
    node(&format!("gate_{action}"), does)
}

pub fn action(id: &str, next: &str, on_failure: &str, on_unknown: Option<&str>) -> Node {
    let wish = WishTemplate::Fixed(Wish::Scale { replicas: 3 });
    let (next, on_failure) = (safe(next), safe(on_failure));
    node(id, Does::Action { wish, next, on_failure, on_unknown: on_unknown.map(safe) })
}

pub fn outcome(id: &str, result: Outcome) -> Node {
    node(id, Does::Outcome { result, say: safe(id) })
}

pub fn strategy(nodes: Vec<Node>) -> Arc<Strategy> {
    let hold = Parameter { sort: ParameterSort::Duration, default: Some(Value::Duration(20)), description: safe("") };
    Arc::new(Strategy {
        id: safe("test"),
        version: 1,
        title: safe("Test"),
        description: safe(""),
        applies_to: AppliesTo::default(),
        parameters: BTreeMap::from([(safe("hold"), hold)]),
        start: nodes[0].id.clone(),
        nodes,
    })
}

/// A condition, a gate and its action, a verify and two ends.
pub fn usual() -> Arc<Strategy> {
    strategy(vec![
        condition("broken", Lasting::Once, ["gate_act", "well"], Some("people")),
        gate_of("act", "people"),
        action("act", "held", "people", None),
        condition("held", Lasting::For(Amount::Parameter(safe("hold"))), ["well", "people"], None),
        outcome("well", Outcome::Recovered),
        outcome("people", Outcome::NeedsPeople),
    ])
}

pub fn started() -> Entry {
    Entry::Started {
        strategy: safe("test"),
        version: 1,
        def_sha256: Digest::of(b"definition"),
        engine: ENGINE,
        target: Place {
            cluster: safe("c-1"),
            context: safe("prod"),
            namespace: safe("shop"),
            kind: Kind::Deployment,
            name: safe("checkout"),
        },
        parameters: BTreeMap::new(),
        incident: None,
    }
}

pub fn intent(id: u128) -> Intent {
    Intent {
        id: Ulid(id),
        rv: safe("7"),
        uid: safe("u-1"),
        generation: 3,
        before_sha256: Digest::of(b"before"),
        patch_sha256: Digest::of(b"patch"),
    }
}

pub fn the_plan() -> Box<Plan> {
    Box::new(plan(ActionSpec::Scale { replicas: 3 }))
}

pub fn planned(node: &str, attempt: u32, request: u128) -> Event {
    let (request, ground) = (Ulid(request), Box::new(ground()));
    Event::Planned { node: safe(node), attempt, request, plan: the_plan(), rule: rule(1, true), ground }
}

pub fn evaluated(node: &str, attempt: u32, holds: Truth) -> Event {
    Event::Evaluated { node: safe(node), attempt, holds, reading: Reading::default() }
}

/// A walk with one console that may write, and a clock that is moved by hand.
pub struct Bench {
    pub walk: WalkState,
    pub journal: Vec<Entry>,
    pub now: i64,
    pub may_write: bool,
}

impl Bench {
    pub fn new(strategy: Arc<Strategy>) -> Self {
        let mut bench = Self { walk: WalkState::new(strategy), journal: Vec::new(), now: 0, may_write: true };
        bench.append(started()).unwrap();
        bench
    }

    pub fn append(&mut self, entry: Entry) -> Result<(), Violation> {
        self.append_as("op", entry)
    }

    pub fn append_as(&mut self, by: &str, entry: Entry) -> Result<(), Violation> {
        let applied = self.walk.apply(&entry, self.time(), &safe(by));
        self.journal.push(entry);
        applied
    }

    pub fn time(&self) -> Timestamp {
        at(self.now)
    }

    /// One step, recorded.
    pub fn step(&mut self, event: &Event) -> Step {
        let moment = Moment { now: self.time(), may_write: self.may_write };
        let step = step(&self.walk, event, moment);
        for entry in &step.entries {
            self.append(entry.clone()).unwrap();
        }
        step
    }

    /// Ticks until something is ordered or nothing is left.
    pub fn run(&mut self) -> Step {
        loop {
            let step = self.step(&Event::Tick);
            if step.entries.is_empty() || !step.orders.is_empty() {
                return step;
            }
        }
    }

    /// To the gate of `act`, planned.
    pub fn go_to_gate(&mut self, request: u128) {
        self.run();
        self.step(&evaluated("broken", 1, Truth::Yes));
        self.run();
        self.step(&planned("act", 1, request));
    }

    pub fn approve(&mut self, request: u128) {
        let binding_sha256 = self.walk.request(Ulid(request)).unwrap().binding_sha256();
        let (request, acknowledged) = (Ulid(request), Vec::new());
        self.append(Entry::Approve { request, binding_sha256, acknowledged, self_approved: true }).unwrap();
    }

    pub fn status(&self, id: &str) -> crate::logic::walk::Status {
        self.walk.cell(&safe(id)).unwrap().status
    }
}
