//! The terminal as a device: what it takes to use it, and to give it back as it was.

use std::{
    fs::File,
    io::{self, IsTerminal, Write},
    os::fd::{AsFd, OwnedFd},
    sync::atomic::{AtomicBool, Ordering},
};

use ratatui::layout::Size;
use rustix::{
    io::Errno,
    termios::{LocalModes, OptionalActions, QueueSelector, Termios, tcflush, tcgetattr, tcgetwinsize, tcsetattr},
};

use super::Patient;

/// The alternate screen, bracketed paste, no cursor.
const ENTER: &[u8] = b"\x1b[?1049h\x1b[?2004h\x1b[?25l\x1b[m\x1b[2J";
/// The same back, in the opposite order; also what only a frame that was cut short would leave behind.
const LEAVE: &[u8] = b"\x1b[?2026l\x1b[m\x1b[?25h\x1b[?2004l\x1b[?1049l";

/// What another program may have left behind: a region that scrolls, modes of keys, a mouse, another alphabet, inserting.
const MEND: &[u8] =
    b"\x1b[r\x1b[4l\x1b[?1l\x1b[?6l\x1b[?7h\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1004l\x1b[?1006l\x1b>\x1b(B\x0f";

/// Why there is no console.
#[derive(Debug, thiserror::Error)]
pub enum Unfit {
    #[error("needs a terminal; use `stanch board --plain`")]
    NoTerminal,
    #[error("open the terminal: {0}")]
    Broken(#[from] io::Error),
}

/// The terminal that the console was started in.
#[derive(Debug)]
pub struct Tty {
    input: OwnedFd,
    output: File,
    /// As it was found.
    found: Termios,
    entered: AtomicBool,
}

impl Tty {
    /// The terminal behind stdout; keys come from stdin, or from the controlling terminal where stdin is something else.
    pub fn open(term: Option<&str>) -> Result<Self, Unfit> {
        let (stdin, stdout) = (io::stdin(), io::stdout());
        if term.is_none_or(|term| term.is_empty() || term == "dumb") || !stdout.is_terminal() {
            return Err(Unfit::NoTerminal);
        }
        let input = if stdin.is_terminal() {
            stdin.as_fd().try_clone_to_owned()?
        } else {
            File::open("/dev/tty").map_err(|_| Unfit::NoTerminal)?.into()
        };
        let found = tcgetattr(&input).map_err(io::Error::from)?;
        let output = stdout.as_fd().try_clone_to_owned()?.into();
        Ok(Self { input, output, found, entered: AtomicBool::new(false) })
    }

    /// Where keys come from.
    pub fn input(&self) -> io::Result<OwnedFd> {
        self.input.try_clone()
    }

    /// Where frames go to.
    pub fn output(&self) -> io::Result<File> {
        self.output.try_clone()
    }

    /// Takes the terminal, also again after it was given back. What was typed before was typed for somebody else, or for nobody.
    pub fn enter(&self) -> io::Result<()> {
        self.entered.store(true, Ordering::SeqCst);
        let mut raw = self.found.clone();
        raw.make_raw();
        debug_assert!(!raw.local_modes.contains(LocalModes::ISIG));
        tcsetattr(&self.input, OptionalActions::Now, &raw)?;
        tcflush(&self.input, QueueSelector::IFlush)?;
        Patient::new(&self.output).write_all(ENTER)
    }

    /// Takes the terminal back from a program that may have left it in any state.
    pub fn take_back(&self) -> io::Result<()> {
        Patient::new(&self.output).write_all(MEND)?;
        self.enter()
    }

    /// Gives the terminal back as it was found. What was typed and not read is dropped: the rest of a paste is not for
    /// the shell. Errors are nobody's any more: the terminal may be gone.
    pub fn leave(&self) {
        if !self.entered.swap(false, Ordering::SeqCst) {
            return;
        }
        self.reset_modes();
        let _ = Patient::new(&self.output).write_all(LEAVE);
    }

    /// Only what cannot wait: the modes, without a byte to a terminal that may take none.
    pub fn reset_modes(&self) {
        let _ = tcflush(&self.input, QueueSelector::IFlush);
        let _ = tcsetattr(&self.input, OptionalActions::Now, &self.found);
    }

    /// How large it is. Who says nothing is taken for the smallest that the console was made for.
    #[must_use]
    pub fn size(&self) -> Size {
        match tcgetwinsize(&self.output) {
            Ok(size) if size.ws_col > 0 && size.ws_row > 0 => Size { width: size.ws_col, height: size.ws_row },
            _ => Size { width: 80, height: 24 },
        }
    }
}

impl Drop for Tty {
    fn drop(&mut self) {
        self.leave();
    }
}

/// Whether an error says that there is no terminal any more.
#[must_use]
pub fn is_gone(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::BrokenPipe || Errno::from_io_error(error) == Some(Errno::IO)
}
