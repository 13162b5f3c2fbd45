//! A commit on a new branch. Everything about it is fixed by what was approved, so doing it twice makes the same commit, and a branch that is
//! there with that commit was made before.

use std::collections::BTreeSet;

use crate::domain::text::Safe;

use super::{error::Error, repository::Repository, trial::Outcome};

/// As the old value of `git update-ref`: there must be no such branch.
const ABSENT: &str = "";

/// A commit that is to be made.
#[derive(Debug, Clone)]
pub struct Commission<'a> {
    /// `stanch/F-1`
    pub branch: &'a str,
    /// The commit that it is based on.
    pub base: &'a str,
    pub patch: &'a [u8],
    pub strip: u8,
    /// The files that the patch names.
    pub paths: BTreeSet<&'a str>,
    pub message: &'a str,
    /// Seconds since 1970: when it was approved.
    pub seconds: i64,
}

/// Where a commit is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Landed {
    pub commit: String,
    pub base: String,
    /// Whether the branch was there, with the very same commit.
    pub was_there: bool,
}

impl Repository {
    /// Puts the commit on its branch.
    pub async fn land(&self, commission: &Commission<'_>) -> Result<Landed, Error> {
        let reference = format!("refs/heads/{}", commission.branch);
        if let Some(found) = self.commit(&reference).await? {
            return self.same(commission, found).await;
        }
        self.insist_elsewhere(commission.branch, &reference).await?;
        let commit = self.make(commission, commission.base).await?;
        let made = self.git("update-ref").args(&[&reference, &commit, ABSENT]).end().await?;
        if made.success {
            return Ok(Landed { commit, base: commission.base.to_owned(), was_there: false });
        }
        // Somebody else was faster, and perhaps with the same commit.
        match self.commit(&reference).await? {
            Some(found) => self.same(commission, found).await,
            None => Err(made.failed()),
        }
    }

    /// The branch is there: it is ours if the same patch, on the commit that it is based on, gives the same commit.
    async fn same(&self, commission: &Commission<'_>, found: String) -> Result<Landed, Error> {
        let occupied = || Error::Occupied { branch: Safe::line(commission.branch), commit: Safe::line(&found) };
        let base = self.commit(&format!("{found}^")).await?.ok_or_else(occupied)?;
        match self.make(commission, &base).await {
            Ok(commit) if commit == found => Ok(Landed { commit, base, was_there: true }),
            Ok(_) | Err(Error::Conflict(_) | Error::Empty | Error::Strayed(_)) => Err(occupied()),
            Err(error) => Err(error),
        }
    }

    /// The commit itself; nothing points to it yet.
    async fn make(&self, commission: &Commission<'_>, base: &str) -> Result<String, Error> {
        let tree = match self.try_patch(base, commission.patch, commission.strip, &commission.paths).await? {
            Outcome::Applies { tree } => tree,
            Outcome::Refused { why } => return Err(Error::Conflict(why)),
        };
        let date = format!("@{} +0000", commission.seconds);
        let mut git = self.git("commit-tree").args(&["--no-gpg-sign", "-p", base, "-F", "-"]).arg(&tree);
        for role in ["AUTHOR", "COMMITTER"] {
            git = git.env(&format!("GIT_{role}_NAME"), "stanch").env(&format!("GIT_{role}_EMAIL"), "stanch@localhost");
            git = git.env(&format!("GIT_{role}_DATE"), &date);
        }
        git.input(commission.message.as_bytes()).line().await
    }

    /// Refuses a branch that is checked out, here or in another working tree: also one that has no commit yet.
    async fn insist_elsewhere(&self, branch: &str, reference: &str) -> Result<(), Error> {
        let trees = self.git("worktree").args(&["list", "--porcelain"]).answer().await?;
        let head = self.git("symbolic-ref").args(&["-q", "HEAD"]).end().await?;
        let taken = String::from_utf8_lossy(&trees).lines().any(|line| line.strip_prefix("branch ") == Some(reference));
        if taken || String::from_utf8_lossy(&head.out).trim_end() == reference {
            return Err(Error::CheckedOut(Safe::line(branch)));
        }
        Ok(())
    }
}
