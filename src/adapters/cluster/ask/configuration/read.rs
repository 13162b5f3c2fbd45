//! Reading the objects that a template names, a few at a time.

use futures::{StreamExt, stream};
use serde_json::Value;

use crate::{
    adapters::cluster::{Error, connection::Shared, path::Path},
    domain::{
        cluster::Gap,
        configuration::{Configuration, Configured, State, Store, Use},
        text::Safe,
        workload::Key,
    },
};

use super::{
    super::reads::object,
    history::{Partial, history},
    template::named,
};

/// Objects that are read; a template that names more is no common one.
const OBJECTS: usize = 24;

/// Requests at the same time.
const AT_ONCE: usize = 4;

pub(in super::super) async fn configuration(connection: &Shared, key: &Key) -> Result<Configuration, Gap> {
    let workload = object(connection, key, None).await?;
    let mut named = named(workload.pointer("/spec/template/spec").unwrap_or(&Value::Null));
    let left_out = u32::try_from(named.len().saturating_sub(OBJECTS)).unwrap_or(u32::MAX);
    named.truncate(OBJECTS);
    let read = named.into_iter().map(|((store, name), uses)| configured(connection, key, store, name, uses));
    Ok(Configuration { objects: stream::iter(read).buffered(AT_ONCE).collect().await, left_out })
}

async fn configured(connection: &Shared, key: &Key, store: Store, name: Safe, uses: Vec<Use>) -> Configured {
    let path = Path::collection("/api/v1", Some(&key.namespace), store.plural()).join(&name);
    let state = match connection.metadata::<Partial>(&path).await {
        Ok(partial) if partial.is_metadata() => State::Read(history(partial, &uses)),
        Ok(_) => {
            let text = Safe::from_static("more than its metadata was answered");
            let error = Error::Unintelligible { path: Safe::clean(path.as_str()), text };
            State::Unreadable(error.gap("get", store.plural(), Some(&key.namespace)))
        }
        Err(error) if error.status() == Some(404) => State::Absent,
        Err(error) => State::Unreadable(error.gap("get", store.plural(), Some(&key.namespace))),
    };
    Configured { store, name, uses, state }
}
