//! The files of a store: this user's alone, and never through a link (T-15, B-37).

use std::{
    fs::{DirBuilder, OpenOptions},
    io,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use rustix::{
    fs::{Access as Right, FileType, Mode, OFlags, Stat},
    io::Errno,
};

use crate::domain::text::Safe;

use super::super::{error::Error, settings::Access};

/// Others may neither read nor write.
const PRIVATE: u32 = 0o077;
/// Others may not write.
const UNSHARED: u32 = 0o022;

/// Makes sure that a database may be used, and makes an empty file where there is none and one is wanted. Answers whether it may be written.
///
/// Files are looked at through `O_PATH`: closing such a descriptor takes no locks away, as closing another one would take those that this
/// process holds on its own database.
pub fn prepare(path: &Path, access: Access) -> Result<bool, Error> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if access == Access::Write {
        DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(|error| failed(folder, &error))?;
    }
    let Some(holds) = stat(folder, OFlags::DIRECTORY)? else { return Err(Error::Absent(words(path))) };
    own(folder, &holds, true)?;
    if holds.st_mode & UNSHARED != 0 {
        return Err(Error::Shared { path: words(folder) });
    }
    if stat(path, OFlags::NOFOLLOW)?.is_none() {
        if access == Access::Look {
            return Err(Error::Absent(words(path)));
        }
        make(path)?;
    }
    for file in files(path) {
        if let Some(found) = stat(&file, OFlags::NOFOLLOW)? {
            check(&file, &found)?;
        }
    }
    Ok(rustix::fs::access(path, Right::WRITE_OK).is_ok())
}

/// The database and what SQLite keeps beside it, with the database's mode.
fn files(path: &Path) -> [PathBuf; 4] {
    ["", "-wal", "-shm", "-journal"].map(|end| {
        let mut name = path.as_os_str().to_owned();
        name.push(end);
        PathBuf::from(name)
    })
}

fn check(path: &Path, found: &Stat) -> Result<(), Error> {
    if FileType::from_raw_mode(found.st_mode) != FileType::RegularFile {
        return Err(Error::Link { path: words(path) });
    }
    own(path, found, false)?;
    if found.st_mode & PRIVATE == 0 { Ok(()) } else { Err(Error::Exposed { path: words(path) }) }
}

fn own(path: &Path, found: &Stat, or_root: bool) -> Result<(), Error> {
    let own = rustix::process::geteuid().as_raw();
    if found.st_uid == own || (or_root && found.st_uid == 0) {
        Ok(())
    } else {
        Err(Error::Foreign { path: words(path), uid: found.st_uid })
    }
}

fn stat(path: &Path, how: OFlags) -> Result<Option<Stat>, Error> {
    match rustix::fs::open(path, OFlags::PATH | OFlags::CLOEXEC | how, Mode::empty()).and_then(rustix::fs::fstat) {
        Ok(found) => Ok(Some(found)),
        Err(Errno::NOENT) => Ok(None),
        Err(error) => Err(failed(path, &error.into())),
    }
}

/// An empty file: SQLite takes it for an empty database, and its mode for the files beside it.
fn make(path: &Path) -> Result<(), Error> {
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Ok(_) => Ok(()),
        // Another console was faster; what it made is checked like any other.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(failed(path, &error)),
    }
}

fn failed(path: &Path, error: &io::Error) -> Error {
    Error::Failed(Safe::line(&format!("{}: {error}", path.display())))
}

pub fn words(path: &Path) -> Safe {
    Safe::line(&path.display().to_string())
}
