//! Tables as JSON.

use std::{io::Write, sync::Arc};

use bytes::Bytes;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::drill::{object::Object, resource::Resource};

use super::{
    cells::cells,
    column::{Column, columns},
};
use crate::drill::api::accept::Include;

/// How a table is written.
#[derive(Debug, Clone, Copy)]
pub struct Rows {
    pub resource: &'static Resource,
    /// `v1` or `v1beta1` of `meta.k8s.io`.
    pub version: &'static str,
    pub include: Include,
}

impl Rows {
    /// A whole table. `meta` is its `metadata`; a watch says its columns once.
    #[must_use]
    pub fn table(self, meta: &Value, with_columns: bool, objects: &[Arc<Object>], now: Timestamp) -> Bytes {
        let columns: Option<Vec<Value>> =
            with_columns.then(|| columns(self.resource.plural).iter().map(Column::value).collect());
        let head = json!({
            "kind": "Table", "apiVersion": format!("meta.k8s.io/{}", self.version), "metadata": meta, "columnDefinitions": columns,
        });
        let mut text = head.to_string().into_bytes();
        text.pop();
        text.extend_from_slice(b",\"rows\":[");
        for (index, object) in objects.iter().enumerate() {
            if index > 0 {
                text.push(b',');
            }
            self.row(&mut text, object, now);
        }
        text.extend_from_slice(b"]}");
        text.into()
    }

    fn row(self, text: &mut Vec<u8>, object: &Object, now: Timestamp) {
        text.extend_from_slice(b"{\"cells\":");
        // Writing into memory does not fail.
        let _ = serde_json::to_writer(&mut *text, &cells(object, now));
        if let Some(conditions) = ended(object) {
            let _ = write!(text, ",\"conditions\":{conditions}");
        }
        text.extend_from_slice(b",\"object\":");
        match self.include {
            Include::Nothing => text.extend_from_slice(b"null"),
            Include::Metadata => metadata(text, object, self.version),
            Include::Object => text.extend_from_slice(object.json()),
        }
        text.push(b'}');
    }
}

/// An object of which only its metadata is told.
pub fn metadata(text: &mut Vec<u8>, object: &Object, version: &str) {
    let _ = write!(text, "{{\"kind\":\"PartialObjectMetadata\",\"apiVersion\":\"meta.k8s.io/{version}\",\"metadata\":");
    let _ = serde_json::to_writer(&mut *text, object.value.get("metadata").unwrap_or(&Value::Null));
    text.push(b'}');
}

/// What a row says of a pod that is over.
fn ended(object: &Object) -> Option<Value> {
    let (reason, message) = match object.text("/status/phase") {
        "Succeeded" => ("Succeeded", "The pod has completed successfully."),
        "Failed" => ("Failed", "The pod failed."),
        _ => return None,
    };
    let one = json!({ "type": "Completed", "status": "True", "reason": reason, "message": message });
    (object.key.resource.plural == "pods").then(|| json!([one]))
}
