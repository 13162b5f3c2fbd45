//! A patch as a file: whole or not there at all, and never in the place of another file.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    path::Path,
};

/// Writes the file. True where it was there, with the very same bytes.
pub(super) fn write(path: &Path, bytes: &[u8], mark: &str) -> io::Result<bool> {
    if let Some(same) = is_same(path, bytes)? {
        return if same { Ok(true) } else { Err(occupied()) };
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let half = folder.join(format!(".stanch-{mark}-{}.partial", std::process::id()));
    let result = put(&half, bytes).and_then(|()| match fs::hard_link(&half, path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => match is_same(path, bytes)? {
            Some(true) => Ok(true),
            _ => Err(occupied()),
        },
        linked => linked.map(|()| false),
    });
    // It is nobody's, whatever came of the link.
    let _ = fs::remove_file(&half);
    let was_there = result?;
    File::open(folder)?.sync_all()?;
    Ok(was_there)
}

fn put(half: &Path, bytes: &[u8]) -> io::Result<()> {
    // Left over from a process of the same number that was killed.
    let _ = fs::remove_file(half);
    let mut file = OpenOptions::new().write(true).create_new(true).open(half)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn is_same(path: &Path, bytes: &[u8]) -> io::Result<Option<bool>> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
        Ok(found) if !found.is_file() => Ok(Some(false)),
        Ok(found) if found.len() != u64::try_from(bytes.len()).unwrap_or(u64::MAX) => Ok(Some(false)),
        Ok(_) => Ok(Some(fs::read(path)? == bytes)),
    }
}

fn occupied() -> io::Error {
    io::Error::new(io::ErrorKind::AlreadyExists, "the file exists and is something else")
}
