//! The protocol, and what it must not be changed into.

use crate::{
    domain::{
        action::{Reply, Sight},
        text::Safe,
        walk::Failure,
    },
    logic::walk::{Class, Effect, Finding, Kubernetes, Protocol},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variant {
    Real,
    /// The lease is only order: nothing checks it.
    NoLease,
    /// Records are taken behind whatever somebody else recorded meanwhile.
    NoPosition,
    NoCas,
    NoFence,
    MovedIsFailed,
    ConflictIsFailed,
    AppendAfterSend,
    /// The generation is looked at before the fence, and for what does not raise it.
    AnyGeneration,
}

impl Protocol for Variant {
    /// Fewer than in production: a round more is the same states again.
    const ROUNDS: u8 = 2;

    fn classify(&self, reply: &Reply) -> Class {
        match reply {
            Reply::Conflict if *self == Self::ConflictIsFailed => {
                Class::Failed(Failure::Refused { status: 409, message: Safe::from_static("conflict") })
            }
            _ => Kubernetes.classify(reply),
        }
    }

    fn resolve(&self, effect: Effect<'_>, sight: &Sight) -> Finding {
        let generation = match sight {
            Sight::Object { generation, .. } => *generation,
            Sight::Gone | Sight::Unreadable { .. } => -1,
        };
        match Kubernetes.resolve(effect, sight) {
            Finding::Fence if *self == Self::NoFence => Finding::NotApplied(Safe::from_static("absent")),
            Finding::Fence if *self == Self::AnyGeneration && generation == effect.intent.generation => {
                Finding::NotApplied(Safe::from_static("its generation did not rise"))
            }
            Finding::Ask(_) if *self == Self::MovedIsFailed => Finding::NotApplied(Safe::from_static("moved")),
            other => other,
        }
    }
}
