//! The private folder of a drill. What was killed could not take its own away: the next one does.

use std::{
    fs::{self, File, OpenOptions, Permissions},
    io::{self, ErrorKind},
    os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt},
    path::Path,
};

use tempfile::TempDir;

/// How the names of such folders begin.
const PREFIX: &str = "stanch-drill-";
/// The file in it that its owner holds a lock on for as long as it lives.
const LOCK: &str = "lock";

/// A folder for this user alone, which goes when this is dropped.
#[derive(Debug)]
pub struct Folder {
    place: TempDir,
    /// Let go after the folder is gone, or by the system when the process is.
    _lock: File,
}

impl Folder {
    /// Makes one where the system keeps what is temporary, and takes away those that nobody owns any more.
    pub fn make() -> io::Result<Self> {
        Self::make_in(&std::env::temp_dir())
    }

    fn make_in(parent: &Path) -> io::Result<Self> {
        loop {
            let mut private = tempfile::Builder::new();
            private.prefix(PREFIX).permissions(Permissions::from_mode(0o700));
            let place = private.tempdir_in(parent)?;
            let file = place.path().join(LOCK);
            let lock = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&file)?;
            match lock.lock() {
                Err(error) if error.kind() != ErrorKind::Unsupported => return Err(error),
                _ => {}
            }
            // Somebody may have come before the lock, and taken it for one that nobody owns.
            if file.exists() {
                sweep(parent, place.path());
                return Ok(Self { place, _lock: lock });
            }
        }
    }

    #[must_use]
    pub fn path(&self) -> &Path {
        self.place.path()
    }
}

/// Takes away what is left of others. What cannot be taken away stays: it is in nobody's way.
fn sweep(parent: &Path, own: &Path) {
    let Ok(owner) = fs::symlink_metadata(own).map(|own| own.uid()) else { return };
    for entry in fs::read_dir(parent).into_iter().flatten().flatten() {
        let path = entry.path();
        let is_one = entry.file_name().to_string_lossy().starts_with(PREFIX) && path != own;
        let is_mine = || fs::symlink_metadata(&path).is_ok_and(|found| found.is_dir() && found.uid() == owner);
        if is_one
            && is_mine()
            && let Some(_lock) = abandoned(&path)
        {
            drop(fs::remove_dir_all(&path));
        }
    }
}

/// The lock of a folder, if it can be had: then nobody lives who owns it.
fn abandoned(folder: &Path) -> Option<File> {
    let lock = File::open(folder.join(LOCK)).ok()?;
    lock.try_lock().ok()?;
    Some(lock)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_owns_any_more_is_taken_away_by_the_next() {
        let parent = tempfile::tempdir().unwrap();
        let below = |name: &str| parent.path().join(name);
        for (folder, file) in [("stanch-drill-dead", LOCK), ("stanch-drill-strange", "kubeconfig"), ("other", LOCK)] {
            fs::create_dir(below(folder)).unwrap();
            fs::write(below(folder).join(file), "").unwrap();
        }
        fs::write(below("stanch-drill-file"), "").unwrap();
        let first = Folder::make_in(parent.path()).unwrap();
        let second = Folder::make_in(parent.path()).unwrap();
        assert!(!below("stanch-drill-dead").exists());
        for kept in [first.path(), second.path(), &below("stanch-drill-strange"), &below("other")] {
            assert!(kept.is_dir(), "{}", kept.display());
        }
        assert!(below("stanch-drill-file").exists());
        let path = first.path().to_owned();
        drop(first);
        assert!(!path.exists() && second.path().exists());
    }
}
