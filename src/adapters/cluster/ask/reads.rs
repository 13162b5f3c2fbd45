//! The reads that several answers need.

use serde_json::Value;

use crate::{
    adapters::cluster::{Error, connection::Shared, decode, path::Path},
    domain::{
        cluster::Gap,
        text::Safe,
        workload::{Key, Workload},
    },
};

/// The workload, or one of its pods, as the API has it now.
pub(super) async fn object(connection: &Shared, key: &Key, pod: Option<&Safe>) -> Result<Value, Gap> {
    let (path, resource) = match pod {
        Some(pod) => (Path::collection("/api/v1", Some(&key.namespace), "pods").join(pod), "pods"),
        None => (Path::workloads(key.kind, Some(&key.namespace)).join(&key.name), key.kind.plural()),
    };
    connection.get(&path).await.map_err(|error| error.gap("get", resource, Some(&key.namespace)))
}

/// The workload, trimmed, as the API has it now.
pub(in crate::adapters::cluster) async fn workload(connection: &Shared, key: &Key) -> Result<Workload, Gap> {
    let value = object(connection, key, None).await?;
    decode::workload(key.cluster, key.kind, value.to_string().as_bytes()).map_err(|reason| {
        let path = Path::workloads(key.kind, Some(&key.namespace)).join(&key.name);
        let error = Error::Unintelligible { path: Safe::clean(path.as_str()), text: Safe::clean(&reason.to_string()) };
        error.gap("get", key.kind.plural(), Some(&key.namespace))
    })
}

/// The items of a list.
pub(in crate::adapters::cluster) async fn items(connection: &Shared, path: &Path) -> Result<Vec<Value>, Error> {
    #[derive(serde::Deserialize)]
    struct List {
        #[serde(default)]
        items: Option<Vec<Value>>,
    }
    Ok(connection.get::<List>(path).await?.items.unwrap_or_default())
}

/// A string inside of a value, or nothing.
pub(in crate::adapters) fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}
