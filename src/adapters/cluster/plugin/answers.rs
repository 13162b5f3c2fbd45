//! The file of answers: which calls of credential plugins a user has allowed (T-14). Only its owner may have written it.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Read, Write},
    os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use rustix::fs::OFlags;
use serde::{Deserialize, Serialize};

use crate::domain::{cluster::Plugin, text::Safe};

/// A file larger than this is none of ours.
const LARGEST: u64 = 1 << 20;

/// The version of the file.
const VERSION: u32 = 1;

/// One call that was allowed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Answer {
    /// What decides; the rest is for whoever reads the file.
    pub(super) call: Safe,
    pub(super) path: Safe,
    pub(super) arguments: Vec<Safe>,
    pub(super) sha256: Safe,
}

#[derive(Serialize, Deserialize)]
struct Document {
    version: u32,
    allowed: Vec<Answer>,
}

impl Answer {
    pub(super) fn of(plugin: &Plugin) -> Self {
        Self {
            call: plugin.call.clone(),
            path: plugin.path.clone(),
            arguments: plugin.arguments.clone(),
            sha256: plugin.sha256.clone(),
        }
    }
}

/// What was allowed. A file that cannot be trusted or understood says nothing: the question is asked again.
pub(super) fn read(file: &Path) -> Vec<Answer> {
    let opened = OpenOptions::new().read(true).custom_flags(flags()).open(file);
    let Ok(text) = opened.and_then(|file| trusted(&file)) else { return Vec::new() };
    let document: Option<Document> = serde_json::from_str(&text).ok();
    document.filter(|document| document.version == VERSION).map(|document| document.allowed).unwrap_or_default()
}

/// Adds an answer, in place of older ones about the same call.
pub(super) fn add(file: &Path, answer: Answer) -> io::Result<()> {
    let mut allowed = read(file);
    allowed.retain(|known| known.call != answer.call);
    allowed.push(answer);
    let text = serde_json::to_string_pretty(&Document { version: VERSION, allowed })?;
    let folder = file.parent().unwrap_or(Path::new("/"));
    DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    replace(file, &text)
}

/// Writes beside it and moves that in its place: nobody reads half a file.
fn replace(file: &Path, text: &str) -> io::Result<()> {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}", std::process::id()));
    let new: PathBuf = file.with_file_name(name);
    // One that is there was left behind by a process of the same number.
    let _ = fs::remove_file(&new);
    let mut opened = OpenOptions::new().write(true).create_new(true).mode(0o600).custom_flags(flags()).open(&new)?;
    let written = opened.write_all(text.as_bytes()).and_then(|()| opened.sync_all());
    written.and_then(|()| fs::rename(&new, file)).inspect_err(|_| drop(fs::remove_file(&new)))
}

fn flags() -> i32 {
    (OFlags::NOFOLLOW | OFlags::CLOEXEC | OFlags::NONBLOCK).bits().cast_signed()
}

fn trusted(file: &File) -> io::Result<String> {
    let meta = file.metadata()?;
    let mine = meta.is_file() && meta.uid() == rustix::process::geteuid().as_raw() && meta.mode() & 0o777 == 0o600;
    if !mine || meta.len() > LARGEST {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "others may have written it"));
    }
    let mut text = String::new();
    file.take(LARGEST).read_to_string(&mut text)?;
    Ok(text)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    fn answer(call: &'static str) -> Answer {
        let text = Safe::from_static;
        Answer { call: text(call), path: text("/opt/login"), arguments: vec![text("a")], sha256: text("00") }
    }

    #[test]
    fn answers_are_kept_for_their_owner_alone() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("state/stanch/plugins.json");
        assert_eq!(read(&file), []);
        for call in ["one", "two", "one"] {
            add(&file, answer(call)).unwrap();
        }
        assert_eq!(read(&file), [answer("two"), answer("one")]);
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&file), mode(file.parent().unwrap())), (0o600, 0o700));
        assert_eq!(fs::read_dir(file.parent().unwrap()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn what_others_may_have_written_says_nothing() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("plugins.json");
        add(&file, answer("one")).unwrap();
        let link = home.path().join("link.json");
        symlink(&file, &link).unwrap();
        assert_eq!(read(&link), []);
        for mode in [0o620, 0o602, 0o644] {
            fs::set_permissions(&file, fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(read(&file), [], "{mode:o}");
        }
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        assert_eq!(read(&file), [answer("one")]);
        fs::write(&file, r#"{"version":2,"allowed":[]}"#).unwrap();
        assert_eq!(read(&file), []);
    }
}
