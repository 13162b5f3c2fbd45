//! Entries as records of a walk's stream.

use crate::{
    adapters::store::{Journal, Lease},
    domain::{journal::Draft, walk::Entry},
};

use super::{Error, failpoint::failpoint, read::Walk};

/// Appends entries, all or none, behind the records that they were decided on: where the walk has moved on meanwhile, none.
pub async fn append(journal: &dyn Journal, walk: &Walk, lease: Option<&Lease>, entries: &[Entry]) -> Result<(), Error> {
    let drafts = entries.iter().map(Draft::of).collect::<Result<Vec<_>, _>>()?;
    for draft in &drafts {
        failpoint("before", &draft.kind);
    }
    journal.append_after(walk.last(), walk.id, lease, &drafts).await?;
    for draft in &drafts {
        failpoint("after", &draft.kind);
    }
    Ok(())
}
