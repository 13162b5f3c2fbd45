//! Whether the clusters answer, who they are, as whom, and with which clock.

use std::sync::Arc;

use crate::{
    adapters::cluster::Api,
    domain::cluster::{Cluster, Identity, Link, Source},
    logic::board::Board,
    ops::Follow,
};

use super::{Check, rights::rights};

/// A clock may be off by this many seconds without a word.
const TOLERANCE: u64 = 2;

/// Checks every cluster of the world.
pub async fn clusters(follow: Follow<'_>, mut board: Board) -> Vec<Check> {
    follow.until(&mut board, |board| board.sources().iter().all(|(_, source, who)| is_told(source, *who))).await;
    let mut checks = Vec::new();
    for api in &follow.world.clusters {
        let no = api.cluster().no;
        let sources = board.sources();
        let Some((cluster, source, who)) = sources.into_iter().find(|(cluster, ..)| cluster.no == no) else { continue };
        checks.extend(of(api, (cluster, source, who), follow).await);
    }
    checks
}

fn is_told(source: &Source, who: Option<&Identity>) -> bool {
    match source.link {
        Link::Connecting | Link::Stale => false,
        Link::Live => who.is_some(),
        Link::Offline | Link::Denied => true,
    }
}

async fn of(
    api: &Arc<dyn Api>,
    (cluster, source, who): (&Cluster, &Source, Option<&Identity>),
    follow: Follow<'_>,
) -> Vec<Check> {
    let name = |what: &str| format!("{what} {}", cluster.context);
    let link = link(&name("cluster"), cluster, source);
    if source.link != Link::Live {
        return vec![link];
    }
    let mut checks =
        vec![link, id(&name("cluster id"), cluster), identity(&name("identity"), who), clock(&name("clock"), source)];
    checks.extend(rights(api, follow.scope).await);
    checks
}

fn link(name: &str, cluster: &Cluster, source: &Source) -> Check {
    let said = source.message.as_ref().map_or("no answer", |text| text.as_str());
    let text = format!("{} at {}: {said}", cluster.name, cluster.server);
    match source.link {
        Link::Live => Check::ok(name, &format!("{} at {} answers", cluster.name, cluster.server)),
        Link::Denied if source.plugin.is_some() => {
            Check::fail(name, &text, "start the console and answer its question, or add the entry")
        }
        Link::Denied => Check::fail(name, &text, "log in again, or choose another context with --context"),
        Link::Connecting | Link::Stale | Link::Offline => {
            Check::fail(name, &text, "check the network, the VPN and the server's address in the kubeconfig")
        }
    }
}

fn id(name: &str, cluster: &Cluster) -> Check {
    let Some(id) = &cluster.id else {
        return Check::warn(name, "unknown", "every namespace is treated as production");
    };
    let hash = format!("{} (hash of CA and address)", id.endpoint);
    match &id.uid {
        Some(uid) => Check::ok(name, &format!("{uid} (uid of kube-system) or {hash}")),
        None => Check::warn(
            name,
            &format!("{hash}; the uid of kube-system may not be read"),
            "a policy has to name this hash; or let this user get the namespace kube-system",
        ),
    }
}

fn identity(name: &str, who: Option<&Identity>) -> Check {
    match who.and_then(|who| who.user.as_ref()) {
        Some(user) => Check::ok(name, user),
        None => Check::warn(name, "the cluster does not say who you are", "Kubernetes 1.28 and later says it"),
    }
}

fn clock(name: &str, source: &Source) -> Check {
    match source.skew.map(|skew| skew.0) {
        None => Check::warn(name, "the cluster's clock is not known", "ages are counted by this machine's clock"),
        Some(off) if off.unsigned_abs() <= TOLERANCE => Check::ok(name, "the same as the cluster's"),
        Some(off) => {
            let side = if off > 0 { "behind" } else { "ahead of" };
            let text = format!("{} s {side} the cluster's; verdicts go by the cluster's", off.unsigned_abs());
            Check::warn(name, &text, "let this machine keep time (chrony, systemd-timesyncd)")
        }
    }
}
