//! The command line: one subcommand, one file. It parses, hands over to `ops` or the runtime, prints, and names an exit code.

mod analyze;
mod arguments;
mod audit;
mod board;
mod brought;
mod completions;
mod console;
mod doctor;
mod drill;
mod exit;
mod explained;
mod fix;
mod incident;
mod inspect;
mod intake;
mod look;
mod man;
mod plain;
mod printer;
mod question;
mod run;
mod settings;
mod start;
mod strategy;
mod walk;
mod walking;
mod wishes;

pub use arguments::Arguments;
pub use run::run;
