//! A repository of this machine, and its newest commit.

use std::path::{Path, PathBuf};

use crate::domain::text::Safe;

use super::{command::Git, error::Error};

/// A repository with a working tree, by its topmost folder.
#[derive(Debug, Clone)]
pub struct Repository {
    top: PathBuf,
}

/// The commit that is checked out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tip {
    pub commit: String,
    /// `None` for a detached HEAD.
    pub branch: Option<Safe>,
}

impl Tip {
    /// `main@a1b2c3d`
    #[must_use]
    pub fn shown(&self) -> Safe {
        let short = self.commit.get(..7).unwrap_or(&self.commit);
        Safe::line(&self.branch.as_ref().map_or_else(|| short.to_owned(), |branch| format!("{branch}@{short}")))
    }
}

impl Repository {
    /// The repository that a folder lies in.
    pub async fn open(folder: &Path) -> Result<Self, Error> {
        let found = Git::new(folder, "rev-parse").arg("--show-toplevel").end().await?;
        let top = String::from_utf8_lossy(&found.out).trim_end_matches('\n').to_owned();
        if found.success && !top.is_empty() {
            Ok(Self { top: PathBuf::from(top) })
        } else {
            Err(Error::NoRepository(Safe::line(&folder.display().to_string())))
        }
    }

    /// Its topmost folder.
    #[must_use]
    pub fn top(&self) -> &Path {
        &self.top
    }

    pub(super) fn git(&self, verb: &'static str) -> Git {
        Git::new(&self.top, verb)
    }

    /// What is checked out.
    pub async fn tip(&self) -> Result<Tip, Error> {
        let commit = self.commit("HEAD").await?.ok_or(Error::Unborn)?;
        let branch = self.git("symbolic-ref").args(&["-q", "--short", "HEAD"]).end().await?;
        let name = String::from_utf8_lossy(&branch.out).trim_end().to_owned();
        Ok(Tip { commit, branch: branch.success.then(|| Safe::line(&name)) })
    }

    /// The commit that a name stands for.
    pub(super) async fn commit(&self, name: &str) -> Result<Option<String>, Error> {
        let wanted = format!("{name}^{{commit}}");
        let found = self.git("rev-parse").args(&["-q", "--verify"]).arg(wanted).end().await?;
        Ok(found.success.then(|| String::from_utf8_lossy(&found.out).trim_end().to_owned()))
    }

    /// Refuses where what git keeps track of has been changed: what somebody sees there is not what a commit would be based on.
    pub async fn insist_clean(&self) -> Result<(), Error> {
        let arguments = ["--porcelain=v1", "-z", "--untracked-files=no", "--ignore-submodules=dirty"];
        let changed = self.git("status").args(&arguments).answer().await?;
        match String::from_utf8_lossy(&changed).split('\0').next().filter(|first| !first.is_empty()) {
            Some(first) => Err(Error::Dirty(Safe::line(first.get(3..).unwrap_or(first)))),
            None => Ok(()),
        }
    }

    /// A file as it is in a commit; `None` where there is none, or it is no file.
    pub async fn file(&self, commit: &str, path: &str) -> Result<Option<Vec<u8>>, Error> {
        let found = self.git("cat-file").args(&["blob", &format!("{commit}:{path}")]).end().await?;
        Ok(found.success.then_some(found.out))
    }
}
