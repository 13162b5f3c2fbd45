//! The thread that reads the terminal.

use std::{
    io::{self, Read, Write},
    os::{
        fd::{AsFd, OwnedFd},
        unix::net::UnixStream,
    },
    time::Instant,
};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    io::{Errno, read},
};
use tokio::sync::mpsc;

use super::Parser;
use crate::flow::Message;

/// What comes from the terminal.
#[derive(Debug, Clone, PartialEq)]
pub enum Input {
    Message(Message),
    /// Nothing is read any more, as it was asked for: whoever has the terminal now reads it alone.
    Paused,
    /// The terminal is gone, with or without a signal.
    HangUp,
}

/// Stops the reading for a while: two programs that read one terminal each get half of what is typed.
#[derive(Debug)]
pub struct Gate(UnixStream);

impl Gate {
    /// Asks the reader to stop; [`Input::Paused`] says that it has.
    pub fn close(&self) -> io::Result<()> {
        (&self.0).write_all(b"-")
    }

    /// Lets it go on.
    pub fn open(&self) -> io::Result<()> {
        (&self.0).write_all(b"+")
    }
}

/// Reads the terminal on a thread of its own until it hangs up or nobody listens. The terminal stays blocking: its
/// flags belong to the shell too.
pub fn listen(tty: OwnedFd, to: mpsc::Sender<Input>) -> io::Result<Gate> {
    let (ours, gate) = UnixStream::pair()?;
    std::thread::Builder::new().name("input".into()).spawn(move || {
        read_all(tty, &gate, &to);
        // Nobody listens any more if this fails.
        let _ = to.blocking_send(Input::HangUp);
    })?;
    Ok(Gate(ours))
}

fn read_all(tty: impl AsFd, gate: &UnixStream, to: &mpsc::Sender<Input>) {
    let mut parser = Parser::default();
    let mut buffer = vec![0; 16 * 1024];
    let mut messages = Vec::new();
    loop {
        let bytes = match wait(&tty, gate, parser.deadline()) {
            Ok(Ready::Gate) => {
                // What was typed ahead was for nobody.
                parser = Parser::default();
                if rest(gate, to).is_err() {
                    return;
                }
                continue;
            }
            Ok(Ready::Bytes) => match read(&tty, &mut buffer) {
                Ok(0) => return,
                Ok(length) => buffer.get(..length).unwrap_or_default(),
                Err(Errno::INTR | Errno::AGAIN) => &[],
                Err(_) => return,
            },
            Ok(Ready::Nothing) => &[],
            Err(_) => return,
        };
        parser.feed(bytes, Instant::now(), &mut messages);
        for message in messages.drain(..) {
            if to.blocking_send(Input::Message(message)).is_err() {
                return;
            }
        }
    }
}

/// What the wait came to.
enum Ready {
    Gate,
    /// There may be bytes.
    Bytes,
    Nothing,
}

/// Waits for the gate, for bytes or for the deadline.
fn wait(tty: impl AsFd, gate: &UnixStream, deadline: Option<Instant>) -> Result<Ready, Errno> {
    let left = deadline.map(|at| at.saturating_duration_since(Instant::now()));
    let left = left.and_then(|left| Timespec::try_from(left).ok());
    let mut polled = [PollFd::new(gate, PollFlags::IN), PollFd::new(&tty, PollFlags::IN)];
    match poll(&mut polled, left.as_ref()) {
        Ok(_) => {}
        Err(Errno::INTR) => return Ok(Ready::Nothing),
        Err(error) => return Err(error),
    }
    let [gate, tty] = polled.map(|one| !one.revents().is_empty());
    Ok(if gate {
        Ready::Gate
    } else if tty {
        Ready::Bytes
    } else {
        Ready::Nothing
    })
}

/// Says that nothing is read, and waits until it may be again. An error: the console has ended.
fn rest(mut gate: &UnixStream, to: &mpsc::Sender<Input>) -> io::Result<()> {
    let mut word = [0];
    gate.read_exact(&mut word)?;
    to.blocking_send(Input::Paused).map_err(|_| io::ErrorKind::BrokenPipe)?;
    gate.read_exact(&mut word)
}
