//! Whether everything that was asked for has arrived.

use crate::domain::{
    cluster::{Cluster, ClusterNo, Link, Spaces},
    text::Safe,
    workload::{Key, Kind},
};

use super::{fold::Board, side::Side};

impl Board {
    /// Whether all that a snapshot waits for has arrived: the lists, and the details of the rollouts that are not well or open.
    /// A cluster that does not answer has nothing more to say.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        !self.sides.is_empty() && self.sides.values().all(|side| side.is_settled)
    }

    /// Finds anew whether a cluster has said everything, once for all that it said at a time.
    pub(super) fn settle(&mut self, cluster: ClusterNo) {
        if let Some(side) = self.sides.get_mut(&cluster) {
            side.is_settled = is_settled(side);
        }
    }
}

fn is_settled(side: &Side) -> bool {
    match side.source.link {
        Link::Offline | Link::Denied => return true,
        Link::Connecting => return false,
        Link::Live | Link::Stale => {}
    }
    let places: Vec<Option<Safe>> = match &side.spaces {
        None => return false,
        Some(Spaces::All) => vec![None],
        Some(Spaces::Only(names)) => names.iter().cloned().map(Some).collect(),
    };
    let lists = places.iter().all(|place| {
        let has = |kind: &Kind| side.listed.contains(&(*kind, place.clone()));
        Kind::ALL.iter().all(|kind| has(kind) || is_refused(side, kind.plural(), place.as_ref()))
    });
    let rows = side.has_objects
        || side.rows.listed.contains(&None)
        || places.iter().all(|place| side.rows.listed.contains(place) || is_refused(side, "pods", place.as_ref()));
    let nodes = side.nodes_listed || is_refused(side, "nodes", None);
    let details = side.wishes.awaited.is_empty() && side.wishes.unheard.iter().all(|key| is_heard(side, key));
    lists && rows && nodes && is_known(&side.cluster) && details
}

fn is_refused(side: &Side, resource: &str, place: Option<&Safe>) -> bool {
    side.source.gaps.iter().any(|gap| gap.resource.as_str() == resource && gap.namespace.as_ref() == place)
}

/// Whether the events of a rollout for which no list spoke by name are known all the same. The warnings of a whole namespace
/// are enough for one that is not well; whoever has it open reads all of them.
fn is_heard(side: &Side, key: &Key) -> bool {
    let place = Some(key.namespace.clone());
    let is_open = side.records.get(key).is_some_and(|record| record.is_open);
    [place, None]
        .iter()
        .any(|place| is_refused(side, "events", place.as_ref()) || !is_open && side.events_listed.contains(place))
}

fn is_known(cluster: &Cluster) -> bool {
    cluster.id.is_some()
}
