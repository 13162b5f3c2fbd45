//! Running the binary in a home of its own.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// A home directory, with nothing of the machine's own settings.
pub struct Home(tempfile::TempDir);

/// What a command said, and how it ended.
#[derive(Debug)]
pub struct Ended {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Home {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file below the home.
    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }

    pub fn config(&self, text: &str) -> PathBuf {
        self.write(".config/stanch/config.toml", text)
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_stanch"));
        command.args(arguments).env_clear().env("HOME", self.path()).env("LANG", "C.UTF-8").stdin(Stdio::null());
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Ended {
        self.run_with(arguments, &[])
    }

    pub fn run_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Ended {
        let output = self.command(arguments).envs(variables.iter().copied()).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Ended { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
    }
}

impl Ended {
    /// Standard error, if that is all that there is.
    pub fn complaint(&self) -> &str {
        assert_eq!(self.out, "", "nothing goes to standard output but answers");
        &self.err
    }

    /// Name, value and origin of a setting in `doctor --config`.
    pub fn setting(&self, name: &str) -> Vec<&str> {
        let mut lines = self.out.lines().map(|line| line.split("  ").map(str::trim).filter(|word| !word.is_empty()));
        lines
            .find_map(|words| Some(words.collect::<Vec<_>>()).filter(|words| words.first() == Some(&name)))
            .unwrap_or_else(|| panic!("no {name}: {self:?}"))
    }
}
