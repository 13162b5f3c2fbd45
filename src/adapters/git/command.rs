//! One run of git: no shell, no hooks, no pager, no questions, and nothing of the user's environment that would make it work elsewhere.

use std::{ffi::OsStr, path::Path, process::Stdio, time::Duration};

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWriteExt},
    process::{Child, Command},
};

use crate::domain::text::Safe;

use super::error::Error;

/// How long one run may take.
const LIMIT: Duration = Duration::from_mins(1);
/// The most bytes that one run may say.
pub(super) const LONGEST: u64 = 64 * 1024 * 1024;
/// The most bytes of a complaint.
const COMPLAINT: u64 = 16 * 1024;

/// Settings that would run programs, ask, or change what a patch means.
const SETTINGS: [&str; 8] = [
    "core.quotePath=false",
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.pager=cat",
    "apply.whitespace=nowarn",
    "apply.ignoreWhitespace=no",
    "i18n.commitEncoding=UTF-8",
    "diff.renames=false",
];

/// Variables that point git elsewhere, as they are set for whoever starts stanch from a hook.
const FOREIGN: [&str; 16] = [
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_COMMON_DIR",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
    "GIT_CONFIG",
    "GIT_CONFIG_PARAMETERS",
    "GIT_CONFIG_COUNT",
    "GIT_EXTERNAL_DIFF",
    "GIT_DIFF_OPTS",
    "GIT_GRAFT_FILE",
    "GIT_REPLACE_REF_BASE",
    "GIT_TRACE",
];

/// A run that is being prepared.
pub(super) struct Git {
    command: Command,
    verb: Safe,
    input: Option<Vec<u8>>,
}

/// How a run ended.
pub(super) struct Ended {
    pub success: bool,
    pub out: Vec<u8>,
    /// The first line of what it complained of.
    pub complaint: Safe,
    verb: Safe,
}

impl Git {
    pub(super) fn new(folder: &Path, verb: &'static str) -> Self {
        let mut command = Command::new("git");
        command.arg("-C").arg(folder).arg("--no-pager").arg("--no-replace-objects").arg("--literal-pathspecs");
        for setting in SETTINGS {
            command.args(["-c", setting]);
        }
        for name in FOREIGN {
            command.env_remove(name);
        }
        command.env("LC_ALL", "C").env("GIT_TERMINAL_PROMPT", "0").env("GIT_OPTIONAL_LOCKS", "0");
        command.env("GIT_NO_LAZY_FETCH", "1").env("GIT_ASKPASS", "/bin/false").env("SSH_ASKPASS", "/bin/false");
        // A group of its own: a ctrl-c at the terminal must not end it between two steps.
        command.kill_on_drop(true).process_group(0).arg(verb);
        Self { command, verb: Safe::from_static(verb), input: None }
    }

    pub(super) fn arg(mut self, argument: impl AsRef<OsStr>) -> Self {
        self.command.arg(argument);
        self
    }

    pub(super) fn args(mut self, arguments: &[&str]) -> Self {
        self.command.args(arguments);
        self
    }

    pub(super) fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    pub(super) fn input(mut self, bytes: &[u8]) -> Self {
        self.input = Some(bytes.to_vec());
        self
    }

    /// Runs it, however it ends.
    pub(super) async fn end(mut self) -> Result<Ended, Error> {
        let stdin = if self.input.is_some() { Stdio::piped() } else { Stdio::null() };
        let child = self.command.stdin(stdin).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let child = child.map_err(Error::Absent)?;
        let verb = self.verb.clone();
        let slow = || Error::Slow { verb: verb.clone(), seconds: LIMIT.as_secs() };
        tokio::time::timeout(LIMIT, talk(child, self.input, self.verb)).await.map_err(|_| slow())?
    }

    /// Runs it, and what it says is the answer.
    pub(super) async fn answer(self) -> Result<Vec<u8>, Error> {
        let ended = self.end().await?;
        if ended.success { Ok(ended.out) } else { Err(ended.failed()) }
    }

    /// Runs it, and the one line that it says is the answer.
    pub(super) async fn line(self) -> Result<String, Error> {
        Ok(String::from_utf8_lossy(&self.answer().await?).trim_end_matches('\n').to_owned())
    }
}

impl Ended {
    pub(super) fn failed(self) -> Error {
        Error::Failed { verb: self.verb, why: self.complaint }
    }
}

async fn talk(mut child: Child, input: Option<Vec<u8>>, verb: Safe) -> Result<Ended, Error> {
    let failed = |error: std::io::Error| Error::Failed { verb: verb.clone(), why: Safe::line(&error.to_string()) };
    let (stdin, stdout, stderr) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let write = async {
        if let (Some(mut pipe), Some(bytes)) = (stdin, input) {
            // git stops reading where it knows enough; how it ended says the rest.
            let _ = pipe.write_all(&bytes).await;
        }
        Ok(())
    };
    let (out, complaint, ()) =
        tokio::try_join!(read(stdout, LONGEST), read(stderr, COMPLAINT), write).map_err(failed)?;
    if u64::try_from(out.len()).is_ok_and(|length| length > LONGEST) {
        return Err(Error::TooLarge { verb, bytes: LONGEST });
    }
    let status = child.wait().await.map_err(failed)?;
    let complaint = String::from_utf8_lossy(&complaint);
    let first = complaint.lines().find(|line| !line.trim().is_empty()).unwrap_or("it did not say why");
    Ok(Ended { success: status.success(), out, complaint: Safe::line(first.trim_start_matches("fatal: ")), verb })
}

/// Reads up to a limit and one byte more, and lets the rest go.
async fn read(pipe: Option<impl AsyncRead + Unpin>, limit: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if let Some(pipe) = pipe {
        pipe.take(limit + 1).read_to_end(&mut bytes).await?;
    }
    Ok(bytes)
}
