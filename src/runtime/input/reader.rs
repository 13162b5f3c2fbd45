//! The thread that reads the terminal.

use std::{
    io,
    os::fd::{AsFd, OwnedFd},
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
    /// The terminal is gone, with or without a signal.
    HangUp,
}

/// Reads the terminal on a thread of its own until it hangs up or nobody listens. The terminal stays blocking: its
/// flags belong to the shell too.
pub fn listen(tty: OwnedFd, to: mpsc::Sender<Input>) -> io::Result<()> {
    std::thread::Builder::new().name("input".into()).spawn(move || {
        read_all(tty, &to);
        // Nobody listens any more if this fails.
        let _ = to.blocking_send(Input::HangUp);
    })?;
    Ok(())
}

fn read_all(tty: impl AsFd, to: &mpsc::Sender<Input>) {
    let mut parser = Parser::default();
    let mut buffer = vec![0; 16 * 1024];
    let mut messages = Vec::new();
    loop {
        let bytes = match wait(&tty, parser.deadline()) {
            Ok(true) => match read(&tty, &mut buffer) {
                Ok(0) => return,
                Ok(length) => buffer.get(..length).unwrap_or_default(),
                Err(Errno::INTR | Errno::AGAIN) => &[],
                Err(_) => return,
            },
            Ok(false) => &[],
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

/// Waits for bytes or for the deadline; returns whether there may be bytes.
fn wait(tty: impl AsFd, deadline: Option<Instant>) -> Result<bool, Errno> {
    let left = deadline.map(|at| at.saturating_duration_since(Instant::now()));
    let left = left.and_then(|left| Timespec::try_from(left).ok());
    match poll(&mut [PollFd::new(&tty, PollFlags::IN)], left.as_ref()) {
        Ok(ready) => Ok(ready > 0),
        Err(Errno::INTR) => Ok(false),
        Err(error) => Err(error),
    }
}
