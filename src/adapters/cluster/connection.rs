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
use kube::{
    Client, Config,
    client::Body,
    config::{AuthInfo, KubeConfigOptions, Kubeconfig},
};
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
    kubeconfig::{Pinned, chain},
    path::Path,
    plugin,
};

/// The limits of K-2.
pub(super) const CONNECT: Duration = Duration::from_secs(5);
pub(super) const GET: Duration = Duration::from_secs(10);
pub(super) const LIST: Duration = Duration::from_mins(1);
pub(super) const REVIEW: Duration = Duration::from_secs(5);

/// Credentials are renewed so long before they expire.
const MARGIN: Duration = Duration::from_secs(30);

/// The largest answer that is held whole (a manifest, a list of Services).
const LARGEST: usize = 32 << 20;

pub(super) const TABLE: &str = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
pub(super) const JSON: &str = "application/json";

/// A connection to one cluster.
pub(super) struct Connection {
    pinned: Pinned,
    plugins: Vec<String>,
    cluster: Mutex<Cluster>,
    session: tokio::sync::Mutex<Option<Session>>,
    skew: Mutex<Option<Skew>>,
    pub(super) calls: Arc<Calls>,
}

/// A client with the credentials of the moment.
#[derive(Clone)]
struct Session {
    client: Client,
    expires: Option<Timestamp>,
    serial: u64,
}

#[derive(Deserialize)]
struct Refusal {
    #[serde(default)]
    message: Safe,
    #[serde(default)]
    reason: Safe,
}

impl Connection {
    pub(super) fn new(pinned: Pinned, plugins: Vec<String>) -> Self {
        Self {
            cluster: Mutex::new(pinned.cluster.clone()),
            pinned,
            plugins,
            session: tokio::sync::Mutex::default(),
            skew: Mutex::default(),
            calls: Arc::default(),
        }
    }

    /// The same pinned cluster through a client and TCP connections of its own; its calls are listed with these.
    pub(super) fn twin(&self) -> Self {
        Self { calls: self.calls.clone(), ..Self::new(self.pinned.clone(), self.plugins.clone()) }
    }

    /// The client with the credentials of the moment, for a request that must not be sent a second time.
    pub(super) async fn client(&self) -> Result<Client, Error> {
        Ok(self.session(None).await?.client)
    }

    pub(super) fn cluster(&self) -> Cluster {
        self.cluster.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn identify(&self, id: ClusterId) {
        self.cluster.lock().unwrap_or_else(PoisonError::into_inner).id = Some(id);
    }

    pub(super) fn is_unverified(&self) -> bool {
        self.pinned.unverified
    }

    /// The cluster's clock minus ours, as its last answer said.
    pub(super) fn skew(&self) -> Option<Skew> {
        *self.skew.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// CA and address, hashed: who the cluster is where kube-system may not be read.
    pub(super) async fn endpoint_id(&self) -> Result<ClusterId, Error> {
        // Without the user: who the cluster is needs no login.
        let config = client_config(Kubeconfig { auth_infos: Vec::new(), ..self.pinned.kubeconfig.clone() }).await?;
        let mut hash = Sha256::new();
        for certificate in config.root_cert.iter().flatten() {
            hash.update(certificate);
        }
        hash.update(self.pinned.cluster.server.as_str());
        Ok(ClusterId::Endpoint(Safe::clean(&hex::encode(hash.finalize()))))
    }

    /// GETs and reads the whole answer.
    pub(super) async fn get<T: DeserializeOwned>(&self, path: &Path) -> Result<T, Error> {
        self.read(Method::GET, path, Bytes::new(), GET).await
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
        let session = self.session(None).await?;
        let answer = self.attempt(&session, method, path, body.clone(), (accept, limit)).await;
        match answer {
            Err(error) if error.status() == Some(401) && self.has_plugin() => {
                let renewed = self.session(Some(session.serial)).await?;
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

    /// The client; a new one where there is none, where it expires, or where that of `stale` was refused.
    async fn session(&self, stale: Option<u64>) -> Result<Session, Error> {
        let mut session = self.session.lock().await;
        if let Some(known) = session.as_ref() {
            let fresh = known.expires.is_none_or(|end| {
                end.duration_since(now()) > jiff::SignedDuration::try_from(MARGIN).unwrap_or_default()
            });
            if fresh && stale != Some(known.serial) {
                return Ok(known.clone());
            }
        }
        let serial = session.as_ref().map_or(0, |known| known.serial + 1);
        let (config, expires) = self.config().await?;
        let client = Client::try_from(config).map_err(|reason| Error::Kubeconfig(Safe::clean(&chain(&reason))))?;
        let new = Session { client, expires, serial };
        *session = Some(new.clone());
        Ok(new)
    }

    fn has_plugin(&self) -> bool {
        let mut users = self.pinned.kubeconfig.auth_infos.iter().filter_map(|user| user.auth_info.as_ref());
        users.any(|info: &AuthInfo| info.exec.is_some())
    }

    async fn config(&self) -> Result<(Config, Option<Timestamp>), Error> {
        let mut kubeconfig = self.pinned.kubeconfig.clone();
        let mut expires = None;
        for info in kubeconfig.auth_infos.iter_mut().filter_map(|user| user.auth_info.as_mut()) {
            expires = plugin::log_in(info, &self.plugins).await?;
        }
        Ok((client_config(kubeconfig).await?, expires))
    }

    pub(super) fn late(&self, limit: Duration) -> Error {
        Error::Timeout { server: self.pinned.cluster.server.clone(), seconds: limit.as_secs() }
    }

    pub(super) fn unreachable(&self, reason: &dyn std::error::Error) -> Error {
        Error::Unreachable { server: self.pinned.cluster.server.clone(), text: Safe::clean(&plain(&chain(reason))) }
    }
}

async fn client_config(mut kubeconfig: Kubeconfig) -> Result<Config, Error> {
    if kubeconfig.auth_infos.is_empty() {
        for context in kubeconfig.contexts.iter_mut().filter_map(|context| context.context.as_mut()) {
            context.user = None;
        }
    }
    let config = Config::from_custom_kubeconfig(kubeconfig, &KubeConfigOptions::default()).await;
    let mut config = config.map_err(|reason| Error::Kubeconfig(Safe::clean(&chain(&reason))))?;
    config.connect_timeout = Some(CONNECT);
    // kube's own retry re-sends anything, and sleeps as long as a server asks (F1).
    config.default_retry = false;
    Ok(config)
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

/// The console's clock, as far as requests and logs go.
#[expect(clippy::disallowed_methods, reason = "adapters stamp what happens; verdicts go by the cluster's clock")]
pub(super) fn now() -> Timestamp {
    Timestamp::now()
}

pub(super) type Shared = Arc<Connection>;
