//! The client against servers that speak as providers do.

use std::time::Duration;

use futures::StreamExt;
use serde_json::{Value, json};
use stanch::adapters::llm::{Analyst, Client, Error, Key, Piece, Request, Settings};

use super::{
    answer,
    provider::{Does, Provider},
    wire::Wire,
};

fn settings(wire: Wire, url: &str) -> Settings {
    Settings::new(wire.name().parse().unwrap(), Some(url), "m-1", Key::new("sk-own-key-123")).unwrap()
}

fn client(wire: Wire, url: &str) -> Client {
    Client::new(settings(wire, url)).unwrap()
}

fn request() -> Request {
    let schema = json!({ "type": "object", "properties": { "summary": { "type": "string" } }, "required": ["summary"], "additionalProperties": false });
    Request { system: "be brief".into(), user: "why?".into(), schema }
}

/// Everything that came, and how it ended.
async fn hear(client: &Client) -> (String, Vec<Piece>, Option<Error>) {
    let mut answering = match client.ask(&request()).await {
        Ok(answering) => answering,
        Err(error) => return (String::new(), Vec::new(), Some(error)),
    };
    let (mut text, mut others) = (String::new(), Vec::new());
    while let Some(piece) = answering.next().await {
        match piece {
            Ok(Piece::Delta(more)) => text.push_str(&more),
            Ok(other) => others.push(other),
            Err(error) => return (text, others, Some(error)),
        }
    }
    (text, others, None)
}

#[tokio::test]
async fn every_provider_is_understood() {
    for wire in Wire::ALL {
        let provider = Provider::start(Does::Streams(wire.events(&answer()))).await;
        let (text, mut others, error) = hear(&client(wire, &provider.url)).await;
        assert_eq!((text, error), (answer(), None), "{wire:?}");
        // A ping says that it is alive.
        others.retain(|piece| *piece != Piece::Thinks);
        assert_eq!(others, [Piece::Usage { read: Some(900), written: Some(120) }, Piece::Done], "{wire:?}");
        let asked = provider.asked().remove(0);
        assert!(asked.key.ends_with("sk-own-key-123") && !asked.body.contains("sk-own-key-123"), "{wire:?}");
        let body: Value = serde_json::from_str(&asked.body).unwrap();
        let schema = match wire {
            Wire::OpenAi | Wire::Ollama => &body["response_format"]["json_schema"]["schema"],
            Wire::Anthropic => &body["output_config"]["format"]["schema"],
            Wire::Gemini => &body["generationConfig"],
        };
        assert!(schema.to_string().contains("summary"), "{wire:?} {body}");
        assert!(asked.body.contains("be brief") && body["tools"].is_null(), "{wire:?}");
    }
}

#[tokio::test]
async fn a_stream_without_its_end_is_cut_off() {
    for wire in Wire::ALL {
        let mut events = wire.events(&answer());
        events.truncate(events.len() / 2);
        let provider = Provider::start(Does::Streams(events)).await;
        let (text, _, error) = hear(&client(wire, &provider.url)).await;
        assert!(!text.is_empty() && answer().starts_with(&text), "{wire:?}: {text}");
        assert_eq!(error, Some(Error::Truncated), "{wire:?}");
    }
}

