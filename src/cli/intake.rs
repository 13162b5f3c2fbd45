//! `stanch intake`: what a file, a pipe or a repository's changes hold, as stanch takes it in; with an incident it is kept there.

use serde::Serialize;

use crate::{
    adapters::store::Access,
    domain::{
        evidence::{Evidence, EvidenceNo, Origin, Sort},
        journal::Alias,
        text::Safe,
    },
    ops::analyze::{Brought, Desk, Error, Kept, NotKept, bring},
    runtime::clock,
};

use super::{
    arguments::Arguments,
    brought::{changes, desk, read, told_origin},
    exit::{Exit, Failure},
    printer::Printer,
    start::{Start, wait},
    wishes::IntakeWish,
};

/// The JSON of `stanch intake --json`.
#[derive(Serialize)]
struct Document {
    /// The version of this schema: 1.
    version: u8,
    /// Its number within the incident; null where none was named.
    id: Option<EvidenceNo>,
    incident: Option<Alias>,
    /// Whether the incident had these very bytes before.
    known: bool,
    /// Null where nothing says what it is.
    sort: Option<Sort>,
    /// `a unified diff of 3 files`
    detected: Safe,
    lines: u64,
    masked: u32,
    cut: Vec<Safe>,
    /// Of the redacted bytes.
    sha256: String,
}

pub fn run(arguments: &Arguments, wanted: &IntakeWish) -> anyhow::Result<Exit> {
    let start = Start::new(arguments);
    if wanted.incident.is_some() {
        start.insist(arguments)?;
        start.warn();
    }
    let document = wait(take(&start, wanted))??;
    let mut out = Printer::new(start.settings().look.ascii);
    if arguments.flags.output.json {
        out.json(&document)?;
    } else {
        out.line(&document.told())?;
    }
    out.end()?;
    Ok(Exit::Well)
}

async fn take(start: &Start, wanted: &IntakeWish) -> anyhow::Result<Document> {
    let mut desk = desk(start)?;
    let brought = brought(wanted).await?;
    let Some(alias) = wanted.incident else {
        let (piece, guess) = desk.take(brought, EvidenceNo(1), clock::now()).map_err(|error| unfit(&error))?;
        return Ok(Document { sort: guess.sort, ..Document::new(piece.header, &desk) });
    };
    let store = start.store(Access::Write).await?;
    let kept = bring(store.as_ref(), alias, &mut desk, brought, clock::now()).await.map_err(|error| match error {
        NotKept::Intake(error) => anyhow::Error::new(unfit(&error)),
        NotKept::Incident(error) => error.into(),
    })?;
    let known = matches!(kept, Kept::Known(_));
    let header = kept.evidence().clone();
    Ok(Document { id: Some(header.no), incident: Some(alias), known, ..Document::new(header, &desk) })
}

fn unfit(error: &Error) -> Failure {
    match error {
        Error::Empty { .. } => Failure::bad_input("nothing to read"),
        Error::NoDiff { .. } => Failure::bad_input(error.to_string()),
        Error::Door(_) => Failure { exit: Exit::Refused, text: error.to_string() },
    }
}

async fn brought(wanted: &IntakeWish) -> Result<Brought, Failure> {
    let what = Safe::from_static("the input");
    let (sort, origin, bytes) = match wanted {
        IntakeWish { repo: Some(folder), range: Some(range), .. } => {
            (Some(Sort::Diff), Origin::Repository { range: Safe::line(range) }, changes(folder, range).await?)
        }
        IntakeWish { file: Some(file), .. } => (None, told_origin(file), read(file)?),
        _ => return Err(Failure::bad_input("name a file, - for standard input, or --repo and --range")),
    };
    Ok(Brought { what, sort, origin, pod: None, container: None, bytes })
}

impl Document {
    fn new(header: Evidence, desk: &Desk) -> Self {
        Self {
            version: 1,
            id: None,
            incident: None,
            known: false,
            sort: Some(header.sort),
            detected: header.title,
            lines: header.lines,
            masked: desk.masked(),
            cut: header.cut,
            sha256: header.sha256.to_string(),
        }
    }

    /// `E3 of INC-1: a log of 12 lines, 1 secret masked`
    fn told(&self) -> String {
        let words: Vec<&str> = [&self.detected].into_iter().chain(&self.cut).map(Safe::as_str).collect();
        let words = words.join(", ");
        match (self.id, self.incident) {
            (Some(no), Some(alias)) if self.known => format!("already there as {no} of {alias}: {words}"),
            (Some(no), Some(alias)) => format!("{no} of {alias}: {words}"),
            _ => words,
        }
    }
}
