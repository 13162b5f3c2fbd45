//! Objects and lists in the form that was asked for.

use std::sync::Arc;

use bytes::Bytes;
use futures::stream;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::drill::{object::Object, resource::Resource, store::Page};

use super::{
    accept::Form,
    answer::{Answer, JSON},
    table::{Rows, metadata},
};

/// A list is sent in pieces of about this size.
const PIECE: usize = 64 * 1024;

/// One object. A table of a watch says its columns once.
#[must_use]
pub fn one(form: Form, object: &Arc<Object>, now: Timestamp, with_columns: bool) -> Bytes {
    match form {
        Form::Object => object.json().clone(),
        Form::Metadata => {
            let mut text = Vec::new();
            metadata(&mut text, object, "v1");
            text.into()
        }
        Form::Table { version, include } => {
            let meta = json!({ "resourceVersion": object.text("/metadata/resourceVersion") });
            let rows = Rows { resource: object.key.resource, version, include };
            rows.table(&meta, with_columns, std::slice::from_ref(object), now)
        }
    }
}

/// Part of a list, as it goes out.
#[must_use]
pub fn list(form: Form, resource: &'static Resource, page: Page, now: Timestamp) -> Answer {
    let meta = meta(&page);
    let head = match form {
        Form::Table { version, include } => {
            let rows = Rows { resource, version, include };
            return Answer::bytes(200, rows.table(&meta, true, &page.objects, now));
        }
        Form::Object => {
            json!({ "kind": format!("{}List", resource.kind), "apiVersion": resource.api_version(), "metadata": meta })
        }
        Form::Metadata => {
            json!({ "kind": "PartialObjectMetadataList", "apiVersion": "meta.k8s.io/v1", "metadata": meta })
        }
    };
    let mut text = head.to_string().into_bytes();
    text.pop();
    text.extend_from_slice(b",\"items\":[");
    let items = Items { form, objects: page.objects.into_iter(), text, first: true, closed: false };
    Answer::pieces(JSON, stream::iter(items))
}

fn meta(page: &Page) -> Value {
    let mut meta = Map::new();
    meta.insert("resourceVersion".to_owned(), page.version.to_string().into());
    if let Some(token) = &page.token {
        meta.insert("continue".to_owned(), token.as_str().into());
    }
    if let Some(remaining) = page.remaining {
        meta.insert("remainingItemCount".to_owned(), remaining.into());
    }
    Value::Object(meta)
}

/// The items of a list, encoded while they are sent.
struct Items {
    form: Form,
    objects: std::vec::IntoIter<Arc<Object>>,
    text: Vec<u8>,
    first: bool,
    closed: bool,
}

impl Iterator for Items {
    type Item = Bytes;

    fn next(&mut self) -> Option<Bytes> {
        let mut text = std::mem::take(&mut self.text);
        while text.len() < PIECE {
            let Some(object) = self.objects.next() else {
                if !std::mem::replace(&mut self.closed, true) {
                    text.extend_from_slice(b"]}\n");
                }
                break;
            };
            if !std::mem::take(&mut self.first) {
                text.push(b',');
            }
            match self.form {
                Form::Metadata => metadata(&mut text, &object, "v1"),
                _ => item(&mut text, &object),
            }
        }
        (!text.is_empty()).then(|| text.into())
    }
}

/// An item of a list does not say what it is: the list does.
fn item(text: &mut Vec<u8>, object: &Object) {
    let Value::Object(fields) = &object.value else { return };
    let json = object.json();
    // As a rule it stands at the very beginning, and the rest is already encoded.
    let head = |one: &str, other: &str| {
        let word = |name: &str| format!("\"{name}\":{}", fields.get(name).unwrap_or(&Value::Null));
        json.strip_prefix(format!("{{{},{},", word(one), word(other)).as_bytes())
    };
    if let Some(rest) = head("kind", "apiVersion").or_else(|| head("apiVersion", "kind")) {
        text.push(b'{');
        text.extend_from_slice(rest);
        return;
    }
    let rest = fields.iter().filter(|(name, _)| !matches!(name.as_str(), "kind" | "apiVersion"));
    let rest: Map<String, Value> = rest.map(|(name, value)| (name.clone(), value.clone())).collect();
    // Writing into memory does not fail.
    let _ = serde_json::to_writer(text, &rest);
}
