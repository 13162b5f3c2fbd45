//! One pinned cluster's client: requests with time limits, credentials that are renewed, the cluster's clock, and the record of calls.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use bytes::Bytes;
use futures::StreamExt;
use http::{Method, Request, Response, StatusCode, header};
use http_body_util::BodyExt;
use jiff::Timestamp;
use kube::{Client, client::Body};
use serde::{Deserialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};
use tokio::time::timeout;

use crate::domain::{
    cluster::{Cluster, ClusterId, Skew},
    inspection::Call,
    text::Safe,
};

use super::{
    Error,
    calls::Calls,
    credentials::{Credentials, Session},
    kubeconfig::{Pinned, chain},
    limits::{GET, REVIEW, now},
    path::Path,
    plugin::Trust,
};

/// The largest answer that is held whole (a manifest, a list of Services).
const LARGEST: usize = 32 << 20;

pub(super) const TABLE: &str = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
pub(super) const JSON: &str = "application/json";
/// Names, times and managers of an object, without what is in it: a server that cannot leave that out has to refuse.
const METADATA: &str = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
/// By what the server's audit log tells this console from other clients.
pub(super) const AGENT: &str = concat!("stanch/", env!("CARGO_PKG_VERSION"));

/// A connection to one cluster.
pub(super) struct Connection {
    /// The server's address.
    server: Safe,
    unverified: bool,
    impersonates: bool,
    credentials: Arc<Credentials>,
    cluster: Mutex<Cluster>,
    skew: Mutex<Option<Skew>>,
    pub(super) calls: Arc<Calls>,
}

#[derive(Deserialize)]
struct Refusal {
    #[serde(default)]
    message: Safe,
    #[serde(default)]
    reason: Safe,
}

impl Connection {
    pub(super) fn new(pinned: Pinned, trust: Arc<Trust>) -> Self {
        Self {
            server: pinned.cluster.server.clone(),
            unverified: pinned.unverified,
            impersonates: pinned.impersonates(),
            credentials: Arc::new(Credentials::new(pinned.kubeconfig, trust)),
            cluster: Mutex::new(pinned.cluster),
            skew: Mutex::default(),
            calls: Arc::default(),
        }
    }

    /// The same pinned cluster through a client and TCP connections of its own; its calls are listed with these.
    pub(super) fn twin(&self) -> Self {
        Self {
            server: self.server.clone(),
            unverified: self.unverified,
            impersonates: self.impersonates,
            credentials: Arc::new(self.credentials.twin()),
            cluster: Mutex::new(self.cluster()),
            skew: Mutex::default(),
            calls: Arc::clone(&self.calls),
        }
    }

    /// The client with the credentials of the moment, for a request that must not be sent a second time.
    pub(super) async fn client(&self) -> Result<Client, Error> {
        Ok(self.credentials.session(None).await?.client)
    }