#[tokio::test]
async fn refusals_are_told_in_words_without_the_key() {
    let cases: [(u16, &str, &str); 4] = [
        (
            401,
            r#"{"error":{"message":"Incorrect API key provided: sk-own-key-123"}}"#,
            "no analysis (401): the key is not accepted: Incorrect API key provided: [key]",
        ),
        (429, r#"{"error":{"message":"quota"}}"#, "no analysis (429): too many requests or no quota left: quota"),
        (500, "<html>\u{1b}[2J oh no </html>", "no analysis (500): it answered a page of HTML"),
        (404, r#"{"error":"model 'm-1' not found"}"#, "no analysis (404): model 'm-1' not found"),
    ];
    for (status, body, words) in cases {
        for wire in Wire::ALL {
            let provider = Provider::start(Does::Refuses(status, body)).await;
            let (_, _, error) = hear(&client(wire, &provider.url)).await;
            assert_eq!(error.unwrap().to_string(), words, "{wire:?}");
            assert_eq!(provider.asked().len(), 1, "it is asked once");
        }
    }
}

#[tokio::test]
async fn when_to_come_back_is_told() {
    for (after, words) in [("20", "slow down; it asks to wait 20 s"), ("Sat, 21 Nov 2026", "until Sat, 21 Nov 2026")] {
        let provider = Provider::start(Does::Busy(after)).await;
        let (_, _, error) = hear(&client(Wire::Anthropic, &provider.url)).await;
        assert!(error.as_ref().unwrap().to_string().ends_with(words), "{error:?}");
    }
}

#[tokio::test]
async fn who_knows_no_schema_is_asked_without_one() {
    // As Groq and llama-cpp-python say it.
    let refusals = [
        (400, r#"{"error":{"message":"This model does not support response format `json_schema`."}}"#),
        (
            500,
            r#"{"error":{"message":"1 validation error:\n  {'type': 'literal_error', 'loc': ('body', 'response_format', 'type'), 'msg': \"Input should be 'text' or 'json_object'\"}","type":"internal_server_error"}}"#,
        ),
    ];
    for (status, body) in refusals {
        let provider = Provider::start(Does::KnowsNoSchema(status, body, Wire::OpenAi.events(&answer()))).await;
        let (text, _, error) = hear(&client(Wire::OpenAi, &provider.url)).await;
        assert_eq!((text, error, provider.asked().len()), (answer(), None, 2));
        let body: Value = serde_json::from_str(&provider.asked()[1].body).unwrap();
        assert_eq!(body["response_format"], json!({ "type": "json_object" }));
    }
}

#[tokio::test]
async fn what_a_model_thinks_is_no_answer() {
    let thought = |text: &str| {
        format!("data: {}\n\n", json!({ "choices": [{ "index": 0, "delta": { "reasoning_content": text } }] }))
    };
    let events = [vec![thought("hm"), thought("so")], Wire::OpenAi.events(&answer())].concat();
    let provider = Provider::start(Does::Streams(events)).await;
    let (text, others, error) = hear(&client(Wire::OpenAi, &provider.url)).await;
    assert_eq!((text, error), (answer(), None));
    assert_eq!(others.iter().filter(|piece| **piece == Piece::Thinks).count(), 2);
}

#[tokio::test]
async fn silence_ends_by_itself() {
    let mut events = Wire::OpenAi.events(&answer());
    events.truncate(2);
    let provider = Provider::start(Does::Stalls(events)).await;
    let settings = settings(Wire::OpenAi, &provider.url).with_patience(Duration::from_millis(200));
    let client = Client::new(settings).unwrap();
    let (text, _, error) = hear(&client).await;
    assert_eq!((text.chars().count(), error), (34, Some(Error::Stalled(Duration::from_millis(200)))));
}

#[tokio::test]
async fn letting_go_of_an_answer_closes_the_connection() {
    let mut events = Wire::OpenAi.events(&answer());
    events.truncate(2);
    let provider = Provider::start(Does::Stalls(events)).await;
    let mut answering = client(Wire::OpenAi, &provider.url).ask(&request()).await.unwrap();
    assert!(matches!(answering.next().await, Some(Ok(Piece::Delta(_)))));
    drop(answering);
    tokio::time::timeout(Duration::from_secs(10), provider.left.notified()).await.expect("the server is told");
}

#[tokio::test]
async fn nobody_is_sent_elsewhere() {
    let other = Provider::start(Does::Streams(Wire::OpenAi.events(&answer()))).await;
    let provider = Provider::start(Does::Redirects(format!("{}chat/completions", other.url))).await;
    let (_, _, error) = hear(&client(Wire::OpenAi, &provider.url)).await;
    assert!(matches!(error, Some(Error::Elsewhere { status: 307, .. })), "{error:?}");
    assert!(other.asked().is_empty());
}

#[tokio::test]
async fn nobody_at_home_is_told_with_the_address() {
    let (_, _, error) = hear(&client(Wire::OpenAi, "http://127.0.0.1:9/v1/")).await;
    let said = error.unwrap().to_string();
    assert!(said.starts_with("no analysis: http://127.0.0.1:9/v1/ cannot be reached: Connection refused"), "{said}");
}
