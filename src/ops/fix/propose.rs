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
        incident,
        journal::{Alias, Draft, Subject},
        text::Safe,
    },
    logic::fix::{Reading, Trial, Tried, examine, likeness, read},
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
    let incident = match proposal.incident {
        Some(alias) if alias.subject() == Subject::Incident => Some((alias, journal.find(alias).await?)),
        Some(alias) => {
            return Err(crate::adapters::store::Error::NoSuch(Safe::line(&format!("incident {alias}"))).into());
        }
        None => None,
    };
    let checks = check(repository, secrets, &reading, &proposal.patch).await?;
    let patch_sha256 = journal.put_blob(&proposal.patch).await?;
    let drafts = drafts(&proposal, &reading, patch_sha256, checks)?;
    let (alias, _, _) = journal.open_stream(Subject::Fix, &drafts).await?;
    if let Some((_, stream)) = incident {
        journal.append(stream, None, &[Draft::of(&incident::Entry::Linked { alias })?]).await?;
    }
    Ok(find(journal, alias).await?.0)
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
        Some(repository) => tried(repository, reading, patch).await?,
        None => Trial::NotTried,
    };
    Ok(examine(reading, &trial, secrets))
}

async fn tried(repository: &Repository, reading: &Reading, patch: &[u8]) -> Result<Trial, Error> {
    use crate::adapters::git::Error as Git;
    let tip = repository.tip().await?;
    let (base, paths): (_, BTreeSet<&str>) = (tip.shown(), reading.paths());
    let outcome = match repository.try_patch(&tip.commit, patch, reading.strip, &paths).await {
        // These are about the patch, not about the repository.
        Err(error @ (Git::Empty | Git::Strayed(_))) => Outcome::Refused { why: Safe::line(&error.to_string()) },
        other => other?,
    };
    let tree = match outcome {
        Outcome::Refused { why } => return Ok(Trial::Refused { base, why }),
        Outcome::Applies { tree } => tree,
    };
    let files = repository.both(&tip.commit, &tree, &paths).await?;
    let files = files.into_iter().map(|file| Tried { path: file.path, before: file.before, after: file.after });
    Ok(Trial::Applied { base, files: files.collect() })
}
