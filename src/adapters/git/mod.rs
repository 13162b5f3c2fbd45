//! Local repositories, by the `git` that is installed. It reads ranges and files, tries patches, and puts a commit on a new branch: it
//! never touches a working tree, an index, a branch that exists, or a remote.

mod branch;
mod command;
mod error;
mod range;
mod repository;
mod trial;

pub use branch::{Commission, Landed};
pub use error::Error;
pub use range::LARGEST;
pub use repository::{Repository, Tip};
pub use trial::{After, Outcome};
