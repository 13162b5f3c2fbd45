//! How a walk begins.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    adapters::store::Journal,
    domain::{
        incident::{Incident, Place},
        journal::{Alias, Draft, Subject},
        severity::Severity,
        strategy::{Definition, Does, Value},
        text::Safe,
        verdict::State,
        walk::{ENGINE, Entry},
    },
    logic::walk::WalkState,
    ops,
};

use super::{Error, read::Walk, site::Site};

/// What is to be walked.
pub struct Wanted {
    pub definition: Definition,
    pub parameters: BTreeMap<Safe, Value>,
    pub incident: Option<Alias>,
}

/// Records a new walk, and ties it to its incident. Nothing else is done.
pub async fn start(journal: &dyn Journal, site: &Site, wanted: Wanted) -> Result<Walk, Error> {
    let place = place(site).await?;
    let kinds = &wanted.definition.strategy.applies_to.kinds;
    if !kinds.is_empty() && !kinds.contains(&place.kind) {
        let text = format!("{} is not for a {}", wanted.definition.strategy.id, place.kind.name());
        return Err(Error::input(text));
    }
    insist(site, &place).await?;
    let incident = incident(journal, site, &wanted, &place).await?;
    let Wanted { definition, parameters, .. } = wanted;
    let entry = Entry::Started {
        strategy: definition.strategy.id.clone(),
        version: definition.strategy.version,
        def_sha256: definition.sha256,
        engine: ENGINE,
        target: place,
        parameters,
        incident,
    };
    // What could never be continued is not begun.
    let mut trial = WalkState::new(Arc::new(definition.strategy));
    trial.apply(&entry, site.now(), &journal.facts().actor).map_err(|error| Error::input(error.to_string()))?;
    journal.put_blob(&definition.json).await?;
    let (alias, _, _) = journal.open_stream(Subject::Walk, &[Draft::of(&entry)?]).await?;
    if let Some(incident) = incident {
        ops::incident::link(journal, incident, alias).await?;
    }
    Walk::open(journal, alias).await
}

/// A rollout as records name it, where its cluster has it.
pub async fn about(site: &Site) -> Result<Place, Error> {
    let place = place(site).await?;
    insist(site, &place).await?;
    Ok(place)
}

async fn insist(site: &Site, place: &Place) -> Result<(), Error> {
    let found = site.effects.get(&site.key).await;
    if found.map_err(|error| Error::of_reading(error, &site.key))?.is_some() {
        return Ok(());
    }
    Err(Error::input(format!("no {} `{}` in namespace {}", place.kind.name(), place.name, place.namespace)))
}

/// The incident whose evidence the walk collects: the one that was named, one that is open for this rollout, or a new one. What is well, and
/// a strategy that collects nothing, need none.
async fn incident(journal: &dyn Journal, site: &Site, wanted: &Wanted, place: &Place) -> Result<Option<Alias>, Error> {
    let strategy = &wanted.definition.strategy;
    if let Some(named) = wanted.incident {
        let (found, _) = ops::incident::find(journal, named).await?;
        return if found.closed.is_some() { Err(ops::incident::Error::Closed(named).into()) } else { Ok(Some(named)) };
    }
    if !strategy.nodes.iter().any(|node| matches!(node.does, Does::Collect { .. })) {
        return Ok(None);
    }
    let glance = site.glance().await;
    let verdict = glance.entry().map(|entry| entry.rollout.verdict.clone());
    if verdict.as_ref().is_some_and(|verdict| verdict.state == State::Ok) {
        return Ok(None);
    }
    let known = ops::incident::list(journal).await?;
    let about =
        |incident: &&Incident| incident.closed.is_none() && incident.about.as_ref().is_some_and(|at| same(at, place));
    if let Some(open) = known.iter().rev().find(about) {
        return Ok(Some(open.alias));
    }
    let why = verdict.map(|verdict| verdict.why).filter(|why| !why.is_empty());
    let title = Safe::line(&format!("{place}: {}", why.unwrap_or_else(|| strategy.title.clone())));
    Ok(Some(ops::incident::open(journal, title, Severity::Medium, Some(place.clone())).await?.alias))
}

fn same(one: &Place, other: &Place) -> bool {
    let rollout = |place: &Place| (place.cluster.clone(), place.namespace.clone(), place.kind, place.name.clone());
    rollout(one) == rollout(other)
}

async fn place(site: &Site) -> Result<Place, Error> {
    let cluster = site.effects.identity().await?;
    let key = &site.key;
    Ok(Place {
        cluster,
        context: site.api.cluster().context,
        namespace: key.namespace.clone(),
        kind: key.kind,
        name: key.name.clone(),
    })
}
