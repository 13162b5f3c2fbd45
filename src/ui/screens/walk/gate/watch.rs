//! What the board says of a gate's target while the gate is open: where that changes, what was asked may be void.

use jiff::Timestamp;

use crate::{
    domain::{approval::Binding, text::Safe},
    flow::Model,
    logic::gate::Request,
};

use super::super::choosing::is_cluster;

/// The revision of the target, and when it changed last.
pub type Sight = (Option<Safe>, Option<Timestamp>);

/// How the board shows the target of a request; nothing where it does not.
pub fn sight(request: &Request, model: &Model) -> Option<Sight> {
    let bound = Binding::read(&request.asked().binding).ok()?;
    let sources = model.board.sources();
    let (cluster, ..) = sources.iter().find(|(cluster, ..)| is_cluster(cluster, &bound.cluster))?;
    let target = &bound.target;
    let rollout = model.board.rollouts().into_iter().find(|rollout| {
        let key = &rollout.key;
        (key.cluster, &key.namespace, key.kind, &key.name) == (cluster.no, &target.namespace, target.kind, &target.name)
    })?;
    Some((rollout.revision.clone(), rollout.changed))
}
