//! Opening, and what is known from then on.

use std::{path::Path, time::Duration};

use sqlx::Row;
use tokio::time;

use crate::domain::{
    Truth,
    digest::Digest,
    journal::{Head, Ulid},
    text::Safe,
};

use super::{
    super::{
        error::Error,
        filesystem::ground,
        heads::Heads,
        journal::Facts,
        settings::{Access, Address, Settings},
    },
    connect::{self, Pools},
    files, reads,
    schema::{self, Tables},
};

/// Times that consoles which start at once get out of each other's way.
const TRIES: u32 = 40;
const PAUSE: Duration = Duration::from_millis(50);

/// A store in a SQLite file, or in memory.
pub struct Sqlite {
    pub(super) pools: Pools,
    pub(super) settings: Settings,
    pub(super) facts: Facts,
    /// `None` where no head can be kept, and where the kept one speaks against the store: it stays as evidence.
    pub(super) heads: Option<Heads>,
    /// The head that this console knew when it opened the store.
    pub(super) kept: Option<Head>,
}

impl Sqlite {
    pub async fn open(settings: Settings) -> Result<Self, Error> {
        let (pools, read_only, mut refusals) = match &settings.address {
            Address::Sqlite(path) => {
                let (pools, read_only) = patiently(path, &settings).await?;
                (pools, read_only, standing(path, &settings))
            }
            Address::Memory => (in_memory(&settings).await?, None, gone(&settings)),
        };
        let durable = if refusals.is_empty() { Truth::Yes } else { Truth::No };
        let db_id = reads::head(&mut *pools.reads.acquire().await?).await?.db_id;
        let (mut heads, mut known) = (None, None);
        if settings.address != Address::Memory
            && let Some(folder) = &settings.heads
        {
            heads = Heads::open(folder, db_id, settings.access)
                .map_err(|error| Error::Failed(Safe::line(&format!("{}: {error}", folder.display()))))?;
            known = heads.as_ref().and_then(Heads::known);
            // Read after the kept one: what others append meanwhile is no rewind.
            let head = reads::head(&mut *pools.reads.acquire().await?).await?;
            if let Some(refusal) = rewound(&pools, known.as_ref(), &head).await? {
                let file = folder.join(format!("{}.head", head.db_id));
                refusals.push(Safe::line(&format!("{refusal}; if this copy is to stay, remove {}", file.display())));
                heads = None;
            }
        }
        let facts = Facts {
            db_id,
            place: Safe::line(&settings.address.to_string()),
            actor: settings.actor.clone(),
            durable,
            read_only,
            refusals,
        };
        Ok(Self { pools, settings, facts, heads, kept: known })
    }

    /// Keeps a head after its commit. A head that could not be kept is only a later one missing: the next one will do.
    pub(super) fn keep(&self, head: &Head) {
        if let Some(heads) = &self.heads {
            let _ = heads.keep(head);
        }
    }

    pub(super) fn now_us(&self) -> i64 {
        (self.settings.clock)().as_microsecond()
    }

    pub(super) fn writable(&self) -> Result<(), Error> {
        self.facts.read_only.clone().map_or(Ok(()), |why| Err(Error::ReadOnly(why)))
    }
}

async fn in_memory(settings: &Settings) -> Result<Pools, Error> {
    let pools = connect::memory().await?;
    schema::migrate(&mut *pools.writes.acquire().await?, new_id(settings)).await?;
    Ok(pools)
}

/// Turning WAL on takes the file for a moment without waiting for others who do the same.
async fn patiently(path: &Path, settings: &Settings) -> Result<(Pools, Option<Safe>), Error> {
    let writable = files::prepare(path, settings.access)?;
    for _ in 1..TRIES {
        match on_disk(path, settings, writable).await {
            Err(Error::Busy) => time::sleep(PAUSE).await,
            other => return other,
        }
    }
    on_disk(path, settings, writable).await
}

async fn on_disk(path: &Path, settings: &Settings, writable: bool) -> Result<(Pools, Option<Safe>), Error> {
    let why = match schema::look(&mut connect::looking(path).await?).await.map_err(|error| named(error, path))? {
        Tables::Foreign => return Err(Error::NotADatabase(files::words(path))),
        Tables::Version(version) if version > schema::NEWEST => {
            Some(format!("made by a newer stanch (schema {version}; this one knows {}): read-only", schema::NEWEST))
        }
        Tables::None if settings.access == Access::Look || !writable => {
            return Err(Error::NotADatabase(files::words(path)));
        }
        _ if !writable => Some("the file may not be written".to_owned()),
        _ if settings.access == Access::Look => Some("opened to look".to_owned()),
        _ => None,
    };
    if let Some(why) = why {
        return Ok((connect::read_only(path).await?, Some(Safe::line(&why))));
    }
    let pools = connect::writing(path).await?;
    schema::migrate(&mut *pools.writes.acquire().await?, new_id(settings)).await?;
    Ok((pools, None))
}

fn named(error: Error, path: &Path) -> Error {
    match error {
        Error::NotADatabase(_) => Error::NotADatabase(files::words(path)),
        other => other,
    }
}

fn new_id(settings: &Settings) -> Ulid {
    let now = (settings.clock)().as_millisecond();
    Ulid::from_parts(u64::try_from(now).unwrap_or_default(), Ulid::new().random())
}

/// Whether what is acknowledged will be there tomorrow (T-16).
fn standing(path: &Path, settings: &Settings) -> Vec<Safe> {
    if settings.drill {
        return Vec::new();
    }
    let refusal = match (settings.filesystem)(path) {
        Ok(magic) => ground(magic).refusal(),
        Err(error) => Some(format!("on an unknown filesystem ({error}): cannot be trusted for actions")),
    };
    refusal.iter().map(|refusal| Safe::line(refusal)).collect()
}

fn gone(settings: &Settings) -> Vec<Safe> {
    let ephemeral = Safe::from_static("ephemeral: gone when stanch ends");
    if settings.drill { Vec::new() } else { vec![ephemeral] }
}

/// Whether the store is older than, or other than, what this console knows of it.
async fn rewound(pools: &Pools, known: Option<&Head>, head: &Head) -> Result<Option<Safe>, Error> {
    let Some(known) = known else { return Ok(None) };
    let found = hash_at(pools, known.seq).await?;
    if head.seq >= known.seq && (known.seq == 0 || found == Some(known.hash)) {
        return Ok(None);
    }
    let text = format!(
        "database was rewound or rewritten (restore? failover?): this console knows record {} with hash {}",
        known.seq,
        known.hash.code()
    );
    Ok(Some(Safe::line(&text)))
}

async fn hash_at(pools: &Pools, seq: u64) -> Result<Option<Digest>, Error> {
    let row = sqlx::query("SELECT hash FROM log WHERE seq = $1").bind(i64::try_from(seq).unwrap_or(i64::MAX));
    let Some(row) = row.fetch_optional(&pools.reads).await? else { return Ok(None) };
    let hash: Vec<u8> = row.try_get(0)?;
    Ok(hash.try_into().ok().map(Digest))
}
