//! Where a setting's value came from.

use std::{fmt, path::PathBuf};

/// Where a setting's value came from, the weakest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Origin {
    #[default]
    Default,
    /// A default that depends on a variable which is not stanch's: `LANG`.
    Surroundings(&'static str),
    File {
        path: PathBuf,
        line: usize,
    },
    /// A variable: `STANCH_THEME`, `NO_COLOR`.
    Variable(String),
    /// A flag: `--theme`.
    Flag(&'static str),
}

impl fmt::Display for Origin {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => out.write_str("default"),
            Self::Surroundings(variable) => write!(out, "default, by {variable}"),
            Self::File { path, line } => write!(out, "{}:{line}", path.display()),
            Self::Variable(name) => write!(out, "environment {name}"),
            Self::Flag(name) => write!(out, "flag {name}"),
        }
    }
}
