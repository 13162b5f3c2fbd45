//! A patch becomes a fix: read strictly, checked, and recorded with what the checks said.

use std::collections::BTreeSet;

use crate::{
    adapters::{
        git::{Outcome, Repository},
        store::Journal,
    },
    domain::{
        digest::Digest,
        evidence::EvidenceNo,
        fix::{Check, Entry, Fix, Proposer},
        incident::Entry as Noted,
        journal::{Alias, Draft, Subject, Ulid},
        text::Safe,
    },
    logic::fix::{Reading, Trial, Tried, examine, likeness, read},
    ops::incident,
};

use super::{error::Error, read::find};

/// Says what secret a text holds, if it holds one.
pub type Secrets<'a> = &'a (dyn Fn(&str) -> Option<Safe> + Sync);

/// A patch, and where it comes from.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// What it does, in a line; made of the files that it touches where nobody says it.
    pub title: Option<Safe>,
    pub patch: Vec<u8>,
    pub proposer: Proposer,
    pub incident: Option<Alias>,
    pub evidence: Vec<EvidenceNo>,
    pub why: Safe,
}

/// Records a fix. What is no patch, or leaves its repository, is none; every other check that fails is kept with it.
pub async fn propose(
    journal: &dyn Journal,
    repository: Option<&Repository>,
    secrets: Secrets<'_>,
    proposal: Proposal,
) -> Result<Fix, Error> {
    let reading = read(&proposal.patch)?;
    let incident = incident(journal, &proposal).await?;
    let checks = check(repository, secrets, &reading, &proposal.patch).await?;
    let patch_sha256 = journal.put_blob(&proposal.patch).await?;
    let drafts = drafts(&proposal, &reading, patch_sha256, checks)?;
    let (alias, _, _) = journal.open_stream(Subject::Fix, &drafts).await?;
    if let Some(stream) = incident {
        journal.append(stream, None, &[Draft::of(&Noted::Linked { alias })?]).await?;
    }
    Ok(find(journal, alias).await?.0)
}

/// The incident that it belongs to, which has the evidence that it rests on.
async fn incident(journal: &dyn Journal, proposal: &Proposal) -> Result<Option<Ulid>, Error> {
    let Some(alias) = proposal.incident else { return Ok(None) };
    let (known, stream) = incident::find(journal, alias).await?;
    let missing = proposal.evidence.iter().find(|no| !known.evidence.iter().any(|one| one.no == **no));
    match missing {
        Some(no) => Err(Error::NoEvidence { incident: alias, no: *no }),
        None => Ok(Some(stream)),
    }
}

fn drafts(
    proposal: &Proposal,
    reading: &Reading,
    patch_sha256: Digest,
    checks: Vec<Check>,
) -> Result<Vec<Draft>, Error> {
    let title = proposal.title.clone().unwrap_or_else(|| titled(reading));
    let proposed = Entry::Proposed {
        title,
        patch_sha256,
        proposer: proposal.proposer.clone(),
        incident: proposal.incident,
        evidence: proposal.evidence.clone(),
        why: proposal.why.clone(),
        likeness: likeness(&proposal.proposer, reading),
    };
    Ok(vec![Draft::of(&proposed)?, Draft::of(&Entry::Checked { patch_sha256, checks })?])
}

fn titled(reading: &Reading) -> Safe {
    let first = reading.changes.first().map_or("", |change| change.path.as_str());
    let more = reading.changes.len().saturating_sub(1);
    Safe::line(&if more == 0 { format!("change {first}") } else { format!("change {first} and {more} more") })
}

/// Everything that is checked about a patch, on the newest commit of a repository where there is one.
pub async fn check(
    repository: Option<&Repository>,
    secrets: Secrets<'_>,
    reading: &Reading,
    patch: &[u8],
) -> Result<Vec<Check>, Error> {
    let trial = match repository {
        Some(repository) => {
            let tip = repository.tip().await?;
            tried(repository, (&tip.commit, tip.shown()), reading, patch).await?
        }
        None => Trial::NotTried,
    };
    Ok(examine(reading, &trial, secrets))
}

/// What comes of a patch on a commit, without touching the repository.
pub(super) async fn tried(
    repository: &Repository,
    (commit, base): (&str, Safe),
    reading: &Reading,
    patch: &[u8],
) -> Result<Trial, Error> {
    use crate::adapters::git::Error as Git;
    let paths: BTreeSet<&str> = reading.paths();
    let outcome = match repository.try_patch(commit, patch, reading.strip, &paths).await {
        // These are about the patch, not about the repository.
        Err(error @ (Git::Empty | Git::Strayed(_))) => Outcome::Refused { why: Safe::line(&error.to_string()) },
        other => other?,
    };
    let tree = match outcome {
        Outcome::Refused { why } => return Ok(Trial::Refused { base, why }),
        Outcome::Applies { tree } => tree,
    };
    let files = repository.both(commit, &tree, &paths).await?.into_iter();
    let files =
        files.map(|file| Tried { path: file.path, before: file.before, after: file.after, irregular: file.irregular });
    Ok(Trial::Applied { base, files: files.collect() })
}
