//! A store that says what tests want it to say: records as consoles append them, in a chain that holds.

use serde::Serialize;
use stanch::{
    domain::{
        Truth,
        digest::Digest,
        evidence::EvidenceNo,
        fix::{self, Check, Proposer},
        incident,
        journal::{Alias, Draft, Record, Ulid},
        severity::Severity,
        text::Safe,
    },
    flow::{
        Effect, Event, Message,
        desk::{JournalNews, News, Order},
        effect::Ticket,
        event::Edited,
    },
};

use super::{
    cluster::{ago, safe},
    robot::Robot,
};

pub const ALICE: &str = "os:1000(alice)@bastion2 loginuid=1000";
pub const BOB: &str = "os:1001(bob)@bastion1 loginuid=1001";
pub const PATCH: &str = "--- a/chart/values.yaml
+++ b/chart/values.yaml
@@ -15,4 +15,6 @@ env:
   - name: LOG_LEVEL
     value: info
+  - name: STRIPE_API_KEY
+    valueFrom: {secretKeyRef: {name: stripe, key: key}}
   resources:
     limits: {memory: 1Gi}
";

/// Records, each behind the one before.
#[derive(Default)]
pub struct Log {
    pub records: Vec<Record>,
}

impl Log {
    pub fn say<E: Serialize>(&mut self, minutes_ago: i64, who: &str, stream: u128, entry: &E) -> &mut Self {
        let draft = Draft::of(entry).unwrap();
        let (seq, stream) = (self.records.len() as u64 + 1, Ulid(stream));
        let stream_seq = self.records.iter().filter(|record| record.stream == stream).count() as u64 + 1;
        let mut record = Record {
            seq,
            at_us: ago(minutes_ago).as_microsecond(),
            actor: safe(who),
            stream,
            stream_seq,
            kind: draft.kind,
            body_sha256: Digest::of(&draft.body),
            body: Some(draft.body),
            prev: self.records.last().map_or(Digest::default(), |last| last.hash),
            hash: Digest::default(),
        };
        record.hash = record.chained();
        self.records.push(record);
        self
    }

    pub fn tell(&self, robot: &mut Robot) {
        open(robot);
        hear(robot, JournalNews::Records(self.records.clone()));
    }
}

pub fn hear(robot: &mut Robot, news: JournalNews) {
    robot.send(Message::Event(Event::Journal(news)));
}

pub fn open(robot: &mut Robot) {
    let (place, actor) = (safe("sqlite:/home/alice/.local/state/stanch/stanch.db"), safe(ALICE));
    let (durable, read_only, refusals) = (Truth::Yes, None, Vec::new());
    hear(robot, JournalNews::Opened { db_id: Ulid(1), place, actor, durable, read_only, refusals });
}

pub fn lost(robot: &mut Robot) {
    hear(robot, JournalNews::Failed(safe("the disk of the database is full; no actions until there is room")));
}

pub fn patch() -> Digest {
    Digest::of(PATCH.as_bytes())
}

pub fn proposed(title: &str, proposer: Proposer) -> fix::Entry {
    fix::Entry::Proposed {
        title: safe(title),
        patch_sha256: patch(),
        proposer,
        incident: Some(Alias::Incident(1)),
        evidence: vec![EvidenceNo(3), EvidenceNo(7)],
        why: safe("Revision 41 removed the STRIPE_API_KEY entry that stripe.py reads at import."),
        likeness: safe("rule missing_env_var"),
    }
}

pub fn checked(last: Truth) -> fix::Entry {
    let check = |name, ok, message| Check { name: safe(name), ok, message: safe(message) };
    let checks = vec![
        check("stays_inside", Truth::Yes, "touches chart/values.yaml alone"),
        check("applies", Truth::Unknown, "not tried: no repository was named"),
        check("no_secret", last, if last == Truth::Yes { "no secret is added" } else { "adds a secret: token" }),
    ];
    fix::Entry::Checked { patch_sha256: patch(), checks }
}

pub fn by_rule() -> Proposer {
    Proposer::Rule { rule: safe("missing_env_var") }
}

pub fn incident(title: &str) -> incident::Entry {
    incident::Entry::Opened { title: safe(title), severity: Severity::High, about: None }
}

/// An incident, and fixes in every state.
pub fn busy() -> Log {
    let mut log = Log::default();
    log.say(60, ALICE, 10, &incident("checkout: CrashLoop 5/5 new"));
    log.say(50, ALICE, 20, &proposed("put back an older key", by_rule())).say(50, ALICE, 20, &checked(Truth::Yes));
    log.say(45, BOB, 20, &rejected("it is another key"));
    log.say(40, BOB, 21, &proposed("raise the memory limit", Proposer::Person)).say(40, BOB, 21, &checked(Truth::Yes));
    log.say(38, ALICE, 21, &approved(false));
    log.say(30, BOB, 22, &proposed("pin the library", Proposer::Model { name: safe("llama3.3") }));
    log.say(30, BOB, 22, &checked(Truth::No));
    log.say(4, ALICE, 23, &proposed("restore STRIPE_API_KEY in chart/values.yaml", by_rule()));
    log.say(4, ALICE, 23, &checked(Truth::Yes));
    log
}

pub fn approved(self_approved: bool) -> fix::Entry {
    fix::Entry::Approved { patch_sha256: patch(), comment: Some(safe("looks right")), self_approved }
}

pub fn rejected(reason: &str) -> fix::Entry {
    fix::Entry::Rejected { patch_sha256: patch(), reason: safe(reason) }
}

/// Answers what was asked about patches.
pub fn answer_patches(robot: &mut Robot) {
    answer_with(robot, PATCH);
}

pub fn answer_with(robot: &mut Robot, patch: &str) {
    for (ticket, order) in orders(robot) {
        if let Order::ReadPatch { fix } = order {
            let lines = patch.lines().map(Safe::line).collect();
            told(robot, ticket, News::Patch { fix, lines, text: patch.to_owned() });
        }
    }
}

/// What was given to an editor since the last time.
pub fn edits(robot: &mut Robot) -> Vec<(Ticket, Safe, String)> {
    let effects = robot.effects().into_iter();
    effects
        .filter_map(|effect| match effect {
            Effect::Edit { ticket, name, text } => Some((ticket, name, text)),
            _ => None,
        })
        .collect()
}

/// The editor ends.
pub fn edited(robot: &mut Robot, ticket: Ticket, text: Result<&str, &str>) {
    let file = safe("/state/edit/F-4.patch");
    let edited = text.map(|text| Edited { text: text.to_owned(), file }).map_err(safe);
    robot.send(Message::Event(Event::Edited { ticket, edited }));
}

pub fn told(robot: &mut Robot, ticket: Ticket, news: News) {
    robot.send(Message::Event(Event::Desk { ticket, news: Box::new(news) }));
}

/// What was ordered since the last time.
pub fn orders(robot: &mut Robot) -> Vec<(Ticket, Order)> {
    let effects = robot.effects().into_iter();
    effects
        .filter_map(|effect| match effect {
            Effect::Desk { ticket, order } => Some((ticket, *order)),
            _ => None,
        })
        .collect()
}
