//! One request of a conversation.

use reqwest::Method;
use serde_json::Value;

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// May do everything.
    Operator,
    /// May look at everything but Secrets.
    Viewer,
    /// Brings a token that nobody gave out.
    Stranger,
    /// Brings no token.
    Nobody,
}

/// What is asked. In path and body `NS` is the conversation's namespace, `IMAGE` an image with a shell.
#[derive(Debug, Clone)]
pub struct Ask {
    pub method: Method,
    pub path: String,
    pub who: Who,
    pub headers: Vec<(&'static str, String)>,
    pub body: Option<String>,
    /// The parts of the answer's body that are compared; all of it where there are none.
    pub only: Vec<&'static str>,
}

/// How a patch is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patch {
    Json,
    Merge,
    Strategic,
}

impl Patch {
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Json => "application/json-patch+json",
            Self::Merge => "application/merge-patch+json",
            Self::Strategic => "application/strategic-merge-patch+json",
        }
    }
}

impl Ask {
    fn new(method: Method, path: &str, body: Option<String>) -> Self {
        let headers = body.iter().map(|_| ("content-type", "application/json".to_owned())).collect();
        Self { method, path: path.to_owned(), who: Who::Operator, headers, body, only: Vec::new() }
    }

    pub fn by(mut self, who: Who) -> Self {
        self.who = who;
        self
    }

    pub fn accept(mut self, media_type: &str) -> Self {
        self.headers.push(("accept", media_type.to_owned()));
        self
    }

    /// Compares only what stands at these JSON pointers.
    pub fn only(mut self, pointers: &[&'static str]) -> Self {
        self.only = pointers.to_vec();
        self
    }
}

pub fn get(path: &str) -> Ask {
    Ask::new(Method::GET, path, None)
}

pub fn post(path: &str, body: &Value) -> Ask {
    Ask::new(Method::POST, path, Some(body.to_string()))
}

pub fn put(path: &str, body: &Value) -> Ask {
    Ask::new(Method::PUT, path, Some(body.to_string()))
}

pub fn delete(path: &str) -> Ask {
    Ask::new(Method::DELETE, path, None)
}

/// With `DeleteOptions`.
pub fn delete_with(path: &str, options: &Value) -> Ask {
    Ask::new(Method::DELETE, path, Some(options.to_string()))
}

pub fn patch(path: &str, how: Patch, body: &Value) -> Ask {
    raw(Method::PATCH, path, how.media_type(), &body.to_string())
}

/// With a body that may be anything.
pub fn raw(method: Method, path: &str, media_type: &str, body: &str) -> Ask {
    let mut ask = Ask::new(method, path, Some(body.to_owned()));
    ask.headers = vec![("content-type", media_type.to_owned())];
    ask
}
