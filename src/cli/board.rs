//! `stanch board`: one snapshot, as lines or JSON; its exit code says how it stands.

use crate::{
    ops::board::{Document, snapshot},
    runtime::clock,
};

use super::{
    arguments::Arguments,
    exit::{Exit, is_broken_pipe},
    plain,
    printer::Printer,
    start::{Start, follow, wait},
};

pub fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let start = Start::new(arguments);
    start.insist(arguments)?;
    start.warn();
    start.log()?;
    let world = start.world()?;
    let scope = start.settings().connect.scope();
    let snapshot = wait(snapshot(follow(&world, &scope), start.board()))?;
    let document = Document::of(&snapshot.board, clock::now());
    match print(&document, &start, arguments.flags.output.json, snapshot.complete) {
        // Whoever closed the pipe still gets the code.
        Err(error) if !is_broken_pipe(&error) => Err(error),
        _ => Ok(snapshot.outcome.into()),
    }
}

fn print(document: &Document, start: &Start, json: bool, complete: bool) -> anyhow::Result<()> {
    let mut out = Printer::new(start.settings().look.ascii);
    if json {
        out.json(document)?;
    } else {
        for line in plain::board(document, complete) {
            out.line(&line)?;
        }
    }
    Ok(out.end()?)
}
