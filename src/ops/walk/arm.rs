//! Whether this process may act on this cluster at all.

use crate::{
    adapters::store::{Journal, Verification},
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

/// Whether what is done would be recorded: an ephemeral journal ends with its process, so nothing may be done by it.
#[must_use]
pub fn is_recorded(journal: &dyn Journal) -> bool {
    journal.facts().place.as_str() != "memory"
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
    let here = standpoint(journal, site, glance, identity.as_ref().map(|found| (found, cluster)));
    let decided = arming(&verified(journal, here).await?);
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
    let glance = site.acquaintance().await;
    let found = site.effects.identity().await.ok();
    let pinned = site.cluster_id();
    let is_pinned = |found: &Safe| {
        let hash = found.strip_prefix("sha256:");
        pinned.as_ref().is_some_and(|id| id.uid.as_ref() == Some(found) || hash == Some(id.endpoint.as_str()))
    };
    let other = Safe::default();
    let cluster = found.as_ref().map(|found| (found, if is_pinned(found) { found } else { &other }));
    let decided = arming(&verified(journal, standpoint(journal, site, &glance, cluster)).await?);
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

/// Nobody acts on a journal that somebody edited, or whose newest records are gone (B-45, R-33).
async fn verified(journal: &dyn Journal, mut here: Standpoint) -> Result<Standpoint, Error> {
    let found = match journal.verify(None).await? {
        Verification::Broken { seq, .. } => format!("the journal is broken at seq {seq}: `stanch audit verify`"),
        // Where it was opened like that it is said already.
        Verification::Behind { .. } if here.store.is_empty() => {
            "the journal is behind a head that is known: `stanch audit verify`".to_owned()
        }
        Verification::Whole { .. } | Verification::Behind { .. } => return Ok(here),
    };
    here.store.push(Safe::line(&found));
    Ok(here)
}

fn standpoint(journal: &dyn Journal, site: &Site, glance: &Glance, cluster: Option<(&Safe, &Safe)>) -> Standpoint {
    let facts = journal.facts();
    let truth = |holds: bool| if holds { Truth::Yes } else { Truth::No };
    let user = glance.identity();
    Standpoint {
        tls_verified: truth(site.tls_verified),
        // A cluster that has no such review knows its users all the same: only one that did not answer leaves it open.
        known_user: user.map_or(Truth::Unknown, |user| truth(user.user.as_deref() != Some("system:anonymous"))),
        impersonates: site.impersonates,
        ephemeral: !is_recorded(journal),
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
