//! The transaction that writes records: guard, chain, log, projections, commit.

use sqlx::{Sqlite as Db, SqliteConnection, Transaction};

use crate::domain::{
    journal::{Alias, Draft, Head, Record, Subject, Ulid},
    text::Safe,
};

use super::{
    super::{error::Error, journal::Lease},
    guard, leases,
    moment::{Admission, Moment},
    reads::next_number,
    rows::{beginning, words},
    store::Sqlite,
    write::write,
};

impl Sqlite {
    pub(super) async fn begin(&self, stream: Ulid) -> Result<(Transaction<'static, Db>, Moment), Error> {
        self.writable()?;
        let mut tx = self.pools.writes.begin_with("BEGIN IMMEDIATE").await?;
        let moment = Moment::read(&mut tx, self, stream).await?;
        Ok((tx, moment))
    }

    /// Commits, then keeps the head that this made.
    pub(super) async fn end(&self, tx: Transaction<'static, Db>, moment: &Moment) -> Result<(), Error> {
        tx.commit().await?;
        self.keep(&Head { db_id: moment.db_id, seq: moment.seq, hash: moment.hash });
        Ok(())
    }

    pub(super) async fn append_to(
        &self,
        stream: Ulid,
        (lease, after): (Option<&Lease>, Option<u64>),
        drafts: &[Draft],
    ) -> Result<Vec<Record>, Error> {
        let (mut tx, mut moment) = self.begin(stream).await?;
        if moment.subject.is_none() {
            return Err(Error::NoSuch(Safe::line(&format!("stream {stream}"))));
        }
        if let Some(lease) = lease {
            leases::check(&mut tx, &moment, lease, &self.settings.holder.words()).await?;
            moment.token = Some(lease.token);
        }
        if after.is_some_and(|last| last != moment.last) {
            return Err(Error::Moved);
        }
        let mut records = Vec::with_capacity(drafts.len());
        for draft in drafts {
            let admission = guard::admit(&mut tx, &moment, draft).await?;
            records.push(admitted(&mut tx, &mut moment, &draft.kind, admission).await?);
        }
        self.end(tx, &moment).await?;
        Ok(records)
    }

    pub(super) async fn open_new(
        &self,
        subject: Subject,
        drafts: &[Draft],
    ) -> Result<(Alias, Ulid, Vec<Record>), Error> {
        let first = drafts.first().ok_or_else(|| Error::Misplaced { kind: Safe::default() })?;
        let misplaced = || Error::Misplaced { kind: first.kind.clone() };
        if beginning(subject) != Some(first.kind.as_str()) {
            return Err(misplaced());
        }
        let stream = Ulid::new();
        let (mut tx, mut moment) = self.begin(stream).await?;
        moment.subject = Some(subject);
        let alias = next_number(&mut tx, subject).await?;
        sqlx::query("INSERT INTO streams VALUES ($1, $2, $3, 0)")
            .bind(stream.to_string())
            .bind(words(subject))
            .bind(alias)
            .execute(&mut *tx)
            .await?;
        let mut records = Vec::with_capacity(drafts.len());
        for draft in drafts {
            let admission = guard::admit(&mut tx, &moment, draft).await?;
            records.push(admitted(&mut tx, &mut moment, &draft.kind, admission).await?);
        }
        self.end(tx, &moment).await?;
        let alias = Alias::new(subject, alias.unsigned_abs()).ok_or_else(misplaced)?;
        Ok((alias, stream, records))
    }
}

async fn admitted(
    db: &mut SqliteConnection,
    moment: &mut Moment,
    kind: &Safe,
    admission: Admission,
) -> Result<Record, Error> {
    match admission {
        Admission::Recorded(record) => Ok(*record),
        Admission::New(body) => write(db, moment, kind, body).await,
    }
}
