//! Standard output, for lines and JSON.

use std::{
    borrow::Cow,
    io::{self, BufWriter, StdoutLock, Write},
};

use serde::Serialize;

use crate::domain::text::{Safe, ascii};

/// Writes an answer. What it is given was cleaned when it came in.
pub struct Printer {
    out: BufWriter<StdoutLock<'static>>,
    ascii: bool,
}

impl Printer {
    #[must_use]
    pub fn new(ascii: bool) -> Self {
        Self { out: BufWriter::new(io::stdout().lock()), ascii }
    }

    /// One line, whatever is in it: a line feed inside becomes visible.
    pub fn line(&mut self, line: &str) -> io::Result<()> {
        let line = Safe::line(line);
        let line = if self.ascii { ascii(&line) } else { Cow::Borrowed(line.as_str()) };
        writeln!(self.out, "{}", line.trim_end())
    }

    pub fn json(&mut self, document: &impl Serialize) -> io::Result<()> {
        serde_json::to_writer(&mut self.out, document)?;
        writeln!(self.out)
    }

    /// Text that is stanch's own, as it is.
    pub fn raw(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.out.write_all(bytes)
    }

    pub fn end(mut self) -> io::Result<()> {
        self.out.flush()
    }
}
