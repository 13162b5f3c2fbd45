//! Applying a patch in an index of its own: the tree that comes of it, without touching anything that anybody sees.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use crate::domain::text::Safe;

use super::{error::Error, repository::Repository};

/// Whether a patch applies to a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The tree that comes of it.
    Applies { tree: String },
    /// git says why not.
    Refused { why: Safe },
}

/// A file before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct After {
    pub path: String,
    pub before: Option<Vec<u8>>,
    pub after: Option<Vec<u8>>,
    /// Whether it is a link or a submodule, before or after.
    pub irregular: bool,
}

/// An index that is removed with its value.
struct Scratch(PathBuf);

impl Scratch {
    async fn new(repository: &Repository) -> Result<Self, Error> {
        let folder = repository.git("rev-parse").args(&["--path-format=absolute", "--git-dir"]).line().await?;
        let name = format!("stanch-index-{}", ulid::Ulid::new());
        Ok(Self(Path::new(&folder).join(name)))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // Nothing refers to it, whether or not it can be removed.
        let _ = std::fs::remove_file(&self.0);
        let mut lock = self.0.clone().into_os_string();
        lock.push(".lock");
        let _ = std::fs::remove_file(lock);
    }
}

impl Repository {
    /// Applies a patch to a commit. `paths` are the files that the patch names: a tree in which anything else changed is refused, whatever
    /// git read there.
    pub async fn try_patch(
        &self,
        base: &str,
        patch: &[u8],
        strip: u8,
        paths: &BTreeSet<&str>,
    ) -> Result<Outcome, Error> {
        let scratch = Scratch::new(self).await?;
        let git = |verb| self.git(verb).env("GIT_INDEX_FILE", &scratch.0);
        git("read-tree").arg(base).answer().await?;
        let strip = format!("-p{strip}");
        let applied = git("apply").args(&["--cached", "--whitespace=nowarn", &strip, "-"]).input(patch).end().await?;
        if !applied.success {
            let why = applied.complaint.trim_start_matches("error: ");
            return Ok(Outcome::Refused { why: Safe::line(why) });
        }
        let tree = git("write-tree").line().await?;
        let changed = self.changed(base, &tree).await?;
        if changed.is_empty() {
            return Err(Error::Empty);
        }
        match changed.iter().find(|path| !paths.contains(path.as_str())) {
            Some(stray) => Err(Error::Strayed(Safe::line(stray))),
            None => Ok(Outcome::Applies { tree }),
        }
    }

    /// The files of some paths in a commit and in a tree.
    pub async fn both(&self, base: &str, tree: &str, paths: &BTreeSet<&str>) -> Result<Vec<After>, Error> {
        let mut files = Vec::new();
        for path in paths {
            let (before, after) = (self.file(base, path).await?, self.file(tree, path).await?);
            let irregular = self.is_irregular(base, path).await? || self.is_irregular(tree, path).await?;
            files.push(After { path: (*path).to_owned(), before, after, irregular });
        }
        Ok(files)
    }

    async fn is_irregular(&self, tree: &str, path: &str) -> Result<bool, Error> {
        let found = self.git("ls-tree").args(&["-z", "--full-tree", tree, "--", path]).answer().await?;
        Ok([&b"120000 "[..], b"160000 "].iter().any(|mode| found.starts_with(mode)))
    }

    async fn changed(&self, base: &str, tree: &str) -> Result<Vec<String>, Error> {
        let options = ["-r", "--no-renames", "--name-only", "-z"];
        let names = self.git("diff-tree").args(&options).args(&[base, tree]).answer().await?;
        let names = String::from_utf8_lossy(&names);
        Ok(names.split('\0').filter(|name| !name.is_empty()).map(ToOwned::to_owned).collect())
    }
}
