//! Evidence: pulled, pasted, marked, and read again.

use std::{fs::File, io::Read, sync::Arc};

use crate::{
    adapters::{cluster::Api, git::Repository},
    domain::{
        evidence::{EvidenceNo, Origin, Sort},
        incident::Place,
        journal::Alias,
        severity::Severity,
        text::Safe,
        workload::Key,
    },
    flow::desk::{News as Word, Order},
    logic::evidence::PASTE_CAP,
    ops::{
        analyze::{Brought, Error, Kept, bring},
        incident, pull,
    },
};

use super::{place::place, work::Work};

/// Carries out what is about evidence.
pub(super) async fn carry_out(work: &Work, order: Order) -> anyhow::Result<Word> {
    match order {
        Order::OpenIncident { title, severity, about } => open(work, title, severity, about).await,
        Order::Pull { incident, key } => pulled(work, incident, &key).await,
        Order::Paste { incident, text, cut } => paste(work, incident, text, cut).await,
        Order::BringFile { incident, file } => kept(work, incident, of_file(&file)?).await,
        Order::BringRange { incident, range } => kept(work, incident, of_range(&range).await?).await,
        Order::Mark { incident, place, text } => {
            let brought = brought(Sort::Mark, Origin::Marked { place }, text.as_bytes().to_vec());
            kept(work, incident, brought).await
        }
        Order::ReadEvidence { incident, no } => read(work, incident, no).await,
        _ => Ok(Word::Refused(Safe::from_static("this is not about evidence"))),
    }
}

async fn open(work: &Work, title: Safe, severity: Severity, about: Option<Key>) -> anyhow::Result<Word> {
    let place = match &about {
        Some(key) => {
            let cluster = api(work, key)?.cluster();
            let unknown = || anyhow::anyhow!("{} has not said yet which cluster it is: try again", cluster.context);
            Some(Place::of(&cluster, key).ok_or_else(unknown)?)
        }
        None => None,
    };
    let opened = incident::open(work.journal.as_ref(), title, severity, place).await?;
    let Some(key) = about else { return Ok(Word::Made(opened.alias)) };
    work.say.word(Word::Made(opened.alias)).await;
    pulled(work, opened.alias, &key).await
}

fn api(work: &Work, key: &Key) -> anyhow::Result<Arc<dyn Api>> {
    let found = work.clusters.iter().find(|api| api.cluster().no == key.cluster);
    found.cloned().ok_or_else(|| anyhow::anyhow!("this console is not connected to the cluster of {key}"))
}

async fn pulled(work: &Work, incident: Alias, key: &Key) -> anyhow::Result<Word> {
    let api = api(work, key)?;
    work.say.word(Word::Doing(Safe::line(&format!("{incident}: reading {key} as it is now")))).await;
    let bench = &work.bench;
    let found = pull::pull(api, bench.board.clone(), key, bench.clock).await?;
    let (mut desk, mut new, mut known) = (bench.desk().map_err(Error::Door)?, Vec::new(), 0_usize);
    for brought in found.brought {
        match bring(work.journal.as_ref(), incident, &mut desk, brought, (bench.clock)()).await? {
            Kept::New(evidence) => new.push(evidence.no),
            Kept::Known(_) => known += 1,
        }
    }
    let words = match new.as_slice() {
        [] => format!("{incident}: nothing new"),
        [only] => format!("{incident}: {only} is new"),
        [first, .., last] => format!("{incident}: {first} to {last} are new"),
    };
    let known = if known > 0 { format!(", {known} as before") } else { String::new() };
    let masked = match desk.masked() {
        0 => String::new(),
        masked => format!(", {} masked", counted(masked, "secret")),
    };
    Ok(Word::Done(Safe::line(&format!("{words}{known}{masked}{}", unread(&found.unread)))))
}

/// Nothing is left out because it failed: it is said.
fn unread(unread: &[Safe]) -> String {
    match unread {
        [] => String::new(),
        [only] => format!("; NOT READ: {only}"),
        [first, rest @ ..] => format!("; NOT READ: {first} (and {} more)", rest.len()),
    }
}

async fn paste(work: &Work, incident: Alias, text: String, cut: bool) -> anyhow::Result<Word> {
    let mut brought = brought(Sort::RuntimeLog, Origin::Pasted, text.into_bytes());
    // What it is shows in what it holds.
    brought.sort = None;
    if cut {
        // A byte more than what is kept: so it is marked as cut, like everything that is.
        brought.bytes.push(b'\n');
    }
    kept(work, incident, brought).await
}

/// A file of this machine; a byte more than is kept, so that the cut is known for one.
fn of_file(typed: &Safe) -> anyhow::Result<Brought> {
    let path = place(typed)?;
    let wrong = |error: std::io::Error| anyhow::anyhow!("failed to read {}: {error}", path.display());
    let mut bytes = Vec::new();
    let file = File::open(&path).map_err(wrong)?;
    // A pipe would have the console wait for whoever writes to it.
    anyhow::ensure!(file.metadata().map_err(wrong)?.is_file(), "{} is no file", path.display());
    file.take(PASTE_CAP as u64 + 1).read_to_end(&mut bytes).map_err(wrong)?;
    let origin = Origin::File { name: Safe::line(&path.display().to_string()) };
    Ok(Brought { what: Safe::from_static("the file"), sort: None, origin, pod: None, container: None, bytes })
}

/// `DIR A..B`
async fn of_range(typed: &Safe) -> anyhow::Result<Brought> {
    let (folder, range) =
        typed.trim().rsplit_once(' ').ok_or_else(|| anyhow::anyhow!("write a folder and a range: /src/shop v1..v2"))?;
    let bytes = Repository::open(&place(folder)?).await?.diff(range).await?;
    anyhow::ensure!(!bytes.is_empty(), "nothing changed in {range}");
    let (what, origin) = (Safe::from_static("the range"), Origin::Repository { range: Safe::line(range) });
    Ok(Brought { what, sort: Some(Sort::Diff), origin, pod: None, container: None, bytes })
}

async fn kept(work: &Work, incident: Alias, brought: Brought) -> anyhow::Result<Word> {
    let mut desk = work.bench.desk().map_err(Error::Door)?;
    let kept = bring(work.journal.as_ref(), incident, &mut desk, brought, (work.bench.clock)()).await?;
    let evidence = kept.evidence();
    let what = format!("{} of {incident}: {}", evidence.no, evidence.title);
    Ok(Word::Done(Safe::line(&match &kept {
        Kept::Known(_) => format!("already there as {what}"),
        Kept::New(evidence) => {
            let facts = std::iter::once(counted(evidence.lines, "line"));
            let facts = facts.chain(evidence.cut.iter().map(ToString::to_string));
            format!("{what}, {}", facts.collect::<Vec<_>>().join(", "))
        }
    })))
}

fn brought(sort: Sort, origin: Origin, bytes: Vec<u8>) -> Brought {
    let what = match sort {
        Sort::Mark => Safe::from_static("the mark"),
        _ => Safe::from_static("the paste"),
    };
    Brought { what, sort: Some(sort), origin, pod: None, container: None, bytes }
}

async fn read(work: &Work, incident: Alias, no: EvidenceNo) -> anyhow::Result<Word> {
    let (_, bytes) = incident::bytes_of(work.journal.as_ref(), incident, no).await?;
    let lines = String::from_utf8_lossy(&bytes).lines().map(Safe::line).collect();
    Ok(Word::Evidence { incident, no, lines })
}

fn counted(count: impl Into<u64>, noun: &str) -> String {
    match count.into() {
        1 => format!("1 {noun}"),
        count => format!("{count} {noun}s"),
    }
}
