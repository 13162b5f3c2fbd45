//! `stanch fix`: changes of source and manifests, proposed, reviewed, and let out as a branch or a patch.

use std::{
    fs::File,
    io::{self, Read},
    path::Path,
};

use crate::{
    adapters::{
        git::Repository,
        store::{Access, Journal},
    },
    domain::{
        Truth,
        fix::{Exit as Way, Fix, Proposer},
        text::Safe,
    },
    logic::{fix::LARGEST, redact::Door},
    ops::fix::{self, Destination, Document, Documents, Proposal, Shown},
};

use super::{
    arguments::Arguments,
    brought::secrets,
    exit::{Exit, Failure},
    printer::Printer,
    start::{Start, wait},
    wishes::{FixWish, New},
};

pub fn run(arguments: &Arguments, wish: &FixWish) -> anyhow::Result<Exit> {
    let start = Start::new(arguments);
    start.insist(arguments)?;
    start.warn();
    wait(answer(&start, wish, arguments.flags.output.json))?
}

async fn answer(start: &Start, wish: &FixWish, json: bool) -> anyhow::Result<Exit> {
    let access = if matches!(wish, FixWish::List | FixWish::Show { .. }) { Access::Look } else { Access::Write };
    // What is no patch needs no journal to be refused.
    let proposal = if let FixWish::New(new) = wish { Some(proposal(new)?) } else { None };
    let store = start.store(access).await?;
    let journal: &dyn Journal = store.as_ref();
    let mut out = Printer::new(start.settings().look.ascii);
    match (wish, proposal) {
        (FixWish::List, _) => list(&mut out, &fix::list(journal).await?, json)?,
        (FixWish::Show { fix }, _) => show(&mut out, &fix::show(journal, *fix).await?, json)?,
        (FixWish::New(new), Some(proposal)) => {
            let known = secrets(start);
            let (repository, door) = (opened(new.repo.as_deref()).await?, Door::new(known.iter().map(String::as_str))?);
            let made = fix::propose(journal, repository.as_ref(), &|text| fix::secret(&door, text), proposal).await?;
            told(&mut out, &made, json)?;
        }
        (FixWish::New(_), None) => {}
        (FixWish::Approve { fix, comment }, _) => {
            let comment = comment.as_deref().map(Safe::line);
            told(&mut out, &fix::approve(journal, *fix, comment).await?, json)?;
        }
        (FixWish::Reject { fix, reason }, _) => {
            told(&mut out, &fix::reject(journal, *fix, Safe::line(reason)).await?, json)?;
        }
        (FixWish::Apply { fix, to }, _) => {
            let repository = opened(to.repo.as_deref()).await?;
            let destination = match (&repository, &to.patch_file) {
                (Some(repository), _) => Destination::Branch(repository),
                (None, Some(path)) if path.as_os_str() == "-" => {
                    let why = "--patch-file writes a new file; `stanch fix show` prints a patch";
                    return Err(Failure::bad_input(why).into());
                }
                (None, Some(path)) => Destination::PatchFile(path),
                (None, None) => return Err(Failure::bad_input("name --repo or --patch-file").into()),
            };
            told(&mut out, &fix::apply(journal, *fix, destination).await?, json)?;
        }
    }
    out.end()?;
    Ok(Exit::Well)
}

async fn opened(folder: Option<&Path>) -> Result<Option<Repository>, fix::Error> {
    match folder {
        Some(folder) => Ok(Some(Repository::open(folder).await?)),
        None => Ok(None),
    }
}

fn proposal(new: &New) -> anyhow::Result<Proposal> {
    let patch = bytes(&new.patch)
        .map_err(|error| Failure::bad_input(format!("failed to read a patch from {}: {error}", new.patch.display())))?;
    // Said before a journal is made: nothing of it would be kept.
    crate::logic::fix::read(&patch).map_err(fix::Error::from)?;
    Ok(Proposal {
        title: new.title.as_deref().map(Safe::line),
        patch,
        proposer: Proposer::Person,
        incident: new.incident,
        evidence: new.evidence.clone(),
        why: new.why.as_deref().map(Safe::clean).unwrap_or_default(),
    })
}

/// Reads one byte more than a patch may have.
fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    let limit = u64::try_from(LARGEST).unwrap_or(u64::MAX) + 1;
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        io::stdin().lock().take(limit).read_to_end(&mut bytes)?;
    } else {
        File::open(path)?.take(limit).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

fn list(out: &mut Printer, fixes: &[Fix], json: bool) -> anyhow::Result<()> {
    if json {
        return Ok(out.json(&Documents { version: 1, fixes: fixes.iter().map(Document::from).collect() })?);
    }
    for fix in fixes {
        out.line(&line(fix))?;
    }
    Ok(())
}

fn told(out: &mut Printer, fix: &Fix, json: bool) -> anyhow::Result<()> {
    if json {
        return Ok(out.json(&Document::from(fix))?);
    }
    out.line(&line(fix))?;
    for check in &fix.checks {
        let mark = match check.ok {
            Truth::Yes => "ok",
            Truth::No => "FAILED",
            Truth::Unknown => "?",
        };
        out.line(&format!("  {mark:<8} {}: {}", check.name, check.message))?;
    }
    match &fix.exit {
        Some(Way::Branch { repository, branch, base, commit: Some(commit) }) => {
            out.line(&format!("  branch   {branch} of {repository}: commit {commit} on {base}"))?;
        }
        Some(Way::PatchFile { path }) => out.line(&format!("  file     {path}"))?,
        Some(Way::Branch { .. }) | None => {}
    }
    if let Some(why) = &fix.failure {
        out.line(&format!("  FAILED   {why}"))?;
    }
    Ok(())
}

fn show(out: &mut Printer, shown: &Shown, json: bool) -> anyhow::Result<()> {
    let patch = Safe::clean_bytes(&shown.patch);
    if json {
        let document = Document { similar: Some(&shown.similar), patch: Some(patch), ..Document::from(&shown.fix) };
        return Ok(out.json(&document)?);
    }
    told(out, &shown.fix, false)?;
    for decision in &shown.fix.decisions {
        let word = if decision.approved { "approved" } else { "rejected" };
        let own = if decision.self_approved { " SELF-APPROVED" } else { "" };
        let words = decision.words.as_ref().map_or("", |words| words.as_str());
        out.line(&format!("  {word} by {}{own} {words}", decision.by))?;
    }
    let (approved, rejected) = (shown.similar.approved.len(), shown.similar.rejected.len());
    out.line(&format!("  similar  {approved} approved, {rejected} rejected"))?;
    out.line(&format!("  patch    sha256 {}", shown.fix.patch_sha256))?;
    for line in patch.lines() {
        out.line(line)?;
    }
    Ok(())
}

fn line(fix: &Fix) -> String {
    let own = if fix::self_approved(fix) { "  SELF-APPROVED" } else { "" };
    format!("{:<6} {:<22} {}{own}", fix.alias.to_string(), fix.state.word(), fix.title)
}
