//! Paths as people type them into the console.

use std::path::PathBuf;

/// A path as people type it. The shell is not here to say whose home `~` is.
pub(super) fn place(typed: &str) -> anyhow::Result<PathBuf> {
    let typed = typed.trim();
    anyhow::ensure!(!typed.starts_with('~'), "`{typed}`: write the whole path, without ~");
    Ok(PathBuf::from(typed))
}
