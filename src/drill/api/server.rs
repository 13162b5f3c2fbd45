//! The server: a port, its connections, and the file to join with.

use std::{
    io,
    net::Ipv4Addr,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use hyper::{server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    task::{AbortHandle, JoinSet},
};
use tokio_rustls::TlsAcceptor;

use crate::drill::simulation::Simulation;

use super::{
    certificate::{self, Certificate},
    desk::Api,
    folder::Folder,
    kubeconfig,
    options::Options,
    role::{Role, Tokens},
    serve::Front,
    wire::{Grip, Wire},
};

/// The clock of a cluster is looked at this often at least, and at most.
const TICK: (Duration, Duration) = (Duration::from_millis(2), Duration::from_secs(1));

/// Why there is no server.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("open a port on 127.0.0.1: {0}")]
    Port(#[source] io::Error),
    #[error(transparent)]
    Certificate(#[from] certificate::Error),
    #[error("draw tokens: the system has no randomness")]
    Tokens,
    #[error("write the kubeconfig: {0}")]
    Kubeconfig(#[source] io::Error),
}

/// The API of a simulated cluster over HTTPS.
pub struct Server;

/// A server that runs until this is dropped; then nothing of it is left.
pub struct Served {
    simulation: Arc<Simulation>,
    front: Arc<Front>,
    url: String,
    authority: String,
    kubeconfig: PathBuf,
    directory: Folder,
    tasks: Vec<AbortHandle>,
}

impl Server {
    /// Serves on a port of 127.0.0.1 that the system chooses. Needs a tokio runtime.
    pub async fn start(simulation: Arc<Simulation>, options: Options) -> Result<Served, Error> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(Error::Port)?;
        let port = listener.local_addr().map_err(Error::Port)?.port();
        let certificate = Certificate::make()?;
        let tokens = Tokens::draw().map_err(|_| Error::Tokens)?;
        let url = format!("https://127.0.0.1:{port}");
        let directory = Folder::make().map_err(Error::Kubeconfig)?;
        let file = directory.path().join("kubeconfig");
        kubeconfig::write(&file, &url, &certificate.authority, &tokens).map_err(Error::Kubeconfig)?;
        // Nobody has watched yet: what was before is not history but how things came to be.
        simulation.write(|store, _| store.trim());
        let front = Arc::new(Front { api: Api { simulation: Arc::clone(&simulation) }, tokens, options });
        let connections = accept(listener, TlsAcceptor::from(certificate.tls), Arc::clone(&front));
        let tasks =
            vec![tokio::spawn(connections).abort_handle(), tokio::spawn(tick(Arc::clone(&simulation))).abort_handle()];
        let authority = certificate.authority;
        Ok(Served { simulation, front, url, authority, kubeconfig: file, directory, tasks })
    }
}

impl Served {
    #[must_use]
    pub fn simulation(&self) -> &Arc<Simulation> {
        &self.simulation
    }

    /// `https://127.0.0.1:PORT`.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The certificate that its own is signed with, PEM.
    #[must_use]
    pub fn authority(&self) -> &str {
        &self.authority
    }

    #[must_use]
    pub fn token(&self, role: Role) -> &str {
        self.front.tokens.of(role)
    }

    /// The file with which any client joins; its contexts are `operator`, the current one, and `viewer`.
    #[must_use]
    pub fn kubeconfig(&self) -> &Path {
        &self.kubeconfig
    }

    /// A private directory that goes with the server.
    #[must_use]
    pub fn directory(&self) -> &Path {
        self.directory.path()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

/// Takes connections; they end with it.
async fn accept(listener: TcpListener, acceptor: TlsAcceptor, front: Arc<Front>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) if front.options.faults.refuses() => drop(stream.set_zero_linger()),
                Ok((stream, _)) => drop(connections.spawn(connection(stream, acceptor.clone(), Arc::clone(&front)))),
                // Out of files, most likely: it passes.
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn connection(stream: TcpStream, acceptor: TlsAcceptor, front: Arc<Front>) {
    // Small answers go out at once; without it they only go out later.
    let _ = stream.set_nodelay(true);
    let Ok(stream) = acceptor.accept(stream).await else { return };
    let grip = Grip::default();
    let wire = TokioIo::new(Wire::new(stream, grip.clone()));
    let service = service_fn(move |request| Arc::clone(&front).serve(request, grip.clone()));
    // A client that hangs up ends its connection, and nothing else.
    let _ = http1::Builder::new().timer(TokioTimer::new()).serve_connection(wire, service).await;
}

/// Lets time pass in the cluster.
async fn tick(simulation: Arc<Simulation>) {
    let mut versions = simulation.versions();
    loop {
        versions.borrow_and_update();
        let next = simulation.tick().map_or(TICK.1, |next| next.clamp(TICK.0, TICK.1));
        tokio::select! {
            changed = versions.changed() => if changed.is_err() { return },
            () = tokio::time::sleep(next) => {}
        }
    }
}
