//! What the watches of a cluster say, and what the board wants them to follow.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{
    cluster::{Cluster, ClusterNo, Gap, Identity, Source, Spaces},
    event::ClusterEvent,
    node::Node,
    pod::{Pod, PodRow},
    text::Safe,
    workload::{Key, Kind, Revision, Workload},
};

/// Changes of one cluster, in the order in which they were seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Batch {
    pub cluster: ClusterNo,
    pub changes: Vec<Change>,
}

/// One thing that a cluster's watches said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Change {
    /// The cluster answered for the first time, or was found to be another one.
    Cluster(Cluster),
    Identity(Identity),
    Watching(Spaces),
    /// The connection's state; sent at every heartbeat.
    Source(Source),
    Workload(Kind, Delta<Workload>),
    /// ReplicaSets of Deployments, ControllerRevisions of the others.
    Revision(Delta<Revision>),
    Pod(Delta<Pod>),
    PodRow(Delta<PodRow>),
    Node(Delta<Node>),
    /// Events are kept when the API forgets them: their deletions are not reported.
    Event(Delta<ClusterEvent>),
    /// What a container said last before it ended, or why that cannot be known.
    LastWords(LastWords, Result<Safe, Gap>),
    /// A followed rollout's pods, revisions or events cannot be read.
    Unreadable(Key, Gap),
    /// A common watch ended or lost its place: what was read of the pods of this span grows old, but for the rollouts that have
    /// a watch of their own.
    Missed {
        span: Span,
        except: BTreeSet<Key>,
    },
}

/// A change of a set of objects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Delta<T> {
    /// A list, whole: what is in the span and not in it is gone.
    Replace {
        span: Span,
        items: Vec<T>,
    },
    Apply(T),
    /// `namespace` is `None` for objects that have none and for rows that carry none.
    Delete {
        namespace: Option<Safe>,
        name: Safe,
    },
}

/// What a list covers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Span {
    All,
    Namespace(Safe),
    /// What belongs to one rollout.
    Rollout(Key),
    /// What belongs to these.
    Rollouts(BTreeSet<Key>),
}

/// What the board wants to know of one cluster beyond workloads, pod rows and nodes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Wanted {
    /// Rollouts that somebody has open: watched each by itself, revisions and events too.
    pub open: BTreeSet<Key>,
    /// Rollouts that are not well: their pods and events; one watch each while they are few, a common one when they are many.
    pub bad: BTreeSet<Key>,
    /// Those of `bad` whose revisions are needed to tell new pods from old ones.
    pub revisions: BTreeSet<Key>,
    /// Those of `bad` that the pods known so far do not explain: where a common watch began without a list, their pods are listed.
    pub unexplained: BTreeSet<Key>,
    /// Containers whose last words are wanted.
    pub last_words: BTreeSet<LastWords>,
    /// Those that were let go of before, and how often: what was read then is forgotten, and has to be read anew.
    pub again: BTreeSet<(Key, u32)>,
}

/// One end of a container: the previous log of this restart is what it left.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct LastWords {
    pub namespace: Safe,
    pub pod: Safe,
    pub container: Safe,
    /// How often it had restarted then: a later restart is another end.
    pub restarts: u32,
    /// Whether the end is that of the previous container (it has restarted since) or of the present one.
    pub previous: bool,
}
