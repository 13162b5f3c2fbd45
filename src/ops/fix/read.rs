//! Fixes as the journal has them.

use crate::{
    adapters::store::Journal,
    domain::{
        fix::Fix,
        journal::{Alias, Subject, Ulid},
    },
    logic::fix::{Similar, fold, similar},
};

use super::error::Error;

/// A fix with what reviewers want to see of it.
#[derive(Debug, Clone)]
pub struct Shown {
    pub fix: Fix,
    /// The exact bytes that decisions bind to.
    pub patch: Vec<u8>,
    pub similar: Similar,
}

/// One fix, and its stream.
pub async fn find(journal: &dyn Journal, alias: Alias) -> Result<(Fix, Ulid), Error> {
    if alias.subject() != Subject::Fix {
        return Err(Error::NoFix(alias));
    }
    let stream = journal.find(alias).await?;
    let fix = fold(alias, &journal.stream(stream).await?)?.ok_or(Error::NoFix(alias))?;
    Ok((fix, stream))
}

/// All fixes, the oldest first.
pub async fn list(journal: &dyn Journal) -> Result<Vec<Fix>, Error> {
    let mut fixes = Vec::new();
    for (alias, stream) in journal.list(Subject::Fix).await? {
        fixes.extend(fold(alias, &journal.stream(stream).await?)?);
    }
    Ok(fixes)
}

/// One fix with its patch, and what became of earlier ones like it.
pub async fn show(journal: &dyn Journal, alias: Alias) -> Result<Shown, Error> {
    let (fix, _) = find(journal, alias).await?;
    let patch = journal.blob(fix.patch_sha256).await?;
    let similar = similar(&fix, &list(journal).await?);
    Ok(Shown { fix, patch, similar })
}
