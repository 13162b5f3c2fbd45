//! The newest head of each store that this console has seen: what a store is held to when it is opened again.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io,
    os::unix::fs::{DirBuilderExt, FileExt, MetadataExt, OpenOptionsExt, PermissionsExt},
    path::Path,
};

use rustix::fs::OFlags;

use crate::domain::journal::{Head, Ulid};

use super::settings::Access;

/// One store's file. A head is one line of a fixed length, so that it is written in place, at once.
pub struct Heads {
    file: File,
    db_id: Ulid,
}

impl Heads {
    /// `None` where nothing is kept and nothing is to be made.
    pub fn open(folder: &Path, db_id: Ulid, access: Access) -> io::Result<Option<Self>> {
        let make = access == Access::Write;
        if make {
            DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        }
        let flags = OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK;
        let path = folder.join(format!("{db_id}.head"));
        let mut options = OpenOptions::new();
        options.read(true).write(make).create(make).mode(0o600).custom_flags(flags.bits().cast_signed());
        let file = match options.open(path) {
            Ok(file) => file,
            Err(error) if !make && error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let known = file.metadata()?;
        if !known.is_file() || known.uid() != rustix::process::geteuid().as_raw() {
            return Err(io::Error::other("not a file of this user's"));
        }
        if make {
            file.set_permissions(fs::Permissions::from_mode(0o600))?;
        }
        Ok(Some(Self { file, db_id }))
    }

    /// The head that is kept. One that cannot be read (a power cut tore it) is none: it could prove nothing.
    pub fn known(&self) -> Option<Head> {
        let mut bytes = [0; 256];
        let length = self.file.read_at(&mut bytes, 0).ok()?;
        let line = std::str::from_utf8(bytes.get(..length)?).ok()?;
        let mut words = line.split_whitespace();
        let (db_id, seq, hash) = (words.next()?, words.next()?, words.next()?);
        let head = Head { db_id: Ulid::from_string(db_id).ok()?, seq: seq.parse().ok()?, hash: hash.parse().ok()? };
        (head.db_id == self.db_id).then_some(head)
    }

    /// Keeps a head. Only ever called after the commit that made it: a kill between the two must not look like a rewind.
    pub fn keep(&self, head: &Head) -> io::Result<()> {
        let line = format!("{} {:020} {}\n", head.db_id, head.seq, head.hash);
        self.file.write_all_at(line.as_bytes(), 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::digest::Digest;

    #[test]
    fn the_newest_head_is_read_again() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("heads");
        let db_id = Ulid(5);
        let open = || Heads::open(&folder, db_id, Access::Write).unwrap().unwrap();
        assert!(Heads::open(&folder, db_id, Access::Look).unwrap().is_none(), "looking makes nothing");
        assert_eq!(open().known(), None);
        for seq in [9, 10_000, 7] {
            let head = Head { db_id, seq, hash: Digest::of(&[1]) };
            open().keep(&head).unwrap();
            assert_eq!(open().known(), Some(head));
        }
        let file = folder.join(format!("{db_id}.head"));
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        fs::write(file, "torn").unwrap();
        assert_eq!(open().known(), None);
    }
}
