//! `stanch intake`: what a file or a pipe holds, as stanch would take it in.

use std::path::Path;

use serde::Serialize;

use crate::{
    domain::{
        evidence::{EvidenceNo, Sort},
        text::Safe,
    },
    ops::analyze::Brought,
    runtime::clock,
};

use super::{
    arguments::Arguments,
    brought::{desk, read, told_origin},
    exit::{Exit, Failure},
    printer::Printer,
    start::Start,
};

/// The JSON of `stanch intake --json`.
#[derive(Serialize)]
struct Document {
    /// The version of this schema: 1.
    version: u8,
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

pub fn run(arguments: &Arguments, file: &Path) -> anyhow::Result<Exit> {
    let start = Start::new(arguments);
    let mut desk = desk(&start)?;
    let (what, origin) = (Safe::from_static("the input"), told_origin(file));
    let brought = Brought { what, sort: None, origin, pod: None, container: None, bytes: read(file)? };
    let (piece, guess) =
        desk.take(brought, EvidenceNo(1), clock::now()).map_err(|error| Failure::bad_input(error.to_string()))?;
    let document = Document {
        version: 1,
        sort: guess.sort,
        detected: guess.words,
        lines: piece.header.lines,
        masked: desk.masked(),
        cut: piece.header.cut,
        sha256: piece.header.sha256.to_string(),
    };
    let mut out = Printer::new(start.settings().look.ascii);
    if arguments.flags.output.json {
        out.json(&document)?;
    } else {
        let words: Vec<&str> = [&document.detected].into_iter().chain(&document.cut).map(Safe::as_str).collect();
        out.line(&words.join(", "))?;
    }
    out.end()?;
    Ok(Exit::Well)
}
