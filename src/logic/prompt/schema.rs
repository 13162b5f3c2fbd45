//! The closed schema of an answer.

use serde_json::{Value, json};

/// JSON Schema in the part of it that every provider understands: every field there, nothing besides.
#[must_use]
pub fn schema() -> Value {
    let text = || json!({ "type": "string" });
    let texts = || json!({ "type": "array", "items": { "type": "string" } });
    let claim = json!({
        "type": "object",
        "properties": { "text": text(), "evidence": texts(), "quotes": texts() },
        "required": ["text", "evidence", "quotes"],
        "additionalProperties": false,
    });
    let maybe = || json!({ "type": ["string", "null"] });
    json!({
        "type": "object",
        "properties": {
            "summary": text(),
            "cause": text(),
            "impact": text(),
            "suggested_fix": text(),
            "alternatives": texts(),
            "next_steps": texts(),
            "technical_details": maybe(),
            "confidence": { "type": "integer" },
            "claims": { "type": "array", "items": claim },
            "patch": maybe(),
        },
        "required": [
            "summary", "cause", "impact", "suggested_fix", "alternatives", "next_steps", "technical_details", "confidence",
            "claims", "patch",
        ],
        "additionalProperties": false,
    })
}
