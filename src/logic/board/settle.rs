//! Whether everything that was asked for has arrived.

use crate::domain::{
    cluster::{Cluster, Link, Spaces},
    text::Safe,
    workload::Kind,
};

use super::{fold::Board, side::Side, wanted::is_complete};

impl Board {
    /// Whether all that a snapshot waits for has arrived: the lists, and the details of the rollouts that are not well.
    /// A cluster that does not answer has nothing more to say.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        !self.sides.is_empty() && self.sides.values().all(|side| self.is_side_settled(side))
    }

    fn is_side_settled(&self, side: &Side) -> bool {
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
        let is_refused = |resource: &str, place: &Option<Safe>| {
            side.source.gaps.iter().any(|gap| gap.resource.as_str() == resource && gap.namespace == *place)
        };
        let lists = places.iter().all(|place| {
            let kinds = Kind::ALL.iter();
            kinds.clone().all(|kind| side.listed.contains(&(*kind, place.clone())) || is_refused(kind.plural(), place))
        });
        let rows = side.has_objects
            || side.rows.listed.contains(&None)
            || places.iter().all(|place| side.rows.listed.contains(place) || is_refused("pods", place));
        let nodes = side.nodes_listed || is_refused("nodes", &None);
        let events = |namespace: &Safe| {
            let place = Some(namespace.clone());
            let heard = side.events_listed.contains(&place) || side.events_listed.contains(&None);
            heard || is_refused("events", &place) || is_refused("events", &None)
        };
        let details =
            || self.followed(side.cluster.no).all(|(key, record)| is_complete(record) && events(&key.namespace));
        lists && rows && nodes && is_known(&side.cluster) && details()
    }
}

fn is_known(cluster: &Cluster) -> bool {
    cluster.id.is_some()
}
