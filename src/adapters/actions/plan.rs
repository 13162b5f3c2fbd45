//! A plan: what an action would do, found out without doing it.

use serde_json::Value;

use crate::{
    adapters::cluster::{Error, effects::Need},
    domain::{
        action::{ActionSpec, Plan, Refusal, Wish},
        digest::Digest,
        journal::Ulid,
        text::Safe,
    },
};

use super::{
    Change, Scene, Subject, blast,
    canonical::{Difference, canonical, differences, digest, settled},
    guards,
    kinds::{kind, resolve},
    patch::{INTENT, marked},
    refusal::{failed, impossible, unread},
    rights,
};

/// An object that fails writes its status all the time: how often a dry-run that met a newer version is tried again.
const ROUNDS: usize = 5;

/// A plan with the bytes of its two blobs.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    pub plan: Plan,
    /// The object as it is, and as the API server's dry-run makes it.
    pub before: Vec<u8>,
    pub after: Vec<u8>,
}

impl Planned {
    /// What it changes; nothing where the blobs are no objects.
    pub(super) fn differences(&self) -> Vec<Difference> {
        let read = |bytes: &[u8]| serde_json::from_slice(bytes).unwrap_or_default();
        differences(&read(&self.before), &read(&self.after))
    }
}

/// Finds out what a wish would do here, and whether it may be done. Nothing is changed.
pub async fn plan(scene: &Scene<'_>, wish: &Wish) -> Result<Planned, Refusal> {
    let with_revisions = matches!(wish, Wish::Undo { .. });
    let rights = rights::rights(scene, with_revisions).await?;
    scene.same_cluster().await?;
    let around = scene.effects.surroundings(scene.key).await;
    for _ in 0..ROUNDS {
        let subject = scene.read(with_revisions).await?;
        let spec = resolve(wish, &subject, scene.now)?;
        let change = kind(&spec).change(&subject)?;
        let Some(made) = dry_run(scene, &subject, &change).await? else { continue };
        let (before, after) = (canonical(&settled(&subject.object)), canonical(&settled(&made)));
        if before == after {
            return Err(impossible(
                "the API server would change nothing: something takes the change back as it comes in",
            ));
        }
        let uses = kind(&spec).uses(&subject);
        let settings = scene.effects.settings(scene.key, &uses).await;
        let mut held = vec![rights];
        held.extend(kind(&spec).guards(&subject, &around, &settings));
        held.extend([guards::owner(&subject, &spec), guards::fresh(&subject.workload)]);
        let mut blast = blast::blast(&subject, &change, &around, &settings);
        blast.unknown.extend(kind(&spec).untold(&subject, &around));
        let plan = Plan {
            target: subject.target(),
            projection_sha256: digest(&change.projection),
            before_sha256: Digest::of(&before),
            after_sha256: Digest::of(&after),
            observed_rv: Safe::line(subject.rv()),
            blast,
            guards: held,
            command: change.command,
            undo: change.undo,
            spec,
        };
        return Ok(Planned { plan, before, after });
    }
    Err(unread("it changes faster than it can be tried: try again"))
}

/// The object as the change would make it; `None` where it has moved meanwhile.
pub(super) async fn dry_run(scene: &Scene<'_>, subject: &Subject, change: &Change) -> Result<Option<Value>, Refusal> {
    let patch = marked(&subject.object, &change.operations, INTENT, &Ulid::nil().to_string());
    match scene.effects.dry_run(scene.key, &patch).await {
        Ok(made) => Ok(Some(made)),
        Err(error) if error.status() == Some(409) => Ok(None),
        Err(Error::Status { status: status @ (400 | 405 | 413 | 415 | 422), message, .. }) => {
            Err(impossible(&format!("the API server refuses it: {message} ({status})")))
        }
        Err(error) => {
            let need = Need { verb: "patch", group: "apps", resource: scene.key.kind.plural(), named: true };
            Err(failed(&error, &need, scene.key))
        }
    }
}

/// Whether an action has to know the revisions.
pub(super) fn needs_revisions(spec: &ActionSpec) -> bool {
    matches!(spec, ActionSpec::Undo { .. })
}
