//! Where a walk takes place: one rollout of one pinned cluster, and what is known of who is asking.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use jiff::Timestamp;

use crate::{
    adapters::{
        actions::Scene,
        cluster::{Api, effects::Effects},
        world::World,
    },
    domain::{
        approval::Rule,
        cluster::{Cluster, ClusterId, Identity, Scope, Skew},
        environment::Environment,
        text::Safe,
        verdict::Thresholds,
        workload::Key,
    },
    logic::{
        board::{Board, Entry},
        gate::Asked,
        policy::Environments,
    },
    ops::{
        Clock, Follow,
        follow::{is_settled, is_silent},
    },
};

use super::{Error, read::Walk};

/// How long one look at the cluster may take: well below what breaks a hold.
const LIMIT: Duration = Duration::from_secs(10);

/// One rollout of one cluster.
pub struct Site {
    pub api: Arc<dyn Api>,
    pub effects: Arc<dyn Effects>,
    pub key: Key,
    /// Whether the API server's certificate is verified.
    pub tls_verified: bool,
    pub impersonates: bool,
    pub thresholds: Thresholds,
    pub environments: Environments,
    pub clock: Clock,
}

/// One look at a rollout.
pub struct Glance {
    board: Board,
    key: Key,
}

impl Site {
    /// Looks at the rollout and what explains it: every list is of this moment.
    pub async fn glance(&self) -> Glance {
        self.look(false).await
    }

    /// The same, and who the cluster says that is asking: that comes by another request, and may come last.
    pub async fn acquaintance(&self) -> Glance {
        self.look(true).await
    }

    async fn look(&self, at_identity: bool) -> Glance {
        let world = World { clusters: vec![Arc::clone(&self.api)] };
        let scope = Scope::Only(vec![self.key.namespace.clone()]);
        let follow = Follow { world: &world, scope: &scope, clock: self.clock, limit: LIMIT };
        let mut board = Board::new(self.thresholds, self.environments.clone());
        let mut opened = false;
        follow
            .until(&mut board, |board| {
                let is_known =
                    !at_identity || board.sources().iter().any(|(.., who)| who.is_some()) || is_silent(board);
                let settled = is_settled(board) && is_known;
                if opened || !settled {
                    return settled;
                }
                opened = true;
                board.open(BTreeSet::from([self.key.clone()]));
                board.entry(&self.key).is_none()
            })
            .await;
        Glance { board, key: self.key.clone() }
    }

    /// For an action, or a look for the end of one.
    #[must_use]
    pub fn scene<'a>(&'a self, cluster: &'a Safe) -> Scene<'a> {
        Scene { effects: &*self.effects, key: &self.key, cluster, now: self.now() }
    }

    #[must_use]
    pub fn now(&self) -> Timestamp {
        (self.clock)()
    }

    /// What tells the cluster from others, as policies name it.
    #[must_use]
    pub fn cluster_id(&self) -> Option<ClusterId> {
        self.api.cluster().id
    }

    #[must_use]
    pub fn environment(&self) -> Environment {
        self.environments.of(self.cluster_id().as_ref(), &self.key.namespace)
    }

    /// Refuses a walk that is about another cluster than the one that is pinned here. One that does not answer may be it: whatever is read
    /// or done there is asked again.
    pub(super) async fn is_of(&self, walk: &Walk) -> Result<(), Error> {
        match self.is_surely_of(walk).await {
            Err(Error::Cluster(_)) => Ok(()),
            known => known,
        }
    }

    /// Whether the cluster that is pinned here says that it is the one that a walk is about.
    pub(super) async fn is_surely_of(&self, walk: &Walk) -> Result<(), Error> {
        let (place, found) = (&walk.start()?.target, self.effects.identity().await?);
        if found == place.cluster {
            return Ok(());
        }
        let hidden =
            if found.starts_with("sha256:") { " (you may not read who it is: namespace kube-system)" } else { "" };
        let (alias, cluster, context) = (walk.alias, &place.cluster, &place.context);
        let text = format!("{alias} is about cluster {cluster} (context {context}), and this is {found}{hidden}");
        Err(Error::refused(text))
    }

    /// Why what was asked is not what the policies of now would ask, where they would ask otherwise.
    #[must_use]
    pub fn asks_otherwise(&self, walk: &Walk, asked: &Asked) -> Option<Safe> {
        let rule = walk.state.demanded(self.rule(asked.plan.spec.name()), &asked.plan.guards);
        let text = "the policy is not the one that this was asked by: it has to be asked again";
        (rule != asked.rule).then(|| Safe::from_static(text))
    }

    /// Who has to approve such an action here.
    #[must_use]
    pub fn rule(&self, action: &str) -> Rule {
        self.environments.rule(self.cluster_id().as_ref(), &self.key.namespace, action)
    }
}

impl Glance {
    /// The rollout, if it was there and could be read.
    #[must_use]
    pub fn entry(&self) -> Option<Entry<'_>> {
        self.board.entry(&self.key)
    }

    /// Who the cluster says that is asking; `None` where it did not answer.
    #[must_use]
    pub fn identity(&self) -> Option<Identity> {
        self.source().and_then(|(_, identity, _)| identity)
    }

    /// Why the cluster does not answer, in words.
    #[must_use]
    pub fn silence(&self) -> Option<Safe> {
        self.board.sources().first().and_then(|(_, source, _)| source.message.clone())
    }

    #[must_use]
    pub fn skew(&self) -> Skew {
        self.source().and_then(|(_, _, skew)| skew).unwrap_or_default()
    }

    fn source(&self) -> Option<(Cluster, Option<Identity>, Option<Skew>)> {
        let sources = self.board.sources();
        let (cluster, source, identity) = sources.first()?;
        Some(((*cluster).clone(), identity.cloned(), source.skew))
    }
}
