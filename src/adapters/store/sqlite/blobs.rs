//! Bytes that records name by their digest, deflated.

use std::io::{Read, Write};

use flate2::{Compression, read::DeflateDecoder, write::DeflateEncoder};
use sqlx::{Row, SqliteConnection};

use crate::domain::{digest::Digest, text::Safe};

use super::{super::error::Error, rows::count};

/// The most bytes of one blob: what is brought in is cut long before.
const LARGEST: usize = 64 << 20;

pub async fn put(db: &mut SqliteConnection, bytes: &[u8]) -> Result<Digest, Error> {
    if bytes.len() > LARGEST {
        return Err(Error::Failed(Safe::from_static("a blob of more than 64 MiB")));
    }
    let digest = Digest::of(bytes);
    sqlx::query("INSERT INTO blobs VALUES ($1, $2, $3) ON CONFLICT DO NOTHING")
        .bind(&digest.0[..])
        .bind(i64::try_from(bytes.len()).unwrap_or(i64::MAX))
        .bind(deflate(bytes).map_err(|error| Error::Failed(Safe::line(&error.to_string())))?)
        .execute(db)
        .await?;
    Ok(digest)
}

pub async fn get(db: &mut SqliteConnection, digest: Digest) -> Result<Vec<u8>, Error> {
    let row = sqlx::query("SELECT size, bytes FROM blobs WHERE sha256 = $1")
        .bind(&digest.0[..])
        .fetch_optional(db)
        .await?
        .ok_or_else(|| Error::NoSuch(Safe::line(&format!("blob {digest}"))))?;
    let mut bytes = Vec::new();
    // Nothing is unpacked past the size that it had: what was put in its place may be a bomb.
    let packed: &[u8] = row.try_get(1)?;
    let read = DeflateDecoder::new(packed).take(count(row.try_get(0)?)).read_to_end(&mut bytes);
    if read.is_ok() && Digest::of(&bytes) == digest { Ok(bytes) } else { Err(Error::Blob(digest)) }
}

fn deflate(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut packed = DeflateEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(bytes)?;
    packed.finish()
}
