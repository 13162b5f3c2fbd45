//! What an action needs the right to do: asked before anybody is asked to approve it.

use futures::future::join_all;

use crate::{
    adapters::cluster::effects::Need,
    domain::{
        Truth,
        action::{Guard, Refusal},
        workload::Kind,
    },
};

use super::{Scene, guards::guard, refusal::denied, scene::revisions};

/// Refuses what this user may not do; says so where the cluster does not answer.
pub(super) async fn rights(scene: &Scene<'_>, with_revisions: bool) -> Result<Guard, Refusal> {
    let needs = needs(scene.key.kind, with_revisions);
    let answers = join_all(needs.iter().map(|need| scene.effects.may(need, scene.key))).await;
    let mut unknown = Vec::new();
    for (need, right) in needs.iter().zip(&answers) {
        match right.allowed {
            Truth::Yes => {}
            Truth::No => return Err(denied(need, scene.key, right.reason.as_ref())),
            Truth::Unknown => unknown.push(format!("{} {}", need.verb, need.resource)),
        }
    }
    let named: Vec<_> = needs.iter().map(|need| format!("{} {}", need.verb, need.resource)).collect();
    Ok(if unknown.is_empty() {
        guard("rights", Truth::Yes, true, &format!("{}: allowed (asked now)", named.join(", ")))
    } else {
        guard("rights", Truth::Unknown, true, &format!("whether you may {} is not known", unknown.join(", ")))
    })
}

fn needs(kind: Kind, with_revisions: bool) -> Vec<Need> {
    let of_workload = |verb| Need { verb, group: "apps", resource: kind.plural(), named: true };
    // What changes something first: that it is missing is what people want to know.
    let mut needs = vec![of_workload("patch"), of_workload("get")];
    if with_revisions {
        needs.push(Need { verb: "list", group: "apps", resource: revisions(kind), named: false });
    }
    needs
}
