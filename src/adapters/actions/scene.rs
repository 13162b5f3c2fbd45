//! Where an action takes place.

use jiff::Timestamp;

use crate::{
    adapters::cluster::effects::{Effects, Need},
    domain::{
        action::Refusal,
        text::Safe,
        workload::{Key, Kind},
    },
};

use super::{
    Subject,
    refusal::{failed, impossible, unread},
};

/// One workload of one pinned cluster, at one moment.
#[derive(Clone, Copy)]
pub struct Scene<'a> {
    pub effects: &'a dyn Effects,
    pub key: &'a Key,
    /// The identity of the cluster that was pinned, as `incident::Place` has it.
    pub cluster: &'a Safe,
    pub now: Timestamp,
}

impl Scene<'_> {
    /// Refuses another cluster than the pinned one.
    pub(super) async fn same_cluster(&self) -> Result<(), Refusal> {
        match self.effects.identity().await {
            Ok(found) if found == *self.cluster => Ok(()),
            Ok(found) => Err(impossible(&format!("this is another cluster: {found}, not {}", self.cluster))),
            Err(error) => Err(unread(&error.cause())),
        }
    }

    /// The workload now, with its revisions where they matter.
    pub(super) async fn read(&self, with_revisions: bool) -> Result<Subject, Refusal> {
        let kind = self.key.kind;
        let need = |verb, resource| Need { verb, group: "apps", resource, named: false };
        let found = self.effects.get(self.key).await;
        let object = found.map_err(|error| failed(&error, &need("get", kind.plural()), self.key))?;
        let object = object.ok_or_else(|| impossible(&format!("there is no {} {}", kind.name(), self.key.name)))?;
        let revisions = if with_revisions {
            let found = self.effects.revisions(self.key, &object).await;
            found.map_err(|error| failed(&error, &need("list", revisions(kind)), self.key))?
        } else {
            Vec::new()
        };
        let bounds = self.effects.bounds(self.key).await;
        Subject::read(self.key, object, revisions, bounds.autoscalers)
            .map_err(|reason| unread(&format!("the {} makes no sense: {reason}", kind.name())))
    }
}

/// Where a kind of workload keeps its revisions.
pub(super) fn revisions(kind: Kind) -> &'static str {
    if kind == Kind::Deployment { "replicasets" } else { "controllerrevisions" }
}
