//! Undo: the pod template of an earlier revision.

use serde_json::{Value, json};

use crate::{
    adapters::cluster::{
        effects::{Setting, Stored, Surroundings},
        text,
    },
    domain::{
        action::{ActionSpec, Guard, Refusal},
        digest::Digest,
        shell::quoted,
        text::Safe,
        workload::{Kind as WorkloadKind, Owner},
    },
};

use super::{
    Change, Kind, Subject, configuration, guards, history,
    refusal::{impossible, no_change},
    template,
};

pub(super) struct Undo<'a> {
    pub(super) revision: &'a Safe,
    pub(super) keeper: &'a Safe,
    pub(super) keeper_uid: &'a Safe,
    pub(super) template_sha256: &'a Digest,
}

/// The revision that is meant: this one, or the newest earlier one whose template differs.
pub(super) fn resolve(to: Option<&Safe>, subject: &Subject) -> Result<ActionSpec, Refusal> {
    sound(subject)?;
    let kind = subject.key.kind;
    let current = template::sha256(&template::of(&subject.object));
    let differs = |revision: &&Value| template::sha256(&template::kept(kind, revision)) != current;
    let here = subject.revisions.iter().find(|revision| !differs(revision)).map(history::number);
    let here_is = |number: &str| no_change(&format!("already at revision {number}: nothing to do"));
    let found = match to {
        Some(to) => {
            let named = subject.revisions.iter().find(|revision| history::number(revision) == to.as_str());
            let named = named.ok_or_else(|| impossible(&gone(to, subject)))?;
            if !differs(&named) {
                return Err(here_is(to));
            }
            named
        }
        None => match (subject.revisions.iter().find(differs), here) {
            (Some(found), _) => found,
            (None, Some(here)) if subject.revisions.len() > 1 => return Err(here_is(&here)),
            (None, _) => return Err(impossible("no earlier revision (revisionHistoryLimit 0?)")),
        },
    };
    Ok(ActionSpec::Undo {
        revision: Safe::line(&history::number(found)),
        keeper: Safe::line(text(found, "/metadata/name")),
        keeper_uid: Safe::line(text(found, "/metadata/uid")),
        template_sha256: template::sha256(&template::kept(kind, found)),
    })
}

fn gone(revision: &str, subject: &Subject) -> String {
    let kept: Vec<_> = subject.revisions.iter().map(history::number).collect();
    let kept = if kept.is_empty() { "none".to_owned() } else { kept.join(", ") };
    format!("there is no revision {revision} (kept: {kept})")
}

/// Refuses what no undo can be made of.
fn sound(subject: &Subject) -> Result<(), Refusal> {
    if let Owner::Operator { kind, name } = &subject.workload.owner {
        return Err(impossible(&format!("owned by {kind} {name}, which writes its template: change that instead")));
    }
    if subject.workload.paused { Err(impossible("paused: resume first")) } else { Ok(()) }
}

impl Undo<'_> {
    fn keeper<'s>(&self, subject: &'s Subject) -> Option<&'s Value> {
        subject.revisions.iter().find(|revision| text(revision, "/metadata/uid") == self.keeper_uid.as_str())
    }
}

/// Pods of other revisions, or pods of this one that are to come, whichever are more.
fn pods(subject: &Subject, keeper: &Value) -> Option<u32> {
    let workload = &subject.workload;
    if guards::waits_for_deletion(workload) {
        return Some(0);
    }
    let has = match subject.key.kind {
        WorkloadKind::Deployment => {
            u32::try_from(keeper.pointer("/status/replicas").and_then(Value::as_u64).unwrap_or_default()).ok()?
        }
        // A ControllerRevision does not count its pods: what is not of the newest revision may be of any.
        WorkloadKind::StatefulSet | WorkloadKind::DaemonSet => 0,
    };
    Some(workload.counts.total.saturating_sub(has).max(workload.desired.saturating_sub(has)))
}

impl Kind for Undo<'_> {
    fn change(&self, subject: &Subject) -> Result<Change, Refusal> {
        sound(subject)?;
        let kind = subject.key.kind;
        let (here, revision) = (template::of(&subject.object), self.revision);
        let keeper = self.keeper(subject).ok_or_else(|| impossible(&gone(revision, subject)))?;
        let kept = template::kept(kind, keeper);
        if template::sha256(&kept) != *self.template_sha256 {
            return Err(impossible(&format!("revision {revision} is not what it was: {} was changed", self.keeper)));
        }
        if template::sha256(&here) == *self.template_sha256 {
            return Err(no_change(&format!("already at revision {revision}: nothing to do")));
        }
        let name = quoted(&subject.key.name).into_owned();
        let object = format!("{}/{name} -n {}", kind.name().to_lowercase(), quoted(&subject.key.namespace));
        let newest = subject.revisions.first().map(history::number).unwrap_or_default();
        Ok(Change {
            operations: vec![json!({ "op": "replace", "path": "/spec/template", "value": kept })],
            projection: json!({
                "autoscaled": subject.autoscaled(),
                "keeper_revision": history::number(keeper),
                "keeper_template_sha256": self.template_sha256.to_string(),
                "keeper_uid": self.keeper_uid,
                "owner": subject.owner(),
                "paused": subject.workload.paused.to_string(),
                "template_sha256": template::sha256(&here).to_string(),
                "uid": subject.workload.uid,
            }),
            pods: pods(subject, keeper),
            command: Safe::line(&format!("kubectl rollout undo {object} --to-revision={}", quoted(revision))),
            undo: Safe::line(&format!("roll forward again: kubectl rollout undo {object} --to-revision={newest}")),
        })
    }

    fn is_done(&self, object: &Value) -> bool {
        template::sha256(&template::of(object)) == *self.template_sha256
    }

    fn uses(&self, subject: &Subject) -> Vec<Stored> {
        let kept = self.keeper(subject).map(|keeper| template::kept(subject.key.kind, keeper));
        kept.map(|template| configuration::named(&template)).unwrap_or_default()
    }

    fn untold(&self, subject: &Subject, around: &Surroundings) -> Option<Safe> {
        history::untold(subject, self.keeper(subject)?, around)
    }

    fn guards(&self, subject: &Subject, around: &Surroundings, settings: &[Setting]) -> Vec<Guard> {
        let Some(keeper) = self.keeper(subject) else { return Vec::new() };
        let mut guards = Vec::from_iter(history::shown(subject, keeper, around));
        guards.extend(configuration::guard_for(self.revision, keeper, settings));
        guards.extend(guards::moving(subject, around));
        guards
    }
}
