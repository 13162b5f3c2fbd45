//! Decisions about a fix, each bound to the exact bytes of its patch.

use crate::{
    adapters::store::Journal,
    domain::{
        Truth,
        fix::{Entry, Fix, State},
        journal::{Alias, Draft},
        text::Safe,
    },
};

use super::{error::Error, read::find};

/// Approves a fix, as whoever the journal has proven. The proposer's own word counts, and is marked. Said twice it is recorded once.
pub async fn approve(journal: &dyn Journal, alias: Alias, comment: Option<Safe>) -> Result<Fix, Error> {
    let (fix, stream) = find(journal, alias).await?;
    if fix.state == State::Rejected {
        return Err(Error::Over { alias, state: fix.state, wanted: "an approval" });
    }
    if let Some(check) = fix.checks.iter().find(|check| check.ok == Truth::No) {
        return Err(Error::Blocked { alias, check: check.name.clone(), message: check.message.clone() });
    }
    let actor = &journal.facts().actor;
    if fix.decisions.iter().any(|decision| decision.approved && decision.by == *actor) {
        return Ok(fix);
    }
    // What is approved has to be there, whole.
    journal.blob(fix.patch_sha256).await?;
    let self_approved = *actor == fix.proposed_by;
    let entry = Entry::Approved { patch_sha256: fix.patch_sha256, comment, self_approved };
    journal.append(stream, None, &[Draft::of(&entry)?]).await?;
    let (fix, _) = find(journal, alias).await?;
    // Somebody rejected it in between: theirs is the last word.
    if fix.state == State::Rejected {
        return Err(Error::Over { alias, state: fix.state, wanted: "an approval" });
    }
    Ok(fix)
}

/// Rejects a fix. After that it is never applied; before, an approval may have been given.
pub async fn reject(journal: &dyn Journal, alias: Alias, reason: Safe) -> Result<Fix, Error> {
    if reason.trim().is_empty() {
        return Err(Error::NoReason);
    }
    let (fix, stream) = find(journal, alias).await?;
    match fix.state {
        State::Rejected => return Ok(fix),
        State::Applying | State::Applied => {
            return Err(Error::Over { alias, state: fix.state, wanted: "taking it back" });
        }
        State::Pending | State::Approved | State::ApplyFailed => {}
    }
    let entry = Entry::Rejected { patch_sha256: fix.patch_sha256, reason };
    journal.append(stream, None, &[Draft::of(&entry)?]).await?;
    let (fix, _) = find(journal, alias).await?;
    if fix.state != State::Rejected {
        return Err(Error::Over { alias, state: fix.state, wanted: "taking it back" });
    }
    Ok(fix)
}
