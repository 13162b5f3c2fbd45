//! `stanch man`: the manual page, and one for each command behind it.

use clap::{Command, CommandFactory};
use clap_mangen::Man;

use super::{arguments::Arguments, exit::Exit, printer::Printer};

pub fn run() -> anyhow::Result<Exit> {
    let mut page = Vec::new();
    let mut command = Arguments::command();
    command.build();
    Man::new(command.clone()).render(&mut page)?;
    for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
        of_command(sub, &mut page)?;
    }
    let mut out = Printer::new(false);
    out.raw(&page)?;
    out.end()?;
    Ok(Exit::Well)
}

fn of_command(command: &Command, page: &mut Vec<u8>) -> std::io::Result<()> {
    let name = command.get_bin_name().unwrap_or_else(|| command.get_name()).to_uppercase();
    page.extend_from_slice(format!(".SH {name}\n").as_bytes());
    let man = Man::new(command.clone());
    man.render_synopsis_section(page)?;
    man.render_description_section(page)
}
