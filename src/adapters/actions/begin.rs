//! The beginning of an effect: all that was approved is looked at again, and then it is sent, once (reliability.md 2.5 steps 2 and 3).

use crate::{
    adapters::cluster::effects::{Effects, MayStill, Write},
    domain::{
        Truth,
        action::{ActionSpec, Intent, Plan, Refusal, Reply},
        digest::Digest,
        journal::Ulid,
        text::Safe,
    },
    logic::gate::Approved,
};

use super::{
    Change, Planned, Scene, Subject,
    canonical::{canonical, differences, digest, settled},
    kinds::kind,
    patch::{INTENT, marked},
    plan::{dry_run, needs_revisions},
    refusal::unread,
    rights,
};

const ROUNDS: usize = 5;

/// Why an approved action is not begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stop {
    /// What was approved is another thing, or may not be used any more: the approval falls.
    Stale { reason: Safe },
    /// What people were shown is not what is there any more: the approval falls.
    Moved,
    /// It cannot be done, or need not, or could not be found out.
    Refused(Refusal),
}

/// An effect that is ready to be sent, and was not. Its intent has to be recorded before [`send`].
#[derive(Debug)]
pub struct Ready {
    intent: Intent,
    before: Vec<u8>,
    write: Write,
}

impl Ready {
    /// What to record first.
    #[must_use]
    pub fn intent(&self) -> &Intent {
        &self.intent
    }

    /// The blobs that the intent names: the object before, and the exact patch.
    #[must_use]
    pub fn blobs(&self) -> [&[u8]; 2] {
        [&self.before, self.write.patch()]
    }
}

/// Looks again at everything that was approved, and makes the write. An approval begins one effect.
pub async fn begin(
    scene: &Scene<'_>,
    approved: Approved<ActionSpec>,
    planned: &Planned,
    id: Ulid,
) -> Result<Ready, Stop> {
    let plan = &planned.plan;
    if scene.now >= approved.until() {
        return Err(stale("the approval could be used no longer"));
    }
    if *approved.what() != plan.spec || *approved.target() != plan.target {
        return Err(stale("what was approved is another action"));
    }
    scene.same_cluster().await?;
    if rights::rights(scene, needs_revisions(&plan.spec)).await?.holds != Truth::Yes {
        return Err(unread("whether you may do this is not known").into());
    }
    for _ in 0..ROUNDS {
        let (subject, change) = as_approved(scene, plan).await?;
        let Some(made) = dry_run(scene, &subject, &change).await? else { continue };
        if differences(&settled(&subject.object), &settled(&made)) != planned.differences() {
            return Err(stale("the API server would change something else now than what was shown"));
        }
        // The newest version there is: the window in which it may move is as small as it can be.
        let (subject, change) = as_approved(scene, plan).await?;
        return Ok(ready(scene, plan, (&subject, &change), id));
    }
    Err(unread("it changes faster than it can be tried: try again").into())
}

/// Whether what a plan says is still what is there. Nothing is sent.
pub async fn unchanged(scene: &Scene<'_>, plan: &Plan) -> Result<(), Stop> {
    scene.same_cluster().await?;
    as_approved(scene, plan).await.map(drop)
}

fn ready(scene: &Scene<'_>, plan: &Plan, (subject, change): (&Subject, &Change), id: Ulid) -> Ready {
    let before = canonical(&settled(&subject.object));
    let patch = marked(&subject.object, &change.operations, INTENT, &id.to_string());
    let intent = Intent {
        id,
        rv: Safe::line(subject.rv()),
        uid: plan.target.uid.clone(),
        generation: subject.workload.generation,
        before_sha256: Digest::of(&before),
        patch_sha256: Digest::of(&patch),
    };
    let write = Write::new((scene.key, scene.cluster), &plan.target.uid, patch, (INTENT, id.to_string()));
    Ready { intent, before, write }
}

/// The object now, if everything that the approval was for is so still.
async fn as_approved(scene: &Scene<'_>, plan: &Plan) -> Result<(Subject, Change), Stop> {
    let subject = scene.read(needs_revisions(&plan.spec)).await?;
    if subject.workload.uid != plan.target.uid {
        return Err(stale("target was replaced (uid changed)"));
    }
    let change = kind(&plan.spec).change(&subject)?;
    if digest(&change.projection) != plan.projection_sha256 {
        return Err(Stop::Moved);
    }
    Ok((subject, change))
}

/// Sends it, once. Whatever the reply, there is nothing left that could be sent again.
pub async fn send(effects: &dyn Effects, ready: Ready, may_still: &MayStill<'_>) -> Reply {
    effects.patch(&ready.write, may_still).await
}

fn stale(reason: &str) -> Stop {
    Stop::Stale { reason: Safe::line(reason) }
}

impl From<Refusal> for Stop {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}
