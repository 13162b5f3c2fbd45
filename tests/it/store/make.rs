//! Stores with a clock that tests turn, and the records of a walk.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use jiff::Timestamp;
use stanch::{
    adapters::store::{Access, Address, Error, Holder, Journal, Lease, Settings, Sqlite},
    domain::{
        action::{ActionSpec, Blast, Intent, Plan, Target},
        approval::{Binding, Rule},
        digest::Digest,
        incident::Place,
        journal::{Draft, Record, Subject, Ulid},
        text::Safe,
        walk::Entry,
        workload::Kind,
    },
};

use crate::support::made::safe;

pub const ALICE: &str = "ssh:SHA256:alice (alice)";
pub const BOB: &str = "ssh:SHA256:bob (bob)";
pub const CAROL: &str = "ssh:SHA256:carol (carol)";
pub const MINUTE: i64 = 60 * 1_000_000;

/// A folder with a store, and a clock that stands still.
pub struct Bed {
    home: tempfile::TempDir,
    clock: Arc<AtomicI64>,
}

/// A console's store, and the walk that it works on.
pub struct Console {
    pub store: Sqlite,
    pub walk: Ulid,
}

/// What a request is made with, where it is not the usual.
pub struct Ask {
    pub rule: Rule,
    pub node: &'static str,
    pub target: &'static str,
    pub minutes: i64,
}

impl Default for Ask {
    fn default() -> Self {
        Self { rule: rule(1, true), node: "undo", target: "checkout", minutes: 30 }
    }
}

pub fn rule(quorum: u8, allow_self: bool) -> Rule {
    Rule { quorum, allow_self, policy_sha256: Digest::of(b"") }
}

impl Bed {
    pub fn new() -> Self {
        Self { home: tempfile::tempdir().unwrap(), clock: Arc::new(AtomicI64::new(1_700_000_000_000_000)) }
    }

    pub fn path(&self) -> PathBuf {
        self.home.path().join("store/stanch.db")
    }

    pub fn heads(&self) -> PathBuf {
        self.home.path().join("heads")
    }

    /// Lets time pass, or takes it back.
    pub fn pass(&self, us: i64) {
        self.clock.fetch_add(us, Ordering::SeqCst);
    }

    pub fn now(&self) -> Timestamp {
        Timestamp::from_microsecond(self.clock.load(Ordering::SeqCst)).unwrap()
    }

    pub fn settings(&self, actor: &str) -> Settings {
        let clock = self.clock.clone();
        Settings {
            address: Address::Sqlite(self.path()),
            access: Access::Write,
            heads: Some(self.heads()),
            actor: safe(actor),
            clock: Arc::new(move || Timestamp::from_microsecond(clock.load(Ordering::SeqCst)).unwrap()),
            holder: Holder::of_process(),
            filesystem: |_| Ok(0xef53),
            drill: false,
        }
    }

    pub async fn open(&self, actor: &str) -> Sqlite {
        Sqlite::open(self.settings(actor)).await.unwrap()
    }

    /// A console with a walk of its own.
    pub async fn console(&self, actor: &str) -> Console {
        let store = self.open(actor).await;
        let (_, walk, _) = store.open_stream(Subject::Walk, &[started()]).await.unwrap();
        Console { store, walk }
    }

    /// Somebody else, who looks at the same walk.
    pub async fn joined(&self, actor: &str, console: &Console) -> Console {
        Console { store: self.open(actor).await, walk: console.walk }
    }
}

impl Console {
    pub async fn say(&self, lease: Option<&Lease>, entry: &Entry) -> Result<Record, Error> {
        let drafts = [Draft::of(entry).unwrap()];
        self.store.append(self.walk, lease, &drafts).await.map(|mut records| records.remove(0))
    }

    pub async fn lease(&self) -> Lease {
        self.store.take_lease(self.walk).await.unwrap()
    }

