//! A store into which somebody else writes just before a record of some kind is appended, and one that says nothing after it was.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use futures::future::BoxFuture;
use stanch::{
    adapters::store::{Error, Facts, Journal, Lease, OpenIntent, Verification},
    domain::{
        digest::Digest,
        journal::{Alias, Draft, Head, Record, Subject, Ulid},
        text::Safe,
    },
};
use tokio::sync::Notify;

type Deed = Box<dyn FnOnce() -> BoxFuture<'static, ()> + Send>;

pub struct Meddling {
    pub inner: Arc<dyn Journal>,
    /// What is done before the first append of this kind.
    before: Mutex<Option<(&'static str, Deed)>>,
    /// The kind whose next append is recorded and not acknowledged.
    silent: Mutex<Option<&'static str>>,
    /// Told when a lease could not be renewed.
    pub fenced: Notify,
}

impl Meddling {
    pub fn new(inner: Arc<dyn Journal>) -> Self {
        Self { inner, before: Mutex::default(), silent: Mutex::default(), fenced: Notify::new() }
    }

    pub fn before(self, kind: &'static str, deed: impl Future<Output = ()> + Send + 'static) -> Self {
        let deed: Deed = Box::new(|| Box::pin(deed));
        Self { before: Mutex::new(Some((kind, deed))), ..self }
    }

    pub fn silent_after(self, kind: &'static str) -> Self {
        Self { silent: Mutex::new(Some(kind)), ..self }
    }

    async fn meddle(&self, drafts: &[Draft]) {
        let deed = self.before.lock().unwrap().take_if(|(kind, _)| has(drafts, kind));
        if let Some((_, deed)) = deed {
            deed().await;
        }
    }
}

fn has(drafts: &[Draft], kind: &str) -> bool {
    drafts.iter().any(|draft| draft.kind.as_str() == kind)
}

#[async_trait]
impl Journal for Meddling {
    fn facts(&self) -> &Facts {
        self.inner.facts()
    }

    async fn open_stream(&self, subject: Subject, drafts: &[Draft]) -> Result<(Alias, Ulid, Vec<Record>), Error> {
        self.inner.open_stream(subject, drafts).await
    }

    async fn append(&self, stream: Ulid, lease: Option<&Lease>, drafts: &[Draft]) -> Result<Vec<Record>, Error> {
        self.inner.append(stream, lease, drafts).await
    }

    async fn append_after(
        &self,
        last: u64,
        stream: Ulid,
        lease: Option<&Lease>,
        drafts: &[Draft],
    ) -> Result<Vec<Record>, Error> {
        self.meddle(drafts).await;
        let records = self.inner.append_after(last, stream, lease, drafts).await?;
        match self.silent.lock().unwrap().take_if(|kind| has(drafts, kind)) {
            Some(_) => Err(Error::Failed(Safe::clean("disk I/O error"))),
            None => Ok(records),
        }
    }

    async fn find(&self, alias: Alias) -> Result<Ulid, Error> {
        self.inner.find(alias).await
    }

    async fn list(&self, subject: Subject) -> Result<Vec<(Alias, Ulid)>, Error> {
        self.inner.list(subject).await
    }

    async fn stream(&self, stream: Ulid) -> Result<Vec<Record>, Error> {
        self.inner.stream(stream).await
    }

    async fn page(&self, after_seq: u64, limit: u32) -> Result<Vec<Record>, Error> {
        self.inner.page(after_seq, limit).await
    }

    async fn head(&self) -> Result<Head, Error> {
        self.inner.head().await
    }

    async fn verify(&self, known: Option<&Head>) -> Result<Verification, Error> {
        self.inner.verify(known).await
    }

    async fn put_blob(&self, bytes: &[u8]) -> Result<Digest, Error> {
        self.inner.put_blob(bytes).await
    }

    async fn blob(&self, digest: Digest) -> Result<Vec<u8>, Error> {
        self.inner.blob(digest).await
    }

    async fn take_lease(&self, walk: Ulid) -> Result<Lease, Error> {
        self.inner.take_lease(walk).await
    }

    async fn renew_lease(&self, lease: &Lease) -> Result<Lease, Error> {
        let renewed = self.inner.renew_lease(lease).await;
        if renewed.is_err() {
            self.fenced.notify_one();
        }
        renewed
    }

    async fn release_lease(&self, lease: &Lease) -> Result<(), Error> {
        self.inner.release_lease(lease).await
    }

    async fn open_intents(&self) -> Result<Vec<OpenIntent>, Error> {
        self.inner.open_intents().await
    }
}
