//! Files that hold what clusters said: for this user alone, never through a link that somebody else laid (T-15).

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use rustix::fs::OFlags;

/// Names that are tried before giving up.
const TRIES: u32 = 1000;

/// Writes a file that was not there before; where the name is taken, `name-2`, `name-3` and so on. Returns its path.
pub fn create_new(folder: &Path, name: &str, text: &str) -> io::Result<PathBuf> {
    make(folder)?;
    let name = plain(name);
    let (stem, extension) = name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()).unwrap_or((&name, "txt"));
    for n in 1..=TRIES {
        let number = if n == 1 { String::new() } else { format!("-{n}") };
        let path = folder.join(format!("{stem}{number}.{extension}"));
        match own(OpenOptions::new().create_new(true)).open(&path) {
            Ok(file) => return fill(file, text).map(|()| path),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    Err(io::Error::new(io::ErrorKind::AlreadyExists, "too many files of that name"))
}

/// Writes a file in place of the one before.
pub fn replace(folder: &Path, name: &str, text: &str) -> io::Result<PathBuf> {
    make(folder)?;
    let path = folder.join(plain(name));
    let file = own(OpenOptions::new().create(true)).open(&path)?;
    only_mine(&file)?;
    file.set_len(0)?;
    fill(file, text).map(|()| path)
}

/// Opens a log to append to.
pub fn append(path: &Path) -> io::Result<File> {
    let file = own(OpenOptions::new().create(true).append(true)).open(path)?;
    only_mine(&file)?;
    Ok(file)
}

fn own(options: &mut OpenOptions) -> &mut OpenOptions {
    let flags = OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK;
    options.write(true).mode(0o600).custom_flags(flags.bits().cast_signed())
}

/// A file that was there may be anything, and open to anybody.
fn only_mine(file: &File) -> io::Result<()> {
    if !file.metadata()?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
    }
    file.set_permissions(fs::Permissions::from_mode(0o600))
}

fn make(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

fn fill(mut file: File, text: &str) -> io::Result<()> {
    file.write_all(text.as_bytes())?;
    if text.is_empty() || text.ends_with('\n') { Ok(()) } else { file.write_all(b"\n") }
}

/// A name without folders, spaces or surprises.
fn plain(name: &str) -> String {
    let keep = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '-' };
    let name: String = name.chars().map(keep).take(120).collect();
    let name = name.trim_start_matches(['.', '-']);
    if name.is_empty() { "text.txt".to_owned() } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn nothing_is_overwritten() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("a/b");
        let one = create_new(&folder, "api.log", "one").unwrap();
        let two = create_new(&folder, "api.log", "two").unwrap();
        assert_eq!((one.file_name().unwrap(), two.file_name().unwrap()), ("api.log".as_ref(), "api-2.log".as_ref()));
        assert_eq!(fs::read_to_string(one).unwrap(), "one\n");
        assert_eq!((mode(&two), mode(&folder)), (0o600, 0o700));
    }

    #[test]
    fn a_link_is_not_followed() {
        let home = tempfile::tempdir().unwrap();
        let victim = home.path().join("victim");
        fs::write(&victim, "mine").unwrap();
        symlink(&victim, home.path().join("last.txt")).unwrap();
        assert!(replace(home.path(), "last.txt", "x").is_err());
        assert!(append(&home.path().join("last.txt")).is_err());
        assert_eq!(fs::read_to_string(victim).unwrap(), "mine");
    }

    #[test]
    fn what_was_open_to_others_is_closed() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("last.txt");
        fs::write(&path, "a longer text").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        replace(home.path(), "last.txt", "x").unwrap();
        assert_eq!((mode(&path), fs::read_to_string(&path).unwrap()), (0o600, "x\n".to_owned()));
    }

    #[test]
    fn a_name_leads_nowhere_else() {
        for (name, file) in
            [("../../etc/passwd", "etc-passwd"), ("", "text.txt"), (".bashrc", "bashrc"), ("a b\n", "a-b-")]
        {
            assert_eq!(plain(name).trim_start_matches('-'), file.trim_start_matches('-'), "{name:?}");
            assert!(!plain(name).contains('/'));
        }
    }
}
