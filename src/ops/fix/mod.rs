//! Fixes: proposed, checked, reviewed, and let out as a branch or a patch file. It never pushes, merges, or writes to what is checked out.

mod apply;
mod error;
mod json;
mod patch_file;
mod propose;
mod read;
mod review;
mod secret;
mod suggest;

pub use apply::{Destination, apply};
pub use error::{Class, Error};
pub use json::{Document, Documents, self_approved};
pub use propose::{Proposal, Secrets, check, propose};
pub use read::{Shown, find, list, show};
pub use review::{approve, reject};
pub use secret::secret;
pub use suggest::suggest;
