//! Stopping as shells expect it of ctrl-z.

use std::io;

use rustix::process::{Signal, getpgid, getpgrp, getppid, getsid, kill_current_process_group};

/// Whether somebody is there who could make the console go on: a shell of the same session. Under `ssh -t host stanch`
/// there is none, and a stopped console would be a dead one.
pub(super) fn has_shell() -> bool {
    let parent = || -> io::Result<bool> {
        let Some(parent) = getppid() else { return Ok(false) };
        let same_session = getsid(Some(parent))? == getsid(None)?;
        // A script in the console's own group stops with it; then its own parent is the shell.
        Ok(same_session && (getpgid(Some(parent))? != getpgrp() || getsid(None)? != getpgrp()))
    };
    parent().unwrap_or(false)
}

/// Stops the whole job, as the terminal would have done. It takes effect any moment, not necessarily before this returns.
pub(super) fn stop() -> io::Result<()> {
    Ok(kill_current_process_group(Signal::STOP)?)
}
