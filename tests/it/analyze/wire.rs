//! An answer as each provider streams it.

use serde_json::{Value, json};

/// How a provider speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wire {
    OpenAi,
    Anthropic,
    Gemini,
    Ollama,
}

impl Wire {
    pub const ALL: [Self; 4] = [Self::OpenAi, Self::Anthropic, Self::Gemini, Self::Ollama];

    pub fn name(self) -> &'static str {
        match self {
            Self::OpenAi => "openai",
            Self::Anthropic => "anthropic",
            Self::Gemini => "gemini",
            Self::Ollama => "ollama",
        }
    }

    /// The events of a whole answer, the last of which says that it is whole.
    pub fn events(self, text: &str) -> Vec<String> {
        let letters: Vec<char> = text.chars().collect();
        let parts = letters.chunks(17).map(|part| part.iter().collect::<String>());
        match self {
            Self::OpenAi | Self::Ollama => openai(parts, self),
            Self::Anthropic => anthropic(parts),
            Self::Gemini => gemini(parts),
        }
    }
}

fn data(value: &Value) -> String {
    format!("data: {value}\n\n")
}

fn openai(parts: impl Iterator<Item = String>, wire: Wire) -> Vec<String> {
    let print = if wire == Wire::Ollama { "fp_ollama" } else { "fp_1" };
    let chunk = |choices: Value| json!({ "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "m", "system_fingerprint": print, "choices": choices });
    let mut events: Vec<String> = parts
        .map(|part| {
            data(&chunk(
                json!([{ "index": 0, "delta": { "role": "assistant", "content": part }, "finish_reason": null }]),
            ))
        })
        .collect();
    events.push(data(&chunk(json!([{ "index": 0, "delta": {}, "finish_reason": "stop" }]))));
    let mut usage = chunk(json!([]));
    usage["usage"] = json!({ "prompt_tokens": 900, "completion_tokens": 120, "total_tokens": 1020 });
    events.push(data(&usage));
    events.push("data: [DONE]\n\n".to_owned());
    events
}

fn anthropic(parts: impl Iterator<Item = String>) -> Vec<String> {
    let event = |name: &str, mut value: Value| {
        value["type"] = name.into();
        format!("event: {name}\n{}", data(&value))
    };
    let start = json!({ "message": { "id": "msg_1", "type": "message", "role": "assistant", "model": "m", "content": [],
        "stop_reason": null, "usage": { "input_tokens": 900, "output_tokens": 1 } } });
    let mut events = vec![
        event("message_start", start),
        event("content_block_start", json!({ "index": 0, "content_block": { "type": "text", "text": "" } })),
        event("ping", json!({})),
    ];
    events.extend(parts.map(|part| {
        event("content_block_delta", json!({ "index": 0, "delta": { "type": "text_delta", "text": part } }))
    }));
    events.push(event("content_block_stop", json!({ "index": 0 })));
    events.push(event(
        "message_delta",
        json!({ "delta": { "stop_reason": "end_turn", "stop_sequence": null }, "usage": { "output_tokens": 120 } }),
    ));
    events.push(event("message_stop", json!({})));
    events
}

fn gemini(parts: impl Iterator<Item = String>) -> Vec<String> {
    let usage = json!({ "promptTokenCount": 900, "candidatesTokenCount": 120, "totalTokenCount": 1020 });
    let mut values: Vec<Value> = parts
        .map(|part| json!({ "candidates": [{ "content": { "parts": [{ "text": part }], "role": "model" }, "index": 0 }], "usageMetadata": usage }))
        .collect();
    if let Some(last) = values.last_mut() {
        last["candidates"][0]["finishReason"] = "STOP".into();
    }
    values.iter().map(data).collect()
}
