//! Stanch's own log: JSON lines in a file, cleaned (T-17). Nothing goes to stdout or stderr, which are the screen's.

use std::{
    fs::File,
    io::{self, Write},
    path::Path,
    sync::Mutex,
};

use tracing_subscriber::EnvFilter;

use crate::domain::text::Safe;

use super::file;

/// Of others what went wrong, of stanch what it does.
const LEVELS: &str = "warn,stanch=debug";

/// Starts to log to a file; without it nothing is logged.
pub fn start(path: &Path) -> io::Result<()> {
    let file = Mutex::new(Cleaning(file::append(path)?));
    tracing_subscriber::fmt()
        .json()
        .with_env_filter(EnvFilter::new(LEVELS))
        .with_writer(file)
        .try_init()
        .map_err(|error| io::Error::other(error.to_string()))
}

/// Cleans each line on its way to the file. JSON escapes the worst, but neither C1 nor what hides.
struct Cleaning(File);

impl Write for Cleaning {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.0.write_all(Safe::clean_bytes(line).as_bytes())?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_json_and_clean() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("stanch.log");
        let file = Mutex::new(Cleaning(file::append(&path).unwrap()));
        let log = tracing_subscriber::fmt().json().with_writer(file).finish();
        tracing::subscriber::with_default(log, || tracing::warn!(pod = "a\u{9b}31m\x1b[2J\u{202e}", "two\nlines"));
        let text = std::fs::read_to_string(path).unwrap();
        assert_eq!(text.lines().count(), 1);
        assert!(serde_json::from_str::<serde_json::Value>(&text).is_ok(), "{text}");
        assert!(text.contains("‹9B›31m") && text.contains("‹U+202E›") && !text.contains('\x1b'), "{text}");
    }
}
