//! Scale: another number of replicas, of Deployments.

use serde_json::{Value, json};

use crate::{
    adapters::cluster::effects::{Setting, Surroundings},
    domain::{
        Truth,
        action::{Guard, Refusal},
        shell::quoted,
        text::Safe,
        workload::Kind as WorkloadKind,
    },
};

use super::{
    Change, Kind, Subject,
    guards::guard,
    refusal::{impossible, no_change},
};

/// However many there are, more than this is not asked for by a slip of the finger.
const MOST: u32 = 100;

pub(super) struct Scale {
    pub(super) replicas: u32,
}

impl Scale {
    /// Refuses what is far more than there is (B-23).
    fn within(&self, now: u32) -> Result<(), Refusal> {
        let thrice = now.saturating_mul(3);
        let (limit, why) =
            if now == 0 || thrice > MOST { (MOST, String::new()) } else { (thrice, " (3x current)".to_owned()) };
        if self.replicas <= limit.max(now) {
            return Ok(());
        }
        Err(impossible(&format!("above the limit {limit}{why}; raise in policy")))
    }

    fn autoscaled(&self, subject: &Subject) -> Result<(), Refusal> {
        match subject.autoscalers.as_deref() {
            // Nought switches an autoscaler off, so it does not take it back.
            Ok([one, ..]) if self.replicas > 0 => Err(impossible(&format!(
                "autoscaler {} sets the replicas ({} to {}): change its bounds instead",
                one.name, one.min, one.max
            ))),
            _ => Ok(()),
        }
    }
}

impl Kind for Scale {
    fn change(&self, subject: &Subject) -> Result<Change, Refusal> {
        if subject.key.kind != WorkloadKind::Deployment {
            return Err(impossible(&format!("only Deployments are scaled, not {}s", subject.key.kind.name())));
        }
        let now = subject.workload.desired;
        if now == self.replicas {
            return Err(no_change(&format!("already at {now} replicas: nothing to do")));
        }
        self.autoscaled(subject)?;
        self.within(now)?;
        let object = format!("deployment/{} -n {}", quoted(&subject.key.name), quoted(&subject.key.namespace));
        Ok(Change {
            operations: vec![json!({ "op": "replace", "path": "/spec/replicas", "value": self.replicas })],
            projection: json!({
                "autoscalers": subject.scaling(),
                "replicas": now.to_string(),
                "uid": subject.workload.uid,
            }),
            pods: Some(now.abs_diff(self.replicas)),
            command: Safe::line(&format!("kubectl scale {object} --replicas={}", self.replicas)),
            undo: Safe::line(&format!("scale back: kubectl scale {object} --replicas={now}")),
        })
    }

    fn is_done(&self, object: &Value) -> bool {
        object.pointer("/spec/replicas").and_then(Value::as_u64) == Some(self.replicas.into())
    }

    fn guards(&self, subject: &Subject, _around: &Surroundings, _settings: &[Setting]) -> Vec<Guard> {
        let mut guards = Vec::new();
        if self.replicas == 0 {
            guards.push(guard("serving", Truth::No, true, "no pod will be left to serve"));
        }
        guards.extend(match subject.autoscalers.as_deref() {
            Ok([]) => Some(guard("autoscaler", Truth::Yes, true, "no autoscaler sets the replicas")),
            Ok([one, ..]) => {
                let text = format!("this switches autoscaler {} off until somebody scales it up again", one.name);
                Some(guard("autoscaler", Truth::No, true, &text))
            }
            Err(gap) => Some(guard("autoscaler", Truth::Unknown, true, &gap.message)),
        });
        guards
    }
}
