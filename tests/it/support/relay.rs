//! A relay between stanch and a real API server that loses what a test tells it to lose: plain HTTP on this side, whatever the kubeconfig says
//! on the other.

use std::{
    collections::VecDeque,
    fmt::Write,
    io,
    path::Path,
    sync::{Arc, Mutex},
};

use base64::Engine as _;
use futures::StreamExt;
use serde_json::Value;
use stanch::adapters::cluster::Settings;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::Notify,
    task::JoinHandle,
};

/// What becomes of one write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is passed on, and its reply comes back.
    Pass,
    /// It is passed on, and the connection breaks before any of the reply comes back.
    LoseReply,
    /// It is passed on, and nothing comes back; the connection stays open.
    Stall,
    /// It is never passed on; the connection breaks.
    LoseRequest,
    /// The connection breaks; the request is kept, to be passed on by `deliver`.
    Delay,
    /// It is passed on twice, as some proxies do; the second reply comes back.
    Twice,
    /// It is not passed on, and answered with this status, and a `Retry-After` of one second.
    Answer(u16),
}

/// A write that came by.
#[derive(Debug, Clone)]
pub struct Passed {
    pub path: String,
    pub body: Vec<u8>,
    /// The API server's answers to it, in order.
    pub statuses: Vec<u16>,
}

/// A relay. It ends with its last handle.
pub struct Relay {
    shared: Arc<Shared>,
    task: JoinHandle<()>,
    _folder: tempfile::TempDir,
    pub settings: Settings,
}

struct Shared {
    server: String,
    client: reqwest::Client,
    fates: Mutex<VecDeque<Fate>>,
    kept: Mutex<Vec<Request>>,
    passed: Mutex<Vec<Passed>>,
    answered: Notify,
}

