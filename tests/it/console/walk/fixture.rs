//! A store's records, as a console hears of them.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use stanch::{
    domain::{
        Truth,
        action::{ActionSpec, Blast, Guard, Plan, Sample, Target},
        approval::Rule,
        digest::Digest,
        incident::Place,
        journal::{Alias, Draft, Record, Ulid},
        strategy::Definition,
        text::Safe,
        walk::{ENGINE, Entry},
        watch::Batch,
        workload::Kind,
    },
    flow::{
        Effect, Event, Message,
        desk::{JournalNews, News, Order},
    },
    logic::gate::{Ground, Visit, bind, text},
    ops::strategy::Shelf,
};

use super::super::{
    cluster::{crashing, first},
    robot::{Robot, START},
};

pub const ME: &str = "os:1000(op1)@bastion2";
pub const OTHER: &str = "os:1001(op2)@bastion1";
const WALK: Ulid = Ulid(17);
const REQUEST: Ulid = Ulid(31);

pub fn safe(text: &str) -> Safe {
    Safe::clean(text)
}

/// A board on which the rollout fails that walks are about.
pub fn failing() -> Vec<Batch> {
    let (workload, pods) = crashing(0, "payments", "checkout", 6, 14);
    first(0, "eks-eu1", &[workload], &pods)
}

/// What one store says, record by record.
pub struct Story {
    records: Vec<Record>,
    definition: Definition,
    now: Timestamp,
}

impl Story {
    pub fn new() -> Self {
        let shelf = Shelf::open(None);
        let definition = shelf.find("application_recovery").unwrap().definition.clone();
        let now = START.parse::<Timestamp>().unwrap() - SignedDuration::from_mins(7);
        Self { records: Vec::new(), definition, now }
    }

    /// One more record, some seconds after the last one.
    pub fn say(&mut self, by: &str, entry: &Entry) -> &mut Self {
        let draft = Draft::of(entry).unwrap();
        self.now += SignedDuration::from_secs(11);
        let seq = self.records.len() as u64 + 1;
        self.records.push(Record {
            seq,
            at_us: self.now.as_microsecond(),
            actor: safe(by),
            stream: WALK,
            stream_seq: seq,
            kind: draft.kind,
            body_sha256: Digest::of(&draft.body),
            body: Some(draft.body),
            prev: Digest::default(),
            hash: Digest::default(),
        });
        self
    }

    /// A walk that has looked, and found that a new revision fails beside an old one that is healthy.
    pub fn looked(by: &str) -> Self {
        let mut story = Self::new();
        let (def_sha256, version) = (story.definition.sha256, story.definition.strategy.version);
        let target = Place {
            cluster: safe("4f2a9d0e-1b7c-4c53-9a51-0f66f1b2d7c1"),
            context: safe("eks-eu1"),
            namespace: safe("payments"),
            kind: Kind::Deployment,
            name: safe("checkout"),
        };
        let strategy = safe("application_recovery");
        let (parameters, incident) = (BTreeMap::new(), Some(Alias::Incident(42)));
        story.say(by, &Entry::Started { strategy, version, def_sha256, engine: ENGINE, target, parameters, incident });
        story.say(by, &Entry::LeaseTaken { token: 1, holder: safe("bastion1:4711") });
        let reached = |node: &str| Entry::Reached { node: safe(node), attempt: 1 };
        let observations_sha256 = Digest::of(b"seen");
        story.say(by, &reached("look"));
        let words = safe("4 of 6 new pods crash: KeyError: 'STRIPE_API_KEY'");
        story.say(by, &Entry::Captured { node: safe("look"), attempt: 1, observations_sha256, words });
        for (node, name, value) in
            [("failing", "rollout.state", "failed"), ("new_revision", "rollout.new_failing", "4")]
        {
            story.say(by, &reached(node));
            let sample = Sample { at: story.now, holds: Truth::Yes };
            let inputs = BTreeMap::from([(safe(name), safe(value))]);
            let node = safe(node);
            let settled = Some(Truth::Yes);
            story.say(by, &Entry::Evaluated { node, attempt: 1, sample, observations_sha256, inputs, settled });
        }
        story.say(by, &reached("may_undo"));
        story
    }

    /// The same at its gate, asked for by somebody; nobody carries it out.
    pub fn at_gate(by: &str, guards: Vec<Guard>) -> Self {
        let mut story = Self::looked(by);
        let request = story.request(guards);
        story.say(by, &request);
        story.say(by, &Entry::LeaseReleased { token: 1 });
        story
    }

    /// What people approve at its gate.
    pub fn binding(&self) -> Digest {
        let entries = self.records.iter().filter_map(|record| record.entry().ok());
        let mut bindings = entries.filter_map(|entry| match entry {
            Entry::Requested { binding, .. } => Some(Digest::of(binding.as_bytes())),
            _ => None,
        });
        bindings.next().expect("a request")
    }

