//! Whether this process may act on this cluster at all.

use crate::{
    adapters::store::{Facts, Journal},
    domain::{
        Truth,
        approval::Arming,
        environment::Environment,
        journal::{Draft, Ulid},
        text::Safe,
        walk::Entry,
    },
    logic::gate::{Denial, Standpoint, arming},
};

use super::{
    Error,
    read::Walk,
    site::{Glance, Site},
};

/// A process that may not act, and why is not asked: it only looks.
#[must_use]
pub fn unarmed() -> Arming {
    Arming { allowed: Truth::No, refusals: vec![Safe::from_static("read-only: this command takes no actions")] }
}

/// Arms this process for a walk and records that, or says what stands against it.
pub async fn arm(
    journal: &dyn Journal,
    site: &Site,
    walk: &Walk,
    glance: &Glance,
    reason: Safe,
) -> Result<Arming, Error> {
    let identity = site.effects.identity().await.ok();
    let cluster = &walk.start()?.target.cluster;
    let decided = arming(&standpoint(journal.facts(), site, glance, identity.as_ref().map(|found| (found, cluster))));
    if decided.allowed == Truth::Yes {
        record(journal, walk.id, reason).await?;
    }
    Ok(decided)
}

/// Arms a console for a cluster and records that, or says what stands against it.
pub async fn arm_console(journal: &dyn Journal, site: &Site, reason: &Safe) -> Result<Arming, Error> {
    if reason.trim().is_empty() {
        return Err(Denial::NoReason.into());
    }
    let glance = site.glance().await;
    let found = site.effects.identity().await.ok();
    let pinned = site.cluster_id();
    let is_pinned = |found: &Safe| {
        let hash = found.strip_prefix("sha256:");
        pinned.as_ref().is_some_and(|id| id.uid.as_ref() == Some(found) || hash == Some(id.endpoint.as_str()))
    };
    let other = Safe::default();
    let cluster = found.as_ref().map(|found| (found, if is_pinned(found) { found } else { &other }));
    let decided = arming(&standpoint(journal.facts(), site, &glance, cluster));
    if decided.allowed == Truth::Yes {
        record(journal, journal.facts().db_id, reason.clone()).await?;
    }
    Ok(decided)
}

/// It is so whatever else is recorded there.
async fn record(journal: &dyn Journal, stream: Ulid, reason: Safe) -> Result<(), Error> {
    journal.append(stream, None, &[Draft::of(&Entry::Armed { reason })?]).await?;
    Ok(())
}

fn standpoint(facts: &Facts, site: &Site, glance: &Glance, cluster: Option<(&Safe, &Safe)>) -> Standpoint {
    let truth = |holds: bool| if holds { Truth::Yes } else { Truth::No };
    let user = glance.identity();
    Standpoint {
        tls_verified: truth(site.tls_verified),
        // A cluster that has no such review knows its users all the same: only one that did not answer leaves it open.
        known_user: user.map_or(Truth::Unknown, |user| truth(user.user.as_deref() != Some("system:anonymous"))),
        impersonates: site.impersonates,
        ephemeral: facts.place.as_str() == "memory",
        durable: facts.durable,
        store: facts.refusals.iter().chain(&facts.read_only).cloned().collect(),
        policy_locked: site.environments.is_locked(),
        same_cluster: cluster.map_or(Truth::Unknown, |(found, pinned)| {
            if found != pinned {
                Truth::No
            } else if found.starts_with("sha256:") && site.environment() == Environment::Production {
                Truth::Unknown
            } else {
                Truth::Yes
            }
        }),
    }
}
