//! `stanch walk`: a strategy carried out without a console.

mod command;
mod run;

pub use command::Command;
pub use run::run;
