//! A watch that a conversation reads event by event.

use std::pin::Pin;

use bytes::Bytes;
use futures::{Stream, StreamExt};
use serde_json::{Value, json};

use super::{ask::Ask, stand::Stand};

pub struct Watching {
    pub status: u16,
    body: Pin<Box<dyn Stream<Item = reqwest::Result<Bytes>> + Send>>,
    read: Vec<u8>,
}

impl Watching {
    pub async fn open(stand: &Stand, ask: &Ask) -> Self {
        let response = stand.request(ask).send().await.unwrap();
        Self { status: response.status().as_u16(), body: Box::pin(response.bytes_stream()), read: Vec::new() }
    }

    /// The next event; `None` at the end.
    pub async fn next(&mut self) -> Option<Value> {
        loop {
            if let Some(end) = self.read.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = self.read.drain(..=end).collect();
                return Some(serde_json::from_slice(&line).unwrap());
            }
            match self.body.next().await {
                Some(bytes) => self.read.extend(bytes.unwrap()),
                None if self.read.is_empty() => return None,
                // The last line may have no end.
                None => self.read.push(b'\n'),
            }
        }
    }

    pub async fn take(&mut self, count: usize) -> Vec<Value> {
        let mut events = Vec::new();
        while events.len() < count {
            events.push(self.next().await.expect("the watch ended"));
        }
        events
    }

    /// All that comes until it ends by itself.
    pub async fn rest(mut self) -> Vec<Value> {
        let mut events = Vec::new();
        while let Some(event) = self.next().await {
            events.push(event);
        }
        events
    }
}

/// What happened to whom, and what stands at these pointers.
pub fn told(events: &[Value], pointers: &[&str]) -> Value {
    let tell = |event: &Value| {
        let mut said = vec![event["type"].clone(), event["object"]["metadata"]["name"].clone()];
        said.extend(pointers.iter().map(|pointer| event["object"].pointer(pointer).cloned().unwrap_or_default()));
        json!(said)
    };
    events.iter().map(tell).collect()
}
