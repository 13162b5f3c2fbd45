//! Leases: who may carry out a walk.

use jiff::Timestamp;
use sqlx::{Row, SqliteConnection};

use crate::domain::{
    journal::{Draft, Ulid},
    text::Safe,
    walk::Entry,
};

use super::{
    super::{error::Error, holder::Holder, journal::Lease},
    moment::Moment,
    rows::count,
    store::Sqlite,
    term::until,
    write::write,
};

/// The lease of a walk as it is stored.
struct Stored {
    token: u64,
    holder: Safe,
    until_us: i64,
}

impl Stored {
    fn is_free(&self, now: i64) -> bool {
        self.until_us <= now || Holder::has_ended(&self.holder)
    }
}

impl Sqlite {
    pub(super) async fn take(&self, walk: Ulid) -> Result<Lease, Error> {
        let (mut tx, mut moment) = self.begin(walk).await?;
        if !exists(&mut tx, walk).await? {
            return Err(Error::NoSuch(Safe::line(&format!("walk {walk}"))));
        }
        let before = stored(&mut tx, walk).await?;
        if let Some(held) = before.as_ref().filter(|before| !before.is_free(moment.now)) {
            let until = Timestamp::from_microsecond(held.until_us).unwrap_or_default();
            return Err(Error::Held { holder: held.holder.clone(), until });
        }
        let token = before.map_or(1, |before| before.token + 1);
        let holder = self.settings.holder.words();
        let draft = Draft::of(&Entry::LeaseTaken { token, holder: holder.clone() })?;
        let record = write(&mut tx, &mut moment, &draft.kind, draft.body).await?;
        self.end(tx, &moment).await?;
        Ok(Lease { walk, token, holder, until_us: until(record.at_us) })
    }

    pub(super) async fn renew(&self, lease: &Lease) -> Result<Lease, Error> {
        let (mut tx, moment) = self.begin(lease.walk).await?;
        check(&mut tx, &moment, lease, &self.settings.holder.words()).await?;
        let until_us = until(moment.now);
        sqlx::query("UPDATE leases SET until_us = $1 WHERE walk = $2")
            .bind(until_us)
            .bind(lease.walk.to_string())
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(Lease { until_us, ..lease.clone() })
    }

    pub(super) async fn release(&self, lease: &Lease) -> Result<(), Error> {
        let (mut tx, mut moment) = self.begin(lease.walk).await?;
        check(&mut tx, &moment, lease, &self.settings.holder.words()).await?;
        let draft = Draft::of(&Entry::LeaseReleased { token: lease.token })?;
        write(&mut tx, &mut moment, &draft.kind, draft.body).await?;
        self.end(tx, &moment).await
    }
}

/// The lease is the walk's newest one, has not run out, and is this process's.
pub async fn check(db: &mut SqliteConnection, moment: &Moment, lease: &Lease, own: &Safe) -> Result<(), Error> {
    let stored = stored(db, moment.stream).await?.ok_or(Error::Fenced)?;
    let current = stored.token == lease.token && stored.until_us > moment.now;
    let mine = stored.holder == lease.holder && lease.holder == *own && lease.walk == moment.stream;
    if current && mine { Ok(()) } else { Err(Error::Fenced) }
}

async fn stored(db: &mut SqliteConnection, walk: Ulid) -> Result<Option<Stored>, Error> {
    let row = sqlx::query("SELECT token, holder, until_us FROM leases WHERE walk = $1").bind(walk.to_string());
    let Some(row) = row.fetch_optional(db).await? else { return Ok(None) };
    let token = count(row.try_get(0)?);
    Ok(Some(Stored { token, holder: Safe::line(row.try_get(1)?), until_us: row.try_get(2)? }))
}

async fn exists(db: &mut SqliteConnection, walk: Ulid) -> Result<bool, Error> {
    let row = sqlx::query("SELECT 1 FROM walks WHERE walk = $1").bind(walk.to_string()).fetch_optional(db).await?;
    Ok(row.is_some())
}