    fn request(&self, guards: Vec<Guard>) -> Entry {
        let rule = Rule { quorum: 1, allow_self: true, policy_sha256: Digest::of(b"") };
        let plan = plan(guards);
        let ground = Ground {
            walk: WALK,
            db_id: Ulid(2),
            def_sha256: self.definition.sha256,
            cluster: safe("4f2a9d0e-1b7c-4c53-9a51-0f66f1b2d7c1"),
            api_server: safe("https://eks-eu1:6443"),
            proves_people: false,
        };
        let expires_at = self.now + SignedDuration::from_mins(30);
        let visit = Visit { node: safe("undo"), attempt: 1, expires_at };
        let binding = text(&bind(&ground, &plan, &rule, &visit)).unwrap();
        Entry::Requested {
            request: REQUEST,
            node: safe("undo"),
            attempt: 1,
            binding,
            rule,
            plan: Box::new(plan),
            expires_at,
        }
    }

    /// What the console hears: of the store, the strategies and every record so far.
    pub fn tell(&self, robot: &mut Robot) {
        let strategy = self.definition.strategy.clone();
        let sha256 = self.definition.sha256;
        hear(robot, opened());
        hear(robot, JournalNews::Strategies(vec![strategy.clone()]));
        hear(robot, JournalNews::Definition { sha256, strategy: Box::new(strategy) });
        hear(robot, JournalNews::Records(self.records.clone()));
    }
}

pub fn opened() -> JournalNews {
    JournalNews::Opened {
        db_id: Ulid(2),
        place: safe("sqlite:/home/op1/.local/state/stanch/stanch.db"),
        actor: safe(ME),
        durable: Truth::Yes,
        read_only: None,
        refusals: Vec::new(),
    }
}

pub fn hear(robot: &mut Robot, news: JournalNews) {
    robot.send(Message::Event(Event::Journal(news)));
}

/// Every order since the last time.
pub fn orders(robot: &mut Robot) -> Vec<Order> {
    let effects = robot.effects().into_iter();
    effects.filter_map(|effect| if let Effect::Desk { order, .. } = effect { Some(*order) } else { None }).collect()
}

/// Lets the picture stand for as long as it takes to see it.
pub fn settle(robot: &mut Robot) {
    for effect in robot.effects() {
        if let Effect::Settle { ticket } = effect {
            robot.send(Message::Event(Event::Settled { ticket }));
        }
    }
}

/// Opens the gate and lets its change be read.
pub fn open_gate(robot: &mut Robot, diff: Vec<Safe>) {
    robot.press("4 enter");
    let effects = robot.effects();
    let (ticket, asked) = effects
        .iter()
        .find_map(
            |effect| if let Effect::Desk { ticket, order } = effect { Some((*ticket, order.clone())) } else { None },
        )
        .expect("the change is asked for");
    let Order::ReadGate { walk, request } = *asked else { panic!("{asked:?}") };
    robot.send(Message::Event(Event::Desk { ticket, news: Box::new(News::Gate { walk, request, diff }) }));
    for effect in effects {
        if let Effect::Settle { ticket } = effect {
            robot.send(Message::Event(Event::Settled { ticket }));
        }
    }
}

pub fn diff() -> Vec<Safe> {
    [
        "--- as it is",
        "+++ as the server would make it",
        "@@ -12,6 +12,10 @@",
        "       containers:",
        "       - name: api",
        "-        image: registry.example.com/checkout:2.9.1",
        "+        image: registry.example.com/checkout:2.9.0",
        "+        env:",
        "+        - name: STRIPE_API_KEY",
        "+          valueFrom:",
        "+            secretKeyRef: {name: stripe, key: key}",
    ]
    .map(safe)
    .to_vec()
}

pub fn guard(name: &str, holds: Truth, can_acknowledge: bool, message: &str) -> Guard {
    Guard { name: safe(name), holds, can_acknowledge, message: safe(message) }
}

pub fn well() -> Vec<Guard> {
    vec![
        guard("rights", Truth::Yes, false, "patch deployments in payments is allowed, asked just now"),
        guard("history", Truth::Yes, false, "revision 40 is kept by checkout-6d8b and has 2 pods ready"),
    ]
}

fn plan(guards: Vec<Guard>) -> Plan {
    Plan {
        spec: ActionSpec::Undo {
            revision: safe("40"),
            keeper: safe("checkout-6d8b"),
            keeper_uid: safe("8d1f-11"),
            template_sha256: Digest::of(b"template"),
        },
        target: Target {
            kind: Kind::Deployment,
            namespace: safe("payments"),
            name: safe("checkout"),
            uid: safe("8d1f-0042"),
        },
        projection_sha256: Digest::of(b"projection"),
        before_sha256: Digest::of(b"before"),
        after_sha256: Digest::of(b"after"),
        observed_rv: safe("70113"),
        blast: Blast {
            pods: Some(6),
            ready: Some(1),
            services: Some(vec![(safe("checkout"), 1)]),
            autoscaler: Some(safe("HorizontalPodAutoscaler checkout keeps 4 to 12")),
            budget: None,
            owner: None,
            unknown: vec![safe("PodDisruptionBudgets may not be listed")],
        },
        guards,
        command: safe("kubectl -n payments rollout undo deployment/checkout --to-revision=40"),
        undo: safe("undo again to revision 41, which stays kept"),
    }
}
