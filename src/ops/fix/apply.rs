//! An approved fix leaves stanch. That it will is recorded before, and how it ended after; what was begun and not ended is done again, which
//! is the same as doing it once.

use std::path::Path;

use crate::{
    adapters::{
        git::{self, Commission, Repository},
        store::Journal,
    },
    domain::{
        Truth,
        fix::{Check, Entry, Exit, Fix, State},
        journal::{Alias, Draft, Ulid},
        text::Safe,
    },
    logic::fix::{APPLIES, Reading, examine, read},
};

use super::{error::Error, patch_file, propose::tried, read::find};

/// Where a fix goes.
#[derive(Debug, Clone, Copy)]
pub enum Destination<'a> {
    /// A commit on the new branch `stanch/F-1`.
    Branch(&'a Repository),
    PatchFile(&'a Path),
}

/// What is applied, as the journal has it.
struct Departure<'a> {
    journal: &'a dyn Journal,
    stream: Ulid,
    fix: Fix,
    patch: Vec<u8>,
    reading: Reading,
}

/// Applies a fix. Again to the same place it is found to be there.
pub async fn apply(journal: &dyn Journal, alias: Alias, destination: Destination<'_>) -> Result<Fix, Error> {
    let (fix, stream) = find(journal, alias).await?;
    let patch = journal.blob(fix.patch_sha256).await?;
    let reading = read(&patch)?;
    if let Some((path, why)) = reading.changes.iter().find_map(|change| Some((&change.path, change.opaque?))) {
        return Err(Error::Opaque { alias, message: Safe::line(&format!("{path}: {why}")) });
    }
    match fix.state {
        State::Pending => return Err(Error::NotApproved(alias)),
        State::Rejected => return Err(Error::Over { alias, state: fix.state, wanted: "applying it" }),
        State::Approved | State::Applying | State::Applied | State::ApplyFailed => {}
    }
    let exit = exit(&fix, destination).await?;
    let departure = Departure { journal, stream, fix, patch, reading };
    let departure = departure.begin(&exit).await?;
    let ended = match (&exit, destination) {
        (Exit::Branch { branch, base, .. }, Destination::Branch(repository)) => {
            departure.branch(repository, branch, base).await
        }
        (Exit::PatchFile { .. }, Destination::PatchFile(out)) => departure.file(out, exit.clone()),
        // The exit was made of this destination.
        _ => Err(Error::NotApproved(alias)),
    };
    departure.end(ended).await
}

/// Where the fix goes, with everything that doing it again needs. One that was begun there before keeps its base.
async fn exit(fix: &Fix, destination: Destination<'_>) -> Result<Exit, Error> {
    let repository = match destination {
        Destination::PatchFile(path) => {
            let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
            return Ok(Exit::PatchFile { path: Safe::line(&path.display().to_string()) });
        }
        Destination::Branch(repository) => repository,
    };
    let (top, name) = (Safe::line(&repository.top().display().to_string()), format!("stanch/{}", fix.alias));
    let begun = match &fix.exit {
        Some(Exit::Branch { repository, base, .. }) if *repository == top => Some(base.clone()),
        _ => None,
    };
    let resumed = begun.filter(|_| matches!(fix.state, State::Applying | State::Applied));
    let base = if let Some(base) = resumed {
        base
    } else {
        repository.insist_clean().await?;
        Safe::line(&repository.tip().await?.commit)
    };
    Ok(Exit::Branch { repository: top, branch: Safe::line(&name), base, commit: None })
}

impl Departure<'_> {
    /// Records the intent, and looks whether it counts: somebody may have rejected the fix in between.
    async fn begin(mut self, exit: &Exit) -> Result<Self, Error> {
        self.say(&Entry::ApplyStarted { patch_sha256: self.fix.patch_sha256, exit: exit.clone() }).await?;
        self.fix = find(self.journal, self.fix.alias).await?.0;
        match self.fix.state {
            State::Applying | State::Applied => Ok(self),
            state => Err(Error::Over { alias: self.fix.alias, state, wanted: "applying it" }),
        }
    }

    async fn branch(&self, repository: &Repository, branch: &str, base: &str) -> Result<Exit, Error> {
        let message =
            format!("{}\n\nstanch fix {}\npatch sha256 {}\n", self.fix.title, self.fix.alias, self.fix.patch_sha256);
        let commission = Commission {
            branch,
            base,
            patch: &self.patch,
            strip: self.reading.strip,
            paths: self.reading.paths(),
            message: &message,
            seconds: self.approved_us().div_euclid(1_000_000),
        };
        self.insist(repository, base).await?;
        let landed = repository.land(&commission).await?;
        Ok(Exit::Branch {
            repository: Safe::line(&repository.top().display().to_string()),
            branch: Safe::line(branch),
            base: Safe::line(&landed.base),
            commit: Some(Safe::line(&landed.commit)),
        })
    }

    /// It may have been reviewed without this repository: what would break here is not committed. That it does not apply is said by `land`.
    async fn insist(&self, repository: &Repository, base: &str) -> Result<(), Error> {
        let trial = tried(repository, (base, Safe::line(base)), &self.reading, &self.patch).await?;
        let failed = |check: &Check| check.ok == Truth::No && check.name.as_str() != APPLIES;
        match examine(&self.reading, &trial, |_| None).into_iter().find(failed) {
            Some(check) => {
                let why = Safe::line(&format!("{} failed there: {}", check.name, check.message));
                Err(Error::NotApplied { alias: self.fix.alias, why })
            }
            None => Ok(()),
        }
    }

    fn file(&self, path: &Path, exit: Exit) -> Result<Exit, Error> {
        let written = patch_file::write(path, &self.patch, &self.fix.alias.to_string());
        written.map(|_| exit).map_err(|error| {
            let why = Safe::line(&format!("{}: {error}", path.display()));
            Error::NotApplied { alias: self.fix.alias, why }
        })
    }

    /// When it was first approved: the commit's date, so that it is the same one whenever it is made.
    fn approved_us(&self) -> i64 {
        let approved = self.fix.decisions.iter().find(|decision| decision.approved);
        approved.map_or(self.fix.proposed_us, |decision| decision.at_us)
    }

    /// Records how it ended. A repository that did not answer leaves it open: it is done again.
    async fn end(self, ended: Result<Exit, Error>) -> Result<Fix, Error> {
        let alias = self.fix.alias;
        let exit = match ended {
            Ok(exit) => exit,
            Err(Error::Git(error)) if is_open(&error) => return Err(error.into()),
            Err(error) => {
                let why = match error {
                    Error::NotApplied { why, .. } => why,
                    other => Safe::line(&other.to_string()),
                };
                self.say(&Entry::ApplyFailed { reason: why.clone() }).await?;
                return Err(Error::NotApplied { alias, why });
            }
        };
        self.say(&Entry::Applied { exit }).await?;
        Ok(find(self.journal, alias).await?.0)
    }

    async fn say(&self, entry: &Entry) -> Result<(), Error> {
        self.journal.append(self.stream, None, &[Draft::of(entry)?]).await?;
        Ok(())
    }
}

/// Whether the branch may have been made, or not: a run of git that did not end.
fn is_open(error: &git::Error) -> bool {
    matches!(error, git::Error::Slow { .. })
}
