//! `stanch strategy lint|show|list`: what strategies there are, and what is wrong with a file.

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::{
    domain::{
        digest::Digest,
        fault::Fault,
        strategy::{Does, Strategy},
        text::Safe,
    },
    logic::spelling::suggestion,
    ops::strategy::{Kept, Shelf, read_file},
};

use super::{
    arguments::{Arguments, StrategyCommand},
    exit::{Exit, Failure},
    printer::Printer,
    start::Start,
};

/// The JSON of `stanch strategy list --json` and `lint --json`.
#[derive(Serialize)]
struct Document {
    /// The version of this schema: 1.
    version: u8,
    strategies: Vec<Row>,
    faults: Vec<Fault>,
}

/// One strategy.
#[derive(Serialize)]
struct Row {
    id: Safe,
    version: u32,
    title: Safe,
    nodes: usize,
    /// Actions, each behind its gate.
    actions: usize,
    /// Of its canonical JSON: what walks and approvals bind to.
    sha256: Digest,
    /// The user's file; null for one that comes with stanch.
    file: Option<PathBuf>,
}

pub fn run(arguments: &Arguments, command: &StrategyCommand) -> anyhow::Result<Exit> {
    let start = Start::new(arguments);
    let shelf = || Shelf::open(start.places.config.as_deref());
    let mut out = Printer::new(start.settings().look.ascii);
    let json = arguments.flags.output.json;
    let exit = match command {
        StrategyCommand::Lint { files } => lint(files, json, &mut out)?,
        StrategyCommand::List => list(shelf(), json, &mut out)?,
        StrategyCommand::Show { id } => show(&shelf(), id, json, &mut out)?,
    };
    out.end()?;
    Ok(exit)
}

fn lint(files: &[PathBuf], json: bool, out: &mut Printer) -> anyhow::Result<Exit> {
    let (mut strategies, mut faults) = (Vec::new(), Vec::new());
    for file in files {
        match read_file(file) {
            Ok(definition) => strategies.push(row(&Kept { file: Some(file.clone()), definition })),
            Err(found) => faults.extend(found),
        }
    }
    let exit = if faults.is_empty() { Exit::Well } else { Exit::BadInput };
    if json {
        out.json(&Document { version: 1, strategies, faults })?;
        return Ok(exit);
    }
    for fault in &faults {
        out.line(&fault.to_string())?;
    }
    for row in &strategies {
        out.line(&format!(
            "{}: ok, {}, {}",
            shown(row.file.as_deref()),
            counted(row.nodes, "node"),
            counted(row.actions, "action")
        ))?;
    }
    Ok(exit)
}

fn list(shelf: Shelf, json: bool, out: &mut Printer) -> anyhow::Result<Exit> {
    let strategies: Vec<_> = shelf.kept.iter().map(row).collect();
    let exit = if shelf.faults.is_empty() { Exit::Well } else { Exit::BadInput };
    if json {
        out.json(&Document { version: 1, strategies, faults: shelf.faults })?;
        return Ok(exit);
    }
    for row in &strategies {
        let from = row.file.as_deref().map_or_else(String::new, |file| format!("  ({})", file.display()));
        out.line(&format!("{}  v{}  {}{from}", row.id, row.version, row.title))?;
    }
    for fault in &shelf.faults {
        out.line(&fault.to_string())?;
    }
    Ok(exit)
}

fn show(shelf: &Shelf, id: &str, json: bool, out: &mut Printer) -> anyhow::Result<Exit> {
    let Some(kept) = shelf.find(id) else {
        let hint = suggestion(id, shelf.strategies().map(|strategy| strategy.id.as_str()));
        return Err(Failure::bad_input(format!("no strategy `{id}`{hint}")).into());
    };
    if json {
        out.json(&kept.definition.strategy)?;
        return Ok(Exit::Well);
    }
    let strategy = &kept.definition.strategy;
    out.line(&format!("{} v{}: {}", strategy.id, strategy.version, strategy.title))?;
    out.line(&format!("{}  sha256 {}", shown(kept.file.as_deref()), kept.definition.sha256))?;
    for line in strategy.description.lines() {
        out.line(line)?;
    }
    for (name, parameter) in &strategy.parameters {
        out.line(&format!("  --set {name}=…  {}", parameter.description))?;
    }
    for node in &strategy.nodes {
        out.line(&format!("  {:<20} {:<9} {}{}", node.id, sort(&node.does), node.title, leads(&node.does)))?;
    }
    Ok(Exit::Well)
}

fn row(kept: &Kept) -> Row {
    let Strategy { id, version, title, nodes, .. } = &kept.definition.strategy;
    let actions = nodes.iter().filter(|node| matches!(node.does, Does::Action { .. })).count();
    let (sha256, file) = (kept.definition.sha256, kept.file.clone());
    Row { id: id.clone(), version: *version, title: title.clone(), nodes: nodes.len(), actions, sha256, file }
}

fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

fn shown(file: Option<&Path>) -> String {
    file.map_or_else(|| "comes with stanch".to_owned(), |file| file.display().to_string())
}

fn sort(does: &Does) -> &'static str {
    match does {
        Does::Condition { .. } => "condition",
        Does::Gate { .. } => "gate",
        Does::Action { .. } => "action",
        Does::Collect { .. } => "collect",
        Does::Route { .. } => "route",
        Does::Loop { .. } => "loop",
        Does::Wait { .. } => "wait",
        Does::Outcome { .. } => "outcome",
    }
}

/// Where a node leads, as `yes may_undo, no by_hand`.
fn leads(does: &Does) -> String {
    let said = match does {
        Does::Condition { yes, no, .. } => format!("yes {yes}, no {no}"),
        Does::Gate { action, on_reject, .. } => format!("approved {action}, rejected {on_reject}"),
        Does::Action { next, on_failure, .. } => format!("then {next}, refused {on_failure}"),
        Does::Collect { next, .. } | Does::Wait { next, .. } => format!("then {next}"),
        Does::Route { cases, otherwise, .. } => {
            let cases: Vec<_> = cases.iter().map(|(case, node)| format!("{case} {node}")).collect();
            format!("{}, else {otherwise}", cases.join(", "))
        }
        Does::Loop { body, next, exhausted, .. } => format!("round {body}, then {next}, exhausted {exhausted}"),
        Does::Outcome { .. } => return String::new(),
    };
    format!("  -> {said}")
}
