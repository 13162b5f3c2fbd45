//! Objects of the API, trimmed.

use std::borrow::Cow;

use serde::Deserialize;

use crate::{
    adapters::cluster::{
        connection::JSON,
        decode::{Trimmed, from_slice},
    },
    domain::{cluster::ClusterNo, workload::Kind},
};

use super::reading::{Head, ListMeta, Reading, Sign, error};

/// Reads objects of one type.
pub(super) struct Objects<T> {
    pub(super) cluster: ClusterNo,
    /// Of workloads; of no meaning for the others.
    pub(super) kind: Kind,
    /// What is of interest.
    pub(super) keep: Box<dyn Fn(&T) -> bool + Send + Sync>,
}

#[derive(Deserialize)]
struct ListHead {
    metadata: ListMeta,
}

#[derive(Deserialize)]
struct Line<'a, T> {
    #[serde(borrow)]
    r#type: Cow<'a, str>,
    object: T,
}

impl<T: Trimmed> Reading for Objects<T> {
    type Item = T;

    const ACCEPT: &'static str = JSON;

    fn head(&mut self, json: &[u8]) -> serde_json::Result<Head> {
        Ok(from_slice::<ListHead>(json)?.metadata.into_head())
    }

    fn item(&mut self, json: &[u8]) -> serde_json::Result<Option<T>> {
        let raw = from_slice::<T::Raw>(json)?;
        Ok(Some(T::trim(raw, self.cluster, self.kind)).filter(|object| (self.keep)(object)))
    }

    fn event(&mut self, line: &[u8]) -> serde_json::Result<(Option<Sign<T>>, String)> {
        let read: Line<'_, T::Raw> = match from_slice(line) {
            Ok(read) => read,
            Err(reason) => return error(line).map(|sign| (Some(sign), String::new())).ok_or(reason),
        };
        let identity = T::identity(&read.object);
        let version = identity.version.to_owned();
        let sign = match &*read.r#type {
            "ADDED" | "MODIFIED" => {
                let object = T::trim(read.object, self.cluster, self.kind);
                (self.keep)(&object).then_some(Sign::Apply(object))
            }
            "DELETED" => {
                let namespace = Some(identity.namespace.clone()).filter(|namespace| !namespace.is_empty());
                Some(Sign::Delete { namespace, name: identity.name.clone() })
            }
            "ERROR" => error(line),
            _ => Some(Sign::Bookmark),
        };
        Ok((sign, version))
    }
}
