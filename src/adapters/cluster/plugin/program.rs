//! Which program a kubeconfig means: the file, what is in it, and whether it runs whatever it is told.

use std::{
    collections::HashMap,
    fs::{File, Metadata, OpenOptions},
    io::{self, Read},
    os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use kube::config::ExecConfig;
use rustix::fs::OFlags;
use sha2::{Digest, Sha256};

use crate::domain::{cluster::Plugin, text::Safe};

/// Programs that run what their arguments say (B-39): to allow one of these is to allow everything.
const SHELLS: [&str; 26] = [
    "ash", "bash", "busybox", "csh", "dash", "doas", "env", "fish", "ksh", "ksh93", "mksh", "nice", "nohup", "pwsh",
    "rbash", "rc", "setsid", "sh", "stdbuf", "sudo", "tcsh", "timeout", "toybox", "xargs", "yash", "zsh",
];

/// A program that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Program {
    pub(super) path: PathBuf,
}

impl Program {
    /// The file that would be run: `None` where there is none.
    pub(super) fn find(command: &str, search: &[PathBuf]) -> Option<Self> {
        let named = Path::new(command);
        let is_program =
            |path: &PathBuf| path.metadata().is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0);
        let found = if named.is_absolute() {
            Some(named.to_owned()).filter(is_program)
        } else if command.is_empty() || command.contains('/') {
            // The kubeconfig's reader has made paths absolute already.
            None
        } else {
            // What the working directory happens to hold is nobody's choice.
            search.iter().filter(|folder| folder.is_absolute()).map(|folder| folder.join(named)).find(is_program)
        };
        found.map(|path| Self { path })
    }

    /// Whether it is one of those that run whatever they are told, under whichever name.
    pub(super) fn is_shell(&self) -> bool {
        let real = self.path.canonicalize().unwrap_or_else(|_| self.path.clone());
        [&self.path, &real]
            .into_iter()
            .any(|path| path.file_name().is_some_and(|name| is_shell(&name.to_string_lossy())))
    }

    /// All that an answer is about. `hashes` spares reading a file twice that has not changed.
    pub(super) fn plugin(&self, exec: &ExecConfig, hashes: &Hashes) -> io::Result<Plugin> {
        let sha256 = hashes.of(&self.path)?;
        let path = self.path.display().to_string();
        let arguments: Vec<&String> = exec.args.iter().flatten().collect();
        let mut variables: Vec<String> = exec.env.iter().flatten().filter_map(assignment).collect();
        variables.sort();
        let whole = serde_json::json!([path, sha256, arguments, variables]).to_string();
        Ok(Plugin {
            command: Safe::line(exec.command.as_deref().unwrap_or_default()),
            path: Safe::line(&path),
            arguments: arguments.into_iter().map(|argument| Safe::line(argument)).collect(),
            variables: variables.iter().map(|variable| Safe::line(variable)).collect(),
            call: Safe::line(&format!("sha256:{}", hex::encode(Sha256::digest(whole)))),
            sha256: Safe::line(&sha256),
            changed: false,
        })
    }
}

/// Whether a program of this name is one of those that run whatever they are told.
pub(super) fn is_shell(name: &str) -> bool {
    let name = name.rsplit('/').next().unwrap_or(name);
    SHELLS.contains(&name)
}

/// One entry of a kubeconfig's `env`.
fn assignment(variable: &HashMap<String, String>) -> Option<String> {
    Some(format!("{}={}", variable.get("name")?, variable.get("value")?))
}

/// The hashes of files, as long as they are the same files.
#[derive(Debug, Default)]
pub(super) struct Hashes(Mutex<HashMap<PathBuf, (Version, String)>>);

/// What changes when a file does: nobody but root can set the second pair of numbers back.
type Version = (u64, u64, u64, (i64, i64));

impl Hashes {
    fn of(&self, path: &Path) -> io::Result<String> {
        let file = OpenOptions::new().read(true).custom_flags(OFlags::NONBLOCK.bits().cast_signed()).open(path)?;
        let version = version(&file.metadata()?);
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, hash)) = known.get(path).filter(|(of, _)| *of == version) {
            return Ok(hash.clone());
        }
        let hash = hash(file)?;
        known.insert(path.to_owned(), (version, hash.clone()));
        Ok(hash)
    }
}

fn version(meta: &Metadata) -> Version {
    (meta.dev(), meta.ino(), meta.size(), (meta.ctime(), meta.ctime_nsec()))
}

fn hash(mut file: File) -> io::Result<String> {
    let (mut hash, mut buffer) = (Sha256::new(), vec![0; 1 << 16]);
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hex::encode(hash.finalize())),
            read => hash.update(buffer.get(..read).unwrap_or_default()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::symlink};

    use super::*;

    fn script(folder: &Path, name: &str, text: &str) -> PathBuf {
        let path = folder.join(name);
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        path
    }

    fn exec(value: serde_json::Value) -> ExecConfig {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn a_bare_name_is_looked_for_where_programs_are_and_a_path_is_itself() {
        let folder = tempfile::tempdir().unwrap();
        let path = script(folder.path(), "login", "");
        fs::write(folder.path().join("notes"), "").unwrap();
        let search = [PathBuf::from("."), folder.path().to_owned()];
        let find = |command: &str| Program::find(command, &search).map(|program| program.path);
        assert_eq!(find("login"), Some(path.clone()));
        assert_eq!(find(path.to_str().unwrap()), Some(path));
        for none in ["", "gone", "notes", "./login", "../login", "Cargo.toml"] {
            assert_eq!(find(none), None, "{none}");
        }
    }

    #[test]
    fn a_shell_is_one_under_any_name() {
        let folder = tempfile::tempdir().unwrap();
        let link = folder.path().join("login");
        symlink("/bin/sh", &link).unwrap();
        assert!(Program { path: link }.is_shell());
        assert!(Program { path: "/bin/bash".into() }.is_shell() && is_shell("sh") && is_shell("/usr/bin/env"));
        assert!(!Program { path: script(folder.path(), "aws", "#!/bin/sh\n") }.is_shell());
    }

    #[test]
    fn whatever_is_different_is_another_call() {
        let folder = tempfile::tempdir().unwrap();
        let path = script(folder.path(), "login", "one");
        let (program, hashes) = (Program { path: path.clone() }, Hashes::default());
        let call = |value: serde_json::Value| program.plugin(&exec(value), &hashes).unwrap().call;
        let plain = || serde_json::json!({ "command": "login", "args": ["a", "b"] });
        let first = call(plain());
        assert_eq!(call(plain()), first);
        let others = [
            serde_json::json!({ "command": "login", "args": ["a b"] }),
            serde_json::json!({ "command": "login", "args": ["a", "b"], "env": [{ "name": "LD_PRELOAD", "value": "x" }] }),
        ];
        for other in others {
            assert_ne!(call(other.clone()), first, "{other}");
        }
        script(folder.path(), "login", "two");
        assert_ne!(call(plain()), first, "the file is another one");
    }

    #[test]
    fn the_hash_is_that_of_sha256sum() {
        let folder = tempfile::tempdir().unwrap();
        let program = Program { path: script(folder.path(), "login", "abc") };
        let plugin = program.plugin(&exec(serde_json::json!({ "command": "login" })), &Hashes::default()).unwrap();
        assert_eq!(plugin.sha256.as_str(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
