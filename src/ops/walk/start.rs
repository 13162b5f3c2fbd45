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
};

use super::{Error, read::Walk, site::Site};

/// What is to be walked.
pub struct Wanted {
    pub definition: Definition,
    pub parameters: BTreeMap<Safe, Value>,
    pub incident: Option<Alias>,
}

/// Records a new walk. Nothing else is done.
pub async fn start(journal: &dyn Journal, site: &Site, wanted: Wanted) -> Result<Walk, Error> {
    let place = place(site).await?;
    let Wanted { definition, parameters, incident } = wanted;
    let kinds = &definition.strategy.applies_to.kinds;
    if !kinds.is_empty() && !kinds.contains(&place.kind) {
        let text = format!("{} is not for a {}", definition.strategy.id, place.kind.name());
        return Err(Error::input(text));
    }
    if site.effects.get(&site.key).await?.is_none() {
        let text = format!("no {} `{}` in namespace {}", place.kind.name(), place.name, place.namespace);
        return Err(Error::input(text));
    }
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
    Walk::open(journal, alias).await
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
