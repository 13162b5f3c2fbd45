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

/// The signals that end a process, from the moment on at which this is made: none of them is lost before somebody waits for it.
pub struct Ending {
    hang_up: Signal,
    terminate: Signal,
    interrupt: Signal,
}

impl Ending {
    /// Needs a tokio runtime.
    pub fn listen() -> io::Result<Self> {
        Ok(Self {
            hang_up: signal(SignalKind::hangup())?,
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    /// The next one. Safe to drop at any point.
    pub async fn next(&mut self) -> Exit {
        tokio::select! {
            biased;
            _ = self.hang_up.recv() => Exit::HangUp,
            _ = self.terminate.recv() => Exit::Terminated,
            _ = self.interrupt.recv() => Exit::Interrupted,
        }
    }

    /// Waits for some work, unless a signal comes first: then the work is dropped with all that it made.
    pub async fn or<T>(&mut self, work: impl Future<Output = T>) -> Result<T, Exit> {
        tokio::select! {
            biased;
            exit = self.next() => Err(exit),
            done = work => Ok(done),
        }
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
    ending: Ending,
    stop: Signal,
    go_on: Signal,
    resize: Signal,
}

impl Signals {
    pub fn listen(ending: Ending) -> io::Result<Self> {
        Ok(Self {
            ending,
            stop: signal(SignalKind::from_raw(Number::TSTP.as_raw()))?,
            go_on: signal(SignalKind::from_raw(Number::CONT.as_raw()))?,
            resize: signal(SignalKind::window_change())?,
        })
    }

    /// The next one. Safe to drop at any point.
    pub async fn next(&mut self) -> Call {
        tokio::select! {
            biased;
            exit = self.ending.next() => Call::End(exit),
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
