//! Fields that the store writes, whatever a draft says.

use serde_json::Value;

use crate::{adapters::store::Error, domain::journal::Malformed};

/// A body with one field set.
pub fn with(body: &[u8], field: &str, value: &impl serde::Serialize) -> Result<Vec<u8>, Error> {
    let write = || {
        let mut body: Value = serde_json::from_slice(body)?;
        if let Some(fields) = body.as_object_mut() {
            fields.insert(field.to_owned(), serde_json::to_value(value)?);
        }
        serde_json::to_vec(&body)
    };
    Ok(write().map_err(Malformed::Entry)?)
}
