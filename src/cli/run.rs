//! Parse, dispatch, and turn the end into an exit code.

use std::{ffi::OsString, io::Write, process::ExitCode};

use clap::Parser;

use crate::{config::Places, domain::text::Safe, runtime::crash};

use super::{
    analyze,
    arguments::{Arguments, Command},
    audit, board, completions, console, doctor, drill,
    exit::{Exit, is_broken_pipe, told},
    fix, incident, inspect, intake, man, settings, strategy, walk,
};

/// Runs stanch with these arguments, the program's name first.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    crash::install(Places::of_user().state.unwrap_or_else(std::env::temp_dir), || {});
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(said) => {
            // Help goes to standard output, complaints to standard error; a closed pipe is nobody's loss.
            let _ = said.print();
            return if said.use_stderr() { Exit::BadInput.into() } else { Exit::Well.into() };
        }
    };
    match dispatch(&arguments) {
        Ok(exit) => exit,
        Err(error) if is_broken_pipe(&error) => Exit::Well.into(),
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "stanch: {}", Safe::line(&told(&error)));
            Exit::of(&error).into()
        }
    }
}

fn dispatch(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let exit = match &arguments.command {
        Some(Command::Board { .. }) => board::run(arguments),
        Some(Command::Inspect { target, .. }) => inspect::run(arguments, target),
        Some(Command::Doctor { config: None }) => doctor::run(arguments),
        Some(Command::Doctor { config: Some(_) }) => settings::run(arguments),
        Some(Command::Strategy { command }) => strategy::run(arguments, command),
        Some(Command::Analyze { wanted }) => analyze::run(arguments, wanted),
        Some(Command::Intake { wanted }) => intake::run(arguments, wanted),
        Some(Command::Audit { question }) => audit::run(arguments, question),
        Some(Command::Fix { wish }) => fix::run(arguments, wish),
        Some(Command::Incident { wish }) => incident::run(arguments, wish),
        Some(Command::Walk { command }) => return walk::run(arguments, command),
        Some(Command::Drill { wish }) => return drill::run(arguments, wish),
        Some(Command::Completions { shell }) => completions::run(*shell),
        Some(Command::Man) => man::run(),
        None if arguments.flags.output.plain || arguments.flags.output.json => board::run(arguments),
        None => return console::run(arguments),
    }?;
    Ok(exit.into())
}
