//! The journal: one append-only log that is journal and audit trail in one, and what is derived from it.
//!
//! It decides who may append what, because only the transaction that writes can know. It does not know what walks, incidents and fixes
//! mean beyond that.

mod chain;
mod error;
mod filesystem;
mod heads;
mod holder;
mod journal;
mod open;
mod settings;
mod sqlite;

pub use chain::Verification;
pub use error::{Class, Error};
pub use filesystem::{Filesystem, filesystem_of};
pub use holder::Holder;
pub use journal::{Facts, Journal, Lease, OpenIntent, TTL};
pub use open::open;
pub use settings::{Access, Address, Clock, Settings};
pub use sqlite::Sqlite;
