//! The trait, carried out.

use async_trait::async_trait;
use sqlx::{Sqlite as Db, pool::PoolConnection};

use crate::domain::{
    digest::Digest,
    journal::{Alias, Draft, Head, Record, Subject, Ulid},
};

use super::{
    super::{
        chain::Verification,
        error::Error,
        journal::{Facts, Journal, Lease, OpenIntent},
    },
    blobs, reads,
    store::Sqlite,
};

impl Sqlite {
    async fn reader(&self) -> Result<PoolConnection<Db>, Error> {
        Ok(self.pools.reads.acquire().await?)
    }
}

#[async_trait]
impl Journal for Sqlite {
    fn facts(&self) -> &Facts {
        &self.facts
    }

    async fn open_stream(&self, subject: Subject, drafts: &[Draft]) -> Result<(Alias, Ulid, Vec<Record>), Error> {
        self.open_new(subject, drafts).await
    }

    async fn append(&self, stream: Ulid, lease: Option<&Lease>, drafts: &[Draft]) -> Result<Vec<Record>, Error> {
        self.append_to(stream, (lease, None), drafts).await
    }

    async fn append_after(
        &self,
        last: u64,
        stream: Ulid,
        lease: Option<&Lease>,
        drafts: &[Draft],
    ) -> Result<Vec<Record>, Error> {
        self.append_to(stream, (lease, Some(last)), drafts).await
    }

    async fn find(&self, alias: Alias) -> Result<Ulid, Error> {
        reads::find(&mut *self.reader().await?, alias).await
    }

    async fn list(&self, subject: Subject) -> Result<Vec<(Alias, Ulid)>, Error> {
        reads::list(&mut *self.reader().await?, subject).await
    }

    async fn stream(&self, stream: Ulid) -> Result<Vec<Record>, Error> {
        reads::stream(&mut *self.reader().await?, stream).await
    }

    async fn page(&self, after_seq: u64, limit: u32) -> Result<Vec<Record>, Error> {
        reads::page(&mut *self.reader().await?, after_seq, limit).await
    }

    async fn head(&self) -> Result<Head, Error> {
        reads::head(&mut *self.reader().await?).await
    }

    async fn verify(&self, known: Option<&Head>) -> Result<Verification, Error> {
        let kept = self.kept.iter().chain(known).cloned().collect::<Vec<_>>();
        reads::verify(&mut *self.reader().await?, &kept).await
    }

    async fn put_blob(&self, bytes: &[u8]) -> Result<Digest, Error> {
        self.writable()?;
        blobs::put(&mut *self.pools.writes.acquire().await?, bytes).await
    }

    async fn blob(&self, digest: Digest) -> Result<Vec<u8>, Error> {
        blobs::get(&mut *self.reader().await?, digest).await
    }

    async fn take_lease(&self, walk: Ulid) -> Result<Lease, Error> {
        self.take(walk).await
    }

    async fn renew_lease(&self, lease: &Lease) -> Result<Lease, Error> {
        self.renew(lease).await
    }

    async fn release_lease(&self, lease: &Lease) -> Result<(), Error> {
        self.release(lease).await
    }

    async fn open_intents(&self) -> Result<Vec<OpenIntent>, Error> {
        reads::open_intents(&mut *self.reader().await?).await
    }
}
