//! Signals as values of the loop.

use std::{io, process::ExitCode, sync::Arc, time::Duration};

use rustix::process::Signal as Number;
use tokio::{
    signal::unix::{Signal, SignalKind, signal},
    time::sleep,
};

use super::{task::Task, terminal::Tty};

/// How the console ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Somebody quit.
    Quit,
    /// The terminal went away, or the session did.
    HangUp,
    Terminated,
    Interrupted,
}

impl Exit {
    /// 128 and the signal's number, as shells count.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Quit => 0,
            Self::HangUp => 129,
            Self::Interrupted => 130,
            Self::Terminated => 143,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

/// What a signal asks the loop for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    End(Exit),
    /// Stop, as by ctrl-z.
    Stop,
    /// The process was stopped and goes on: the shell had the terminal.
    Continue,
    Resize,
}

/// The signals that the console listens to.
pub struct Signals {
    hang_up: Signal,
    terminate: Signal,
    interrupt: Signal,
    stop: Signal,
    go_on: Signal,
    resize: Signal,
}

impl Signals {
    pub fn listen() -> io::Result<Self> {
        Ok(Self {
            hang_up: signal(SignalKind::hangup())?,
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            stop: signal(SignalKind::from_raw(Number::TSTP.as_raw()))?,
            go_on: signal(SignalKind::from_raw(Number::CONT.as_raw()))?,
            resize: signal(SignalKind::window_change())?,
        })
    }

    /// The next one. Safe to drop at any point.
    pub async fn next(&mut self) -> Call {
        tokio::select! {
            biased;
            _ = self.hang_up.recv() => Call::End(Exit::HangUp),
            _ = self.terminate.recv() => Call::End(Exit::Terminated),
            _ = self.interrupt.recv() => Call::End(Exit::Interrupted),
            _ = self.go_on.recv() => Call::Continue,
            _ = self.stop.recv() => Call::Stop,
            _ = self.resize.recv() => Call::Resize,
        }
    }

    /// Waits until the process was stopped and goes on, or for as long as that cannot take.
    pub async fn gone_on(&mut self, at_most: Duration) {
        // Either way the console goes on.
        let _ = tokio::time::timeout(at_most, self.go_on.recv()).await;
    }
}

/// Ends the process when it was told to end and cannot: its loop hangs in a write to a terminal that takes nothing.
pub fn last_resort(tty: Arc<Tty>, patience: Duration) -> io::Result<Task> {
    let mut hang_up = signal(SignalKind::hangup())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(Task::start(async move {
        let exit = tokio::select! {
            _ = hang_up.recv() => Exit::HangUp,
            _ = terminate.recv() => Exit::Terminated,
        };
        sleep(patience).await;
        tty.reset_modes();
        end(exit);
    }))
}

#[expect(clippy::exit, reason = "the main thread is the one that hangs")]
fn end(exit: Exit) {
    std::process::exit(exit.code().into());
}