#[derive(Debug, Clone)]
struct Request {
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Relay {
    /// Starts one in front of the cluster of a kubeconfig.
    pub async fn start(kubeconfig: &Path) -> Self {
        let mut config: Value = serde_saphyr::from_str(&std::fs::read_to_string(kubeconfig).unwrap()).unwrap();
        let cluster = config.pointer_mut("/clusters/0/cluster").unwrap().as_object_mut().unwrap();
        let server = cluster["server"].as_str().unwrap().to_owned();
        let authority = authority(cluster);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        cluster.insert("server".to_owned(), format!("http://{}", listener.local_addr().unwrap()).into());
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("config");
        std::fs::write(&file, config.to_string()).unwrap();
        let shared = Arc::new(Shared {
            server,
            client: client(&authority),
            fates: Mutex::default(),
            kept: Mutex::default(),
            passed: Mutex::default(),
            answered: Notify::new(),
        });
        let task = tokio::spawn(accept(listener, shared.clone()));
        let settings = Settings { kubeconfigs: vec![file], ..Settings::default() };
        Self { shared, task, _folder: folder, settings }
    }

    /// What becomes of the next writes, in order; those after them pass. A dry-run is no write.
    pub fn plan(&self, fates: &[Fate]) {
        self.shared.fates.lock().unwrap().extend(fates);
    }

    /// Passes on what was delayed; the API server's answers.
    pub async fn deliver(&self) -> Vec<u16> {
        let kept = std::mem::take(&mut *self.shared.kept.lock().unwrap());
        let mut statuses = Vec::new();
        for request in kept {
            statuses.push(self.shared.pass(&request).await.unwrap().status().as_u16());
        }
        statuses
    }

    /// The writes that came by, lost ones too.
    pub fn writes(&self) -> Vec<Passed> {
        self.shared.passed.lock().unwrap().clone()
    }

    /// Waits until the API server has answered that many times to writes.
    pub async fn answered(&self, times: usize) {
        loop {
            let answered = self.shared.answered.notified();
            if self.writes().iter().map(|passed| passed.statuses.len()).sum::<usize>() >= times {
                return;
            }
            answered.await;
        }
    }
}

/// Takes it out of there, whether it is named or stands there itself.
fn authority(cluster: &mut serde_json::Map<String, Value>) -> Vec<u8> {
    if let Some(file) = cluster.remove("certificate-authority") {
        return std::fs::read(file.as_str().unwrap()).unwrap();
    }
    let encoded = cluster.remove("certificate-authority-data").expect("a kubeconfig that tells its CA");
    base64::engine::general_purpose::STANDARD.decode(encoded.as_str().unwrap()).unwrap()
}

fn client(authority: &[u8]) -> reqwest::Client {
    // Another test may have installed it.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let authority = reqwest::Certificate::from_pem(authority).unwrap();
    reqwest::Client::builder().tls_certs_only([authority]).no_proxy().build().unwrap()
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    while let Ok((stream, _)) = listener.accept().await {
        let shared = shared.clone();
        // A connection that breaks off is what this is for.
        tokio::spawn(async move { shared.serve(stream).await });
    }
}

impl Shared {
    /// One exchange for each connection: what breaks is then never another's.
    async fn serve(&self, stream: TcpStream) -> io::Result<()> {
        let mut stream = BufReader::new(stream);
        let request = Request::read(&mut stream).await?;
        let mut stream = stream.into_inner();
        let fate = if request.is_write() { self.next(&request) } else { Fate::Pass };
        match fate {
            Fate::Pass => {}
            Fate::LoseReply => return self.pass(&request).await.map(drop),
            Fate::Stall => {
                self.pass(&request).await?;
                return std::future::pending().await;
            }
            Fate::LoseRequest => return Ok(()),
            Fate::Delay => {
                self.kept.lock().unwrap().push(request);
                return Ok(());
            }
            Fate::Twice => drop(self.pass(&request).await?),
            Fate::Answer(status) => {
                let head =
                    format!("HTTP/1.1 {status} X\r\nretry-after: 1\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
                return stream.write_all(head.as_bytes()).await;
            }
        }
        answer(&mut stream, self.pass(&request).await?).await
    }

    fn next(&self, request: &Request) -> Fate {
        let (path, body) = (request.target.clone(), request.body.clone());
        self.passed.lock().unwrap().push(Passed { path, body, statuses: Vec::new() });
        self.fates.lock().unwrap().pop_front().unwrap_or(Fate::Pass)
    }

    async fn pass(&self, request: &Request) -> io::Result<reqwest::Response> {
        let method = request.method.parse().map_err(io::Error::other)?;
        let mut to = self.client.request(method, format!("{}{}", self.server, request.target));
        for (name, value) in &request.headers {
            if !["host", "connection", "content-length", "accept-encoding"].contains(&name.as_str()) {
                to = to.header(name, value);
            }
        }
        let response = to.body(request.body.clone()).send().await.map_err(io::Error::other)?;
        if let Some(passed) =
            self.passed.lock().unwrap().iter_mut().rfind(|passed| request.is_write() && passed.body == request.body)
        {
            passed.statuses.push(response.status().as_u16());
            self.answered.notify_waiters();
        }
        Ok(response)
    }
}

async fn answer(stream: &mut TcpStream, response: reqwest::Response) -> io::Result<()> {
    let mut head = format!("HTTP/1.1 {} X\r\nconnection: close\r\n", response.status().as_u16());
    for (name, value) in response.headers() {
        if !["connection", "content-length", "transfer-encoding"].contains(&name.as_str()) {
            write!(head, "{name}: {}\r\n", value.to_str().unwrap_or_default()).unwrap();
        }
    }
    stream.write_all((head + "\r\n").as_bytes()).await?;
    // The end of the connection is the end of the body: a watch ends when either side goes.
    let mut body = response.bytes_stream();
    while let Some(bytes) = body.next().await {
        stream.write_all(&bytes.map_err(io::Error::other)?).await?;
    }
    stream.shutdown().await
}

impl Request {
    async fn read(stream: &mut BufReader<TcpStream>) -> io::Result<Self> {
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            match line.trim_end() {
                "" => break,
                line => lines.push(line.to_owned()),
            }
        }
        let mut lines = lines.into_iter();
        let first = lines.next().unwrap_or_default();
        let mut words = first.split(' ').map(str::to_owned);
        let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let headers: Vec<_> = lines
            .filter_map(|line| {
                line.split_once(':').map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            })
            .collect();
        let length = headers.iter().find(|(name, _)| name == "content-length");
        let mut body = vec![0; length.map_or(0, |(_, length)| length.parse().unwrap())];
        stream.read_exact(&mut body).await?;
        Ok(Self { method, target, headers, body })
    }

    fn is_write(&self) -> bool {
        self.method == "PATCH" && !self.target.contains("dryRun=All")
    }
}
