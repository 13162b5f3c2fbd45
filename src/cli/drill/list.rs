//! `stanch drill --list`: the drills that come with stanch.

use serde::Serialize;

use crate::{
    cli::{exit::Exit, printer::Printer},
    domain::text::Safe,
    drill::scenario::Scenario,
};

/// The JSON of `stanch drill --list --json`.
#[derive(Serialize)]
struct Document {
    /// The version of this schema: 1.
    version: u8,
    drills: Vec<Row>,
}

/// One drill.
#[derive(Serialize)]
struct Row {
    name: Safe,
    /// One line, which does not give the cause away.
    title: Safe,
    /// The shipped strategy that recovers it; null where none does.
    strategy: Option<Safe>,
}

/// Prints a line each, the name first.
pub fn list(json: bool, ascii: bool) -> anyhow::Result<Exit> {
    let row = |scenario: &Scenario| Row {
        name: Safe::line(&scenario.name),
        title: Safe::line(&scenario.title),
        strategy: scenario.strategy.as_deref().map(Safe::line),
    };
    let drills: Vec<Row> = Scenario::shipped()?.iter().map(row).collect();
    let mut out = Printer::new(ascii);
    if json {
        out.json(&Document { version: 1, drills })?;
    } else {
        let width = drills.iter().map(|row| row.name.len()).max().unwrap_or_default();
        drills.iter().try_for_each(|row| out.line(&format!("{:<width$}  {}", row.name, row.title)))?;
    }
    out.end()?;
    Ok(Exit::Well)
}
