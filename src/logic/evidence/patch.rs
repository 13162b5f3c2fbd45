//! A unified diff that was read: files, hunks and lines, numbered on both sides and within the evidence.

use super::language::Language;

/// A diff of one or more files.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Patch<'a> {
    pub files: Vec<FileChange<'a>>,
    /// What stayed plain text.
    pub unread: Vec<Unread>,
}

/// A part of a diff that was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unread {
    /// Counted from 1 within the evidence.
    pub line: u64,
    pub why: Why,
}

/// Why a part of a diff stayed plain text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Why {
    #[error("bad hunk")]
    BadHunk,
    #[error("binary change")]
    Binary,
    #[error("combined diff")]
    Combined,
}

impl std::fmt::Display for Unread {
    /// `bad hunk at line 7` (B-9).
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{} at line {}", self.why, self.line)
    }
}

/// One file of a diff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileChange<'a> {
    /// Where its header stands in the evidence.
    pub line: u64,
    /// Without `a/`; `None` for a file that is new.
    pub old: Option<&'a str>,
    /// Without `b/`; `None` for a file that is gone.
    pub new: Option<&'a str>,
    pub language: Language,
    pub binary: bool,
    pub hunks: Vec<Hunk<'a>>,
}

impl<'a> FileChange<'a> {
    /// The name that it has now, or had last.
    #[must_use]
    pub fn path(&self) -> &'a str {
        self.new.or(self.old).unwrap_or_default()
    }

    /// Its lines, in order.
    pub fn lines(&self) -> impl Iterator<Item = &Line<'a>> {
        self.hunks.iter().flat_map(|hunk| &hunk.lines)
    }
}

/// A run of changed lines with what stands around them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hunk<'a> {
    /// Where its header stands in the evidence.
    pub line: u64,
    /// What stands behind the second `@@`: usually the line that opens the enclosing function.
    pub heading: &'a str,
    pub lines: Vec<Line<'a>>,
    /// Whether its header's counts were wrong.
    pub recounted: bool,
}

/// On which side of a diff a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Side {
    Removed,
    Added,
    Context,
}

/// One line of a hunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line<'a> {
    pub side: Side,
    /// Without its sign.
    pub text: &'a str,
    /// Counted from 1 within the evidence.
    pub at: u64,
    /// Its number in the old file, where it is in it.
    pub old: Option<u64>,
    /// Its number in the new file, where it is in it.
    pub new: Option<u64>,
}

impl Line<'_> {
    /// Its number in the file, on the side where it is.
    #[must_use]
    pub fn number(&self) -> Option<u64> {
        self.new.or(self.old)
    }
}
