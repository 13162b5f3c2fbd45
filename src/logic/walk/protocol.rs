//! How the end of an effect is told: by the reply, or by looking (reliability.md 2.5, steps 4 and 5).

use crate::domain::{
    action::{ActionSpec, Intent, Reply, Sight, Target},
    text::Safe,
    walk::Failure,
    workload::Kind,
};

/// What a reply says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Class {
    Applied,
    Failed(Failure),
    /// It may have been applied, now or later: look.
    Resolve(Safe),
}

/// What a look says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// Its marker was found.
    Applied,
    /// An earlier fence was accepted.
    Fenced,
    /// It was never applied and never will be.
    NotApplied(Safe),
    /// Only a write to the object can tell: the request may still come.
    Fence,
    /// Nothing could be seen: look again.
    Again(Safe),
    /// Nobody but a person can tell.
    Ask(Safe),
}

/// What was to be done to what.
#[derive(Debug, Clone, Copy)]
pub struct Effect<'a> {
    pub intent: &'a Intent,
    pub spec: &'a ActionSpec,
    pub target: &'a Target,
}

/// A way to do an effect at most once, and to find out afterwards whether it was done.
pub trait Protocol {
    /// How often it is looked for, and for how many seconds, before a person is asked.
    const ROUNDS: u8 = 8;
    const SECONDS: u64 = 60;

    fn classify(&self, reply: &Reply) -> Class;

    fn resolve(&self, effect: Effect<'_>, sight: &Sight) -> Finding;
}

/// The protocol of the Kubernetes API: a write that is conditional on the object's version and leaves a marker, and a fence.
#[derive(Debug, Clone, Copy, Default)]
pub struct Kubernetes;

impl Protocol for Kubernetes {
    fn classify(&self, reply: &Reply) -> Class {
        match reply {
            Reply::Applied { .. } => Class::Applied,
            Reply::Refused { status, message } => {
                Class::Failed(Failure::Refused { status: *status, message: message.clone() })
            }
            Reply::NotSent { message } => Class::Failed(Failure::NotSent { message: message.clone() }),
            Reply::Conflict => Class::Resolve(Safe::from_static("the object moved, or the request came twice (409)")),
            Reply::Lost { message } => Class::Resolve(message.clone()),
        }
    }

    fn resolve(&self, effect: Effect<'_>, sight: &Sight) -> Finding {
        let Effect { intent, .. } = effect;
        let id = intent.id.to_string();
        let (uid, rv, generation, marker, fence, on_revision) = match sight {
            Sight::Unreadable { message } => return Finding::Again(message.clone()),
            Sight::Gone => return Finding::Ask(Safe::from_static("the target was deleted")),
            Sight::Object { uid, rv, generation, marker, fence, marked_revision, .. } => {
                (uid, rv, generation, marker, fence, *marked_revision)
            }
        };
        let is_own = |annotation: &Option<Safe>| annotation.as_deref() == Some(id.as_str());
        if *uid != intent.uid {
            Finding::Ask(Safe::from_static("the target was replaced (uid changed)"))
        } else if is_own(marker) {
            Finding::Applied
        } else if *rv == intent.rv {
            Finding::Fence
        } else if is_own(fence) {
            Finding::Fenced
        } else if *generation == intent.generation && effect.raises_generation() {
            Finding::NotApplied(Safe::from_static("its generation never rose: only its status was written"))
        } else if on_revision {
            Finding::Applied
        } else {
            Finding::Ask(question(sight))
        }
    }
}

impl Effect<'_> {
    /// Whether the write would have raised `metadata.generation`: any change of a spec does, and on Deployments even the marker. An annotation
    /// of another kind does not, so that there a generation that stood still proves nothing.
    fn raises_generation(&self) -> bool {
        self.target.kind == Kind::Deployment || !matches!(self.spec, ActionSpec::Annotate { .. })
    }
}

fn question(sight: &Sight) -> Safe {
    let Sight::Object { as_desired, last_writer, .. } = sight else { return Safe::default() };
    let is = if *as_desired { "is" } else { "is not" };
    let by = last_writer.as_ref().map_or_else(|| "somebody".to_owned(), ToString::to_string);
    Safe::line(&format!(
        "the object moved and has no mark of this action: it may have been done and written over. It {is} as the action would have made it; \
         {by} wrote last. Was it done?"
    ))
}
