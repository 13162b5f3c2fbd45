//! The JSON of `stanch board --json`, version 1. Keys are only ever added; what is absent is null.

use jiff::{Timestamp, Unit};
use serde::Serialize;

use crate::{
    domain::{
        cluster::{self, Gap},
        node::Node,
        rollout::Rollout,
        text::Safe,
        verdict::State,
        workload::Owner,
    },
    logic::board::Board,
};

/// The whole answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Document {
    /// The version of this schema: 1.
    pub version: u8,
    /// When the board was looked at, by the clock of the machine that stanch runs on.
    pub time: Timestamp,
    /// The clusters, in the order of the command line.
    pub sources: Vec<SourceRow>,
    /// The rollouts, in the board's order: worst first; within the bad states the latest change first.
    pub rollouts: Vec<Row>,
    /// Nodes that are not ready or under pressure, with their clusters: for `--plain` only.
    #[serde(skip)]
    pub nodes: Vec<(Safe, Node)>,
}

/// One cluster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SourceRow {
    /// The cluster's name in the kubeconfig.
    pub cluster: Safe,
    /// The context's name in the kubeconfig.
    pub context: Safe,
    /// Whether it answers.
    pub state: Link,
    /// Seconds since it last answered; null if it never did.
    pub age_s: Option<i64>,
    /// Why it does not answer, and what could not be read; null where there is nothing to say.
    pub message: Option<Safe>,
    /// When it last answered: for `--plain` only.
    #[serde(skip)]
    pub answered: Option<Timestamp>,
    /// What could not be read, one by one: for `--plain` only.
    #[serde(skip)]
    pub gaps: Vec<Gap>,
    /// Why it does not answer: for `--plain` only.
    #[serde(skip)]
    pub reason: Option<Safe>,
}

/// Whether a cluster answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Link {
    Live,
    /// It has missed heartbeats: its rows may be old.
    Stale,
    /// It does not answer.
    Offline,
    /// It answers, but not to this user.
    Denied,
}

/// One rollout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The cluster's name in the kubeconfig.
    pub cluster: Safe,
    pub namespace: Safe,
    /// `Deployment`, `StatefulSet` or `DaemonSet`.
    pub kind: &'static str,
    pub name: Safe,
    /// The revision that is rolling out, as kubectl counts it; null where the kind has none.
    pub revision: Option<Safe>,
    /// Pods that are ready.
    pub ready: u32,
    /// Pods that are wanted.
    pub desired: u32,
    /// Pods of the newest revision.
    pub updated: u32,
    /// The image of the container that fails, else of the first one.
    pub image: Option<Safe>,
    pub state: State,
    /// Failed before the controller's own deadline said so.
    pub early: bool,
    /// The rule that decided, by its id.
    pub rule: Option<&'static str>,
    /// Why, in one sentence; null for a rollout that is well.
    pub why: Option<Safe>,
    /// Since when it is in this state, by the cluster's clock.
    pub since: Option<Timestamp>,
    /// When its spec last changed, by the cluster's clock.
    pub changed: Option<Timestamp>,
    /// The pod that the sentence names.
    pub pod: Option<Safe>,
    /// The container that the sentence names.
    pub container: Option<Safe>,
    pub exit_code: Option<i32>,
    /// Who else writes the object: `argocd`, `flux`, `helm`, or an operator's kind.
    pub owner: Option<Safe>,
    /// The time on the cluster when it was looked at: for `--plain` only.
    #[serde(skip)]
    pub there: Timestamp,
}

impl Document {
    /// What the board shows at `now`, the console's own time.
    #[must_use]
    pub fn of(board: &Board, now: Timestamp) -> Self {
        let nodes = board.unwell_nodes().1.into_iter();
        Self {
            version: 1,
            time: now.round(Unit::Second).unwrap_or(now),
            sources: board.sources().iter().map(|(who, source, _)| SourceRow::of(who, source, now)).collect(),
            rollouts: board.rollouts().into_iter().map(|rollout| Row::of(board, rollout, now)).collect(),
            nodes: nodes.map(|(no, node)| (name(board, no), node.clone())).collect(),
        }
    }
}

impl SourceRow {
    fn of(who: &cluster::Cluster, source: &cluster::Source, now: Timestamp) -> Self {
        let said = source.message.iter().chain(source.gaps.iter().map(|gap| &gap.message));
        let message = said.map(Safe::as_str).collect::<Vec<_>>().join("; ");
        Self {
            cluster: who.name.clone(),
            context: who.context.clone(),
            state: Link::of(source.link),
            age_s: source.answered.map(|at| seconds(at, now)),
            message: Some(message).filter(|text| !text.is_empty()).map(|text| Safe::clean(&text)),
            answered: source.answered,
            gaps: source.gaps.clone(),
            reason: source.message.clone(),
        }
    }
}

impl Link {
    fn of(link: cluster::Link) -> Self {
        match link {
            cluster::Link::Live => Self::Live,
            cluster::Link::Stale => Self::Stale,
            cluster::Link::Denied => Self::Denied,
            cluster::Link::Offline | cluster::Link::Connecting => Self::Offline,
        }
    }
}

impl Row {
    /// One rollout of the board.
    #[must_use]
    pub fn of(board: &Board, rollout: &Rollout, now: Timestamp) -> Self {
        let (key, verdict) = (&rollout.key, &rollout.verdict);
        let subject = verdict.subject.as_ref();
        Self {
            cluster: name(board, key.cluster),
            namespace: key.namespace.clone(),
            kind: key.kind.name(),
            name: key.name.clone(),
            revision: rollout.revision.clone(),
            ready: rollout.ready,
            desired: rollout.desired,
            updated: rollout.updated,
            image: rollout.image.clone(),
            state: verdict.state,
            early: verdict.early,
            rule: Some(verdict.rule).filter(|rule| !rule.is_empty()),
            why: Some(verdict.why.clone()).filter(|why| !why.is_empty()),
            since: verdict.since,
            changed: rollout.changed,
            pod: subject.map(|subject| subject.pod.clone()),
            container: subject.and_then(|subject| subject.container.clone()),
            exit_code: subject.and_then(|subject| subject.exit_code),
            owner: Some(&rollout.owner).filter(|owner| **owner != Owner::Nobody).map(|owner| Safe::clean(owner.word())),
            there: cluster_time(board, key.cluster, now),
        }
    }
}

fn name(board: &Board, no: cluster::ClusterNo) -> Safe {
    let sources = board.sources();
    sources.into_iter().find(|(who, ..)| who.no == no).map(|(who, ..)| who.name.clone()).unwrap_or_default()
}

fn cluster_time(board: &Board, no: cluster::ClusterNo, now: Timestamp) -> Timestamp {
    let sources = board.sources();
    let skew = sources.into_iter().find(|(who, ..)| who.no == no).and_then(|(_, source, _)| source.skew);
    skew.unwrap_or_default().cluster_time(now)
}

fn seconds(at: Timestamp, now: Timestamp) -> i64 {
    now.duration_since(at).as_secs().max(0)
}
