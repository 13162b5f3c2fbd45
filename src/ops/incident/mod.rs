//! Incidents: opened, noted, fed with evidence, read and closed. It says nothing of why something failed.

mod error;
mod evidence;
mod keep;
mod read;

pub use error::Error;
pub use evidence::{add_evidence, allow_cloud, bytes_of, record_analysis};
pub use keep::{close, link, note, open};
pub use read::{find, list, show};
