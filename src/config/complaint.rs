//! Something in a user's settings that could not be used.

use std::{fmt, path::Path};

/// One complaint about a setting. The setting keeps its lower layer's value, and everything else goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// `/home/op1/.config/stanch/config.toml:4`, or the name of a variable.
    pub place: String,
    pub text: String,
}

impl Complaint {
    #[must_use]
    pub fn new(place: impl Into<String>, text: impl Into<String>) -> Self {
        Self { place: place.into(), text: text.into() }
    }

    /// About a line of a file.
    #[must_use]
    pub fn at(path: &Path, line: usize, text: impl Into<String>) -> Self {
        Self::new(format!("{}:{line}", path.display()), text)
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.place, self.text)
    }
}
