use std::sync::Arc;

use jiff::Timestamp;

use crate::{
    domain::{
        action::{ActionSpec, Blast, Plan, Target},
        approval::Rule,
        digest::Digest,
        journal::Ulid,
        text::Safe,
        workload::Kind,
    },
    logic::gate::{Asked, Ground, Request, Visit, bind, text},
};

pub fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_700_000_000 + second).unwrap()
}

pub fn safe(text: &str) -> Safe {
    Safe::clean(text)
}

pub fn rule(quorum: u8, allow_self: bool) -> Rule {
    Rule { quorum, allow_self, policy_sha256: Digest::of(b"") }
}

pub fn plan(spec: ActionSpec) -> Plan {
    Plan {
        spec,
        target: Target { kind: Kind::Deployment, namespace: safe("shop"), name: safe("checkout"), uid: safe("u-1") },
        projection_sha256: Digest::of(b"projection"),
        before_sha256: Digest::of(b"before"),
        after_sha256: Digest::of(b"after"),
        observed_rv: safe("7"),
        blast: Blast::default(),
        guards: Vec::new(),
        command: safe("kubectl -n shop scale deployment/checkout --replicas 3"),
        undo: safe("scale it back"),
    }
}

pub fn ground() -> Ground {
    Ground {
        walk: Ulid(1),
        db_id: Ulid(2),
        def_sha256: Digest::of(b"definition"),
        cluster: safe("c-1"),
        api_server: safe("https://api:6443"),
        proves_people: false,
    }
}

/// A request of `op` in a walk that `starter` started.
pub fn request(rule: Rule, plan: Plan) -> Request {
    let visit = Visit { node: safe("act"), attempt: 1, expires_at: at(1800) };
    let binding = text(&bind(&ground(), &plan, &rule, &visit)).unwrap();
    let Visit { node, attempt, expires_at } = visit;
    let asked = Asked { id: Ulid(9), node, attempt, binding, rule, plan: Arc::new(plan), expires_at };
    Request::new(asked, safe("op"), safe("starter"), at(0))
}

pub fn scale() -> ActionSpec {
    ActionSpec::Scale { replicas: 3 }
}
