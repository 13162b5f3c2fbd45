//! Somebody's own editor, on a file of theirs. It has the terminal; the console goes on behind it and draws nothing.

use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
    process::ExitStatus,
};

use rustix::process::{Pid, Signal, kill_process};
use tokio::process::{Child, Command};

use crate::{
    domain::text::Safe,
    flow::{effect::Ticket, event::Edited},
    logic::fix::LARGEST,
};

use super::{file, terminal::Tty};

/// An editor that is open.
pub(super) struct Editing {
    pub ticket: Ticket,
    path: PathBuf,
    child: Child,
}

impl Editing {
    /// Opens a new file with this text. The terminal has been given back before.
    pub fn begin(tty: &Tty, editor: &str, file: (&Path, &Safe), text: &str, ticket: Ticket) -> io::Result<Self> {
        let path = file::create_new(file.0, file.1, text)?;
        // As git does it: the variable may hold arguments, and is the user's own.
        let mut command = Command::new("/bin/sh");
        command.arg("-c").arg(format!("{editor} \"$@\"")).arg(editor).arg(&path).kill_on_drop(true);
        let child = command.stdin(tty.input()?).stdout(tty.output()?).stderr(tty.output()?).spawn()?;
        Ok(Self { ticket, path, child })
    }

    /// Waits until it has ended. Safe to drop at any point.
    pub async fn ended(&mut self) -> io::Result<ExitStatus> {
        self.child.wait().await
    }

    /// Lets an editor go on that stopped itself, where no shell is there to do that.
    pub fn go_on(&self) {
        let pid = self.child.id().and_then(|id| Pid::from_raw(i32::try_from(id).ok()?));
        if let Some(pid) = pid {
            // It may have ended by now.
            let _ = kill_process(pid, Signal::CONT);
        }
    }

    /// What was written, or why that is not known.
    pub fn result(&self, ended: &io::Result<ExitStatus>) -> Result<Edited, Safe> {
        let file = Safe::line(&self.path.display().to_string());
        let failed = |why: &str| Safe::line(&format!("{why}: nothing is proposed; the text is in {file}"));
        match ended {
            Ok(status) if status.success() => {}
            Ok(status) => return Err(failed(&format!("the editor (VISUAL, EDITOR) ended with {status}"))),
            Err(error) => return Err(failed(&format!("the editor was lost: {error}"))),
        }
        let text = read(&self.path).map_err(|error| failed(&format!("what was written cannot be read: {error}")))?;
        Ok(Edited { text, file })
    }
}

fn read(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    // A byte more than a patch may have: it is then refused for that.
    File::open(path)?.take(LARGEST as u64 + 1).read_to_string(&mut text)?;
    Ok(text)
}
