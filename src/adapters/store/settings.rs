//! What a store has to be told.

use std::{
    fmt,
    path::{Path, PathBuf},
    str::FromStr,
    sync::Arc,
};

use jiff::Timestamp;

use crate::domain::text::Safe;

use super::{error::Error, filesystem::Filesystem, holder::Holder};

/// The clock of the host; the store never goes back behind its own newest record.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Where a store is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// A file, made where there is none.
    Sqlite(PathBuf),
    /// Gone with the process. It refuses intents.
    Memory,
}

/// What is wanted of a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// To read what is there. Nothing is made.
    Look,
    /// To read and append.
    Write,
}

/// Everything that opening a store takes.
#[derive(Clone)]
pub struct Settings {
    pub address: Address,
    pub access: Access,
    /// Where this console keeps the newest head that it knows of each store; nowhere in `None`.
    pub heads: Option<PathBuf>,
    /// Who is recorded, as proven.
    pub actor: Safe,
    pub clock: Clock,
    /// Who holds the leases that are taken.
    pub holder: Holder,
    pub filesystem: Filesystem,
    /// A drill's own store, which may be lost: T-16 does not hold for it.
    pub drill: bool,
}

impl Address {
    /// The customary file below the state directory.
    #[must_use]
    pub fn customary(state: &Path) -> Self {
        Self::Sqlite(state.join("stanch.db"))
    }
}

impl FromStr for Address {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let path = text.strip_prefix("sqlite:").filter(|path| !path.is_empty() && !path.starts_with(':'));
        path.map(|path| Self::Sqlite(PathBuf::from(path))).ok_or_else(|| Error::Address(Safe::line(text)))
    }
}

impl fmt::Display for Address {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(out, "sqlite:{}", path.display()),
            Self::Memory => out.write_str("memory"),
        }
    }
}
