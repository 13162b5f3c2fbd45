//! Everything that one frame or one command looks at, derived once.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use crate::{
    domain::{cluster::Link, event::ClusterEvent, node::Node, pod::Pod, text::Safe},
    flow::Model,
    logic::board::Entry,
    ui::{theme::Role, widgets::Phrase},
};

use super::{
    known::{self, Newest, Origin},
    state::State,
    trouble::{Trouble, trouble},
    words,
};

/// The state and the model, seen together.
#[derive(Debug, Clone)]
pub struct Sight<'a> {
    pub state: &'a State,
    pub entry: Option<Entry<'a>>,
    /// In the order of the screen.
    pub pods: Vec<&'a Pod>,
    /// Newest first.
    pub events: Vec<&'a ClusterEvent>,
    pub newest: Newest<'a>,
    pub origin: Origin<'a>,
    /// The nodes of its pods, as far as they are known.
    pub nodes: BTreeMap<&'a str, &'a Node>,
    /// The cluster's time.
    pub now: Timestamp,
}

impl<'a> Sight<'a> {
    #[must_use]
    pub fn of(state: &'a State, model: &'a Model) -> Self {
        let entry = state.entry(model);
        let origin = known::origin(model, &state.key);
        let pods = entry.as_ref().map(known::pods).unwrap_or_default();
        let names = pods.iter().filter_map(|pod| pod.node.as_deref());
        let nodes = names.filter_map(|name| Some((name, model.board.node(state.key.cluster, name)?))).collect();
        Self {
            state,
            pods,
            events: entry.as_ref().map(known::events).unwrap_or_default(),
            newest: entry.as_ref().map(known::newest).unwrap_or_default(),
            entry,
            origin,
            nodes,
            now: origin.cluster_time(),
        }
    }

    /// The node of a pod, if it is not well.
    #[must_use]
    pub fn unwell_node(&self, name: &str) -> Option<&'a Node> {
        self.nodes.get(name).copied().filter(|node| !node.is_well())
    }

    /// Nodes that are not well and carry failing pods, with how many.
    #[must_use]
    pub fn failing_nodes(&self) -> Vec<(&'a Node, usize)> {
        let failing: Vec<&Safe> = self
            .pods
            .iter()
            .filter(|pod| matches!(trouble(pod), Trouble::Failing | Trouble::NotReady))
            .filter_map(|pod| pod.node.as_ref())
            .collect();
        let names: BTreeSet<&Safe> = failing.iter().copied().collect();
        names
            .into_iter()
            .filter_map(|name| Some((self.unwell_node(name)?, failing.iter().filter(|other| **other == name).count())))
            .collect()
    }

    /// Whether what is shown may be old.
    #[must_use]
    pub fn is_stale(&self) -> bool {
        self.origin.silent_for().is_some() || self.state.memory.gone.is_some()
    }

    /// `(12 s old)`, where the cluster does not answer as it should.
    #[must_use]
    pub fn staleness(&self) -> Phrase {
        let link = self.origin.source.map(|source| source.link);
        match (link, self.origin.silent_for()) {
            (_, Some(seconds)) => Phrase::of(Role::Stale, format_args!("({} old)", words::age(seconds))),
            (Some(Link::Connecting), _) => Phrase::of(Role::Stale, "(connecting)"),
            (Some(Link::Denied), _) => Phrase::of(Role::Bad, "(denied)"),
            _ => Phrase::new(),
        }
    }
}
