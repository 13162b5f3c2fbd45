//! `stanch` without a command: the console.

use std::io::IsTerminal;

use super::{
    arguments::Arguments,
    exit::{Exit, Failure},
    start::Start,
};

pub fn run(arguments: &Arguments) -> anyhow::Result<Exit> {
    let start = Start::new(arguments);
    start.insist(arguments)?;
    let attached = std::io::stdin().is_terminal() && std::io::stdout().is_terminal();
    if !attached || start.variables.get("TERM") == Some("dumb") {
        return Err(Failure::bad_input("the console needs a terminal; use `stanch board --plain`").into());
    }
    let _world = start.world()?;
    Ok(Exit::Well)
}
