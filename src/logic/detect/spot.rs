//! Places in changes.

use crate::{
    domain::{
        evidence::{Evidence, Place},
        text::Safe,
    },
    logic::evidence::{FileChange, Line},
};

/// Where in a change.
#[derive(Debug, Clone)]
pub(super) struct Spot<'a> {
    pub header: &'a Evidence,
    pub file: &'a FileChange<'a>,
    pub line: Line<'a>,
    pub function: Option<String>,
}

impl Spot<'_> {
    pub(super) fn place(&self) -> Place {
        Place {
            evidence: self.header.no,
            line: self.line.at,
            file: Some(Safe::line(self.file.path())),
            file_line: self.line.number(),
            function: self.function.as_deref().map(Safe::line),
            text: Safe::line(self.line.text.trim()),
        }
    }
}
