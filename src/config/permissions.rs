//! Who may change a file: the difference between a setting and somebody else's setting (T-14, T-15, R-39).

use std::{
    fs::File,
    io::{self, Read},
    os::unix::fs::MetadataExt,
    path::Path,
};

/// The largest settings file that is read (T-10).
pub const LARGEST: u64 = 256 * 1024;

/// Who holds a file, as `fstat` says it of the opened file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holder {
    pub uid: u32,
    pub mode: u32,
}

/// Who else may write a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exposure {
    OwnerOnly,
    Group,
    World,
}

impl Holder {
    /// Of an opened file, so that it cannot be another one by the time it is read.
    pub fn of(file: &File) -> io::Result<Self> {
        let meta = file.metadata()?;
        Ok(Self { uid: meta.uid(), mode: meta.mode() & 0o7777 })
    }

    #[must_use]
    pub fn exposure(self) -> Exposure {
        match (self.mode & 0o002, self.mode & 0o020) {
            (0, 0) => Exposure::OwnerOnly,
            (0, _) => Exposure::Group,
            _ => Exposure::World,
        }
    }
}

/// A file's text, and who holds it. `None` where there is no such file.
pub fn read(path: &Path) -> io::Result<Option<(String, Holder)>> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    if !file.metadata()?.is_file() {
        return Err(io::Error::other("not a regular file"));
    }
    let holder = Holder::of(&file)?;
    let mut bytes = Vec::new();
    file.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(io::Error::other("larger than 256 KiB"));
    }
    let text = String::from_utf8(bytes).map_err(|_| io::Error::other("not UTF-8"))?;
    Ok(Some((text, holder)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exposure_is_the_widest_writer() {
        let of = |mode| Holder { uid: 0, mode }.exposure();
        assert_eq!(of(0o644), Exposure::OwnerOnly);
        assert_eq!(of(0o664), Exposure::Group);
        assert_eq!(of(0o646), Exposure::World);
        assert_eq!(of(0o666), Exposure::World);
    }

    #[test]
    fn what_is_too_large_or_no_file_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("large");
        std::fs::write(&path, vec![b' '; 256 * 1024 + 1]).unwrap();
        assert_eq!(read(&path).unwrap_err().to_string(), "larger than 256 KiB");
        assert_eq!(read(dir.path()).unwrap_err().to_string(), "not a regular file");
        assert_eq!(read(&dir.path().join("absent")).unwrap(), None);
    }
}
