//! Pods as rows that the server prints: a hundredth of the bytes of the objects.

use std::borrow::Cow;

use serde::Deserialize;

use crate::{
    adapters::cluster::{
        connection::TABLE,
        decode::{Columns, Definition, Row, from_slice},
    },
    domain::{pod::PodRow, text::Safe},
};

use super::reading::{Head, ListMeta, Reading, Sign, error};

/// Reads rows of pods.
#[derive(Default)]
pub(super) struct Rows {
    /// The namespace that all rows are of; rows themselves carry none.
    pub(super) namespace: Option<Safe>,
    columns: Columns,
    /// The server answered with objects: it prints no rows.
    refused: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Table {
    kind: String,
    #[serde(default)]
    metadata: ListMeta,
    #[serde(default)]
    column_definitions: Option<Vec<Definition>>,
    #[serde(default)]
    rows: Option<Vec<Row>>,
}

#[derive(Deserialize)]
struct Line<'a> {
    #[serde(borrow)]
    r#type: Cow<'a, str>,
    object: Table,
}

impl Rows {
    pub(super) fn new(namespace: Option<Safe>) -> Self {
        Self { namespace, ..Self::default() }
    }

    fn look(&mut self, table: &Table) {
        if let Some(columns) = table.column_definitions.as_deref().and_then(Columns::find) {
            self.columns = columns;
        }
        self.refused |= table.kind != "Table";
    }
}

impl Reading for Rows {
    type Item = PodRow;

    const ACCEPT: &'static str = TABLE;

    fn head(&mut self, json: &[u8]) -> serde_json::Result<Head> {
        let table: Table = from_slice(json)?;
        self.look(&table);
        Ok(table.metadata.into_head())
    }

    fn item(&mut self, json: &[u8]) -> serde_json::Result<Option<PodRow>> {
        Ok(self.columns.pod(&from_slice(json)?, self.namespace.as_ref()))
    }

    fn event(&mut self, line: &[u8]) -> serde_json::Result<(Option<Sign<PodRow>>, String)> {
        let read: Line<'_> = match from_slice(line) {
            Ok(read) => read,
            Err(reason) => return error(line).map(|sign| (Some(sign), String::new())).ok_or(reason),
        };
        if read.r#type == "ERROR" {
            return Ok((error(line), String::new()));
        }
        self.look(&read.object);
        let row = read.object.rows.iter().flatten().next();
        let pod = row.and_then(|row| self.columns.pod(row, self.namespace.as_ref()));
        let sign = match (&*read.r#type, pod) {
            ("ADDED" | "MODIFIED", Some(pod)) => Some(Sign::Apply(pod)),
            ("DELETED", Some(pod)) => Some(Sign::Delete { namespace: self.namespace.clone(), name: pod.name }),
            _ => Some(Sign::Bookmark),
        };
        Ok((sign, read.object.metadata.resource_version))
    }

    fn is_hopeless(&self) -> bool {
        self.refused
    }
}
