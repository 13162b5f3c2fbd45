//! Reading a patch strictly: what cannot be read whole, or names a place outside of a repository, is no fix.
//!
//! diffy reads it, and the lenient reader of evidence reads it again: it finds every header that anybody could take for one. Where both do
//! not name the same files, `git apply` might see a third thing, and the patch is refused.

use std::collections::BTreeSet;

use diffy::{
    Line,
    patch_set::{FileMode, FileOperation, FilePatch, ParseOptions, PatchSet},
};

use crate::{domain::text::Safe, logic::evidence};

/// Bytes of a patch.
pub const LARGEST: usize = 1024 * 1024;

/// What a patch does to one file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Operation {
    Create,
    Change,
    Delete,
    /// Rename or copy.
    Move,
}

/// What a patch does to one file, and what of it can be known without the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub operation: Operation,
    /// The name after the patch, or the last one.
    pub path: String,
    /// The name before, where it was another.
    pub from: Option<String>,
    /// Why its bytes are no text that can be reviewed.
    pub opaque: Option<&'static str>,
    /// Whether it makes a link or a submodule of it.
    pub irregular: bool,
    /// Whether it makes a program of it, or takes that back.
    pub executable: Option<bool>,
    /// Lines that it adds.
    pub added: Vec<String>,
    pub removed: usize,
}

/// A patch that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    pub changes: Vec<Change>,
    /// How many leading parts its names have too many: 1 for `a/` and `b/`.
    pub strip: u8,
}

/// Why bytes are no patch that can become a fix (exit 2).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    #[error("the patch has {0} bytes; at most {LARGEST} are read")]
    TooLarge(usize),
    #[error("no unified diff: {0}")]
    NoDiff(Safe),
    #[error("bad hunk at line {0}")]
    BadHunk(u64),
    #[error("path leaves the repository: {0}")]
    Leaves(Safe),
    #[error("path is absolute: {0}")]
    Absolute(Safe),
    #[error("path lies in .git: {0}")]
    InGit(Safe),
    #[error("path cannot be shown as it is: {0}")]
    Strange(Safe),
    #[error("the patch can be read in two ways: {0}")]
    Ambiguous(Safe),
}

/// Reads a patch.
pub fn read(bytes: &[u8]) -> Result<Reading, Unfit> {
    if bytes.len() > LARGEST {
        return Err(Unfit::TooLarge(bytes.len()));
    }
    let text = String::from_utf8_lossy(bytes);
    let lenient = evidence::Patch::read(&text);
    let miscounted = lenient.files.iter().flat_map(|file| &file.hunks).find(|hunk| hunk.recounted);
    if let Some(line) = lenient.bad_hunk().map(|bad| bad.line).or(miscounted.map(|hunk| hunk.line)) {
        return Err(Unfit::BadHunk(line));
    }
    let git = text.lines().any(|line| line.starts_with("diff --git "));
    let options = if git { ParseOptions::gitdiff() } else { ParseOptions::unidiff() };
    let files: Vec<FilePatch<'_, [u8]>> = PatchSet::parse_bytes(bytes, options)
        .collect::<Result<_, _>>()
        .map_err(|error| Unfit::NoDiff(Safe::line(&error.to_string())))?;
    let strip = strip(&files);
    let changes: Vec<Change> = files.iter().map(|file| change(file, strip)).collect::<Result<_, _>>()?;
    if changes.len() != lenient.files.len() {
        let counted = format!("{} files or {}", changes.len(), lenient.files.len());
        return Err(Unfit::Ambiguous(Safe::line(&counted)));
    }
    Ok(Reading { changes, strip })
}

impl Reading {
    /// Every path that it touches.
    #[must_use]
    pub fn paths(&self) -> BTreeSet<&str> {
        self.changes.iter().flat_map(|change| [Some(change.path.as_str()), change.from.as_deref()]).flatten().collect()
    }
}

