//! What can go wrong with a repository. The texts are whole sentences: they are shown as they are.

use crate::domain::text::Safe;

/// A failure of git, or a refusal to use a repository.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("git cannot be run: {0}")]
    Absent(std::io::Error),
    #[error("{0} is no git repository with a working tree")]
    NoRepository(Safe),
    #[error("the repository has no commit yet")]
    Unborn,
    #[error("no such range: {range}: {why}")]
    Range { range: Safe, why: Safe },
    #[error("the repository has changes that are not committed: {0}")]
    Dirty(Safe),
    #[error("branch {0} is checked out; stanch never writes to a checked-out branch")]
    CheckedOut(Safe),
    #[error("branch {branch} exists and is something else ({commit})")]
    Occupied { branch: Safe, commit: Safe },
    #[error("the patch does not apply: {0}")]
    Conflict(Safe),
    #[error("the patch changes other files than it names: {0}")]
    Strayed(Safe),
    #[error("the patch changes nothing")]
    Empty,
    #[error("git {verb} took longer than {seconds} s")]
    Slow { verb: Safe, seconds: u64 },
    #[error("git {verb} said more than {bytes} bytes")]
    TooLarge { verb: Safe, bytes: u64 },
    #[error("git {verb} failed: {why}")]
    Failed { verb: Safe, why: Safe },
    #[error("a temporary file cannot be written: {0}")]
    Temporary(std::io::Error),
}
