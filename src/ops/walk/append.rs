//! Entries as records of a walk's stream.

use crate::{
    adapters::store::{Journal, Lease},
    domain::{
        journal::{Draft, Ulid},
        walk::Entry,
    },
};

use super::{Error, failpoint::failpoint};

/// Appends entries, all or none.
pub async fn append(journal: &dyn Journal, walk: Ulid, lease: Option<&Lease>, entries: &[Entry]) -> Result<(), Error> {
    let drafts = entries.iter().map(Draft::of).collect::<Result<Vec<_>, _>>()?;
    for draft in &drafts {
        failpoint("before", &draft.kind);
    }
    journal.append(walk, lease, &drafts).await?;
    for draft in &drafts {
        failpoint("after", &draft.kind);
    }
    Ok(())
}
