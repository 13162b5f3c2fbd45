//! What changed between two commits.

use crate::domain::text::Safe;

use super::{command::LONGEST, error::Error, repository::Repository};

/// The most bytes of a range that are read.
pub const LARGEST: u64 = LONGEST;

impl Repository {
    /// `git diff A..B`, as text that programs read: no colours, no programs of the repository's own.
    pub async fn diff(&self, range: &str) -> Result<Vec<u8>, Error> {
        let shown = || Safe::line(range);
        if range.starts_with('-') || !range.contains("..") {
            return Err(Error::Range { range: shown(), why: Safe::from_static("write A..B") });
        }
        let options = ["--no-ext-diff", "--no-textconv", "--no-color", "--src-prefix=a/", "--dst-prefix=b/"];
        let ended = self.git("diff").args(&options).args(&[range, "--"]).end().await?;
        if ended.success { Ok(ended.out) } else { Err(Error::Range { range: shown(), why: ended.complaint }) }
    }
}
