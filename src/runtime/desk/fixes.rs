//! Fixes: read, decided about, let out.

use crate::{
    adapters::{git::Repository, store::Journal},
    domain::{
        digest::Digest,
        fix::{Exit, Fix, Proposer},
        journal::Alias,
        text::Safe,
    },
    flow::desk::{News as Word, Order},
    ops::fix::{self, Destination, Proposal},
};

use super::{place::place, work::Work};

/// Carries out what is about fixes.
pub(super) async fn carry_out(work: &Work, order: Order) -> anyhow::Result<Word> {
    let journal = work.journal.as_ref();
    match order {
        Order::ReadPatch { fix } => read(journal, fix).await,
        Order::ApproveFix { fix, patch_sha256, comment } => {
            insist(journal, fix, patch_sha256).await?;
            let fix = fix::approve(journal, fix, comment).await?;
            Ok(done(&format!("{} is approved; X applies it", fix.alias)))
        }
        Order::RejectFix { fix, patch_sha256, reason } => {
            insist(journal, fix, patch_sha256).await?;
            let fix = fix::reject(journal, fix, reason).await?;
            Ok(done(&format!("{} is rejected", fix.alias)))
        }
        Order::ApplyFix { fix, repository, file } => apply(work, fix, repository, file).await,
        Order::EditPatch { fix, patch } => edited(work, fix, patch).await,
        _ => Ok(Word::Refused(Safe::from_static("this is not about fixes"))),
    }
}

fn done(text: &str) -> Word {
    Word::Done(Safe::line(text))
}

async fn read(journal: &dyn Journal, alias: Alias) -> anyhow::Result<Word> {
    let shown = fix::show(journal, alias).await?;
    let lines = Safe::clean_bytes(&shown.patch).lines().map(Safe::line).collect();
    Ok(Word::Patch { fix: alias, lines, text: String::from_utf8_lossy(&shown.patch).into_owned() })
}

/// A decision is about the bytes that were on the screen, and about no others.
async fn insist(journal: &dyn Journal, alias: Alias, seen: Digest) -> anyhow::Result<()> {
    let (fix, _) = fix::find(journal, alias).await?;
    anyhow::ensure!(fix.patch_sha256 == seen, "{alias} is not what was on the screen; nothing was decided");
    Ok(())
}

async fn apply(work: &Work, alias: Alias, repository: Option<Safe>, file: Option<Safe>) -> anyhow::Result<Word> {
    let journal = work.journal.as_ref();
    work.say.word(Word::Doing(Safe::line(&format!("{alias} is being applied")))).await;
    let applied = match (repository, file) {
        (Some(folder), _) => {
            let repository = Repository::open(&place(&folder)?).await?;
            fix::apply(journal, alias, Destination::Branch(&repository)).await?
        }
        (None, Some(file)) => fix::apply(journal, alias, Destination::PatchFile(&place(&file)?)).await?,
        (None, None) => anyhow::bail!("name a repository or a file"),
    };
    Ok(done(&out(&applied)))
}

fn out(fix: &Fix) -> String {
    match &fix.exit {
        Some(Exit::Branch { repository, branch, .. }) => {
            format!("{} is applied: branch {branch} of {repository}", fix.alias)
        }
        Some(Exit::PatchFile { path }) => format!("{} is applied: {path}", fix.alias),
        None => format!("{} is applied", fix.alias),
    }
}

/// A fix of its own: it is checked anew, and nobody has decided about it. The one that it was made of stays as it is.
async fn edited(work: &Work, alias: Alias, patch: String) -> anyhow::Result<Word> {
    let journal = work.journal.as_ref();
    let door = (work.bench.door)()?;
    let (from, _) = fix::find(journal, alias).await?;
    let proposal = Proposal {
        title: Some(Safe::line(&format!("{} ({alias}, edited)", from.title))),
        patch: patch.into_bytes(),
        proposer: Proposer::Person,
        incident: from.incident,
        evidence: from.evidence,
        why: from.why,
    };
    let made = fix::propose(journal, None, &|text| fix::secret(&door, text), proposal).await?;
    Ok(Word::Made(made.alias))
}
