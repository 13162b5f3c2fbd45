//! A provider of models on this host, that answers as a test tells it to.

use std::{
    convert::Infallible,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{Router, body::Body, extract::Request, http::StatusCode, response::Response};
use futures::{StreamExt, stream};
use tokio::sync::{Notify, oneshot};

/// What a provider does with a request.
#[derive(Debug, Clone)]
pub enum Does {
    /// Streams these events and ends.
    Streams(Vec<String>),
    /// Streams these and then says nothing more, for ever.
    Stalls(Vec<String>),
    Refuses(u16, &'static str),
    /// Refuses for now, with what it says of when to come back.
    Busy(&'static str),
    /// Streams these to who asks for no schema, and refuses with this whoever does.
    KnowsNoSchema(u16, &'static str, Vec<String>),
    /// Sends the client elsewhere.
    Redirects(String),
}

/// What was asked.
#[derive(Debug, Clone)]
pub struct Asked {
    pub key: String,
    pub body: String,
}

/// A server that lives as long as this.
pub struct Provider {
    pub url: String,
    asked: Arc<Mutex<Vec<Asked>>>,
    /// Told when a client goes away in the middle of a stream.
    pub left: Arc<Notify>,
    _stop: oneshot::Sender<()>,
}

impl Provider {
    pub async fn start(does: Does) -> Self {
        let asked = Arc::new(Mutex::new(Vec::new()));
        let left = Arc::new(Notify::new());
        let (seen, gone) = (asked.clone(), left.clone());
        let app = Router::new().fallback(move |request: Request| {
            let (does, seen, gone) = (does.clone(), seen.clone(), gone.clone());
            async move { answer(does, request, &seen, gone).await }
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/v1/", listener.local_addr().unwrap());
        let (stop, stopped) = oneshot::channel();
        tokio::spawn(async move {
            tokio::select! {
                _ = axum::serve(listener, app) => {}
                _ = stopped => {}
            }
        });
        Self { url, asked, left, _stop: stop }
    }

    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Tells that the stream was dropped.
struct Leaving(Arc<Notify>);

impl Drop for Leaving {
    fn drop(&mut self) {
        self.0.notify_one();
    }
}

async fn answer(does: Does, request: Request, seen: &Mutex<Vec<Asked>>, gone: Arc<Notify>) -> Response {
    let header =
        |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let key = ["authorization", "x-api-key", "x-goog-api-key"].map(header).concat();
    let body = axum::body::to_bytes(request.into_body(), 64 << 20).await.unwrap();
    let body = String::from_utf8(body.to_vec()).unwrap();
    seen.lock().unwrap_or_else(PoisonError::into_inner).push(Asked { key, body });
    let streamed = |body: Body| Response::builder().header("content-type", "text/event-stream").body(body).unwrap();
    let items = |events: Vec<String>| stream::iter(events.into_iter().map(Ok::<_, Infallible>));
    let asks_for_schema = seen
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .last()
        .is_some_and(|asked| asked.body.contains("json_schema"));
    match does {
        Does::KnowsNoSchema(_, _, events) if !asks_for_schema => streamed(Body::from_stream(items(events))),
        Does::Streams(events) => streamed(Body::from_stream(items(events))),
        Does::Stalls(events) => {
            let leaving = Leaving(gone);
            let silence = stream::pending().inspect(move |_: &Result<String, Infallible>| {
                let _ = &leaving;
            });
            streamed(Body::from_stream(items(events).chain(silence)))
        }
        Does::Refuses(status, body) | Does::KnowsNoSchema(status, body, _) => {
            let status = StatusCode::from_u16(status).unwrap();
            Response::builder().status(status).header("content-type", "application/json").body(body.into()).unwrap()
        }
        Does::Busy(after) => {
            let response = Response::builder().status(StatusCode::TOO_MANY_REQUESTS).header("retry-after", after);
            response.body(r#"{"error":{"message":"slow down"}}"#.into()).unwrap()
        }
        Does::Redirects(to) => Response::builder()
            .status(StatusCode::TEMPORARY_REDIRECT)
            .header("location", to)
            .body(Body::empty())
            .unwrap(),
    }
}