    /// Asks for an approval; the entry, and the digest of what is shown to people.
    pub fn request(&self, bed: &Bed, ask: &Ask) -> (Ulid, Digest, Entry) {
        let request = Ulid::new();
        let expires_at = Timestamp::from_microsecond(bed.now().as_microsecond() + ask.minutes * MINUTE).unwrap();
        let plan = plan(ask.target);
        let binding = Binding {
            action: plan.spec.clone(),
            api_server: safe("https://127.0.0.1:6443"),
            attempt: safe("1"),
            cluster: safe("uid-1"),
            db_id: self.store.facts().db_id,
            def_sha256: Digest::of(b"definition"),
            dry_run_sha256: plan.after_sha256,
            expires_at: safe(&expires_at.to_string()),
            node: safe(ask.node),
            policy_sha256: ask.rule.policy_sha256,
            projection_sha256: plan.projection_sha256,
            quorum: safe(&ask.rule.quorum.to_string()),
            target: plan.target.clone(),
            target_key: safe(&format!("shop/Deployment/{}/uid-9", ask.target)),
            v: safe("1"),
            walk: self.walk,
        };
        let binding = serde_json::to_string(&binding).unwrap();
        let shown = Digest::of(binding.as_bytes());
        let entry = Entry::Requested {
            request,
            node: safe(ask.node),
            attempt: 1,
            binding,
            rule: ask.rule.clone(),
            plan: Box::new(plan),
            expires_at,
        };
        (request, shown, entry)
    }

    pub async fn ask(&self, bed: &Bed, lease: &Lease, ask: &Ask) -> (Ulid, Digest) {
        let (request, shown, entry) = self.request(bed, ask);
        self.say(Some(lease), &entry).await.unwrap();
        (request, shown)
    }

    pub async fn approve(&self, request: Ulid, shown: Digest) -> Result<Record, Error> {
        let entry = Entry::Approve { request, binding_sha256: shown, acknowledged: Vec::new(), self_approved: false };
        self.say(None, &entry).await
    }

    pub async fn reject(&self, request: Ulid, shown: Digest) -> Result<Record, Error> {
        self.say(None, &Entry::Reject { request, binding_sha256: shown, reason: safe("no") }).await
    }
}

pub fn started() -> Draft {
    let target = Place {
        cluster: safe("uid-1"),
        context: safe("prod-eu"),
        namespace: safe("shop"),
        kind: Kind::Deployment,
        name: safe("checkout"),
    };
    let entry = Entry::Started {
        strategy: safe("application_recovery"),
        version: 1,
        def_sha256: Digest::of(b"definition"),
        engine: 1,
        target,
        parameters: BTreeMap::new(),
        incident: None,
    };
    Draft::of(&entry).unwrap()
}

pub fn note(text: &str) -> Draft {
    Draft::of(&Entry::Note { text: safe(text) }).unwrap()
}

pub fn start(request: Ulid, node: &str, intent: Ulid) -> Entry {
    let intent = Intent {
        id: intent,
        rv: safe("17"),
        uid: safe("uid-9"),
        generation: 3,
        before_sha256: Digest::of(b"before"),
        patch_sha256: Digest::of(b"patch"),
    };
    Entry::IntentStarted { request, node: safe(node), attempt: 1, intent }
}

fn plan(target: &str) -> Plan {
    Plan {
        spec: ActionSpec::Restart { at: safe("2026-11-21T03:12:07Z") },
        target: Target { kind: Kind::Deployment, namespace: safe("shop"), name: safe(target), uid: safe("uid-9") },
        projection_sha256: Digest::of(b"projection"),
        before_sha256: Digest::of(b"before"),
        after_sha256: Digest::of(b"after"),
        observed_rv: safe("17"),
        blast: Blast::default(),
        guards: Vec::new(),
        command: safe("kubectl rollout restart deployment/checkout"),
        undo: Safe::default(),
    }
}
