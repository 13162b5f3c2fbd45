//! `stanch completions SHELL`.

use clap::CommandFactory;
use clap_complete::{Shell, generate};

use super::{arguments::Arguments, exit::Exit, printer::Printer};

pub fn run(shell: Shell) -> anyhow::Result<Exit> {
    let mut script = Vec::new();
    generate(shell, &mut Arguments::command(), "stanch", &mut script);
    let mut out = Printer::new(false);
    out.raw(&script)?;
    out.end()?;
    Ok(Exit::Well)
}
