//! Who the console is to one cluster: a client with the credentials of the moment, renewed when they end or are refused.

use std::{sync::Arc, time::Duration};

use jiff::Timestamp;
use kube::{
    Client, Config,
    config::{AuthInfo, KubeConfigOptions, Kubeconfig},
};
use tokio::sync::Mutex;

use crate::domain::text::Safe;

use super::{
    Error,
    kubeconfig::chain,
    limits::{CONNECT, now},
    plugin::{self, Trust},
};

/// Credentials are renewed so long before they expire.
const MARGIN: Duration = Duration::from_secs(30);

/// The credentials of one context.
pub(super) struct Credentials {
    kubeconfig: Kubeconfig,
    trust: Arc<Trust>,
    session: Mutex<Option<Session>>,
}

/// A client with the credentials of the moment.
#[derive(Clone)]
pub(super) struct Session {
    pub(super) client: Client,
    expires: Option<Timestamp>,
    /// Which one it is, counted from the first.
    pub(super) serial: u64,
}

impl Session {
    fn is_fresh(&self) -> bool {
        let margin = jiff::SignedDuration::try_from(MARGIN).unwrap_or_default();
        self.expires.is_none_or(|end| end.duration_since(now()) > margin)
    }
}

impl Credentials {
    pub(super) fn new(kubeconfig: Kubeconfig, trust: Arc<Trust>) -> Self {
        Self { kubeconfig, trust, session: Mutex::default() }
    }

    /// The same credentials, for a client of its own.
    pub(super) fn twin(&self) -> Self {
        Self::new(self.kubeconfig.clone(), Arc::clone(&self.trust))
    }

    /// The client; a new one where there is none, where it expires, or where that of `stale` was refused.
    pub(super) async fn session(self: &Arc<Self>, stale: Option<u64>) -> Result<Session, Error> {
        if let Some(known) = self.known(stale).await {
            return Ok(known);
        }
        // A task of its own: a login goes on when whoever asked first gives up, and the next one finds it done.
        let login = tokio::spawn(Arc::clone(self).renew(stale));
        login.await.unwrap_or_else(|_| Err(Error::Credentials(Safe::from_static("the login broke off"))))
    }

    async fn known(&self, stale: Option<u64>) -> Option<Session> {
        let session = self.session.lock().await;
        session.clone().filter(|known| known.is_fresh() && stale != Some(known.serial))
    }

    async fn renew(self: Arc<Self>, stale: Option<u64>) -> Result<Session, Error> {
        let mut session = self.session.lock().await;
        // Somebody else may have been faster.
        if let Some(known) = session.as_ref().filter(|known| known.is_fresh() && stale != Some(known.serial)) {
            return Ok(known.clone());
        }
        let serial = session.as_ref().map_or(0, |known| known.serial + 1);
        let (config, expires) = self.config().await?;
        let client = Client::try_from(config).map_err(|reason| Error::Kubeconfig(Safe::clean(&chain(&reason))))?;
        let new = Session { client, expires, serial };
        *session = Some(new.clone());
        Ok(new)
    }

    /// Whether other credentials may be had when these are refused: a plugin may be run again, a file read again.
    pub(super) fn are_renewable(&self) -> bool {
        self.users().any(|info| info.exec.is_some() || info.token_file.is_some())
    }

    /// Whether what logs in may be run at all; it is not.
    pub(super) fn check(&self) -> Result<(), Error> {
        self.users().filter_map(|info| info.exec.as_ref()).try_for_each(|exec| self.trust.check(exec))
    }

    /// Takes the answer "yes" to a plugin that was asked for.
    pub(super) fn allow(&self, call: &Safe) -> std::io::Result<()> {
        self.trust.allow(call)
    }

    fn users(&self) -> impl Iterator<Item = &AuthInfo> {
        self.kubeconfig.auth_infos.iter().filter_map(|user| user.auth_info.as_ref())
    }

    async fn config(&self) -> Result<(Config, Option<Timestamp>), Error> {
        let mut kubeconfig = self.kubeconfig.clone();
        let mut expires = None;
        for info in kubeconfig.auth_infos.iter_mut().filter_map(|user| user.auth_info.as_mut()) {
            expires = plugin::log_in(info, &self.trust).await?;
        }
        Ok((client_config(kubeconfig).await?, expires))
    }

    /// Address and CA, without the user: who the cluster is needs no login.
    pub(super) async fn nobody(&self) -> Result<Config, Error> {
        client_config(Kubeconfig { auth_infos: Vec::new(), ..self.kubeconfig.clone() }).await
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