    pub(super) fn cluster(&self) -> Cluster {
        self.cluster.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn identify(&self, id: ClusterId) {
        self.cluster.lock().unwrap_or_else(PoisonError::into_inner).id = Some(id);
    }

    pub(super) fn is_unverified(&self) -> bool {
        self.unverified
    }

    pub(super) fn impersonates(&self) -> bool {
        self.impersonates
    }

    /// The cluster's clock minus ours, as its last answer said.
    pub(super) fn skew(&self) -> Option<Skew> {
        *self.skew.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// CA and address, hashed: who the cluster is, even where kube-system may not be read.
    pub(super) async fn endpoint(&self) -> Result<Safe, Error> {
        let config = self.credentials.nobody().await?;
        let mut hash = Sha256::new();
        for certificate in config.root_cert.iter().flatten() {
            hash.update(certificate);
        }
        hash.update(self.server.as_str());
        Ok(Safe::clean(&hex::encode(hash.finalize())))
    }

    pub(super) fn credentials(&self) -> &Arc<Credentials> {
        &self.credentials
    }

    /// Logs in, where nobody is logged in: the limits of requests are not made for that.
    pub(super) async fn log_in(&self) -> Result<(), Error> {
        self.credentials.session(None).await.map(drop)
    }

    /// GETs and reads the whole answer.
    pub(super) async fn get<T: DeserializeOwned>(&self, path: &Path) -> Result<T, Error> {
        self.read(Method::GET, path, Bytes::new(), GET).await
    }

    /// GETs an object's metadata; what is in the object does not come along.
    pub(super) async fn metadata<T: DeserializeOwned>(&self, path: &Path) -> Result<T, Error> {
        self.log_in().await?;
        let answer = async {
            let response = self.open(path, METADATA, GET).await?;
            self.collect(path, response).await
        };
        let bytes = timeout(GET, answer).await.map_err(|_| self.late(GET))??;
        serde_json::from_slice(&bytes).map_err(|reason| unintelligible(path, &reason))
    }

    /// POSTs a review (of access, of the own identity): it changes nothing.
    pub(super) async fn review<T: DeserializeOwned>(&self, path: &Path, body: &serde_json::Value) -> Result<T, Error> {
        self.read(Method::POST, path, Bytes::from(body.to_string()), REVIEW).await
    }

    async fn read<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &Path,
        body: Bytes,
        limit: Duration,
    ) -> Result<T, Error> {
        self.log_in().await?;
        let answer = async {
            let response = self.send(&method, path, body, JSON, limit).await?;
            self.collect(path, response).await
        };
        let bytes = timeout(limit, answer).await.map_err(|_| self.late(limit))??;
        serde_json::from_slice(&bytes).map_err(|reason| unintelligible(path, &reason))
    }

    /// Reads the whole answer.
    pub(super) async fn collect(&self, path: &Path, response: Response<Body>) -> Result<Vec<u8>, Error> {
        let (mut bytes, mut stream) = (Vec::new(), response.into_body().into_data_stream());
        while let Some(chunk) = stream.next().await {
            bytes.extend_from_slice(&chunk.map_err(|reason| self.unreachable(&reason))?);
            if bytes.len() > LARGEST {
                return Err(unintelligible(path, &"larger than 32 MiB"));
            }
        }
        Ok(bytes)
    }

    /// GETs and leaves the answer to be read as it comes; `limit` is for its head.
    pub(super) async fn open(&self, path: &Path, accept: &str, limit: Duration) -> Result<Response<Body>, Error> {
        self.send(&Method::GET, path, Bytes::new(), accept, limit).await
    }

    /// Sends, renewing the credentials once if they are not accepted (any more).
    async fn send(
        &self,
        method: &Method,
        path: &Path,
        body: Bytes,
        accept: &str,
        limit: Duration,
    ) -> Result<Response<Body>, Error> {
        let session = self.credentials.session(None).await?;
        let answer = self.attempt(&session, method, path, body.clone(), (accept, limit)).await;
        match answer {
            Err(error) if error.status() == Some(401) && self.credentials.are_renewable() => {
                let renewed = self.credentials.session(Some(session.serial)).await?;
                self.attempt(&renewed, method, path, body, (accept, limit)).await
            }
            answer => answer,
        }
    }

    async fn attempt(
        &self,
        session: &Session,
        method: &Method,
        path: &Path,
        body: Bytes,
        (accept, limit): (&str, Duration),
    ) -> Result<Response<Body>, Error> {
        let request = Request::builder()
            .method(method)
            .uri(path.as_str())
            .header(header::USER_AGENT, AGENT)
            .header(header::ACCEPT, accept)
            .header(header::CONTENT_TYPE, JSON)
            .body(Body::from(body.to_vec()))
            .map_err(|reason| unintelligible(path, &reason))?;
        let (at, began) = (now(), Instant::now());
        let answer = timeout(limit, session.client.send(request)).await;
        let status = answer.as_ref().ok().and_then(|sent| sent.as_ref().ok()).map(Response::status);
        self.calls.push(Call {
            at,
            verb: Safe::clean(method.as_str()),
            path: Safe::clean(path.as_str()),
            status: status.map(|status| status.as_u16()),
            ms: u32::try_from(began.elapsed().as_millis()).unwrap_or(u32::MAX),
        });
        let response = answer.map_err(|_| self.late(limit))?.map_err(|reason| self.unreachable(&reason))?;
        self.read_clock(&response, at, began.elapsed());
        if response.status().is_success() {
            return Ok(response);
        }
        Err(self.refusal(method, path, response).await)
    }

    async fn refusal(&self, method: &Method, path: &Path, response: Response<Body>) -> Error {
        let status = response.status();
        let body = timeout(GET, response.into_body().collect()).await;
        let bytes = body.ok().and_then(Result::ok).map(http_body_util::Collected::to_bytes).unwrap_or_default();
        let said: Option<Refusal> = serde_json::from_slice(&bytes).ok();
        let message = said.map(|said| if said.message.is_empty() { said.reason } else { said.message });
        Error::Status {
            status: status.as_u16(),
            verb: if *method == Method::POST { "POST" } else { "GET" },
            path: Safe::clean(path.as_str()),
            message: message.filter(|text| !text.is_empty()).unwrap_or_else(|| no_status(status, &bytes)),
        }
    }

    /// Takes the cluster's clock from the `Date` header (K-3); a second of rounding moves nothing.
    fn read_clock(&self, response: &Response<Body>, sent: Timestamp, took: Duration) {
        let date = response.headers().get(header::DATE).and_then(|date| date.to_str().ok());
        let Some(date) = date.and_then(|date| jiff::fmt::rfc2822::parse(date).ok()) else { return };
        let middle = sent.checked_add(took / 2).unwrap_or(sent);
        // The header is cut to whole seconds: on average it is half a second behind.
        let ahead = date.timestamp().as_millisecond() + 500 - middle.as_millisecond();
        let seconds = ahead.div_euclid(1000);
        let mut skew = self.skew.lock().unwrap_or_else(PoisonError::into_inner);
        if skew.is_none_or(|known| (known.0 - seconds).abs() > 1) {
            *skew = Some(Skew(if seconds.abs() <= 1 { 0 } else { seconds }));
        }
    }

    pub(super) fn late(&self, limit: Duration) -> Error {
        Error::Timeout { server: self.server.clone(), seconds: limit.as_secs() }
    }

    pub(super) fn unreachable(&self, reason: &dyn std::error::Error) -> Error {
        Error::Unreachable { server: self.server.clone(), text: Safe::clean(&plain(&chain(reason))) }
    }
}

/// An answer that makes no sense.
pub(super) fn unintelligible(path: &Path, reason: &dyn std::fmt::Display) -> Error {
    Error::Unintelligible { path: Safe::clean(path.as_str()), text: Safe::clean(&reason.to_string()) }
}

/// The words of the client library that say nothing are left out.
fn plain(text: &str) -> String {
    let noise = ["ServiceError: ", "HyperError: ", "client error (Connect): ", "client error (SendRequest): "];
    noise.iter().fold(text.to_owned(), |text, words| text.replace(words, ""))
}

fn no_status(status: StatusCode, body: &[u8]) -> Safe {
    let html = body.trim_ascii_start().starts_with(b"<");
    Safe::clean(if html { "the API answered HTML" } else { status.canonical_reason().unwrap_or("no reason given") })
}

pub(super) type Shared = Arc<Connection>;
