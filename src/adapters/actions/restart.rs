//! Restart: new pods of the same template, as kubectl makes them, by an annotation of the template.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::{
    adapters::cluster::effects::{Setting, Surroundings},
    domain::{
        action::{ActionSpec, Guard, Refusal},
        shell::quoted,
        text::Safe,
    },
};

use super::{
    Change, Kind, Subject, guards,
    patch::set_annotation,
    refusal::{impossible, no_change},
    template,
};

const RESTARTED: &str = "kubectl.kubernetes.io/restartedAt";

pub(super) struct Restart<'a> {
    pub(super) at: &'a Safe,
}

pub(super) fn resolve(now: Timestamp) -> ActionSpec {
    ActionSpec::Restart { at: Safe::line(&now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()) }
}

impl Kind for Restart<'_> {
    fn change(&self, subject: &Subject) -> Result<Change, Refusal> {
        if subject.workload.paused {
            return Err(impossible("paused: resume first"));
        }
        if self.is_done(&subject.object) {
            return Err(no_change(&format!("already restarted at {}: nothing to do", self.at)));
        }
        let workload = &subject.workload;
        let kind = subject.key.kind.name().to_lowercase();
        let (name, namespace) = (quoted(&subject.key.name), quoted(&subject.key.namespace));
        Ok(Change {
            operations: set_annotation(&subject.object, "/spec/template/metadata", RESTARTED, self.at),
            projection: json!({
                "paused": workload.paused.to_string(),
                "template_sha256": template::sha256(&template::of(&subject.object)).to_string(),
                "uid": workload.uid,
            }),
            pods: Some(if guards::waits_for_deletion(workload) { 0 } else { workload.desired }),
            command: Safe::line(&format!("kubectl rollout restart {kind}/{name} -n {namespace}")),
            undo: Safe::from_static("nothing to take back: pods are replaced by pods of the same template"),
        })
    }

    fn is_done(&self, object: &Value) -> bool {
        let annotations = object.pointer("/spec/template/metadata/annotations");
        annotations.and_then(|all| all.get(RESTARTED)).and_then(Value::as_str) == Some(self.at.as_str())
    }

    fn guards(&self, subject: &Subject, around: &Surroundings, _settings: &[Setting]) -> Vec<Guard> {
        guards::moving(subject, around).into_iter().collect()
    }
}