/// 1 where every name has git's one-letter prefix, in whatever letters `diff.mnemonicPrefix` chose.
fn strip(files: &[FilePatch<'_, [u8]>]) -> u8 {
    let prefixed = |name: &[u8]| matches!(name, [b'a' | b'b' | b'c' | b'i' | b'o' | b'w', b'/', _, ..]);
    let all = files.iter().all(|file| match file.operation() {
        FileOperation::Create(name) | FileOperation::Delete(name) => prefixed(name),
        FileOperation::Modify { original, modified } => prefixed(original) && prefixed(modified),
        // Such headers have no prefixes.
        FileOperation::Rename { .. } | FileOperation::Copy { .. } => true,
    });
    u8::from(all)
}

fn change(file: &FilePatch<'_, [u8]>, strip: u8) -> Result<Change, Unfit> {
    let named = |name: &[u8]| inside(name, strip);
    let (operation, from, path) = match file.operation() {
        FileOperation::Create(name) => (Operation::Create, None, named(name)?),
        FileOperation::Delete(name) => (Operation::Delete, None, named(name)?),
        FileOperation::Modify { original, modified } => (Operation::Change, Some(named(original)?), named(modified)?),
        FileOperation::Rename { from, to } | FileOperation::Copy { from, to } => {
            (Operation::Move, Some(inside(from, 0)?), inside(to, 0)?)
        }
    };
    let irregular = |mode: &FileMode| matches!(mode, FileMode::Symlink | FileMode::Gitlink);
    let runs = |mode: Option<&FileMode>| mode.is_some_and(|mode| matches!(mode, FileMode::Executable));
    let (ran, runs) = (runs(file.old_mode()), runs(file.new_mode()));
    let mut change = Change {
        operation,
        from: from.filter(|from| *from != path),
        path,
        opaque: None,
        irregular: file.old_mode().is_some_and(irregular) || file.new_mode().is_some_and(irregular),
        executable: (file.new_mode().is_some() && ran != runs).then_some(runs),
        added: Vec::new(),
        removed: 0,
    };
    let Some(text) = file.patch().as_text() else {
        change.opaque = Some("binary change");
        return Ok(change);
    };
    let (mut with_return, mut without) = (false, false);
    for line in text.hunks().iter().flat_map(diffy::Hunk::lines) {
        let (Line::Context(bytes) | Line::Insert(bytes) | Line::Delete(bytes)) = line;
        with_return |= bytes.ends_with(b"\r\n");
        without |= bytes.ends_with(b"\n") && !bytes.ends_with(b"\r\n");
        if bytes.contains(&0) {
            change.opaque = Some("it has NUL bytes");
        } else if std::str::from_utf8(bytes).is_err() {
            change.opaque = change.opaque.or(Some("it is no UTF-8"));
        }
        match line {
            Line::Insert(bytes) => change.added.push(String::from_utf8_lossy(bytes).into_owned()),
            Line::Delete(_) => change.removed += 1,
            Line::Context(_) => {}
        }
    }
    if with_return && without {
        change.opaque = change.opaque.or(Some("it mixes line ends, CRLF and LF"));
    }
    Ok(change)
}

/// The path below the repository, if it is one that everybody reads in the same way.
fn inside(name: &[u8], strip: u8) -> Result<String, Unfit> {
    let shown = || Safe::line(&String::from_utf8_lossy(name));
    let name = std::str::from_utf8(name).map_err(|_| Unfit::Strange(shown()))?;
    if name.starts_with('/') || name.as_bytes().get(1) == Some(&b':') {
        return Err(Unfit::Absolute(shown()));
    }
    let path = if strip == 0 { name } else { name.split_once('/').map_or(name, |(_, rest)| rest) };
    if path.starts_with('/') {
        return Err(Unfit::Absolute(shown()));
    }
    if path.is_empty() || path.contains('\\') || Safe::line(path).as_str() != path {
        return Err(Unfit::Strange(shown()));
    }
    for part in path.split('/') {
        // As Windows and HFS+ read names, which git takes care of, too.
        let plain = part.split(':').next().unwrap_or(part).trim_end_matches([' ', '.']).to_ascii_lowercase();
        match part {
            ".." => return Err(Unfit::Leaves(shown())),
            "" | "." => return Err(Unfit::Strange(shown())),
            _ if plain == ".git" || plain == "git~1" => return Err(Unfit::InGit(shown())),
            _ => {}
        }
    }
    Ok(path.to_owned())
}
