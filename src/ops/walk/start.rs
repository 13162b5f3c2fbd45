//! How a walk begins.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    adapters::store::Journal,
    domain::{
        incident::Place,
        journal::{Alias, Draft, Subject},
        strategy::{Definition, Value},
        text::Safe,
        walk::{ENGINE, Entry},
    },
    logic::walk::WalkState,
    ops::incident,
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
    if let Some(incident) = wanted.incident {
        incident::find(journal, incident).await?;
    }
    let Wanted { definition, parameters, incident } = wanted;
    let kinds = &definition.strategy.applies_to.kinds;
    if !kinds.is_empty() && !kinds.contains(&place.kind) {
        let text = format!("{} is not for a {}", definition.strategy.id, place.kind.name());
        return Err(Error::input(text));
    }
    insist(site, &place).await?;
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
        incident::link(journal, incident, alias).await?;
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
    if site.effects.get(&site.key).await?.is_some() {
        return Ok(());
    }
    Err(Error::input(format!("no {} `{}` in namespace {}", place.kind.name(), place.name, place.namespace)))
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
