//! What has to hold for every action, in words.

use crate::{
    adapters::cluster::effects::Surroundings,
    domain::{
        Truth,
        action::{ActionSpec, Guard},
        text::Safe,
        workload::{Kind, Owner, Strategy, Workload},
    },
};

use super::Subject;

pub(super) fn guard(name: &'static str, holds: Truth, can_acknowledge: bool, message: &str) -> Guard {
    Guard { name: Safe::from_static(name), holds, can_acknowledge, message: Safe::line(message) }
}

/// Whether its pods are replaced only when somebody deletes them.
pub(super) fn waits_for_deletion(workload: &Workload) -> bool {
    workload.strategy == Strategy::OnDelete
}

/// Whether pods will move at all by a new template.
pub(super) fn moving(subject: &Subject, around: &Surroundings) -> Option<Guard> {
    let workload = &subject.workload;
    if waits_for_deletion(workload) {
        let text = "updateStrategy is OnDelete: no pod moves until somebody deletes it";
        return Some(guard("moving", Truth::No, true, text));
    }
    if subject.key.kind != Kind::StatefulSet {
        return None;
    }
    let Ok(pods) = &around.pods else {
        let text = "its pods cannot be read: one that never becomes ready would have to be deleted too";
        return Some(guard("moving", Truth::Unknown, true, text));
    };
    // https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/#forced-rollback
    let stuck: Vec<_> = pods.iter().filter(|pod| pod.ready.status != Truth::Yes).map(|pod| pod.name.as_str()).collect();
    (!stuck.is_empty()).then(|| {
        let text = format!("a StatefulSet waits for a pod that is not ready: {} must be deleted too", stuck.join(", "));
        guard("moving", Truth::No, true, &text)
    })
}

/// Who will take it back.
pub(super) fn owner(subject: &Subject, spec: &ActionSpec) -> Guard {
    let (holds, message) = match (&subject.workload.owner, spec) {
        (Owner::Nobody, _) => (Truth::Yes, "nothing that it says of itself names an owner".to_owned()),
        (Owner::Helm(_), _) => (Truth::Yes, consequence(&subject.workload.owner)),
        // Git says nothing about annotations that it does not have, nor about when pods were restarted.
        (Owner::ArgoCd(_) | Owner::Flux(_), ActionSpec::Annotate { .. } | ActionSpec::Restart { .. }) => {
            (Truth::Yes, consequence(&subject.workload.owner))
        }
        (owner, _) => (Truth::No, consequence(owner)),
    };
    guard("owner", holds, true, &message)
}

/// The owner in words, with what it will do.
pub(super) fn consequence(owner: &Owner) -> String {
    match owner {
        Owner::Nobody => "nobody".to_owned(),
        Owner::ArgoCd(name) => format!(
            "Argo CD app {name}: with self-heal it takes this back in about 5 s, without it the next sync re-deploys what Git says; \
             suspend its sync first"
        ),
        Owner::Flux(name) => {
            format!("Flux {name}: its next reconciliation re-deploys what Git says; suspend it first")
        }
        Owner::Helm(name) => format!("Helm release {name}: its next upgrade re-deploys what its chart says"),
        Owner::Operator { kind, name } => format!("{kind} {name}: its controller may take this back at once"),
    }
}

/// Whether the controller has seen the object as it is: counts are of another version where it has not.
pub(super) fn fresh(workload: &Workload) -> Guard {
    match workload.observed_generation {
        Some(seen) if seen >= workload.generation => {
            guard("fresh", Truth::Yes, true, "read just now, and its controller has seen it")
        }
        Some(_) => {
            guard("fresh", Truth::No, true, "its controller has not seen its newest version yet: counts are older")
        }
        None => guard("fresh", Truth::Unknown, true, "its controller has not said anything about it yet"),
    }
}
